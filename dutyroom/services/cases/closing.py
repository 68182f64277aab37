"""What still stands before a complaint can be closed: everything at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import Session, select

from dutyroom.domain.compensation import compensation, sum_words
from dutyroom.domain.emergency import BEFORE, RUNNING
from dutyroom.domain.names import aside, choice_name, listed, named, quoted, shown_number, term
from dutyroom.lang import gettext as _
from dutyroom.lang import language
from dutyroom.services.act.work import Work
from dutyroom.services.cases.procedure import (
    NOT_TOLD,
    charges_left,
    obstacles,
    owed_steps,
    steps_after,
    unfinished,
)
from dutyroom.services.clocks import clocks
from dutyroom.services.desk.call_backs import open_promises
from dutyroom.services.gates.gates import measures_of
from dutyroom.store.rows.cases import Complaint
from dutyroom.store.rows.emergencies import Emergency, Paper

if TYPE_CHECKING:
    from dutyroom.domain.clock.calendar import Calendar
    from dutyroom.domain.clock.clock import ClockSpec
    from dutyroom.domain.plan.plan import Plan


CLOSE = "complaint.close"
REPLY = "complaint.reply"


def missing(work: Work, complaint: Complaint) -> list[str]:
    """Each thing that stands before closing, in words; empty when the complaint can be closed."""
    return lacking(work.session, work.plan, work.calendar, complaint)


def lacking(session: Session, plan: Plan, calendar: Calendar, complaint: Complaint) -> list[str]:
    """As ``missing``, for whoever only looks."""
    found = []
    steps = [step for step in owed_steps(plan, complaint) if unfinished(session, plan, complaint, step.code)]
    if complaint.status not in ("replied", "second_round") and all(step.act != REPLY for step in steps):
        found.append(_("尚未{reply}").format(reply=plan.word("reply", language() == "en") or _("答复")))
    found += [words for _code, words in obstacles(session, plan, complaint, "complaint.close")]
    found += [
        _("约定回拨尚未办理（{at}）").format(at=calendar.local(promise.again_at).strftime("%m-%d %H:%M"))
        for promise in open_promises(session, complaint.number)
        if promise.again_at
    ]
    if (event := _undecided(session, complaint)) is not None:
        found.append(_("突发事件 {number} 是否启动还没有决定").format(number=shown_number(plan, event.number)))
    found += [words for paper in _promised(session, complaint) if (words := _not_kept(session, plan, paper))]
    said = _said_already(session, plan, complaint)
    for clock in clocks.running(session, complaint.number):
        spec = clocks.spec_of(plan, clock.code, complaint.level)
        if spec is None or said & set(spec.stop) or not ends_first(plan, complaint, spec):
            continue
        if spec.until:
            ends = listed(_stop_name(plan, each) for each in spec.until)
            found.append(_("「{name}」还在继续，须待：{ends}").format(name=named(spec), ends=ends))
        else:
            found.append(_("尚未{name}").format(name=named(spec)))
    return list(dict.fromkeys(found))


def _undecided(session: Session, complaint: Complaint) -> Emergency | None:
    """The event of the complaint on whose activation nobody has decided yet: the plan asks for that decision first."""
    event = session.get(Emergency, complaint.emergency) if complaint.emergency else None
    return event if event is not None and event.stage in BEFORE else None


def _promised(session: Session, complaint: Complaint) -> list[Paper]:
    """The approved solutions of the complaint that can still be carried out: not those of an event that is over."""
    rows = session.exec(
        select(Paper).where(Paper.complaint == complaint.number, Paper.kind == "solution", Paper.state == "approved")
    ).all()
    events = {number: session.get(Emergency, number) for number in {row.emergency for row in rows if row.emergency}}
    return [row for row in rows if (event := events.get(row.emergency)) is None or event.stage in RUNNING]


def _not_kept(session: Session, plan: Plan, paper: Paper) -> str:
    """The measures of an approved solution that are not carried out, and what is not paid."""
    rows = measures_of(session, paper.id)
    left = listed(term(plan.measures, row.kind) for row in rows if row.state != "done")
    pays = compensation(paper.sum, (row.amount for row in rows))
    open_ = aside(sum_words(pays)) if pays.open else ""
    return _("{paper} 批准的措施未实施：{measures}").format(paper=paper.number, measures=left) + open_ if left else ""


def ends_first(plan: Plan, complaint: Complaint, spec: ClockSpec) -> bool:
    """Whether the clock must have ended before the complaint does: all but what closing meets, a rhythm that ends with it,
    what the plan has done afterwards, and asking who could not be told anything."""
    if CLOSE in spec.stop or clocks.runs_on(plan, spec) or (spec.restarting and not spec.until):
        return False
    return not (complaint.told in NOT_TOLD and all(stop.startswith(clocks.SATISFIED) for stop in spec.stop))


def owing(session: Session, plan: Plan, complaint: Complaint) -> list[str]:
    """What is still to be done of a complaint that was closed, in words: what comes after its end, and open charges."""
    found = [why for step in steps_after(plan, complaint) if (why := unfinished(session, plan, complaint, step.code))]
    return found + charges_left(session, plan, complaint.number)


def settle_afterwards(work: Work, complaint: Complaint) -> None:
    """What was still to be done after the end may be done with this: then the complaint is 办结 for good."""
    if complaint.status == "owing":
        work.session.flush()
        if not owing(work.session, work.plan, complaint):
            complaint.status = "closed"


def _said_already(session: Session, plan: Plan, complaint: Complaint) -> set[str]:
    """What would meet a clock and is named already, as an answer that is missing or a step that is."""
    said = {REPLY} if complaint.status != "replied" else set()
    for step in owed_steps(plan, complaint):
        if unfinished(session, plan, complaint, step.code):
            said.add(f"complaint.step={step.code}" if step.act == "complaint.step" else step.act)
    return said


def _stop_name(plan: Plan, stop: str) -> str:
    from dutyroom.domain.acts import ACTS

    act, _sign, value = stop.partition("=")
    if act == "complaint.step" and value:
        return term(plan.steps, value)
    return _(ACTS[act].label) + (quoted(choice_name(value)) if value else "")
