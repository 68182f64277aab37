"""A page is never drawn for a narrow one first: what it has no width yet for is laid out for the page it stands on."""

from __future__ import annotations

from typing import Any

import pytest

from dutyroom.console.app import DutyroomApp
from dutyroom.console.screens.emergency import ending
from tests.console.played import running, until
from tests.services.conftest import Played


@pytest.mark.beat(play=running)
async def test_the_first_lines_of_a_page_are_as_wide_as_it(room: Played, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page of the end stood in columns of twenty cells for a moment, 「满意或谅解 0/」 above 「5」."""
    widths: list[int] = []
    made = ending.rows

    def rows(scene: Any, width: int) -> Any:
        widths.append(width)
        return made(scene, width)

    monkeypatch.setattr(ending, "rows", rows)
    app = DutyroomApp(room, *room.first_page(80))
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.named and app.summary)
        app.open("ending", room.begun, room.emergency(room.begun))
        await until(pilot, lambda: widths)
        await pilot.pause()
    assert min(widths) >= 100
