"""The form of any act: a panel over the page it was opened from. Grave acts end with the person's own secret."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from textual.app import ComposeResult

from dutyroom.console.forms.forms import Sheet
from dutyroom.console.forms.previews import CLOCK_FIELDS, Previews
from dutyroom.console.present.cells import wrap
from dutyroom.console.present.choices import Choice
from dutyroom.console.present.safe import one_line
from dutyroom.console.widgets.foot import KeysLine, StatusLine
from dutyroom.console.widgets.lines import Down
from dutyroom.console.widgets.parts import Parts
from dutyroom.domain.names import headed, joined, named
from dutyroom.domain.same_words import READ_BY
from dutyroom.lang import gettext as _
from dutyroom.services.cases.views import CasePaperView, ComplaintView
from dutyroom.services.desk.views import DraftView
from dutyroom.services.emergency.panel.views import EmergencyView

_MOST_SAME = 4
"""Lines of a form that tell which texts are the same words again."""

_MOST_LEFT = 6
"""Lines of a form that tell what came since and what an end would leave behind; the page of the end has all."""


class FormScreen(Sheet):
    """One act on one subject."""

    CSS_PATH = Path(__file__).with_name("form.tcss")
    _papers: Mapping[str, CasePaperView] = MappingProxyType({})
    _step = ""
    _kept_of: dict[str, dict[str, str]]

    def compose(self) -> ComposeResult:
        with Down(id="panel"):
            yield Parts(id="sheet-head")
            if self.act.subject == "solution":
                yield Parts(id="sum")
            yield self.make_body(leave_out=("call",) if self.act.name == "complaint.register" else ())
            if self._moves_clocks:
                yield Previews(self.desk, self.subject)
            yield Parts(id="sheet-notice")
            yield StatusLine()
            yield KeysLine()

    @property
    def _moves_clocks(self) -> bool:
        return self.act.name == "complaint.level"

    def on_mount(self) -> None:
        self._kept_of = {}
        if self.act.name == "complaint.step":
            self._show_step()
        told = {
            "complaint.step": self._offer_steps, "complaint.contact": self._show_whom, "complaint.correct": self._show_present,
            "complaint.waive": self._offer_owed,
        }.get(self.act.name)  # fmt: skip
        if self.act.subject == "solution":
            self.desk.app.ask(lambda: self.desk.room.solution_pays(self.subject), self._show_sum)
        if told is not None:
            self.desk.app.ask(lambda: self.desk.room.complaint(self.subject), told)
        if self.act.name in ("emergency.request_end", "emergency.decide_end"):
            self.desk.app.ask(lambda: self.desk.room.emergency(self.subject), self._show_left)
        if self.act.name in READ_BY:
            self.desk.app.ask(lambda: self.desk.room.said_again(self.act.name, self.subject), self._show_same)
        if any(field.choices == "sites" for field in self.act.fields):
            self.desk.app.ask(lambda: self.desk.room.emergency(self.subject), self._offer_sites)

    def edited(self, field: str) -> None:
        if self._moves_clocks and field in CLOCK_FIELDS:
            self.query_one(Previews).follow(self.body.values)
        if field == "step":
            self._change_step()
            self._show_step()
            self._bring_paper()

    def _offer_sites(self, view: EmergencyView) -> None:
        """The event's own scenes; the question is not asked while there is none."""
        if not self.is_attached:
            return
        from dutyroom.console.widgets.chooser import Chooser

        row = next(row for row in self.body.rows.values() if row.field.choices == "sites")
        assert isinstance(row.entry, Chooser)
        open_ = [site for site in view.sites if site.open]
        row.entry.offer(tuple(Choice(site.number, f"{site.number} {one_line(site.name)}") for site in open_))
        row.display = bool(open_)

    def _show_left(self, view: EmergencyView) -> None:
        """What came since, and what an end would leave behind: whoever asks for it or decides on it reads that first."""
        if self.is_attached:
            said = [*((headed(_("申请之后"), each), "soon") for each in view.news), *((each, "plain") for each in view.left)]
            self.notice([[(" " + one_line(each), look)] for each, look in said[:_MOST_LEFT]])
            if "seen" in self.body.rows:
                self.body.rows["seen"].display = bool(view.news)

    def _show_same(self, said: tuple[str, ...]) -> None:
        """What was written here as elsewhere, for whoever is to judge it."""
        if self.is_attached and said:
            # The rest stands on the page beneath.
            self.notice([[(" " + one_line(each), "soon")] for each in said[:_MOST_SAME]])

    def _show_whom(self, view: ComplaintView) -> None:
        """Whom this is about, masked, and where the number is to be seen."""
        if self.is_attached:
            facts = dict(view.facts)
            who = " ".join(one_line(facts[name]) for name in ("name", "phone") if facts.get(name))
            hint = _("号码在该件页面按 V 查看") if facts.get("phone") else _("没有留下号码")
            self.notice([[(f" {who}  " if who else " ", "plain"), (hint, "quiet")]])

    def _show_sum(self, pays: tuple[str, ...]) -> None:
        """Whoever decides or pays sees the sum, what was paid and is open, and who may approve how much."""
        if self.is_attached:
            head = self.query_one("#sum", Parts)
            lines = [part for said in pays for part in wrap(one_line(said), max(head.size.width - 2, 20))]
            head.styles.height = len(lines)
            head.put([[(" " + part, "strong")] for part in lines])

    def _show_present(self, view: ComplaintView) -> None:
        """What stands now, in the fields that may correct it: who corrects must not guess, nor fear an empty field."""
        named = self.desk.app.named
        if not self.is_attached or named is None:
            return
        words, zone = named.words, self.desk.zone
        present = {
            **dict(view.facts),
            "unit": words.of(words.units, view.unit) if view.unit else "",
            "channel": words.of(words.channels, view.channel),
            "category": words.of(words.categories, view.category) if view.category else "",
            "received": f"{view.received.astimezone(zone):%m-%d %H:%M}",
            "happened": f"{view.happened.astimezone(zone):%m-%d %H:%M}" if view.happened else "",
        }
        for name, row in self.body.rows.items():
            if not row.field.required:
                now = one_line(present.get(name, ""))
                row.hint(_("现为 {value}，不填即不改").format(value=now) if now else _("不填即不改"))

    def _offer_owed(self, view: ComplaintView) -> None:
        """Only what runs or has not been done can be decided away."""
        if not self.is_attached:
            return
        from dutyroom.console.widgets.chooser import Chooser

        due = {each.code: f"{each.due.astimezone(self.desk.zone):%m-%d %H:%M}" for each in view.clocks}
        owed = {
            "clock": tuple(
                Choice(each.code, f"{named(each)} {due[each.code]}", (each.name, each.en))
                for each in view.clocks if each.verdict == "running"
            ),
            "step": tuple(
                Choice(each.code, named(each), (each.name, each.en))
                for each in view.steps if each.done_at is None and not each.waived
            ),
        }  # fmt: skip
        for name, choices in owed.items():
            row = self.body.rows[name]
            assert isinstance(row.entry, Chooser)
            row.entry.offer(choices)
            row.display = bool(choices)

    # Steps of the plan's procedure

    def _offer_steps(self, view: ComplaintView) -> None:
        """Only steps that can be done now are offered; the others are named with the reason."""
        if not self.is_attached:
            return
        self._papers = {paper.form: paper for paper in view.work.papers if paper.kind == "paper"}
        from dutyroom.console.widgets.chooser import Chooser

        entry = self.body.rows["step"].entry
        assert isinstance(entry, Chooser)
        entry.offer(
            tuple(
                Choice(step.code, named(step), (step.name, step.en))
                for step in view.steps
                if not step.blocked
            )
        )
        waiting = [
            headed(named(step), step.blocked)
            for step in view.steps
            if step.blocked and step.done_at is None
        ]
        if waiting:
            self.body.rows["step"].say(_("还不能办：{steps}").format(steps=joined(waiting)))
        self._show_step()

    def _found(self, drafts: tuple[DraftView, ...]) -> None:
        super()._found(drafts)
        # What a draft brings back is not typed: the fields of its step are shown all the same.
        if self.act.name == "complaint.step" and self.is_attached:
            self._show_step()

    def _change_step(self) -> None:
        """What was typed for one step goes with it, and comes back with it: it never stands in another's field."""
        chosen = self.body.rows["step"].value
        if chosen == self._step:
            return
        typed = {name: self.body.rows[name].value for name in self._of_steps()}
        # What was typed before any step was chosen is for the one that is.
        if self._step:
            self._kept_of[self._step] = typed
            self.body.put(dict.fromkeys(typed, "") | self._kept_of.get(chosen, {}))
        self._step = chosen

    def _of_steps(self) -> list[str]:
        """The fields that ask something else for each step."""
        plan = self.desk.plan
        own = {field.name for step in plan.steps for field in step.fields} if plan else set()
        return [name for name in self.body.rows if name == "text" or name in own]

    def _bring_paper(self) -> None:
        """A paper that is written anew begins with what it said."""
        plan, chosen = self.desk.plan, self.body.rows["step"].value
        step = plan.step(chosen) if plan else None
        paper = self._papers.get(chosen)
        if paper is not None and step is not None and not step.repeats and not self.body.rows["text"].value.strip():
            self.body.put({"text": paper.text})

    def _show_step(self) -> None:
        plan = self.desk.plan
        if plan is None:
            return
        chosen = self.body.rows["step"].value
        own = {field.name for step in plan.steps for field in step.fields} - {field.name for field in self.act.fields}
        wanted = {field.name for step in plan.steps if step.code == chosen for field in step.fields}
        for name in own:
            if name in self.body.rows:
                self.body.rows[name].display = name in wanted


