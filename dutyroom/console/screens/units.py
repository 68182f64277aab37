"""机构: the organisation tree, and which unit has its own plan, goes by another's, or lacks the one it must have (8.06)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from textual import on
from textual.binding import Binding

from dutyroom.console.present.cases.casework import unit_line
from dutyroom.console.present.line import Row
from dutyroom.console.screens.cases.case_list import CaseList
from dutyroom.console.screens.form import FormScreen
from dutyroom.console.widgets.acts import Offer
from dutyroom.console.widgets.rows import Rows
from dutyroom.domain.act import Field
from dutyroom.domain.errors import Fault
from dutyroom.domain.plan.reader import LARGEST
from dutyroom.lang import gettext as _
from dutyroom.services.cases.views import UnitPlanView


class UnitPlanForm(FormScreen):
    """A unit's own plan: typed, or read from a file on this machine whose name is typed."""

    def make_body(self, leave_out: tuple[str, ...] = (), add: tuple[Field, ...] = ()) -> Any:
        return super().make_body(leave_out, (*add, Field("file", _("预案文件"))))

    def action_send(self) -> None:
        name = self.body.rows["file"].value.strip()
        if name:
            try:
                path = Path(name).expanduser()
                if path.stat().st_size > LARGEST:
                    raise ValueError
                text = path.read_text("utf-8-sig")
            except (OSError, ValueError):
                self.body.show_faults([Fault("file", _("读不出这个文件，或超过 512 KB；须是 UTF-8 文本。"))])
                return
            self.body.put({"text": text, "file": ""})
        super().action_send()

    def command_values(self) -> dict[str, Any]:
        return {name: value for name, value in super().command_values().items() if name != "file"}


class UnitsScreen(CaseList):
    """N adds a unit, Enter changes the one under the cursor or gives it a plan of its own."""

    ABOUT = "units"
    BINDINGS = [Binding("n,ctrl+f,insert", "add", show=False)]

    def question(self) -> Callable[[], Any]:
        return self.room_app.room.unit_plans

    def keys(self) -> Sequence[tuple[str, str]]:
        return [("N", _("登记机构")), ("Enter", _("改动或定预案"))]

    def draw(self, now: datetime, width: int) -> tuple[str, Sequence[Row]]:
        found: tuple[UnitPlanView, ...] = self.found
        lacking = sum(each.lacking for each in found)
        rows = [Row(each.code, (unit_line(each, self.naming, width),)) for each in found]
        title = _("机构与预案") + f" {len(found)}"
        return title + ("  " + _("缺本机构预案 {n} 个").format(n=lacking) if lacking else ""), rows

    def action_add(self) -> None:
        """A new unit, below the one under the cursor."""
        parent = self.entries.cursor or ""
        self.room_app.open_form("unit.set", values={"parent": parent}, then=lambda _done: self.load())

    @on(Rows.Opened, "#entries")
    def _opened(self, event: Rows.Opened) -> None:
        event.stop()
        unit = next((each for each in self.found if each.code == event.key), None)
        if unit is None:
            return
        values = {"code": unit.code, "name": unit.name, "en": unit.en, "parent": unit.parent, "kind": unit.kind}
        offers = [Offer("unit.plan", "", None, {"unit": unit.code}), Offer("unit.set", "", None, values)]
        width = self.room_in(self.entries, 8)
        self.choose(unit.name, [unit_line(unit, self.naming, width)], offers)

    def begin(self, offer: Offer) -> None:
        if offer.act != "unit.plan":
            super().begin(offer)
            return
        form = UnitPlanForm("unit.plan", values=dict(offer.values))
        self.room_app.need_session(lambda _session: self.app.push_screen(form, lambda _done: self.load()))
