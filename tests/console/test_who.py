"""Who is signed in stands on every page that has a status line, and follows whoever signs in and out."""

from __future__ import annotations

import pytest

from dutyroom.console.app import DutyroomApp
from dutyroom.console.places import SCREENS
from dutyroom.console.widgets.foot import StatusLine
from tests.console.at_desk import shown, until
from tests.console.played import running
from tests.console.test_emergency_screens import desk
from tests.console.test_stylesheet import given
from tests.services.conftest import SECRET, Played
from tests.whole import few

PAGES = sorted(SCREENS.keys() - {"calls", "sign_in"})
SOME = ["complaint", "directory", "emergency", "form", "log"]


@pytest.mark.whole
@pytest.mark.beat(play=running)
@pytest.mark.parametrize("pages", few([SOME, PAGES], SOME, one=True), ids=["some", "all"])
async def test_who_is_signed_in_stands_on_every_page(room: Played, pages: list[str]) -> None:
    event = room.begun
    async with desk(room, "liwei", (120, 40)) as pilot:
        app = pilot.app
        assert isinstance(app, DutyroomApp)
        made_from = given(app, event)
        for name in pages:
            before = app.screen
            app.open(name, *made_from.get(name, ()))
            await until(pilot, lambda before=before: app.screen is not before)  # type: ignore[misc]
            await pilot.pause()
            if app.screen.query(StatusLine):
                assert "李伟 已登录" in shown(pilot), name
                app.session = room.sign_in("wangmin", SECRET)
                await pilot.pause()
                assert "王敏 已登录" in shown(pilot), name
                app.session = room.sign_in("liwei", SECRET)
            while app.screen is not before:
                app.pop_screen()
                await pilot.pause()


@pytest.mark.whole
@pytest.mark.beat(play=running)
async def test_a_page_that_opens_under_a_box_does_not_tick_before_it_is_there(room: Played) -> None:
    async with desk(room, "liwei", (120, 40)) as pilot:
        app = pilot.app
        assert isinstance(app, DutyroomApp)
        made_from = given(app, room.begun)
        for name in ("paper", "complaint", "emergency", "cases"):
            before = app.screen
            app.open(name, *made_from.get(name, ()))
            app.open("form", "complaint.contact", made_from["complaint"][0])
            app._tick()
            await pilot.pause()
            while app.screen is not before:
                app.pop_screen()
                await pilot.pause()
