"""What was thrown away is overwritten: rows that are gone would leave their bytes behind in the database's own files.

On SQLite every connection overwrites what it deletes (``secure_delete``); what then still lies in the log beside the file
goes here. PostgreSQL keeps deleted rows until their table is written anew. Neither reaches what the file system, the
server's archived log, its replicas and backups hold.
"""

from __future__ import annotations

import time
from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from dutyroom.store import driver
from dutyroom.store.engine import Database
from dutyroom.store.faults import explain, is_busy, no_rights

THROWN_AWAY = ("subjectkey", "blindtoken", "gram", "draft", "command")
"""Tables of which rows go for good."""
UNSAMPLED = (("subjectkey", "wrapped"), ("blindtoken", "token"), ("draft", "sealed"))
"""Columns of which PostgreSQL's planner must keep no samples: they would outlive the rows."""
_PATIENCE_S = 20.0
_EARLIER = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
    "AND age(backend_xmin) > age('{since}'::text::xid8::xid)"
)

_LIES = "SELECT pg_relation_filenode('\"{table}\"')"


def keep_no_samples(connection: Connection) -> None:
    """Tells a new PostgreSQL database to keep none."""
    if connection.dialect.name == "postgresql":
        for table, column in UNSAMPLED:
            connection.exec_driver_sql(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" SET STATISTICS 0')


def scrub(database: Database, whole: bool = False) -> bool:
    """Overwrites what was deleted so far; False when others kept the file in use for too long. Never within a transaction.

    ``whole``: for what was deleted by programs that did not overwrite it, the SQLite file is written anew. Raises Refusal
    ``no_rights`` where another user owns the server's tables.
    """
    path = database.path
    if path is None:
        return _server(database, whole)
    give_up = time.monotonic() + _PATIENCE_S
    while not _file(path, whole):
        if time.monotonic() > give_up:
            return False
        time.sleep(0.05)
    return True


def _file(path: Path, whole: bool) -> bool:
    with closing(driver.connect(path)) as connection:
        try:
            if whole:
                connection.execute("VACUUM")
            return not connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        except driver.Error as fault:
            if is_busy(fault):
                return False
            raise explain(fault) from fault


def _server(database: Database, whole: bool) -> bool:
    with database.write_engine.connect() as connection:
        try:
            return _written_anew(connection.execution_options(isolation_level="AUTOCOMMIT"), whole)
        finally:
            # Its session has no limits of time any more, and serves nobody afterwards.
            connection.invalidate()


def _written_anew(alone: Connection, whole: bool) -> bool:
    from dutyroom.store import server

    try:
        alone.exec_driver_sql(server.unhurried(local=False))
        since = alone.exec_driver_sql("SELECT pg_current_xact_id()::text").scalar_one()
        give_up = time.monotonic() + _PATIENCE_S
        # Who still reads from before the deletion keeps the server from throwing the rows away.
        while alone.exec_driver_sql(_EARLIER.format(since=since)).scalar_one():
            if time.monotonic() > give_up:
                return False
            time.sleep(0.05)
        for table in THROWN_AWAY:
            before = alone.exec_driver_sql(_LIES.format(table=table)).scalar_one()
            alone.exec_driver_sql(f'VACUUM (FULL) "{table}"')
            # Who does not own it is told in a notice that nobody reads, and the table stays as it was.
            if alone.exec_driver_sql(_LIES.format(table=table)).scalar_one() == before:
                raise no_rights()
        if whole:
            # What was sampled before nothing was any more; only the database's owner may.
            with suppress(DBAPIError):
                alone.exec_driver_sql("VACUUM (FULL) pg_statistic")
    except DBAPIError as fault:
        if is_busy(fault):
            return False
        raise explain(fault.orig or fault) from fault
    # Not every account may ask for one; the server makes one by itself within minutes.
    with suppress(DBAPIError):
        alone.exec_driver_sql("CHECKPOINT")
    return True
