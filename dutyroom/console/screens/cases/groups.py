"""同类投诉: complaints alike, with the reason; confirmed or refused by a person, and handled together (8.02)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from textual import on
from textual.binding import Binding

from dutyroom.console.present.cases.casework import group_lines
from dutyroom.console.present.line import Line, Row
from dutyroom.console.present.safe import one_line
from dutyroom.console.screens.cases.case_list import CaseList
from dutyroom.console.screens.form import FormScreen
from dutyroom.console.widgets.acts import Offer
from dutyroom.console.widgets.rows import Rows
from dutyroom.domain.act import Command
from dutyroom.domain.names import act_name, joined
from dutyroom.lang import gettext as _
from dutyroom.services.cases.views import GroupView

EACH = ("reply", "report_up", "contact", "step", "transfer", "assign", "level", "satisfied", "close")
"""Acts on a complaint that can be done on every open one of a group."""


class GroupForm(FormScreen):
    """One act on every open complaint of a group: each is done, or refused with its own reason, by itself."""

    def __init__(self, act: str, group: str, numbers: Sequence[str]) -> None:
        super().__init__(act, numbers[0])
        self.group = group
        self.numbers = tuple(numbers)

    def title_text(self) -> str:
        return _("{act} {group}（{n} 件一并办理）").format(act=act_name(self.act), group=self.group, n=len(self.numbers))

    def submit(self, command: Command) -> None:
        room, app = self.desk.room, self.desk.app
        app.ask(lambda: room.perform_each(command, self.numbers), self._told, self._refused)

    def _told(self, results: Sequence[tuple[str, str, bool]]) -> None:
        self._sending = False
        left = [(number, said) for number, said, good in results if not good]
        self.run_worker(self._leave(results, left), exit_on_error=False)

    async def _leave(self, results: Sequence[tuple[str, str, bool]], left: Sequence[tuple[str, str]]) -> None:
        await self.forget_draft()
        said = _("{n} 件已办").format(n=len(results) - len(left))
        if left:
            why = joined(f"{number} {one_line(reason)}" for number, reason in left)
            said = _("{said}，{m} 件未办：{why}").format(said=said, m=len(left), why=why)
        if self.is_attached:
            self.dismiss(None)
            self.desk.app.call_after_refresh(self.desk.app.say, said, "bad" if left else "good")


class GroupsScreen(CaseList):
    """Enter decides on a group or acts on all of it, N proposes one, O opens a complaint of it."""

    ABOUT = "groups"
    BINDINGS = [
        Binding("n,ctrl+f,insert", "add", show=False),
        Binding("o,ctrl+t", "case", show=False),
    ]

    def question(self) -> Callable[[], Any]:
        return self.room_app.room.groups

    def keys(self) -> Sequence[tuple[str, str]]:
        return [("N", _("提出同类投诉")), ("Enter", _("认定或一并办理")), ("O", _("打开投诉"))]

    def draw(self, now: datetime, width: int) -> tuple[str, Sequence[Row]]:
        found: tuple[GroupView, ...] = self.found
        waiting = sum(each.state == "proposed" for each in found)
        rows = []
        for group in found:
            rows.append(Row(group.number, tuple(group_lines(group, self.naming, width))))
            rows += [Row(f"G{group.id} {each.number}", (self._member(each),)) for each in group.members]
            rows += [Row(f"G{group.id} {each.number}", (self._member(each, _("待研判") + " "),)) for each in group.waiting]
        title = _("同类投诉") + "  " + _("待确认 {n}").format(n=waiting)
        return title, rows or [Row("", ([("   " + (self._none() or self._too_few()), "quiet")],))]

    def _none(self) -> str:
        """That the plan has no rule for it, "" when it has one."""
        plan = self.naming.plan
        return _("预案没有规定同类投诉的认定。") if plan is not None and plan.alike is None else ""

    def _too_few(self) -> str:
        """That no group was found, and from how many on one is: what is alike to a single complaint stands on its page."""
        plan = self.naming.plan
        if plan is None or plan.alike is None:
            return ""
        said = _("没有成批的同类投诉（{n} 件以上才提出；单件与谁相像见该件的页面）。按 N 由人提出")
        return said.format(n=plan.alike.at_least)

    def _member(self, each: Any, mark: str = "") -> Line:
        naming = self.naming
        alike = f"{each.likeness:>3}% " if each.likeness else "     "
        return [
            (f"      {each.number} ", "accent" if each.open else "quiet"),
            (alike, "quiet"),
            (mark, "soon"),
            (f"{naming.at(each.received)} {naming.term('levels', each.level)} {one_line(each.unit)} ", "quiet"),
            (one_line(each.summary), "plain" if each.open else "quiet"),
        ]

    @property
    def chosen(self) -> GroupView | None:
        """The group of the entry under the cursor."""
        key = (self.entries.cursor or "").split(" ")[0]
        return next((each for each in self.found or () if each.number == key), None)

    def action_add(self) -> None:
        """A person proposes what the program did not find."""
        if self._none():
            self.room_app.say(self._none())
            return
        self.room_app.open_form("group.form", then=lambda _done: self.load())

    def action_case(self) -> None:
        """The complaint under the cursor, the group's first when the cursor is on the group itself."""
        chosen = self.chosen
        if chosen is None or not chosen.members:
            return
        number = (self.entries.cursor or "").partition(" ")[2] or chosen.members[0].number
        self.room_app.open("complaint", number)

    @on(Rows.Opened, "#entries")
    def _opened(self, event: Rows.Opened) -> None:
        event.stop()
        chosen = self.chosen
        if chosen is None:
            return
        name, number = chosen.number, (self.entries.cursor or "").partition(" ")[2]
        offers = []
        if chosen.state == "proposed":
            offers += [Offer("group.confirm", name, chosen.version), Offer("group.refuse", name, chosen.version)]
        if chosen.state != "refused":
            # All that wait go in, or stay out, at once; under the cursor it is that one.
            waits = [each.number for each in chosen.waiting]
            add = [number] if number in waits else [] if number else waits
            leave = [number] if number else waits
            offers += [
                Offer(act, name, None, {"complaint": ", ".join(numbers)} if numbers else {})
                for act, numbers in (("group.add", add), ("group.leave", leave))
            ]
            if any(each.open for each in chosen.members):
                every = _("（一并办理）")
                first = next(each.number for each in chosen.members if each.open)
                offers += [Offer(f"complaint.{act}", first, None, {}, "", every) for act in EACH]
        self.choose(name, group_lines(chosen, self.naming, self.room_in(self.entries, 8)), offers)

    def begin(self, offer: Offer) -> None:
        chosen = self.chosen
        if chosen is None or not offer.act.startswith("complaint."):
            super().begin(offer)
            return
        numbers = [each.number for each in chosen.members if each.open]
        form = GroupForm(offer.act, chosen.number, numbers)
        self.room_app.need_session(lambda _session: self.app.push_screen(form, lambda _done: self.load()))
