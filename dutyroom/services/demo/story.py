"""What happens to the demo's complaints: every clock of any plan is met in time, but for a few that are to stay open.

Told moment by moment, so that the duty log and the journal read in the order of time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any

from sqlmodel import select

from dutyroom.domain.clock.calendar import Calendar
from dutyroom.domain.clock.clock import LEVEL_SET, ClockSpec, Moments, due_of
from dutyroom.domain.plan.handling import Step
from dutyroom.domain.plan.plan import Plan
from dutyroom.services.cases.closing import lacking
from dutyroom.services.cases.procedure import applies, obstacles, open_gates, step_blocked, steps_after
from dutyroom.services.clocks.clocks import running, spec_of
from dutyroom.services.demo.bulk import Bulk
from dutyroom.services.demo.sample import Sample, members
from dutyroom.services.gates.on_file import done_steps
from dutyroom.store.rows.cases import CaseClock, Complaint
from dutyroom.store.rows.emergencies import Paper

if TYPE_CHECKING:
    from random import Random

    from dutyroom.services.room.room import Room

_Next = tuple[str, str, dict[str, Any], tuple[str, ...]]
_ON = "on"
"""Not an act: one more step of a case on its way to the close."""
_WAY_OUT = ("complaint.reply", "complaint.close")
_CHUNK = 400
"""Acts in one transaction while the room is filled."""
_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)
_LATE_IN, _SOON_IN, _UNSEEN_IN = 7, 11, 6
"""One case in so many is overdue, is due within the hour, was seen by nobody."""
_MOST = 12
"""At most so many are overdue (and as many due soon): a large board is not a lost one."""


@dataclass(slots=True)
class Case:
    """One complaint of the sample: when received, its form, the clock that nobody meets ("" for none), whether unseen.

    ``finishes``: it is taken step by step to its close.
    """

    received: datetime
    values: dict[str, Any]
    left: str = ""
    unseen: bool = False
    finishes: bool = False
    number: str = ""
    planned: set[int] = field(default_factory=set)


@dataclass(order=True, slots=True)
class _Event:
    at: datetime
    place: int
    act: str = field(compare=False)
    case: Case = field(compare=False)
    values: dict[str, Any] = field(compare=False, default_factory=dict)
    roles: tuple[str, ...] = field(compare=False, default=())


def cases(sample: Sample, count: int, now: datetime, calendar: Calendar) -> list[Case]:
    """``count`` complaints of the ten days before the aware ``now``; a few of them late, soon due, unseen."""
    made = []
    for n in range(count):
        case = Case(sample.receipt(now), sample.complaint())
        late = n % _LATE_IN == 2 and n // _LATE_IN < _MOST
        if late or (n % _SOON_IN == 4 and n // _SOON_IN < _MOST):
            _leave(case, sample, now, calendar, late, n == 2)
        fresh = now - case.received < timedelta(hours=20)
        case.unseen = n % _UNSEEN_IN == 1 and not case.left and fresh
        made.append(case)
    _activate(made, sample.plan, now)
    return made


def _activate(made: list[Case], plan: Plan, now: datetime) -> None:
    """Where a level activates the plan, one case of it came in a moment ago: whoever decides still has time."""
    level = next((each.code for each in plan.levels if each.activates), "")
    case = max((each for each in made if not each.left), key=lambda each: each.received, default=None)
    if level and case is not None:
        case.values["level"], case.received = level, now - 3 * _MINUTE


def closed_cases(sample: Sample, count: int, now: datetime) -> list[Case]:
    """``count`` complaints of the plan's mildest level that came in days ago and are done with by ``now``."""
    level = max(sample.plan.levels, key=lambda each: each.rank).code
    return [
        Case(now - timedelta(days=sample.dice.uniform(3, 9)), {**sample.complaint(), "level": level}, finishes=True)
        for _n in range(count)
    ]


def _leave(case: Case, sample: Sample, now: datetime, calendar: Calendar, late: bool, old: bool) -> None:
    """Moves the receipt so that one clock of the case's level fell due a little ago, or will within the hour."""
    dice: Random = sample.dice
    specs = [each for each in sample.plan.clocks if each.applies(case.values["level"]) and each.start in ("received", LEVEL_SET)]
    dice.shuffle(specs)
    for spec in specs:
        length = _due(spec, now, calendar) - now
        if late:
            # A quick clock is over by minutes, a slow one by hours; only one has been forgotten for days.
            if old and length < 4 * _HOUR:
                continue
            past = 51 * _HOUR if old else min(2 * length, 24 * _HOUR) * dice.uniform(0.05, 0.7) + 2 * _MINUTE
            spans = [(past * 5 / 4, past * 3 / 4), (24 * _HOUR, 2 * _MINUTE)]
        else:
            # (How long ago: negative is still to come.)
            spans = [(-4 * _MINUTE, -55 * _MINUTE)]
        for longest, shortest in spans:
            received = _receipt(spec, calendar, now - longest, now - shortest, now)
            if received is not None:
                case.received, case.left = received, spec.code
                return


def _due(spec: ClockSpec, received: datetime, calendar: Calendar) -> datetime:
    due = due_of(spec, Moments(received), calendar)
    assert due is not None
    return due.at


def _receipt(
    spec: ClockSpec, calendar: Calendar, first: datetime, last: datetime, now: datetime
) -> datetime | None:
    """A receipt within ten days before ``now`` whose clock falls due between ``first`` and ``last``, None if none does."""
    early, late = now - timedelta(days=11, hours=12), now - _MINUTE
    while late - early > _MINUTE / 6:
        middle = early + (late - early) / 2
        due = _due(spec, middle, calendar)
        if first <= due <= last:
            return middle
        early, late = (middle, late) if due < first else (early, middle)
    return None


class Story:
    """Performs the acts of many cases on a founded demo room, in the order of time, until the aware ``now``."""

    def __init__(self, room: Room, sample: Sample, told: list[Case], now: datetime) -> None:
        self._room = room
        self._sample = sample
        self._now = now
        # Whom the room reports to: whoever holds the plan's first role.
        self._leader = next(each.code for each in members(sample.plan) if sample.plan.roles[0].code in each.roles)
        self._to_come: list[_Event] = []
        self._places = 0
        # The shift lead looked round a while ago: the next time is not overdue yet.
        self._round: datetime | None = now - 25 * _MINUTE
        for case in told:
            self._add(case.received, "complaint.register", case, case.values)

    def tell(self) -> None:
        """Everything up to now, in transactions of many acts."""
        while self._to_come:
            with self._room.database.write() as session:
                bulk = Bulk(self._room, session)
                for _n in range(_CHUNK):
                    if self._to_come:
                        self._look_round(bulk, self._to_come[0].at)
                        self._do(bulk, heappop(self._to_come))

    def _look_round(self, bulk: Bulk, at: datetime) -> None:
        """点名 by the shift lead, once, before what happens at ``at``."""
        if self._round is not None and at >= self._round and bulk.may("shift.check", "liwei", at):
            bulk.do("shift.check", "liwei", self._round, "", present=("liwei", "wangmin", "chenjing"))
            self._round = None

    def _add(self, at: datetime, act: str, case: Case, values: dict[str, Any], roles: tuple[str, ...] = ()) -> None:
        if at < self._now:
            self._places += 1
            heappush(self._to_come, _Event(at, self._places, act, case, values, roles))

    def _do(self, bulk: Bulk, event: _Event) -> None:
        case = event.case
        if event.act == _ON:
            self._go_on(bulk, case, event.at)
            return
        actor = actor_for(bulk, event.act, event.roles, event.at)
        if not actor or (case.number and not self._possible(bulk, event)):
            return
        work = bulk.do(event.act, actor, event.at, case.number, **_of(case, event.act, event.values))
        if event.act == "complaint.register":
            case.number = work.subject
            self._everyday(case)
            if case.finishes:
                self._add(event.at + _HOUR, _ON, case, {})
        self._meet(bulk, case, event.at)

    def _everyday(self, case: Case) -> None:
        dice = self._sample.dice
        if not case.unseen:
            self._add(case.received + dice.uniform(0.3, 4) * _MINUTE, "complaint.acknowledge", case, {})
        if dice.random() < 0.75:
            owner = dice.choice(("wangmin", "chenjing", "liwei"))
            self._add(case.received + dice.uniform(4, 30) * _MINUTE, "complaint.assign", case, {"owner": owner})

    @staticmethod
    def _possible(bulk: Bulk, event: _Event) -> bool:
        """Whether the act is still to be done, may be by the plan's procedure, and leaves alone the clock to be left."""
        row, act = bulk.session.get(Complaint, event.case.number), event.act
        assert row is not None
        if row.closed_at is not None:
            return False
        left = spec_of(bulk.plan, event.case.left, row.level)
        value = event.values.get("step") or event.values.get("answer")
        done = {act, f"{act}={value}"}
        if act == "complaint.reply":
            # Whoever is told has been reached.
            done |= {"complaint.contact", "complaint.contact=reached"}
        if left and done & set(left.stop):
            return False
        if act == "complaint.acknowledge":
            return not row.acknowledged_by
        if act == "complaint.step":
            step = next(each for each in bulk.plan.steps if each.code == value)
            return applies(step, row) and not step_blocked(bulk.session, bulk.plan, row, step)
        return not obstacles(bulk.session, bulk.plan, row, act)

    def _go_on(self, bulk: Bulk, case: Case, at: datetime) -> None:
        """The next thing that stands before the close, the close, and what comes after it; a while later the next one."""
        row = bulk.session.get(Complaint, case.number)
        assert row is not None
        if row.status != "closed":
            subject, act, values, roles = self._next(bulk, row)
            actor = actor_for(bulk, act, roles, at) if act else ""
            if actor:
                bulk.do(act, actor, at, subject, **_of(case, act, values))
                self._meet(bulk, case, at)
                self._add(at + self._sample.dice.uniform(5, 40) * _MINUTE, _ON, case, {})

    def _next(self, bulk: Bulk, row: Complaint) -> _Next:
        """(subject, act, values, roles) of what comes next on the way to the end, no act where the demo knows none."""
        plan, number = bulk.plan, row.number
        needed: dict[str, Step] = {}
        if row.closed_at is not None:
            for step in steps_after(plan, row):
                _before(plan, step.code, needed)
            return self._step_or_gate(bulk, row, needed) or (number, "", {}, ())
        followed = {stop for spec in plan.clocks if spec.kind == "follow_up" for stop in spec.stop}
        for step in plan.steps:
            ends = step.act in _WAY_OUT or f"complaint.step={step.code}" in followed
            if applies(step, row) and (ends or step.owed(row.level) or set(step.blocks) & set(_WAY_OUT)):
                _before(plan, step.code, needed)
        found = self._step_or_gate(bulk, row, needed)
        if found is not None:
            return found
        for act, wanted in (("complaint.reply", row.status != "replied"), ("complaint.satisfied", row.satisfied != "satisfied")):
            if wanted and not obstacles(bulk.session, plan, row, act):
                return number, act, self._values(act, ""), ()
        closes = not lacking(bulk.session, plan, bulk.room.calendar_of(bulk.session), row)
        level = plan.level(row.level)
        said = {"text": self._sample.dice.choice(self._sample.words["step"])}
        return number, "complaint.close" if closes else "", said, level.closes if level else ()

    def _step_or_gate(self, bulk: Bulk, row: Complaint, needed: dict[str, Step]) -> _Next | None:
        """The first of these steps that can be done now, else the first gate that a paper of the complaint waits for."""
        plan, number, done = bulk.plan, row.number, done_steps(row)
        for step in needed.values():
            if step.code in done or not applies(step, row) or step_blocked(bulk.session, plan, row, step):
                continue
            if step.act in ("complaint.step", "complaint.classify", "complaint.transfer", "complaint.contact"):
                judged = {step.judges: row.level} if step.judges else {}
                return number, step.act, self._values(step.act, step.code, judged), step.roles
            if step.act == "complaint.level":
                # Judged by whom the plan names, and left as it was registered.
                return number, step.act, self._values(step.act, step.code, {"level": row.level}), step.roles
        for paper in bulk.session.exec(select(Paper).where(Paper.complaint == number, Paper.kind == "paper")).all():
            step = next(each for each in plan.steps if each.code == paper.form)
            gate = next(iter(open_gates(bulk.session, plan, row, step)), None)
            if gate is not None and gate.act == "paper.review":
                return paper.number, gate.act, {"outcome": "pass"}, gate.roles
        return None

    def _meet(self, bulk: Bulk, case: Case, at: datetime) -> None:
        """Plans what ends each clock that has just begun: in time, and before it would be due within the hour."""
        row = bulk.session.get(Complaint, case.number)
        assert row is not None
        for clock in running(bulk.session, case.number):
            if clock.id in case.planned or clock.code == case.left:
                continue
            case.planned.add(clock.id)
            spec = spec_of(bulk.plan, clock.code, row.level)
            then = self._moment(clock, at)
            for place, (act, values, roles) in enumerate(self._ending(bulk.plan, spec) if spec else []):
                self._add(then + place * timedelta(seconds=20), act, case, values, roles)

    def _moment(self, clock: CaseClock, at: datetime) -> datetime:
        dice, now = self._sample.dice, self._now
        then = clock.start + (clock.due - clock.start) * dice.uniform(0.1, 0.6)
        if now <= then and clock.due <= now + _HOUR:
            then = at + (now - at) * dice.uniform(0.5, 0.9)
        return max(then, at + timedelta(seconds=40))

    def _ending(self, plan: Plan, spec: ClockSpec) -> list[tuple[str, dict[str, Any], tuple[str, ...]]]:
        """The acts that meet the clock: what the plan's procedure wants first, then the act itself."""
        if not spec.stop:
            return []
        act, _sign, value = spec.stop[0].partition("=")
        own = [step for step in plan.steps if step.act == act and (act != "complaint.step" or step.code == value)]
        needed: dict[str, Step] = {}
        for code in [code for step in own for code in step.after] + [step.code for step in plan.steps if act in step.blocks]:
            _before(plan, code, needed)
        if act == "complaint.reply" and own:
            # Nobody answers what nobody looked into.
            for step in plan.steps[: plan.steps.index(own[0])]:
                if step.act == "complaint.step" and not (step.after_close or step.if_needed or step.paper):
                    _before(plan, step.code, needed)
        made = [(step.act, self._values(step.act, step.code), step.roles) for step in needed.values()]
        roles = own[0].roles if act == "complaint.step" and own else ()
        return [*made, (act, self._values(act, value), roles)]

    def _values(self, act: str, value: str, known: dict[str, Any] | None = None) -> dict[str, Any]:
        sample = self._sample
        forms: dict[str, dict[str, Any]] = {
            "complaint.step": {"step": value, "text": sample.dice.choice(sample.words["step"])},
            "complaint.contact": {"result": "reached", "text": sample.dice.choice(sample.words["contact"])},
            "complaint.report_up": {"person": self._leader, "result": "reached"},
            "complaint.reply": {"text": sample.dice.choice(sample.words["contact"]), "way": "phone"},
            "complaint.satisfied": {"answer": value or "satisfied"},
            "complaint.transfer": {"unit": sample.unit()},
            "complaint.level": {"reason": sample.dice.choice(sample.words["step"])},
            "complaint.classify": {"category": sample.complaint().get("category")},
        }
        given = {**forms.get(act, {}), **(known or {})}
        return {**given, **sample.own_fields(act, given)}


def _of(case: Case, act: str, values: dict[str, Any]) -> dict[str, Any]:
    """It goes to the unit that it is about, and is of the kind that it was registered as."""
    if act not in ("complaint.transfer", "complaint.classify"):
        return values
    return {**values, **{name: case.values[name] for name in values if name in case.values}}


def _before(plan: Plan, code: str, needed: dict[str, Step]) -> None:
    step = next((each for each in plan.steps if each.code == code), None)
    if step is not None and code not in needed:
        for earlier in step.after:
            _before(plan, earlier, needed)
        needed[code] = step


def actor_for(bulk: Bulk, act: str, roles: tuple[str, ...] = (), at: datetime | None = None) -> str:
    """Who of the demo's people does it: somebody on shift where the plan lets them, else whoever holds an allowed role."""
    everybody = ("wangmin", "liwei", *(each.code for each in members(bulk.plan)))
    able = (each for each in everybody if bulk.may(act, each, at))
    return next((each for each in able if not roles or set(roles) & set(bulk.roles(each, at))), "")
