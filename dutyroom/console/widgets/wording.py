"""统一口径 in sight while one is on the telephone; no line at all while there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from dutyroom.console.present.desk.desk import wording
from dutyroom.console.widgets.parts import Parts
from dutyroom.services.board.views import News
from dutyroom.services.emergency.panel.views import WordingView

if TYPE_CHECKING:
    from dutyroom.console.shell import Shell


class Wordings(Parts):
    """Reads the wordings in force when it is mounted, and anew when one is set."""

    DEFAULT_CSS = "Wordings { height: 0; width: 100%; background: $room-side; }"

    def __init__(self) -> None:
        super().__init__(id="wording")
        self._found: tuple[WordingView, ...] = ()

    def on_mount(self) -> None:
        self._ask()

    def on_resize(self) -> None:
        self._draw()

    def hear(self, news: News) -> None:
        """Something happened in the room."""
        if "wording" in news.changed:
            self._ask()

    def _ask(self) -> None:
        app = cast("Shell", self.app)
        app.ask(app.room.wordings, self._got, lambda _refusal: None)

    def _got(self, found: tuple[WordingView, ...]) -> None:
        self._found = found
        if self.is_attached:
            self._draw()

    def _draw(self) -> None:
        app = cast("Shell", self.app)
        lines = wording(self._found, app.zone, self.screen.size.width, max(self.screen.size.height // 4, 3))
        self.styles.height = len(lines)
        self.put(lines)
