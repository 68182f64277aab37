"""The ways out that were taken in a period, by month, person and way, each with its cases: counted from the record."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import Session, col, or_, select

from dutyroom.domain.ways_out import ACTS, WAYS, way_out
from dutyroom.services.room.people import people_of
from dutyroom.store.rows.cases import Complaint
from dutyroom.store.rows.record import JournalEntry

if TYPE_CHECKING:
    from dutyroom.domain.clock.calendar import Calendar
    from dutyroom.services.room.room import Room


@dataclass(frozen=True, slots=True)
class WayOut:
    """How often somebody (``by``, their name) took one way (``way``, its code) in a month (``2026-11``), and in which cases.

    What is done several times in one case, as limits decided away one by one, counts as often; a case is named once.
    """

    month: str
    by: str
    way: str
    times: int
    cases: tuple[str, ...]


def ways_out(room: Room, session: Session, calendar: Calendar, since: datetime, until: datetime) -> tuple[WayOut, ...]:
    """Those entered from ``since`` until ``until`` (aware UTC, not counted), by the months of the room's zone."""
    found: dict[tuple[str, str, str], list[str]] = {}
    names = people_of(session)
    for at, actor, way, case in _taken(room, session, since, until):
        found.setdefault((f"{calendar.local(at):%Y-%m}", actor, way), []).append(case)
    order = {way: place for place, way in enumerate(WAYS)}
    return tuple(
        WayOut(month, names.get(actor, actor), way, len(cases), tuple(dict.fromkeys(cases)))
        for (month, actor, way), cases in sorted(found.items(), key=lambda each: (*each[0][:2], order[each[0][2]]))
    )


def _taken(room: Room, session: Session, since: datetime, until: datetime) -> Iterable[tuple[datetime, str, str, str]]:
    """(moment, who, way, case) of each entry of the record that is one, in its order; a call is a case of its own here."""
    # Nearly every complaint has an answer, and nearly none of them is a way out.
    silent = or_(JournalEntry.kind != "complaint.reply", col(Complaint.told).in_(sorted(WAYS)))
    rows = session.exec(
        select(JournalEntry, Complaint.plan_version)
        .outerjoin(Complaint, col(Complaint.number) == col(JournalEntry.subject))
        .where(col(JournalEntry.kind).in_(sorted(ACTS)), JournalEntry.at >= since, JournalEntry.at < until, silent)
        .order_by(col(JournalEntry.seq))
    ).all()
    in_force = room.plan_in_force(session)
    for entry, version in rows:
        plan = room.plan_of(session, version if version is not None else in_force)
        way = way_out(entry.kind, json.loads(entry.payload)["values"], plan)
        if way:
            yield entry.at, entry.actor, way, entry.subject
