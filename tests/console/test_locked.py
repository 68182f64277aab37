"""Locking and the end of a reveal cover everything that is open; what was typed is kept for its person."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from textual.pilot import Pilot

from dutyroom.console.app import DutyroomApp
from dutyroom.console.keys.palette import Palette
from dutyroom.console.screens.cases.complaint import ComplaintScreen, RevealForm
from dutyroom.console.screens.cases.register import RegisterScreen
from dutyroom.console.screens.desk.call import CallScreen
from dutyroom.console.screens.desk.call_backs import CallBacksScreen
from dutyroom.console.screens.form import FormScreen
from dutyroom.console.screens.shift.note import NoteScreen
from dutyroom.console.screens.sign_in import SignInScreen
from dutyroom.domain.act import SHOWN_FOR, Command
from tests.console.at_desk import at_desk, form, shown, until
from tests.console.real_room import SECRET, do
from tests.console.test_complaint_page import page, register
from tests.whole import few

NAME, NUMBER = "张三丰", "13812345678"
PLAIN = "原文，已留痕"
"""Above what is shown in plain."""
SEEN = (NAME, NUMBER, "12345678")


def seen(pilot: Pilot[None]) -> list[str]:
    """What of the complainant can be read on the glass."""
    return [each for each in SEEN if each in shown(pilot)]


async def revealed(app: DutyroomApp, pilot: Pilot[None]) -> ComplaintScreen:
    """The page of a complaint whose name and number stand there in plain."""
    screen = await page(app, pilot, register(app.room))
    await pilot.press("v")
    await until(pilot, lambda: form(app, RevealForm))
    await pilot.press(*"why", "ctrl+s")
    await until(pilot, lambda: app.screen is screen and seen(pilot))
    return screen


async def sign_in(app: DutyroomApp, pilot: Pilot[None], person: str) -> None:
    await pilot.press("ctrl+o")
    await until(pilot, lambda: form(app, SignInScreen))
    await pilot.press(*person, "enter", *SECRET, "enter")
    await until(pilot, lambda: app.session and app.session.person == person)


@pytest.mark.whole
@pytest.mark.parametrize("over", few(["f5", "ctrl+p", "ctrl+o", ""], "f5"))
async def test_a_lock_hides_what_was_revealed_under_whatever_lies_over_it(tmp_path: Path, over: str) -> None:
    async with at_desk(tmp_path, size=(120, 40)) as (app, pilot):
        screen = await revealed(app, pilot)
        if over:
            await pilot.press(over)
            await until(pilot, lambda: form(app, {"f5": FormScreen, "ctrl+p": Palette, "ctrl+o": SignInScreen}[over]))
        app.lock("")
        await until(pilot, lambda: not seen(pilot))
        assert not screen.plain


@pytest.mark.parametrize("over", few(["f5", "ctrl+p"], "f5"))
async def test_what_was_revealed_goes_after_its_time_under_whatever_lies_over_it(tmp_path: Path, over: str) -> None:
    async with at_desk(tmp_path, size=(120, 40)) as (app, pilot):
        await revealed(app, pilot)
        await pilot.press(over)
        # The palette lies over the name itself; what is beside it shines through.
        await until(pilot, lambda: form(app, {"f5": FormScreen, "ctrl+p": Palette}[over]) and PLAIN in shown(pilot))
        app.room.clock.at += SHOWN_FOR - timedelta(seconds=1)
        app._tick()
        await pilot.pause()
        assert PLAIN in shown(pilot), "not before its time"
        app.room.clock.at += timedelta(seconds=1)
        app._tick()
        await until(pilot, lambda: PLAIN not in shown(pilot) and not seen(pilot))


async def test_what_comes_after_the_lock_is_not_shown(tmp_path: Path) -> None:
    async with at_desk(tmp_path, size=(120, 40)) as (app, pilot):
        screen = await page(app, pilot, register(app.room))
        asked, go = app.room.reveal, Event()

        def slowly(command: Command) -> dict[str, str]:
            go.wait(60)
            return asked(command)

        app.room.reveal = slowly
        await pilot.press("v")
        await until(pilot, lambda: form(app, RevealForm))
        await pilot.press(*"why", "ctrl+s")
        app.lock("")
        go.set()
        await until(pilot, lambda: app.screen is screen)
        await pilot.pause()
        assert not screen.plain
        assert not seen(pilot)


@pytest.mark.whole
async def test_a_revealed_call_back_goes_too(tmp_path: Path) -> None:
    async with at_desk(tmp_path, size=(120, 40)) as (app, pilot):
        number = register(app.room)
        again = app.room.now() + timedelta(minutes=30)
        do(app.room, "liwei", "complaint.contact", number, result="agreed", again_at=again)
        app.open("call_backs")
        await until(pilot, lambda: form(app, CallBacksScreen) and number in shown(pilot))
        await pilot.press("v")
        await until(pilot, lambda: form(app, RevealForm))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: seen(pilot))
        await pilot.press("ctrl+p")
        await until(pilot, lambda: form(app, Palette))
        app.room.clock.at += SHOWN_FOR
        app._tick()
        await until(pilot, lambda: not seen(pilot))


@pytest.mark.whole
async def test_a_call_is_put_away_and_comes_back_to_its_person(tmp_path: Path) -> None:
    async with at_desk(tmp_path, size=(120, 40)) as (app, pilot):
        await pilot.press("f2")
        await until(pilot, lambda: form(app, CallScreen))
        await pilot.press(*NUMBER, "tab")
        await until(pilot, lambda: app.screen.number)
        call = app.screen
        app.lock("")
        await until(pilot, lambda: not seen(pilot))
        assert "李伟登录后继续填写" in shown(pilot)
        # Nothing goes into it meanwhile, and it does nothing.
        await pilot.press(*"999", "f6", "ctrl+b", "ctrl+s")
        await pilot.pause()
        assert app.screen is call
        assert call.body.values["phone"] == NUMBER
        await sign_in(app, pilot, "liwei")
        await until(pilot, lambda: app.screen is call and NUMBER in shown(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.board)
        assert [each.state for each in app.room.calls()] == ["parked"]


@pytest.mark.whole
async def test_another_does_not_get_it(tmp_path: Path) -> None:
    async with at_desk(tmp_path, size=(120, 40)) as (app, pilot):
        app.open_form("log.write")
        await until(pilot, lambda: form(app, FormScreen))
        await pilot.press(*NUMBER)
        app.lock("")
        await until(pilot, lambda: not seen(pilot))
        await sign_in(app, pilot, "wangmin")
        await until(pilot, lambda: app.screen is app.board)
        assert not seen(pilot)
        (draft,) = app.room.drafts()
        assert (draft.person, dict(draft.values)["text"]) == ("liwei", NUMBER)
        assert app.drafts == 0, "it is not among hers"
        await sign_in(app, pilot, "liwei")
        await until(pilot, lambda: app.drafts == 1)


@pytest.mark.whole
async def test_a_form_under_another_makes_room_when_it_comes_to_the_top(tmp_path: Path) -> None:
    async with at_desk(tmp_path, size=(120, 40)) as (app, pilot):
        await pilot.press("f2")
        await until(pilot, lambda: form(app, CallScreen))
        await pilot.press(*NUMBER, "tab", *NAME)
        await until(pilot, lambda: app.screen.number)
        await pilot.press("f6")
        await until(pilot, lambda: form(app, RegisterScreen) and NUMBER in shown(pilot))
        app.lock("")
        await until(pilot, lambda: not seen(pilot))
        # A call is taken all the same, by nobody yet.
        await pilot.press("f2")
        await until(pilot, lambda: form(app, CallScreen))
        assert not seen(pilot)
        await pilot.press(*"13900001111")
        await sign_in(app, pilot, "wangmin")
        await until(pilot, lambda: form(app, CallScreen) and app.screen.facts.get("phone") == "13900001111")
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.board)
        assert not seen(pilot)
        assert {each.person for each in app.room.drafts()} <= {"liwei"}


@pytest.mark.whole
async def test_who_signs_in_over_another_does_not_see_their_form(tmp_path: Path) -> None:
    async with at_desk(tmp_path, size=(120, 40)) as (app, pilot):
        screen = await revealed(app, pilot)
        await pilot.press("f12", *NUMBER)
        await until(pilot, lambda: form(app, NoteScreen) and app.screen.holds)
        await sign_in(app, pilot, "wangmin")
        await until(pilot, lambda: app.screen is screen and not seen(pilot))
        (draft,) = app.room.drafts()
        assert draft.person == "liwei"


@pytest.mark.whole
async def test_what_nobody_signed_for_is_put_away_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with at_desk(tmp_path, person="", size=(120, 40)) as (app, pilot):
        await pilot.press("f2")
        await until(pilot, lambda: form(app, CallScreen))
        await pilot.press(*NUMBER)
        monkeypatch.setattr("dutyroom.console.shell.IDLE", timedelta(seconds=-1))
        app._tick()
        await until(pilot, lambda: not seen(pilot))
        monkeypatch.undo()
        await sign_in(app, pilot, "liwei")
        await until(pilot, lambda: form(app, CallScreen) and NUMBER in shown(pilot))


async def test_what_was_looked_for_goes_too(tmp_path: Path) -> None:
    async with at_desk(tmp_path, size=(120, 40)) as (app, pilot):
        await pilot.press("f4", *NUMBER)
        await until(pilot, lambda: seen(pilot))
        app.lock("")
        await until(pilot, lambda: not seen(pilot))


@pytest.mark.whole
async def test_without_the_cover_it_would_be_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control of these tests: an app that locks as it did."""
    monkeypatch.setattr(DutyroomApp, "_cover", lambda _self: None)
    monkeypatch.setattr(DutyroomApp, "_hide_revealed", lambda _self: None)
    async with at_desk(tmp_path, size=(120, 40)) as (app, pilot):
        await revealed(app, pilot)
        await pilot.press("f5")
        await until(pilot, lambda: form(app, FormScreen))
        app.lock("")
        app._tick()
        await pilot.pause()
        assert seen(pilot)
