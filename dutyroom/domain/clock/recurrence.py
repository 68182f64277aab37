"""When something that comes round is due again: months and years counted by the date, rest days passed over."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from dutyroom.domain.clock.calendar import Calendar
from dutyroom.domain.clock.due import due_moment
from dutyroom.domain.clock.reckon import months_after

PERIODS = ("days", "weeks", "months", "years")


def later(day: date, every: int, period: str) -> date:
    """The day `every` (≥ 1) periods after `day`; where a month has no such day, its last one."""
    if period in ("days", "weeks"):
        return day + timedelta(days=every * (7 if period == "weeks" else 1))
    return months_after(day, every * (12 if period == "years" else 1))


def first_due(calendar: Calendar, since: datetime, every: int, period: str, at: str = "") -> datetime:
    """When a duty that begins to count at `since` (aware) is due first, aware UTC; `at`: the time of day, "" for the close.

    It ends as every period of calendar days does: with business on the last day, on the next one that is no legal rest
    day if need be (民法典 §203). What is due every day (零报告) is due on every calendar day.
    """
    day = calendar.local(since).date()
    days = (later(day, every, period) - day).days
    due = due_moment(calendar, since, "calendar_days", days, roll=not daily(every, period)).at
    if not at:
        return due
    # Midnight belongs to the day that it ends.
    last = calendar.local(due - timedelta(microseconds=1)).date()
    return datetime.combine(last, time.fromisoformat(at), calendar.tz).astimezone(UTC)


def daily(every: int, period: str) -> bool:
    """Whether it is due on every calendar day."""
    return (every, period) == (1, "days")


def next_due(calendar: Calendar, due: datetime, done: datetime, every: int, period: str, at: str = "") -> datetime:
    """When it is due again after it was due at `due` and done at `done` (both aware).

    Done early, the period runs from that day, so that the gap never grows beyond the period; done late, from the day on
    which it was due, so that being late wins no time, and by whole periods until it lies ahead.
    """
    found = first_due(calendar, min(due, done), every, period, at)
    while found <= done:
        found = first_due(calendar, found, every, period, at)
    return found


def missed(calendar: Calendar, due: datetime, now: datetime, every: int, period: str, at: str = "") -> list[datetime]:
    """Of what was due at `due` and not done yet, every due moment that has passed by `now`, oldest first."""
    out: list[datetime] = []
    while due < now and len(out) < _MOST:
        out.append(due)
        due = first_due(calendar, due, every, period, at)
    return out


_MOST = 1000
"""So many missed ones are told one by one: more would be another figure, not another state."""
