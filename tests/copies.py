"""Rooms and databases made once in this process and copied for each test: a copy costs milliseconds, a new room a second.

Every copy is tied to one room key, which :func:`give_keys` puts where a test wants it.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from dutyroom.store import migrate
from dutyroom.store.claim import claim
from dutyroom.store.engine import open_database
from dutyroom.store.keys import RoomKeys

Make = Callable[[str, RoomKeys], object]
"""Makes what is copied, at an address, tied to a key; leaves nothing open."""

_folder = tempfile.TemporaryDirectory(prefix="dutyroom-copies-", ignore_cleanup_errors=True)
FOLDER = Path(_folder.name)


def give_keys(folder: Path) -> RoomKeys:
    """The key of all copies, kept in ``folder`` as a room's own."""
    key = RoomKeys.open(FOLDER / "keys", create=True)
    if not folder.exists():
        shutil.copytree(FOLDER / "keys", folder)
    return key


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
