"""The fixture ``room``: the bank's people at their desks, on SQLite."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.services.conftest import Played, beat_of, new_room


@pytest.fixture
def room(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Played]:
    """Open for the length of a test."""
    with closing(new_room(tmp_path / "room", beat=beat_of(request))) as made:
        yield made
