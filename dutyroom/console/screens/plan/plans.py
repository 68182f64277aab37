"""预案与修订: the plan in force and its versions, drafts on their way, how clauses are read, which laws still hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from textual import on
from textual.binding import Binding

from dutyroom.console.present.line import Row
from dutyroom.console.present.plans import page
from dutyroom.console.screens.desk.desk_list import DeskList
from dutyroom.console.widgets.rows import Rows
from dutyroom.lang import gettext as _


class PlansScreen(DeskList):
    """Enter opens a version to read, or a draft with what it changes. N drafts from a file, J records how a clause is read."""

    ABOUT = "drafts"
    BINDINGS = [
        Binding("n,ctrl+f,insert", "draft", show=False),
        Binding("j,ctrl+j", "interpret", show=False, priority=True),
    ]

    def question(self) -> Callable[[], Any]:
        return self.room_app.room.plans

    def keys(self) -> Sequence[tuple[str, str]]:
        return [("Enter", _("打开")), ("N", _("从文件起草")), ("J", _("解释条款"))]

    def draw(self, now: datetime, width: int) -> tuple[str, Sequence[Row]]:
        return _("预案与修订"), page(self.found, self.zone, width)

    def action_draft(self) -> None:
        """A revision, from a plan file."""
        self.room_app.need_session(lambda _session: self.room_app.open("plan_file", then=lambda _done: self.load()))

    def action_interpret(self) -> None:
        """How a clause is to be read."""
        self.room_app.open_form("plan.interpret", then=lambda _done: self.load())

    @on(Rows.Opened, "#entries")
    def _opened(self, event: Rows.Opened) -> None:
        event.stop()
        if event.key.startswith("v"):
            self.room_app.open("plan_told", int(event.key[1:]))
        else:
            self.room_app.open("plan_draft", event.key)
