"""Finding open complaints: by number, name, telephone or ID (whole or last 4), or words of the masked text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, exists
from sqlmodel import Session, col, select

from dutyroom.domain.numbers import digits_of, each_number, numbers_in
from dutyroom.domain.spelling import fold, name_tokens
from dutyroom.services.desk.views import EarlierView
from dutyroom.store.gather import put_beside
from dutyroom.store.rows.board import BoardEntry
from dutyroom.store.rows.cases import Call, Complaint
from dutyroom.store.rows.record import Gram

if TYPE_CHECKING:
    from dutyroom.services.room.room import Room

INDEXED = 2000
"""Characters of the masked text that are indexed."""


def grams(text: str) -> set[str]:
    """Bigrams of each run of letters, digits and Chinese characters, and single characters that stand alone."""
    plain = "".join(char if char.isalnum() else " " for char in text.casefold())
    found: set[str] = set()
    for word in plain.split():
        found |= {word[at : at + 2] for at in range(max(1, len(word) - 1))}
    return found


def index(session: Session, subject: str, *texts: str, fresh: bool = False) -> None:
    """Makes the subject findable by these masked texts and by nothing said of it before (``fresh``: nothing was)."""
    if not fresh:
        session.connection().execute(delete(Gram).where(col(Gram.subject) == subject))
    rows = [{"gram": gram, "subject": subject} for gram in sorted(grams(" ".join(text[:INDEXED] for text in texts)))]
    put_beside(session, Gram, rows)


def search(room: Room, text: str, limit: int) -> tuple[str, ...]:
    """Numbers of open complaints, in the order of the queue, at most ``limit``."""
    text = text.strip()[:100]
    if not text:
        return ()
    with room.database.read() as session:
        found: set[str] = set()
        for way in (_by_number, _by_words):
            found |= way(session, text)
        vault = room.vault
        for digits in _numbers(text):
            found |= set(vault.find(session, [f"number:{digits}"], 500))
            if len(digits) == 4:
                found |= set(vault.find(session, [f"last4:{digits}"], 500))
        found |= set(vault.find(session, name_tokens(text), 500))
        wanted = sorted(found)
        rows: list[Any] = []
        for at in range(0, len(wanted), 500):
            rows += session.exec(
                select(BoardEntry.pinned, BoardEntry.due, BoardEntry.number).where(
                    col(BoardEntry.number).in_(wanted[at : at + 500])
                )
            ).all()
    rows.sort(key=lambda row: (not row[0], row[1].timestamp() if row[1] else float("inf"), row[2]))
    return tuple(row[2] for row in rows[:limit])


def earlier(room: Room, phone: str) -> tuple[EarlierView, ...]:
    """Earlier calls and closed complaints of this whole number, newest first, at most twenty.

    A call that was joined to a complaint is told by that complaint and not once more.
    """
    each = {digits_of(number) for number in each_number(phone)}
    if not each:
        return ()
    with room.database.read() as session:
        found = {subject for digits in each for subject in room.vault.find(session, [f"number:{digits}"], 20)}
        calls = session.exec(select(Call).where(col(Call.number).in_(found), Call.complaint == "")).all()
        closed = (col(Complaint.number).in_(found), col(Complaint.closed_at).is_not(None))
        cases = session.exec(select(Complaint).where(*closed)).all()
        made = [EarlierView(row.number, row.received, row.summary) for row in calls]
        made += [EarlierView(row.number, row.received, row.summary) for row in cases]
    return tuple(sorted(made, key=lambda each: each.received, reverse=True))


def _numbers(text: str) -> set[str]:
    """The numbers sought: those that the text holds, and the text itself where it is nothing else."""
    digits = digits_of(text)
    bare = len(digits) >= 4 and not set(fold(text)) - set("0123456789x +-.()\u200b")
    return {each.digits for each in numbers_in(text)} | ({digits} if bare else set())


def _by_number(session: Session, text: str) -> set[str]:
    query = select(BoardEntry.number).where(col(BoardEntry.number).contains(text, autoescape=True)).limit(500)
    return set(session.exec(query).all())


def _by_words(session: Session, text: str) -> set[str]:
    wanted = sorted(grams(text), key=len, reverse=True)
    if not wanted:
        return set()
    # From the open ones: whatever was closed over the years has the same words, and must not crowd them out.
    query = select(BoardEntry.number)
    for gram in wanted[:20]:
        if len(gram) > 1:
            query = query.where(exists().where(_matches(gram), col(Gram.subject) == col(BoardEntry.number)))
        else:
            query = query.where(col(BoardEntry.number).in_(select(Gram.subject).where(_matches(gram))))
    return set(session.exec(query.limit(2000)).all())


def _matches(gram: str) -> Any:
    if len(gram) > 1:
        return col(Gram.gram) == gram
    return (col(Gram.gram) >= gram) & (col(Gram.gram) < gram + "\U0010ffff")
