"""The engine against the oracle: random organisations, schedules, own days, pauses and zones, all five units."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from dutyroom.domain.clock.calendar import Calendar, DayException, OfficialDay, WeeklyHours
from dutyroom.domain.clock.due import (
    Pause,
    due_moment,
    explain,
    next_opening,
    working_days_left,
    working_seconds_between,
)
from dutyroom.domain.clock.spans import parse_hours, write_hours
from dutyroom.domain.clock.units import UNITS
from dutyroom.domain.errors import Refusal
from tests.domain import oracle
from tests.domain.oracle import Unanswerable, World, judge

# Where and when: National Day, year's ends, and clock changes (New York at 02:00, Lord Howe by half an hour, Santiago
# at midnight).
_ORDINARY = [
    ("Asia/Shanghai", date(2026, 9, 28)),
    ("Asia/Shanghai", date(2026, 12, 28)),
    ("UTC", date(2026, 3, 1)),
]
_YEARS_ENDS = [("Asia/Shanghai", date(2026, 12, 18)), ("Asia/Kathmandu", date(2026, 12, 19))]
_CHANGES = [
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("America/Santiago", date(2026, 4, 5)),
    ("America/Santiago", date(2026, 9, 6)),
]
_SLOW = settings(suppress_health_check=list(HealthCheck))
# Its own corner each; the first question is asked of everything.
_FEWER = settings(_SLOW, max_examples=settings.default.max_examples // 2)
_DAY = 1440


# One grid for a whole question, mostly coarse: then starts, spans, pauses and deadlines meet on the same instants,
# and that is where mistakes live.
_grids = st.sampled_from([360, 180, 60, 60, 30, 1])


def _minutes(grid: int):
    return st.integers(0, _DAY // grid).map(lambda number: number * grid)


@st.composite
def _spans(draw, grid, may_be_closed=True):
    edges = sorted(draw(st.lists(_minutes(grid), min_size=0 if may_be_closed else 2, max_size=6)))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    spans = tuple((begin * 60, end * 60) for begin, end in pairs if begin < end)
    return spans if spans or may_be_closed else ((32400, 64800),)


@st.composite
def _worlds(draw, zone: str, around: date, grid: int, weekend: bool):
    office = draw(_spans(grid, may_be_closed=False))
    week = tuple(
        draw(st.one_of(st.just(office), _spans(grid)))
        if day < 5
        else draw(st.one_of(st.just(()), _spans(grid)))
        for day in range(7)
    )
    near = st.integers(-8, 45).map(lambda days: around + timedelta(days=days))
    schedules = {}
    for year in draw(st.sets(st.sampled_from([around.year, around.year + 1, around.year + 2]))):
        days = draw(st.dictionaries(near, st.booleans(), max_size=12))
        belongs = {
            d: off for d, off in days.items() if d.year == year or (d.year == year - 1 and d.month == 12)
        }
        schedules[year] = {date(year, 1, 1): True, **belongs}
    own = draw(st.dictionaries(near, st.tuples(st.booleans(), st.none() | _spans(grid, False)), max_size=5))
    return World(zone, week, draw(st.one_of(st.just(week[0]), _spans(grid))), schedules, own)


@st.composite
def _questions(draw, times=(*_ORDINARY, *_YEARS_ENDS, *_CHANGES), weekend=False, grids=_grids):
    zone, first = draw(st.sampled_from(times))
    day = first + timedelta(days=draw(st.integers(-2, 1)))
    grid = draw(grids)
    world = draw(_worlds(zone, day, grid, weekend))
    start = draw(_edges(world, day, grid))
    pauses = []
    for _ in range(draw(st.sampled_from([0, 0, 1, 2, 3]))):
        edges = [draw(_edges(world, day, grid)), draw(_edges(world, day, grid))]
        pauses.append((min(edges), max(edges)))
    return world, start, tuple(pauses)


@st.composite
def _edges(draw, world: World, near: date, grid: int):
    """A moment within days of `near`, often where the organisation opens or closes."""
    day = near + timedelta(days=draw(st.integers(-1, 8)))
    edges = [edge // 60 for span in world.week[day.weekday()] for edge in span]
    minute = draw(st.sampled_from(edges)) if edges and draw(st.booleans()) else draw(_minutes(grid))
    return _moment(world.zone, day, minute)


def _moment(zone: str, day: date, minute: int) -> datetime:
    return (datetime.combine(day, time(), ZoneInfo(zone)) + timedelta(minutes=minute)).astimezone(UTC)


def calendar_of(world: World) -> Calendar:
    official = {
        year: [OfficialDay(day, "节", off) for day, off in days.items()]
        for year, days in world.schedules.items()
    }
    own = [DayException(day, is_open, "本行", spans) for day, (is_open, spans) in world.own.items()]
    return Calendar(world.zone, WeeklyHours(*world.week, make_up=world.make_up), official, own)


_AMOUNTS = {
    "minutes": 3000, "hours": 60, "calendar_days": 30, "working_hours": 30, "working_days": 20,
    "months": 9, "by_close": 20, "by_time": 1439,
}  # fmt: skip

_SHANGHAI = World("Asia/Shanghai", (((32400, 86400),),) * 5 + ((),) * 2, ((32400, 86400),))


def _agrees(question, unit: str, amount: int, business_end: bool, pause_at_due: int = 0) -> None:
    world, start, intervals = question
    amount = min(amount, _AMOUNTS[unit])
    try:
        if pause_at_due:
            # A pause that touches the deadline, or one that takes it in.
            at = judge(world, start, unit, amount, intervals, business_end).at
            hours = timedelta(hours=pause_at_due)
            intervals = (*intervals, (min(at, at + hours), max(at, at + hours)))
        expected = judge(world, start, unit, amount, intervals, business_end)
    except Unanswerable:
        assume(False)
    calendar = calendar_of(world)
    pauses = [Pause(begin, end, "等待") for begin, end in intervals]
    due = due_moment(calendar, start, unit, amount, pauses, business_end)
    assert (due.at, due.provisional) == (expected.at, expected.provisional)
    days = explain(calendar, start, unit, amount, pauses, business_end)
    assert tuple(day.date for day in days if day.counted) == expected.counted
    assert days[0].date == calendar.local(start).date()
    if unit in ("minutes", "hours", "working_hours"):
        assert sum(day.seconds for day in days) == amount * (60 if unit == "minutes" else 3600)


@_SLOW
@example((_SHANGHAI, datetime(2026, 10, 1, 16, tzinfo=UTC), ()), "working_days", 1, True, 0)
@example((_SHANGHAI, datetime(2026, 10, 1, 16, tzinfo=UTC), ()), "calendar_days", 1, False, 0)
@given(
    _questions(),
    st.sampled_from(UNITS),
    st.integers(1, 6) | st.integers(1, 60),
    st.booleans(),
    st.sampled_from([0, 0, 1, 30, -1]),
)
def test_agrees_with_the_oracle(question, unit, amount, business_end, pause_at_due) -> None:
    _agrees(question, unit, amount, business_end, pause_at_due)


@_FEWER
@given(
    _questions(_CHANGES, weekend=True, grids=st.sampled_from([120, 60, 30, 15, 1])),
    st.sampled_from(["working_hours", "working_days", "calendar_days"]),
    st.integers(1, 40),
    st.booleans(),
)
def test_agrees_where_clocks_change(question, unit, amount, business_end) -> None:
    _agrees(question, unit, amount if unit == "working_hours" else min(amount, 3), business_end)


@_FEWER
@given(
    _questions(_YEARS_ENDS),
    st.sampled_from(["working_hours", "working_days", "calendar_days"]),
    st.integers(1, 5),
)
def test_agrees_on_what_is_provisional(question, unit, amount) -> None:
    _agrees(question, unit, amount, True)


@pytest.mark.whole
@settings(_SLOW, max_examples=settings.default.max_examples // 5)
@given(_questions(), st.integers(0, 59), st.sampled_from(["minutes", "working_hours"]), st.integers(1, 50))
def test_seconds_are_kept(question, second, unit, pause) -> None:
    world, start, _pauses = question
    start += timedelta(seconds=second)
    stop = (start + timedelta(seconds=7), start + timedelta(seconds=7 + pause))
    try:
        expected = judge(world, start, unit, 1, (stop,), step=1)
    except Unanswerable:
        assume(False)
    assert due_moment(calendar_of(world), start, unit, 1, [Pause(*stop, "等待")]).at == expected.at


@_FEWER
@given(_questions(), st.integers(0, 4 * _DAY))
def test_working_time_agrees_tick_by_tick(question, minutes) -> None:
    world, start, _pauses = question
    calendar = calendar_of(world)
    ticks = [start + timedelta(minutes=n) for n in range(minutes)]
    opened = [tick for tick in ticks if oracle._open(world, tick)]
    end = start + timedelta(minutes=minutes)
    assert working_seconds_between(calendar, start, end) == 60 * len(opened)
    assert working_seconds_between(calendar, end, start) == -60 * len(opened)
    if opened:
        assert next_opening(calendar, start) == opened[0]


@_FEWER
@given(_questions(), st.data())
def test_working_days_left_are_the_days_ahead(question, data) -> None:
    world, now, _pauses = question
    due = data.draw(_edges(world, oracle._day(world, now) + timedelta(days=9), 60))
    day, last, ahead = oracle._day(world, now), oracle._day(world, due - timedelta(seconds=1)), 0
    while day < last:
        day += timedelta(days=1)
        ahead += bool(oracle._spans(world, day))
    assert working_days_left(calendar_of(world), now, due) == ahead


@st.composite
def _nights(draw):
    """A world whose every working day goes over midnight, after the hours of the day or alone."""
    begins, ends = draw(st.sampled_from([20, 22, 23])), draw(st.sampled_from([2, 6, 8]))
    day = draw(st.sampled_from([(), ((9 * 3600, 12 * 3600),), ((8 * 3600, 18 * 3600),)]))
    spans = (*day, (begins * 3600, (24 + ends) * 3600))
    week = tuple(spans if weekday < 5 or draw(st.booleans()) else () for weekday in range(7))
    schedules = {2026: {date(2026, 1, 1): True, date(2026, 10, 1): True, date(2026, 10, 2): True}}
    return World("Asia/Shanghai", week, spans, schedules, {})


@given(
    world=_nights(), minute=st.integers(0, 10 * 48).map(lambda half: half * 30), amount=st.integers(1, 20),
    unit=st.sampled_from([unit for unit in UNITS if unit not in ("minutes", "hours")]),
)  # fmt: skip
@settings(_SLOW, max_examples=settings.default.max_examples // 5)
def test_hours_that_go_over_midnight_belong_to_the_day_they_begin_on(world, minute: int, amount: int, unit: str) -> None:
    start = datetime(2026, 9, 25, tzinfo=ZoneInfo("Asia/Shanghai")) + timedelta(minutes=minute)
    amount = min(amount, _AMOUNTS[unit])
    calendar, expected = calendar_of(world), judge(world, start, unit, amount, step=1800)
    assert due_moment(calendar, start, unit, amount).at == expected.at
    assert calendar.is_open(start) == oracle._open(world, start)
    lines = explain(calendar, start, unit, amount)
    if unit == "working_hours":
        assert sum(line.seconds for line in lines) == amount * 3600
    else:
        counted = [line.date for line in lines if line.counted]
        assert counted[-1] == expected.counted[-1]
        assert len(counted) == (1 if unit == "by_time" else len(expected.counted))


@pytest.mark.parametrize("hours", ["22:00-06:00", "09:00-12:00,22:00-02:00"])
def test_hours_over_midnight_are_read_and_written_as_people_do(hours: str) -> None:
    assert write_hours(parse_hours(hours)) == hours


def test_a_night_that_runs_into_the_next_day_is_refused() -> None:
    with pytest.raises(Refusal, match="重叠"):
        WeeklyHours(monday=parse_hours("22:00-06:00"), tuesday=parse_hours("05:00-12:00"))
