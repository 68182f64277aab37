"""What the pages of duties and supplies ask."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from dutyroom.domain.clock.recurrence import missed
from dutyroom.domain.names import named, role_name
from dutyroom.domain.subjects import number_of
from dutyroom.services.duties.duties import named_duty
from dutyroom.services.duties.views import DutyView, RecordView, SupplyView
from dutyroom.services.room.people import people_of
from dutyroom.store.rows.duties import Duty, DutyRecord, Supply
from dutyroom.store.rows.staff import Unit

if TYPE_CHECKING:
    from dutyroom.services.room.room import Room

SHOWN = 100
"""Due moments that the board's counts are told: more would be another figure, not another state."""


def duties(room: Room, closed: bool = False) -> tuple[DutyView, ...]:
    """Open duties, the next due first; with ``closed`` those done and dropped instead, newest first."""
    with room.database.read() as session:
        plan = room.plan_of(session, room.plan_in_force(session))
        people, calendar, now = people_of(session), room.calendar_of(session), room.now()
        units = {row.code: named(row) for row in session.exec(select(Unit)).all()}
        query = select(Duty).where(Duty.state != "open" if closed else Duty.state == "open")
        rows = session.exec(query.order_by(col(Duty.id).desc() if closed else col(Duty.due), col(Duty.id)).limit(500)).all()
        done: dict[int, list[RecordView]] = {}
        wanted = [row.id for row in rows]
        found = session.exec(select(DutyRecord).where(col(DutyRecord.duty).in_(wanted)).order_by(col(DutyRecord.id).desc()))
        for each in found.all():
            done.setdefault(each.duty, []).append(
                RecordView(
                    each.kind, each.at, each.happened, people.get(each.by, each.by), role_name(plan, each.role),
                    each.text, each.reference, each.due, each.kind == "done" and each.at > each.due,
                )
            )  # fmt: skip
        return tuple(
            DutyView(
                row.number, row.version, row.kind, named_duty(row), row.text,
                " · ".join(
                    filter(None, (people.get(row.owner, row.owner), role_name(plan, row.role), units.get(row.unit, row.unit)))
                ),
                row.owner, row.every, row.period, row.due, row.about, row.clause, row.source, row.state, bool(row.code),
                tuple(done.get(row.id, ())),
                len(missed(calendar, row.due, now, row.every, row.period, row.hour)) if row.every else int(row.due < now),
            )
            for row in rows
        )  # fmt: skip


def supplies(room: Room) -> tuple[SupplyView, ...]:
    """What is kept, by name."""
    with room.database.read() as session:
        people = people_of(session)
        rows = session.exec(select(Supply).where(Supply.state == "kept").order_by(col(Supply.name), col(Supply.id))).all()
        return tuple(
            SupplyView(
                number_of("supply", row.id), row.version, row.name, row.number, row.measure, row.least, row.place, row.keeper,
                people.get(row.keeper, row.keeper), row.counted, row.note, row.number < row.least,
            )
            for row in rows
        )


def due_moments(session: Session) -> tuple[datetime, ...]:
    """When open duties are due, the first first."""
    query = select(Duty.due).where(Duty.state == "open").order_by(col(Duty.due)).limit(SHOWN)
    return tuple(session.exec(query).all())
