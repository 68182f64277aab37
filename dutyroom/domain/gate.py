"""审批环节: which gates of the plan still stand before an act."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dutyroom.domain.plan import Gate, Plan


def closed_gates(plan: Plan, act: str, passed: Collection[str]) -> tuple[Gate, ...]:
    """The plan's gates that block ``act`` and are not in ``passed`` (gate codes decided in favour, for this edition)."""
    return tuple(gate for gate in plan.gates if act in gate.blocks and gate.code not in passed)


def gates_before(plan: Plan, gate: Gate, passed: Collection[str]) -> tuple[Gate, ...]:
    """The gates that must be passed before ``gate`` itself can be decided, and are not."""
    return tuple(each for each in plan.gates if each.code in gate.after and each.code not in passed)


def gate_of(plan: Plan, act: str) -> Gate | None:
    """The plan's gate that ``act`` decides, or None."""
    return next((gate for gate in plan.gates if gate.act == act), None)
