"""The quick stylesheet gives every part of every page the looks that Textual's own would give it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from textual.cache import LRUCache
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.pilot import Pilot

from dutyroom.console.app import DutyroomApp
from dutyroom.console.places import SCREENS
from dutyroom.console.theming import EMERGENCY
from tests.console.played import running
from tests.console.test_emergency_screens import desk
from tests.console.waiting import until
from tests.services.conftest import Played
from tests.whole import few


def worn(node: DOMNode) -> dict[str, dict[str, Any]]:
    """The rules in force on a node and on its parts."""
    parts = {name: dict(styles.base._rules) for name, styles in node._component_styles.items()}
    return {"": dict(node._css_styles._rules), **parts}


_own: dict[str, Stylesheet] = {}
"""Textual's own by theme: it reads a file once here, not once for every page."""


def textuals_own(app: DutyroomApp) -> Stylesheet:
    """Of what the app has read by now."""
    own = _own.get(app.theme)
    if own is None:
        own = _own[app.theme] = Stylesheet(variables=dict(app.stylesheet._variables))
        own._parse_cache = LRUCache(4096)
    own.source = dict(app.stylesheet.source)
    own.parse()
    return own


def differences(app: DutyroomApp) -> Iterator[str]:
    """What on the top screen looks otherwise once Textual's own stylesheet has had its say."""
    textuals = textuals_own(app)
    for node in [app.screen, *app.screen.walk_children()]:
        quick = worn(node)
        textuals.apply(node)
        for part, rules in worn(node).items():
            for name in rules.keys() | quick.get(part, {}).keys():
                if rules.get(name) != quick.get(part, {}).get(name):
                    yield f"{node!r} {part} {name}: {quick.get(part, {}).get(name)} instead of {rules.get(name)}"


def given(app: DutyroomApp, event: str) -> dict[str, tuple[Any, ...]]:
    """What the pages are made from that need something."""
    view = app.room.emergency(event)
    case = view.complaints[0].number
    paper = view.papers[0].id
    own: dict[str, tuple[Any, ...]] = dict.fromkeys(("cases", "documents", "emergency", "ending", "leading"), (event, view))
    own |= dict.fromkeys(("papers", "record"), (event, view))
    return own | {
        "acts": ("", (), ()),
        "complaint": (case,),
        "dial": (case,),
        "form": ("complaint.contact", case),
        "handover": (app.room.shift(),),
        "paper": (event, view, paper),
        "plan_draft": ("D1",),
        "plan_told": (1,),
        "printout": ("paper", f"P{paper}"),
        "workstream": (event, view, view.workstreams[0].code),
    }


# With no call that waits, "calls" opens nothing; with one, what "call" opens.
PAGES = tuple(sorted(SCREENS.keys() - {"calls"}))
SOME = ("complaint", "emergency", "form", "log", "palette")


@pytest.mark.whole
@pytest.mark.beat(play=running)
@pytest.mark.parametrize("again", few([SOME, PAGES], SOME, one=True), ids=["some", "all"])
async def test_every_page_looks_as_textual_would_have_it(
    room: Played, again: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    # The emergency that runs would bring its palette again with every look at the room.
    monkeypatch.setattr("dutyroom.console.feed.AGAIN", float("inf"))
    event = room.begun
    found: list[str] = []
    async with desk(room, "liwei", (120, 40)) as pilot:
        app = pilot.app
        assert isinstance(app, DutyroomApp)
        # That an emergency runs is read after the first page, and brings its palette.
        await until(pilot, lambda: app.theme == EMERGENCY)
        pages = given(app, event)
        # What is known from the first time under a theme serves the second.
        for theme, names in (("night", again), ("night", again), (EMERGENCY, again)):
            app.theme = theme
            for name in names:
                await look(pilot, app, name, pages.get(name, ()), found)
            assert app.theme == theme
    assert found == []


async def look(pilot: Pilot[None], app: DutyroomApp, name: str, made_from: tuple[Any, ...], found: list[str]) -> None:
    """Opens a page and leaves it."""
    before = app.screen
    app.open(name, *made_from)
    assert app.screen is not before, name
    await pilot.pause()
    found += [f"{name}, {app.theme}: {each}" for each in differences(app)]
    while app.screen is not before:
        app.pop_screen()
        await pilot.pause()
