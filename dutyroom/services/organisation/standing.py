"""Who may say who holds what: nobody raises themselves, and what decides or checks takes two who have a standing."""

from __future__ import annotations

from dutyroom.domain.errors import Fault, NotAllowed, Refusal
from dutyroom.domain.names import role_name, role_names
from dutyroom.domain.standing import APPOINTS, HANDS_OVER, needs_second, seconds
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.room.people import name_of
from dutyroom.services.room.roster import roster_of


def not_oneself(work: Work, person: str, field: str = "person") -> None:
    """Raises Refusal ``same_person`` when the actor would gain by it."""
    if person == work.actor:
        why = _("须由他人办理。")
        raise Refusal("same_person", _("不能给本人任职、定班或授权。"), _("请由有权的另一人办理。"), (Fault(field, why),))


def signed_by_second(work: Work, person: str, why: str, shift_lead: bool = False) -> None:
    """Raises Refusal ``second_needed`` unless somebody else of standing, and not ``person``, has signed; ``why`` says for what.

    ``shift_lead``: whoever leads the shift will do as well, since it gives nobody a role.
    """
    able = seconds(work.plan) | {role.code for role in work.plan.roles if shift_lead and role.shift_lead}
    who = role_names(work.plan, (role.code for role in work.plan.roles if role.code in able))
    if not work.second:
        fault = Fault(work.act.second, _("须另一人会签。"))
        raise Refusal("second_needed", why, _("请{roles}之一用其本人口令会签。").format(roles=who), (fault,))
    if work.second == person:
        said = _("不能会签本人的任免。")
        raise Refusal("same_person", said, _("请另一人会签。"), (Fault(work.act.second, said),))
    if not able & set(roster_of(work.session, work.plan, work.now).roles(work.second)):
        said = _("{name}现在不担任可会签的角色。").format(name=name_of(work.session, work.second))
        raise NotAllowed(said, _("可会签：{roles}。").format(roles=who))


def check_given(work: Work, role: str, person: str) -> None:
    """A role that decides or checks passes to or from ``person`` only with a second signature. Raises as that does."""
    if needs_second(work.plan, role):
        why = _("「{role}」的任免须两人签字。").format(role=role_name(work.plan, role))
        signed_by_second(work, person, why)


def check_names_lead(work: Work, person: str) -> None:
    """The shift lead is named by whoever may hand the shift over, never by themselves. Raises NotAllowed, ``same_person``."""
    not_oneself(work, person)
    allow = work.plan.allowed(HANDS_OVER)
    if not allow or not set(allow.roles) & set(work.held):
        who = role_names(work.plan, allow.roles) if allow else _("无")
        raise NotAllowed(_("值班长由{roles}指定，或经交接班接任。").format(roles=who), _("请用「交班」，或请其办理。"))


def check_gives(work: Work) -> None:
    """Raises NotAllowed unless the actor may say who holds what, whatever else the plan allows them."""
    allow = work.plan.allowed(APPOINTS)
    if not allow or not set(allow.roles) & set(work.held):
        who = role_names(work.plan, allow.roles) if allow else _("无")
        raise NotAllowed(_("他人的账号和口令由{roles}管理。").format(roles=who))


def check_somebody_left(work: Work) -> None:
    """Raises Refusal ``nobody_left`` when nobody with a secret may say any more who holds what, as the rows stand now."""
    allow = work.plan.allowed(APPOINTS)
    roster = roster_of(work.session, work.plan, work.now)
    secrets = work.room.standing(work.session).secrets
    if not any(secrets.get(person) for role in (allow.roles if allow else ()) for person in roster.holders(role)):
        why = _("请先任命接任的人。")
        raise Refusal("nobody_left", _("此后再没有人可以任免。"), why, (Fault("person", why),))
