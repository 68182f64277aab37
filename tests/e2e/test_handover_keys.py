"""交接班 as key presses in a real terminal: refused while something has no taker, then signed by both sides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from dutyroom.bootstrap import open_room
from dutyroom.domain.act import Command
from dutyroom.services.demo.sample import SECRET
from dutyroom.services.front.front import Front
from dutyroom.services.room.clock import ShiftedClock
from tests.e2e.room import BEGIN, make_file, moment, replay_faults
from tests.e2e.story import Desk


def here(url: str, does: Callable[[Front], object], at: str = BEGIN) -> None:
    """Something in the room without a screen, at a moment of the story."""
    room = open_room(url, ShiftedClock(moment(at) - datetime.now(UTC)))
    try:
        does(room)
    finally:
        room.close()


def test_a_handover_refused_and_then_done(tmp_path: Path) -> None:
    url = make_file(tmp_path, 6)
    # A call of somebody who goes off duty is not done: somebody must take it.
    here(url, lambda room: room.perform(Command("call.take", "wangmin", "", "one", "", {"content": "问营业时间"})))
    with Desk(url, (80, 24)) as desk:
        desk.start("liwei")
        desk.press("h")
        desk.wait_for("签字交班")
        desk.form("handover.propose", incoming="cj", note="库房钥匙在抽屉")
        desk.wait_for("没有接手人，没有交接")
        # Everything without a taker goes to the new lead, by one key; then the signature.
        desk.press("f7")
        desk.wait_for("都有人接手")
        desk.press("f6")
        desk.stands_in("本人口令")
        desk.type(SECRET)
        desk.press("ctrl+s")
        desk.wait_for("请陈静用本人口令接班")
        desk.wait_gone("Ctrl+S")
        desk.change_person("chenjing")
        desk.press("h")
        desk.wait_for("签字接班")
        desk.form("handover.accept")
        desk.wait_for("已接班")
        desk.press("ctrl+q")
        assert desk.wait_exit() == 0
    here(url, check)
    assert replay_faults(url) == []


def check(room: Front) -> None:
    view = room.handover("H1")
    assert (view.state, view.outgoing, view.incoming, view.note) == ("accepted", "liwei", "chenjing", "库房钥匙在抽屉")
    assert all(item.taker for item in view.items)
    assert {call.taken_by for call in room.calls()} == {"chenjing"}
    assert view.clocks_open == len(view.clocks) > 0
