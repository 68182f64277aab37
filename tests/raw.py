"""The bytes that a database has on disk, as somebody reads them who has the files and not the program."""

from __future__ import annotations

from pathlib import Path

from dutyroom.store.engine import Database


def raw(database: Database) -> bytes:
    """All of the SQLite file and what lies beside it; on PostgreSQL every file of this database, the server's log not."""
    if database.path is not None:
        return b"\n".join(file.read_bytes() for file in sorted(database.path.parent.glob(f"{database.path.name}*")))
    with database.write_engine.connect() as connection:
        folder = connection.exec_driver_sql("SHOW data_directory").scalar_one()
        oid = connection.exec_driver_sql("SELECT oid FROM pg_database WHERE datname = current_database()").scalar_one()
    return b"\n".join(file.read_bytes() for file in sorted(Path(folder, "base", str(oid)).iterdir()))
