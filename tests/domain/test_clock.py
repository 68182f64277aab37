"""One clock of a case: what starts it, when it warns, how it stands."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from dutyroom.domain.clock.calendar import Calendar, WeeklyHours
from dutyroom.domain.clock.clock import (
    ClockSpec,
    Moments,
    check_warning,
    due_of,
    explain_clock,
    start_of,
    verdict,
    warnings,
)
from dutyroom.domain.clock.due import Due, Pause
from dutyroom.domain.clock.spans import parse_hours
from dutyroom.domain.errors import Refusal
from dutyroom.settings.official import official_days

CALENDAR = Calendar(
    "Asia/Shanghai", WeeklyHours.weekdays(parse_hours("09:00-12:00,13:30-17:30")), official_days()
)
REPLY = ClockSpec("reply", "reply", "答复", "reply", "working_days", 5, warn=("20%", "30m"))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text + "+08:00")


RECEIVED = at("2026-09-30T16:50")


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("received", RECEIVED),
        ("requested", RECEIVED),
        ("activated", at("2026-09-30T17:05")),
        ("step:investigate", at("2026-09-30T18:00")),
        ("step:other", None),
        ("first_working_moment", RECEIVED),
    ],
)
def test_starts(start: str, expected: datetime | None) -> None:
    moments = Moments(RECEIVED, at("2026-09-30T17:05"), None, {"investigate": at("2026-09-30T18:00")})
    assert start_of(replace(REPLY, start=start), moments, CALENDAR) == expected


def test_the_first_working_moment_is_after_the_holiday() -> None:
    spec = replace(REPLY, start="first_working_moment", unit="hours", amount=2)
    due = due_of(spec, Moments(at("2026-10-03T22:00")), CALENDAR)
    assert due is not None
    assert due.at == at("2026-10-08T11:00")


def test_what_has_not_started_has_no_due_moment() -> None:
    waiting = replace(REPLY, start="activated")
    assert due_of(waiting, Moments(RECEIVED), CALENDAR) is None
    assert explain_clock(waiting, Moments(RECEIVED), CALENDAR) == ()


def test_an_unknown_start_rule_is_refused() -> None:
    with pytest.raises(Refusal, match="whenever"):
        start_of(replace(REPLY, start="whenever"), Moments(RECEIVED), CALENDAR)


def test_a_time_the_customer_asked_for_takes_the_place_of_the_amount() -> None:
    asked = Moments(RECEIVED, requested=at("2026-10-02T09:00"))
    by_plan, by_customer = (
        due_of(REPLY, asked, CALENDAR),
        due_of(replace(REPLY, customer_time=True), asked, CALENDAR),
    )
    assert by_plan is not None
    assert by_plan.at == at("2026-10-13T17:30")
    assert by_customer == Due(at("2026-10-02T09:00"), False, False)
    assert explain_clock(replace(REPLY, customer_time=True), asked, CALENDAR)[0].why == "客户要求的时间"


def test_pauses_need_the_plans_leave() -> None:
    pause = [Pause(at("2026-10-08T10:00"), at("2026-10-09T10:00"), "等待客户材料")]
    with pytest.raises(Refusal, match="答复") as refused:
        due_of(REPLY, Moments(RECEIVED), CALENDAR, pause)
    assert refused.value.code == "not_pausable"
    due = due_of(replace(REPLY, pausable=True), Moments(RECEIVED), CALENDAR, pause)
    assert due is not None
    assert due.at == at("2026-10-14T17:30")


DUE = Due(at("2026-10-08T17:30"), False, False)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("due", "met_at", "now", "expected"),
    [
        (DUE, None, DUE.at, "running"),
        (DUE, None, DUE.at + SECOND, "breached"),
        (DUE, DUE.at, DUE.at, "met"),
        (DUE, DUE.at + SECOND, DUE.at + SECOND, "breached"),
        (DUE, DUE.at - SECOND, DUE.at + timedelta(days=9), "met"),
        (DUE._replace(paused=True), None, DUE.at + SECOND, "paused"),
        (DUE._replace(paused=True), DUE.at + SECOND, DUE.at + SECOND, "met"),
    ],
)
def test_verdicts(due: Due, met_at: datetime | None, now: datetime, expected: str) -> None:
    assert verdict(due, met_at, now) == expected


def test_warns_ahead_of_the_due_moment() -> None:
    spec = replace(REPLY, unit="hours", warn=("20%", "30m", "2h", "1d"))
    due = Due(RECEIVED + timedelta(hours=5), False, False)
    assert warnings(spec, RECEIVED, due) == (
        due.at - timedelta(hours=2),
        due.at - timedelta(hours=1),
        due.at - timedelta(minutes=30),
    )


def test_a_percentage_of_working_time_is_not_swallowed_by_a_holiday() -> None:
    spec = replace(REPLY, amount=1, warn=("50%",))
    # From 16:50 to 17:30 and one day of 7 hours: half of 7 h 40 min before the end of 10-08.
    assert warnings(spec, RECEIVED, DUE, CALENDAR) == (at("2026-10-08T13:40"),)
    assert warnings(spec, RECEIVED, DUE)[0] < at("2026-10-05T00:00")


@pytest.mark.parametrize("point", ["", "0%", "100%", "20", "m30", "-5m", "30 minutes", "0h"])
def test_unreadable_warning_points_are_refused(point: str) -> None:
    with pytest.raises(Refusal):
        check_warning(point)


def test_levels() -> None:
    assert REPLY.applies("urgent")
    assert not replace(REPLY, levels=("normal",)).applies("urgent")
