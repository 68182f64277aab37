"""What each role of a plan weighs, and whether one person alone can climb above it: no sequence of acts may allow that."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dutyroom.domain.acts import ACTS
from dutyroom.domain.permission import able

if TYPE_CHECKING:
    from dutyroom.domain.plan.plan import Plan

APPOINTS = "roster.appoint"
"""Who may do this says who holds what: appoints, relieves, sets another's secret."""
HANDS_OVER = "handover.propose"
"""Who may do this names the shift lead."""


def rank(plan: Plan, role: str) -> int:
    """2: decides for the organisation; 1: checks others' work or says who holds what; 0: neither.

    It follows from the acts that the plan allows the role, and from the gates at which it decides.
    """
    return ranks(plan).get(role, 0)


def ranks(plan: Plan) -> dict[str, int]:
    """The rank of each role that has one."""
    found = {code: 1 for gate in plan.gates for code in (*gate.roles, *gate.members)}
    for each in plan.allows:
        weight = ACTS[each.act].rank if each.act in ACTS else 0
        for code in each.roles if weight else ():
            found[code] = max(found.get(code, 0), weight)
    return found


def seconds(plan: Plan) -> frozenset[str]:
    """Roles whose holders may sign beside another: of some rank, and held by appointment, so that nobody makes one alone."""
    ranked = ranks(plan)
    return frozenset(role.code for role in plan.roles if not role.by_shift and role.code in ranked)


def needs_second(plan: Plan, role: str) -> bool:
    """Whether giving the role, or taking it away, needs a second person: every one that decides or checks."""
    return rank(plan, role) > 0


def climbs(plan: Plan) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """(from role, to role, by which acts) for each role that one person who holds a lower one can come by alone.

    Alone: with accounts that they add themselves. A search over all that gives standing, not a list of tricks: from the
    role held, whatever the room would let its holder and such accounts do is done until nothing more is gained.
    """
    ranked = ranks(plan)
    level = {role.code: 2 * ranked.get(role.code, 0) + role.shift_lead for role in plan.roles}
    for start in plan.roles:
        for code, path in _gained(plan, start.code).items():
            if code != start.code and level[code] and level[code] >= level[start.code]:
                yield start.code, code, path


def _gained(plan: Plan, start: str) -> dict[str, tuple[str, ...]]:
    """Every role that the holder of ``start`` can give to accounts of their own or get from these, with the acts to it."""
    got: dict[str, tuple[str, ...]] = {}
    grown = True
    while grown:
        grown = False
        for code, act in _given(plan, start, frozenset(got)):
            if code not in got:
                got[code] = (*_path(plan, got, start, act), act)
                grown = True
    return got


def _path(plan: Plan, got: dict[str, tuple[str, ...]], start: str, act: str) -> tuple[str, ...]:
    by = plan.roles_for(act)
    return () if start in by else next((got[code] for code in got if code in by), ())


def _given(plan: Plan, start: str, theirs: frozenset[str]) -> Iterator[tuple[str, str]]:
    """(role, act) of what can be given next by the holder of ``start`` and accounts of theirs that hold ``theirs``."""
    held = theirs | {start}
    accounts = able(plan, "person.add", held) and able(plan, APPOINTS, held)
    ranked = ranks(plan)
    # The second is neither who acts nor who gains: only an account made for it, once one has a role that counts.
    second = bool(theirs & seconds(plan))
    for role in plan.roles:
        if not role.by_shift:
            if accounts and held & _appointers(plan, role.code) and (second or role.code not in ranked):
                yield role.code, APPOINTS
        elif not role.shift_lead or able(plan, HANDS_OVER, held):
            for act in ("shift.begin", "shift.plan", HANDS_OVER):
                # A shift may be one's own, the lead's never, and nobody hands over to themselves.
                own = not role.shift_lead and act != HANDS_OVER
                if able(plan, act, held) and (own or accounts):
                    yield role.code, act
    # A plan of one's own gives everything; it takes another who decides, or who has passed it.
    for act in ("plan.adopt", "plan.approve", "unit.plan") if second else ():
        if able(plan, act, held):
            yield from ((role.code, act) for role in plan.roles)


def _appointers(plan: Plan, code: str) -> frozenset[str]:
    role = plan.role(code)
    by = frozenset(plan.roles_for(APPOINTS))
    return by & frozenset(role.appointed_by) if role is not None and role.appointed_by else by
