"""The stored board (在办台账): one masked row for each open complaint, made anew whenever its case changes."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlmodel import Session, col, select

from dutyroom.domain.board import BoardRow
from dutyroom.domain.emergency import RUNNING
from dutyroom.services.act.work import Work
from dutyroom.services.board.views import News
from dutyroom.services.clocks.clocks import open_pause, running, spec_of
from dutyroom.services.log.entries import entries_of, plans_of
from dutyroom.store.gather import make
from dutyroom.store.rows.board import BoardEntry
from dutyroom.store.rows.cases import CaseClock, Complaint
from dutyroom.store.rows.emergencies import Emergency
from dutyroom.store.rows.record import JournalEntry

if TYPE_CHECKING:
    from dutyroom.services.room.room import Room

_NAMES = tuple(field.name for field in fields(BoardRow))
_AT_ONCE = 1000


def refresh(work: Work, numbers: Collection[str]) -> None:
    """Makes the board's rows of these complaints anew in this transaction; those that ended leave the board, those of which
    something is still to be done (办结未了) do not."""
    for number in sorted(numbers):
        complaint = work.session.get(Complaint, number)
        row = work.session.get(BoardEntry, number)
        if complaint is None or (complaint.closed_at is not None and complaint.status != "owing"):
            if row is not None:
                work.session.delete(row)
            continue
        values = _values(work, complaint, *_clocks(work, complaint))
        if row is None:
            work.session.add(BoardEntry(**values))
        else:
            for name, value in values.items():
                if getattr(row, name) != value:
                    setattr(row, name, value)


def enter(work: Work, complaint: Complaint, clocks: Collection[CaseClock]) -> None:
    """Puts a complaint on the board that this act registered, with all the clocks that it has."""
    make(work.session, BoardEntry, **_values(work, complaint, sorted(clocks, key=_order), []))


def news(room: Room, seq: int) -> News:
    """What changed after ``seq``: at most a thousand acts at once, so ``News.seq`` may not be the last yet."""
    with room.database.read() as session:
        rows = session.exec(
            select(JournalEntry).where(JournalEntry.seq > seq).order_by(col(JournalEntry.seq)).limit(_AT_ONCE)
        ).all()
        if not rows:
            return News(seq)
        room.follow_clock(session)
        numbers: dict[str, None] = {}
        subjects = dict.fromkeys(row.subject for row in rows if row.subject)
        for row in rows:
            for _what, table, key, _values in json.loads(row.payload)["rows"]:
                if table == "board_row":
                    numbers[key[0]] = None
        found = {row.number: as_row(row) for row in _in_chunks(session, list(numbers))}
        gone = tuple(number for number in numbers if number not in found)
        log = entries_of(session, rows, plans_of(room, session, rows), room.calendar_of(session).tz)
        kinds = tuple(dict.fromkeys(row.kind for row in rows))
        return News(rows[-1].seq, tuple(found.values()), gone, tuple(subjects), log, kinds)


def as_row(entry: BoardEntry) -> BoardRow:
    """The stored row as the value that screens read."""
    return BoardRow(**{name: getattr(entry, name) for name in _NAMES})


def _in_chunks(session: Session, numbers: Sequence[str]) -> Iterator[BoardEntry]:
    for at in range(0, len(numbers), 500):
        yield from session.exec(select(BoardEntry).where(col(BoardEntry.number).in_(numbers[at : at + 500]))).all()


def _values(work: Work, complaint: Complaint, ticking: list[CaseClock], held: list[CaseClock]) -> dict[str, Any]:
    # The clock that falls due first of those that run, else one that is paused.
    clock = next(iter(ticking or held), None)
    paused = clock is not None and not ticking
    plan = work.plan_of(complaint.plan_version)
    level = plan.level(complaint.level)
    emergency = work.session.get(Emergency, complaint.emergency) if complaint.emergency else None
    spec = spec_of(plan, clock.code, complaint.level) if clock else None
    return {
        "number": complaint.number,
        "version": complaint.version,
        "pinned": bool(level and level.pinned) or bool(complaint.danger) or bool(emergency and emergency.stage in RUNNING),
        "level": complaint.level,
        "level_rank": level.rank if level else 99,
        "channel": complaint.channel,
        "category": complaint.category,
        "unit": complaint.unit,
        "owner": complaint.owner,
        "status": complaint.status,
        "summary": complaint.summary,
        "received": complaint.received,
        "late": complaint.late,
        "clock": clock.kind if clock else "",
        "clock_name": (spec.name if spec else clock.code) if clock else "",
        "clock_en": (spec.en if spec else clock.code) if clock else "",
        "clock_unit": clock.unit if clock else "",
        "started": clock.start if clock else None,
        "due": clock.due if clock and not paused else None,
        "warn": clock.warn if clock and not paused else None,
        "provisional": clock.provisional if clock else False,
        "paused": paused,
        "acknowledged": bool(complaint.acknowledged_by),
        "emergency": complaint.emergency,
        "alarm": _alarm(complaint, ticking),
        "handling": complaint.handling,
    }


def alarms_of(clocks: Iterable[CaseClock], since: datetime) -> list[tuple[datetime, CaseClock]]:
    """Warning and due moments after ``since``, the first first, each with its clock."""
    moments = [(at, clock) for clock in clocks for at in (clock.warn, clock.due) if at is not None and at > since]
    return sorted(moments, key=lambda each: (each[0], each[1].id))


def ticking_of(work: Work, complaint: Complaint) -> list[CaseClock]:
    """The complaint's clocks that run and are not paused, the next due first."""
    return _clocks(work, complaint)[0]


def _alarm(complaint: Complaint, ticking: list[CaseClock]) -> datetime | None:
    seen = complaint.acknowledged_at
    return next((at for at, _clock in alarms_of(ticking, seen)), None) if seen is not None else None


def _clocks(work: Work, complaint: Complaint) -> tuple[list[CaseClock], list[CaseClock]]:
    """The clocks that tick and those that are paused, each in the order in which they fall due."""
    ticking: list[CaseClock] = []
    held: list[CaseClock] = []
    for clock in sorted(running(work.session, complaint.number), key=_order):
        paused = _may_pause(work, complaint, clock) and open_pause(work.session, clock)
        (held if paused else ticking).append(clock)
    return ticking, held


def _order(clock: CaseClock) -> tuple[datetime, int]:
    return clock.due, clock.id


def _may_pause(work: Work, complaint: Complaint, clock: CaseClock) -> bool:
    spec = spec_of(work.plan_of(complaint.plan_version), clock.code, complaint.level)
    return spec is not None and spec.pausable
