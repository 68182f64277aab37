"""定期与改进事项: what has a date, the next due first; each is signed with its evidence, chased, moved, given to somebody."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from textual import on
from textual.binding import Binding

from dutyroom.console.present.duties import count, duty, particulars
from dutyroom.console.present.line import Row
from dutyroom.console.present.safe import one_line
from dutyroom.console.screens.desk.desk_list import DeskList
from dutyroom.console.widgets.acts import Offer
from dutyroom.console.widgets.rows import Rows
from dutyroom.lang import gettext as _
from dutyroom.services.duties.views import DutyView


class DutiesScreen(DeskList):
    """Enter: what was done and what can be. N adds one, F8 shows those done instead, S the supplies."""

    ABOUT = "duties"
    BINDINGS = [
        Binding("n,ctrl+f,insert", "add", show=False),
        Binding("f8", "closed", show=False),
        Binding("s,ctrl+s", "app.command('supplies')", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._closed = False

    def question(self) -> Callable[[], Any]:
        return partial(self.room_app.room.duties, self._closed)

    def keys(self) -> Sequence[tuple[str, str]]:
        return [("Enter", _("办理")), ("N", _("新增")), ("F8", _("已了结的")), ("S", _("应急物资"))]

    def draw(self, now: datetime, width: int) -> tuple[str, Sequence[Row]]:
        found: tuple[DutyView, ...] = self.found
        rows = [Row(each.number, duty(each, now, self.zone, width)) for each in found]
        title = _("已了结的事项") + f" {len(found)}" if self._closed else _("定期与改进事项") + " " + count(found, now)
        empty = _("没有已了结的") if self._closed else _("没有事项。按 N 新增")
        return title, rows or [Row("", ([("   " + empty, "quiet")],))]

    def tick(self, now: datetime) -> None:
        """What becomes late is lit."""
        self.redraw()

    def action_add(self) -> None:
        """A new one."""
        self.room_app.open_form("duty.add", then=lambda _done: self.load())

    def action_closed(self) -> None:
        """Those done and dropped, or back to the open ones."""
        self._closed = not self._closed
        self.load()

    @on(Rows.Opened, "#entries")
    def _opened(self, event: Rows.Opened) -> None:
        event.stop()
        found: tuple[DutyView, ...] = self.found or ()
        one = next((each for each in found if each.number == event.key), None)
        if one is not None:
            width, most = min(self.size.width - 6, 96), max(self.size.height - 14, 3)
            about = particulars(one, self.room_app.room.now(), self.zone, width, most)
            offers = list(_offers(one)) if one.state == "open" else []
            self.room_app.open("acts", one_line(one.title), about, offers, then=self._do)

    def _do(self, offer: Offer | None) -> None:
        if offer is not None:
            self.room_app.open_form(offer.act, offer.subject, offer.seen, offer.values, lambda _done: self.load())


def _offers(each: DutyView) -> Iterator[Offer]:
    yield Offer("duty.done", each.number, each.version)
    yield Offer("duty.chase", each.number, each.version)
    yield Offer("duty.assign", each.number, each.version, {"owner": each.owner} if each.owner else {})
    yield Offer("duty.move", each.number, each.version)
    yield Offer("duty.drop", each.number, each.version, {}, _("预案规定的事项不能撤销") if each.of_plan else "")
