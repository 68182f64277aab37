"""Many hands press at once: exactly one activation, and everybody else is told who was first."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from dutyroom.domain.act import Command
from dutyroom.domain.errors import Refusal
from dutyroom.services.front.front import Front
from dutyroom.store.keys import RoomKeys
from tests import whole
from tests.loaded import processes
from tests.patience import PATIENCE_S
from tests.services.conftest import SECRET, HandClock, Played

HANDS = 8 if whole.RUNS else 3
HALF = 4 if whole.RUNS else 2
# The chief is away and acts from where he is, the deputy stands in: both may. One account alone would be held back
# by its own back-off, which counts secrets before it knows them to be right.
PRESSERS = ("zhaoguoqiang", "qianming")


def proposed(room: Played) -> tuple[str, int]:
    event = room.act("emergency.report", "liwei", title="聚集", place="城关支行").subject
    room.act("emergency.propose", "liwei", event, scope="可能扩大")
    room.act("roster.state", "liwei", person="zhaoguoqiang", state="away")
    return event, room.emergency(event).version


def press(room: Front, event: str, seen: int, command_id: str, who: str = PRESSERS[0]) -> str:
    values = {"workstreams": "complaints,publicity", "reason": "群体性投诉"}
    try:
        room.perform(Command("emergency.activate", who, "", command_id, event, values, seen, SECRET))
    except Refusal as no:
        return f"{no.code} {no.message}"
    return "done"


def one_activation(room: Played, event: str) -> None:
    view = room.emergency(event)
    assert [each.outcome for each in view.decisions] == ["approve"]
    assert len(view.notices) == 1
    assert [each.total for each in view.workstreams if each.state == "active"] == [5, 2]
    assert [entry.kind for entry in view.timeline].count("emergency.activate") == 1


@pytest.mark.whole
def test_threads_at_a_barrier(room: Played, keys: RoomKeys) -> None:
    event, seen = proposed(room)
    barrier = threading.Barrier(HANDS)
    said: list[str] = []

    def hand(number: int) -> None:
        own = Front(room.url, keys, room.clock)
        try:
            own.plan  # noqa: B018 - everything slow is done before the barrier
            barrier.wait()
            said.append(press(own, event, seen, f"press-{number}", PRESSERS[number % 2]))
        finally:
            own.close()

    threads = [threading.Thread(target=hand, args=(number,)) for number in range(HANDS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(each.split()[0] for each in said) == ["done", *["stale"] * (HANDS - 1)]
    assert all("赵国强" in each or "钱明" in each for each in said if each != "done")
    one_activation(room, event)


@pytest.mark.whole
def test_one_retry_from_many_threads_acts_once(room: Played, keys: RoomKeys) -> None:
    event, seen = proposed(room)
    barrier = threading.Barrier(HANDS // 2)
    said: list[str] = []

    def hand() -> None:
        own = Front(room.url, keys, room.clock)
        try:
            barrier.wait()
            said.append(press(own, event, seen, "press-again"))
        finally:
            own.close()

    threads = [threading.Thread(target=hand) for _number in range(HALF)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == ["done"] * HALF
    one_activation(room, event)


def hand_apart(url: str, folder: Path, number: int, event: str, seen: int) -> None:
    """One of many processes: ready, it waits for the file ``go``, presses and writes down what it was told."""
    room = Front(url, RoomKeys.open(folder / "keys"), HandClock("2026-09-30T17:04:00+08:00"))
    room.plan  # noqa: B018 - everything slow is done before
    (folder / f"ready-{number}").touch()
    while not (folder / "go").exists():
        time.sleep(0.001)
    said = press(room, event, seen, f"press-{number}", PRESSERS[number % 2])
    (folder / f"said-{number}").write_text(said, encoding="utf-8")
    room.close()


@pytest.mark.whole
def test_processes_at_a_starting_file(room: Played, tmp_path: Path) -> None:
    event, seen = proposed(room)
    hands = [processes.Process(target=hand_apart, args=(room.url, tmp_path, n, event, seen)) for n in range(HANDS)]
    for each in hands:
        each.start()
    deadline = time.monotonic() + PATIENCE_S
    while len(list(tmp_path.glob("ready-*"))) < HANDS:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    (tmp_path / "go").touch()
    for each in hands:
        each.join(PATIENCE_S)
    said = [(tmp_path / f"said-{n}").read_text(encoding="utf-8") for n in range(HANDS)]
    assert sorted(each.split()[0] for each in said) == ["done", *["stale"] * (HANDS - 1)]
    one_activation(room, event)
