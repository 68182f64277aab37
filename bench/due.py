"""Due-moment engine against its peers: working hours, working days, ten thousand open clocks.

Peers: businesstimedelta (working hours with holidays), numpy.busday_offset date by date, and plain loops over
chinese_calendar. Every figure is processor time, the mean over forty moments of receipt spread through 2026, best of
five rounds;
answers are compared first. Needs businesstimedelta, chinesecalendar, holidays, numpy and pytz.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from time import process_time
from timeit import repeat
from typing import Any
from zoneinfo import ZoneInfo

from bench.figure import Figure
from dutyroom.domain.clock.calendar import Calendar, WeeklyHours
from dutyroom.domain.clock.due import due_moment, working_seconds_between
from dutyroom.domain.clock.spans import parse_hours
from dutyroom.settings.official import official_days

ZONE = ZoneInfo("Asia/Shanghai")
SPANS = (("09:00", "12:00"), ("13:30", "17:30"))
HOURS, DAYS, SPAN = 16, 15, timedelta(days=35)
# Every eight days, so on every weekday, before and after every holiday; ends before the data does.
STARTS = [datetime(2026, 1, 2, 16, 50, tzinfo=ZONE) + timedelta(days=8 * n) for n in range(40)]


def main() -> list[Figure]:
    """Prints every peer beside ours; the lines of the table are those with a goal."""
    import businesstimedelta
    import chinese_calendar
    import holidays
    import numpy
    import pytz

    week = WeeklyHours.weekdays(parse_hours(",".join(map("-".join, SPANS))))
    calendar = Calendar("Asia/Shanghai", week, official_days())
    moments = [start.astimezone(UTC) for start in STARTS]
    dates = [start.date() for start in STARTS]

    zone = pytz.timezone("Asia/Shanghai")
    theirs = [start.astimezone(zone) for start in STARTS]
    edges = [(time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in SPANS]
    shifts = [
        businesstimedelta.WorkDayRule(start_time=a, end_time=b, working_days=[0, 1, 2, 3, 4], tz=zone)
        for a, b in edges
    ]
    off = businesstimedelta.HolidayRule(holidays.country_holidays("CN", years=[2026, 2027]), tz=zone)
    rules = businesstimedelta.Rules([*shifts, off])
    sixteen = businesstimedelta.BusinessTimeDelta(rules, hours=HOURS)
    year = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    rests = [day for day in year if chinese_calendar.is_holiday(day)]
    busdays = numpy.busdaycalendar(weekmask="1111111", holidays=rests)

    def by_numpy(day: date) -> Any:
        return numpy.busday_offset(day, DAYS, roll="backward", busdaycal=busdays).item()

    def loop_days(day: date) -> date:
        left = DAYS
        while left:
            day += timedelta(days=1)
            left -= chinese_calendar.is_workday(day)
        return day

    def opened(day: date) -> list[tuple[datetime, datetime]]:
        if not chinese_calendar.is_workday(day):
            return []
        return [(datetime.combine(day, a, ZONE), datetime.combine(day, b, ZONE)) for a, b in edges]

    def loop_hours(start: datetime) -> datetime:
        day, left = start.date(), timedelta(hours=HOURS)
        while True:
            for begin, end in opened(day):
                run = max(timedelta(), end - max(start, begin))
                if run >= left:
                    return max(start, begin) + left
                left -= run
            day += timedelta(days=1)

    def loop_elapsed(start: datetime) -> timedelta:
        day, run, stop = start.date(), timedelta(), start + SPAN
        while day <= stop.date():
            for begin, end in opened(day):
                run += max(timedelta(), min(end, stop) - max(begin, start))
            day += timedelta(days=1)
        return run

    def our_hours(moment: datetime) -> datetime:
        return due_moment(calendar, moment, "working_hours", HOURS).at

    # The same answer first: a fast wrong one is worth nothing.
    assert [calendar.working_day_after(day, DAYS) for day in dates] == [loop_days(day) for day in dates]
    assert [calendar.working_day_after(day, DAYS) for day in dates] == [by_numpy(day) for day in dates]
    right = [loop_hours(start) for start in STARTS]
    assert [our_hours(moment) for moment in moments] == right
    assert all(
        working_seconds_between(calendar, start, start + SPAN) == loop_elapsed(start).total_seconds()
        for start in STARTS
    )
    wrong = sum(start + sixteen != due for start, due in zip(theirs, right, strict=True))

    print(f"{'':40}{'µs':>10}{'× ours':>10}")
    ours = row(f"due_moment, +{HOURS} working_hours", micros(our_hours, moments, 500))
    slow = micros(lambda start: start + sixteen, theirs, 2)
    hours_ratio = row(f"  businesstimedelta ({wrong} of {len(right)} wrong)", slow, ours) / ours
    row("  loop over chinese_calendar", micros(loop_hours, STARTS, 5), ours)
    ours = row(
        f"due_moment, +{DAYS} working_days",
        micros(lambda moment: due_moment(calendar, moment, "working_days", DAYS), moments, 500),
    )
    row("  loop over chinese_calendar", micros(loop_days, dates, 5), ours)
    ours = row(
        f"+{DAYS} working days, date to date",
        micros(lambda d: calendar.working_day_after(d, DAYS), dates, 2000),
    )
    days_ratio = row("  numpy.busday_offset, one date", micros(by_numpy, dates, 200), ours) / ours
    ours = row(
        "working_seconds_between, 35 days",
        micros(lambda moment: working_seconds_between(calendar, moment, moment + SPAN), moments, 500),
    )
    row("  businesstimedelta", micros(lambda start: rules.difference(start, start + SPAN), theirs, 1), ours)
    row("  loop over chinese_calendar", micros(loop_elapsed, STARTS, 2), ours)
    units = ("working_days", "working_hours", "calendar_days", "hours")
    cases = [(moments[n % 40] + timedelta(minutes=n), units[n % 4], n % 20 + 1) for n in range(10_000)]
    again = (
        min(
            repeat(
                lambda: [due_moment(calendar, *case) for case in cases],
                number=1,
                repeat=5,
                timer=process_time,
            )
        )
        * 1e3
    )
    print(f"10,000 open clocks worked out anew: {again:.1f} ms")
    return [
        Figure(
            f"+{HOURS} working hours", "≥ 500×", f"{hours_ratio:.0f}×", "over businesstimedelta", hours_ratio >= 500
        ),
        Figure(f"+{DAYS} working days", "≥ 20×", f"{days_ratio:.0f}×", "over numpy, one date", days_ratio >= 20),
        Figure("10,000 open clocks worked out anew", "≤ 30 ms", f"{again:.1f} ms", "", again <= 30),
    ]


def micros(call: Callable[[Any], object], each: Sequence[Any], rounds: int) -> float:
    """Mean microseconds of one call, less what calling a function that does nothing costs."""
    return _gross(call, each, rounds) - _gross(lambda one: None, each, rounds)


def _gross(call: Callable[[Any], object], each: Sequence[Any], rounds: int) -> float:
    taken = min(repeat(lambda: [call(one) for one in each], number=rounds, repeat=5, timer=process_time))
    return taken / rounds / len(each) * 1e6


def row(what: str, taken: float, ours: float | None = None) -> float:
    print(f"{what:40}{taken:>10.2f}{'' if ours is None else f'{taken / ours:>10.0f}'}")
    return taken
