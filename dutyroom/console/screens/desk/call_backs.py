"""待回拨: what was promised, the next one first. One key records the result; what nobody did stays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from textual import on
from textual.binding import Binding

from dutyroom.console.present.desk.desk import call_back
from dutyroom.console.present.line import Row
from dutyroom.console.present.safe import one_line
from dutyroom.console.screens.cases.complaint import RevealForm
from dutyroom.console.screens.desk.desk_list import DeskList
from dutyroom.console.widgets.rows import Rows
from dutyroom.lang import gettext as _
from dutyroom.services.desk.views import CallBackView
from dutyroom.services.organisation.views import SignedIn


class CallBacksScreen(DeskList):
    """1 通, 2 无人接, 3 约定再拨; V shows the number once the reason is on the record; Enter opens the case."""

    ABOUT = "call_backs"
    REVEALED_BY = ("complaint.reveal", "call.reveal")
    BINDINGS = [
        Binding("1", "record('reached')", show=False),
        Binding("2", "record('no_answer')", show=False),
        Binding("3,f5", "again", show=False),
        Binding("v,ctrl+v", "reveal", show=False),
    ]

    def question(self) -> Callable[[], Any]:
        return self.room_app.room.call_backs

    def keys(self) -> Sequence[tuple[str, str]]:
        return [
            ("1", _("通")),
            ("2", _("无人接")),
            ("3", _("约定再拨")),
            ("V", _("查看号码")),
            ("Enter", _("打开")),
        ]

    def tick(self, now: datetime) -> None:
        """Once a second: what is due is lit."""
        self.redraw()

    def revealed(self) -> None:
        self.redraw()

    def draw(self, now: datetime, width: int) -> tuple[str, Sequence[Row]]:
        found: tuple[CallBackView, ...] = self.found
        late = sum(each.at <= now for each in found)
        rows = [
            Row(each.subject, call_back(each, now, self.zone, width, self.plain.get(each.subject, ""))) for each in found
        ]
        title = _("待回拨") + f" {len(found)}" + ("  " + _("已到时间 {n}").format(n=late) if late else "")
        return title, rows or [Row("", ([("   " + _("没有待回拨的"), "quiet")],))]

    @property
    def _chosen(self) -> CallBackView | None:
        found: tuple[CallBackView, ...] = self.found or ()
        return next((each for each in found if each.subject == self.entries.cursor), None)

    def action_record(self, result: str) -> None:
        """One key: it is on the record; what was said to a complainant who was reached is asked for."""
        one = self._chosen
        if one is None:
            return
        act = f"{_kind(one)}.contact"
        if result == "reached" and act == "complaint.contact":
            self.room_app.open_form(act, one.subject, values={"result": result}, then=lambda _done: self.load())
            return

        def send(session: SignedIn) -> None:
            self.room_app.perform(session.command(act, one.subject, {"result": result}), lambda _done: self.load())

        self.room_app.need_session(send)

    def action_again(self) -> None:
        """Another time was agreed on: the form asks which."""
        if one := self._chosen:
            values = {"result": "agreed"}
            self.room_app.open_form(f"{_kind(one)}.contact", one.subject, values=values, then=lambda _done: self.load())

    def action_reveal(self) -> None:
        """The number in plain, after the reason is on the record; again: back behind the mask."""
        one = self._chosen
        if one is None:
            return
        if one.subject in self.plain:
            self.hide()
            return
        form = RevealForm(one.subject, f"{_kind(one)}.reveal", _("按约定回拨"))

        def shown(_done: Any) -> None:
            if form.told is not None:
                words = (form.told.get("name", ""), form.told.get("phone", ""))
                self.reveal({one.subject: one_line(" ".join(filter(None, words))) or _("没有留下号码")})

        self.room_app.need_session(lambda _session: self.app.push_screen(form, shown))

    @on(Rows.Opened, "#entries")
    def _opened(self, event: Rows.Opened) -> None:
        event.stop()
        if one := self._chosen:
            if _kind(one) == "complaint":
                self.room_app.open("complaint", one.subject)
            else:
                self.room_app.open_form("call.contact", one.subject, then=lambda _done: self.load())


def _kind(one: CallBackView) -> str:
    return "call" if one.subject.startswith("L") else "complaint"
