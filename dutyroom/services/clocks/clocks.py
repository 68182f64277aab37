"""时限 of complaints: they follow from the case's dated facts (domain/clock/course.py), and are met by acts.

A verdict is judged by the moment at which the act was entered, never by when it is said to have happened; a verdict once
given never changes, and a clock that is past due never gets a later due moment.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from dutyroom.domain.clock import course
from dutyroom.domain.clock.clock import ASKED_FOR, ClockSpec, Moments
from dutyroom.domain.clock.course import Case, first_warning
from dutyroom.domain.clock.due import Due, due_moment
from dutyroom.domain.clock.due import Pause as Stop
from dutyroom.domain.errors import Refusal
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.store.gather import Gather, make
from dutyroom.store.rows.cases import CaseClock, Complaint, Pause
from dutyroom.store.rows.emergencies import Emergency

if TYPE_CHECKING:
    from dutyroom.domain.plan.plan import Plan


SATISFIED = "complaint.satisfied"


def spec_of(plan: Plan, code: str, level: str) -> ClockSpec | None:
    """The plan's clock of that code for that level, None when the level has none."""
    return course.spec_for(plan.clocks, code, level)


def case_of(session: Session, complaint: Complaint) -> Case:
    """The dated facts of the complaint from which its limits follow."""
    emergency = session.get(Emergency, complaint.emergency) if complaint.emergency else None
    steps = {code: datetime.fromisoformat(done["at"]) for code, done in json.loads(complaint.steps).items()}
    levels = [(level, datetime.fromisoformat(at) if at else complaint.received) for level, at in json.loads(complaint.levels)]
    levels = levels or [(complaint.level, complaint.received)]
    activated, asked = emergency.activated if emergency else None, requested(complaint)
    moments = Moments(complaint.received, activated, asked, steps, tuple(levels))
    return Case(moments, complaint.round, complaint.off_hours)


def requested(complaint: Complaint) -> datetime | None:
    """When the complainant wants to hear (9.03), None where they named no time."""
    said = json.loads(complaint.facts).get(ASKED_FOR)
    return datetime.fromisoformat(said) if said else None


def follow(work: Work, complaint: Complaint, fresh: bool = False, paper: bool = False) -> None:
    """Brings the complaint's clocks in line with its facts: what applies begins, what no longer does ends, what runs is
    reckoned anew. ``fresh``: it has none yet. ``paper``: an official calendar has come."""
    runs = () if fresh else clocks_of(work.session, complaint.number)
    held = pauses_of(work.session, runs)
    was = {run.id: (run.due, run.verdict) for run in runs}
    case = case_of(work.session, complaint)
    stops = {number: [Stop(row.since, row.until, row.reason) for row in rows] for number, rows in held.items()}
    kept = {run.id: moves_of(run) for run in runs}

    def moves(run: course.Run) -> list[tuple[datetime, datetime]]:
        return kept[run.id]

    begun = list(
        course.align(work.plan.clocks, case, runs, work.calendar, work.now, lambda run: stops.get(run.id, ()), moves, paper=paper)
    )
    for run in runs:
        due, verdict = was[run.id]
        if run.verdict != verdict == "running":
            for row in held.get(run.id, ()):
                row.until = row.until or work.now
        if run.due != due:
            keep_move(work, run, due)
    for each in begun:
        start_clock(work, complaint.number, each.spec, each.start, each.due)


def moves_of(clock: CaseClock) -> list[tuple[datetime, datetime]]:
    """When its due moment was moved, and what it was before."""
    return [(datetime.fromisoformat(each["at"]), datetime.fromisoformat(each["was"])) for each in json.loads(clock.moves)]


def keep_move(work: Work, clock: CaseClock, was: datetime) -> None:
    """Keeps beside the clock by whom, when and with what act its due moment was moved."""
    at, due = work.now.isoformat(), clock.due.isoformat()
    move = {"at": at, "by": work.actor, "act": work.act.name, "was": was.isoformat(), "due": due}
    clock.moves = json.dumps([*json.loads(clock.moves), move])


def start_clock(work: Work, subject: str, spec: ClockSpec, start: datetime, due: Due | None = None) -> CaseClock:
    """Starts one clock of any subject (a complaint, task or paper) from the aware ``start``."""
    if due is None:
        due = due_moment(work.calendar, start, spec.unit, spec.amount, (), spec.business_end, spec.roll)
    return make(
        work.session, CaseClock, id=work.next("clock"), subject=subject, code=spec.code,
        kind=spec.kind, unit=spec.unit, amount=spec.amount,
        start=start, due=due.at, provisional=due.provisional, warn=first_warning(spec, start, due, work.calendar),
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
    if not [clock for clock in running(work.session, complaint.number) if _end_pauses(work, clock)]:
        raise Refusal("not_paused", _("没有暂停的时限。"), _("无需恢复。"))
    work.session.flush()
    follow(work, complaint)


def open_pause(session: Session, clock: CaseClock) -> Pause | None:
    """The pause that holds the clock now."""
    if isinstance(session, Gather):
        return None  # A clock that is to be had there has just been started.
    return session.exec(select(Pause).where(Pause.clock == clock.id, col(Pause.until).is_(None))).first()


def reckon_all_open(work: Work, paper: bool) -> int:
    """Reckons every open clock of the room after the calendar changed; returns how many due moments moved.

    ``paper``: by an official schedule, which alone moves a provisional moment that has passed.
    """
    moved, plan, version = 0, work.plan, work.plan_version
    open_now = work.session.exec(select(CaseClock).where(CaseClock.verdict == "running").order_by(col(CaseClock.id))).all()
    was = {clock.id: (clock.due, clock.provisional) for clock in open_now}
    for subject in dict.fromkeys(clock.subject for clock in open_now):
        complaint = work.session.get(Complaint, subject)
        if complaint is not None:
            # Each by the plan that binds it, which is not always the one in force.
            work.plan, work.plan_version = work.room.plan_of(work.session, complaint.plan_version), complaint.plan_version
            follow(work, complaint, paper=paper)
    work.plan, work.plan_version = plan, version
    for clock in open_now:
        if work.session.get(Complaint, clock.subject) is None and clock.unit not in ("minutes", "hours"):
            reckon(work, clock, bare(clock), paper=paper)
        if (clock.due, clock.provisional) != was[clock.id]:
            moved += 1
            if work.session.get(Complaint, clock.subject) is not None:
                work.touched.add(clock.subject)
    return moved


def pauses_of(session: Session, clocks: Sequence[CaseClock]) -> dict[int, list[Pause]]:
    """The pauses of each clock by its number, in their order."""
    held: dict[int, list[Pause]] = {}
    if clocks and not isinstance(session, Gather):
        mine = col(Pause.clock).in_([clock.id for clock in clocks])
        for row in session.exec(select(Pause).where(mine).order_by(col(Pause.id))).all():
            held.setdefault(row.clock, []).append(row)
    return held


def stops_of(session: Session, clock: CaseClock) -> list[Stop]:
    """The clock's pauses as intervals."""
    return [Stop(row.since, row.until, row.reason) for row in pauses_of(session, [clock]).get(clock.id, ())]


def reckon(work: Work, clock: CaseClock, spec: ClockSpec, paper: bool = False) -> None:
    """Works its due moment out anew from its start, unit and amount; one that has passed is not moved out of the past."""
    was = clock.due
    course.reckon(clock, spec, work.calendar, work.now, stops_of(work.session, clock), free=paper and clock.provisional)
    if clock.due != was:
        keep_move(work, clock, was)


def bare(clock: CaseClock) -> ClockSpec:
    """What a clock's row itself says of its limit, for one that no plan's clock of that name stands behind."""
    return ClockSpec(clock.code, clock.kind, clock.code, clock.code, clock.unit, clock.amount)


def _end_pauses(work: Work, clock: CaseClock) -> bool:
    row = open_pause(work.session, clock)
    if row is not None:
        row.until = work.now
    return row is not None


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
