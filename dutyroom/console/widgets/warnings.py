"""The lines of the board that say what fell due and nobody has answered; not there when all is answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dutyroom.console.engine.terminal_title import put_title
from dutyroom.console.widgets.parts import Parts
from dutyroom.lang import gettext as _

if TYPE_CHECKING:
    from dutyroom.services.board.warnings import WarningView


class WarningLines(Parts):
    """At most two lines. What is new and 紧急 rings the bell, and the window's title says how many there are."""

    DEFAULT_CSS = "WarningLines { height: auto; display: none; }"

    def __init__(self) -> None:
        super().__init__(id="warnings")
        self._shown: tuple[Sequence[WarningView], int] | None = None
        self._rung: frozenset[tuple[str, int]] | None = None

    def show(self, views: Sequence[WarningView], key: str, rings: bool = False) -> None:
        """Shows them; ``key`` opens the list of all. ``rings``: this terminal may sound for what is new."""
        width = max(self.size.width, 40)
        if self._shown == (views, width):
            return
        self._ring(views, rings)
        self._shown = (views, width)
        self.display = bool(views)
        if not views:
            return
        # Imported when there is one: the first paint of a calm room does not wait for it.
        from dutyroom.console.present.board.warnings import lines

        found = lines(views, width, key)
        if self.size.height != len(found):
            self.styles.height = len(found)
        self.put(found)

    def _ring(self, views: Sequence[WarningView], rings: bool) -> None:
        urgent = frozenset((view.number, view.step) for view in views if view.rank == 1)
        known, self._rung = self._rung, urgent
        if not rings:
            return
        if known is not None and urgent - known:
            self.app.bell()
        if urgent or known:
            put_title(self.app, _("紧急告警 {n}").format(n=len(urgent)) if urgent else "")
