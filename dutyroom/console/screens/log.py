"""The duty log, full screen: a whole shift read in two minutes."""

from __future__ import annotations

from datetime import UTC

from dutyroom.console.present.cells import wrap
from dutyroom.console.present.log import said
from dutyroom.console.present.safe import one_line
from dutyroom.console.screens.page import PageScreen
from dutyroom.console.widgets.parts import Line
from dutyroom.domain.calendar import weekday_name
from dutyroom.lang import gettext as _
from dutyroom.services.views import LogEntry, News

LINES = 1000


class LogScreen(PageScreen):
    """Newest last; opens at the end."""

    def __init__(self) -> None:
        super().__init__()
        self._entries: tuple[LogEntry, ...] = ()

    def on_mount(self) -> None:
        super().on_mount()
        self._entries = tuple(self.room_app.entries)
        room = self.room_app.room
        self.room_app.ask(lambda: room.log(limit=LINES), self._got)

    def _got(self, entries: tuple[LogEntry, ...]) -> None:
        self._entries = entries
        if self.is_mounted:
            self.draw()

    def hear(self, news: News) -> None:
        """New lines appear as they are written."""
        self._entries += news.log
        self.draw()

    def draw(self) -> None:
        named = self.room_app.named
        zone = named.calendar.tz if named else UTC
        lines: list[Line] = []
        day = None
        for entry in self._entries:
            at = entry.at.astimezone(zone)
            if at.date() != day:
                day = at.date()
                lines.append(((f" {day} {weekday_name(day)}", "strong"),))
            who = one_line(entry.actor_name)
            rows = wrap(said(entry), max(self.width - 18, 10))
            lines.append(((f"  {at:%H:%M} ", "quiet"), (f"{who} ", "accent"), (rows[0], "plain")))
            lines += [((" " * 8 + row, "plain"),) for row in rows[1:]]
        if not lines:
            lines.append((("  " + _("还没有记录。F12 记一笔"), "quiet"),))
        self.put(_("值班日志"), lines, end=True)
