"""处理档案: closed complaints, the last closed first; each opens whole and is printed whole (4.06)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from textual import on
from textual.binding import Binding

from dutyroom.console.present.line import Row
from dutyroom.console.present.safe import one_line
from dutyroom.console.screens.cases.case_list import CaseList
from dutyroom.console.widgets.rows import Rows
from dutyroom.lang import gettext as _
from dutyroom.services.cases.views import AlikeView


class ArchiveScreen(CaseList):
    """Enter opens a complaint, 8 prints its file."""

    ABOUT = "archive"
    BINDINGS = [Binding("8,p", "print", show=False)]

    def question(self) -> Callable[[], Any]:
        return self.room_app.room.archive

    def keys(self) -> Sequence[tuple[str, str]]:
        return [("Enter", _("打开")), ("8", _("打印档案"))]

    def draw(self, now: datetime, width: int) -> tuple[str, Sequence[Row]]:
        found: tuple[AlikeView, ...] = self.found
        naming = self.naming
        rows = [
            Row(
                each.number,
                (
                    [
                        (f" {naming.at(each.received)}  ", "quiet"),
                        (each.number + "  ", "strong"),
                        (naming.term("levels", each.level) + "  ", "accent"),
                        *([(_("已转入复议，尚未归档") + "  ", "soon")] if each.open else []),
                        (one_line(each.unit) + "  ", "plain"),
                        (one_line(each.summary), "plain"),
                    ],
                ),
            )
            for each in found
        ]
        return _("处理档案") + f" {len(found)}", rows or [Row("", ([("   " + _("还没有办结的投诉"), "quiet")],))]

    def action_print(self) -> None:
        """The whole file of the complaint under the cursor."""
        number, app = self.entries.cursor, self.room_app
        if number:
            room = app.room
            app.ask(lambda: room.print_case(number), lambda path: app.say(_("已打印到 {path}").format(path=path), "good"))

    @on(Rows.Opened, "#entries")
    def _opened(self, event: Rows.Opened) -> None:
        event.stop()
        self.room_app.open("complaint", event.key)
