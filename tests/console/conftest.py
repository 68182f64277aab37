"""A console on a real room, with somebody signed in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from dutyroom.console.app import DutyroomApp
from tests.console.real_room import SECRET, make_room

Desk = Callable[..., AsyncIterator[tuple[DutyroomApp, Pilot[None]]]]


async def until(pilot: Pilot[None], holds: Callable[[], object], seconds: float = 10) -> None:
    """Waits for something that a thread brings about. Fails when it does not come."""
    for _ in range(int(seconds / 0.02)):
        if holds():
            return
        await pilot.pause(0.02)
    raise AssertionError(f"not within {seconds} s:\n{shown(pilot)}")


def shown(pilot: Pilot[None]) -> str:
    """The screen as text."""
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


@pytest.fixture
def console(tmp_path: Path) -> Callable[..., object]:
    """`async with console(...) as (app, pilot)`: the real app on a room of its own."""

    @asynccontextmanager
    async def run(person: str = "liwei", size: tuple[int, int] = (80, 24), room: object = None):  # type: ignore[no-untyped-def]
        own = room or make_room(tmp_path / "room")
        app = DutyroomApp(own, *own.first_page(80))
        async with app.run_test(size=size) as pilot:
            await until(pilot, lambda: app.named)
            if person:
                app.session = own.sign_in(person, SECRET)
            yield app, pilot
        if room is None:
            own.close()

    return run
