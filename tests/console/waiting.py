"""What a test of the console sees, and how it waits for it."""

from __future__ import annotations

from asyncio import sleep
from collections.abc import Callable
from time import monotonic

from textual.pilot import Pilot

from tests.patience import PATIENCE_S

EVERY = 0.05
"""Seconds between two looks: a look draws the whole screen."""


async def until(pilot: Pilot[None], holds: Callable[[], object], seconds: float = PATIENCE_S) -> None:
    """Waits for something that a thread brings about. Fails with the screen when it does not come."""
    end = monotonic() + seconds
    while not holds():
        # Only the thread's own work and the app's: Textual's pause asks every widget of the page for an answer.
        await sleep(EVERY)
        assert monotonic() < end, f"not within {seconds} s:\n{shown(pilot)}"


def shown(pilot: Pilot[None]) -> str:
    """The screen as text."""
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)
