"""What each day is: the law's rest days, the organisation's working days, and why."""

from datetime import UTC, date, datetime

import pytest

from dutyroom.domain.clock.calendar import Calendar, DayException, OfficialDay, WeeklyHours
from dutyroom.domain.clock.schedule import read_schedule
from dutyroom.domain.clock.spans import check_spans, parse_hours, write_hours
from dutyroom.domain.clock.timeline import Timeline, instant, moment_of
from dutyroom.domain.errors import Refusal
from dutyroom.domain.plan.clocks import plan_calendar
from dutyroom.domain.plan.organisation import Hours
from dutyroom.lang import set_language
from dutyroom.settings.official import official_days, shipped_schedules

OFFICE = parse_hours("09:00-12:00,13:30-17:30")
SHORT = parse_hours("10:00-11:00")


def calendar(**more) -> Calendar:
    return Calendar("Asia/Shanghai", WeeklyHours.weekdays(OFFICE), official_days(), **more)


@pytest.mark.parametrize(
    ("day", "rests", "works", "why"),
    [
        ("2026-10-01", True, False, "国庆节"),
        ("2026-10-10", False, True, "调休补班"),
        ("2026-10-11", True, False, "周日"),
        ("2026-10-12", False, True, "工作日"),
        ("2018-12-31", True, False, "元旦"),
        ("2020-02-03", False, True, "工作日"),
        ("2022-12-31", True, False, "元旦"),
        ("2023-10-06", True, False, "中秋节、国庆节"),
    ],
)
def test_days(day: str, rests: bool, works: bool, why: str) -> None:
    that = date.fromisoformat(day)
    assert calendar().is_rest_day(that) is rests
    assert bool(calendar().spans(that)) is works
    assert calendar().why(that) == why


def test_own_word_comes_before_the_official_one_but_not_before_the_law() -> None:
    days = [
        DayException(date(2026, 10, 1), True, "应急值守"),
        DayException(date(2026, 10, 10), False, "装修"),
        DayException(date(2026, 10, 11), True, "加班", SHORT),
        DayException(date(2026, 10, 17), True, "加班"),
    ]
    own = calendar(exceptions=days)
    assert [own.spans(day.date) for day in days] == [OFFICE, (), SHORT, OFFICE]
    assert [own.why(day.date) for day in days[:2]] == ["本单位：应急值守", "本单位：装修"]
    assert [own.is_rest_day(day.date) for day in days] == [True, False, True, True]


def test_make_up_days_have_their_own_hours() -> None:
    hours = WeeklyHours(OFFICE, OFFICE, OFFICE, OFFICE, OFFICE, SHORT, (), make_up=parse_hours("09:00-16:00"))
    own = Calendar("Asia/Shanghai", hours, official_days())
    assert own.spans(date(2026, 10, 10)) == ((32400, 57600),)
    assert own.spans(date(2026, 10, 17)) == SHORT


@pytest.mark.parametrize(
    ("day", "known", "expected"),
    [
        ("2026-12-20", {2026}, False),
        ("2026-12-21", {2026}, True),
        ("2026-12-21", {2026, 2027}, False),
        ("2027-01-04", {2026}, True),
        ("2026-12-21", {2027}, True),
        ("2026-06-01", {2027}, True),
    ],
)
def test_provisional(day: str, known: set[int], expected: bool) -> None:
    official = {year: [OfficialDay(date(year, 1, 1), "元旦", True)] for year in known}
    assert Calendar("UTC", WeeklyHours(), official).provisional(date.fromisoformat(day)) is expected


def test_a_december_day_named_by_the_next_years_schedule_is_known() -> None:
    later = {2019: official_days()[2019]}
    assert not Calendar("Asia/Shanghai", WeeklyHours(), later).provisional(date(2018, 12, 31))
    assert Calendar("Asia/Shanghai", WeeklyHours(), later).provisional(date(2018, 12, 28))


def test_the_nth_working_day_after() -> None:
    assert calendar().working_day_after(date(2026, 9, 30), 5) == date(2026, 10, 13)
    assert calendar().working_day_after(date(2026, 9, 30), 2000).year == 2034
    grown = calendar()
    grown.working_day_after(date(2026, 9, 30), 1)
    assert grown.working_day_after(date(2020, 1, 23), 1) == date(2020, 2, 3)


def test_what_makes_no_calendar_is_refused() -> None:
    with pytest.raises(Refusal, match="Mars"):
        Calendar("Mars/Base", WeeklyHours(), {})
    with pytest.raises(Refusal, match="passwd"):
        Calendar("../etc/passwd", WeeklyHours(), {})
    twice = [DayException(date(2026, 1, 1), True, "甲"), DayException(date(2026, 1, 1), False, "乙")]
    with pytest.raises(Refusal, match="2026-01-01"):
        calendar(exceptions=twice)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("09:00-12:00,13:30-17:30", ((32400, 43200), (48600, 63000))),
        ("00:00-24:00", ((0, 86400),)),
        ("9：00—12：00，13:30~24:00", ((32400, 43200), (48600, 86400))),
        ("09:00:30-09:00:31", ((32430, 32431),)),
        ("09:00-12:00,12:00-13:00", ((32400, 43200), (43200, 46800))),
    ],
)
def test_hours_as_people_write_them(text: str, spans) -> None:
    assert parse_hours(text) == spans
    assert parse_hours(write_hours(spans)) == spans


@pytest.mark.parametrize(
    "text",
    [
        "", ",", "09:00", "09:00-", "12:00-09:00", "09:00-09:00", "09:00-24:01", "09:60-10:00", "25:00-26:00",
        "13:00-17:00,09:00-12:00", "09:00-12:00,11:59-13:00", "-1:00-09:00", "nine to five", "09:00-12:00,",
    ],
)  # fmt: skip
def test_bad_hours_are_refused(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse_hours(text)
    assert refused.value.code == "bad_hours"
    assert refused.value.hint


@pytest.mark.parametrize(
    "spans", [[(0, 0)], [(-1, 5)], [(0, 90_000)], [(0, 10), (9, 20)], [(0, 1, 2)], [(True, 5)]]
)
def test_bad_spans_are_refused(spans) -> None:
    with pytest.raises(Refusal):
        check_spans(spans)


def test_weekly_hours_check_their_spans() -> None:
    with pytest.raises(Refusal):
        WeeklyHours(monday=((5, 4),))


@pytest.mark.parametrize(
    ("zone", "day", "spans", "expected"),
    [
        # Spring forward in New York: 02:00–03:00 is skipped, the span shrinks.
        ("America/New_York", date(2026, 3, 8), ((3600, 14400),), [("06:00", "08:00")]),
        ("America/New_York", date(2026, 3, 8), ((9000, 14400),), [("07:00", "08:00")]),
        # Fall back: 01:00–02:00 comes twice, the first showing counts.
        ("America/New_York", date(2026, 11, 1), ((5400, 14400),), [("05:30", "09:00")]),
    ],
)
def test_clock_changes(zone: str, day: date, spans, expected) -> None:
    own = Calendar(zone, WeeklyHours(), {}, [DayException(day, True, "值班", spans)])
    line = own.grown(None, day.year)
    opened = line.spans_of(day.toordinal() - line.first)
    assert [tuple(f"{moment_of(edge):%H:%M}" for edge in span) for span in opened] == expected


def test_a_day_that_a_zone_skipped_has_no_length() -> None:
    line = Timeline(
        Calendar("Pacific/Apia", WeeklyHours(), {}),
        Calendar("Pacific/Apia", WeeklyHours(), {}).tz,
        2011,
        2012,
    )
    skipped = date(2011, 12, 30).toordinal() - line.first
    assert line.midnight[skipped] == line.midnight[skipped + 1]
    assert line.place(instant(datetime(2011, 12, 30, 10, tzinfo=UTC))) == skipped + 1


def test_shipped_schedules_agree_with_each_other() -> None:
    shipped = shipped_schedules()
    assert sorted(shipped) == list(range(2019, 2027))
    for year, schedule in shipped.items():
        assert schedule.year == year
        assert all(paper.startswith("https://www.gov.cn/") or "gov.cn" in paper for paper in schedule.papers)
        # Eleven public holidays until 2024, thirteen from 2025 on; days off on weekdays less days made up for.
        off = sum(day.is_off_day and day.date.weekday() < 5 for day in schedule.days)
        made_up = sum(not day.is_off_day for day in schedule.days)
        assert 9 <= off - made_up <= 14, year


def test_every_holidays_name_has_english() -> None:
    names = {day.name for schedule in shipped_schedules().values() for day in schedule.days}
    set_language("en")
    own = calendar()
    for schedule in shipped_schedules().values():
        for day in schedule.days:
            assert own.why(day.date).isascii(), (day.name, names)


GOOD = '{"year": 2027, "papers": [], "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": true}]}'


def test_reads_the_public_form() -> None:
    schedule = read_schedule(GOOD, "2027.json")
    assert schedule.days == (OfficialDay(date(2027, 1, 1), "元旦", True),)
    assert read_schedule(GOOD.replace("2027-01-01", "2026-12-31"), "x").days[0].date == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "第 1 行"),
        ('{"year": 2027,\n "days": [}', "第 2 行"),
        ("[]", "2027.json"),
        ("[" * 100_000, "2027.json"),
        (GOOD.replace("2027,", '"2027",'), "year"),
        (GOOD.replace('"papers": []', '"papers": 1'), "papers"),
        ('{"year": 2027, "papers": []}', "days"),
        ('{"year": 2027, "papers": [], "days": []}', "days"),
        ('{"year": 2027, "papers": [], "days": [1]}', "days[0]"),
        (GOOD.replace("2027-01-01", "2026-11-30"), "days[0].date"),
        (GOOD.replace("2027-01-01", "2028-01-01"), "days[0].date"),
        (GOOD.replace("2027-01-01", "2027-02-30"), "days[0].date"),
        (GOOD.replace('"2027-01-01"', "null"), "days[0].date"),
        (GOOD.replace("true", '"yes"'), "days[0].isOffDay"),
        (GOOD.replace("元旦", " "), "days[0].name"),
        (GOOD.replace("}]", '}, {"name": "元旦", "date": "2027-01-01", "isOffDay": false}]'), "days[1].date"),
    ],
)
def test_malformed_schedules_are_refused_with_the_place(text: str, place: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_schedule(text, "2027.json")
    assert refused.value.code == "bad_calendar"
    assert any(place in fault.field and fault.message for fault in refused.value.faults), refused.value.faults


def test_a_plans_calendar_is_worked_out_once_and_anew_when_a_day_changes() -> None:
    hours = Hours("Asia/Shanghai", (("09:00-12:00",),) * 5 + ((), ()))
    shut = DayException(date(2026, 9, 30), False, "盘点")
    assert plan_calendar(hours, official_days()) is plan_calendar(hours, official_days())
    assert plan_calendar(hours, official_days()).spans(shut.date)
    assert plan_calendar(hours, official_days(), [shut]).spans(shut.date) == ()
