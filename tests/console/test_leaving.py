"""A page that is on its way out: what it asked for still comes, the second still ticks, and neither brings it down."""

from __future__ import annotations

import asyncio
from threading import Event

import pytest

from dutyroom.console.app import DutyroomApp
from dutyroom.console.engine.base_screen import BaseScreen
from tests.console.played import running, until
from tests.services.conftest import Played
from tests.whole import few

OF_THE_EVENT = ("ending", "leading", "documents", "record", "cases", "papers")
OTHERS = (
    "emergencies", "shift", "log", "roster", "duties", "call_backs", "watches", "charges", "groups", "archive", "directory",
    "supplies", "views", "units", "figures", "plans", "drafts",
)  # fmt: skip
SOME = ("ending", "record", "shift", "log", "call_backs", "figures")


@pytest.mark.whole
@pytest.mark.beat(play=running)
@pytest.mark.parametrize("pages", few([SOME, (*OF_THE_EVENT, *OTHERS)], SOME, one=True), ids=["some", "all"])
async def test_what_comes_for_a_page_that_leaves_is_not_put_on_it(room: Played, pages: tuple[str, ...]) -> None:
    number = room.begun
    app = DutyroomApp(room, *room.first_page(80))
    drawn = set()
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.named and app.summary)
        board = app.screen
        for page in pages:
            app.open(page, *((number, None) if page in OF_THE_EVENT else ()))
            await until(pilot, lambda: app.screen is not board)
            await pilot.pause()
            screen = app.screen
            assert isinstance(screen, BaseScreen), page
            gone = screen.dismiss(None)
            # Its parts go in several turns of the loop: in each of them something may come.
            while screen.parent is not None:
                for name, given in (("redraw", ()), ("tick", (room.now(),))):
                    put = getattr(screen, name, None)
                    if put is not None:
                        put(*given)
                        drawn.add(page)
                await asyncio.sleep(0)
            await gone
    assert drawn >= {*OF_THE_EVENT, "shift", "call_backs"} & {*pages}


@pytest.mark.beat(play=running)
async def test_a_page_that_is_gone_before_its_question_is_put_says_nothing(
    room: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page for the log asked its app for the zone, in its thread: 「读取失败（NoActiveAppError）」 stood on the board."""
    app, gone, asked = DutyroomApp(room, *room.first_page(80)), Event(), Event()
    shift = type(room).shift

    def held(self: Played):  # type: ignore[no-untyped-def]
        asked.set()
        gone.wait(30)
        return shift(self)

    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.named and app.summary)
        said: list[str] = []
        monkeypatch.setattr(app, "say", lambda message, *_given, **_named: said.append(message))
        answered = asyncio.Event()
        monkeypatch.setattr("dutyroom.console.screens.shift.log.LogScreen._got", lambda *_given: answered.set())
        monkeypatch.setattr(type(room), "shift", held)
        app.open("log")
        await until(pilot, asked.is_set)
        await app.screen.dismiss(None)
        gone.set()
        await until(pilot, lambda: answered.is_set() or said)
    assert not said
