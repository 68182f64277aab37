"""A complaint's whole file (处理档案) and each of its papers as plain text, masked, for people without the program."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from dutyroom.domain.errors import Refusal
from dutyroom.domain.names import (
    aside,
    choice_name,
    clause_name,
    field_name,
    headed,
    listed,
    money,
    named,
    quoted,
    role_name,
    term,
)
from dutyroom.domain.same_words import Again, mark
from dutyroom.domain.subjects import row_of
from dutyroom.lang import gettext as _
from dutyroom.services.cases.complaint_view import complaint as complaint_view
from dutyroom.services.cases.queries import Names
from dutyroom.services.cases.views import CasePaperView, ChargeView, ComplaintView
from dutyroom.services.documents.as_signed import Signed, signed
from dutyroom.services.documents.log import bottom, top, write
from dutyroom.services.log.entries import entries_about
from dutyroom.services.room.roster import roster_of
from dutyroom.services.room.subjects import load_subject
from dutyroom.services.room.vocabulary import form_fields
from dutyroom.store.rows.emergencies import Paper

if TYPE_CHECKING:
    from sqlmodel import Session

    from dutyroom.domain.plan.plan import Plan
    from dutyroom.services.room.room import Room

At = Callable[[datetime | None], str]
_ALL = 100_000
"""Lines of a record on paper: all there are."""
_CORRECTS = ("complaint.correct", "complaint.level", "complaint.classify", "complaint.transfer")


def print_case(room: Room, number: str) -> Path:
    """The whole file in a new file of the user's data folder. Raises Refusal ``not_found``, ``cannot_write``."""
    return write(f"case-{number}", _now(room), case_lines(room, number))


def case_lines(room: Room, number: str) -> list[str]:
    """The whole file, from the facts to the record: both rounds, and the emergency. Raises Refusal ``not_found``."""
    view = complaint_view(room, number)
    rounds = list(filter(None, [view.work.round_of, number, view.work.followed_by]))
    with room.database.read() as session:
        lines = [*top(room, session, f"{_('投诉处理档案')}  {number}"), ""]
    for each in rounds:
        one = view if each == number else complaint_view(room, each)
        if len(rounds) > 1:
            lines += ["", headed(_("复议") if one.work.round > 1 else _("第一轮"), each)]
        lines += _file(room, one)
    if view.emergency:
        from dutyroom.services.documents.event import event_body

        lines += ["", *event_body(room, view.emergency)]
    with room.database.read() as session:
        return [*lines, "", *bottom(session)]


def _file(room: Room, view: ComplaintView) -> list[str]:
    """One round of the complaint."""
    lines: list[str] = []
    with room.database.read() as session:
        calendar = room.calendar_of(session)
        plan = room.plan_of(session, load_subject(session, "complaint", view.number).plan_version)
        names, at = Names(session, plan), _at(calendar.local)
        for part in ("facts", "clocks", "steps", "contacts"):
            lines += _part(part, view, plan, names, at)
        copies = signed(session, plan, view)
        for paper in view.work.papers:
            for edition in range(1, paper.edition + 1):
                copy = copies.get((paper.id, edition))
                # Of an edition that nobody decided on only the last is kept.
                if copy is not None or edition == paper.edition:
                    again = copy.case.again if copy is not None else view.again
                    lines += ["", *_paper(_as_signed(copy, paper), at, again)]
                    lines += _corrected(copy, view, plan, names, at) if copy else []
        lines += _part("charges", view, plan, names, at)
        lines += ["", *_people(session, plan, view, names)]
        parts = [*(each.number for each in view.work.papers), *(each.number for each in view.work.charges)]
        lines += ["", _("办理记录")]
        for entry in entries_about(session, view.number, plan, calendar.tz, _ALL, parts):
            clause = f"  {clause_name(entry.clause)}" if entry.clause else ""
            about = "" if entry.subject == view.number else entry.subject
            said = " ".join(filter(None, [entry.label, about, entry.result]))
            who = " ".join(filter(None, [role_name(plan, entry.role), entry.actor_name]))
            lines.append(f"  {at(entry.at)}  #{entry.seq}  {who}  {said}{clause}")
    if view.work.missing:
        lines += ["", _("尚缺"), *(f"  {each}" for each in view.work.missing)]
    if view.work.owing:
        lines += ["", _("办结未了"), *(f"  {each}" for each in view.work.owing)]
    return lines


def _people(session: Session, plan: Plan, view: ComplaintView, names: Names) -> list[str]:
    """Who held the plan's offices when the complaint was closed, or hold them now."""
    roster = roster_of(session, plan, view.closed_at or view.received)
    held = [(role, roster.holders(role.code)) for role in plan.roles if not role.by_shift]
    return [
        _("组织机构和人员"),
        *(f"  {headed(named(role), listed(names.person(each) for each in people))}" for role, people in held if people),
    ]


def print_paper(room: Room, number: str) -> Path:
    """One paper in a new file of the user's data folder. Raises Refusal ``not_found``, ``cannot_write``."""
    return write(f"paper-{number}", _now(room), paper_lines(room, number))


def paper_lines(room: Room, number: str) -> list[str]:
    """One paper with the parts of the case that the plan shows in it. Raises Refusal ``not_found``.

    An edition that was decided on is printed as it was then; what was corrected since stands beside it.
    """
    with room.database.read() as session:
        row = session.get(Paper, row_of("paper", number))
        if row is None or not row.complaint:
            raise Refusal("not_found", _("找不到 {key}。").format(key=number), _("请核对编号。"))
        complaint, number = row.complaint, row.number
    view = complaint_view(room, complaint)
    paper = next(each for each in view.work.papers if each.number == number)
    with room.database.read() as session:
        calendar = room.calendar_of(session)
        plan = room.plan_of(session, load_subject(session, "complaint", complaint).plan_version)
        names, at = Names(session, plan), _at(calendar.local)
        copy = signed(session, plan, view).get((paper.id, paper.edition))
        step = plan.step(paper.form)
        lines = [*top(room, session, f"{named(paper)}  {complaint}  P{paper.id}"), ""]
        for part in step.includes if step else ():
            lines += _part(part, copy.case if copy else view, plan, names, at)
        lines += ["", *_paper(_as_signed(copy, paper), at, copy.case.again if copy else view.again)]
        lines += _corrected(copy, view, plan, names, at) if copy else []
        lines += ["", *bottom(session)]
    return lines


def _as_signed(copy: Signed | None, paper: CasePaperView) -> CasePaperView:
    """The edition as it was decided on; how far its measures are carried out is told as it stands."""
    if copy is None:
        return paper
    return replace(copy.paper, measures=paper.measures) if copy.paper.edition == paper.edition else copy.paper


def _corrected(copy: Signed, live: ComplaintView, plan: Plan, names: Names, at: At) -> list[str]:
    """What was corrected in the case after this edition was decided on; the edition stays as it is."""
    since = [each for each in live.record if each.seq > copy.seq and each.kind in _CORRECTS]
    if not since:
        return []
    before, now = _facts(copy.case, plan, names, at), _facts(live, plan, names, at)
    return [
        "  " + _("审签后的更正（所审签的版本不变）"),
        *(f"    {at(each.at)}  #{each.seq}  {each.actor_name}  {each.label} {each.result}".rstrip() for each in since),
        *(f"    {_('现为')} {line.strip()}" for line in now if line not in before),
    ]


def _now(room: Room) -> datetime:
    with room.database.read() as session:
        return room.calendar_of(session).local(room.now())


def _at(local: Callable[[datetime], datetime]) -> At:
    return lambda moment: f"{local(moment):%Y-%m-%d %H:%M}" if moment else "—"


def _part(part: str, view: ComplaintView, plan: Plan, names: Names, at: At) -> list[str]:
    made = {"facts": _facts, "clocks": _clocks, "steps": _steps, "contacts": _contacts, "charges": _charges}[part]
    lines = made(view, plan, names, at)
    return ["", *lines] if len(lines) > 1 else []


def _facts(view: ComplaintView, plan: Plan, names: Names, at: At) -> list[str]:
    from dutyroom.domain.acts import ACTS

    acts = ("complaint.register", "complaint.level", "complaint.reply")
    fields = {field.name: field for act in acts for field in form_fields(ACTS[act], plan)}
    plain = {
        "level": term(plan.levels, view.level), "unit": names.unit(view.unit), "channel": term(plan.channels, view.channel),
        "category": term(plan.categories, view.category), "received": at(view.received),
        "happened": at(view.happened) if view.happened else "",
    }  # fmt: skip
    shown = {**dict(view.facts), **plain}
    lines = [_("投诉情况")]
    for name in dict.fromkeys([*fields, *shown]):
        if shown.get(name):
            field = fields.get(name)
            value = shown[name]
            if field is not None and name not in plain:
                value = dict(names.fields((field,), {name: value})).get(field_name(field), value)
            lines.append("  " + headed(field_name(field) if field else _("复议理由") if name == "again" else name, value))
    if view.handling:
        lines.append("  " + headed(_("承办单位"), names.unit(view.handling)))
    lines.append("  " + headed(_("承办人"), view.owner_name or _("待交办")))
    lines.append("  " + headed(_("状态"), choice_name(view.status)))
    if view.told:
        lines.append("  " + headed(_("告知方式"), choice_name(view.told)))
    if view.work.aside:
        lines.append("  " + headed(_("应回避"), listed(view.work.aside)))
    if view.satisfied:
        lines.append("  " + headed(_("投诉人态度"), choice_name(view.satisfied)))
    if view.work.round_of:
        lines.append("  " + headed(_("第一轮"), view.work.round_of))
    if view.work.followed_by:
        lines.append("  " + headed(_("复议"), view.work.followed_by))
    return lines


def _clocks(view: ComplaintView, plan: Plan, names: Names, at: At) -> list[str]:
    return [
        _("各项时限"),
        *(
            f"  {named(clock)}  {at(clock.start)} → {at(clock.due)}  {clock.standing}"
            + (f" {at(clock.met_at)}" if clock.met_at else "")
            + (aside(headed(clock.waived_by, clock.waived_why)) if clock.waived_by else "")
            for clock in view.clocks
        ),
    ]


def _steps(view: ComplaintView, plan: Plan, names: Names, at: At) -> list[str]:
    lines = [_("办理步骤")]
    for step in view.steps:
        if not step.times:
            lines.append(f"  [ ] {named(step)}")
        for time in step.times:
            lines.append(f"  [x] {named(step)}  {at(time.at)}  {time.by_name}")
            lines += [f"      {line}" for line in time.text.splitlines()]
            lines += _same(view.again, time.text)
            for name, value in time.fields:
                lines += [f"      {headed(name, value)}", *_same(view.again, value)]
    return lines


def _contacts(view: ComplaintView, plan: Plan, names: Names, at: At) -> list[str]:
    lines = [_("联系情况")]
    for each in view.contacts:
        lines.append(f"  {at(each.at)}  {each.by_name}  {each.person}  {choice_name(each.result)}  {each.text}")
        lines += _same(view.again, each.text)
    return lines


def _charges(view: ComplaintView, plan: Plan, names: Names, at: At) -> list[str]:
    lines = [_("部门办理")]
    for each in view.work.charges:
        lines += _charge(each, at, view.again)
    return lines


def _same(again: Mapping[str, Again], text: str) -> list[str]:
    """Beneath a text that it is the same words again, nothing where it is not."""
    said = mark(again, text)
    return [f"      {said}"] if said else []


def _charge(each: ChargeView, at: At, again: Mapping[str, Again]) -> list[str]:
    head = f"  C{each.id} {each.unit}  {named(each)}  {at(each.at)} {each.by_name}  {charge_state(each.state)}"
    lines = [head, f"      {each.text}"]
    if each.due is not None:
        lines.append("      " + _("限 {at}").format(at=at(each.due)) + (f"  {_('超时')}" if each.late else ""))
    if each.report:
        lines.append("      " + headed(f"{at(each.reported_at)} {each.reported_by}", each.report))
        lines += _same(again, each.report)
    if each.checked_by:
        lines.append("      " + headed(f"{_('核验')} {at(each.checked_at)} {each.checked_by}", each.opinion or _("通过")))
    return lines


def _paper(paper: CasePaperView, at: At, again: Mapping[str, Again]) -> list[str]:
    lines = [
        f"{named(paper)}{quoted(paper.title) if paper.kind == 'solution' else ''}  P{paper.id}  "
        + _("第 {n} 版").format(n=paper.edition) + f"  {at(paper.at)}  {paper.author}"
    ]  # fmt: skip
    lines += [*(f"  {line}" for line in paper.text.splitlines()), *_same(again, paper.text)]
    for name, value in paper.fields:
        lines += [f"  {headed(name, value)}", *_same(again, value)]
    lines += [f"  {said}" for said in paper.pays]
    for _code, name, state, proof, amount in paper.measures:
        done = _("已落实") if state == "done" else _("未落实")
        paid = _("{sum} 元").format(sum=money(amount)) if amount else ""
        lines.append("  " + " ".join(filter(None, [headed(name, done), paid, proof])))
    for gate in paper.gates:
        said = f"{choice_name(gate.outcome)} {gate.by_name} {at(gate.at)} {gate.reason}".rstrip() if gate.outcome else _("未办")
        lines.append("  " + headed(named(gate), said))
    return lines


def charge_state(state: str) -> str:
    """How a charge stands, in words."""
    return {"open": _("办理中"), "reported": _("已报告，待核验"), "done": _("已办结")}.get(state, state)

