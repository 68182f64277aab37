"""What screens and commands ask about warnings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import Session, col, or_, select

from dutyroom.lang import gettext as _
from dutyroom.services.board.warnings import WarningView
from dutyroom.services.cases.complaint_view import complaint as of_case
from dutyroom.services.cases.views import ComplaintView
from dutyroom.services.log.things import names_of_things
from dutyroom.services.room.people import people_of
from dutyroom.services.shift.clock_words import clock_words
from dutyroom.services.telling.owed import CALL_BACK, CLOCK, DUTY, INSTRUCTION, ROOM, SIGNATURE, still
from dutyroom.store.rows.cases import Complaint
from dutyroom.store.rows.telling import Message, WarningRow

if TYPE_CHECKING:
    from dutyroom.services.room.room import Room

SHOWN = 300
"""Most open warnings that are read at once, the gravest first; a list longer than that tells nobody anything."""


def open_warnings(room: Room) -> tuple[WarningView, ...]:
    """Warnings that nobody has answered of what is owed still, the gravest first, then the longest past due."""
    with room.database.read() as session:
        return views_of(room, session, unanswered(room, session, room.now()))


def unanswered(room: Room, session: Session, now: datetime) -> list[WarningRow]:
    """The rows of `open_warnings`: near only until it is due, of a complaint none raised before it was seen."""
    rows = session.exec(
        select(WarningRow)
        .join(Complaint, col(Complaint.number) == col(WarningRow.subject), isouter=True)
        .where(
            WarningRow.state == "open", or_(col(WarningRow.kind) != "warn", col(WarningRow.due) > now),
            or_(col(Complaint.acknowledged_at).is_(None), col(Complaint.acknowledged_at) < col(WarningRow.at)),
        )
        .order_by(col(WarningRow.rank), col(WarningRow.due), col(WarningRow.id))
        .limit(SHOWN)
    ).all()
    return still(room, session, rows, now)


def about(room: Room, subject: str) -> tuple[WarningView, ...]:
    """Every warning about one subject, the newest last: 已通知, with whom and when."""
    with room.database.read() as session:
        rows = session.exec(select(WarningRow).where(WarningRow.subject == subject).order_by(col(WarningRow.id))).all()
        return views_of(room, session, rows)


def complaint(room: Room, number: str) -> ComplaintView:
    """One complaint, masked, with what was raised about it. Raises Refusal ``not_found``."""
    return replace(of_case(room, number), warned=about(room, number))


def views_of(room: Room, session: Session, rows: Sequence[WarningRow]) -> tuple[WarningView, ...]:
    """The rows as they are read by people."""
    if not rows:
        return ()
    people = people_of(session)
    words = clock_words(room, session, {(row.subject, row.code) for row in rows if row.source == CLOCK})
    plan = room.plan_of(session, room.plan_in_force(session))
    named = [row.subject for row in rows if row.source in (DUTY, INSTRUCTION, SIGNATURE)]
    things = names_of_things(session, named, lambda _subject: plan, people, {})
    sent = _sent(session, rows, people)
    return tuple(
        WarningView(
            row.number, row.version, row.kind, row.rank, row.subject, _what(row, words, things), row.due, row.at, row.late,
            row.step, tuple(people.get(each, each) for each in row.told.split(",") if each), row.state,
            people.get(row.by, row.by), row.answered, row.until, row.reason, tuple(sent.get(row.number, ())),
        )
        for row in rows
    )  # fmt: skip


def _what(row: WarningRow, words: dict[tuple[str, str], str], things: dict[str, str]) -> str:
    if row.source == CLOCK:
        return words[(row.subject, row.code)]
    own = {CALL_BACK: _("回拨约定"), SIGNATURE: _("补签"), INSTRUCTION: _("批示"), ROOM: _("值班室无人在班")}.get(row.source, "")
    return " ".join(filter(None, [own, things.get(row.subject, "")]))


def _sent(
    session: Session, rows: Sequence[WarningRow], people: dict[str, str]
) -> dict[str, list[tuple[str, str, datetime | None]]]:
    """Messages by the number of the warning that they tell, of the last of these warnings only."""
    since = min(row.at for row in rows)
    numbers = {row.number for row in rows}
    found: dict[str, list[tuple[str, str, datetime | None]]] = {}
    for message in session.exec(select(Message).where(Message.at >= since).order_by(col(Message.at))).all():
        for number in message.warnings.split(","):
            if number in numbers:
                found.setdefault(number, []).append((people.get(message.person, message.person), message.state, message.sent))
    return found

