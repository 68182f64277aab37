"""The course of a case's limits against the oracle, over random lives: levels to and fro, receipts corrected, deeds done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dutyroom.domain.clock.calendar import Calendar, WeeklyHours
from dutyroom.domain.clock.clock import ClockSpec, Moments
from dutyroom.domain.clock.course import Case, align
from dutyroom.domain.clock.spans import parse_hours
from dutyroom.domain.plan.reader import read_plan
from dutyroom.settings.official import official_days
from dutyroom.settings.plans import pack_names, pack_text
from tests import whole
from tests.domain.life import Fact, Limit, replay
from tests.domain.oracle import World

HOURS = "09:00-12:00,13:30-17:30"
WEEK = parse_hours(HOURS)
CALENDAR = Calendar("Asia/Shanghai", WeeklyHours.weekdays(WEEK), official_days())
WORLD = World(
    "Asia/Shanghai", (*(WEEK,) * 5, (), ()), WEEK,
    {year: {day.date: day.is_off_day for day in days} for year, days in official_days().items()},
)  # fmt: skip
REPORT_UP = Limit("report_up", {"urgent": ("minutes", 15), "important": ("minutes", 30)}, at_once=True, again=True)
REPLY = Limit("reply", {"urgent": ("working_days", 1), "important": ("working_days", 3), "normal": ("working_days", 5)})
LEVELS = {"report_up": ("urgent", "important", "normal"), "reply": ("urgent", "important", "normal")}


def of_packs() -> list[Limit]:
    """Every limit of the nine plans that counts from the receipt or from the level, once for each way in which it differs."""
    found: dict[str, Limit] = {}
    for name in pack_names():
        plan = read_plan(pack_text(name), name)
        levels = tuple(each.code for each in plan.levels)
        for code in dict.fromkeys(spec.code for spec in plan.clocks):
            specs = [spec for spec in plan.clocks if spec.code == code]
            if any(spec.start not in ("received", "level") or spec.customer_time or spec.restarting for spec in specs):
                continue
            by_level = {each: (spec.unit, spec.amount) for each in levels for spec in specs if spec.applies(each)}
            # One that the oracle can tell the graver level by: in one unit.
            if len({unit for unit, _amount in by_level.values()}) == 1:
                key = f"{name}-{code}"
                found[key] = Limit(key, by_level, at_once=specs[0].start == "level", again=specs[0].kind == "report_up")
                LEVELS[key] = levels
    return list(found.values())


BORN = datetime(2026, 9, 30, 8, 50, tzinfo=UTC)


@dataclass
class Ran:
    id: int
    code: str
    unit: str
    amount: int
    start: datetime
    due: datetime
    provisional: bool = False
    warn: datetime | None = None
    met_at: datetime | None = None
    verdict: str = "running"
    waived_by: str = ""
    clause: str = ""
    source: str = "plan"


def specs_of(limit: Limit) -> list[ClockSpec]:
    start = "level" if limit.at_once else "received"
    kind = "report_up" if limit.again else limit.code
    return [
        ClockSpec(limit.code, kind, limit.code, limit.code, unit, amount, start, levels=(level,))
        for level, (unit, amount) in limit.by_level.items()
    ]  # fmt: skip


class Life:
    """One case of which facts are told one after the other, as the services tell them."""

    def __init__(self, limit: Limit) -> None:
        self.specs = specs_of(limit)
        self.runs: list[Ran] = []
        self.moves: dict[int, list[tuple[datetime, datetime]]] = {}
        self.received: datetime | None = None
        self.levels: list[tuple[str, datetime | None]] = []

    def tell(self, fact: Fact) -> None:
        entered, what, value = fact
        if what == "received":
            assert isinstance(value, datetime)
            self.received = value
        elif what == "level":
            self.levels.append((str(value), entered if self.levels else None))
        else:
            for run in self.runs:
                if run.verdict == "running":
                    run.met_at, run.verdict = entered, "met" if entered <= run.due else "breached"
            return
        if not self.levels or self.received is None:
            return
        levels = tuple((level, at or self.received) for level, at in self.levels)
        case = Case(Moments(self.received, levels=levels))
        before = {run.id: run.due for run in self.runs}
        begun = list(
            align(self.specs, case, self.runs, CALENDAR, entered, lambda _run: (), lambda run: self.moves.get(run.id, ()))
        )
        for run in self.runs:
            if run.due != before[run.id]:
                self.moves.setdefault(run.id, []).append((entered, before[run.id]))
        for each in begun:
            spec = each.spec
            self.runs.append(Ran(len(self.runs), spec.code, spec.unit, spec.amount, each.start, each.due.at))


def told(facts: list[Fact], limit: Limit) -> list[tuple[str, datetime]]:
    life = Life(limit)
    for fact in facts:
        life.tell(fact)
    late = {"breached": lambda run: "late" if run.met_at is None else "breached"}
    return [(late.get(run.verdict, lambda one: one.verdict)(run), run.due) for run in life.runs]


@st.composite
def lives(draw: st.DrawFn, levels: tuple[str, ...] = LEVELS["reply"]) -> list[Fact]:
    now = BORN
    facts: list[Fact] = [(now, "received", now - timedelta(minutes=draw(st.integers(0, 90))))]
    facts.append((now, "level", draw(st.sampled_from(levels))))
    gaps = st.sampled_from([0, 0, 1, 5, 14, 15, 16, 29, 31, 60, 1440, 4320])
    for _each in range(draw(st.integers(0, 9))):
        # No two at the very same instant: which came first is then not told.
        now += timedelta(minutes=draw(gaps), seconds=1)
        what = draw(st.sampled_from(["level", "level", "level", "received", "done"]))
        if what == "level":
            facts.append((now, what, draw(st.sampled_from(levels))))
        elif what == "received":
            facts.append((now, what, BORN - timedelta(minutes=draw(st.integers(-40, 120)))))
        else:
            facts.append((now, what, None))
    # A receipt lies before it is entered, and a level is set to another one.
    return [fact for fact in facts if fact[1] != "received" or fact[2] <= fact[0]]  # type: ignore[operator]


def minutes(*steps: tuple[int, str, object]) -> list[Fact]:
    """A life from 16:50 on: each step at so many minutes after the receipt."""
    start: list[Fact] = [(BORN, "received", BORN)]
    return start + [(BORN + timedelta(minutes=at), what, value) for at, what, value in steps]


@pytest.mark.whole
@pytest.mark.parametrize("limit", of_packs(), ids=lambda limit: limit.code)
@given(data=st.data())
@settings(max_examples=400)
def test_any_life_under_any_of_the_nine_plans(limit: Limit, data: st.DataObject) -> None:
    facts = data.draw(lives(LEVELS[limit.code]))
    assert told(facts, limit) == [(run.state, run.due) for run in replay(WORLD, limit, facts)]


@pytest.mark.parametrize("limit", [REPORT_UP, REPLY], ids=lambda limit: limit.code)
@given(facts=lives())
@example(minutes((0, "level", "important"), (5, "level", "normal"), (6, "level", "urgent")))
@example(minutes((0, "level", "normal"), (4320, "level", "urgent"), (4321, "level", "normal"), (4330, "level", "urgent")))
@example(minutes((0, "level", "urgent"), (30, "level", "normal"), (40, "level", "urgent")))
@settings(max_examples=3_000 if whole.RUNS else 60)
def test_any_life_has_the_limits_that_its_history_gives(limit: Limit, facts: list[Fact]) -> None:
    assert told(facts, limit) == [(run.state, run.due) for run in replay(WORLD, limit, facts)]


@given(facts=lives())
@settings(max_examples=3_000 if whole.RUNS else 60)
def test_an_open_case_has_what_its_level_orders(facts: list[Fact]) -> None:
    """Whatever happened before: what is to be reported at once runs, or was reported as just as grave."""
    life, gravest, ahead = Life(REPORT_UP), 99, dict[int, datetime]()
    for fact in facts:
        before = [(run.verdict, run.due) for run in life.runs]
        life.tell(fact)
        for (verdict, due), run in zip(before, life.runs, strict=False):
            assert verdict != "met" or run.verdict == "met", "a verdict changed"
            stood = ahead.get(run.id, due)
            assert not (verdict == "running" and fact[0] > stood and run.due > stood), "a moment that had passed was moved"
            # What a correction sets into the past nobody had before them.
            ahead[run.id] = run.due if run.due != due and run.due >= fact[0] else stood
        if not life.levels:
            continue
        orders = REPORT_UP.by_level.get(life.levels[-1][0])
        if fact[1] == "done" and any(verdict == "running" for verdict, _due in before) and orders:
            gravest = min(gravest, orders[1])
        if orders:
            assert any(run.verdict == "running" for run in life.runs) or gravest <= orders[1], "nothing is owed"


@given(facts=lives(), at=st.integers(0, 8))
@settings(max_examples=3_000 if whole.RUNS else 60)
def test_facts_told_at_one_moment_may_come_in_any_order(facts: list[Fact], at: int) -> None:
    place = 2 + at
    if place >= len(facts) or facts[place][1] == "done":
        return
    now = facts[place][0]
    mine: list[Fact] = [(now, "level", "urgent"), (now, "received", BORN - timedelta(minutes=70))]
    before = facts[:place]
    assert len({tuple(told([*before, *order], REPLY)) for order in permutations(mine)}) == 1


def test_the_oracle_knows_nothing_of_the_program() -> None:
    import ast
    from pathlib import Path

    for name in ("life", "oracle"):
        tree = ast.parse(Path(__file__).with_name(f"{name}.py").read_text(encoding="utf-8"))
        imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        imported |= {each.name for node in ast.walk(tree) if isinstance(node, ast.Import) for each in node.names}
        assert not [each for each in imported if str(each).startswith("dutyroom")]


