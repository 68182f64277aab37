"""A complaint's whole file (处理档案) and each of its papers as plain text, masked, for people without the program."""

from __future__ import annotations

from collections.abc import Callable
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
    named,
    quoted,
    term,
    verdict_name,
)
from dutyroom.domain.subjects import row_of
from dutyroom.lang import gettext as _
from dutyroom.services.cases.complaint_view import complaint as complaint_view
from dutyroom.services.cases.queries import Names
from dutyroom.services.cases.views import CasePaperView, ChargeView, ComplaintView
from dutyroom.services.documents.log import bottom, top, write
from dutyroom.services.room.subjects import load_subject
from dutyroom.services.room.vocabulary import form_fields
from dutyroom.store.rows.emergencies import Paper

if TYPE_CHECKING:
    from dutyroom.domain.plan.plan import Plan
    from dutyroom.services.room.room import Room

At = Callable[[datetime | None], str]


def print_case(room: Room, number: str) -> Path:
    """The whole file in a new file of the user's data folder. Raises Refusal ``not_found``, ``not_written``."""
    return write(f"case-{number}", _now(room), case_lines(room, number))


def case_lines(room: Room, number: str) -> list[str]:
    """The whole file, from the facts to the record. Raises Refusal ``not_found``."""
    view = complaint_view(room, number)
    with room.database.read() as session:
        calendar = room.calendar_of(session)
        plan = room.plan_of(session, load_subject(session, "complaint", number).plan_version)
        names, at = Names(session, plan), _at(calendar.local)
        lines = [*top(room, session, f"{_('投诉处理档案')}  {number}"), ""]
        for part in ("facts", "clocks", "steps", "contacts"):
            lines += _part(part, view, plan, names, at)
        for paper in view.work.papers:
            lines += ["", *_paper(paper, at)]
        lines += _part("charges", view, plan, names, at)
        lines += ["", _("办理记录")]
        for entry in view.record:
            clause = f"  {clause_name(entry.clause)}" if entry.clause else ""
            said = " ".join(filter(None, [entry.label, entry.result]))
            lines.append(f"  {at(entry.at)}  #{entry.seq}  {entry.actor_name}  {said}{clause}")
        if view.work.missing:
            lines += ["", _("尚缺"), *(f"  {each}" for each in view.work.missing)]
        if view.work.owing:
            lines += ["", _("办结未了"), *(f"  {each}" for each in view.work.owing)]
        lines += ["", *bottom(session)]
    return lines


def print_paper(room: Room, number: str) -> Path:
    """One paper in a new file of the user's data folder. Raises Refusal ``not_found``, ``not_written``."""
    return write(f"paper-{number}", _now(room), paper_lines(room, number))


def paper_lines(room: Room, number: str) -> list[str]:
    """One paper with the parts of the case that the plan shows in it. Raises Refusal ``not_found``."""
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
        step = plan.step(paper.form)
        lines = [*top(room, session, f"{named(paper)}  {complaint}  P{paper.id}"), ""]
        for part in step.includes if step else ():
            lines += _part(part, view, plan, names, at)
        lines += ["", *_paper(paper, at), "", *bottom(session)]
    return lines


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
    lines.append("  " + headed(_("承办人"), view.owner_name or _("待交办")))
    lines.append("  " + headed(_("状态"), choice_name(view.status)))
    if view.told:
        lines.append("  " + headed(_("告知方式"), choice_name(view.told)))
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
            f"  {named(clock)}  {at(clock.start)} → {at(clock.due)}  {verdict_name(clock.verdict)}"
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
            lines += [f"      {headed(name, value)}" for name, value in time.fields]
    return lines


def _contacts(view: ComplaintView, plan: Plan, names: Names, at: At) -> list[str]:
    return [
        _("联系情况"),
        *(
            f"  {at(each.at)}  {each.by_name}  {each.person}  {choice_name(each.result)}  {each.text}"
            for each in view.contacts
        ),
    ]


def _charges(view: ComplaintView, plan: Plan, names: Names, at: At) -> list[str]:
    lines = [_("部门办理")]
    for each in view.work.charges:
        lines += _charge(each, at)
    return lines


def _charge(each: ChargeView, at: At) -> list[str]:
    head = f"  C{each.id} {each.unit}  {named(each)}  {at(each.at)} {each.by_name}  {charge_state(each.state)}"
    lines = [head, f"      {each.text}"]
    if each.report:
        lines.append("      " + headed(f"{at(each.reported_at)} {each.reported_by}", each.report))
    if each.checked_by:
        lines.append("      " + headed(f"{_('核验')} {at(each.checked_at)} {each.checked_by}", each.opinion or _("通过")))
    return lines


def _paper(paper: CasePaperView, at: At) -> list[str]:
    lines = [
        f"{named(paper)}{quoted(paper.title) if paper.kind == 'solution' else ''}  P{paper.id}  "
        + _("第 {n} 版").format(n=paper.edition) + f"  {at(paper.at)}  {paper.author}"
    ]  # fmt: skip
    lines += [f"  {line}" for line in paper.text.splitlines()]
    lines += [f"  {headed(name, value)}" for name, value in paper.fields]
    for _code, name, state, proof, amount in paper.measures:
        done = _("已落实") if state == "done" else _("未落实")
        lines.append("  " + " ".join(filter(None, [headed(name, done), amount, proof])))
    for gate in paper.gates:
        said = f"{choice_name(gate.outcome)} {gate.by_name} {at(gate.at)} {gate.reason}".rstrip() if gate.outcome else _("未办")
        lines.append("  " + headed(named(gate), said))
    return lines


def charge_state(state: str) -> str:
    """How a charge stands, in words."""
    return {"open": _("办理中"), "reported": _("已报告，待核验"), "done": _("已办结")}.get(state, state)

