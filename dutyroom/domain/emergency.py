"""The stages of an emergency: 报告 → 研判 → 启动（或不启动）→ 处置 → 终止申请 → 终止 → 总结."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Literal

from dutyroom.domain.errors import Refusal
from dutyroom.domain.records import KINDS
from dutyroom.lang import gettext as _

if TYPE_CHECKING:
    from dutyroom.domain.plan.plan import Plan

Stage = Literal["reported", "assessed", "responding", "end_requested", "ended", "reviewed", "finished", "declined"]

# (stage, act) → next stage. The picture in the docs and the tests are made from this table.
TRANSITIONS: dict[tuple[str, str], Stage] = {
    ("", "emergency.report"): "reported",
    ("reported", "emergency.propose"): "assessed",
    ("assessed", "emergency.activate"): "responding",
    ("assessed", "emergency.decline"): "declined",
    ("responding", "emergency.request_end"): "end_requested",
    ("responding", "emergency.cancel"): "ended",
    ("end_requested", "emergency.decide_end:refuse"): "responding",
    ("end_requested", "emergency.decide_end:approve"): "ended",
    ("ended", "review.write"): "reviewed",
    ("reviewed", "review.write"): "reviewed",
    ("reviewed", "emergency.finish"): "finished",
}

BEFORE: frozenset[str] = frozenset({"reported", "assessed"})
"""Stages before anybody has decided whether the plan is activated."""

RUNNING: frozenset[str] = frozenset({"responding", "end_requested"})
"""Stages in which the room is in emergency mode."""

WHOLE = "*"
"""The place of a figure that is the total of all places."""

GRADES = "ⅠⅡⅢⅣ"
"""Response levels (响应级别), the gravest first; an event that has none stands behind them."""

TERMINATED: frozenset[str] = frozenset({"ended", "reviewed", "finished", "declined"})
"""Stages in which what flares up again is a new event, linked to this one."""

COMMAND = "command"
"""``Decision.gate`` of a change of command; its witness is the person who hands over and signs too."""

OVER: frozenset[str] = frozenset({"finished", "declined"})
"""Stages that no act leaves."""

_OPEN = frozenset({"reported", "assessed", "responding", "end_requested", "ended", "reviewed"})
# What was begun while responding may be brought to its end after the termination, until the event is finished.
_SINCE_ACTIVATION = _OPEN - BEFORE

WITHIN: dict[str, frozenset[str]] = {
    "emergency.join": _OPEN,
    "emergency.leave": _OPEN,
    "emergency.recuse": _OPEN,
    "emergency.fact": _OPEN,
    "emergency.report_up": _OPEN,
    "wording.set": _OPEN,
    # The final report may go out after the room is back to normal.
    "emergency.inform": _OPEN | {"finished"},
    "opinion.add": _OPEN,
    "emergency.response": RUNNING,
    "emergency.command": RUNNING,
    "emergency.sign": _OPEN | OVER,
    "workstream.add": RUNNING,
    "workstream.stand_down": RUNNING,
    "task.add": RUNNING,
    "task.assign": _SINCE_ACTIVATION,
    "task.done": _SINCE_ACTIVATION,
    "statement.draft": _SINCE_ACTIVATION,
    "statement.edit": _SINCE_ACTIVATION,
    "statement.check": _SINCE_ACTIVATION,
    "statement.approve": _SINCE_ACTIVATION,
    "statement.publish": _SINCE_ACTIVATION,
    "solution.submit": _SINCE_ACTIVATION,
    "solution.edit": _SINCE_ACTIVATION,
    "solution.decide": _SINCE_ACTIVATION,
    "measure.carry_out": _SINCE_ACTIVATION,
    "emergency.offer_command": RUNNING,
    "emergency.concur": _OPEN,
    "emergency.ask": _OPEN,
    "request.answer": _OPEN,
    "emergency.decide": _OPEN,
    "decision.withdraw": _OPEN,
    "emergency.instruct": _OPEN,
    # What a leader asked for is followed to its end, whatever becomes of the event.
    "instruction.report": _OPEN | OVER,
    "instruction.chase": _OPEN | OVER,
    "instruction.done": _OPEN | OVER,
    "emergency.confer": _OPEN,
    "conference.minutes": _OPEN | OVER,
    "sitrep.draft": _OPEN,
    "sitrep.edit": _OPEN,
    "sitrep.approve": _OPEN,
    "sitrep.send": _OPEN,
    "notice.chase": _SINCE_ACTIVATION,
    "review.improve": frozenset({"ended", "reviewed", "finished"}),
    "evidence.add": RUNNING,
    "notice.receipt": _SINCE_ACTIVATION,
    "task.offer": _SINCE_ACTIVATION,
    "task.accept": _SINCE_ACTIVATION,
    "task.decline": _SINCE_ACTIVATION,
    "measure.assign": _SINCE_ACTIVATION,
    "opinion.watch": _OPEN,
    # What is kept on record is begun from the report on; a dispute, a hold or a promise outlives the event.
    **{kind.add: _OPEN for kind in KINDS.values() if kind.code not in ("customer", "promise")},
    **{move: _OPEN | OVER for kind in KINDS.values() for move in kind.moves},
}
"""Acts that leave the stage as it is, and the stages in which they have a place."""

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


def gravity(stage: str, response: str, reported: datetime) -> tuple[int, int, datetime]:
    """Sorts events, the gravest first: what runs before what waits for a decision, and that before what has ended (a false
    start that was cancelled, too); then by response level; then who has waited longest."""
    place = 0 if stage in RUNNING else 2 if stage in TERMINATED else 1
    return place, GRADES.index(response) if response else len(GRADES), reported


def next_stage(stage: str, step: str) -> Stage:
    """The stage after ``step`` (an act's name, with ``:outcome`` for a decision).

    Raises Refusal ``wrong_stage`` when the act has no place in this stage.
    """
    try:
        return TRANSITIONS[stage, step]
    except KeyError:
        raise _out_of_place(stage) from None


def check_within(stage: str, act: str) -> None:
    """Raises Refusal ``wrong_stage`` unless ``act``, which changes no stage, has a place in this one."""
    if stage not in WITHIN[act]:
        raise _out_of_place(stage)


def why_not(stage: str, act: str) -> str:
    """"" when ``act`` has a place in this stage, whatever its outcome; else why not, in words for the screen."""
    if any(at == stage and step.partition(":")[0] == act for at, step in TRANSITIONS):
        return ""
    return "" if stage in WITHIN.get(act, frozenset()) else _out_of_place(stage).message


def stage_name(stage: str) -> str:
    """The stage in words, in the language in force."""
    names = {
        "reported": _("已报告，待研判"),
        "assessed": _("已提请启动，待决定"),
        "responding": _("处置中"),
        "end_requested": _("已申请终止，待决定"),
        "ended": _("已终止，待总结"),
        "reviewed": _("已总结"),
        "finished": _("已恢复正常"),
        "declined": _("不启动"),
    }
    return names.get(stage, "")


def behind(plan: Plan, role: str, leader: str) -> bool:
    """Whether ``role`` stands in line behind ``leader``: it may act for the leader, never beside the leader."""
    first = plan.role(leader)
    return first is not None and role != leader and role in first.succession


def _out_of_place(stage: str) -> Refusal:
    return Refusal(
        "wrong_stage",
        _("事件现在的阶段是「{stage}」，不能办这一项。").format(stage=stage_name(stage)),
        _("请刷新后查看现在要做的事。"),
    )
