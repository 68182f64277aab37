"""Papers of an emergency as plain text, to be read on a console, written to a file there, and by `dutyroom report`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from dutyroom.domain.acts import ACTS
from dutyroom.domain.emergency import RAIL, WHOLE, stage_name
from dutyroom.domain.errors import Refusal
from dutyroom.domain.names import (
    aside,
    choice_name,
    clause_name,
    field_name,
    headed,
    in_words,
    listed,
    named,
    shown_number,
    term,
)
from dutyroom.lang import gettext as _
from dutyroom.services.documents.log import bottom, safe, top, write
from dutyroom.services.documents.papers import (
    Desk,
    Part,
    decision_line,
    gated,
    inform,
    minutes,
    notice,
    one_decision,
    sitrep,
    text_lines,
    who,
)
from dutyroom.services.emergency.panel.emergency_view import emergency
from dutyroom.services.organisation.queries import units as every_unit
from dutyroom.services.room.subjects import event_number, load_subject, number_of_row
from dutyroom.services.room.vocabulary import form_fields

if TYPE_CHECKING:
    from dutyroom.services.room.room import Room


@dataclass(frozen=True, slots=True)
class Printout:
    """A paper as lines, with its title and the first part of the file's name."""

    title: str
    stem: str
    lines: tuple[str, ...]


def event_paper(room: Room, kind: str, subject: str) -> Printout:
    """One paper: ``event``, ``review`` of an event's number; ``inform`` of ``2026-1/3``, its third report;
    ``statement``, ``solution``, ``sitrep`` of ``P5``; ``notice`` of ``N2``; ``conference`` of ``M1``; ``decision`` of ``J4``.

    Raises Refusal ``not_found``, or ``not_written`` for a review that nobody has written yet.
    """
    title, subject, body = _made(room, kind, subject)
    with room.database.read() as session:
        lines = [*top(room, session, title), *body, "", *bottom(session)]
    return Printout(title, f"{kind}-{subject.replace('/', '-')}", tuple(safe(line) for line in lines))


def event_body(room: Room, number: str) -> list[str]:
    """The record of an emergency as a part of another paper. Raises Refusal ``not_found``."""
    title, _number, body = _made(room, "event", number)
    return [title, *body]


def _made(room: Room, kind: str, subject: str) -> tuple[str, str, list[str]]:
    """The title, the subject's whole number, and the lines."""
    number, _slash, serial = subject.partition("/")
    with room.database.read() as session:
        if kind in _NUMBERED:
            row = load_subject(session, kind, subject)
            subject, number = number_of_row(row), event_number(session, row)
        plan = room.plan_of(session, load_subject(session, "emergency", number).plan_version)
        calendar = room.calendar_of(session)
    view, units = emergency(room, number), {unit.code: named(unit) for unit in every_unit(room)}
    desk = Desk(view, plan, lambda when: f"{calendar.local(when):%Y-%m-%d %H:%M}" if when else "—", units)
    title, body = _KINDS[kind](desk, serial if kind == "inform" else subject)
    about = headed(_("事件"), f"{shown_number(plan, view.number)} {view.title}")
    return title, subject, [about, "", *body]


def print_event_paper(room: Room, kind: str, subject: str) -> Path:
    """The paper in a new file of the user's data folder; its path. Raises Refusal as ``event_paper``, ``cannot_write``."""
    made = event_paper(room, kind, subject)
    with room.database.read() as session:
        local = room.calendar_of(session).local(room.now())
    return write(made.stem, local, made.lines)


# What is left at the end


def _review(desk: Desk, subject: str) -> Part:
    if not desk.view.review:
        raise Refusal("not_written", _("{number} 还没有写总结评估。").format(number=subject), _("请先办「总结评估」。"))
    act = ACTS["review.write"]
    lines: list[str] = []
    for name, text in desk.view.review:
        field = act.field(name)
        lines += [field_name(field) if field else name, *text_lines(text, "  "), ""]
    lines += _shares(desk)
    return _("总结评估"), lines


def _shares(desk: Desk) -> list[str]:
    if not desk.view.contributions:
        return []
    lines = [_("参加处置人员（据操作留痕）")]
    for name, acts, decisions in desk.view.contributions:
        lines.append("  " + _("{name}  办理 {acts} 项，其中决定 {n} 项").format(name=name, acts=acts, n=decisions))
    return lines


def _event(desk: Desk, subject: str) -> Part:
    view = desk.view
    lines = [headed(_("阶段"), stage_name(view.stage)), headed(_("地点"), view.place)]
    if view.commander:
        lines.append(headed(_("指挥"), who(desk, view.commander_role, view.commander)))
    if view.response:
        lines.append(headed(_("响应级别"), view.response))
    for what, at in ((_("事发时间"), view.happened), (_("接报时间"), view.reported), (_("录入时间"), view.typed)):
        lines += [headed(what, desk.at(at))] if at else []
    lines += [headed(_("信息来源"), view.source)] if view.source else []
    words = dict(RAIL)
    lines += ["", *(f"{_(words[stop])}  {desk.at(at)}" for stop, at in view.rail if at)]
    for heading, part in (
        (_("性质和影响范围"), text_lines(view.scope)), (_("现场情况"), _facts(desk)), (_("数字的变化"), _figures(desk)),
        (_("现在要做的事"), _now(desk)),
        (_("工作组"), _streams(desk)), (_("终止条件"), _conditions(desk)), (_("相关投诉"), _cases(desk)),
        (_("决定"), [decision_line(desk, each) for each in view.decisions]), (_("信息报告"), _reports(desk)),
        (_("时间线"), _timeline(desk)),
    ):  # fmt: skip
        lines += ["", heading, *("  " + line for line in part)] if part else []
    for name, text in view.review:
        field = ACTS["review.write"].field(name)
        lines += ["", field_name(field) if field else name, *text_lines(text, "  ")]
    return _("突发事件记录"), [*lines, "", *_shares(desk)]


def _facts(desk: Desk) -> list[str]:
    fields = {field.name: field_name(field) for field in form_fields(ACTS["emergency.fact"], desk.plan)}
    made = []
    for name, value, at in desk.view.facts:
        shown = desk.at(datetime.fromisoformat(value)) if name == "stopped" else value
        made.append(f"{headed(fields.get(name, name), shown)}{aside(desk.at(at))}")
    return made


def _figures(desk: Desk) -> Iterable[str]:
    """Every count as it was entered, where one was put right or more than one place was counted."""
    fields = {field.name: field_name(field) for field in form_fields(ACTS["emergency.fact"], desk.plan)}
    for each in desk.view.figures if len(desk.view.figures) > len(desk.view.facts) else ():
        place = fields["whole"] if each.place == WHOLE else each.place
        since = "" if each.stands else _("已有更新")
        source = headed(fields["source"], each.source) if each.source else ""
        said = [desk.at(each.at), place, headed(fields[each.name], each.value), each.by, source, since]
        yield "  ".join(filter(None, said))


def _now(desk: Desk) -> Iterable[str]:
    for line in desk.view.now:
        due = _("限 {at}").format(at=desk.at(line.due)) if line.due else ""
        yield "  ".join(filter(None, [who(desk, line.role, line.person or _("空缺")), line.told, due]))


def _streams(desk: Desk) -> list[str]:
    states = {"active": _("应急状态"), "stood_down": _("已撤收"), "standby": _("未设立")}
    made = []
    for each in desk.view.workstreams:
        made.append(f"{named(each)}  {states[each.state]}  {each.leader}  {each.done}/{each.total}")
        for task in each.tasks if each.state != "standby" else ():
            title = in_words(task.title, task.en)
            when = desk.at(task.done_at) if task.done_at else _("限 {at}").format(at=desk.at(task.due)) if task.due else ""
            mark = "[x]" if task.state == "done" else "[ ]"
            made.append("  " + "  ".join(filter(None, [mark, title, task.owner_name, when, *task.evidence.splitlines()])))
    return made


def _conditions(desk: Desk) -> list[str]:
    made = []
    for each in desk.view.conditions:
        evidence = in_words(each.evidence, each.evidence_en)
        made.append("  ".join([_("已满足") if each.met else _("未满足"), named(each), evidence]))
    return made


def _cases(desk: Desk) -> list[str]:
    made = []
    for row in desk.view.complaints:
        level, unit = term(desk.plan.levels, row.level), desk.units.get(row.unit, row.unit)
        if row.handling:
            unit += f" {headed(_('承办单位'), desk.units.get(row.handling, row.handling))}"
        made.append("  ".join([row.number, level, unit, choice_name(row.status), row.summary]))
    return made


def _reports(desk: Desk) -> list[str]:
    made = []
    for each in desk.view.reports:
        people = "" if each.people is None else str(each.people)
        to = listed(term(desk.plan.recipients, one) for one in each.recipients)
        name = f"{choice_name(each.way)} {term(desk.plan.reports, each.code)}"
        said = _("更正第 {n} 报").format(n=each.corrects) if each.corrects else ""
        made.append("  ".join(filter(None, [str(each.serial), desk.at(each.at), name, to, each.place, people, each.cause, said])))
    return made


def _timeline(desk: Desk) -> list[str]:
    made = []
    for each in desk.view.timeline:
        late = _("补记，{at} 发生").format(at=desk.at(each.happened)) if each.late else ""
        about = "" if each.subject == desk.view.number else each.subject
        parts = [desk.at(each.at), f"#{each.seq}", each.actor_name, each.label, about, each.result, late]
        made.append("  ".join(filter(None, [*parts, aside(clause_name(each.clause))])))
    return made


_NUMBERED = ("statement", "solution", "sitrep", "notice", "conference", "decision")

_KINDS: dict[str, Callable[[Desk, str], Part]] = {
    "event": _event, "statement": gated, "solution": gated, "decision": one_decision, "sitrep": sitrep, "inform": inform,
    "notice": notice, "conference": minutes, "review": _review,
}  # fmt: skip
