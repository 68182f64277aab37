"""Who may say who holds what: nobody raises themselves, and what decides or checks takes two who have a standing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import Session

from dutyroom.domain.errors import Fault, NotAllowed, Refusal
from dutyroom.domain.names import role_name, role_names
from dutyroom.domain.permission import able
from dutyroom.domain.standing import APPOINTS, HANDS_OVER, needs_second, seconds
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.room.people import name_of
from dutyroom.services.room.plans import binding
from dutyroom.services.room.roster import expected, roster_of
from dutyroom.store.record import Unrecorded, changes_of

if TYPE_CHECKING:
    from dutyroom.domain.plan.plan import Plan

_WHO_MAY: Mapping[str, frozenset[str]] = {
    "appointment": frozenset({"role", "person", "unit", "since", "until"}),
    "shift": frozenset({"person", "since", "until", "lead"}),
    "person": frozenset({"secret", "active"}),
    "planversion": frozenset({"plan", "text", "since"}),
    "unit": frozenset({"parent"}),
    "unitplan": frozenset({"unit", "plan_version", "since", "until"}),
}
"""The columns from which follows who may do what."""


def check_declared(work: Work) -> None:
    """What gives standing says so in its catalogue row: the search for ways to climb goes by that alone.

    Raises Unrecorded, a mistake in code, when the act changes who may do what without ``gives``: whatever performs it,
    the first time and every time.
    """
    if work.act.gives:
        return
    for what, table, key, values in changes_of(work.session):
        touched = _WHO_MAY.get(table, frozenset()) & values.keys() if what != "delete" else _WHO_MAY.get(table)
        if table == "person" and (key == [work.actor] or (what == "insert" and not values["secret"])):
            # One's own secret, and an account that nobody can sign in to yet.
            continue
        if touched:
            raise Unrecorded(f"{work.act.name} changes {table} {sorted(touched)} and does not declare that it gives standing")


def not_oneself(work: Work, person: str, field: str = "person") -> None:
    """Raises Refusal ``same_person`` when the actor would gain by it."""
    if person == work.actor:
        why = _("须由他人办理。")
        raise Refusal("same_person", _("不能给本人任职、定班或授权。"), _("请由有权的另一人办理。"), (Fault(field, why),))


def signed_by_second(work: Work, person: str, why: str, shift_lead: bool = False) -> None:
    """Raises Refusal ``second_needed`` unless somebody else of standing, and not ``person``, has signed; ``why`` says for what.

    ``shift_lead``: whoever leads the shift will do as well, since it gives nobody a role.
    """
    may_sign = seconds(work.plan) | {role.code for role in work.plan.roles if shift_lead and role.shift_lead}
    who = role_names(work.plan, (role.code for role in work.plan.roles if role.code in may_sign))
    if not work.second:
        fault = Fault(work.act.second, _("须另一人会签。"))
        hint = _("请{roles}之一用其本人口令会签。").format(roles=who)
        if not _signers(work, may_sign) - {work.actor, person}:
            hint = _("现在没有别人可以会签。请持有数据库和密钥的人用 dutyroom db recover 补任一人。")
        raise Refusal("second_needed", why, hint, (fault,))
    if work.second == person:
        said = _("不能会签本人的任免。")
        raise Refusal("same_person", said, _("请另一人会签。"), (Fault(work.act.second, said),))
    if not may_sign & set(roster_of(work.session, work.plan, work.now).roles(work.second)):
        said = _("{name}现在不担任可会签的角色。").format(name=name_of(work.session, work.second))
        raise NotAllowed(said, _("可会签：{roles}。").format(roles=who))


def _signers(work: Work, roles: Collection[str]) -> set[str]:
    """Who holds one of the roles and has a secret to sign with."""
    roster, secrets = roster_of(work.session, work.plan, work.now), work.room.standing(work.session).secrets
    return {person for person in roster.people() if secrets.get(person) and set(roles) & set(roster.roles(person))}


def check_given(work: Work, role: str, person: str) -> None:
    """A role that decides or checks passes to or from ``person`` only with a second signature. Raises as that does."""
    plan = next((plan for plan in plans_that_bind(work) if needs_second(plan, role)), None)
    if plan is not None:
        why = _("「{role}」的任免须两人签字。").format(role=role_name(plan, role))
        signed_by_second(work, person, why)


def check_account(work: Work, person: str) -> None:
    """Whoever has the account has all its roles, those under earlier plans too: as ``check_given`` for each of them."""
    for role in {role for plan in plans_that_bind(work) for role in roster_of(work.session, plan, work.now).roles(person)}:
        check_given(work, role, person)


def plans_that_bind(work: Work) -> tuple[Plan, ...]:
    """The plan in force, then those by which something else is decided still: who holds a role there decides by it."""
    session = work.session
    return tuple(work.room.plan_of(session, version) for version in (work.room.plan_in_force(session), *binding(session)))


def plan_with(work: Work, role: str) -> Plan:
    """The plan that knows the role: the one in force, else the newest that binds something still."""
    return next((plan for plan in plans_that_bind(work) if plan.role(role) is not None), work.plan)


def check_names_lead(work: Work, person: str) -> None:
    """The shift lead is named by whoever may hand the shift over, never by themselves. Raises NotAllowed, ``same_person``."""
    not_oneself(work, person)
    if not able(work.plan, HANDS_OVER, work.held):
        who = role_names(work.plan, work.plan.roles_for(HANDS_OVER)) or _("无")
        raise NotAllowed(_("值班长由{roles}指定，或经交接班接任。").format(roles=who), _("请用「交班」，或请其办理。"))


def comes_on(session: Session, plan: Plan, act: str, actor: str, person: str, held: Collection[str], now: datetime) -> bool:
    """Whether somebody says of themselves that they have come, as they are planned to (排班), whatever roles they hold."""
    own = act == "shift.begin" and actor == person and not able(plan, act, held)
    return own and expected(session, person, now) is not None


def check_gives(work: Work) -> None:
    """Raises NotAllowed unless the actor may say who holds what, whatever else the plan allows them."""
    if not able(work.plan, APPOINTS, work.held):
        who = role_names(work.plan, work.plan.roles_for(APPOINTS)) or _("无")
        raise NotAllowed(_("他人的账号和口令由{roles}管理。").format(roles=who))


def hands(
    session: Session, plan: Plan, at: datetime, secrets: Mapping[str, str] | None = None
) -> tuple[frozenset[str], frozenset[str]]:
    """Who may appoint by the plan at that aware moment, and who may sign beside them.

    With ``secrets`` (stored ones by person) only those count who have one: nobody signs without.
    """
    roster = roster_of(session, plan, at)
    people = [person for person in roster.people() if secrets is None or secrets.get(person)]
    second = seconds(plan)
    return (
        frozenset(person for person in people if able(plan, APPOINTS, roster.roles(person))),
        frozenset(person for person in people if second & set(roster.roles(person))),
    )


def check_somebody_left(work: Work, role: str) -> None:
    """After ``role`` has changed hands: raises Refusal ``nobody_left`` when no two could appoint anybody any more.

    Roles that give no standing change nothing in that, nor keep a room that lacks a second person from anything else.
    """
    if not needs_second(work.plan, role):
        return
    work.session.flush()
    givers, signers = hands(work.session, work.plan, work.now, work.room.standing(work.session).secrets)
    if not givers or len(signers) < 2:
        why = _("请先任命接任的人，其须已有口令。")
        raise Refusal("nobody_left", _("此后再没有两个人可以签字任免。"), why, (Fault("person", why),))
