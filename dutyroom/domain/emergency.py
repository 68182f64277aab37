"""The stages of an emergency: 报告 → 研判 → 启动（或不启动）→ 处置 → 终止申请 → 终止 → 总结."""

from __future__ import annotations

from typing import Literal

from dutyroom.domain.errors import Refusal

Stage = Literal["reported", "assessed", "responding", "end_requested", "ended", "reviewed", "finished", "declined"]

# (stage, act) → next stage. The picture in the docs and the tests are made from this table.
TRANSITIONS: dict[tuple[str, str], Stage] = {
    ("", "emergency.report"): "reported",
    ("reported", "emergency.propose"): "assessed",
    ("assessed", "emergency.activate"): "responding",
    ("assessed", "emergency.decline"): "declined",
    ("responding", "emergency.request_end"): "end_requested",
    ("end_requested", "emergency.decide_end:refuse"): "responding",
    ("end_requested", "emergency.decide_end:approve"): "ended",
    ("ended", "review.write"): "reviewed",
    ("reviewed", "review.write"): "reviewed",
    ("reviewed", "emergency.finish"): "finished",
}

RUNNING: frozenset[str] = frozenset({"responding", "end_requested"})
"""Stages in which the room is in emergency mode."""

OVER: frozenset[str] = frozenset({"finished", "declined"})
"""Stages that no act leaves."""

RAIL: tuple[tuple[str, str], ...] = (
    ("reported", "报告"),
    ("assessed", "研判"),
    ("activated", "启动"),
    ("responding", "处置"),
    ("end_requested", "终止申请"),
    ("ended", "终止"),
    ("reviewed", "总结"),
)
"""The stops shown on the stage rail, with their Chinese source texts."""


def next_stage(stage: str, step: str) -> Stage:
    """The stage after ``step`` (an act's name, with ``:outcome`` for a decision).

    Raises Refusal ``wrong_stage`` when the act has no place in this stage.
    """
    try:
        return TRANSITIONS[stage, step]
    except KeyError:
        raise Refusal("wrong_stage", f"{stage}:{step}") from None
