"""The wallboard: one shared, read-only, masked picture for everybody in the room. No sign-in, nothing to be done on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from textual.binding import Binding

from dutyroom.console.app import DutyroomApp
from dutyroom.console.picture import Picture
from dutyroom.console.screens.wall import WallScreen
from dutyroom.domain.board import BoardRow
from dutyroom.services.front.front import Front

_HERE = Path(__file__).parent


class WallboardApp(DutyroomApp, inherit_bindings=False):
    """Reads the room as a console does and acts on nothing."""

    CSS_PATH = [_HERE / "app.tcss", _HERE / "screens" / "wall.tcss"]
    ENABLE_COMMAND_PALETTE = False
    BINDINGS = [
        Binding("q,ctrl+q,ctrl+c", "quit", show=False),
        Binding("question_mark,？,f1", "marks", show=False),
    ]

    def __init__(self, room: Front, rows: Sequence[BoardRow] = (), head: Mapping[str, Any] | None = None) -> None:
        super().__init__(room, rows, head)
        self.wall = WallScreen(Picture(rows))
        # What the app puts on its board goes on the wall.
        self.board = self.wall  # type: ignore[assignment]

    @property
    def selected(self) -> BoardRow | None:
        """Nothing can be selected on a wall."""
        return None

    def action_marks(self) -> None:
        """What the marks mean, in place of the last line; again: away."""
        self.wall.turn_marks()
