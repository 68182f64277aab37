"""The fixture ``opened``: rooms of the packs that a test names, closed when it ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.services.conftest import Played
from tests.services.test_emergency_plans import staffed

Opened = Callable[[str], Played]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    """Opens the room of a plan, in which every role has a person of its own."""
    rooms: list[Played] = []

    def of(name: str) -> Played:
        rooms.append(staffed(tmp_path / f"{len(rooms)}", name))
        return rooms[-1]

    yield of
    for room in rooms:
        room.close()
