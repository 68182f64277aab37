"""Rooms and databases made once in this process and copied for each test: a copy costs milliseconds, a new room a second.

Every copy is tied to one room key, which :func:`give_keys` puts where a test wants it.

Statements are compiled once in this process, not once for every room that a test opens: a seventh of what the tests of
the services took.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.engine.default import DefaultDialect

from dutyroom.store import migrate
from dutyroom.store.claim import claim
from dutyroom.store.engine import open_database
from dutyroom.store.keys import FILE_NAME, RoomKeys

Make = Callable[[str, RoomKeys], object]
"""Makes what is copied, at an address, tied to a key; leaves nothing open."""

_compiled: dict[type[Dialect], Any] = {}


# A compiled statement is found again by its dialect, of which every engine has its own.
DefaultDialect.__eq__ = lambda self, other: type(self) is type(other)  # type: ignore[assignment, method-assign]
DefaultDialect.__hash__ = lambda self: hash(type(self))  # type: ignore[method-assign]


@event.listens_for(Engine, "engine_connect")
def _share_compiled(connection: Connection) -> None:
    engine = connection.engine
    engine._compiled_cache = _compiled.setdefault(type(engine.dialect), engine._compiled_cache)


_folder = tempfile.TemporaryDirectory(prefix="dutyroom-copies-", ignore_cleanup_errors=True)
FOLDER = Path(_folder.name)


def give_keys(folder: Path) -> RoomKeys:
    """The key of all copies, kept in ``folder`` as a room's own."""
    RoomKeys.open(FOLDER / "keys", create=True)
    if not folder.exists():
        folder.mkdir(parents=True)
        shutil.copy2(FOLDER / "keys" / FILE_NAME, folder)
    return RoomKeys.open(folder)


def ready(url: str, keys: RoomKeys) -> None:
    """Tables, and the tie to the key."""
    database = open_database(url)
    migrate.upgrade(database)
    claim(database, keys)
    database.close()


def copy_file(name: str, file: Path, make: Make) -> str:
    """The address of ``file``, from now on a copy of what ``make`` made on SQLite when ``name`` was first asked for."""
    made = FOLDER / f"{name}.sqlite3"
    if not made.exists():
        new = made.with_suffix(".new")
        make(f"sqlite:///{new}", give_keys(FOLDER / "keys"))
        # What still lay in the log beside it would be missing in every copy.
        assert not new.with_name(f"{new.name}-wal").exists(), f"{name} was left open"
        new.rename(made)
    file.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(made, file)
    return f"sqlite:///{file}"
