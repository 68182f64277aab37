"""What is said at the foot goes when it is so no longer, and a refusal is said once."""

from __future__ import annotations

from pathlib import Path

from dutyroom.console.messages import Linked
from dutyroom.console.present.outage import Outage
from dutyroom.console.screens.form import FormScreen
from dutyroom.console.widgets.foot import StatusLine
from tests.console.at_desk import at_desk, form, shown, until
from tests.console.real_room import do, make_room

LOST, BACK = "数据中断，正在重连", "数据已恢复"


async def test_that_the_data_is_away_is_said_nowhere_once_it_is_back(tmp_path: Path) -> None:
    """It was said on the board, the data came back under another page, and on the board it stood for good."""
    async with at_desk(tmp_path) as (app, pilot):
        app.post_message(Linked(Outage(app.room.now())))
        await until(pilot, lambda: LOST in shown(pilot))
        app.call_later(app.open, "log")
        await until(pilot, lambda: app.screen is not app.board)
        app.post_message(Linked(None))
        await until(pilot, lambda: BACK in shown(pilot))
        app.call_later(app.pop_screen)
        await until(pilot, lambda: app.screen is app.board)
        app._tick()
        await pilot.pause()
        assert LOST not in shown(pilot)


async def test_a_form_that_is_refused_says_so_once(tmp_path: Path) -> None:
    """It stood in the form and at its foot, in the same words."""
    room = make_room(tmp_path / "room")
    number = do(room, "liwei", "complaint.register", content="排队", level="normal", channel="phone").subject
    seen = room.complaint(number).version
    async with at_desk(tmp_path, room=room) as (app, pilot):
        app.open_form("complaint.assign", number, seen, {"owner": "wangmin"})
        await until(pilot, lambda: form(app, FormScreen))
        do(room, "wangmin", "complaint.level", number, seen, level="urgent", reason="人数增加")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "本次没有提交" in shown(pilot))
        assert shown(pilot).count("本次没有提交") == 1
    room.close()


async def test_a_refusal_goes_when_what_it_was_about_has_changed(tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    room = make_room(tmp_path / "room")
    number = do(room, "liwei", "complaint.register", content="排队", level="normal", channel="phone").subject
    monkeypatch.setattr("dutyroom.console.shell._TOLD_WITHIN", -1.0)
    async with at_desk(tmp_path, room=room) as (app, pilot):
        app.act("complaint.resume", number, seen=room.complaint(number).version)
        await until(pilot, lambda: "没有暂停的时限" in shown(pilot))
        do(room, "wangmin", "complaint.acknowledge", number)
        await until(pilot, lambda: "没有暂停的时限" not in shown(pilot))
    room.close()


async def test_a_refusal_does_not_wait_on_the_page_for_who_went_on(tmp_path: Path) -> None:
    room = make_room(tmp_path / "room")
    number = do(room, "liwei", "complaint.register", content="排队", level="normal", channel="phone").subject
    async with at_desk(tmp_path, room=room) as (app, pilot):
        app.act("complaint.resume", number, seen=room.complaint(number).version)
        await until(pilot, lambda: "没有暂停的时限" in shown(pilot))
        app.call_later(app.open, "log")
        await until(pilot, lambda: app.screen is not app.board)
        app.call_later(app.pop_screen)
        await until(pilot, lambda: app.screen is app.board)
        assert app.board.query_one(StatusLine)._message == ""
    room.close()


async def test_a_console_that_stood_still_says_so_and_reads_anew(tmp_path: Path) -> None:
    """Stopped by Ctrl+Z or asleep with its machine: what it was told last may be long gone by."""
    room = make_room(tmp_path / "room")
    async with at_desk(tmp_path, room=room) as (app, pilot):
        posted: list[object] = []
        assert app._feed is not None
        post, app._feed._post = app._feed._post, lambda message: (posted.append(message), post(message))[1]  # type: ignore[has-type]
        app._ticked -= 300
        app._tick()
        await until(pilot, lambda: "值班台停过约 5 分钟" in shown(pilot))
        await until(pilot, lambda: {"Complete", "Known", "Aside"} <= {type(each).__name__ for each in posted})
    room.close()
