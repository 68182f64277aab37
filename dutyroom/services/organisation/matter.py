"""In which roles somebody acts in a matter: who heads a unit acts for what is that unit's, whatever the act."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sqlmodel import Session, select

from dutyroom.domain.errors import NotAllowed
from dutyroom.domain.names import named, role_names
from dutyroom.domain.permission import able
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.organisation.roster import with_handover
from dutyroom.store.rows.cases import Complaint
from dutyroom.store.rows.casework import ChargeRow
from dutyroom.store.rows.duties import Duty
from dutyroom.store.rows.staff import Unit

if TYPE_CHECKING:
    from datetime import datetime

    from dutyroom.domain.plan.plan import Plan
    from dutyroom.services.room.standing import Standing


def held_in(
    session: Session, facts: Standing, plan: Plan, person: str, now: datetime, row: Any
) -> tuple[tuple[str, ...], str]:
    """The plan's roles in which the person acts on the subject's ``row``, and why not in all that they hold ("" if so).

    What was given to the person by name is theirs, whichever unit's it is.
    """
    held = with_handover(plan, person, facts.held(plan, person, now), row)
    others = tuple(role.code for role in plan.roles if role.code in held and role.of_unit)
    if not others or getattr(row, "owner", "") == person:
        return held, ""
    units = units_of(session, plan, row)
    if not units or any(facts.heads(person, unit) for unit in units):
        return held, ""
    return tuple(role for role in held if role not in others), _why(session, plan, others, facts.units.get(person, ""), units[0])


def units_of(session: Session, plan: Plan, row: Any) -> tuple[str, ...]:
    """The units whose matter the subject's row is; none where it is no unit's, as all that belongs to an emergency alone.

    A complaint is that of the unit that it was passed to, else of the one that it is about, and of those that it names as
    responsible or has charged; what belongs to a complaint is theirs, too.
    """
    if isinstance(row, (ChargeRow, Duty)):
        return (row.unit,) if row.unit else ()
    number = getattr(row, "complaint", "")
    case = row if isinstance(row, Complaint) else session.get(Complaint, number) if number else None
    if case is None:
        return ()
    charged = session.exec(select(ChargeRow.unit).where(ChargeRow.complaint == case.number)).all()
    return tuple(unit for unit in dict.fromkeys((case.handling or case.unit, *_named(plan, case), *charged)) if unit)


def _named(plan: Plan, case: Complaint) -> Iterator[str]:
    """The units that were entered in steps of the complaint."""
    done: dict[str, Any] = json.loads(case.steps)
    for step in plan.steps:
        mark = done.get(step.code, {})
        for field in step.fields if mark else ():
            if field.choices == "units":
                for time in (mark, *mark.get("again", ())):
                    given = time.get("fields", {}).get(field.name, "")
                    yield from [given] if isinstance(given, str) else given


def check_speaks_for(work: Work, unit: str) -> None:
    """Raises NotAllowed where the actor acts as the head of a unit, and of another one than ``unit``."""
    others = able(work.plan, work.act.name, work.held)
    heads = {role.code for role in work.plan.roles if role.of_unit}
    facts = work.room.standing(work.session)
    if others and heads.issuperset(others) and not facts.heads(work.actor, unit):
        raise NotAllowed(_why(work.session, work.plan, others, facts.units.get(work.actor, ""), unit))


def _why(session: Session, plan: Plan, roles: tuple[str, ...], own: str, unit: str) -> str:
    names = {code: named(row) if (row := session.get(Unit, code)) else code for code in (own, unit) if code}
    if not own:
        return _("您没有登记所属机构，不能以{roles}办理{unit}的事。").format(roles=role_names(plan, roles), unit=names[unit])
    return _("这是{unit}的事；您是{own}的{roles}。").format(unit=names[unit], own=names[own], roles=role_names(plan, roles))
