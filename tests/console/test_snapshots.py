"""Pictures of the board: what a person sees at three sizes, in both languages and every palette that matters."""

from collections.abc import Callable

import pytest
from textual.pilot import Pilot

from dutyroom.console.app import DutyroomApp
from dutyroom.lang import set_language
from tests.console.driving import console, loaded
from tests.console.fake_room import FakeRoom


@pytest.mark.parametrize(
    ("size", "code", "theme"),
    [
        ((80, 24), "zh", "night"),
        ((120, 40), "zh", "night"),
        ((200, 60), "zh", "day"),
        ((120, 40), "en", "mono"),
        ((80, 24), "en", "deuteranopia"),
    ],
)
def test_board(snap_compare: Callable[..., bool], size: tuple[int, int], code: str, theme: str) -> None:
    set_language(code)
    app = console(FakeRoom())

    async def settle(pilot: Pilot[None]) -> None:
        await loaded(pilot)
        assert isinstance(pilot.app, DutyroomApp)
        pilot.app.theme = theme
        await pilot.pause()

    assert snap_compare(app, terminal_size=size, run_before=settle)
