"""When something that comes round is due again: months and years counted by the date, rest days passed over."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta

from dutyroom.domain.clock.calendar import Calendar
from dutyroom.domain.clock.due import due_moment

PERIODS = ("days", "weeks", "months", "years")


def later(day: date, every: int, period: str) -> date:
    """The day `every` (≥ 1) periods after `day`; where a month has no such day, its last one."""
    if period in ("days", "weeks"):
        return day + timedelta(days=every * (7 if period == "weeks" else 1))
    months = day.year * 12 + day.month - 1 + every * (12 if period == "years" else 1)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def first_due(calendar: Calendar, since: datetime, every: int, period: str) -> datetime:
    """When a duty that begins to count at `since` (aware) is due first, aware UTC.

    It ends as every period of calendar days does: with business on the last day, on the next one that is no legal rest
    day if need be (民法典 §203).
    """
    day = calendar.local(since).date()
    return due_moment(calendar, since, "calendar_days", (later(day, every, period) - day).days).at


def next_due(calendar: Calendar, due: datetime, done: datetime, every: int, period: str) -> datetime:
    """When it is due again after it was due at `due` and done at `done` (both aware).

    Done early, the period runs from that day, so that the gap never grows beyond the period; done late, from the day on
    which it was due, so that being late wins no time, and by whole periods until it lies ahead.
    """
    found = first_due(calendar, min(due, done), every, period)
    while found <= done:
        found = first_due(calendar, found, every, period)
    return found
