"""The course of a case's limits: what runs, from when and until when, as it follows from the case's dated facts.

Whatever an act tells (receipt, level, step, activation, a time asked for, a pause, the calendar) changes the facts; `align`
then brings what runs in line with them, so that the order in which the same facts were told makes no difference. It ends
nothing that is owed: a deadline that has passed is never moved out of the past, a verdict never changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from dutyroom.domain.clock.calendar import Calendar
from dutyroom.domain.clock.clock import LEVEL_SET, ClockSpec, Moments, start_of, warnings
from dutyroom.domain.clock.due import Due, ExplainedDay, Pause, due_moment, explain
from dutyroom.lang import gettext as _

REGULATION = "regulation"
"""`ClockSpec.source` of a limit that no plan has set: its amount is changed by an extension alone."""


class Run(Protocol):
    """One limit of one case as it runs or ran; all moments aware.

    `verdict`: as `CaseClock` has it. A second one of the same code was owed anew (跟踪至满意) from its own start, which no
    other fact moves.
    """

    id: int
    code: str
    unit: str
    amount: int
    start: datetime
    due: datetime
    provisional: bool
    warn: datetime | None
    met_at: datetime | None
    verdict: str
    waived_by: str
    clause: str
    source: str


Moves = Callable[[Run], Sequence[tuple[datetime, datetime]]]
"""What moved the due moment of one, oldest first: when, and what it was before."""
Stops = Callable[[Run], Sequence[Pause]]
"""The pauses of one that runs."""


@dataclass(frozen=True, slots=True)
class Case:
    """What of a case decides which limits it has. `round` 2 is a second one; `off_hours`: received outside working hours."""

    moments: Moments
    round: int = 1
    off_hours: bool = False

    @property
    def level(self) -> str:
        """Its level now."""
        return self.moments.level

    def has(self, spec: ClockSpec) -> bool:
        """Whether the case, as it is now, has the limit."""
        return spec.applies(self.level) and spec.fits(self.round, self.off_hours)

    def from_then(self, moment: datetime) -> Case:
        """The same, as if nothing had been known of its levels before that moment."""
        later = tuple((level, at) for level, at in self.moments.levels if at >= moment)
        return replace(self, moments=replace(self.moments, levels=later))


@dataclass(frozen=True, slots=True)
class Counted:
    """By which limit it counts (not always that of the present level), from when, and when it is due."""

    spec: ClockSpec
    start: datetime
    due: Due


def spec_for(specs: Iterable[ClockSpec], code: str, level: str) -> ClockSpec | None:
    """The limit of that code for that level, None where the level has none."""
    return next((spec for spec in specs if spec.code == code and spec.applies(level)), None)


def counted(
    specs: Sequence[ClockSpec], spec: ClockSpec, case: Case, calendar: Calendar, stops: Sequence[Pause] = ()
) -> Counted | None:
    """From when it counts and when it is due; None while what starts it has not happened.

    Known to be of a graver level, a case is owed what that level asks from then on, and never later than what it was owed
    already: of the levels through which it rose without a break the earliest due moment counts.
    """
    start, asked = start_of(spec, case.moments, calendar), case.moments.requested
    if start is None:
        return None
    if asked and spec.by_request:
        return Counted(spec, start, Due(asked, False, False))
    best = Counted(spec, start, _due(calendar, start, spec, stops))
    if spec.start != LEVEL_SET:
        return best
    heavier = spec
    for level, _at in list(reversed(case.moments.levels))[1:]:
        lighter = spec_for(specs, spec.code, level)
        if lighter is None or lighter.start != LEVEL_SET or not _shorter(heavier, lighter, start, calendar):
            break
        since = case.moments.since(level)
        earlier = _due(calendar, since, lighter, stops)
        if earlier.at < best.due.at:
            best = Counted(lighter, since, earlier)
        heavier = lighter
    return best


def align(
    specs: Sequence[ClockSpec], case: Case, runs: Sequence[Run], calendar: Calendar, now: datetime, stops: Stops, moves: Moves, *,
    paper: bool = False,
) -> Iterator[Counted]:  # fmt: skip
    """Brings what runs in line with the facts, and yields what begins: everything that the case has and never had.

    What the case no longer has ends as void, or as a breach where it is past due; what a change took away and the case has
    again runs on, late where it was. `paper`: the official calendar has come, which alone moves a provisional moment that
    has passed.
    """
    earlier: dict[str, list[Run]] = {}
    for run in runs:
        before = earlier.setdefault(run.code, [])
        again = bool(before)
        spec = spec_for(specs, run.code, case.level)
        mine = spec is not None and case.has(spec)
        known = case
        if mine and again and spec is not None and _at_once(spec):
            mine = _graver(specs, spec, case, before, calendar)
            known = case.from_then(run.start)
        earlier[run.code] = [*before, run]
        void, late = run.verdict == "void", run.verdict == "breached" and run.met_at is None and not run.waived_by
        if mine and (void or late):
            run.verdict = "running"
        if run.verdict != "running":
            continue
        if spec is None or not mine:
            run.verdict = "breached" if now > run.due and not _stands(stops(run), run.due) else "void"
            continue
        run.due = _stood(run.due, moves(run))
        # What was owed anew counts from its own start; a graver report of a graver level from what was known since.
        found = None if again and known is case else counted(specs, spec, known, calendar, stops(run))
        # What did not apply for a while passed no deadline in it.
        _recount(spec, found, run, calendar, now, stops(run), free=void or (paper and run.provisional))
    for spec in specs:
        if not case.has(spec):
            continue
        had = earlier.get(spec.code, [])
        known = case
        if had:
            idle = not any(run.verdict == "running" for run in had)
            if not (_at_once(spec) and idle and _graver(specs, spec, case, had, calendar)):
                continue
            # The order before was met: this one counts from what is known now.
            known = case.from_then(case.moments.levels[-1][1])
        found = counted(specs, spec, known, calendar)
        if found is not None:
            yield found


def explained(
    run: Run, spec: ClockSpec, case: Case | None, calendar: Calendar, stops: Sequence[Pause] = ()
) -> tuple[ExplainedDay, ...]:
    """Why it is due when it is, day by day, or by whose request. ``case`` None: it is no case's."""
    asked = case.moments.requested if case and spec.by_request else None
    if asked is not None and asked == run.due:
        return (ExplainedDay(calendar.local(asked).date(), True, _("客户要求的时间")),)
    return explain(calendar, run.start, run.unit, run.amount, stops, spec.business_end, spec.roll)


def first_warning(spec: ClockSpec, start: datetime, due: Due, calendar: Calendar) -> datetime | None:
    """When it warns first, None where it does not."""
    return next(iter(warnings(spec, start, due, calendar)), None)


def reckon(
    run: Run, spec: ClockSpec, calendar: Calendar, now: datetime, stops: Sequence[Pause], *, free: bool = False
) -> None:
    """Works its due moment out anew from its own start, unit and amount; `free`: out of the past too."""
    due = due_moment(calendar, run.start, run.unit, run.amount, stops, spec.business_end, spec.roll)
    if free or not _passed(run, due, now, stops):
        run.due, run.provisional = due.at, due.provisional
        run.warn = first_warning(spec, run.start, due, calendar)


def _recount(
    spec: ClockSpec, found: Counted | None, run: Run, calendar: Calendar, now: datetime, stops: Sequence[Pause], *, free: bool
) -> None:
    if run.source == REGULATION:
        # Its amount is changed by an extension alone.
        run.start = found.start if found else run.start
        reckon(run, spec, calendar, now, stops, free=free)
        return
    if found is None:
        found = Counted(spec, run.start, _due(calendar, run.start, spec, stops))
    if not free and _passed(run, found.due, now, stops):
        return
    by = found.spec
    run.unit, run.amount, run.start = by.unit, by.amount, found.start
    run.clause, run.source = by.clause, by.source
    run.due, run.provisional = found.due.at, found.due.provisional
    run.warn = first_warning(by, found.start, found.due, calendar)


def _stood(due: datetime, moves: Sequence[tuple[datetime, datetime]]) -> datetime:
    """The due moment that people had before them last: one that was in the past when a correction set it was none."""
    for at, was in reversed(moves):
        if at <= due:
            break
        due = was
    return due


def _passed(run: Run, due: Due, now: datetime, stops: Sequence[Pause]) -> bool:
    """Whether its moment is in the past, and would be moved out of it."""
    return due.at > run.due and now > run.due and not _stands(stops, run.due)


def _at_once(spec: ClockSpec) -> bool:
    """Whether it is reported at once, and again when it turns out to be graver than what was reported (立即上报)."""
    return spec.kind == "report_up" and spec.start == LEVEL_SET


def _graver(specs: Sequence[ClockSpec], spec: ClockSpec, case: Case, had: Sequence[Run], calendar: Calendar) -> bool:
    """Whether the case is graver now than it was each time when it was reported."""
    for run in had:
        then = next((level for level, at in reversed(case.moments.levels) if run.met_at is None or at <= run.met_at), "")
        reported = spec_for(specs, run.code, then) or replace(spec, unit=run.unit, amount=run.amount)
        if not _shorter(spec, reported, case.moments.received, calendar):
            return False
    return True


def _due(calendar: Calendar, start: datetime, spec: ClockSpec, stops: Sequence[Pause] = ()) -> Due:
    return due_moment(calendar, start, spec.unit, spec.amount, stops, spec.business_end, spec.roll)


def _shorter(one: ClockSpec, other: ClockSpec, start: datetime, calendar: Calendar) -> bool:
    return _due(calendar, start, one).at < _due(calendar, start, other).at


def _stands(stops: Sequence[Pause], moment: datetime) -> bool:
    return any(stop.start <= moment and (stop.end is None or moment <= stop.end) for stop in stops)
