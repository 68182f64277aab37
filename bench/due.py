"""Due-moment engine against its peers, in one run: `python bench/due.py`.

Peers: businesstimedelta (working hours with holidays), numpy.busday_offset on one date, and a plain loop over
chinese_calendar. Prints microseconds per call (best of five) and how many times slower each peer is; the last line
is the time to work out 10,000 open clocks anew. Exit code 1 when a goal of the design is missed.
"""

import sys
from datetime import UTC, date, datetime, time, timedelta
from timeit import repeat
from zoneinfo import ZoneInfo

from dutyroom.domain.calendar import Calendar, WeeklyHours
from dutyroom.domain.due import due_moment, working_seconds_between
from dutyroom.domain.spans import parse_hours
from dutyroom.settings.official import official_days

ZONE = ZoneInfo("Asia/Shanghai")
HOURS, DAYS = 16, 15


def micros(call, number: int) -> float:
    return min(repeat(call, number=number, repeat=5)) / number * 1e6


def main() -> int:
    try:
        import businesstimedelta
        import chinese_calendar
        import holidays
        import numpy
        import pytz
    except ImportError as missing:
        print(f"needs: pip install businesstimedelta chinesecalendar holidays numpy pytz ({missing.name})")
        return 2
    calendar = Calendar(
        "Asia/Shanghai", WeeklyHours.weekdays(parse_hours("09:00-12:00,13:30-17:30")), official_days()
    )
    start, end = datetime(2026, 9, 15, 16, 50, tzinfo=ZONE), datetime(2026, 10, 20, 10, 0, tzinfo=ZONE)
    utc, utc_end, day = start.astimezone(UTC), end.astimezone(UTC), start.date()

    peer_zone = pytz.timezone("Asia/Shanghai")
    peer_start, peer_end = start.astimezone(peer_zone), end.astimezone(peer_zone)
    shifts = [
        businesstimedelta.WorkDayRule(
            start_time=time(*opens), end_time=time(*closes),
            working_days=[0, 1, 2, 3, 4], tz=peer_zone,
        )
        for opens, closes in [((9, 0), (12, 0)), ((13, 30), (17, 30))]
    ]  # fmt: skip
    off = businesstimedelta.HolidayRule(holidays.country_holidays("CN", years=[2026, 2027]), tz=peer_zone)
    rules = businesstimedelta.Rules([*shifts, off])
    sixteen = businesstimedelta.BusinessTimeDelta(rules, hours=HOURS)
    year = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    made_up = {d for d in year if d.weekday() >= 5 and chinese_calendar.is_workday(d)}
    rests = [d for d in year if d.weekday() < 5 and chinese_calendar.is_holiday(d)]
    busdays = numpy.busdaycalendar(holidays=rests)
    scalar = numpy.datetime64(day)

    def loop_days() -> date:
        found, left = day, DAYS
        while left:
            found += timedelta(days=1)
            left -= chinese_calendar.is_workday(found)
        return found

    def loop_hours() -> datetime:
        at, left = start, timedelta(hours=HOURS)
        while True:
            if chinese_calendar.is_workday(at.date()):
                for opens, closes in ((9 * 60, 720), (810, 1050)):
                    midnight = at.replace(hour=0, minute=0)
                    begin, stop = midnight + timedelta(minutes=opens), midnight + timedelta(minutes=closes)
                    run = max(timedelta(), stop - max(at, begin))
                    if run >= left:
                        return max(at, begin) + left
                    left -= run
            at = at.replace(hour=0, minute=0) + timedelta(days=1)

    def loop_elapsed() -> timedelta:
        run, midnight = timedelta(), start.replace(hour=0, minute=0)
        while midnight < end:
            if chinese_calendar.is_workday(midnight.date()):
                for opens, closes in ((9 * 60, 720), (810, 1050)):
                    begin, stop = midnight + timedelta(minutes=opens), midnight + timedelta(minutes=closes)
                    run += max(timedelta(), min(stop, end) - max(begin, start))
            midnight += timedelta(days=1)
        return run

    # The same answer first: a fast wrong one is worth nothing. businesstimedelta knows no make-up days.
    assert calendar.working_day_after(day, DAYS) == loop_days(), made_up
    assert due_moment(calendar, utc, "working_hours", HOURS).at == loop_hours()
    assert working_seconds_between(calendar, utc, utc_end) == loop_elapsed().total_seconds()

    ours = {
        "hours": micros(lambda: due_moment(calendar, utc, "working_hours", HOURS), 50_000),
        "day": micros(lambda: calendar.working_day_after(day, DAYS), 200_000),
        "moment": micros(lambda: due_moment(calendar, utc, "working_days", DAYS), 50_000),
        "elapsed": micros(lambda: working_seconds_between(calendar, utc, utc_end), 50_000),
    }
    print(f"{'':34}{'µs':>10}{'× ours':>10}")
    row(f"due_moment +{HOURS} working_hours", ours["hours"])
    by_btd = row("  businesstimedelta", micros(lambda: peer_start + sixteen, 100), ours["hours"])
    row("  loop over chinese_calendar", micros(loop_hours, 1_000), ours["hours"])
    row(f"due_moment +{DAYS} working_days", ours["moment"])
    row("  loop over chinese_calendar", micros(loop_days, 500), ours["moment"])
    row(f"working_day_after +{DAYS}, a bare date", ours["day"])
    by_numpy = row(
        "  numpy.busday_offset, scalar",
        micros(lambda: numpy.busday_offset(scalar, DAYS, busdaycal=busdays), 20_000),
        ours["day"],
    )
    row("working_seconds_between", ours["elapsed"])
    row("  businesstimedelta", micros(lambda: rules.difference(peer_start, peer_end), 50), ours["elapsed"])
    row("  loop over chinese_calendar", micros(loop_elapsed, 500), ours["elapsed"])
    cases = [
        (utc - timedelta(minutes=n), ("working_hours", "working_days")[n % 2], n % 20 + 1)
        for n in range(10_000)
    ]
    again = min(repeat(lambda: [due_moment(calendar, *case) for case in cases], number=1, repeat=5)) * 1e3
    print(f"10,000 open clocks worked out anew: {again:.1f} ms")
    goals = {
        "500 × businesstimedelta": by_btd >= 500,
        "20 × numpy scalar": by_numpy >= 20,
        "30 ms": again <= 30,
    }
    for goal, met in goals.items():
        print(f"goal {goal}: {'met' if met else 'MISSED'}")
    return 0 if all(goals.values()) else 1


def row(what: str, taken: float, ours: float | None = None) -> float:
    print(f"{what:34}{taken:>10.2f}{'' if ours is None else f'{taken / ours:>10.0f}'}")
    return taken / ours if ours else 1.0


if __name__ == "__main__":
    sys.exit(main())
