"""Walks a plan as a case would: everything that can be done is done, and what never comes to its turn strands somebody.

One walk for each kind of case that the plan tells apart: its level, its round, received in working hours or not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from dutyroom.domain.gate import gate_applies
from dutyroom.domain.plan.handling import Gate, Step
from dutyroom.domain.plan.plan import Plan

DONE_BY = ("complaint.", "paper.", "solution.", "measure.", "group.confirm")
"""Acts on one complaint; only these can be the act of a step."""
ASKS = {
    "emergency.activate": "emergency.propose", "emergency.decide_end": "emergency.request_end",
    "solution.decide": "solution.submit", "statement.check": "statement.draft", "statement.approve": "statement.draft",
    "plan.review": "plan.draft", "plan.approve": "plan.draft",
}  # fmt: skip
"""Which act asks for the decision that another act is."""
_EVENT = (
    "emergency.report", "emergency.propose", "emergency.activate", "emergency.request_end", "emergency.decide_end",
    "review.write", "emergency.finish",
)  # fmt: skip
_OF_CASE = ("solution", "paper")
_SINCE_ACTIVATION = ("statement.", "solution.", "measure.", "task.", "evidence.")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of case that the plan tells apart."""

    level: str
    round_no: int = 1
    off_hours: bool = False


@dataclass(frozen=True, slots=True)
class Walk:
    """How far a case of one kind comes: steps that it has, those that came to their turn, acts and gates possible."""

    kind: Kind
    has: frozenset[str]
    done: frozenset[str]
    acts: frozenset[str]
    gates: frozenset[str]

    @property
    def closed(self) -> bool:
        """Whether it can be closed."""
        return "complaint.close" in self.acts

    def can_stop(self, stop: str) -> bool:
        """Whether what meets a clock (`complaint.reply`, `complaint.step=visit`) can be done at all."""
        act, _sign, value = stop.partition("=")
        return value in self.done if act == "complaint.step" and value else act in self.acts


def kinds(plan: Plan) -> Iterator[Kind]:
    """Every kind of case of the plan."""
    for level in plan.levels:
        for round_no in (1, 2) if plan.second_round else (1,):
            for off_hours in (False, True):
                yield Kind(level.code, round_no, off_hours)


def walk(plan: Plan, kind: Kind, acts: frozenset[str]) -> Walk:
    """The case of that kind taken as far as it can go. ``acts`` are all that somebody may do under the plan."""
    case = _Case(plan, kind)
    # What no step and no gate of the case speaks of can always be done: only the others need to be walked.
    spoken = {act for step in case.steps for act in (step.act, *step.blocks)}
    spoken |= {act for gate in case.gates for act in (gate.act, ASKS.get(gate.act, gate.act), *gate.blocks)}
    spoken = (spoken | {"complaint.close"}) & acts
    case.able = set(acts - spoken)
    while case.goes_on(spoken):
        pass
    return Walk(kind, frozenset(case.has), case.complete, frozenset(case.able), frozenset(case.passed))


class _Case:
    """A case on its way: what was done, written, passed and became possible so far."""

    def __init__(self, plan: Plan, kind: Kind) -> None:
        self.steps = [each for each in plan.steps if each.applies(kind.level, kind.round_no, kind.off_hours)]
        self.gates = [each for each in plan.gates if gate_applies(each, kind.level)]
        self.has = {step.code for step in self.steps}
        self.level = kind.level
        self.done: set[str] = set()
        self.passed: set[str] = set()
        self.able: set[str] = set()

    @property
    def complete(self) -> frozenset[str]:
        """Steps that are done; a paper only when its gates are passed."""
        waiting = {
            gate.step for gate in self.gates if gate.applies_to == "paper" and gate.code not in self.passed
        }
        return frozenset(
            each.code
            for each in self.steps
            if each.code in self.done and not (each.paper and each.code in waiting)
        )

    def goes_on(self, acts: Collection[str]) -> bool:
        """Does all that can be done now; whether that was anything new."""
        before = len(self.done) + len(self.passed) + len(self.able)
        complete = self.complete
        self.able |= {act for act in acts if act not in self.able and self._can(act, complete)}
        self.passed |= {gate.code for gate in self.gates if self._passes(gate)}
        self.done |= {step.code for step in self.steps if self._ready(step)}
        return len(self.done) + len(self.passed) + len(self.able) > before

    def _can(self, act: str, complete: frozenset[str]) -> bool:
        first = {code for step in self.steps if step.act == act != "complaint.step" for code in step.after}
        first |= {step.code for step in self.steps if act in step.blocks}
        if act == "complaint.close":
            first |= {step.code for step in self.steps if step.owed(self.level) and step.act != act and not step.unless}
        if not first & self.has <= complete:
            return False
        if any(
            act in gate.blocks and gate.code not in self.passed
            for gate in self.gates
            if gate.applies_to in _OF_CASE
        ):
            return False
        return act != "complaint.close" or "complaint.reply" in self.able

    def _passes(self, gate: Gate) -> bool:
        if (
            gate.act not in self.able
            or not set(gate.after) <= self.passed
            or ASKS.get(gate.act, gate.act) not in self.able
        ):
            return False
        return gate.applies_to != "paper" or gate.step in self.done or gate.step not in self.has

    def _ready(self, step: Step) -> bool:
        known = {gate.code for gate in self.gates}
        open_gate = step.gate in known and step.gate not in self.passed
        return step.act in self.able and not open_gate and set(step.after) & self.has <= self.complete


def walk_event(plan: Plan, acts: frozenset[str]) -> tuple[str, ...]:
    """The acts of an emergency that never come to their turn, from its report to its end; none when it comes through."""
    passed: set[str] = set()
    able: set[str] = set()
    spoken = {act for gate in plan.gates for act in (gate.act, ASKS.get(gate.act, gate.act), *gate.blocks)}
    acts = acts & (spoken | set(_EVENT))
    while True:
        before = len(passed) + len(able)
        for act in acts:
            at = _EVENT.index(act) if act in _EVENT else -1
            late = act.startswith(_SINCE_ACTIVATION) and "emergency.activate" not in able
            waits = at > 0 and _EVENT[at - 1] not in able
            own = {gate.code for gate in plan.gates if gate.act == act}
            closed = any(
                act in gate.blocks and gate.code not in passed and gate.code not in own for gate in plan.gates
            )
            if (
                not late
                and not waits
                and not closed
                and all(set(gate.after) <= passed for gate in plan.gates if gate.code in own)
            ):
                able.add(act)
        passed |= {
            gate.code for gate in plan.gates
            if gate.act in able and set(gate.after) <= passed and ASKS.get(gate.act, gate.act) in able
        }  # fmt: skip
        if len(passed) + len(able) == before:
            return tuple(act for act in _EVENT if act not in able)
