"""SIGKILL of keepers at random moments: each limit is told once and none is missed, whoever keeps, on both databases."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from dutyroom.domain.act import Command
from dutyroom.services.front.front import Front
from dutyroom.services.room.clock import WallClock
from dutyroom.settings.plans import pack_text
from dutyroom.store.keys import RoomKeys
from dutyroom.store.verify import verify
from tests.databases import *  # noqa: F403  Its fixtures.
from tests.databases import Databases
from tests.faults.keepers import fall_due, storm
from tests.services.conftest import BANK, founding
from tests.whole import few

FACTS = {"content": "收费", "level": "important", "channel": "phone", "unit": "chengguan"}


@pytest.fixture
def case(databases: Databases, keys: RoomKeys) -> Front:
    """A room by the machine's time."""
    return Front(databases.copy(BANK, founding(pack_text(BANK))), keys, WallClock())


@pytest.mark.parametrize(("count", "kills"), few([(40, 6), (1000, 1000)], (40, 6)))
def test_each_is_told_once_and_none_is_missed(case: Front, tmp_path: Path, count: int, kills: int) -> None:
    with closing(case) as room:
        number = room.perform(Command("complaint.register", "wangmin", "", "x", "", FACTS)).subject
        fall_due(room, number, count, within=kills * 0.05)
        outcome = storm(room, tmp_path / "keys", count, kills)
        assert (outcome.kills, outcome.doubled, outcome.missed) == (kills, {}, set())
        assert verify(room.database, room.keys).sound


@pytest.mark.whole
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_the_first_way_to_write_it_tells_twice(case: Front, tmp_path: Path) -> None:
    """The control: what the test above would see without lease and unique key."""
    with closing(case) as room:
        number = room.perform(Command("complaint.register", "wangmin", "", "x", "", FACTS)).subject
        fall_due(room, number, 40, within=0.1)
        assert storm(room, tmp_path / "keys", 40, kills=2, naively=True).doubled
