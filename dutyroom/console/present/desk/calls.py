"""Calls that wait, for the person on the telephone: which, since when, who, about what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo

from dutyroom.console.present.cells import fit
from dutyroom.console.present.line import Part
from dutyroom.console.present.safe import one_line
from dutyroom.domain.names import choice_name
from dutyroom.lang import gettext as _
from dutyroom.services.desk.views import CallView


def waiting_lines(
    calls: Sequence[CallView], person: str, now: datetime, zone: tzinfo, width: int, wide: bool
) -> list[list[Part]]:
    """Two lines a call in a panel (`wide`), else one line for all. One that another person has in hand waits for nobody."""
    if not calls:
        return [[(fit(" " + _("没有别的来电在等"), width), "quiet")]]
    talking = {call.number for call in calls if call.state == "open" and call.taken_by != person}
    calls = sorted(calls, key=lambda call: call.number in talking)
    head = _("在等 {n} 通").format(n=len(calls) - len(talking))
    if not wide:
        named = "  ".join(f"{call.number} {_who(call)} {_since(call, now, talking)}" for call in calls)
        return [[(f" {head} ", "soon"), (fit(" " + named, max(width - len(head) * 2 - 2, 8)), "plain")]]
    lines: list[list[Part]] = [[(f" {head} ", "soon")]]
    for call in calls:
        at = f"{call.received.astimezone(zone):%H:%M}"
        lines.append([(f" {call.number} ", "strong"), (f"{at}  {_who(call)}  {_since(call, now, talking)}", "plain")])
        lines.append([(fit("   " + one_line(f"{call.taken_by_name}  {call.summary}"), width), "quiet")])
    return lines


def _who(call: CallView) -> str:
    return choice_name(call.caller) if call.caller else ""


def _since(call: CallView, now: datetime, talking: set[str]) -> str:
    if call.number in talking:
        return _("{who} 通话中").format(who=call.taken_by_name)
    return _("已等 {n} 分钟").format(n=max(int((now - call.received).total_seconds() // 60), 0))
