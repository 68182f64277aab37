"""The real app on a real room of its own, with somebody signed in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from textual.pilot import Pilot

from dutyroom.console.app import DutyroomApp
from dutyroom.services.front.front import Front
from tests.console.real_room import SECRET, make_room
from tests.console.waiting import shown as shown
from tests.console.waiting import until as until


def form(app: DutyroomApp, kind: type) -> bool:
    """Whether a form of that kind is on top and can be typed into."""
    return isinstance(app.screen, kind) and app.screen.is_mounted


@asynccontextmanager
async def at_desk(
    folder: Path, person: str = "liwei", size: tuple[int, int] = (80, 24), room: Front | None = None, secret: str = SECRET
) -> AsyncIterator[tuple[DutyroomApp, Pilot[None]]]:
    """`async with at_desk(tmp_path) as (app, pilot)`; a room that is given stays open."""
    own = room or make_room(folder / "room")
    app = DutyroomApp(own, *own.first_page(80))
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: app.named)
        if person:
            app.session = own.sign_in(person, secret)
        yield app, pilot
    if room is None:
        own.close()
