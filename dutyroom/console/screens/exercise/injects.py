"""情景信息: what the exercise has fed the players so far, whole, the newest first. Opening it counts as having read it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from textual.binding import Binding

from dutyroom.console.present.cells import wrap
from dutyroom.console.present.exercise.injects import told
from dutyroom.console.present.line import Line, Row
from dutyroom.console.present.safe import one_line
from dutyroom.console.screens.desk.desk_list import DeskList
from dutyroom.lang import gettext as _
from dutyroom.services.board.views import News
from dutyroom.services.exercise.views import InjectView


class InjectsScreen(DeskList):
    """H shows or hides the hint of the one under the cursor; in a guided scenario all show at first."""

    BINDINGS = [Binding("h", "hint", show=False), Binding("y", "app.command('evaluation')", show=False)]

    def __init__(self) -> None:
        super().__init__()
        self._turned: set[int] = set()

    def question(self) -> Callable[[], Any]:
        return self.room_app.room.injects

    def hear(self, news: News) -> None:
        if self.is_current and "injects" in news.changed:
            self.load()

    def on_mount(self) -> None:
        read = getattr(self.room_app, "have_read", None)
        if read is not None:
            read()

    def keys(self) -> Sequence[tuple[str, str]]:
        return [("H", _("看提示")), ("F2", _("接来电")), ("Y", _("演练评估"))]

    def draw(self, now: datetime, width: int) -> tuple[str, Sequence[Row]]:
        found: tuple[InjectView, ...] = self.found
        rows = [Row(str(each.no), self._lines(each, width)) for each in reversed(found)]
        title = _("情景信息") + f" {len(found)}"
        return title, rows or [Row("", ([("   " + _("还没有情景信息"), "quiet")],))]

    def _lines(self, each: InjectView, width: int) -> tuple[Line, ...]:
        at = f"{each.sent_at.astimezone(self.zone):%H:%M}" if each.sent_at else ""
        words = self.room_app.named.words.roles if self.room_app.named else {}
        lines: list[Line] = [
            [(f" {at}  ", "quiet"), (told(each), "strong"), ("  " + _("发给") + " " + words.get(each.to, each.to), "quiet")]
        ]
        lines += [[(f"        {one_line(part)}", "plain")] for part in wrap(each.text, max(width - 10, 20))]
        if each.guided != (each.no in self._turned):
            hint = each.hint or _("没有提示")
            lines += [[(f"        {one_line(part)}", "accent")] for part in wrap(hint, max(width - 10, 20))]
        return (*lines, [])

    def action_hint(self) -> None:
        """Show or hide the hint."""
        if self.entries.cursor:
            self._turned ^= {int(self.entries.cursor)}
            self.redraw()
