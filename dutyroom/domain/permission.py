"""Who may do what now: the plan's allowed roles, who holds them, and the reason when it may not be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dutyroom.domain.plan.plan import Plan


@dataclass(frozen=True, slots=True)
class Holding:
    """A person holds a role from–to (``until`` None: until further notice), appointed ``by`` whom.

    ``state``: in_room, on_call, away.
    """

    role: str
    person: str
    since: datetime
    until: datetime | None = None
    state: str = "in_room"
    by: str = ""

    def covers(self, now: datetime) -> bool:
        """Whether the holding is in force at ``now`` (half-open: not at ``until`` itself)."""
        return self.since <= now and (self.until is None or now < self.until)


@dataclass(frozen=True, slots=True)
class OnDuty:
    """A person is on shift from–to."""

    person: str
    since: datetime
    until: datetime | None = None
    lead: bool = False

    def covers(self, now: datetime) -> bool:
        """Whether the shift is in force at ``now``."""
        return self.since <= now and (self.until is None or now < self.until)


def roles_of(plan: Plan, person: str, holdings: Iterable[Holding], shifts: Iterable[OnDuty], now: datetime) -> tuple[str, ...]:
    """The plan's roles that ``person`` holds at ``now``, by appointment and by shift, in the plan's order."""
    held = {each.role for each in holdings if each.person == person and each.covers(now)}
    on = [each for each in shifts if each.person == person and each.covers(now)]
    for role in plan.roles:
        if role.by_shift and on and (not role.shift_lead or any(each.lead for each in on)):
            held.add(role.code)
    return tuple(role.code for role in plan.roles if role.code in held)


def roles_for(plan: Plan, act: str, held: Iterable[str]) -> tuple[str, ...]:
    """Those of the ``held`` roles that the plan allows to do ``act``, in the order in which the plan names them."""
    allow = plan.allowed(act)
    mine = set(held)
    return tuple(role for role in allow.roles if role in mine) if allow else ()


def entering_roles(plan: Plan, held: Iterable[str]) -> tuple[str, ...]:
    """Those of the ``held`` roles in which somebody on shift may enter what another decides by telephone."""
    mine = set(held)
    return tuple(role.code for role in plan.roles if role.by_shift and role.code in mine)


def successor(plan: Plan, role: str, holdings: Iterable[Holding], shifts: Iterable[OnDuty], now: datetime) -> tuple[str, str]:
    """Who stands in for ``role`` at ``now``: (role, person) of the first in the plan's succession who is not away.

    ("", "") when nobody can: the screen shows 空缺.
    """
    holdings, shifts = tuple(holdings), tuple(shifts)
    order = (role, *next((each.succession for each in plan.roles if each.code == role), ()))
    people = {each.person for each in holdings} | {each.person for each in shifts}
    away = {each.person for each in holdings if each.state == "away" and each.covers(now)}
    for code in order:
        for person in sorted(people - away):
            if code in roles_of(plan, person, holdings, shifts, now):
                return code, person
    return "", ""
