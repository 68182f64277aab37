"""Sizes that come faster than they are laid out."""

from __future__ import annotations

from asyncio import sleep

import pytest
from textual import events
from textual.geometry import Size

from tests.console.driving import console, loaded
from tests.console.fake_room import FakeRoom


async def test_two_sizes_at_once_come_to_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """A screen that is laid out tells itself its size; of two, each called the other back: full load, for ever."""
    app = console(FakeRoom())
    async with app.run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        laid_out, screen = list[object](), app.screen
        layout = screen._refresh_layout

        def counted(size: Size | None = None, scroll: bool = False) -> None:
            laid_out.append(size)
            layout(size, scroll)

        monkeypatch.setattr(screen, "_refresh_layout", counted)
        for size in (Size(100, 30), Size(90, 28), Size(120, 40)):
            screen.post_message(events.Resize(size, size))
            # Not side by side, or the later one would take the place of the one before it.
            screen.call_later(lambda: None)
        for _turn in range(2000):
            await sleep(0)
        assert len(laid_out) < 20
        assert screen.size == Size(120, 40)
