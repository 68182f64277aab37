"""One complaint: its facts, masked until revealed, its clocks, what was done, and what can be done now."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal

from dutyroom.console.forms.desk import Desk
from dutyroom.console.keys import keymap
from dutyroom.console.present.cases import casework
from dutyroom.console.present.cases import complaint as present
from dutyroom.console.present.cases.offers import case_offers, limit_acts
from dutyroom.console.present.line import Line
from dutyroom.console.room_screen import RoomScreen
from dutyroom.console.screens.form import FormScreen
from dutyroom.console.screens.page import Pages
from dutyroom.console.widgets.acts import Acts, Offer
from dutyroom.console.widgets.foot import KeysLine, StatusLine
from dutyroom.console.widgets.parts import Parts
from dutyroom.domain.act import Command
from dutyroom.domain.acts import ACTS
from dutyroom.domain.board import BoardRow
from dutyroom.domain.errors import Refusal
from dutyroom.domain.names import named
from dutyroom.lang import gettext as _
from dutyroom.services.board.views import News
from dutyroom.services.cases.views import ComplaintView
from dutyroom.services.organisation.views import SignedIn

WIDE, TALL = 110, 30
"""Columns from which clocks stand beside the facts, lines from which the acts stand below."""

_ORDER = (
    "contact", "reply", "step", "report_up", "acknowledge", "transfer", "assign", "level", "classify", "satisfied",
    "solve", "charge", "pause", "resume", "close", "waive", "withdraw", "reconsider", "correct", "reveal",
)  # fmt: skip
_BOARD_KEYS = ("contact", "transfer", "level", "report_up", "acknowledge")


class RevealForm(FormScreen):
    """Asks why, puts that on the record, and only then hands out the plain values of a complaint or call, in `told`."""

    told: dict[str, str] | None = None

    def __init__(self, number: str, act: str = "complaint.reveal", reason: str = "") -> None:
        super().__init__(act, number, values={"reason": reason} if reason else None)

    def submit(self, command: Command) -> None:
        def answer(plain: dict[str, str]) -> None:
            self.told = plain
            self.run_worker(self._close(), exit_on_error=False)

        self.desk.app.ask(lambda: self.desk.room.reveal(command), answer, self._refused)

    async def _close(self) -> None:
        await self.forget_draft()
        self.dismiss(None)


class ComplaintScreen(RoomScreen[None]):
    """Everything about one complaint. It follows the room: what others do shows at once."""

    CSS_PATH = Path(__file__).with_name("complaint.tcss")
    AUTO_FOCUS = "#lines"
    REVEALED_BY = ("complaint.reveal",)
    BINDINGS = [
        *[each for each in keymap.bindings(on_board=True) if each.id in _BOARD_KEYS],
        Binding("escape,q", "app.pop_screen", show=False),
        Binding("enter,a", "acts", show=False),
        Binding("e,ctrl+e", "explain", show=False),
        Binding("v,ctrl+v", "reveal", show=False),
        Binding("8,p", "print", show=False),
    ]

    def __init__(self, number: str) -> None:
        super().__init__()
        self.number = number
        self.view: ComplaintView | None = None
        self._listing = False

    def compose(self) -> ComposeResult:
        self.desk = Desk(self.app)
        yield Parts(id="head")
        with Horizontal(id="complaint-middle"):
            yield Pages()
            yield Parts(id="complaint-clocks")
        yield Acts()
        yield StatusLine()
        yield KeysLine()

    def on_mount(self) -> None:
        self.desk.app.type_ahead.expect(self.load)
        self.load()

    @property
    def selected(self) -> BoardRow | None:
        """The complaint as this page shows it: acts stand on the version that the person sees here."""
        row = self.desk.app.board.picture.get(self.number)
        return replace(row, version=self.view.version) if row and self.view else None

    # What the room says

    def load(self) -> None:
        """Read it anew."""
        self.read(lambda: self.desk.room.complaint(self.number), self._put, self._lost)

    def _put(self, view: ComplaintView) -> None:
        if self.is_attached:
            self.view = view
            self.draw()
            put = getattr(self.app.screen, "put_offers", None) if self._listing else None
            if put is not None:
                put(self.offers())
        self.desk.app.type_ahead.come(self.load)

    def _lost(self, _refusal: Refusal) -> None:
        self.desk.app.type_ahead.come(self.load)
        if self.view is None and self.is_attached:
            self.query_one(Pages).put([[("  " + _("读不出 {number}").format(number=self.number), "alarm")]])

    def hear(self, news: News) -> None:
        """Something happened in the room: papers, charges, groups and whoever decides are subjects of their own."""
        if self.in_sight:
            self.load()

    def on_screen_resume(self) -> None:
        if self.view is not None:
            self.load()

    def on_resize(self) -> None:
        self.call_after_refresh(self.draw)

    def tick(self, now: datetime) -> None:
        """Once a second: what is left of the clocks."""
        if self.view is not None and self.size.width >= WIDE:
            self._draw_clocks(now)

    # Drawing

    def revealed(self) -> None:
        self.draw()

    @property
    def naming(self) -> present.Naming:
        """Names for the lines."""
        desk = self.desk
        return present.Naming(
            desk.plan,
            {unit.code: named(unit) for unit in desk.units},
            dict(desk.app.named.words.people) if desk.app.named else {},
            desk.calendar,
            desk.zone,
        )

    def draw(self) -> None:
        """Everything, from what was read last."""
        view = self.view
        if view is None or not self.is_attached:
            return
        naming, now = self.naming, self.desk.now()
        wide, tall = self.size.width >= WIDE, self.size.height >= TALL
        self.query_one("#head", Parts).put([present.head_line(view, naming, self.desk.now())])
        page = self.query_one(Pages)
        width = self.room_in(page, 1)
        self.query_one("#complaint-clocks", Parts).display = wide
        blocks = [
            *([] if wide else [present.clocks(view, now, naming, width, brief=True)]),
            present.facts(view, naming, width, self.plain),
            casework.leading(view.work, naming, width),
            *([] if wide else [present.steps(view, naming, width)]),
            casework.papers(view, naming, width),
            casework.charges(view, naming, now, width),
            casework.alike(view.work, naming, width),
            present.contacts(view, naming, width),
            present.warned(view, naming, width),
            present.record(view.record, naming, width),
        ]
        page.put(_joined(blocks))
        if wide:
            self._draw_clocks(now)
        acts = self.query_one(Acts)
        acts.display = tall
        if tall:
            offers = self.offers()
            acts.styles.height = min(len(offers), self.size.height // 4)
            acts.offer(offers)
        self._draw_keys()

    def _draw_clocks(self, now: datetime) -> None:
        view = self.view
        place = self.query_one("#complaint-clocks", Parts)
        width = self.room_in(place, 1)
        if view is not None:
            naming = self.naming
            blocks = [present.clocks(view, now, naming, width), present.steps(view, naming, width)]
            place.put(_joined(blocks))

    def _draw_keys(self) -> None:
        keys = [("Esc", _("返回"), True), ("Enter", _("办理"), True), ("E", _("为何此时到期"), True)]
        keys.append(("V", _("隐去原文") if self.plain else _("查看原文"), True))
        keys.append(("8", _("打印档案"), True))
        app = self.desk.app
        keys += [(keymap.cap(each), _(each.label), not each.why_not(app)) for each in keymap.TABLE if each.id in _BOARD_KEYS]
        self.query_one(KeysLine).show(keys)

    # Doing

    def offers(self) -> list[Offer]:
        """What can be done with a complaint, the everyday first."""
        view = self.view
        if view is None:
            return []
        # What waits for this person's decision or answer comes before what can always be done, another's behind it.
        waiting = [Offer(*each) for each in case_offers(view.work, self.desk.plan)]
        made = [each for each in waiting if self._may(each)]
        if view.danger:
            made.insert(0, Offer("complaint.safe", view.number, view.version))
        asked, further = limit_acts(view)
        made += [Offer(each, view.number, view.version, {}, "") for each in asked]
        for name in _ORDER:
            act = ACTS[f"complaint.{name}"]
            after: tuple[str, ...] = ("correct", "satisfied", "reveal", "reconsider")
            start: dict[str, str] = {}
            if name == "step" and view.work.owing:
                after, start = (*after, name), next(({"step": each.code} for each in view.steps if each.owed_after), {})
            why = _("已办结") if view.closed_at is not None and name not in after else ""
            if name == "reconsider" and (self.desk.plan is None or self.desk.plan.second_round is None):
                continue
            if name == "charge" and (self.desk.plan is None or not self.desk.plan.charges):
                continue
            if name == "acknowledge" and not view.lit(self.desk.now()):
                why = _("已有人知悉")
            made.append(Offer(act.name, view.number, view.version, start, why))
        made += [Offer(each, view.number, view.version, {}, "") for each in further]
        if view.closed_at is None:
            made.append(Offer("complaint.danger", view.number, view.version))
        if not view.emergency and view.closed_at is None:
            made.append(Offer("emergency.report", "", None, {"complaint": view.number}))
        return made + [each for each in waiting if not self._may(each)]

    def _may(self, offer: Offer) -> bool:
        """Whether the plan lets one of the person's roles do it; everything may be looked at while nobody is signed in."""
        plan, session = self.desk.plan, self.desk.session
        if plan is None or session is None:
            return True
        roles = plan.alike.roles if plan.alike and offer.act.startswith("group.") else plan.roles_for(offer.act)
        return bool(set(roles) & set(session.roles))

    def action_acts(self) -> None:
        """What can be done now."""
        acts = self.query_one(Acts)
        if self.focused is acts:
            acts.action_open()
        elif self.view is not None:
            self._listing = True
            self.desk.app.open("acts", _("{number} 可办事项").format(number=self.number), (), self.offers(), then=self._chosen)

    def _chosen(self, offer: Offer | None) -> None:
        self._listing = False
        self._do(offer)

    def on_acts_chosen(self, event: Acts.Chosen) -> None:
        event.stop()
        self._do(event.offer)

    def _do(self, offer: Offer | None) -> None:
        if offer is None:
            return
        if offer.act == "complaint.reveal":
            self.action_reveal()
        elif not ACTS[offer.act].fields:
            self.desk.app.act(offer.act, offer.subject, {}, offer.seen)
        else:
            self.desk.app.open_form(offer.act, offer.subject, offer.seen, offer.values)

    def action_explain(self) -> None:
        """Why the clocks are due when they are."""
        from dutyroom.console.screens.explain import ExplainScreen

        if self.view is None or not self.view.clocks:
            self.desk.app.say(_("没有时限"))
            return
        self.app.push_screen(ExplainScreen(self.number, self.view.clocks, self.naming))

    def action_print(self) -> None:
        """The whole file as text, in a new file."""
        room, number, app = self.desk.room, self.number, self.desk.app
        app.ask(lambda: room.print_case(number), lambda path: app.say(_("已打印到 {path}").format(path=path), "good"))

    def action_reveal(self) -> None:
        """The personal data in plain, after the reason is on the record; again: back behind the mask."""
        if self.plain:
            self.hide()
            return
        self.desk.ask_who(self._ask_reason)

    def _ask_reason(self, _session: SignedIn) -> None:
        form = RevealForm(self.number)

        def shown(_done: Any) -> None:
            if form.told is not None:
                self.reveal(form.told)

        self.app.push_screen(form, shown)


def _joined(blocks: list[list[Line]]) -> list[Line]:
    lines: list[Line] = []
    for block in blocks:
        if block:
            lines += ([[]] if lines else []) + block
    return lines
