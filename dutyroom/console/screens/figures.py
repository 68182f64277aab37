"""统计: the figures of today, seven days, thirty days or the year, drawn; one key writes them to a spreadsheet."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from textual.binding import Binding

from dutyroom.console.present.figures import lines
from dutyroom.console.screens.page import PageScreen
from dutyroom.console.widgets.foot import KeysLine
from dutyroom.lang import gettext as _
from dutyroom.services.board.views import News
from dutyroom.services.documents.figures import Figures


class FiguresScreen(PageScreen):
    """1 today, 2 seven days, 3 thirty days, 4 this year."""

    BINDINGS = [Binding(f"{n}", f"period({n})", show=False) for n in (1, 2, 3, 4)]

    def __init__(self) -> None:
        super().__init__()
        self.found: Figures | None = None
        self.chosen = 3

    def on_mount(self) -> None:
        keys = [("1", _("今日")), ("2", _("近7天")), ("3", _("近30天")), ("4", _("本年")), ("Esc", _("返回"))]
        self.query_one(KeysLine).show([(key, word, True) for key, word in keys])
        self.load()

    def action_period(self, which: int) -> None:
        """Another period."""
        self.chosen = which
        self.load()

    def hear(self, _news: News) -> None:
        """Any act may count."""
        if self.in_sight:
            self.load()

    def load(self) -> None:
        """Count."""
        room = self.room_app.room
        since, until = self._period(room.now())

        def got(found: Figures) -> None:
            self.found = found
            if self.is_attached:
                self.draw()

        def count() -> Figures:
            from dutyroom.services.documents.figures import figures

            return figures(room, since, until)

        self.read(count, got)

    def _period(self, now: datetime) -> tuple[datetime, datetime]:
        today = now.astimezone(self.zone).date()
        first = {1: today, 2: today - timedelta(days=6), 3: today - timedelta(days=29), 4: today.replace(month=1, day=1)}
        return datetime.combine(first[self.chosen], time(), self.zone), now + timedelta(seconds=1)

    def draw(self) -> None:
        """Put the figures."""
        if self.found is None:
            return
        at = " – ".join(f"{each.astimezone(self.zone):%Y-%m-%d %H:%M}" for each in (self.found.since, self.found.until))
        self.put(_("统计") + f"  {at}", lines(self.found, self.zone, max(self.width, 40)))
