"""Erasing personal data: without the subject's own key its ciphertext, here, in the journal and in backups, is noise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from dutyroom.domain.errors import Refusal
from dutyroom.lang import gettext as _
from dutyroom.store.engine import Database
from dutyroom.store.keys import RoomKeys
from dutyroom.store.record import append
from dutyroom.store.rows.cases import Call
from dutyroom.store.rows.record import BlindToken, Draft, Erased, Gram, JournalEntry, SubjectKey

ENTRY = "entry:"
"""Before the command id: the subject of a key that seals what one entry of the journal tells."""

KIND = "personal.erase"
"""The kind of the journal entries that say whose personal data was erased."""


def erase(
    session: Session, keys: RoomKeys, subject: str, at: datetime, more: Iterable[str] = (), drafts: Iterable[str] = ()
) -> None:
    """Destroy the keys of a complaint and of the calls that belong to it, and all by which they could be found.

    What was half typed about it goes too, and so do the subjects ``more`` and the ``drafts`` of these ids, which tell of
    the same person. Of every key its mark stays, by which a restored one is known. The journal entry (``KIND``) is the
    caller's.
    """
    told = (*_told(session, subject), *more)
    for row in session.exec(select(SubjectKey).where(col(SubjectKey.subject).in_(told))).all():
        mark = keys.mark(keys.unwrap(row.subject, row.wrapped))
        if session.get(Erased, mark) is None:
            session.add(Erased(mark=mark, subject=row.subject, complaint=subject, at=at))
    for table in (SubjectKey, BlindToken, Gram, Draft):
        session.execute(delete(table).where(table.subject.in_(told)))  # type: ignore[attr-defined]
    session.execute(delete(Draft).where(col(Draft.id).in_(list(drafts))))
    session.info.pop("subject keys", None)


def _told(session: Session, subject: str) -> tuple[str, ...]:
    return (subject, *session.exec(select(Call.number).where(Call.complaint == subject)).all())


def erased(session: Session) -> set[str]:
    """Every subject whose personal data was erased, by the journal."""
    return set(session.exec(select(JournalEntry.subject).where(JournalEntry.kind == KIND)).all())


def was_erased(session: Session, subject: str) -> bool:
    """Whether this complaint's personal data was erased, by the journal, or that of the complaint this call belongs to."""
    call = session.get(Call, subject)
    of = [subject, call.complaint] if call is not None and call.complaint else [subject]
    query = select(JournalEntry.seq).where(col(JournalEntry.subject).in_(of), JournalEntry.kind == KIND)
    return session.exec(query.limit(1)).first() is not None


def check_known(session: Session, number: str) -> None:
    """Raises Refusal ``erased`` when there is nothing left to be read or corrected."""
    if was_erased(session, number):
        raise Refusal("erased", _("{number} 的个人信息已删除。").format(number=number), _("办理记录仍可查看。"))


def came_back(session: Session, keys: RoomKeys, marks: Mapping[str, str]) -> dict[str, set[str]]:
    """Which of the keys with these ``marks`` (mark → complaint) stand in the database: by complaint, their subjects."""
    found: dict[str, set[str]] = {}
    for row in session.exec(select(SubjectKey)).all() if marks else ():
        of = marks.get(keys.mark(keys.unwrap(row.subject, row.wrapped)))
        if of is not None:
            found.setdefault(of, set()).add(row.subject)
    return found


def erase_again(
    database: Database, keys: RoomKeys, subjects: Iterable[str], marks: Mapping[str, str], at: datetime, run: str
) -> int:
    """After a restore: erase all that was ever erased; returns of how many complaints the backup had brought keys back.

    ``subjects`` are those erased after the backup was made, ``marks`` those of every key that is known to be destroyed;
    each complaint gets a journal entry, whose command id ``run`` begins. What was half typed when the backup was made
    can't be told apart, so all of it goes.
    """
    with database.read() as session:
        back = {row.subject for row in session.exec(select(SubjectKey)).all()}
        again: dict[str, set[str]] = {each: set() for each in erased(session) | set(subjects)}
        for of, keyed in came_back(session, keys, marks).items():
            again.setdefault(of, set()).update(keyed)
        again = {of: more for of, more in again.items() if more or back.intersection(_told(session, of))}
    for subject, more in sorted(again.items()):

        def once(session: Session, subject: str = subject, more: set[str] = more) -> None:
            erase(session, keys, subject, at, more, session.exec(select(Draft.id)).all())
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

        database.act(once)
    return len(again)
