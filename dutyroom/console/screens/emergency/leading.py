"""What leading an event leaves behind on one page: command, questions, instructions, conferences, reports."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult

from dutyroom.console.present.emergency.event import Scene, version_of
from dutyroom.console.present.emergency.leading import rows
from dutyroom.console.present.form_starts import start_values
from dutyroom.console.screens.emergency.event import EventScreen
from dutyroom.console.widgets.acts import Offer
from dutyroom.console.widgets.foot import KeysLine, StatusLine
from dutyroom.console.widgets.parts import Parts
from dutyroom.console.widgets.rows import Rows
from dutyroom.domain.acts import ACTS
from dutyroom.domain.names import shown_number
from dutyroom.domain.subjects import is_kind, number_of
from dutyroom.lang import gettext as _
from dutyroom.services.emergency.panel.views import EmergencyView

_SUBJECTS = {"Q": "request", "I": "instruction", "M": "conference", "P": "sitrep"}
"""What an entry is, by the first letter of its number."""
_BEGIN = ("emergency.ask", "emergency.decide", "emergency.instruct", "emergency.confer", "sitrep.draft", "emergency.inform")


class LeadingScreen(EventScreen):
    """Enter on an entry does what is next with it, A lists all that can be done with it; Esc leaves.

    `first` is an act to begin with, on an entry: its form opens over what it is about, and the page goes with it.
    """

    AUTO_FOCUS = "#leading"

    def __init__(
        self, number: str, view: EmergencyView | None = None, first: tuple[str, str, dict[str, str]] | None = None
    ) -> None:
        super().__init__(number, view)
        self._first = first

    def on_mount(self) -> None:
        if self._first is not None:
            self.call_after_refresh(self._begin, *self._first)

    def _begin(self, act: str, subject: str, values: dict[str, str]) -> None:
        self.query_one("#leading", Rows).go(subject)
        seen = version_of(self.view, subject) if self.view and ACTS[act].sees else None
        self.do(Offer(act, subject, seen, values), self._after)

    def _after(self, done: object) -> None:
        if done is not None and self.is_current:
            self.dismiss(None)

    def compose(self) -> ComposeResult:
        yield Parts(id="head")
        yield Rows(id="leading")
        yield StatusLine()
        yield KeysLine()

    def draw(self, scene: Scene) -> None:
        title = f" {shown_number(scene.plan, self.number)}  {_('指挥与报告')}"
        self.query_one("#head", Parts).put([[(title, "strong")]])
        list_ = self.query_one("#leading", Rows)
        list_.put(rows(scene, self.room_in(list_, 1)))

    def keys(self) -> Sequence[tuple[str, str]]:
        return [("Enter", _("去办")), ("A", _("可办事项")), ("P", _("文书")), ("F12", _("记一笔"))]

    def acts_title(self) -> str:
        return " ".join(filter(None, [_("指挥与报告"), self.query_one("#leading", Rows).cursor]))

    def offers(self) -> Sequence[Offer]:
        """All that can be done with the entry under the cursor, then what begins another; without one all of the event."""
        view, key = self.view, self.query_one("#leading", Rows).cursor
        kind = _SUBJECTS.get(key[:1], "")
        if view is None or not kind:
            return sorted(super().offers(), key=lambda offer: (bool(offer.why_not), offer.act not in _BEGIN))
        seen, plan = version_of(view, key), self.scene.plan if self.scene else None
        return [
            Offer(act.name, key, seen if act.sees else None, start_values(act.name, key, view, plan))
            for act in ACTS.values()
            if act.subject == kind
        ] + [each for each in super().offers() if each.act in _BEGIN]

    @on(Rows.Opened, "#leading")
    def _opened(self, event: Rows.Opened) -> None:
        event.stop()
        view, scene = self.view, self.scene
        line = next((each for each in view.now if each.subject == event.key), None) if view else None
        if view is None or line is None:
            self._read()
            return
        self.do_act(line.act, line.subject, start_values(line.act, line.subject, view, scene.plan if scene else None, line))

    def _read(self) -> None:
        """An entry with which nothing is to be done now: its paper, where it has one."""
        kind, _colon, subject = self.reading().partition(":")
        if kind:
            self.room_app.open("printout", kind, subject)
        else:
            self.room_app.say(_("这一项现在没有要办的事"), "bad")

    def reading(self) -> str:
        key = self.query_one("#leading", Rows).cursor
        if is_kind("request", key) and self.view is not None:
            decision = next((each.decision for each in self.view.requests if each.number == key), 0)
            return f"decision:{number_of('decision', decision)}" if decision else ""
        kind = {"P": "sitrep", "M": "conference", "2": "inform"}.get(key[:1], "")
        return f"{kind}:{key}" if kind else ""
