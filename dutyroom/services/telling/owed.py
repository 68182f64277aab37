"""Everything that is owed by a moment, each asked where it is kept: limits, call-backs, instructions, duties, signatures.

Nothing is kept here: what is met, moved, paused or dropped is another the next time that somebody asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import TYPE_CHECKING, Any, Literal

from sqlmodel import Session, col, exists, func, select

from dutyroom.domain.subjects import number_of
from dutyroom.services.desk.call_backs import open_ones
from dutyroom.services.room.roster import shifts
from dutyroom.services.room.subjects import plan_version_of
from dutyroom.store.rows.cases import CaseClock, Contact, Pause
from dutyroom.store.rows.duties import Duty
from dutyroom.store.rows.emergencies import Decision
from dutyroom.store.rows.logs import Instruction
from dutyroom.store.rows.telling import WarningRow

if TYPE_CHECKING:
    from dutyroom.services.room.room import Room

Kind = Literal["warn", "breach", "empty"]
AT_ONCE = 500
"""Most warnings of one transaction: a keeper that comes after days lets others write in between."""
CLOCK, CALL_BACK, INSTRUCTION, DUTY, SIGNATURE, ROOM = "clock", "call_back", "instruction", "duty", "signature", "room"


@dataclass(frozen=True, slots=True)
class Owed:
    """One moment of something owed: its ``due`` moment has come (breach), or that of its first warning (warn).

    ``source`` and ``ref`` name it in the database; ``moment`` is when it is to be raised, ``code`` that of a clock.
    """

    source: str
    ref: int
    kind: Kind
    subject: str
    due: datetime
    moment: datetime
    code: str = ""


def come(room: Room, session: Session, now: datetime) -> list[Owed]:
    """What has come by ``now`` and stands as no warning yet, the first first; at most `AT_ONCE`."""
    small = list(_few(room, session, now))
    known = set(
        session.exec(
            select(WarningRow.source, WarningRow.ref, WarningRow.kind, WarningRow.due).where(WarningRow.source != CLOCK)
        ).all()
    )
    found = [each for each in small if each.moment <= now and (each.source, each.ref, each.kind, each.due) not in known]
    return sorted(chain(found, _clocks(session, now)), key=lambda each: (each.moment, each.source, each.ref))[:AT_ONCE]


def next_moment(room: Room, session: Session, now: datetime) -> datetime | None:
    """When the next of them comes if nothing changes; also when a shift begins or ends, or a warning is to be raised again."""
    running = (CaseClock.verdict == "running", ~_paused())
    ahead: tuple[Any, ...] = (CaseClock.due, CaseClock.warn)
    moments: list[datetime | None] = [
        session.exec(select(func.min(column)).where(*running, column > now)).one() for column in ahead
    ]
    moments += [each.moment for each in _few(room, session, now)]
    moments += [session.exec(select(func.min(WarningRow.again)).where(WarningRow.state != "answered")).one()]
    moments += chain.from_iterable((each.since, each.until) for each in shifts(session, now))
    return min((at for at in moments if at is not None and at > now), default=None)


def still(room: Room, session: Session, rows: Iterable[WarningRow], now: datetime) -> list[WarningRow]:
    """Those of the warnings whose deed is owed still, by the same due moment."""
    rows = list(rows)
    clocks = [row.ref for row in rows if row.source == CLOCK]
    due: dict[tuple[str, int], datetime] = {}
    for at in range(0, len(clocks), AT_ONCE):
        query = select(CaseClock.id, CaseClock.due).where(
            col(CaseClock.id).in_(clocks[at : at + AT_ONCE]), CaseClock.verdict == "running", ~_paused()
        )
        due.update({(CLOCK, ref): moment for ref, moment in session.exec(query).all()})
    if len(clocks) < len(rows):
        due.update({(each.source, each.ref): each.due for each in _few(room, session, now)})
    return [row for row in rows if due.get((row.source, row.ref)) == row.due]


def nobody_since(session: Session, now: datetime) -> datetime | None:
    """Since when nobody has been on shift, None while somebody is. Before the first shift ever, nobody is missed."""
    every = [each for each in shifts(session) if each.since <= now]
    if not every or any(each.covers(now) for each in every):
        return None
    return max(each.until for each in every if each.until is not None)


def _clocks(session: Session, now: datetime) -> Iterator[Owed]:
    kinds: tuple[tuple[Kind, Any], ...] = (("breach", CaseClock.due), ("warn", CaseClock.warn))
    for kind, moment in kinds:
        raised = exists().where(
            col(WarningRow.source) == CLOCK, col(WarningRow.ref) == col(CaseClock.id), col(WarningRow.kind) == kind,
            col(WarningRow.due) == col(CaseClock.due),
        )  # fmt: skip
        query = (
            select(CaseClock)
            .where(CaseClock.verdict == "running", moment <= now, ~raised, ~_paused())
            .order_by(moment, col(CaseClock.id))
            .limit(AT_ONCE)
        )
        for row in session.exec(query).all():
            yield Owed(CLOCK, row.id, kind, row.subject, row.due, row.due if kind == "breach" else row.warn or row.due, row.code)


def _paused() -> Any:
    return exists().where(col(Pause.clock) == col(CaseClock.id), col(Pause.until).is_(None))


def _few(room: Room, session: Session, now: datetime) -> Iterator[Owed]:
    """What there is little of: every one that is open, whether it has come or not."""
    since = nobody_since(session, now)
    if since is not None:
        yield Owed(ROOM, 0, "empty", "", since, since)
    mine = open_ones().subquery()
    for ref, subject, at in session.exec(
        select(Contact.id, Contact.subject, Contact.again_at).where(col(Contact.id).in_(select(mine.c.id)))
    ).all():
        if at is not None:
            yield Owed(CALL_BACK, ref, "breach", subject, at, at)
    for ref, at in session.exec(select(Instruction.id, Instruction.due).where(Instruction.state == "open")).all():
        if at is not None:
            yield Owed(INSTRUCTION, ref, "breach", number_of("instruction", ref), at, at)
    for ref, at in session.exec(select(Duty.id, Duty.due).where(Duty.state == "open")).all():
        yield Owed(DUTY, ref, "breach", number_of("duty", ref), at, at)
    for row in session.exec(select(Decision).where(col(Decision.signed_at).is_(None))).all():
        version = plan_version_of(session, "decision", row)
        plan = room.plan_of(session, version or room.plan_in_force(session))
        until = row.at + timedelta(hours=plan.routine.sign_hours)
        yield Owed(SIGNATURE, row.id, "breach", row.number, until, until)
