"""时限 of complaints: started by what has happened, met by acts, reckoned anew when level, receipt or calendar change.

A verdict is judged by the moment at which the act was entered, never by when it is said to have happened; a verdict once
given never changes, and a clock that is past due never gets a later due moment.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlmodel import Session, col, select

from dutyroom.domain.clock.clock import ClockSpec, Moments, due_of, start_of, warnings
from dutyroom.domain.clock.due import Due, due_moment
from dutyroom.domain.clock.due import Pause as Stop
from dutyroom.domain.errors import Refusal
from dutyroom.domain.plan.limits import SOURCE
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.store.gather import Gather, make
from dutyroom.store.rows.cases import CaseClock, Complaint, Pause
from dutyroom.store.rows.emergencies import Emergency

if TYPE_CHECKING:
    from dutyroom.domain.clock.calendar import Calendar
    from dutyroom.domain.plan.plan import Plan


SATISFIED = "complaint.satisfied"


def spec_of(plan: Plan, code: str, level: str) -> ClockSpec | None:
    """The plan's clock of that code for that level, None when the level has none."""
    return next((spec for spec in plan.clocks if spec.code == code and spec.applies(level)), None)


def moments_of(session: Session, complaint: Complaint) -> Moments:
    """What has happened to the complaint so far that clocks start from."""
    emergency = session.get(Emergency, complaint.emergency) if complaint.emergency else None
    steps = {code: datetime.fromisoformat(done["at"]) for code, done in json.loads(complaint.steps).items()}
    return Moments(complaint.received, emergency.activated if emergency else None, None, steps)


def open_clocks(work: Work, complaint: Complaint, fresh: bool = False) -> None:
    """Starts every clock of the complaint's level whose start has come and that it has not had yet."""
    had = set() if fresh else {clock.code for clock in clocks_of(work.session, complaint.number)}
    moments = moments_of(work.session, complaint)
    for spec in work.plan.clocks:
        if spec.code in had or not spec.applies(complaint.level) or not spec.fits(complaint.round, complaint.off_hours):
            continue
        start = start_of(spec, moments, work.calendar)
        due = due_of(spec, moments, work.calendar) if start else None
        if start and due:
            start_clock(work, complaint.number, spec, start, due)


def start_clock(work: Work, subject: str, spec: ClockSpec, start: datetime, due: Due | None = None) -> CaseClock:
    """Starts one clock of any subject (a complaint, task or paper) from the aware ``start``."""
    if due is None:
        due = due_moment(work.calendar, start, spec.unit, spec.amount, (), spec.business_end, spec.roll)
    return make(
        work.session, CaseClock, id=work.next("clock"), subject=subject, code=spec.code,
        kind=spec.kind, unit=spec.unit, amount=spec.amount,
        start=start, due=due.at, provisional=due.provisional, warn=_first_warning(spec, start, due, work.calendar),
        clause=spec.clause, source=spec.source,
    )  # fmt: skip


def clocks_of(session: Session, subject: str) -> Sequence[CaseClock]:
    """Every clock of the subject, in the order in which they were started."""
    if isinstance(session, Gather):
        return [clock for clock in session.made_about(subject, CaseClock) if clock.subject == subject]
    return session.exec(select(CaseClock).where(CaseClock.subject == subject).order_by(col(CaseClock.id))).all()


def running(session: Session, subject: str) -> list[CaseClock]:
    """The subject's clocks without a verdict."""
    return [clock for clock in clocks_of(session, subject) if clock.verdict == "running"]


def meet(work: Work, complaint: Complaint, act: str, value: str = "", reached: bool = True) -> None:
    """Ends the complaint's clocks that ``act`` (with this ``value``: a step, an answer) meets, judged by when it was entered."""
    if not reached:
        return
    met = False
    for clock in running(work.session, complaint.number):
        spec = spec_of(work.plan, clock.code, complaint.level)
        if spec is not None and (act in spec.stop or f"{act}={value}" in spec.stop):
            end(work, clock)
            met = True
            # 跟踪至满意: it starts again until what the plan names has come (1.10).
            if (spec.restarting or _asks_on(spec, act, value)) and not {act, f"{act}={value}"} & set(spec.until):
                start_clock(work, complaint.number, spec, work.now)
        elif spec is not None and {act, f"{act}={value}"} & set(spec.until):
            end(work, clock)
            met = True
    if met:
        work.session.flush()


def ask_again(work: Work, complaint: Complaint, stop: str) -> None:
    """What was asked for came, and not as it must: whatever it met is owed anew, counted from now (4.04)."""
    for spec in work.plan.clocks:
        if stop in spec.stop and spec.applies(complaint.level) and not spec.restarting:
            start_clock(work, complaint.number, spec, work.now)


def _asks_on(spec: ClockSpec, act: str, value: str) -> bool:
    """Whether the answer is no end of what asks for it: 不满意 was asked in time, and is asked again."""
    return act == SATISFIED and value == "dissatisfied" and f"{act}={value}" not in spec.stop


def end(work: Work, clock: CaseClock) -> None:
    """Gives the clock its verdict, now: met in time (the due moment itself is in time), or a breach for good."""
    stopped = _end_pauses(work, clock)
    clock.met_at = work.now
    clock.verdict = "met" if stopped or work.now <= clock.due else "breached"


def void(work: Work, clock: CaseClock) -> None:
    """Ends a clock that no longer applies; one that is past due stays a breach."""
    stopped = _end_pauses(work, clock)
    clock.verdict = "breached" if work.now > clock.due and not stopped else "void"


def end_all(work: Work, subject: str) -> None:
    """Ends what still runs when the subject goes on elsewhere."""
    for clock in running(work.session, subject):
        void(work, clock)


def end_with_case(work: Work, complaint: Complaint) -> None:
    """The complaint ends: a rhythm ends with it, what the plan has done afterwards runs on, and nothing else runs any more."""
    for clock in running(work.session, complaint.number):
        spec = spec_of(work.plan, clock.code, complaint.level)
        if spec is None or not runs_on(work.plan, spec):
            end(work, clock)


def runs_on(plan: Plan, spec: ClockSpec) -> bool:
    """Whether what meets the clock comes after the end of the complaint (``after_close`` of its step)."""
    named = {stop.removeprefix("complaint.step=") for stop in spec.stop if stop.startswith("complaint.step=")}
    return any(step.code in named and step.after_close for step in plan.steps)


def withdraw(work: Work, subject: str) -> None:
    """The complainant took it back: nothing is owed to them any more; what is past due stays a breach."""
    for clock in running(work.session, subject):
        void(work, clock)
        if clock.verdict == "void":
            clock.verdict = "withdrawn"


def waive(work: Work, clock: CaseClock, reason: str) -> None:
    """The limit is decided away: by whom and why stays beside it; one that is past due stays a breach."""
    void(work, clock)
    if clock.verdict == "void":
        clock.verdict = "waived"
    clock.waived_by, clock.waived_why = work.actor, reason


def relevel(work: Work, complaint: Complaint) -> None:
    """Reckons open clocks by the new level from their original start; verdicts stay. What an earlier change of level took
    away, and this level has again, counts on."""
    for clock in clocks_of(work.session, complaint.number):
        spec = spec_of(work.plan, clock.code, complaint.level)
        if spec is not None and comes_back(clock):
            clock.verdict = "running"
        if clock.verdict != "running":
            continue
        if spec is None:
            void(work, clock)
        elif spec.source == SOURCE:
            # A level is the plan's; a regulation's limit, extended or not, is not changed by it.
            continue
        else:
            clock.unit, clock.amount, clock.clause, clock.source = spec.unit, spec.amount, spec.clause, spec.source
            reckon(work, clock, spec)
    work.session.flush()
    open_clocks(work, complaint)


def comes_back(clock: CaseClock) -> bool:
    """Whether a change of level took the limit away, so that another may bring it back."""
    return clock.verdict == "void" and clock.source != SOURCE


def move_receipt(work: Work, complaint: Complaint, before: datetime) -> None:
    """Reckons open clocks anew after the receipt was corrected; those that started from it start from the new moment."""
    moments = moments_of(work.session, complaint)
    for clock in running(work.session, complaint.number):
        spec = spec_of(work.plan, clock.code, complaint.level)
        if spec is not None and spec.start in ("received", "requested", "first_working_moment"):
            clock.start = start_of(spec, moments, work.calendar) or clock.start
            reckon(work, clock, spec)


def ask_for(work: Work, complaint: Complaint, moment: datetime) -> None:
    """The customer named a time: it takes the place of the amount where the plan says so."""
    for clock in running(work.session, complaint.number):
        spec = spec_of(work.plan, clock.code, complaint.level)
        if spec is not None and (spec.customer_time or spec.start == "requested") and work.now <= clock.due:
            clock.due, clock.provisional = moment, False
            clock.warn = _first_warning(spec, clock.start, Due(moment, False, False), work.calendar)


def pausable(session: Session, plan: Plan, complaint: Complaint, clock: CaseClock, now: datetime) -> bool:
    """Whether the plan lets this running clock stop now: not when it is overdue or stopped already."""
    spec = spec_of(plan, clock.code, complaint.level)
    return spec is not None and spec.pausable and now <= clock.due and not open_pause(session, clock)


def pause(work: Work, complaint: Complaint, reason: str) -> None:
    """Stops the clocks that the plan lets stop. Raises Refusal ``not_pausable`` when there is none."""
    stopped = 0
    for clock in running(work.session, complaint.number):
        if pausable(work.session, work.plan, complaint, clock, work.now):
            work.add(Pause(id=work.next("pause"), clock=clock.id, since=work.now, reason=reason))
            stopped += 1
    if not stopped:
        why = _("没有可以暂停的时限。")
        raise Refusal("not_pausable", why, _("预案或本单位规定允许时方可暂停；超时的时限不能暂停。"))


def resume(work: Work, complaint: Complaint) -> None:
    """Lets paused clocks run on; their due moments are reckoned anew. Raises Refusal ``not_paused`` when none is paused."""
    resumed = 0
    for clock in running(work.session, complaint.number):
        if _end_pauses(work, clock):
            spec = spec_of(work.plan, clock.code, complaint.level)
            work.session.flush()
            if spec is not None:
                reckon(work, clock, spec)
            resumed += 1
    if not resumed:
        raise Refusal("not_paused", _("没有暂停的时限。"), _("无需恢复。"))


def open_pause(session: Session, clock: CaseClock) -> Pause | None:
    """The pause that holds the clock now."""
    if isinstance(session, Gather):
        return None  # A clock that is to be had there has just been started.
    return session.exec(select(Pause).where(Pause.clock == clock.id, col(Pause.until).is_(None))).first()


def reckon_all_open(work: Work) -> int:
    """Reckons every open clock of the room after the calendar changed; returns how many due moments moved."""
    moved = 0
    for clock in work.session.exec(select(CaseClock).where(CaseClock.verdict == "running")).all():
        if clock.unit in ("minutes", "hours"):
            continue
        complaint = work.session.get(Complaint, clock.subject)
        plan = work.room.plan_of(work.session, complaint.plan_version) if complaint else work.plan
        spec = spec_of(plan, clock.code, complaint.level if complaint else "") or _bare(clock)
        was = (clock.due, clock.provisional)
        reckon(work, clock, spec)
        if (clock.due, clock.provisional) != was:
            moved += 1
            if complaint is not None:
                work.touched.add(complaint.number)
    return moved


def stops_of(session: Session, clock: CaseClock) -> list[Stop]:
    """The clock's pauses as intervals."""
    rows = session.exec(select(Pause).where(Pause.clock == clock.id)).all()
    return [Stop(row.since, row.until, row.reason) for row in rows]


def reckon(work: Work, clock: CaseClock, spec: ClockSpec) -> None:
    """Works its due moment out anew from its start, unit and amount; one that has passed is not moved out of the past."""
    stops = stops_of(work.session, clock)
    due = due_moment(work.calendar, clock.start, clock.unit, clock.amount, stops, spec.business_end, spec.roll)
    # A deadline that has passed is not moved out of the past; while the clock stood, none passed.
    stood = any(stop.start <= clock.due and (stop.end is None or clock.due <= stop.end) for stop in stops)
    if stood or not (work.now > clock.due and due.at > clock.due):
        clock.due, clock.provisional = due.at, due.provisional
        clock.warn = _first_warning(spec, clock.start, due, work.calendar)


def _bare(clock: CaseClock) -> ClockSpec:
    return ClockSpec(clock.code, clock.kind, clock.code, clock.code, clock.unit, clock.amount)


def _end_pauses(work: Work, clock: CaseClock) -> bool:
    row = open_pause(work.session, clock)
    if row is not None:
        row.until = work.now
    return row is not None


def _first_warning(spec: ClockSpec, start: datetime, due: Due, calendar: Calendar) -> Any:
    points = warnings(spec, start, due, calendar)
    return points[0] if points else None


def end_clock(work: Work, subject: str, code: str) -> None:
    """Ends the running clock of a task, gate or report: whatever it is said to have happened at, now is what counts."""
    for clock in running(work.session, subject):
        if clock.code == code:
            end(work, clock)


def void_clock(work: Work, subject: str, code: str) -> None:
    """Ends a running clock whose reason has gone; one that is late already stays a breach."""
    for clock in running(work.session, subject):
        if clock.code == code:
            void(work, clock)
