"""Who holds which role and who is on shift, as it is read."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlmodel import Session, col, or_, select

from dutyroom.domain.permission import Holding, OnDuty, Roster
from dutyroom.store.rows.staff import Appointment, Shift

if TYPE_CHECKING:
    from dutyroom.domain.plan.plan import Plan


def holdings(session: Session, now: datetime | None = None) -> tuple[Holding, ...]:
    """Appointments to roles, those that ended before ``now`` left out."""
    query = select(Appointment)
    if now is not None:
        query = query.where(or_(col(Appointment.until).is_(None), col(Appointment.until) > now))
    rows = session.exec(query.order_by(col(Appointment.id))).all()
    return tuple(Holding(row.role, row.person, row.since, row.until, row.state, row.by) for row in rows)


def shifts(session: Session, now: datetime | None = None) -> tuple[OnDuty, ...]:
    """Who is on shift, shifts that ended before ``now`` left out; who is planned to come is not there yet."""
    query = select(Shift).where(col(Shift.planned).is_(False))
    if now is not None:
        query = query.where(or_(col(Shift.until).is_(None), col(Shift.until) > now))
    rows = session.exec(query.order_by(col(Shift.id))).all()
    return tuple(OnDuty(row.person, row.since, row.until, row.lead) for row in rows)


def roster_of(session: Session, plan: Plan, now: datetime, aside: frozenset[str] = frozenset()) -> Roster:
    """Who holds what of the plan at that aware moment, as this transaction sees it; ``aside`` steps back."""
    return Roster(plan, holdings(session, now), shifts(session, now), now, aside)


EARLY = timedelta(hours=2)
"""So long before a planned shift its person may come on: our own limit, no plan has one."""


def planned_now(session: Session, now: datetime) -> list[Shift]:
    """The planned shifts that run at ``now``, or begin soon, in the order in which they begin."""
    mine = select(Shift).where(col(Shift.planned).is_(True), col(Shift.until) > now, Shift.since <= now + EARLY)
    return list(session.exec(mine.order_by(col(Shift.since), col(Shift.id))).all())


def expected(session: Session, person: str, now: datetime) -> Shift | None:
    """The planned shift on which the person may come now by themselves, None where none is."""
    return next((row for row in planned_now(session, now) if row.person == person), None)


def not_relieved(session: Session, now: datetime) -> list[tuple[str, datetime]]:
    """Who is on shift though their planned one is over (未接班), with its end: nobody's shift ends by the clock."""
    on = {each.person for each in shifts(session, now) if each.covers(now)}
    recent = (col(Shift.planned).is_(True), Shift.since <= now, col(Shift.until) > now - _TODAY)
    last = {row.person: row.until for row in session.exec(select(Shift).where(*recent).order_by(col(Shift.until))).all()}
    return [(person, until) for person, until in last.items() if person in on and until is not None and until <= now]


def not_come(session: Session, now: datetime) -> list[tuple[str, datetime]]:
    """Who should be on shift by plan and has not come (应到未到), with when it began."""
    on = {each.person for each in shifts(session, now) if each.covers(now)}
    return [(row.person, row.since) for row in planned_now(session, now) if row.since <= now and row.person not in on]


_TODAY = timedelta(days=1)
"""So long after a planned end somebody still there is told as not relieved; after that it is another shift."""
