"""Who may do what now: the plan's allowed roles, who holds them, and the reason when it may not be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from dutyroom.domain.errors import NotAllowed, Refusal
from dutyroom.domain.names import act_name, role_names
from dutyroom.lang import gettext as _

if TYPE_CHECKING:
    from dutyroom.domain.act import Act
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


@dataclass(frozen=True)
class Roster:
    """Who holds which role of ``plan``, and who is on shift, at ``now`` (aware): whatever asks who may act asks this.

    ``aside`` are those who should step back from the matter at hand (回避): they hold their roles and are not there.
    """

    plan: Plan
    holdings: tuple[Holding, ...]
    shifts: tuple[OnDuty, ...]
    now: datetime
    aside: frozenset[str] = frozenset()

    def roles(self, person: str) -> tuple[str, ...]:
        """The plan's roles that ``person`` holds, by appointment and by shift, in the plan's order."""
        return self._by_person.get(person, ())

    @cached_property
    def _by_person(self) -> dict[str, tuple[str, ...]]:
        return {person: self._roles(person) for person in self.people()}

    def _roles(self, person: str) -> tuple[str, ...]:
        held = {each.role for each in self.holdings if each.person == person and each.covers(self.now)}
        on = [each for each in self.shifts if each.person == person and each.covers(self.now)]
        for role in self.plan.roles:
            if role.by_shift and on and (not role.shift_lead or any(each.lead for each in on)):
                held.add(role.code)
        return tuple(role.code for role in self.plan.roles if role.code in held)

    def people(self) -> tuple[str, ...]:
        """Everybody who is appointed to anything or has a shift, by account."""
        return tuple(sorted({each.person for each in self.holdings} | {each.person for each in self.shifts}))

    def on_shift(self, person: str) -> bool:
        """Whether the person's shift runs."""
        return any(each.person == person and each.covers(self.now) for each in self.shifts)

    def away(self, person: str) -> bool:
        """Whether the person is said to be away: their roles are theirs still, but nobody waits for them."""
        return any(each.person == person and each.state == "away" and each.covers(self.now) for each in self.holdings)

    def holders(self, role: str) -> tuple[str, ...]:
        """Who holds the role, by account, those away too."""
        return tuple(person for person in self.people() if role in self.roles(person))

    def holder(self, role: str) -> str:
        """The first who holds the role, is not away and need not step back; "" when nobody is."""
        there = (person for person in self.holders(role) if not self.away(person))
        return next((person for person in there if person not in self.aside), "")

    def able(self, person: str, act: str) -> tuple[str, ...]:
        """In which of their roles the person may do the act with their own secret, in the order of the plan's ``allow``."""
        from dutyroom.domain.acts import ACTS

        return () if steps_back(ACTS[act], person in self.aside) else able(self.plan, act, self.roles(person))

    def instead(self, roles: Iterable[str]) -> frozenset[str]:
        """The roles that decide instead of these while all who hold them must step back: who stands in, or who appoints.

        None while somebody is there who need not, and where nobody holds them at all: then somebody is to be appointed.
        """
        known = [role for code in roles if (role := self.plan.role(code))]
        holders = {person for role in known for person in self.holders(role.code)}
        if not holders or holders - self.aside:
            return frozenset()
        return frozenset(code for role in known for code in (*role.succession, *role.appointed_by))


def able(plan: Plan, act: str, held: Iterable[str]) -> tuple[str, ...]:
    """In which of the ``held`` roles the plan allows the act, in the order in which it names them; () for none."""
    mine = set(held)
    return tuple(role for role in plan.roles_for(act) if role in mine)


def steps_back(act: Act, aside: bool) -> bool:
    """Whether somebody who should step back from a matter (``aside``) may have no hand in it by this act (X.06)."""
    return aside and not act.stays


def may(
    plan: Plan, act: Act, held: Iterable[str], telephone: bool | None = None, role: str = "", aside: bool = False
) -> tuple[str, ...]:
    """In which of the ``held`` roles the act may be done, in the order in which the plan names them.

    ``telephone``: somebody enters what another decides by telephone, for which a place on the shift is asked and no more;
    None before it is known, where either way will do. ``role``: it is to be done in this one. ``aside``: the person should
    step back from the matter. Raises NotAllowed, or Refusal ``recused``, in words for the screen when it may not be.
    """
    if steps_back(act, aside):
        what = _("您在这一事项中应当回避，不能办理「{act}」。").format(act=act_name(act))
        raise Refusal("recused", what, _("请交由其他人员办理。"))
    held = tuple(held)
    own = () if telephone else able(plan, act.name, held)
    entering = act.telephone and telephone is not False
    found = own or tuple(each.code for each in plan.roles if entering and each.by_shift and each.code in held)
    if role:
        found = (role,) if role in found else ()
    if found:
        return found
    now_held = _("您现在的角色：{roles}。").format(roles=role_names(plan, held) or _("无"))
    if telephone:
        raise NotAllowed(_("电话授权由当班值班人员录入。"), now_held)
    who = role_names(plan, plan.roles_for(act.name)) or _("无")
    raise NotAllowed(_("「{act}」由{roles}办理。").format(act=act_name(act), roles=who), now_held)


def why_not(plan: Plan, act: Act, held: Iterable[str], aside: bool = False) -> str:
    """"" when somebody who holds these roles may do the act, else why not, as ``may`` says it."""
    try:
        may(plan, act, held, aside=aside)
    except Refusal as no:
        return no.message
    return ""
