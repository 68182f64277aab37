"""What earlier programs left behind: a room of each release, and every text of a plan or scenario that there was.

``rooms/NAME.tar.xz`` holds a room's database and key, ``plans.tar.xz`` and ``scenarios.tar.xz`` the texts of all packs and
scenarios as they once were. A room of a new release is made by ``scripts/keep_room.py``.
"""

from __future__ import annotations

import tarfile
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Boolean, Connection, DateTime, MetaData, Table, insert, inspect

from dutyroom.store import migrate
from dutyroom.store.engine import Database, open_database

HERE = Path(__file__).parent
ROOMS = tuple(sorted(file.name.removesuffix(".tar.xz") for file in (HERE / "rooms").glob("*.tar.xz")))
EXERCISES = tuple(name for name in ROOMS if name.endswith("-exercise"))
LIVE = tuple(name for name in ROOMS if name not in EXERCISES)


@cache
def texts(kind: str) -> dict[str, str]:
    """Every text of that kind (``plans``, ``scenarios``) that there ever was, by a name of its own; the oldest of each first."""
    with tarfile.open(HERE / f"{kind}.tar.xz") as packed:
        return {each.name: packed.extractfile(each).read().decode() for each in packed}  # type: ignore[union-attr]


def unpack(name: str, folder: Path) -> str:
    """The address of that room's database, in ``folder`` with its key."""
    with tarfile.open(HERE / "rooms" / f"{name}.tar.xz") as packed:
        packed.extractall(folder, filter="data")
    return f"sqlite:///{folder / 'room.sqlite3'}"


def put_on(url: str, name: str, folder: Path) -> str:
    """The address of that room on the empty database ``url``; its key is in ``folder``."""
    file = unpack(name, folder)
    if url.startswith("sqlite"):
        return file
    source, target = open_database(file), open_database(url)
    migrate._alembic(target, "upgrade", migrate.version(source))
    with source.read_engine.connect() as reading, target.write_engine.begin() as writing:
        known = MetaData()
        known.reflect(writing)
        for table in known.sorted_tables:
            if table.name != "alembic_version":
                _copy(reading, writing, table)
    source.close()
    target.close()
    return url


def _copy(reading: Connection, writing: Connection, table: Table) -> None:
    found = reading.exec_driver_sql(f'SELECT * FROM "{table.name}"').mappings()
    rows = [{name: _for_server(table, name, value) for name, value in row.items()} for row in found]
    if table.name == "journal_head":
        writing.execute(table.delete())
    if rows:
        writing.execute(insert(table), rows)


def _for_server(table: Table, name: str, value: Any) -> Any:
    kind = table.columns[name].type
    if isinstance(kind, DateTime) and value is not None:
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    return bool(value) if isinstance(kind, Boolean) and value is not None else value


def tables(database: Database) -> dict[str, list[str]]:
    """The names of all columns of every table."""
    with database.read_engine.connect() as connection:
        look = inspect(connection)
        return {name: sorted(column["name"] for column in look.get_columns(name)) for name in look.get_table_names()}
