"""Erasing personal data: without the subject's own key its ciphertext, here, in the journal and in backups, is noise."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, select

from dutyroom.store.engine import Database
from dutyroom.store.keys import RoomKeys
from dutyroom.store.record import append
from dutyroom.store.rows.record import BlindToken, Gram, JournalEntry, SubjectKey

KIND = "personal.erase"
"""The kind of the journal entries that say whose personal data was erased."""


def erase(session: Session, subject: str) -> None:
    """Destroy the subject's key and all by which it could be found; the journal entry (``KIND``) is the caller's."""
    for table in (SubjectKey, BlindToken, Gram):
        session.execute(delete(table).where(table.subject == subject))  # type: ignore[arg-type]


def erased(session: Session) -> set[str]:
    """Every subject whose personal data was erased, by the journal."""
    return set(session.exec(select(JournalEntry.subject).where(JournalEntry.kind == KIND)).all())


def erase_again(database: Database, keys: RoomKeys, subjects: Iterable[str], at: datetime, run: str) -> int:
    """After a restore: erase all that was ever erased; returns how many keys the backup had brought back.

    ``subjects`` are those erased after the backup was made; each gets a journal entry. ``run`` makes its command id.
    """
    with database.read() as session:
        known = erased(session)
        back = {row.subject for row in session.exec(select(SubjectKey)).all()}
    again = sorted((known | set(subjects)) & back)
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
