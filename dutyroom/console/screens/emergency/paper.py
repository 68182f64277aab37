"""A statement or a solution: its text, the gates passed and still closed for this edition, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding

from dutyroom.console.present.emergency.event import Scene
from dutyroom.console.present.emergency.paper import gate_lines, head, measure_lines, text_lines, why_closed
from dutyroom.console.present.emergency.workstream import paper_lines
from dutyroom.console.present.form_starts import of_paper
from dutyroom.console.present.line import Row
from dutyroom.console.present.safe import one_line
from dutyroom.console.screens.emergency.event import EventScreen
from dutyroom.console.widgets.acts import Acts, Offer
from dutyroom.console.widgets.foot import KeysLine, StatusLine
from dutyroom.console.widgets.parts import Parts
from dutyroom.console.widgets.rows import Rows
from dutyroom.domain.acts import ACTS
from dutyroom.domain.names import shown_number, term
from dutyroom.domain.subjects import number_of
from dutyroom.lang import gettext as _
from dutyroom.services.emergency.panel.views import EmergencyView, PaperView


class PaperScreen(EventScreen):
    """Text above, gates and acts below. `first` is an act to begin with: its form opens over the text at once."""

    AUTO_FOCUS = "#acts"
    BINDINGS = [
        Binding("pageup", "text(-1)", show=False, priority=True),
        Binding("pagedown", "text(1)", show=False, priority=True),
    ]

    def __init__(
        self, number: str, view: EmergencyView | None, paper: int, first: tuple[str, dict[str, str]] | None = None
    ) -> None:
        super().__init__(number, view)
        self.paper = paper
        self._first = first
        self._begun = False

    def compose(self) -> ComposeResult:
        yield Parts(id="head")
        yield Rows(id="text")
        yield Parts(id="gates")
        yield Acts()
        yield StatusLine()
        yield KeysLine()

    def on_mount(self) -> None:
        self.query_one("#text", Rows).can_focus = False
        if self._first is not None:
            act, values = self._first
            self.call_after_refresh(self._begin, act, values)

    def _begin(self, act: str, values: dict[str, str]) -> None:
        """The form asked for; the page goes with it once it is sent."""
        offer = next((each for each in self.offers() if each.act == act), None)
        if offer is None or offer.why_not:
            self.room_app.say(offer.why_not if offer else _("文稿已有变化，请看现状"), "bad")
            return
        self.query_one(Acts).choose(act)
        self.do(replace(offer, values=values), self._after)

    def _after(self, done: object) -> None:
        if done is not None and self.is_current:
            self.dismiss(None)

    @property
    def _found(self) -> PaperView | None:
        papers = self.view.papers if self.view else ()
        return next((each for each in papers if each.id == self.paper), None)

    def draw(self, scene: Scene) -> None:
        paper = self._found
        if paper is None:
            return
        self.query_one("#head", Parts).put([head(scene, paper)])
        text = self.query_one("#text", Rows)
        text.put([Row("", tuple(text_lines(paper, self.room_in(text, 3))))])
        below = [*gate_lines(scene, paper), *measure_lines(scene, paper)]
        gates = self.query_one("#gates", Parts)
        gates.styles.height = len(below)
        gates.put(below)
        acts = self.query_one(Acts)
        offers = self.offers()
        acts.styles.height = min(len(offers), 6)
        acts.offer(offers)
        if not self._begun:
            # What must be done with it now, not what comes first in the list.
            self._begun = True
            acts.choose(self.pressing(number_of("paper", self.paper)))

    def keys(self) -> Sequence[tuple[str, str]]:
        return [("Enter", _("办理")), ("1-9", _("直接办理")), ("PgUp PgDn", _("翻正文")), ("P", _("文书")), ("F12", _("记一笔"))]

    def offers(self) -> Sequence[Offer]:
        """Every act on such a paper; for measures one for each that is still open."""
        scene, paper = self.scene, self._found
        if scene is None or paper is None:
            return ()
        subject, made = paper.number, []
        for act in ACTS.values():
            if act.subject != paper.kind:
                continue
            seen, why = paper.version if act.sees else None, why_closed(scene, paper, act.name)
            if act.name == "measure.carry_out":
                for kind, state, _proof in paper.measures:
                    if state != "done":
                        about = one_line(term(scene.plan.measures, kind))
                        made.append(Offer(act.name, subject, seen, {"measure": kind}, why, about))
            else:
                made.append(Offer(act.name, subject, seen, of_paper(act.name, paper), why))
        return made

    def action_papers(self) -> None:
        """This paper as it is printed."""
        paper = self._found
        if paper is not None:
            self.room_app.open("printout", paper.kind, paper.number)

    def action_acts(self) -> None:
        """The acts stand on the page already."""
        self.query_one(Acts).focus()

    def action_text(self, by: int) -> None:
        """A page of the text up or down, wherever the cursor is."""
        self.query_one("#text", Rows).action_page(by)


class PapersScreen(EventScreen):
    """All statements and solutions of the event; A drafts another."""

    AUTO_FOCUS = "#papers"
    _before: frozenset[int] | None = None

    def compose(self) -> ComposeResult:
        yield Parts(id="head")
        yield Rows(id="papers")
        yield StatusLine()
        yield KeysLine()

    def draw(self, scene: Scene) -> None:
        title = f" {shown_number(scene.plan, self.number)}  {_('声明与处理方案')}"
        self.query_one("#head", Parts).put([[(title, "strong")]])
        found = sorted(scene.view.papers, key=lambda paper: paper.at, reverse=True)
        rows = [Row(f"{paper.id}", paper_lines(paper, scene)) for paper in found]
        if not rows:
            rows = [Row("", ([("   " + _("还没有声明或处理方案，按 A 起草"), "quiet")],))]
        list_ = self.query_one("#papers", Rows)
        list_.put(rows)
        made = [paper.id for paper in found if self._before is not None and paper.id not in self._before]
        if made:
            self._before = None
            list_.go(f"{max(made)}")

    def do(self, offer: Offer | None, then: Callable[[Any], Any] | None = None) -> None:
        """The cursor goes to the paper that was made, which is what one goes on with."""
        before = frozenset(paper.id for paper in self.view.papers) if self.view else frozenset()

        def made(done: object) -> None:
            if done is not None:
                self._before = before
                self.redraw()
            if then is not None:
                then(done)

        super().do(offer, made)

    def keys(self) -> Sequence[tuple[str, str]]:
        return [("Enter", _("进入")), ("A", _("起草")), ("P", _("文书"))]

    def reading(self) -> str:
        number = self.query_one("#papers", Rows).cursor
        return next((f"{each.kind}:P{each.id}" for each in (self.view.papers if self.view else ()) if f"{each.id}" == number), "")

    def offers(self) -> Sequence[Offer]:
        """Drafting a statement, submitting a solution."""
        return self.event_offers(lambda act: act.partition(".")[0] in ("statement", "solution"))

    @on(Rows.Opened, "#papers")
    def _opened(self, event: Rows.Opened) -> None:
        event.stop()
        self.room_app.open("paper", self.number, self.view, int(event.key))
