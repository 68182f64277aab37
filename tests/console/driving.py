"""Helpers for tests of the console on a room of generated cases."""

from textual.pilot import Pilot

from dutyroom.console.app import DutyroomApp
from tests.console.fake_room import FakeRoom
from tests.console.waiting import until as until


def console(room: FakeRoom, count: int = 80) -> DutyroomApp:
    """The console as bootstrap makes it."""
    rows, head = room.first_page(count)
    return DutyroomApp(room, rows, head)  # type: ignore[arg-type]


async def loaded(pilot: Pilot[None]) -> None:
    """Wait until the whole board is there."""
    app = pilot.app
    assert isinstance(app, DutyroomApp)
    await until(pilot, lambda: app.summary is not None)
    await pilot.pause()


def lines(app: DutyroomApp) -> list[str]:
    """The screen as text, line by line."""
    return ["".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips()]
