"""Erasing personal data: without the subject's own key its ciphertext, here, in the journal and in backups, is noise."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, select

from dutyroom.store.engine import Database
from dutyroom.store.keys import RoomKeys
from dutyroom.store.record import append
from dutyroom.store.rows.cases import Call
from dutyroom.store.rows.record import BlindToken, Draft, Gram, JournalEntry, SubjectKey

ENTRY = "entry:"
"""Before the command id: the subject of a key that seals what one entry of the journal tells."""

KIND = "personal.erase"
"""The kind of the journal entries that say whose personal data was erased."""


def erase(session: Session, subject: str) -> None:
    """Destroy the keys of a complaint and of the calls that belong to it, and all by which they could be found.

    What was half typed about it goes too. The journal entry (``KIND``) is the caller's.
    """
    told = _told(session, subject)
    for table in (SubjectKey, BlindToken, Gram, Draft):
        session.execute(delete(table).where(table.subject.in_(told)))  # type: ignore[attr-defined]
    session.info.pop("subject keys", None)


def _told(session: Session, subject: str) -> tuple[str, ...]:
    return (subject, *session.exec(select(Call.number).where(Call.complaint == subject)).all())


def erased(session: Session) -> set[str]:
    """Every subject whose personal data was erased, by the journal."""
    return set(session.exec(select(JournalEntry.subject).where(JournalEntry.kind == KIND)).all())


def was_erased(session: Session, subject: str) -> bool:
    """Whether this subject's personal data was erased, by the journal."""
    query = select(JournalEntry.seq).where(JournalEntry.subject == subject, JournalEntry.kind == KIND)
    return session.exec(query.limit(1)).first() is not None


def erase_again(database: Database, keys: RoomKeys, subjects: Iterable[str], at: datetime, run: str) -> int:
    """After a restore: erase all that was ever erased; returns how many keys the backup had brought back.

    ``subjects`` are those erased after the backup was made; each gets a journal entry. ``run`` makes its command id.
    """
    with database.read() as session:
        known = erased(session)
        back = {row.subject for row in session.exec(select(SubjectKey)).all()}
        again = [each for each in sorted(known | set(subjects)) if back.intersection(_told(session, each))]
    for subject in again:
        with database.write() as session:
            erase(session, subject)
            append(
                session,
                keys,
                at=at,
                actor="",
                role="",
                kind=KIND,
                command_id=f"{run}:{subject}",
                subject=subject,
            )
    return len(again)
