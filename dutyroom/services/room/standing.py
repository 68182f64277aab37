"""What every act needs and what seldom changes, read once: the plan in force, the calendar, who there is and who holds what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlmodel import Session, select

from dutyroom.domain.permission import Holding, OnDuty, Roster
from dutyroom.services.room.calendar import load_calendar
from dutyroom.services.room.limits import digest_in_force
from dutyroom.services.room.plans import next_version_from, version_in_force
from dutyroom.services.room.roster import holdings, shifts
from dutyroom.services.room.vocabulary import vocabulary
from dutyroom.store.record import head
from dutyroom.store.rows.casework import UnitPlan
from dutyroom.store.rows.staff import Person, Unit

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from dutyroom.domain.clock.calendar import Calendar
    from dutyroom.domain.plan.plan import Plan
    from dutyroom.services.room.vocabulary import Vocabulary

    PlanBeside = Callable[[Session, int, str], Plan]
_MARGIN = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Standing:
    """These facts as they stand while the journal's ``settled`` is ``key`` and no plan to come has come into force.

    ``until`` is when the next one does, None if there is none. ``limits`` tells the regulatory limits in force, "" for
    none; ``codes`` are the vocabularies of the plan in force, ``secrets`` the stored secret of each active person,
    ``units`` the unit of each of them that has one, ``above`` the unit over each unit; ``own_plans`` whether any unit goes
    by a plan of its own.
    """

    key: str
    until: datetime | None
    version: int
    limits: str
    plan: Plan
    calendar: Calendar
    holdings: tuple[Holding, ...]
    shifts: tuple[OnDuty, ...]
    codes: Vocabulary
    secrets: dict[str, str]
    units: dict[str, str]
    above: dict[str, str]
    own_plans: bool

    def heads(self, person: str, unit: str) -> bool:
        """Whether the unit is the person's own, or lies below it."""
        mine, seen = self.units.get(person, ""), set[str]()
        while mine and unit and unit != mine and unit not in seen:
            seen.add(unit)
            unit = self.above.get(unit, "")
        return bool(mine) and unit == mine

    def held(self, plan: Plan, person: str, now: datetime) -> tuple[str, ...]:
        """The roles of ``plan`` that the person holds at that aware moment."""
        mine = [each for each in self.holdings if each.person == person]
        on = [each for each in self.shifts if each.person == person]
        return Roster(plan, tuple(mine), tuple(on), now).roles(person)


def standing_now(session: Session, now: datetime, known: Standing | None, plan_beside: PlanBeside) -> Standing:
    """``known`` while it stands in this transaction, else these facts read anew, the plan by ``plan_beside``.

    Raises Refusal ``no_plan`` when no plan is adopted.
    """
    key = head(session).settled
    if known is None or known.key != key or (known.until is not None and now >= known.until):
        return _read(session, now, key, plan_beside)
    return known


def _read(session: Session, now: datetime, key: str, plan_beside: PlanBeside) -> Standing:
    version = version_in_force(session, now)
    limits = digest_in_force(session)
    plan = plan_beside(session, version, limits)
    # What is over is left out; a clock set back a little must not miss anything.
    since = now - _MARGIN
    codes = vocabulary(session, plan)
    for name in ("units", "persons"):
        codes(name)
    people = session.exec(select(Person.code, Person.secret, Person.unit).where(Person.active)).all()
    units = session.exec(select(Unit.code, Unit.parent)).all()
    return Standing(
        key, next_version_from(session, now), version, limits, plan, load_calendar(session, plan), holdings(session, since),
        shifts(session, since), codes, {code: secret for code, secret, _unit in people},
        {code: unit for code, _secret, unit in people if unit}, dict(units),
        session.exec(select(UnitPlan.unit).limit(1)).first() is not None,
    )  # fmt: skip
