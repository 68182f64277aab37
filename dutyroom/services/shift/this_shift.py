"""What the shift lead sees: who is in the room, when to look round again, what is unsigned, asked for and handed over."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlmodel import Session, col, func, select

from dutyroom.domain.handover import Item
from dutyroom.services.log.entries import LOGGED
from dutyroom.services.room.calendar import midnight
from dutyroom.services.room.people import people_of
from dutyroom.services.room.roster import not_come, not_relieved
from dutyroom.services.room.subjects import load_subject
from dutyroom.services.shift.handover import codes, items_in, items_of, on_shift
from dutyroom.store.rows.logs import Instruction, LogSignature
from dutyroom.store.rows.record import JournalEntry
from dutyroom.store.rows.staff import Handover, RoomCheck

if TYPE_CHECKING:
    from dutyroom.services.room.room import Room


@dataclass(frozen=True, slots=True)
class CheckView:
    """One 点名: when, by whom, who was there (names)."""

    at: datetime
    by_name: str
    present: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class InstructionView:
    """One open instruction of a leader."""

    id: int
    giver: str
    text: str
    taker: str
    taker_name: str
    due: datetime | None
    at: datetime


@dataclass(frozen=True, slots=True)
class SignatureView:
    """How far the log is signed, when and by whom."""

    upto: int
    at: datetime
    by_name: str


@dataclass(frozen=True, slots=True)
class HandoverView:
    """A handover. ``clocks``: the open ones as they stood (subject, clock, due), next due first; names beside codes."""

    number: str
    version: int
    state: str
    outgoing: str
    outgoing_name: str
    signed_by: str
    signed_name: str
    incoming: str
    incoming_name: str
    arriving: tuple[str, ...]
    staying: tuple[str, ...]
    items: tuple[Item, ...]
    clocks_open: int
    clocks_overdue: int
    clocks: tuple[tuple[str, str, datetime], ...]
    note: str
    proposed: datetime
    accepted: datetime | None


@dataclass(frozen=True, slots=True)
class ShiftView:
    """This shift, since it took over. ``on`` are (code, name, whether lead); ``unsigned`` counts lines of the log.
    ``not_relieved`` (name, end of the planned shift) are there still, ``not_come`` (name, its beginning) are not."""

    since: datetime
    on: tuple[tuple[str, str, bool], ...]
    not_relieved: tuple[tuple[str, datetime], ...]
    not_come: tuple[tuple[str, datetime], ...]
    checks: tuple[CheckView, ...]
    check_due: datetime
    signed: SignatureView | None
    unsigned: int
    last_line: int
    instructions: tuple[InstructionView, ...]
    proposal: HandoverView | None
    taken_over: HandoverView | None


def this_shift(room: Room) -> ShiftView:
    """The shift that is on duty now."""
    now = room.now()
    with room.database.read() as session:
        every = timedelta(minutes=room.standing(session).plan.routine.check_minutes)
        names = people_of(session)
        on = on_shift(session, now)
        taken = _last(session, "accepted")
        began = [row.since for row in on]
        # Where nobody ever handed over, a shift is at most the last day.
        alone = max(min(began, default=midnight(room.calendar_of(session), room.now())), now - timedelta(days=1))
        since = taken.accepted if taken and taken.accepted else alone
        checks = session.exec(select(RoomCheck).where(RoomCheck.at >= since).order_by(col(RoomCheck.id))).all()
        signed = session.exec(select(LogSignature).order_by(col(LogSignature.upto).desc())).first()
        logged = col(JournalEntry.kind).in_(LOGGED)
        after = signed.upto if signed else 0
        unsigned, last = session.exec(
            select(func.count(col(JournalEntry.seq)), func.max(JournalEntry.seq)).where(logged, JournalEntry.seq > after)
        ).one()
        orders = session.exec(
            select(Instruction).where(Instruction.state == "open").order_by(col(Instruction.id))
        ).all()
        proposal = _last(session, "proposed")
        return ShiftView(
            since=since,
            on=tuple((row.person, names.get(row.person, row.person), row.lead) for row in on),
            not_relieved=tuple((names.get(person, person), at) for person, at in not_relieved(session, now)),
            not_come=tuple((names.get(person, person), at) for person, at in not_come(session, now)),
            checks=tuple(
                CheckView(
                    row.at, names.get(row.by, row.by), tuple(names.get(each, each) for each in codes(row.present)), row.text
                )
                for row in checks
            ),
            check_due=max([since, *(row.at for row in checks)]) + every,
            signed=SignatureView(signed.upto, signed.at, names.get(signed.by, signed.by)) if signed else None,
            unsigned=int(unsigned),
            last_line=int(last or after),
            instructions=tuple(
                InstructionView(
                    row.id, row.giver, row.text, row.taker, names.get(row.taker, row.taker), row.due, row.at
                )
                for row in orders
            ),
            proposal=_view(proposal, names) if proposal else None,
            taken_over=_view(taken, names) if taken else None,
        )  # fmt: skip


def to_hand_over(room: Room) -> tuple[Item, ...]:
    """What would pass on if everybody on shift left now; drafts are those of the people on shift and of nobody."""
    with room.database.read() as session:
        return items_in(session, [row.person for row in on_shift(session, room.now())], room.now())


def handover(room: Room, number: str) -> HandoverView:
    """One handover as it was signed. Raises Refusal ``not_found``."""
    with room.database.read() as session:
        return _view(load_subject(session, "handover", number), people_of(session))


def _last(session: Session, state: str) -> Handover | None:
    query = select(Handover).where(Handover.state == state).order_by(col(Handover.id).desc())
    return session.exec(query.limit(1)).first()


def _view(row: Handover, names: dict[str, str]) -> HandoverView:
    clocks = json.loads(row.clocks)
    return HandoverView(
        row.number, row.version, row.state, row.outgoing, names.get(row.outgoing, row.outgoing), row.signed_by,
        names.get(row.signed_by, row.signed_by), row.incoming, names.get(row.incoming, row.incoming),
        codes(row.arriving), codes(row.staying), items_of(row), clocks["open"], clocks["overdue"],
        tuple((subject, code, datetime.fromisoformat(due)) for subject, code, due in clocks["next"]),
        row.note, row.proposed, row.accepted,
    )  # fmt: skip
