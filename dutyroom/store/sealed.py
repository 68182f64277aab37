"""Which keys the sealed values need: a key that is gone though nobody erased it is a loss that nothing else would show."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sqlmodel import Session, col, select

from dutyroom.domain.errors import Refusal
from dutyroom.store.erasure import erased
from dutyroom.store.keys import RoomKeys
from dutyroom.store.rows.cases import Call, Personal
from dutyroom.store.rows.record import Erased, JournalEntry, SubjectKey
from dutyroom.store.rows.staff import Person

ROOM = "room"
"""The subject of the key that sealed what had no subject before each entry had a key of its own."""


def secret_subject(person: str) -> str:
    """The subject under whose key a person's hash is sealed, so that no export of the journal holds it."""
    return f"person:{person}"


def under(value: object, subject: str) -> str:
    """Under whose key this value of a journal entry about ``subject`` is sealed; "" for one that is not."""
    if not isinstance(value, dict) or not value.get("sealed"):
        return ""
    return str(value.get("under") or subject or ROOM)


def missing_keys(session: Session, keys: RoomKeys) -> list[str]:
    """The subjects with sealed values whose key is not there, though it was not erased, or is not under the room key."""
    opened, wrong = set(), set()
    for row in session.exec(select(SubjectKey)).all():
        try:
            keys.unwrap(row.subject, row.wrapped)
            opened.add(row.subject)
        except Refusal:
            wrong.add(row.subject)
    gone = erased(session)
    gone |= set(session.exec(select(Call.number).where(col(Call.complaint).in_(list(gone)))).all())
    gone |= set(session.exec(select(Erased.subject)).all())
    return sorted((set(_needed(session)) - opened - gone) | wrong)


def _needed(session: Session) -> Iterator[str]:
    for row in session.exec(select(Personal)).all():
        if row.name or row.phone or row.id_number or row.content or row.demand or row.extra:
            yield row.subject
    yield from map(secret_subject, session.exec(select(Person.code).where(Person.secret != "")).all())
    sealed = select(JournalEntry.subject, JournalEntry.payload).where(col(JournalEntry.payload).contains('"sealed":'))
    for subject, payload in session.exec(sealed).all():
        yield from filter(None, (under(value, subject) for value in json.loads(payload)["values"].values()))
