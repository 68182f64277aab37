"""应急物资: what is kept, how many, where and by whom; counted and used from here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from textual import on
from textual.binding import Binding

from dutyroom.console.present.duties import supply
from dutyroom.console.present.line import Row
from dutyroom.console.present.safe import one_line
from dutyroom.console.screens.desk.desk_list import DeskList
from dutyroom.console.widgets.acts import Offer
from dutyroom.console.widgets.rows import Rows
from dutyroom.lang import gettext as _
from dutyroom.services.duties.views import SupplyView


class SuppliesScreen(DeskList):
    """N adds a kind; Enter counts, uses or writes off the one under the cursor."""

    ABOUT = "supplies"
    BINDINGS = [Binding("n,ctrl+f,insert", "add", show=False)]

    def question(self) -> Callable[[], Any]:
        return self.room_app.room.supplies

    def keys(self) -> Sequence[tuple[str, str]]:
        return [("Enter", _("清点、领用")), ("N", _("登记物资"))]

    def draw(self, now: datetime, width: int) -> tuple[str, Sequence[Row]]:
        found: tuple[SupplyView, ...] = self.found
        short = sum(each.short for each in found)
        title = _("应急物资") + f" {len(found)}" + ("  " + _("不足 {n}").format(n=short) if short else "")
        rows = [Row(each.number, supply(each, self.zone, width)) for each in found]
        return title, rows or [Row("", ([("   " + _("没有登记物资。按 N 登记"), "quiet")],))]

    def action_add(self) -> None:
        """A new kind."""
        self.room_app.open_form("supply.add", then=lambda _done: self.load())

    @on(Rows.Opened, "#entries")
    def _opened(self, event: Rows.Opened) -> None:
        event.stop()
        found: tuple[SupplyView, ...] = self.found or ()
        one = next((each for each in found if each.number == event.key), None)
        if one is not None:
            about = list(supply(one, self.zone, min(self.size.width - 6, 96)))
            acts = ("supply.count", "supply.use", "supply.drop")
            offers = [Offer(act, one.number, one.version) for act in acts]
            self.room_app.open("acts", one_line(one.name), about, offers, then=self._do)

    def _do(self, offer: Offer | None) -> None:
        if offer is not None:
            self.room_app.open_form(offer.act, offer.subject, offer.seen, offer.values, lambda _done: self.load())
