"""Deadlines by hand: the story's own, the law's hard cases, and what is refused."""

from datetime import UTC, date, datetime, timedelta

import pytest

from dutyroom.domain.clock.calendar import Calendar, DayException, OfficialDay, WeeklyHours
from dutyroom.domain.clock.due import Pause, due_moment, explain, working_days_left, working_seconds_between
from dutyroom.domain.clock.spans import WHOLE_DAY, parse_hours
from dutyroom.domain.errors import Refusal
from dutyroom.settings.official import official_days

OFFICE = WeeklyHours.weekdays(parse_hours("09:00-12:00,13:30-17:30"))
CHINA = official_days()


def calendar(hours: WeeklyHours = OFFICE, official=CHINA, exceptions=()) -> Calendar:
    return Calendar("Asia/Shanghai", hours, official, exceptions)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text + "+08:00")


def due(text: str, unit: str, amount: int, cal: Calendar | None = None, **more) -> tuple[str, bool]:
    cal = cal or calendar()
    answer = due_moment(cal, at(text), unit, amount, **more)
    return cal.local(answer.at).strftime("%Y-%m-%d %H:%M:%S").removesuffix(":00"), answer.provisional


NONSTOP = WeeklyHours.weekdays(WHOLE_DAY)
SIX_DAYS = WeeklyHours.weekdays(OFFICE.monday, saturday=parse_hours("09:00-12:00"))
LATE = WeeklyHours.weekdays(parse_hours("09:00-24:00"))


@pytest.mark.parametrize(
    ("start", "unit", "amount", "hours", "expected"),
    [
        # The story: 紧急 and 一般 received on the eve of National Day; Saturday 10-10 is worked.
        ("2026-09-30T16:50", "working_days", 1, OFFICE, "2026-10-08 17:30"),
        ("2026-09-30T16:50", "working_days", 5, OFFICE, "2026-10-13 17:30"),
        ("2026-09-30T16:50", "working_days", 3, OFFICE, "2026-10-10 17:30"),
        ("2026-09-30T16:50", "hours", 24, OFFICE, "2026-10-01 16:50"),
        ("2026-09-30T16:50:31", "minutes", 15, OFFICE, "2026-09-30 17:05:31"),
        # Received on a rest day, or after hours: the same rule, the day of receipt doesn't count.
        ("2026-10-03T03:05", "working_days", 1, OFFICE, "2026-10-08 17:30"),
        ("2026-09-29T23:59", "working_days", 1, OFFICE, "2026-09-30 17:30"),
        # Without business hours a day ends at 24:00, printed as 00:00 of the next one.
        ("2026-09-30T16:50", "working_days", 1, NONSTOP, "2026-10-09 00:00"),
        # A period whose last day is a rest day rolls off it; one that ends before doesn't.
        ("2026-09-29T10:00", "calendar_days", 1, OFFICE, "2026-09-30 17:30"),
        ("2026-09-29T10:00", "calendar_days", 2, OFFICE, "2026-10-08 17:30"),
        # The 24:00 end of Friday is the 00:00 of a Saturday, and stays there.
        ("2026-11-19T10:00", "calendar_days", 1, NONSTOP, "2026-11-21 00:00"),
        # A make-up Sunday is no rest day: the period ends on it.
        ("2026-09-18T10:00", "calendar_days", 2, OFFICE, "2026-09-20 17:30"),
        ("2026-02-13T10:00", "calendar_days", 1, OFFICE, "2026-02-14 17:30"),
        ("2026-02-13T10:00", "calendar_days", 2, OFFICE, "2026-02-24 17:30"),
        # Spring Festival 2026: make-up Saturdays on both sides of nine days off.
        ("2026-02-13T10:00", "working_days", 1, OFFICE, "2026-02-14 17:30"),
        ("2026-02-13T10:00", "working_days", 6, OFFICE, "2026-02-28 17:30"),
        # 2020: days off were added in January; Monday 2020-02-03 was worked, nothing made up for.
        ("2020-01-23T10:00", "working_days", 1, OFFICE, "2020-02-03 17:30"),
        # An organisation that opens on Saturdays works on them, but calendar days still roll off them.
        ("2026-11-20T10:00", "working_days", 1, SIX_DAYS, "2026-11-21 12:00"),
        ("2026-11-20T10:00", "calendar_days", 1, SIX_DAYS, "2026-11-23 17:30"),
        # A make-up Saturday has make-up hours, not Saturday's.
        ("2026-10-09T10:00", "working_days", 1, SIX_DAYS, "2026-10-10 17:30"),
        # Working hours: half-open for starts, due on the end of a span, 24:00 included.
        ("2026-11-23T09:00", "working_hours", 3, OFFICE, "2026-11-23 12:00"),
        ("2026-11-23T12:00", "working_hours", 1, OFFICE, "2026-11-23 14:30"),
        ("2026-11-23T13:30", "working_hours", 4, OFFICE, "2026-11-23 17:30"),
        ("2026-11-23T17:30", "working_hours", 1, OFFICE, "2026-11-24 10:00"),
        ("2026-11-20T17:29:59", "working_hours", 1, OFFICE, "2026-11-23 09:59:59"),
        ("2026-11-20T23:00", "working_hours", 1, LATE, "2026-11-21 00:00"),
        ("2026-11-20T23:30", "working_hours", 1, LATE, "2026-11-23 09:30"),
        ("2026-09-30T16:50", "working_hours", 16, OFFICE, "2026-10-10 10:20"),
    ],
)
def test_known_deadlines(start: str, unit: str, amount: int, hours: WeeklyHours, expected: str) -> None:
    assert due(start, unit, amount, calendar(hours)) == (expected, False)


def test_the_last_day_of_2018() -> None:
    by_2018 = {2018: [OfficialDay(date(2018, 1, 1), "元旦", True)]}
    before = calendar(official=by_2018)
    assert due("2018-12-28T10:00", "calendar_days", 3, before) == ("2018-12-31 17:30", True)
    assert due("2018-12-17T10:00", "calendar_days", 3, before) == ("2018-12-20 17:30", False)
    assert due("2018-12-17T10:00", "calendar_days", 4, before) == ("2018-12-21 17:30", True)
    after = calendar(official={**by_2018, 2019: CHINA[2019]})
    assert due("2018-12-28T10:00", "calendar_days", 3, after) == ("2019-01-02 17:30", False)
    assert due("2018-12-28T10:00", "working_days", 1, after) == ("2018-12-29 17:30", False)


def test_past_the_data_is_computed_and_provisional() -> None:
    assert due("2026-11-23T10:00", "working_days", 20) == ("2026-12-21 17:30", True)
    assert due("2026-11-23T10:00", "working_days", 19) == ("2026-12-18 17:30", False)
    assert due("2026-12-25T10:00", "calendar_days", 9) == ("2027-01-04 17:30", True)
    assert due("2026-12-25T10:00", "hours", 900)[1] is False


def test_days_before_the_start_are_not_looked_at() -> None:
    only_next = {2027: [OfficialDay(date(2027, 1, 1), "元旦", True)]}
    cal = calendar(official=only_next)
    assert due("2027-01-01T10:00", "working_hours", 1, cal) == ("2027-01-04 10:00", False)
    assert due("2026-12-31T17:00", "working_hours", 1, cal) == ("2027-01-04 09:30", True)


def test_only_the_end_of_a_calendar_period_is_looked_at() -> None:
    known = {**CHINA, 2028: [OfficialDay(date(2028, 1, 1), "元旦", True)]}
    assert due("2026-12-01T10:00", "calendar_days", 500, calendar(official=known)) == (
        "2028-04-14 17:30",
        False,
    )


def test_an_empty_schedule_is_no_schedule() -> None:
    assert due("2026-12-25T10:00", "working_days", 5, calendar(official={**CHINA, 2027: []}))[1] is True


def test_own_days_move_working_days_but_not_the_law() -> None:
    own = [
        DayException(date(2026, 11, 24), False, "系统升级"),
        DayException(date(2026, 11, 28), True, "加班"),
    ]
    cal = calendar(exceptions=own)
    assert due("2026-11-23T10:00", "working_days", 1, cal)[0] == "2026-11-25 17:30"
    assert due("2026-11-27T10:00", "working_days", 1, cal)[0] == "2026-11-28 17:30"
    assert due("2026-11-27T10:00", "calendar_days", 1, cal)[0] == "2026-11-30 17:30"
    # A day that is no rest day but on which nobody works has no close of business: it ends at 24:00.
    assert due("2026-11-23T10:00", "calendar_days", 1, cal)[0] == "2026-11-25 00:00"


def test_a_plan_may_say_otherwise() -> None:
    assert due("2026-09-29T10:00", "calendar_days", 2, roll=False)[0] == "2026-10-02 00:00"
    assert due("2026-09-30T10:00", "working_days", 1, business_end=False)[0] == "2026-10-09 00:00"


@pytest.mark.parametrize(
    ("unit", "amount", "since", "until", "expected"),
    [
        # A day counts if the clock runs at its close.
        ("working_days", 2, "2026-11-24T10:00", "2026-11-24T16:00", "2026-11-25 17:30"),
        ("working_days", 2, "2026-11-24T10:00", "2026-11-25T10:00", "2026-11-26 17:30"),
        # Nights and weekends of a pause cost nothing.
        ("working_days", 5, "2026-11-27T18:00", "2026-11-30T08:00", "2026-11-30 17:30"),
        ("working_hours", 13, "2026-11-23T17:30", "2026-11-24T09:00", "2026-11-24 17:30"),
        # A pause that begins at the due moment comes too late.
        ("working_days", 1, "2026-11-24T17:30", "2026-11-26T10:00", "2026-11-24 17:30"),
        ("working_hours", 2, "2026-11-23T12:00", "2026-11-26T10:00", "2026-11-23 12:00"),
        ("hours", 2, "2026-11-23T12:00", "2026-11-23T13:00", "2026-11-23 12:00"),
        ("hours", 2, "2026-11-23T11:00", "2026-11-23T13:00", "2026-11-23 14:00"),
        ("working_hours", 2, "2026-11-23T11:00", "2026-11-23T14:00", "2026-11-23 15:00"),
        ("calendar_days", 3, "2026-11-24T10:00", "2026-11-26T10:00", "2026-11-30 17:30"),
        # Before the clock started a pause means nothing.
        ("hours", 2, "2026-11-22T10:00", "2026-11-23T09:00", "2026-11-23 12:00"),
    ],
)
def test_pauses(unit: str, amount: int, since: str, until: str, expected: str) -> None:
    pause = Pause(at(since), at(until), "等待客户")
    assert due("2026-11-23T10:00", unit, amount, pauses=[pause])[0] == expected


def test_a_lasting_pause_makes_the_moment_open() -> None:
    lasting = [Pause(at("2026-11-24T10:00"), None, "等待客户")]
    answer = due_moment(calendar(), at("2026-11-23T10:00"), "working_days", 3, lasting)
    assert answer.paused
    assert answer.at == at("2026-11-26T17:30")
    assert not due_moment(calendar(), at("2026-11-23T10:00"), "hours", 24, lasting).paused


def test_what_is_left_in_working_time() -> None:
    cal = calendar()
    assert working_days_left(cal, at("2026-09-30T16:50"), at("2026-10-08T17:30")) == 1
    assert working_days_left(cal, at("2026-10-08T09:00"), at("2026-10-08T17:30")) == 0
    assert working_days_left(cal, at("2026-10-10T09:00"), at("2026-10-08T17:30")) == -2
    assert working_seconds_between(cal, at("2026-09-30T17:29:59"), at("2026-10-08T09:00:01")) == 2


def test_the_day_is_taken_in_the_organisations_zone() -> None:
    evening = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)
    assert calendar().local(due_moment(calendar(), evening, "working_days", 1).at).day == 25


def test_explains_every_day() -> None:
    days = explain(calendar(), at("2026-09-30T16:50"), "working_days", 3)
    told = {day.date.isoformat(): (day.counted, day.why) for day in days}
    assert min(told) == "2026-09-30"
    assert told["2026-09-30"] == (False, "起算当日不计")
    assert told["2026-10-01"] == (False, "国庆节")
    assert told["2026-10-10"] == (True, "调休补班")
    assert list(told)[-1] == "2026-10-10"
    rolled = explain(calendar(), at("2026-11-26T10:00"), "calendar_days", 2)
    assert [(d.date.day, d.counted, d.why) for d in rolled] == [
        (26, False, "起算当日不计"),
        (27, True, "自然日"),
        (28, False, "周六，期末顺延"),
        (29, False, "周日，期末顺延"),
        (30, True, "自然日"),
    ]
    assert rolled[2].clause == "民法典第二百零三条"


@pytest.mark.parametrize(
    ("start", "unit", "amount"),
    [
        (datetime(2026, 9, 30), "hours", 1),
        (at("2026-09-30T10:00"), "weeks", 1),
        (at("2026-09-30T10:00"), "hours", 0),
        (at("2026-09-30T10:00"), "working_days", -1),
        (at("2026-09-30T10:00"), "hours", True),
        (at("2026-09-30T10:00"), "hours", 1.5),
        (at("2026-09-30T10:00"), "hours", 10**12),
        (at("2026-09-30T10:00"), "minutes", 10**30),
        (at("2026-09-30T10:00"), "calendar_days", 10**12),
        (at("2026-09-30T10:00"), "working_hours", 10**12),
        (at("1800-09-30T10:00"), "hours", 1),
    ],
)
def test_what_cannot_be_reckoned_is_refused(start: datetime, unit: str, amount: int) -> None:
    with pytest.raises(Refusal):
        due_moment(calendar(), start, unit, amount)


@pytest.mark.whole
def test_an_organisation_that_never_opens_is_refused() -> None:
    with pytest.raises(Refusal, match="2199"):
        due_moment(calendar(WeeklyHours()), at("2026-09-30T10:00"), "working_days", 1)


def test_a_pause_that_ends_before_it_starts_is_refused() -> None:
    backwards = Pause(at("2026-09-30T10:00"), at("2026-09-30T09:00"), "误录")
    with pytest.raises(Refusal):
        due_moment(calendar(), at("2026-09-30T08:00"), "hours", 1, [backwards])


@pytest.mark.whole
def test_longer_timelines_answer_as_a_fresh_one() -> None:
    grown = calendar()
    for years in range(-20, 60, 16):
        start = at("2026-06-01T10:00") + timedelta(days=365 * years)
        for unit in ("working_days", "working_hours", "calendar_days"):
            assert due_moment(grown, start, unit, 400) == due_moment(calendar(), start, unit, 400)
