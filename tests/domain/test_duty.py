"""When a duty comes round again: by the date, off rest days, and being late or early wins no time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dutyroom.domain.clock.calendar import Calendar
from dutyroom.domain.clock.recurrence import PERIODS, first_due, later, next_due
from dutyroom.domain.plan.clocks import plan_calendar
from dutyroom.domain.plan.organisation import Hours
from dutyroom.settings.official import official_days

ZONE = ZoneInfo("Asia/Shanghai")


def calendar() -> Calendar:
    day = ("09:00-12:00", "13:30-17:30")
    return plan_calendar(Hours("Asia/Shanghai", (day,) * 5 + ((), ())), official_days())


CALENDAR = calendar()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def said(moment: datetime) -> str:
    return f"{moment.astimezone(ZONE):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("day", "every", "period", "is_"),
    [
        ("2026-01-31", 1, "months", "2026-02-28"), ("2024-02-29", 1, "years", "2025-02-28"),
        ("2026-12-15", 2, "months", "2027-02-15"), ("2026-09-30", 2, "weeks", "2026-10-14"),
        ("2026-09-30", 3, "days", "2026-10-03"), ("2026-10-31", 13, "months", "2027-11-30"),
    ],
)  # fmt: skip
def test_by_the_date(day: str, every: int, period: str, is_: str) -> None:
    assert later(date.fromisoformat(day), every, period).isoformat() == is_


def test_it_ends_with_business_and_never_on_a_rest_day() -> None:
    # 1 to 7 October 2026 are the holiday.
    assert said(first_due(CALENDAR, at("2026-09-02 10:00"), 1, "months")) == "2026-10-08 17:30"
    assert said(first_due(CALENDAR, at("2026-09-09 10:00"), 1, "weeks")) == "2026-09-16 17:30"


def test_late_wins_no_time_and_early_lets_no_gap_grow() -> None:
    due = at("2026-09-30 17:30")
    assert said(next_due(CALENDAR, due, at("2026-10-20 09:00"), 1, "months")) == "2026-10-30 17:30"
    assert said(next_due(CALENDAR, due, at("2026-09-10 09:00"), 1, "months")) == "2026-10-10 17:30"
    # Missed three times: not due at once again, and in the old rhythm.
    assert said(next_due(CALENDAR, due, at("2026-12-25 09:00"), 1, "months")) == "2026-12-30 17:30"


@settings(max_examples=60, deadline=None)
@given(
    st.datetimes(datetime(2025, 1, 1), datetime(2026, 6, 1)), st.integers(-400, 400), st.integers(1, 12), st.sampled_from(PERIODS)
)
def test_the_next_time_lies_ahead_and_within_the_period(due: datetime, days: int, every: int, period: str) -> None:
    moment = due.replace(tzinfo=UTC)
    done = moment + timedelta(days=days)
    found = next_due(CALENDAR, moment, done, every, period)
    assert found > done
    assert CALENDAR.local(found).date() <= later(CALENDAR.local(done).date(), every, period) + timedelta(days=12)
