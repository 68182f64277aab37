"""交办事项: what departments are charged with, in complaints and alone; what is not done first, by when it is due."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from textual import on
from textual.binding import Binding

from dutyroom.console.present.cases.casework import charge_lines
from dutyroom.console.present.cases.offers import of_charge
from dutyroom.console.present.line import Row
from dutyroom.console.screens.cases.case_list import CaseList
from dutyroom.console.widgets.acts import Offer
from dutyroom.console.widgets.rows import Rows
from dutyroom.lang import gettext as _
from dutyroom.services.cases.views import ChargeView


class ChargesScreen(CaseList):
    """N gives one without a complaint, Enter reports on or judges the one under the cursor, O opens its complaint."""

    ABOUT = "charges"
    BINDINGS = [
        Binding("n,ctrl+f,insert", "add", show=False),
        Binding("o,ctrl+t", "case", show=False),
    ]

    def question(self) -> Callable[[], Any]:
        return self.room_app.room.charges

    def keys(self) -> Sequence[tuple[str, str]]:
        return [("N", _("另行交办")), ("Enter", _("报告或核验")), ("O", _("打开投诉"))]

    def draw(self, now: datetime, width: int) -> tuple[str, Sequence[Row]]:
        found: tuple[ChargeView, ...] = self.found
        still = [each for each in found if each.state != "done"]
        late = sum(each.late for each in still)
        title = _("交办事项") + "  " + _("未了 {n}，超时 {m}").format(n=len(still), m=late)
        rows = [Row(each.number, tuple(charge_lines(each, self.naming, now, width, brief=True))) for each in found]
        return title, rows or [Row("", ([("   " + (self._none() or _("没有交办事项。按 N 另行交办")), "quiet")],))]

    def _none(self) -> str:
        """That the plan knows no charge without a complaint, "" when it does."""
        plan = self.naming.plan
        if plan is None or any(each.alone for each in plan.charges):
            return ""
        return _("预案没有可另行交办的事项。") if not plan.charges else _("交办事项都属于某件投诉，在该投诉中交办。")

    @property
    def chosen(self) -> ChargeView | None:
        """The charge under the cursor."""
        return next((each for each in self.found or () if each.number == self.entries.cursor), None)

    def action_add(self) -> None:
        """A charge without a complaint: a breach of the plan, say."""
        if self._none():
            self.room_app.say(self._none())
            return
        self.room_app.open_form("charge.record", then=lambda _done: self.load())

    def action_case(self) -> None:
        """The complaint of the charge under the cursor."""
        chosen = self.chosen
        if chosen is not None and chosen.complaint:
            self.room_app.open("complaint", chosen.complaint)
        elif chosen is not None:
            self.room_app.say(_("这一项不属于任何投诉"))

    @on(Rows.Opened, "#entries")
    def _opened(self, event: Rows.Opened) -> None:
        event.stop()
        chosen = self.chosen
        if chosen is None:
            return
        about = charge_lines(chosen, self.naming, self.room_app.room.now(), self.room_in(self.entries, 8))
        self.choose(chosen.number, about, [Offer(*each) for each in of_charge(chosen)])
