"""The console in a storm of keys, sizes, signals, wrong bytes and pastes: it stands, comes to rest, and ends as it is told."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from dutyroom.services.front.front import Front
from dutyroom.store.verify import verify
from tests.e2e import room as rooms
from tests.faults.desk import Desk
from tests.faults.storm import Storm

ENDS = ("key", "term", "hup", "line")


def storm(address: str, state: Path, seed: str, steps: int, way: str) -> Counter[str]:
    """One console through so many steps, ended that way. AssertionError with the seed for all that it must not do."""
    dice = random.Random(seed)
    with Desk(address, dice.choice(("wangmin", "liwei")), env={"XDG_STATE_HOME": str(state)}).start() as desk:
        weather = Storm(desk, dice)
        try:
            weather.steps(steps)
            assert desk.alive, f"brought down, {desk.wait_exit()}"
            weather.calm()
            weather.leave(way)
        except (AssertionError, OSError) as fault:
            reports = [file.read_text("utf-8")[-2000:] for file in state.rglob("error.log")]
            raise AssertionError(f"seed {seed}, {way}: {fault}; last {weather.last} {reports}") from fault
    assert not list(state.rglob("error.log")), seed
    return weather.counts


@pytest.mark.parametrize("way", ["key"])
def test_it_stands_for_a_while(address: str, tmp_path: Path, way: str) -> None:
    storm(address, tmp_path / "state", "a while", 120, way)


@pytest.mark.whole
def test_it_stands_for_ten_thousand_steps(
    address: str, tmp_path: Path, opened: Callable[[str], Front], capsys: pytest.CaptureFixture[str]
) -> None:
    """Forty consoles, one after the other, on one room; what was done in it is whole afterwards. Another seed in every run."""
    seed, counts = random.randrange(10**6), Counter[str]()
    for leg in range(40):
        counts += storm(address, tmp_path / f"state-{leg}", f"{seed}/{leg}", 250, ENDS[leg % len(ENDS)])
    with capsys.disabled():
        print(f"\nstorm {seed}: {counts.total()} steps, 40 consoles, 0 brought down, 0 deaf; {dict(counts)}")
    room = opened(address)
    assert verify(room.database, room.keys).sound
    assert rooms.replay_faults(address) == []
