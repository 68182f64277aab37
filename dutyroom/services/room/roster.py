"""Who holds which role and who is on shift, as it is read."""

from __future__ import annotations

from datetime import datetime
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
    """Who is or will be on shift, shifts that ended before ``now`` left out."""
    query = select(Shift)
    if now is not None:
        query = query.where(or_(col(Shift.until).is_(None), col(Shift.until) > now))
    rows = session.exec(query.order_by(col(Shift.id))).all()
    return tuple(OnDuty(row.person, row.since, row.until, row.lead) for row in rows)


def roster_of(session: Session, plan: Plan, now: datetime, aside: frozenset[str] = frozenset()) -> Roster:
    """Who holds what of the plan at that aware moment, as this transaction sees it; ``aside`` steps back."""
    return Roster(plan, holdings(session, now), shifts(session, now), now, aside)
