"""逐级通知: who is to be told, in which order, and when the next is called instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dutyroom.domain.plan.organisation import StandIn
    from dutyroom.domain.plan.plan import Plan

FAILED = ("no_answer", "busy")
"""Results of a call by which nobody was reached."""


@dataclass(frozen=True, slots=True)
class Try:
    """One call to a person of the chain."""

    person: str
    at: datetime
    result: str


def chain(plan: Plan, lead: str = "") -> tuple[str, ...]:
    """The roles to be told, in order: who leads the handling, then who decides on activation, each with who stands in."""
    order: list[str] = []
    for code in (lead, *plan.roles_for("emergency.activate")):
        role = plan.role(code)
        if role is not None:
            order += [code, *role.succession]
    return tuple(dict.fromkeys(order))


def not_reached(failed: Sequence[datetime], rule: StandIn | None) -> bool:
    """Whether calls that all failed are enough for the next to act: so many within so many minutes, one without a rule.

    ``failed`` are the moments of the calls since the person was last reached, newest first.
    """
    if rule is None:
        return bool(failed)
    span, need = timedelta(minutes=rule.minutes), rule.failed_calls
    return any(failed[i] - failed[i + need - 1] <= span for i in range(len(failed) - need + 1))


def failures(person: str, tries: Sequence[Try]) -> tuple[datetime, ...]:
    """The calls to ``person`` that failed since the last one that did not, newest first."""
    found: list[datetime] = []
    for each in sorted((each for each in tries if each.person == person), key=lambda each: each.at, reverse=True):
        if each.result not in FAILED:
            break
        found.append(each.at)
    return tuple(found)


def passed(person: str, tries: Sequence[Try], rule: StandIn | None, away: bool = False) -> bool:
    """Whether the next in the chain is to be called instead of ``person``."""
    return away or not_reached(failures(person, tries), rule)


def next_to_call(people: Sequence[str], tries: Sequence[Try], rule: StandIn | None, away: Mapping[str, bool]) -> int:
    """The place in ``people`` of who is to be called now.

    -1 once somebody was reached, and in an empty chain. When all were called in vain, whoever was called longest ago.
    """
    if not people or any(each.result == "reached" for each in tries):
        return -1
    for place, person in enumerate(people):
        if not passed(person, tries, rule, away.get(person, False)):
            return place
    last = {person: max((each.at for each in tries if each.person == person), default=None) for person in people}
    never = [place for place, person in enumerate(people) if last[person] is None]
    if never:
        return never[0]
    return min(range(len(people)), key=lambda place: last[people[place]])  # type: ignore[arg-type, return-value]
