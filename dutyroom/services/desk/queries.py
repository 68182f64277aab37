"""Calls as screens ask for them, masked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import Session, col, or_, select

from dutyroom.domain.acts import ACTS
from dutyroom.domain.permission import why_not
from dutyroom.services.desk.call_notes import notes_of
from dutyroom.services.desk.views import CallView
from dutyroom.services.organisation.views import SignedIn
from dutyroom.services.room.calendar import midnight
from dutyroom.services.room.people import people_of
from dutyroom.services.room.subjects import load_subject
from dutyroom.store.rows.cases import Call

if TYPE_CHECKING:
    from dutyroom.services.room.room import Room


def calls(room: Room, all_day: bool = False) -> tuple[CallView, ...]:
    """Calls that are open or parked (with ``all_day`` those received today too), oldest first."""
    with room.database.read() as session:
        query = select(Call).order_by(col(Call.received), col(Call.number))
        if all_day:
            query = query.where(or_(Call.state != "done", Call.received >= midnight(room.calendar_of(session), room.now())))
        else:
            query = query.where(Call.state != "done")
        people = people_of(session)
        return tuple(_call(row, people) for row in session.exec(query).all())


def call(room: Room, number: str, session: SignedIn | None = None) -> CallView:
    """One call; what was typed in plain for the person who took it and may still go on with it, while it is not done.

    Of what was said everybody has only their own words back.
    """
    with room.database.read() as reading:
        row: Call = load_subject(reading, "call", number)
        people = people_of(reading)
        raw: tuple[tuple[str, str], ...] = ()
        if session is not None and row.state != "done" and _goes_on(room, reading, session):
            plain = room.vault.plain(reading, number) if session.person == row.taken_by else {}
            own = next((each.text for each in notes_of(room.vault, reading, row) if each.person == session.person), "")
            raw = tuple((name, value) for name, value in {**plain, "content": own}.items() if value)
        return _call(row, people, raw)


def _goes_on(room: Room, reading: Session, signed: SignedIn) -> bool:
    facts = room.standing(reading)
    if facts.secrets.get(signed.person) != signed.proven:
        return False
    plan = room.plan_of(reading, facts.version)
    return not why_not(plan, ACTS["call.note"], facts.held(plan, signed.person, room.now()))


def _call(row: Call, people: dict[str, str], raw: tuple[tuple[str, str], ...] = ()) -> CallView:
    return CallView(
        row.number, row.version, row.taken_by, people.get(row.taken_by, row.taken_by), row.received, row.caller,
        row.state, row.summary, row.complaint, row.outcome, raw,
    )  # fmt: skip
