"""The organisation as screens ask for it: its people, its units, and who holds which role."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import col, select

from dutyroom.domain.names import named
from dutyroom.services.organisation.views import PersonView, RoleHolder, UnitView
from dutyroom.services.room.plans import binding
from dutyroom.services.room.roster import holdings, roster_of, shifts
from dutyroom.store.rows.staff import Person

if TYPE_CHECKING:
    from dutyroom.domain.plan.organisation import Role
    from dutyroom.services.room.room import Room


def people(room: Room, gone: bool = False) -> tuple[PersonView, ...]:
    """Active staff (with ``gone`` everybody) in the order of their names, with the roles that they hold now."""
    now = room.now()
    with room.database.read() as session:
        plan = room.plan_of(session, room.plan_in_force(session))
        roster = roster_of(session, plan, now)
        query = select(Person).order_by(col(Person.pinyin), col(Person.code))
        rows = session.exec(query if gone else query.where(Person.active)).all()
        return tuple(
            PersonView(
                row.code, row.name, row.en, row.phone, row.unit, roster.roles(row.code), roster.on_shift(row.code), row.pinyin,
                row.active,
            )
            for row in rows
        )  # fmt: skip


def posts(room: Room) -> tuple[Role, ...]:
    """The plan's roles, then those that only plans have by which something else is decided still."""
    with room.database.read() as session:
        plans = [room.plan_of(session, version) for version in (room.plan_in_force(session), *binding(session))]
    known: dict[str, Role] = {}
    for plan in plans:
        for role in plan.roles:
            known.setdefault(role.code, role)
    return tuple(known.values())


def units(room: Room) -> tuple[UnitView, ...]:
    """The organisation as a tree from the top, in the plan's order."""
    from dutyroom.services.organisation.units import in_order

    with room.database.read() as session:
        rows = in_order(session, room.plan_of(session, room.plan_in_force(session)))
        return tuple(UnitView(row.code, row.name, row.en, row.parent, row.kind) for row, _depth in rows)


def roster(room: Room) -> tuple[RoleHolder, ...]:
    """Who holds which role of the plan now, in the plan's order; a vacant role has no person."""
    now = room.now()
    with room.database.read() as session:
        plan = room.plan_of(session, room.plan_in_force(session))
        held, on = holdings(session, now), shifts(session, now)
        known = {row.code: row for row in session.exec(select(Person)).all()}
    out: list[RoleHolder] = []

    def appointed(by: str) -> str:
        return named(known[by]) if by in known else ""

    for role in plan.roles:
        if role.by_shift:
            here = [
                (each.person, "in_room", each.since, "")
                for each in on
                if each.covers(now) and (each.lead if role.shift_lead else not each.lead)
            ]
        else:
            mine = [each for each in held if each.role == role.code and each.covers(now)]
            here = [(each.person, each.state, each.since, each.by) for each in mine]
        for code, state, since, by in here:
            who = known.get(code)
            if who is not None:
                out.append(
                    RoleHolder(role.code, code, who.name, who.en, who.phone, state, since, who.verified, appointed(by))
                )
        if not here:
            out.append(RoleHolder(role.code))
    return tuple(out)
