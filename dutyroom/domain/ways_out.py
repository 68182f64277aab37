"""Ways out: how a complaint, a call or a limit leaves the desk without what the plan asks of it having been done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from dutyroom.lang import N_
from dutyroom.lang import gettext as _

if TYPE_CHECKING:
    from dutyroom.domain.plan.plan import Plan

WAYS = {
    "withdrawn": N_("撤回"), "waived": N_("免除"), "joined": N_("并入"), "unreached": N_("联系不上"), "anonymous": N_("匿名"),
    "lowered": N_("降级"), "moved": N_("改接报时间"), "rejudged": N_("改判时限"),
}  # fmt: skip
"""Each way with what people call it, in the order in which they are told."""

ACTS = {
    "complaint.withdraw": "withdrawn", "complaint.waive": "waived", "call.join": "joined", "complaint.reply": "",
    "complaint.level": "", "complaint.correct": "", "complaint.rejudge": "rejudged",
}  # fmt: skip
"""The acts by which one is taken; "" where that depends on what was said."""


def way_out(act: str, values: Mapping[str, Any], plan: Plan) -> str:
    """Which way out an entry of the record is, "" for none; ``values`` as the record keeps them, ``plan`` the complaint's."""
    if act == "complaint.reply":
        told = str(values.get("way") or "")
        return told if told in WAYS else ""
    if act == "complaint.level":
        before = (values.get("_was") or {}).get("level")
        return "lowered" if before and lowers(plan, str(before), str(values.get("level"))) else ""
    if act == "complaint.correct":
        # With the receipt go the limits, and the month in which the case counts.
        return "moved" if values.get("received") else ""
    return ACTS.get(act, "")


def lowers(plan: Plan, before: str, after: str) -> bool:
    """Whether ``after`` is the lighter level of the two."""
    heavy, light = plan.level(before), plan.level(after)
    return heavy is not None and light is not None and light.rank > heavy.rank


def way_name(way: str) -> str:
    """What people call it."""
    return _(WAYS[way])
