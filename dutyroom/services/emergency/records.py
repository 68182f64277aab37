"""工作记录: begins and moves on whatever a workstream keeps, by the rules of domain.records; every move is kept as a step."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, select

from dutyroom.domain.clock.clock import ClockSpec
from dutyroom.domain.clock.due import Due
from dutyroom.domain.errors import Fault, Refusal
from dutyroom.domain.records import OF_ACT, Kind, state_after
from dutyroom.domain.subjects import row_of
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.clocks import clocks
from dutyroom.services.clocks.clocks import end_clock
from dutyroom.services.emergency import rhythms
from dutyroom.services.emergency.event import event_of, in_place
from dutyroom.services.room.people import name_of
from dutyroom.services.room.vocabulary import form_fields
from dutyroom.store.rows.cases import Complaint
from dutyroom.store.rows.emergencies import Emergency, Paper
from dutyroom.store.rows.places import WorkRecord, WorkStep

_OWN = ("exhibit", "promise")
"""Kinds that somebody always answers for: who enters one, unless it says who."""

_OWN_COLUMN = ("complaint", "happened")


def add(work: Work) -> None:
    """Begins a record of the act's kind, about the event or about one complaint of it."""
    event: Emergency = work.row
    in_place(work, event)
    _check(work, event)
    number = str(work.values.get("complaint") or "")
    if number and work.get(Complaint, number, _("投诉")).emergency != event.number:
        said = _("{number} 不在这个事件中。").format(number=number)
        raise Refusal("bad_input", said, _("请核对编号。"), (Fault("complaint", said),))
    record = begin(work, event, number)
    work.message = _("已记录，编号 {number}。").format(number=record.number)


def begin(work: Work, event: Emergency | None, complaint: str, state: str = "") -> WorkRecord:
    """A new record with its first step; its number is the act's subject unless that is a complaint."""
    kind = OF_ACT[work.act.name]
    at = work.happened()
    person = work.values.get("person") or (work.actor if kind.code in _OWN else "")
    record = WorkRecord(
        id=work.next("workrecord"), kind=kind.code, emergency=event.number if event else "", complaint=complaint,
        state=state or state_after(kind.begin, work.values, ""), person=person,
        due=work.values.get("due"), at=at, typed=work.now, late=work.late, by=work.actor,
    )  # fmt: skip
    write(work, record, event)
    work.add(record)
    if work.act.subject == "emergency":
        work.subject = record.number
    _limit(work, record, kind)
    if event is not None:
        rhythms.touch(work, event)
    return record


def move(work: Work) -> None:
    """Moves a record on. Raises Refusal ``no_change`` for one that has come to its end."""
    record = moved(work)
    kind = OF_ACT[work.act.name]
    if kind.code == "rumour":
        _check_statement(work, record)
    event = work.session.get(Emergency, record.emergency) if record.emergency else None
    if work.values.get("person"):
        record.person = work.values["person"]
    record.state = state_after(kind.moves[work.act.name], work.values, record.state)
    write(work, record, event)
    if work.act.name in kind.clock:
        end_clock(work, record.number, kind.code)
    elif work.values.get("due"):
        end_clock(work, record.number, kind.code)
        record.due = work.values["due"]
        _limit(work, record, kind)
    if record.complaint and kind.code == "promise":
        # What was told about a complainant is sealed under the complaint's own key, and goes with it.
        record.version += 1
        work.subject, work.came["record"] = record.complaint, record.number
    if event is not None:
        rhythms.touch(work, event)
    work.message = _("{number} 已更新。").format(number=record.number)


def moved(work: Work) -> WorkRecord:
    """The record that the act is about. Raises Refusal ``not_found`` for one of another kind, ``no_change`` at its end."""
    record: WorkRecord = work.row
    kind = OF_ACT[work.act.name]
    if record.kind != kind.code:
        raise Refusal("not_found", _("R{n} 不是「{kind}」。").format(n=record.id, kind=_(kind.label)), _("请核对编号。"))
    if record.emergency:
        in_place(work, event_of(work, record.emergency))
    if record.state in kind.ends:
        last = steps_of(work.session, record.id)[-1]
        said = _("R{n} 已由{name}办结，不再更改。").format(n=record.id, name=name_of(work.session, last.by))
        raise Refusal("no_change", said, _("有新情况请另记一条。"))
    return record


def write(work: Work, record: WorkRecord, event: Emergency | None) -> WorkStep:
    """Keeps what was given, masked, on the record and as a step of its history."""
    given: dict[str, Any] = {}
    for field in form_fields(work.act, work.plan):
        value = work.values.get(field.name)
        if value is None or field.name in _OWN_COLUMN:
            continue
        if field.kind in ("line", "text"):
            given[field.name] = work.masked(field.name)
        elif hasattr(value, "isoformat"):
            given[field.name] = value.isoformat()
        else:
            given[field.name] = list(value) if isinstance(value, tuple) else value
    record.facts = json.dumps({**json.loads(record.facts or "{}"), **given}, ensure_ascii=False)
    at = work.happened()
    step = WorkStep(
        id=work.next("workstep"), record=record.id, act=work.act.name, state=record.state, person=record.person, at=at,
        typed=work.now, late=work.late, by=work.actor, facts=json.dumps(given, ensure_ascii=False),
    )  # fmt: skip
    work.add(step)
    work.text = str(given.get("text") or given.get("reason") or "")
    return step


def appoint_speaker(work: Work) -> None:
    """指定发言人: one voice. Whoever spoke before is relieved by it; from now on nobody else may publish."""
    event: Emergency = work.row
    in_place(work, event)
    before = speaker(work.session, event.number)
    if before is not None and before.person == work.values["person"]:
        name = name_of(work.session, before.person)
        raise Refusal("no_change", _("{name}已是发言人。").format(name=name), _("不需要再办。"))
    if before is not None:
        before.state = "over"
    work.was["person"] = before.person if before is not None else ""
    record = begin(work, event, "")
    work.message = _("对外发布由{name}一人办理。").format(name=name_of(work.session, record.person))


def speaker(session: Session, number: str) -> WorkRecord | None:
    """The event's one voice; None when the plan's roles alone say who may publish."""
    query = select(WorkRecord).where(
        WorkRecord.emergency == number, WorkRecord.kind == "speaker", WorkRecord.state == "in_force"
    )
    return session.exec(query.order_by(col(WorkRecord.id).desc())).first()


def records_of(session: Session, number: str, complaints: Sequence[str] = ()) -> Sequence[WorkRecord]:
    """What is kept about an event and about these complaints, oldest first."""
    mine = (col(WorkRecord.emergency) == number) | col(WorkRecord.complaint).in_(complaints)
    return session.exec(select(WorkRecord).where(mine).order_by(col(WorkRecord.id))).all()


def steps_of(session: Session, record: int) -> Sequence[WorkStep]:
    """A record's history, oldest first."""
    return session.exec(select(WorkStep).where(WorkStep.record == record).order_by(col(WorkStep.id))).all()


def _limit(work: Work, record: WorkRecord, kind: Kind) -> None:
    """A time limit runs from now: it warns, and is met or breached for good, as any clock."""
    if record.due is None or not kind.clock:
        return
    if record.due <= work.now:
        said = _("时限须晚于现在。")
        raise Refusal("bad_input", said, "", (Fault("due", said),))
    minutes = max(int((record.due - work.now).total_seconds() // 60), 1)
    spec = ClockSpec(kind.code, kind.code, kind.label, kind.label, "minutes", minutes, source="unit")
    clocks.start_clock(work, record.number, spec, work.now, Due(record.due, False, False))


def _check(work: Work, event: Emergency) -> None:
    if work.act.name != "hold.place":
        return
    number = str(work.values.get("complaint") or "")
    query = select(WorkRecord).where(
        WorkRecord.emergency == event.number, WorkRecord.kind == "hold", WorkRecord.state == "in_force"
    )
    if any(each.complaint == number for each in work.session.exec(query).all()):
        raise Refusal("no_change", _("已经冻结。"), _("不需要再办。"))


def _check_statement(work: Work, record: WorkRecord) -> None:
    written = str(work.values.get("statement") or "")
    if not written:
        return
    paper = work.session.get(Paper, row_of("statement", written))
    if paper is None or paper.kind != "statement" or paper.emergency != record.emergency:
        said = _("这个事件没有声明 {number}。").format(number=written)
        raise Refusal("bad_input", said, _("请核对编号。"), (Fault("statement", said),))
    if paper.state != "published":
        said = _("声明 {number} 还没有发布，不能用来回应。").format(number=written)
        raise Refusal("bad_input", said, _("先发布声明，再回应谣言。"), (Fault("statement", said),))
