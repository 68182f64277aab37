"""The way to the end: conditions with their evidence, request and decision, receipts counted, review, back to normal."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding

from dutyroom.console.present.emergency.ending import rows
from dutyroom.console.present.emergency.event import Scene
from dutyroom.console.present.form_starts import start_values
from dutyroom.console.screens.emergency.event import EventScreen
from dutyroom.console.widgets.acts import Acts, Offer
from dutyroom.console.widgets.foot import KeysLine, StatusLine
from dutyroom.console.widgets.parts import Parts
from dutyroom.console.widgets.rows import Rows
from dutyroom.domain.emergency import stage_name
from dutyroom.domain.names import shown_number
from dutyroom.domain.subjects import number_of
from dutyroom.lang import gettext as _
from dutyroom.services.emergency.panel.views import EmergencyView

_ACTS = ("emergency.request_end", "emergency.decide_end", "review.write", "emergency.finish")


class EndingScreen(EventScreen):
    """Enter on a condition records evidence, on a unit its receipt. `first` is an act whose form opens at once."""

    AUTO_FOCUS = "#ending"
    BINDINGS = [Binding("space,ctrl+k", "receipt", show=False)]

    def __init__(
        self, number: str, view: EmergencyView | None, first: tuple[str, str, dict[str, str]] | None = None
    ) -> None:
        super().__init__(number, view)
        self._first = first
        self._begun = False

    def compose(self) -> ComposeResult:
        yield Parts(id="head")
        yield Rows(id="ending")
        yield Acts()
        yield StatusLine()
        yield KeysLine()

    def on_mount(self) -> None:
        if self._first is not None:
            self.call_after_refresh(self.do_act, *self._first)

    def draw(self, scene: Scene) -> None:
        title = f" {shown_number(scene.plan, self.number)}  {_('终止与总结')}  "
        self.query_one("#head", Parts).put([[(title, "strong"), (stage_name(scene.view.stage), "plain")]])
        list_ = self.query_one("#ending", Rows)
        list_.put(rows(scene, self.room_in(list_, 1)))
        acts = self.query_one(Acts)
        offers = self.offers()
        acts.styles.height = len(offers)
        acts.offer(offers)
        if not self._begun:
            self._begun = True
            acts.choose(self.pressing())

    def on_key(self, event: events.Key) -> None:
        # Nothing in the list above is numbered: the digits are those of the acts wherever the cursor is.
        self.query_one(Acts).on_key(event)

    def keys(self) -> Sequence[tuple[str, str]]:
        return [
            ("Enter", _("佐证、回执")),
            (_("空格"), _("收到回执")),
            ("1-4", _("直接办理")),
            ("Tab", _("换到事项")),
            ("A", _("可办事项")),
            ("P", _("文书")),
            ("F12", _("记一笔")),
        ]

    def offers(self) -> Sequence[Offer]:
        """Request, decision, review and the return to normal."""
        if self.view is None:
            return ()
        plan = self.scene.plan if self.scene else None
        return [
            Offer(each.act, each.subject, each.seen, start_values(each.act, each.subject, self.view, plan), each.why_not)
            for each in sorted(self.event_offers(lambda act: act in _ACTS), key=lambda offer: _ACTS.index(offer.act))
        ]

    def acts_title(self) -> str:
        return _("终止与总结")

    def action_acts(self) -> None:
        """What can be done, and with the receipt under the cursor: chased as well as received."""
        kind, _colon, rest = self.query_one("#ending", Rows).cursor.partition(":")
        notice, _colon, unit = rest.partition(":")
        mine = [Offer(act, number_of("notice", notice), None, {"unit": unit}) for act in ("notice.receipt", "notice.chase")]
        more = self.event_offers(lambda act: act == "review.improve")
        offers = [*(mine if kind == "receipt" else ()), *self.offers(), *more]
        if offers:
            self.room_app.open("acts", self.acts_title(), (), offers, self.pressing(), then=self.do)

    def reading(self) -> str:
        kind, _colon, rest = self.query_one("#ending", Rows).cursor.partition(":")
        if kind == "receipt":
            return f"notice:N{rest.partition(':')[0]}"
        return f"review:{self.number}" if self.view and self.view.review else ""

    def action_receipt(self) -> None:
        """One key a receipt, as they come in one after the other by telephone; Enter asks who signed."""
        list_ = self.query_one("#ending", Rows)
        kind, _colon, rest = list_.cursor.partition(":")
        if kind != "receipt":
            self.room_app.say(_("光标移到未回执的机构上再按"), "bad")
            return
        notice, _colon, unit = rest.partition(":")
        self.room_app.act("notice.receipt", number_of("notice", notice), {"unit": unit})
        # The next one at once: a second key before this one's answer is meant for the next unit.
        list_.action_move(1)

    @on(Rows.Opened, "#ending")
    def _opened(self, event: Rows.Opened) -> None:
        event.stop()
        kind, _colon, rest = event.key.partition(":")
        if kind == "condition":
            self.do_act("evidence.add", self.number, {"condition": rest})
        elif kind == "receipt":
            notice, _colon, unit = rest.partition(":")
            self.do_act("notice.receipt", number_of("notice", notice), {"unit": unit})
