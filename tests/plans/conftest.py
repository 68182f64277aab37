"""The fixture ``opened``: rooms of the packs that a test names, closed when it ends.

On SQLite; a test that is about what lies in the database says ``@BOTH`` and runs on a real PostgreSQL server too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dutyroom.settings.plans import pack_text
from tests.databases import *  # noqa: F403  Its fixtures: pytest finds them by their names in here.
from tests.databases import Databases, Files
from tests.services.conftest import Played
from tests.services.test_emergency_plans import staffed_at

Opened = Callable[[str], Played]

BOTH = pytest.mark.parametrize(
    "engine", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    """SQLite where the test does not say ``@BOTH``."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture
def opened(engine: str, databases: Databases, tmp_path: Path) -> Iterator[Opened]:
    """Opens the room of a plan, in which every role has a person of its own."""
    rooms: list[Played] = []

    def of(name: str) -> Played:
        folder = tmp_path / f"{len(rooms)}"
        rooms.append(staffed_at(Files(folder) if engine == "sqlite" else databases, folder / "keys", pack_text(name)))
        return rooms[-1]

    yield of
    for room in rooms:
        room.close()
