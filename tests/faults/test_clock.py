"""The machine's clock is set back or forward, or the machine sleeps: what is due when it is due stays as it was."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from dutyroom.console.present.board.heading import weekday_of
from dutyroom.services.front.front import Front
from dutyroom.store.verify import verify
from tests.e2e import room as rooms
from tests.faults.desk import Desk
from tests.whole import few

HOUR = 3600


def _offset(url: str, opened: Callable[[str], Front]) -> float:
    offset: float = opened(url).first_page(0)[1]["settings"]["clock_offset"]
    return offset


def _set(file: Path, seconds: float) -> None:
    # The console reads it at any moment: never half written.
    beside = file.with_suffix(".new")
    beside.write_text(str(seconds))
    beside.replace(file)


@pytest.mark.parametrize("step", few([-2 * HOUR, 20 * 60, 26 * HOUR]))
def test_a_step_of_the_clock_moves_no_due_moment(
    address: str, opened: Callable[[str], Front], tmp_path: Path, step: int
) -> None:
    file = tmp_path / "offset"
    offset = _offset(address, opened)
    _set(file, offset)
    room = opened(address)
    due = [(row.number, row.clock, row.due, row.warn) for page in room.board() for row in page]
    overdue = sum(1 for each in due if each[2] and each[2] <= room.now())
    with Desk(address, clock=file).start() as desk:
        desk.wait_for(f"超时 {overdue}")
        room.clock.offset = type(room.clock.offset)(seconds=offset + step)  # type: ignore[attr-defined]
        _set(file, offset + step)
        later = sum(1 for each in due if each[2] and each[2] <= room.now())
        desk.wait_for(f"超时 {later} ")
        here = room.now().astimezone(room.calendar.tz)
        desk.wait_for(f"{here:%Y-%m-%d} {weekday_of(here.date())} {here:%H:}")
        # Acts go on in the order of the journal, whatever the clock says.
        desk.wait_for("时钟变动")
        desk.write_log("时钟改过")
        desk.wait_for("已记入值班日志")
    assert [(row.number, row.clock, row.due, row.warn) for page in room.board() for row in page] == due
    (told,) = (entry for entry in room.log() if entry.kind == "room.clock")
    assert f"{room.now().astimezone(room.calendar.tz):%Y-%m-%d %H:}" in told.text
    assert verify(room.database, room.keys).sound
    assert rooms.replay_faults(address) == []


@pytest.mark.whole
def test_a_machine_that_slept_catches_up(address: str, opened: Callable[[str], Front]) -> None:
    room = opened(address)
    with Desk(address).start() as desk, Desk(address, "liwei").start() as other:
        desk.wait_for("数据正常")
        desk.pause(True)
        other.write_log("夜里来人")
        other.wait_for("已记入值班日志")
        time.sleep(2)
        asleep = desk.bytes_out
        time.sleep(0.5)
        assert desk.bytes_out == asleep
        desk.pause(False)
        desk.wait_for("夜里来人")
        desk.wait_for("数据正常")
        now = f"{room.now().astimezone(room.calendar.tz):%H:%M:%S}"
        desk.wait_for(now[:7])
        # Continued, it can be left, and the shell gets its terminal back as it was.
        desk.press("ctrl+q")
        assert desk.wait_exit() == 0
        assert desk.modes_left() == set()
        assert desk.echoes
