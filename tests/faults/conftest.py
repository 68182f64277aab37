"""A demo room made once and copied for each test, key and all."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from dutyroom.bootstrap import open_room
from dutyroom.services.front.front import Front
from tests.databases import *  # noqa: F403
from tests.e2e import room as rooms


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a room with eight complaints at 16:50 before the long holiday."""
    folder = tmp_path_factory.mktemp("made")
    rooms.make_file(folder, 8)
    return folder


@pytest.fixture
def address(made: Path, tmp_path: Path) -> str:
    """A copy of the room of this test's own, its clock at 16:50 now."""
    folder = tmp_path / "room"
    shutil.copytree(made, folder)
    url = str(folder / "room.sqlite3")
    rooms.set_clock(url, rooms.BEGIN)
    return url


@pytest.fixture
def opened() -> Iterator[Callable[[str], Front]]:
    """Opens rooms to see what is on record, and closes them."""
    held: list[Front] = []

    def open_one(url: str) -> Front:
        held.append(open_room(url))
        return held[-1]

    yield open_one
    for each in held:
        with closing(each):
            pass
