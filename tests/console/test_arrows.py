"""Arrow keys in the fields of a form: they go to the field before or after, and never to one of Textual's own handlers."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from pathlib import Path

from textual import events
from textual.message import Message

import dutyroom.console
from dutyroom.console.screens.form import FormScreen
from tests.console.at_desk import at_desk, form, until


async def test_arrows_go_from_field_to_field(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as (app, pilot):
        sheet = FormScreen("emergency.report")
        app.push_screen(sheet)
        await until(pilot, lambda: form(app, FormScreen))
        rows = list(sheet.body.rows.values())
        await until(pilot, lambda: sheet.focused is rows[0].entry)
        for at in (1, 2, 3):
            await pilot.press("down")
            await until(pilot, lambda at=at: sheet.focused is rows[at].entry)
        await pilot.press("up", "up")
        await until(pilot, lambda: sheet.focused is rows[1].entry)


def test_no_message_goes_to_the_handlers_of_an_event() -> None:
    """Textual finds handlers by name: a message called as an event is given to every widget's handler of that event."""
    known = [each for _name, each in inspect.getmembers(events, inspect.isclass) if issubclass(each, events.Event)]
    theirs = {each.handler_name for each in known if each is not events.Event}
    for module in pkgutil.walk_packages(dutyroom.console.__path__, "dutyroom.console."):
        importlib.import_module(module.name)
    ours, waiting = set(), [Message]
    while waiting:
        for each in waiting.pop().__subclasses__():
            waiting.append(each)
            if each.__module__.startswith("dutyroom."):
                ours.add(each.handler_name)
    assert ours
    assert not ours & theirs
