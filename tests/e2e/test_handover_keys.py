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
from tests.e2e.terminal import Terminal, dutyroom


def here(url: str, does: Callable[[Front], object], at: str = BEGIN) -> None:
    """Something in the room without a screen, at a moment of the story."""
    room = open_room(url, ShiftedClock(moment(at) - datetime.now(UTC)))
    try:
        does(room)
    finally:
        room.close()


def sign_in(desk: Terminal, who: str) -> None:
    desk.press("ctrl+o")
    desk.wait_for("账号、姓名")
    desk.wait_quiet()
    desk.type(who)
    desk.press("enter")
    for _n in range(50):
        # The names of the staff may still be on their way.
        if "正在读取" not in desk.wait_quiet(0.2):
            break
        desk.press("enter")
    desk.type(SECRET)
    desk.press("enter")
    desk.wait_for("已登录")
    desk.wait_quiet()


def test_a_handover_refused_and_then_done(tmp_path: Path) -> None:
    url = make_file(tmp_path, 6)
    # A call of somebody who goes off duty is not done: somebody must take it.
    here(url, lambda room: room.perform(Command("call.take", "wangmin", "", "one", "", {"content": "问营业时间"})))
    with Terminal(dutyroom("--database", url, "--lang", "zh"), cols=80, rows=24, loaded=True) as desk:
        desk.wait_for("只读，未登录")
        desk.wait_quiet()
        sign_in(desk, "liwei")
        desk.press("h")
        desk.wait_for("签字交班")
        desk.wait_quiet()
        desk.type("cj")
        desk.press("tab", "tab", "tab")
        desk.type("库房钥匙在抽屉")
        desk.press("tab")
        desk.type(SECRET)
        desk.press("ctrl+s")
        desk.wait_for("没有接手人，没有交接")
        # Everything without a taker goes to the new lead, by one key; then the signature.
        desk.press("f7")
        desk.wait_for("都有人接手")
        desk.press("f6")
        desk.type(SECRET)
        desk.press("ctrl+s")
        desk.wait_for("请陈静用本人口令接班")
        desk.wait_gone("Ctrl+S")
        desk.press("ctrl+x")
        desk.wait_for("画面只读")
        sign_in(desk, "chenjing")
        desk.press("h")
        desk.wait_for("签字接班")
        desk.wait_quiet()
        desk.press("tab")
        desk.type(SECRET)
        desk.press("ctrl+s")
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
