"""来电: stamped at once, never lost, several at a time, and turned into a complaint without typing anything twice."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from textual.pilot import Pilot

from dutyroom.console.screens.cases.register import RegisterScreen
from dutyroom.console.screens.desk.call import CallScreen
from dutyroom.domain.act import Command, Done
from tests.console.at_desk import at_desk, form, shown, until
from tests.console.real_room import NOW, SECRET, do, make_room


async def type_call(pilot: Pilot[None], phone: str, text: str) -> None:
    await pilot.press("f2")
    await pilot.pause()
    await pilot.press(*phone, "enter", *"wang", "enter", *text)


async def test_a_call_is_on_record_with_the_moment_of_the_key(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as (app, pilot):
        await pilot.press("f2")
        await pilot.pause()
        assert "16:50:07" in shown(pilot)
        assert app.room.calls() == (), "an F2 by mistake leaves nothing behind"
        app.room.clock.pass_by(seconds=95)
        await pilot.press(*"13812345678")
        await until(pilot, lambda: app.screen.number)
        (call,) = app.room.calls()
        assert call.received == NOW, "to the fraction of a second, however long the typing took"
        assert app.screen.number == call.number == "L0930-001"
        # News of it may come before its own number has: it waits for nobody, and F3 must not come back to it.
        app.screen.call.number = ""
        app.screen.list_waiting()
        await until(pilot, lambda: any(each.number == "L0930-001" for each in app.screen.waiting))
        app.screen.call.number = "L0930-001"
        assert app.screen.waiting == ()
        app.screen.show_waiting()
        assert "L0930-001 客户 已等" not in shown(pilot)
        await pilot.press("f3")
        await until(pilot, lambda: app.screen is app.board)
        await until(pilot, lambda: "F3 暂存/下一通" in shown(pilot))


async def test_a_call_becomes_a_complaint_with_what_was_typed(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as (app, pilot):
        await type_call(pilot, "13812345678", "rate dispute")
        await pilot.press("f6")
        await until(pilot, lambda: form(app, RegisterScreen))
        typed = app.screen.body
        await until(pilot, lambda: typed.values.get("channel") == "phone")
        assert typed.values["phone"] == "13812345678"
        assert typed.values["content"] == "rate dispute"
        await pilot.press("f7", "1", "ctrl+s")
        await until(pilot, lambda: app.screen is app.board)
        assert app.room.calls() == ()
        (rows,) = app.room.board()
        assert [row.received for row in rows] == [NOW], "clocks run from the call's own stamp"
        view = app.room.complaint(rows[0].number)
        assert view.calls == ("L0930-001",)


@pytest.mark.whole
async def test_a_complaint_form_left_by_esc_comes_back_with_its_call(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as (app, pilot):
        await type_call(pilot, "13812345678", "crowd at the gate")
        await until(pilot, lambda: app.screen.number)
        await pilot.press("f6")
        await until(pilot, lambda: form(app, RegisterScreen))
        app.screen.body.focus_field("demand")
        await pilot.press(*"refund")
        await pilot.press("escape")
        await until(pilot, lambda: form(app, CallScreen))
        await pilot.press("f6")
        await until(pilot, lambda: form(app, RegisterScreen))
        assert app.screen.body.values["demand"] == "refund"
        app.screen.body.put({"level": "normal"})
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.screen is app.board)
        assert app.room.drafts(app.session.person) == (), "one call, one form, one complaint"


@pytest.mark.whole
async def test_finishing_needs_a_result_and_says_so_under_the_field(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as (app, pilot):
        await type_call(pilot, "13812345678", "asks for opening hours")
        await pilot.press("ctrl+b")
        await pilot.pause()
        assert "请填处理结果再办结" in shown(pilot)
        assert app.focused is app.screen.body.rows["outcome"].entry
        await pilot.press(*"told", "enter")
        await until(pilot, lambda: app.screen is app.board)
        (call,) = app.room.calls(all_day=True)
        assert (call.state, call.outcome) == ("done", "told")


@pytest.mark.whole
async def test_a_repeat_caller_is_recognised_and_joined(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as (app, pilot):
        do(app.room, "wangmin", "complaint.register", phone="13812345678", content="x", channel="phone", level="urgent")
        await until(pilot, lambda: len(app.board.picture) == 1)
        number = app.board.picture.rows[0].number
        await pilot.press("f2")
        await pilot.pause()
        await pilot.press(*"１３８１２３４５６７８")
        await until(pilot, lambda: f"此号码有在办投诉：{number}" in shown(pilot))
        await pilot.press("f4")
        await pilot.pause()
        await pilot.press("f4")
        await until(pilot, lambda: app.screen is app.board)
        (call,) = app.room.calls(all_day=True)
        assert call.complaint == number


@pytest.mark.whole
async def test_an_idle_lock_never_stops_a_call(tmp_path: Path) -> None:
    async with at_desk(tmp_path, person="") as (app, pilot):
        await pilot.press("f2")
        await pilot.pause()
        await pilot.press(*"13812345678", "escape")
        await until(pilot, lambda: app.screen is app.board)
        assert app.room.calls() == ()
        (draft,) = app.room.drafts()
        assert dict(draft.values)["phone"] == "13812345678"
        assert dict(draft.values)["received"].endswith("16:50:07")
        app.room.clock.pass_by(minutes=20)
        app.session = app.room.sign_in("liwei", "sample-secret-1")
        app.push_screen(CallScreen(draft=draft))
        await until(pilot, lambda: form(app, CallScreen) and app.screen.facts.get("phone"))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.room.calls())
        (call,) = app.room.calls()
        assert NOW - call.received < timedelta(seconds=1), "the stamp of the key, not of the sign-in"
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.board)
        assert app.room.drafts() == (), "it is on the record: nobody goes on with it a second time"


@pytest.mark.whole
async def test_f3_comes_to_every_call_that_waits(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as (app, pilot):
        for n in range(3):
            await type_call(pilot, f"1380000{n:04}", f"matter {n}")
            await until(pilot, lambda n=n: form(app, CallScreen) and app.screen.number == f"L0930-00{n + 1}")
        seen = []
        for _n in range(3):
            await until(pilot, lambda: [c.state for c in app.screen.waiting] == ["parked", "parked"])
            before = app.screen.number
            await pilot.press("f3")
            await until(pilot, lambda before=before: form(app, CallScreen) and app.screen.number not in ("", before))
            seen.append(app.screen.number)
        assert seen == ["L0930-001", "L0930-002", "L0930-003"], "in turn, none of them out of reach"
        assert "L0930-001" in shown(pilot), "the calls that wait are in sight"
        said = [dict(app.room.call(number, app.session).raw)["content"] for number in seen]
        assert said == [f"matter {n}" for n in range(3)]


@pytest.mark.whole
async def test_the_next_caller_is_stamped_and_typed_while_the_room_is_slow(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as (app, pilot):
        await type_call(pilot, "13800001111", "first")
        await until(pilot, lambda: app.screen.number)
        # A promise that can't be read: it may not keep the next one waiting, nor be lost.
        await pilot.press("f5", *"soon")
        asked, go = app.room.perform, Event()

        def slowly(command: Command) -> Done:
            go.wait(120)
            return asked(command)

        app.room.perform = slowly
        await pilot.press("f2", *"13800002222")
        app.room.clock.pass_by(seconds=3)
        go.set()
        # Typed while the form was still to come.
        await until(pilot, lambda: form(app, CallScreen) and app.screen.facts.get("phone") == "13800002222")
        await until(pilot, lambda: app.screen.number == "L0930-002")
        first, second = app.room.calls()
        assert (first.state, second.received) == ("parked", NOW), "the moment of the key, not of the answer"
        (draft,) = [each for each in app.room.drafts("liwei") if each.subject == first.number]
        assert dict(draft.values)["again_at"] == "soon"


@pytest.mark.whole
async def test_the_next_call_is_typed_while_the_registered_one_is_on_its_way_out(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as (app, pilot):
        await type_call(pilot, "13800001111", "first")
        await until(pilot, lambda: app.screen.number)
        await pilot.press("f6")
        await until(pilot, lambda: form(app, RegisterScreen))
        drop, leaving, go = app.room.drop_draft, Event(), Event()

        def slowly(draft: str) -> None:
            if any(each.id == draft and each.form == "call.take" for each in app.room.drafts()):
                leaving.set()
                go.wait(120)
            drop(draft)

        app.room.drop_draft = slowly
        await pilot.press("f7", "2", "ctrl+s")
        await until(pilot, leaving.is_set)
        await pilot.press("f2", *"13800002222")
        go.set()
        await until(pilot, lambda: form(app, CallScreen) and app.screen.facts.get("phone") == "13800002222")
        await until(pilot, lambda: app.screen.number == "L0930-002")
        assert [each.state for each in app.room.calls()] == ["open"], "the first one is the complaint's"


@pytest.mark.whole
async def test_a_call_taken_while_locked_is_entered_by_f3(tmp_path: Path) -> None:
    async with at_desk(tmp_path, person="") as (app, pilot):
        await pilot.press("f2")
        await pilot.pause()
        await pilot.press(*"13812345678", "f3")
        await until(pilot, lambda: app.screen is app.board and app.guest_calls == 1)
        app.room.clock.pass_by(minutes=20)
        app.session = app.room.sign_in("liwei", SECRET)
        await pilot.press("f3")
        await until(pilot, lambda: app.room.calls() and app.screen.number == "L0930-001")
        assert NOW - app.room.calls()[0].received < timedelta(seconds=1)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.board)
        # Who called before is known by the number, though it never was a complaint.
        await pilot.press("f2")
        await pilot.pause()
        await pilot.press(*"13812345678")
        await until(pilot, lambda: "此前：09-30 16:50 L0930-001" in shown(pilot))


@pytest.mark.whole
async def test_a_killed_console_gives_the_call_back(tmp_path: Path) -> None:
    room = make_room(tmp_path / "shared")
    async with at_desk(tmp_path, room=room) as (app, pilot):
        await type_call(pilot, "13812345678", "half a sent")
        await until(pilot, lambda: room.drafts("liwei") and dict(room.drafts("liwei")[0].values).get("content") == "half a sent")
        # As a kill leaves it: neither parked nor closed.
        app.screen.keeper._over = True
    assert [c.state for c in room.calls()] == ["open"]
    async with at_desk(tmp_path, room=room) as (app, pilot):
        app.push_screen(CallScreen(room.calls()[0].number))
        await until(pilot, lambda: form(app, CallScreen) and app.screen.facts.get("content") == "half a sent")
    room.close()
