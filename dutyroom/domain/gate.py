"""审批环节: which gates of the plan still stand before an act."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dutyroom.domain.plan.handling import Gate
    from dutyroom.domain.plan.plan import Plan


def closed_gates(plan: Plan, act: str, passed: Collection[str]) -> tuple[Gate, ...]:
    """The plan's gates that block ``act`` and are not in ``passed`` (gate codes decided in favour, for this edition)."""
    return tuple(gate for gate in plan.gates if act in gate.blocks and gate.code not in passed)


def gates_before(plan: Plan, gate: Gate, passed: Collection[str]) -> tuple[Gate, ...]:
    """The gates that must be passed before ``gate`` itself can be decided, and are not."""
    return tuple(each for each in plan.gates if each.code in gate.after and each.code not in passed)


def gate_of(plan: Plan, act: str) -> Gate | None:
    """The plan's gate that ``act`` decides, or None; of several the first."""
    return next((gate for gate in plan.gates if gate.act == act), None)


def gate_applies(gate: Gate, level: str) -> bool:
    """Whether complaints of this level go through the gate; "" for what is no complaint's."""
    return not gate.levels or not level or level in gate.levels


def gates_of(plan: Plan, paper: Any, level: str = "") -> tuple[Gate, ...]:
    """The plan's gates for a paper (``kind`` statement, solution, or paper with the step it belongs to in ``form``)."""
    return tuple(
        gate
        for gate in plan.gates
        if gate.applies_to == paper.kind
        and (paper.kind != "paper" or gate.step == paper.form)
        and gate_applies(gate, level)
    )
