"""The rules of deadlines written down a second time, in the dumbest way, to judge the engine by.

Straight from 民法典 §200–204 and the house's rules, day by day and tick by tick. It shares no code with dutyroom and
is slow on purpose: nothing here is clever enough to be wrong in the same way.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

Spans = tuple[tuple[int, int], ...]
Interval = tuple[datetime, datetime]


@dataclass(frozen=True, eq=False)
class World:
    """Everything that decides a deadline: seven weekdays' spans, schedules {year: {day: off?}}, own days, zone."""

    zone: str
    week: tuple[Spans, ...]
    make_up: Spans
    schedules: dict[int, dict[date, bool]] = field(default_factory=dict)
    own: dict[date, tuple[bool, Spans | None]] = field(default_factory=dict)


@dataclass(frozen=True)
class Verdict:
    at: datetime
    provisional: bool
    counted: tuple[date, ...]


class Unanswerable(Exception):
    """Nothing found within 400 days."""


def judge(
    world: World,
    start: datetime,
    unit: str,
    amount: int,
    pauses: tuple[Interval, ...] = (),
    business_end: bool = True,
    step: int = 60,
) -> Verdict:
    """The due moment. Start, pauses and spans must fall on multiples of `step` seconds."""
    if unit == "minutes":
        return _tick(world, start, amount * 60, pauses, step, lambda moment: True, calendar=False)
    if unit == "hours":
        return _tick(world, start, amount * 3600, pauses, step, lambda moment: True, calendar=False)
    if unit == "working_hours":
        return _tick(
            world, start, amount * 3600, pauses, step, lambda moment: _open(world, moment), calendar=True
        )
    if unit == "working_days":
        return _working_days(world, start, amount, pauses, business_end)
    if unit == "calendar_days":
        return _calendar_days(world, start, amount, pauses, business_end)
    if unit == "months":
        # §202: the corresponding day; where the month has none, its last day. Found by walking day by day.
        first = _day(world, start)
        day, left = first, amount
        while left:
            day += timedelta(days=1)
            last = (day + timedelta(days=1)).month != day.month
            left -= day.day == first.day or (last and day.day < first.day)
        return _calendar_days(world, start, (day - first).days, pauses, business_end)
    if unit in ("by_close", "by_time"):
        return _on_a_working_day(world, start, amount, pauses, business_end, unit)
    raise ValueError(unit)


def _on_a_working_day(world, start, amount, pauses, business_end, unit):
    day, counted, provisional = _day(world, start), [], False
    while len(counted) < (amount if unit == "by_close" else 1):
        provisional = provisional or not _known(world, day)
        at = _close(world, day, business_end) if unit == "by_close" else _first_showing(world.zone, day, amount * 60)
        if _spans(world, day) and at > start and not _stands(at, pauses):
            counted.append(day)
        day += timedelta(days=1)
        if (day - _day(world, start)).days > 400:
            raise Unanswerable
    return Verdict(at, provisional, tuple(counted))


def _tick(world, start, seconds, pauses, step, runs, *, calendar):
    moment, run, counted = start, 0, []
    while run < seconds:
        if moment - start > timedelta(days=400):
            raise Unanswerable
        if runs(moment) and not any(begin <= moment < end for begin, end in pauses):
            run += step
            counted.append(_day(world, moment))
        moment += timedelta(seconds=step)
    provisional = False
    if calendar:
        day = _day(world, start)
        while day <= _day(world, moment - timedelta(seconds=1)):
            provisional = provisional or not _known(world, day)
            day += timedelta(days=1)
    return Verdict(moment, provisional, tuple(sorted(set(counted))))


def _working_days(world, start, amount, pauses, business_end):
    day, counted, provisional = _day(world, start), [], False
    while len(counted) < amount:
        day += timedelta(days=1)
        if (day - _day(world, start)).days > 400:
            raise Unanswerable
        provisional = provisional or not _known(world, day)
        if _spans(world, day) and not _stands(_close(world, day, business_end), pauses):
            counted.append(day)
    return Verdict(_close(world, day, business_end), provisional, tuple(counted))


def _calendar_days(world, start, amount, pauses, business_end):
    day, counted, provisional = _day(world, start), [], False
    while len(counted) < amount:
        day += timedelta(days=1)
        if not _stands(_close(world, day, business_end), pauses):
            counted.append(day)
    provisional = not _known(world, day)
    while _rests(world, day) or _stands(_close(world, day, business_end), pauses):
        day += timedelta(days=1)
        provisional = provisional or not _known(world, day)
        if (day - counted[-1]).days > 400:
            raise Unanswerable
    return Verdict(_close(world, day, business_end), provisional, (*counted[:-1], day))


def _stands(close, pauses):
    return any(begin < close <= end for begin, end in pauses)


def _close(world, day, business_end):
    spans = _spans(world, day)
    return _first_showing(world.zone, day, spans[-1][1] if spans and business_end else 86400)


def _open(world, moment):
    today = _day(world, moment)
    for day in (today - timedelta(days=1), today, today + timedelta(days=1)):
        for begin, end in _spans(world, day):
            if _first_showing(world.zone, day, begin) <= moment < _first_showing(world.zone, day, end):
                return True
    return False


@lru_cache(4096)
def _spans(world, day):
    if day in world.own:
        is_open, spans = world.own[day]
        if not is_open:
            return ()
        return spans or world.week[day.weekday()] or world.make_up
    off = _official(world, day)
    if off is True or _by_law(world, day):
        return ()
    if off is False:
        return world.make_up
    return world.week[day.weekday()]


def _rests(world, day):
    off = _official(world, day)
    return day.weekday() in (5, 6) or _by_law(world, day) if off is None else off


def _by_law(world, day):
    """《全国年节及纪念日放假办法》: fixed by the date, whether the year's paper has come or not; two days in May since 2025."""
    fixed = [(1, 1), (5, 1), (10, 1), (10, 2), (10, 3)] + ([(5, 2)] if day.year >= 2025 else [])
    return world.zone == "Asia/Shanghai" and day.year not in world.schedules and (day.month, day.day) in fixed


@lru_cache(4096)
def _official(world, day):
    word = None
    for year in sorted(world.schedules):
        if day in world.schedules[year]:
            word = world.schedules[year][day]
    # Worked as on any weekday: nothing official about it.
    return None if word is False and day.weekday() not in (5, 6) else word


def _known(world, day):
    if day.month == 12 and day.day in range(21, 32):
        if day.year + 1 not in world.schedules:
            return False
        if day in world.schedules[day.year + 1]:
            return True
    return day.year in world.schedules or _by_law(world, day)


def _day(world, moment):
    return moment.astimezone(ZoneInfo(world.zone)).date()


@cache
def _first_showing(zone: str, day: date, second: int) -> datetime:
    """The first moment at which the wall clock shows `second` of `day`, or has jumped past it."""
    wall = datetime(day.year, day.month, day.day) + timedelta(seconds=second)
    # No zone is more than 15 hours off; find the hour first, then the minute, then the second.
    moment = wall.replace(tzinfo=UTC) - timedelta(hours=16)
    for stride in (timedelta(minutes=15), timedelta(minutes=1), timedelta(seconds=1)):
        while (moment + stride).astimezone(ZoneInfo(zone)).replace(tzinfo=None) < wall:
            moment += stride
    return moment + timedelta(seconds=1)
