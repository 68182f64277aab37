"""交接班 and 本班 on the screen: refused while something has no taker, then signed by both sides, then printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from dutyroom.console.screens.form import FormScreen
from dutyroom.console.screens.shift.handover import HandoverScreen, Items
from dutyroom.console.screens.shift.shift import ShiftScreen
from dutyroom.lang import set_language
from dutyroom.services.front.front import Front
from tests.console.at_desk import at_desk, form, shown, until
from tests.console.real_room import SECRET, SteppedClock, do, make_room
from tests.whole import few


@pytest.fixture
def room(tmp_path: Path) -> Front:
    """One alarm nobody has seen, one open call; 赵国强 comes to take over."""
    made = make_room(tmp_path / "room")
    do(made, "wangmin", "complaint.register", content="fee", level="normal", channel="phone", category="other")
    do(made, "wangmin", "call.take", content="opening hours")
    return made


@pytest.mark.whole
@pytest.mark.parametrize(
    ("code", "size"),
    few([("zh", (80, 24)), ("en", (120, 40)), ("en", (80, 24)), ("zh", (200, 60))], ("zh", (80, 24))),
)
async def test_refused_then_signed_by_both_sides(
    tmp_path: Path, room: Front, monkeypatch: pytest.MonkeyPatch, code: str, size: tuple[int, int]
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    set_language(code)
    zh = code == "zh"
    async with at_desk(tmp_path, size=size, room=room) as (app, pilot):
        await pilot.press("h")
        await until(pilot, lambda: form(app, HandoverScreen) and "0930-001" in shown(pilot))
        page = app.screen
        assert isinstance(page, HandoverScreen)
        assert ("先选接班值班长" if zh else "choose the incoming") in shown(pilot)
        assert ("无人接手 2 项" if zh else "2 without a taker") in shown(pilot)
        page.body.rows["secret"].put(SECRET)
        page.body.put({"incoming": "zhao"})
        await pilot.press("ctrl+s")
        await until(pilot, lambda: ("还有 2 项没有接手人" if zh else "2 items have no taker") in shown(pilot))
        assert app.room.shift().proposal is None
        # The call by its digit, the rest to the new lead by one key.
        await until(pilot, lambda: isinstance(app.focused, Items))
        await pilot.press("end", "1")
        await until(pilot, lambda: page._named == {"call:L0930-001": "zhao"})
        assert ("无人接手 1 项" if zh else "1 without a taker") in shown(pilot)
        await pilot.press("0", "f7")
        await until(pilot, lambda: ("都有人接手" if zh else "all have a taker") in shown(pilot))
        # Left half done, it comes back.
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.board)
        await pilot.press("h")
        await until(pilot, lambda: form(app, HandoverScreen) and ("都有人接手" if zh else "all have a taker") in shown(pilot))
        page = app.screen
        assert isinstance(page, HandoverScreen)
        page.body.rows["secret"].put(SECRET)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.screen is app.board)
        # The same page again is the other side's; the outgoing lead can't sign it.
        await pilot.press("h")
        await until(pilot, lambda: form(app, HandoverScreen) and ("签字接班" if zh else "sign, take over") in shown(pilot))
        page = app.screen
        assert isinstance(page, HandoverScreen)
        page.body.rows["secret"].put(SECRET)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: ("本人接班" if zh else "in person") in shown(pilot))
        app.session = room.sign_in("zhao", SECRET)
        page.body.rows["secret"].put(SECRET)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.screen is app.board)
        clock = room.clock
        assert isinstance(clock, SteppedClock)
        clock.pass_by(seconds=1)
        assert [who for who, _name, lead in room.shift().on if lead] == ["zhao"]
        assert {each.taken_by for each in room.calls()} == {"zhao"}
        await pilot.press("b")
        await until(pilot, lambda: form(app, ShiftScreen) and ("交 赵国强 接" if zh else "to Zhao Guoqiang") in shown(pilot))
        await pilot.press("8")
        await until(pilot, lambda: list((tmp_path / "data").rglob("handover-*.txt")))
    room.close()


async def test_the_leads_page_counts_down_and_does(tmp_path: Path, room: Front) -> None:
    do(room, "wangmin", "log.instruct", giver="赵国强", text="今日逐户答复", taker="wangmin", due="18:00")
    clock = room.clock
    assert isinstance(clock, SteppedClock)
    async with at_desk(tmp_path, room=room) as (app, pilot):
        await pilot.press("b")
        await until(pilot, lambda: form(app, ShiftScreen) and "1时00分" in shown(pilot))
        assert "赵国强 → 王敏  今日逐户答复" in shown(pilot)
        clock.pass_by(minutes=75)
        app._tick()
        await until(pilot, lambda: "超15分" in shown(pilot))
        await pilot.press("1")
        await until(pilot, lambda: form(app, FormScreen))
        assert app.screen.body.values["present"] == "liwei,wangmin"  # type: ignore[attr-defined]
        await pilot.press("ctrl+s")
        await until(pilot, lambda: form(app, ShiftScreen) and "1时00分" in shown(pilot))
        await pilot.press("4")
        await until(pilot, lambda: form(app, FormScreen))
        app.screen.body.put({"text": "均已答复"})  # type: ignore[attr-defined]
        await pilot.press("ctrl+s")
        await until(pilot, lambda: form(app, ShiftScreen) and "今日逐户答复" not in shown(pilot))
        await pilot.press("4")
        await until(pilot, lambda: "没有未办结的批示" in shown(pilot))
    room.close()
