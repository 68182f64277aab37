"""When a deadline falls due, and why: every unit over the organisation's calendar (民法典 §200–204).

`minutes` and `hours` run always. `calendar_days` skip the day of the start and roll off legal rest days at
the end. `working_days` fall due at the close of the N-th working day after the day of the start.
`working_hours` run inside the organisation's spans. `months` end on the corresponding day (§202) and roll
as days do. `by_close` and `by_time` end on a working day, the day of the start included. Every answer
comes from bisection on the calendar's timeline, in microseconds.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple

from dutyroom.domain.clock import reckon
from dutyroom.domain.clock.calendar import Calendar
from dutyroom.domain.clock.reckon import Interval, Pauses, paused_at
from dutyroom.domain.clock.spans import DAY
from dutyroom.domain.clock.timeline import EPOCH, FIRST_YEAR, LAST_YEAR, SECOND, Timeline, instant, moment_of
from dutyroom.domain.clock.units import UNITS
from dutyroom.domain.errors import Refusal
from dutyroom.lang import gettext as _

_MINUTE, _HOUR, _DAY = 60 * SECOND, 3600 * SECOND, DAY * SECOND
_MICROSECOND: Final = timedelta(microseconds=1)
_tuple = tuple.__new__
_MOST: Final = (LAST_YEAR - FIRST_YEAR + 1) * 366 * 24
"""More hours than all years have that can be reckoned with: no timeline is laid out to find that out."""
_LAST: Final = instant(datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class Pause:
    """An interval in which a clock does not run; `end` None while it still lasts. Both moments aware."""

    start: datetime
    end: datetime | None
    reason: str


class Due(NamedTuple):
    """A due moment, aware UTC.

    `provisional`: official data for a day that was looked at may still come, so show 暂估. `paused`: a
    pause that still lasts began before the moment; `at` is what it would be had the pause ended at once, so
    not final.
    """

    at: datetime
    provisional: bool
    paused: bool


@dataclass(frozen=True, slots=True)
class ExplainedDay:
    """One line of an explanation: a day in the organisation's zone, whether it counts, and why.

    `seconds` is how long the clock ran that day, for units that run by time (0 for day units);
    `provisional` says that official data for the day may still come; `clause` names the law where a rule of
    it decided.
    """

    date: date
    counted: bool
    why: str
    seconds: int = 0
    provisional: bool = False
    clause: str = ""


def due_moment(
    calendar: Calendar,
    start: datetime,
    unit: str,
    amount: int,
    pauses: Sequence[Pause] = (),
    business_end: bool | None = None,
    roll: bool = True,
) -> Due:
    """The due moment of `amount` units from the aware `start`, its day taken in the calendar's zone.

    Day units end at the close of business where the day has one (§203), at 24:00 with `business_end=False`;
    `roll=False` where a plan says that calendar days don't move off rest days. A day counts if the clock is
    running as that day closes; other units are moved by what a pause covers of them. Raises Refusal
    `bad_input` for a naive moment, an unknown unit, an amount below 1 or a pause that ends before it
    starts, and `out_of_range` when nothing before the year 2200 fits.
    """
    if amount.__class__ is not int or amount < 1:
        raise Refusal("bad_input", _("时限的数量须为不小于 1 的整数：{amount}").format(amount=amount))
    try:
        since = start - EPOCH
    except TypeError as naive:
        raise _no_zone(start) from naive
    at = since.days * _DAY + since.seconds * SECOND + since.microseconds
    closed: Pauses = ()
    lasts_from = None
    if pauses:
        closed, lasts_from = _merged(pauses)
    line = calendar.line
    while True:
        try:
            if line is None:
                raise IndexError
            if unit == "working_hours":
                due, provisional = reckon.working_time(line, at, amount * _HOUR, closed)
            elif unit == "working_days":
                due, provisional = reckon.working_days(line, at, amount, closed, business_end is not False)
            elif unit == "calendar_days":
                ends = business_end is not False
                due, provisional = reckon.calendar_days(line, at, amount, closed, ends, roll)
            elif unit == "months":
                days = reckon.month_days(line, at, amount)
                due, provisional = reckon.calendar_days(line, at, days, closed, business_end is not False, roll)
            elif unit == "by_close":
                due, provisional = reckon.close_after(line, at, amount, closed, business_end is not False)
            elif unit == "by_time":
                due, provisional = reckon.time_after(line, at, amount, closed)
            elif unit == "hours":
                due, provisional = reckon.elapsed(at, amount * _HOUR, closed)
            elif unit == "minutes":
                due, provisional = reckon.elapsed(at, amount * _MINUTE, closed)
            else:
                no = _("没有这个时限单位：{unit}").format(unit=unit)
                raise Refusal("bad_input", no, "、".join(UNITS))
            break
        except IndexError:
            if amount > _MOST:
                raise _out_of_range() from None
            line = _longer(calendar, line, at)
    if due > _LAST:
        raise _out_of_range()
    # Not Due(…): that goes through a Python-level __new__, a tenth of the whole answer.
    return _tuple(Due, (EPOCH + due * _MICROSECOND, provisional, lasts_from is not None and lasts_from < due))


def explain(
    calendar: Calendar,
    start: datetime,
    unit: str,
    amount: int,
    pauses: Sequence[Pause] = (),
    business_end: bool | None = None,
    roll: bool = True,
) -> tuple[ExplainedDay, ...]:
    """Day by day from the start to the due moment: counted or skipped, and why. Arguments as `due_moment`."""
    due = due_moment(calendar, start, unit, amount, pauses, business_end, roll)
    at, until = _instant(start), _instant(due.at)
    line = calendar.line
    while line is None or not line.midnight[0] <= at <= until < line.midnight[-1]:
        line = _longer(calendar, line, at)
    closed = _merged(pauses)[0]
    first, last = line.place(at), line.place(until - 1)
    if unit in ("working_days", "calendar_days", "months", "by_close"):
        # A day that goes over midnight closes on the next one.
        last = bisect_left(line.day_end if business_end is False else line.day_close, until)
    if unit == "working_days":
        closes = line.day_end if business_end is False else line.day_close
        return tuple(
            _working_day(calendar, line, p, p == first, closes[p], closed) for p in range(first, last + 1)
        )
    if unit == "by_time":
        return tuple(_closing_day(calendar, line, p, at, until if p == last else at, closed) for p in range(first, last + 1))
    if unit == "by_close":
        closes = line.day_end if business_end is False else line.day_close
        return tuple(_closing_day(calendar, line, p, at, closes[p], closed) for p in range(first, last + 1))
    if unit in ("calendar_days", "months"):
        closes = line.day_end if business_end is False else line.day_close
        amount = reckon.month_days(line, at, amount) if unit == "months" else amount
        return _calendar_lines(calendar, line, first, last, amount, closes, closed)
    hours = unit == "working_hours"
    return tuple(_stretch(calendar, line, p, (at, until), closed, hours) for p in range(first, last + 1))


def _working_day(
    calendar: Calendar, line: Timeline, place: int, is_start: bool, close: int, pauses: Pauses
) -> ExplainedDay:
    day = line.dates[place]
    if is_start:
        return _start_day(day)
    why, provisional = calendar.why(day), calendar.provisional(day)
    if not calendar.spans(day):
        return ExplainedDay(day, False, why, provisional=provisional)
    if paused_at(close, pauses):
        return ExplainedDay(day, False, _("暂停计时"), provisional=provisional)
    return ExplainedDay(day, True, why, provisional=provisional)


def _closing_day(
    calendar: Calendar, line: Timeline, place: int, start: int, close: int, pauses: Pauses
) -> ExplainedDay:
    day = line.dates[place]
    why, provisional = calendar.why(day), calendar.provisional(day)
    if calendar.spans(day) and close <= start:
        return ExplainedDay(day, False, _("起算时已过"), provisional=provisional)
    if paused_at(close, pauses):
        return ExplainedDay(day, False, _("暂停计时"), provisional=provisional)
    return ExplainedDay(day, bool(calendar.spans(day)), why, provisional=provisional)


def _calendar_lines(
    calendar: Calendar,
    line: Timeline,
    first: int,
    last: int,
    amount: int,
    closes: list[int],
    pauses: Pauses,
) -> tuple[ExplainedDay, ...]:
    lines = [_start_day(line.dates[first])]
    counted = 0
    for place in range(first + 1, last + 1):
        day = line.dates[place]
        if paused_at(closes[place], pauses):
            lines.append(ExplainedDay(day, False, _("暂停计时")))
        elif place == last or counted + 1 < amount:
            counted += 1
            at_end = place == last and calendar.provisional(day)
            lines.append(ExplainedDay(day, True, _("自然日"), provisional=at_end))
        else:
            rolls = _("{rest}，期末顺延").format(rest=calendar.why_rest(day))
            lines.append(
                ExplainedDay(day, False, rolls, 0, calendar.provisional(day), _("民法典第二百零三条"))
            )
    return tuple(lines)


def _stretch(
    calendar: Calendar, line: Timeline, place: int, whole: Interval, pauses: Pauses, working: bool
) -> ExplainedDay:
    day = line.dates[place]
    opened = line.spans_of(place) if working else [(line.midnight[place], line.midnight[place + 1])]
    within = [part for span in opened if (part := _overlap(span, whole))]
    ran = sum(end - start for start, end in within)
    paused = sum(
        b - a for part in within for stop in pauses if (both := _overlap(part, stop)) for a, b in [both]
    )
    provisional = working and calendar.provisional(day)
    if working and not opened:
        why = calendar.why(day)
    elif not within:
        why = _("不在营业时间")
    elif ran == paused:
        why = _("暂停计时")
    else:
        why = calendar.why(day) if working else _("连续计时")
    return ExplainedDay(day, ran > paused, why, (ran - paused) // SECOND, provisional)


def _overlap(one: Interval, other: Interval) -> Interval | None:
    start, end = max(one[0], other[0]), min(one[1], other[1])
    return (start, end) if start < end else None


def _start_day(day: date) -> ExplainedDay:
    return ExplainedDay(day, False, _("起算当日不计"), clause=_("民法典第二百零一条"))


def working_seconds_between(calendar: Calendar, a: datetime, b: datetime) -> int:
    """Whole working seconds from `a` to `b`, both aware; negative when `b` comes first."""
    first, last = sorted((_instant(a), _instant(b)))
    line = calendar.line
    while True:
        try:
            if line is None:
                raise IndexError
            seconds = (line.run(last) - line.run(first)) // SECOND
            return seconds if a <= b else -seconds
        except IndexError:
            line = _longer(calendar, line, first if line is None or first < line.midnight[0] else last)


def after_working_seconds(calendar: Calendar, start: datetime, seconds: int) -> datetime:
    """The first moment, in UTC, at which `seconds` (≥ 1) of working time have run since the aware `start`."""
    at = _instant(start)
    line = calendar.line
    while True:
        try:
            if line is None:
                raise IndexError
            return moment_of(line.after_run(line.run(at) + seconds * SECOND))
        except IndexError:
            line = _longer(calendar, line, at)


def working_days_left(calendar: Calendar, now: datetime, due: datetime) -> int:
    """Working days from the day after `now` up to the day of `due`, for 剩1工作日; 0 on the day itself.

    Negative once past: the working days after the day of `due` up to today. Midnight belongs to the day it
    ends.
    """
    at, until = _instant(now), _instant(due) - 1
    first, last = sorted((at, until))
    line = calendar.line
    while True:
        try:
            if line is None:
                raise IndexError
            return line.work_before[line.place(until) + 1] - line.work_before[line.place(at) + 1]
        except IndexError:
            line = _longer(calendar, line, first if line is None or first < line.midnight[0] else last)


def next_opening(calendar: Calendar, moment: datetime) -> datetime:
    """The first working moment at or after the aware `moment`, in UTC: a span's end is outside the span."""
    at = _instant(moment)
    line = calendar.line
    while True:
        try:
            if line is None:
                raise IndexError
            line.place(at)
            span = bisect_right(line.ends, at)
            return moment_of(max(at, line.opens[span]))
        except IndexError:
            line = _longer(calendar, line, at)


def _merged(pauses: Sequence[Pause]) -> tuple[Pauses, int | None]:
    """Closed pauses merged and ascending, and where the pause that still lasts began."""
    merged: list[Interval] = []
    lasting: list[int] = []
    for pause in sorted(pauses, key=lambda one: _instant(one.start)):
        start = _instant(pause.start)
        if pause.end is None:
            lasting.append(start)
            continue
        end = _instant(pause.end)
        if end < start:
            raise Refusal("bad_input", _("暂停的结束早于开始"), _("请核对暂停的起止时刻。"))
        elif merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged, min(lasting, default=None)


def _longer(calendar: Calendar, line: Timeline | None, at: int) -> Timeline:
    try:
        return calendar.grown_to(line, at)
    except OverflowError as beyond:
        raise _out_of_range() from beyond


def _instant(moment: datetime) -> int:
    try:
        return instant(moment)
    except TypeError as naive:
        raise _no_zone(moment) from naive


def _no_zone(moment: datetime) -> Refusal:
    return Refusal(
        "bad_input", _("时刻没有时区：{moment}").format(moment=moment), _("内部一律用带时区的时刻。")
    )


def _out_of_range() -> Refusal:
    says = _("{first} 年至 {last} 年之间算不出这个时限").format(first=FIRST_YEAR, last=LAST_YEAR)
    return Refusal("out_of_range", says, _("请核对起算时刻、数量和营业时间。"))
