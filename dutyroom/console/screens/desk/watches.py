"""关注: the notes in force on callers, masked. They refuse nobody; each has a reason and ends by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from textual import on
from textual.binding import Binding

from dutyroom.console.present.desk.desk import watch
from dutyroom.console.present.line import Row
from dutyroom.console.screens.desk.desk_list import DeskList
from dutyroom.console.widgets.rows import Rows
from dutyroom.lang import gettext as _
from dutyroom.services.desk.views import WatchView


class WatchesScreen(DeskList):
    """N adds one, Enter lifts the one under the cursor."""

    ABOUT = "watches"
    BINDINGS = [Binding("n,ctrl+f,insert", "add", show=False)]

    def question(self) -> Callable[[], Any]:
        return self.room_app.room.watches

    def keys(self) -> Sequence[tuple[str, str]]:
        return [("N", _("加关注")), ("Enter", _("解除关注"))]

    def draw(self, now: datetime, width: int) -> tuple[str, Sequence[Row]]:
        found: tuple[WatchView, ...] = self.found
        rows = [Row(each.code, watch(each, self.zone, width)) for each in found]
        title = _("关注") + f" {len(found)}  " + _("接听时提示，不影响受理")
        return title, rows or [Row("", ([("   " + _("没有关注。按 N 添加"), "quiet")],))]

    def action_add(self) -> None:
        """A new note."""
        self.room_app.open_form("watch.add", then=lambda _done: self.load())

    @on(Rows.Opened, "#entries")
    def _opened(self, event: Rows.Opened) -> None:
        event.stop()
        self.room_app.open_form("watch.drop", event.key, then=lambda _done: self.load())
