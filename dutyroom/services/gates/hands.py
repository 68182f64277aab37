"""Who can do something now: who may, who of them can be had, who stands in and why, and what is left when nobody can.

Permission refuses by it, and the lines of what is to be done now name people by it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from sqlmodel import Session, col, func, select

from dutyroom.domain.contacts import SUPERIOR
from dutyroom.domain.dialling import FAILED, not_reached
from dutyroom.domain.emergency import behind
from dutyroom.domain.names import listed, role_name
from dutyroom.lang import gettext as _
from dutyroom.lang import language
from dutyroom.services.room.people import name_of
from dutyroom.services.room.roster import roster_of
from dutyroom.store.rows.cases import Contact
from dutyroom.store.rows.record import JournalEntry

if TYPE_CHECKING:
    from dutyroom.domain.permission import Roster
    from dutyroom.domain.plan.plan import Plan

Post = tuple[str, str]
"""A role and who holds it, by account."""


@dataclass(frozen=True, slots=True)
class Hands:
    """Who does it now. ``person`` is "" when nobody holds a role that may; ``why`` says why it is not who comes first, or
    what is left when nobody can be had ("" for the ordinary case); ``may``: all who could do it now, by account."""

    role: str
    person: str
    why: str = ""
    reachable: bool = True
    may: tuple[str, ...] = ()


@dataclass
class Reach:
    """Who can be had now about these subjects (numbers of an event and of its complaints, or of one complaint).

    ``aside`` should step back from it (回避): nobody waits for them, and nothing is theirs to do.
    """

    session: Session
    plan: Plan
    now: datetime
    subjects: Sequence[str]
    aside: frozenset[str] = frozenset()

    @cached_property
    def roster(self) -> Roster:
        """Who holds which role now."""
        return roster_of(self.session, self.plan, self.now, self.aside)

    @cached_property
    def _calls(self) -> dict[str, list[Contact]]:
        found: dict[str, list[Contact]] = {}
        rows = self.session.exec(
            select(Contact)
            .where(Contact.purpose == SUPERIOR, col(Contact.subject).in_(self.subjects))
            .order_by(col(Contact.at).desc())
        ).all()
        for row in rows:
            found.setdefault(row.person, []).append(row)
        return found

    def failed(self, person: str) -> tuple[datetime, ...]:
        """When they were called in vain since they were last reached, or did something in the room; newest first."""
        failed: list[datetime] = []
        calls = self._calls.get(person, [])
        # Who has done something in the room since was there to be asked.
        seen = self.session.exec(select(func.max(JournalEntry.at)).where(JournalEntry.actor == person)).one() if calls else None
        for call in calls:
            if call.result not in FAILED or (seen is not None and call.at <= seen):
                break
            failed.append(call.at)
        return tuple(failed)

    def absent(self, person: str) -> bool:
        """Whether they can't be had: marked away, or not reached as often as the plan's stand-in rule asks."""
        if self.roster.away(person):
            return True
        return self.plan.stand_in is not None and not_reached(self.failed(person), self.plan.stand_in)

    def why_absent(self, role: str, person: str) -> str:
        """That they are away, or how often they were called in vain."""
        gap = "" if language() == "zh" else " "
        title = role_name(self.plan, role) if role else ""
        return self._how(gap.join(filter(None, [title, name_of(self.session, person)])), person)

    def lost(self, person: str) -> str:
        """How it is that they can't be had, without their name; "" while they can."""
        return self._how("", person).strip() if self.absent(person) else ""

    def _how(self, who: str, person: str) -> str:
        if self.roster.away(person):
            return _("{who}离岗").format(who=who)
        return _("{who} {n} 次未接通").format(who=who, n=len(self.failed(person)))

    def posts(self, roles: Iterable[str]) -> tuple[Post, ...]:
        """The roles with everybody who holds them, in that order; on the spot before away."""
        every = ((role, person) for role in roles for person in sorted(self.roster.holders(role), key=self.roster.away))
        return tuple(every)

    def first(self, role: str) -> str:
        """Who of those that hold the role can be had, else the first of them; "" when nobody holds it."""
        people = tuple(each for each in self.roster.holders(role) if each not in self.aside)
        return next((person for person in people if not self.absent(person)), people[0] if people else "")

    def in_the_way(self, leaders: Iterable[Post], role: str, person: str) -> Post | None:
        """Who decides before somebody of ``role``, which only stands in for them, because they are there; None when nobody."""
        for leads, leader in leaders:
            if leader in ("", person) or not behind(self.plan, role, leads):
                continue
            if leader not in self.aside and leads in self.roster.roles(leader) and not self.absent(leader):
                return leads, leader
        return None

    def hands(
        self,
        posts: Sequence[Post],
        leaders: Sequence[Post] = (),
        roles: Sequence[str] = (),
        barred: Collection[str] = (),
        telephone: bool = False,
        may: Callable[[str], bool] = lambda _role: True,
    ) -> Hands:
        """Who of ``posts``, which come in the order in which they are asked, does it now.

        ``leaders`` are those before whom a role that stands in for them has no say; ``roles`` those that may, for a vacancy;
        ``barred`` can't do it whatever their role, ``may`` judges a role besides (a sum); ``telephone``: who is not here may
        decide by telephone.
        """
        out = {*barred, *self.aside}
        fit = [(role, person) for role, person in posts if person and person not in out and may(role)]
        there = [post for post in fit if not self.absent(post[1]) and self.in_the_way(leaders, *post) is None]
        able = tuple(dict.fromkeys(person for _role, person in there))
        if there:
            role, person = there[0]
            before = [post for post in fit[: fit.index(there[0])] if post[1] not in able and self.absent(post[1])]
            missed = listed(self.why_absent(*post) for post in before)
            stands_in = any(behind(self.plan, role, leads) for leads, _person in before)
            why = _("{who}，按预案代行") if stands_in else _("{who}，改由其办理")
            return Hands(role, person, why.format(who=missed) if missed else "", True, able)
        missed = listed(dict.fromkeys(self.why_absent(*post) for post in fit if self.absent(post[1])))
        if not missed:
            role = next((role for role in roles if may(role)), roles[0] if roles else "")
            return Hands(role, "", _("无人可办，请先任命或安排到岗"), False)
        left = _("继续逐级通知，接通后可电话授权") if telephone else _("继续逐级通知，接通后由其本人办理")
        return Hands(*fit[0], _("{who}，现无人可办：{left}").format(who=missed, left=left), False)
