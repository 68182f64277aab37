"""The line on the board that nobody overlooks while an emergency is open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from dutyroom.console.widgets.parts import Parts

if TYPE_CHECKING:
    from dutyroom.console.present.words import Named
    from dutyroom.services.emergency.panel.views import EmergencyView


class Banner(Parts):
    """One line an emergency; not there when none is open."""

    DEFAULT_CSS = "Banner { height: auto; display: none; }"

    def __init__(self) -> None:
        super().__init__(id="banner")

    def show(self, views: Sequence[EmergencyView], named: Named, now: datetime) -> None:
        """Show the emergencies that are not over."""
        self.display = bool(views)
        if not views:
            return
        # Imported when there is one: the first paint of a calm room does not wait for it.
        from dutyroom.console.present.emergency.banner import banner

        lines = banner(views, named.plan, named.words, now, named.calendar.tz, max(self.size.width, 40))
        if self.size.height != len(lines):
            self.styles.height = len(lines)
        self.put(lines)
