"""A plan's clocks for one case, and the calendar that they run by."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from dutyroom.domain.clock.calendar import Calendar, DayException, OfficialDay, WeeklyHours
from dutyroom.domain.clock.clock import ClockSpec, Moments, due_of, explain_clock, start_of
from dutyroom.domain.clock.due import Due, ExplainedDay
from dutyroom.domain.clock.spans import Span, parse_hours
from dutyroom.domain.errors import Refusal
from dutyroom.domain.plan.organisation import Hours
from dutyroom.domain.plan.plan import Plan
from dutyroom.lang import gettext as _


@dataclass(frozen=True, slots=True)
class StartedClock:
    """A clock of the plan that has started: when, due when, and why then. Moments aware UTC."""

    spec: ClockSpec
    start: datetime
    due: Due
    explain: tuple[ExplainedDay, ...]


def plan_clocks(
    plan: Plan, level: str, received: datetime, activated: datetime | None, calendar: Calendar
) -> tuple[StartedClock, ...]:
    """Every clock that a case of `level` received then would start, earliest due first.

    Clocks that wait for a step, or for an activation that hasn't come, are left to `plan_waiting`. Raises Refusal
    `not_found` when the plan has no such level, by code or name.
    """
    code = next((each.code for each in plan.levels if level in (each.code, each.name, each.en)), None)
    if code is None:
        known = "、".join(f"{each.name}（{each.code}）" for each in plan.levels)
        none = _("预案「{plan}」没有这个级别：{level}").format(plan=plan.name, level=level)
        raise Refusal("not_found", none, _("可选：{known}").format(known=known))
    moments = Moments(received, activated)
    started = []
    for spec in plan.clocks:
        start = start_of(spec, moments, calendar) if spec.applies(code) else None
        due = due_of(spec, moments, calendar) if start else None
        if start and due:
            started.append(StartedClock(spec, start, due, explain_clock(spec, moments, calendar)))
    return tuple(sorted(started, key=lambda clock: clock.due.at))


def plan_waiting(plan: Plan, level: str, activated: datetime | None) -> tuple[ClockSpec, ...]:
    """The clocks of the level (code or name) that such a case has and that wait for a step, or for an activation."""
    code = next(each.code for each in plan.levels if level in (each.code, each.name, each.en))
    waits = [spec for spec in plan.clocks if spec.start.startswith("step:") or (spec.start == "activated" and not activated)]
    return tuple(spec for spec in waits if spec.applies(code))


def plan_calendar(
    hours: Hours, official: Mapping[int, Sequence[OfficialDay]], exceptions: Iterable[DayException] = ()
) -> Calendar:
    """The calendar of a plan's zone and hours. Raises Refusal `bad_hours` or `bad_zone` where they can't be read.

    For the same facts it is the same one, as far as it has been worked out by then.
    """
    return _calendar(hours, tuple((year, tuple(days)) for year, days in official.items()), tuple(exceptions))


# A room's own and that of an exercise, before and after a change.
@lru_cache(maxsize=8)
def _calendar(
    hours: Hours, official: tuple[tuple[int, tuple[OfficialDay, ...]], ...], exceptions: tuple[DayException, ...]
) -> Calendar:
    make_up = _spans(hours.makeup) if hours.makeup else None
    monday, tuesday, wednesday, thursday, friday, saturday, sunday = map(_spans, hours.week)
    week = WeeklyHours(monday, tuesday, wednesday, thursday, friday, saturday, sunday, make_up)
    return Calendar(hours.zone, week, dict(official), exceptions)


def _spans(written: tuple[str, ...]) -> tuple[Span, ...]:
    return parse_hours(",".join(written)) if written else ()
