"""Warnings as they are raised: each once, as an act of the program itself on the journal, in one transaction with what it sends.

The database keeps them from standing twice: what is owed, its due moment and the kind are unique together, and so is each
entry of the journal by its command id (with the step besides).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from dutyroom.domain.clock.clock import warnings
from dutyroom.domain.clock.due import Due
from dutyroom.services.clocks.clocks import spec_of
from dutyroom.services.telling.owed import AT_ONCE, CLOCK, Owed, come, still
from dutyroom.services.telling.whom import Matter, whom
from dutyroom.store.numbers import next_number
from dutyroom.store.record import append
from dutyroom.store.rows.cases import CaseClock, Complaint
from dutyroom.store.rows.telling import WarningRow

if TYPE_CHECKING:
    from dutyroom.services.room.room import Room

LATE = timedelta(minutes=2)
"""A warning raised so long after its moment says so: no keeper ran then."""
LONGEST = timedelta(days=1)
"""What nobody answers is raised again after longer and longer whiles, and at least so often."""
ESCALATED = 3
"""The step at which whoever is above is asked too."""
TOLD = "keeper.told"
"""The kind of the entry that the duty log shows: one line, however many were raised together."""


def raise_all(room: Room, session: Session, now: datetime) -> tuple[list[WarningRow], bool]:
    """Raises what has come and what nobody answered, in this writing transaction; and whether there may be more at once."""
    fresh = [_raise(room, session, now, each) for each in come(room, session, now)]
    waiting = _waiting(session, now)
    owed = {row.id for row in still(room, session, waiting, now)}
    again = [_again(room, session, now, row) for row in waiting if not _over(session, row, row.id in owed)]
    if len(again) < len(waiting):
        _enter_over(room, session, now, [row for row in waiting if row.again is None])
    over = {(row.source, row.ref, row.due) for row in fresh if row.kind == "breach"}
    raised = [*fresh, *again]
    # What is past due already need not be told of as near too.
    told = [row for row in raised if not (row.kind == "warn" and (row.source, row.ref, row.due) in over)]
    if told:
        _tell_log(room, session, now, told)
    return told, len(fresh) >= AT_ONCE or len(waiting) >= AT_ONCE


def _raise(room: Room, session: Session, now: datetime, owed: Owed) -> WarningRow:
    matter = Matter(room, session, now, owed)
    row = WarningRow(
        id=next_number(session, "warning"), source=owed.source, ref=owed.ref, kind=owed.kind, due=owed.due,
        subject=owed.subject, code=owed.code, rank=matter.rank, at=now, late=now - owed.moment > LATE,
        told=",".join(whom(matter)),
    )  # fmt: skip
    row.again = _next(matter, row)
    session.add(row)
    _enter(room, session, now, row)
    return row


def _again(room: Room, session: Session, now: datetime, row: WarningRow) -> WarningRow:
    owed = Owed(row.source, row.ref, row.kind, row.subject, row.due, now, row.code)  # type: ignore[arg-type]
    matter = Matter(room, session, now, owed)
    row.step, row.version, row.state = row.step + 1, row.version + 1, "open"
    row.rank, row.told = matter.rank, ",".join(whom(matter, row.step))
    row.again = _next(matter, row)
    session.add(row)
    _enter(room, session, now, row)
    return row


def _waiting(session: Session, now: datetime) -> Sequence[WarningRow]:
    """Those whose moment to be raised again has come."""
    query = select(WarningRow).where(col(WarningRow.again) <= now, col(WarningRow.state).in_(("open", "shelved")))
    return session.exec(query.order_by(col(WarningRow.again), col(WarningRow.id)).limit(AT_ONCE)).all()


def _over(session: Session, row: WarningRow, owed: bool) -> bool:
    """Whether it need not be raised again: what was owed is done, or somebody has seen the complaint since (知悉)."""
    case = session.get(Complaint, row.subject)
    seen = case.acknowledged_at if case is not None else None
    if not owed:
        row.state, row.again = "over", None
    elif case is not None and seen is not None and seen >= row.at and row.state == "open":
        row.state, row.again, row.by, row.answered = "answered", None, case.acknowledged_by, seen
    return row.again is None


def _next(matter: Matter, row: WarningRow) -> datetime | None:
    """When it is raised again unless somebody answers: at the next warning point, or after a while that doubles."""
    if row.kind == "warn":
        return next((at for at in _points(matter) if at > matter.now), None)
    length: timedelta = timedelta(minutes=matter.plan.routine.remind_minutes) * 2 ** min(row.step - 1, 12)
    return matter.now + min(length, LONGEST)


def _points(matter: Matter) -> Sequence[datetime]:
    """The clock's warning points by the plan, after the first that the clock itself keeps."""
    clock = matter.session.get(CaseClock, matter.owed.ref) if matter.owed.source == CLOCK else None
    case = matter.complaint
    spec = spec_of(matter.plan, clock.code, case.level) if clock is not None and case is not None else None
    if clock is None or spec is None:
        return ()
    due = Due(clock.due, clock.provisional, False)
    return warnings(spec, clock.start, due, matter.room.calendar_of(matter.session))[1:]


def _enter(room: Room, session: Session, now: datetime, row: WarningRow) -> None:
    kind = {"warn": "keeper.warn", "breach": "keeper.breach", "empty": "keeper.breach"}[row.kind]
    if row.step > 1 and row.kind != "warn":
        kind = "keeper.escalate" if row.step == ESCALATED else "keeper.remind"
    append(
        session, room.keys, at=now, actor="", role="", kind=kind, subject=row.subject,
        command_id=f"keeper:{row.source}:{row.ref}:{row.kind}:{row.due.isoformat()}:{row.step}",
        values={
            "clock": row.code or row.source, "due": row.due, "step": row.step, "late": row.late,
            "warning": row.number, "told": row.told.split(",") if row.told else [],
        },
    )  # fmt: skip


def _enter_over(room: Room, session: Session, now: datetime, rows: Sequence[WarningRow]) -> None:
    for row in rows:
        row.version += 1
    append(
        session, room.keys, at=now, actor="", role="", kind="keeper.over",
        command_id=f"keeper.over:{rows[0].number}:{rows[0].version}", values={"warnings": [row.number for row in rows]},
    )  # fmt: skip


def _tell_log(room: Room, session: Session, now: datetime, rows: Sequence[WarningRow]) -> None:
    """One line of the duty log for all that was raised together."""
    zh, en = [], []
    parts = (
        ("breach", False, "超时", "past due"), ("breach", True, "再次提醒超时", "past due, again"),
        ("warn", None, "临近", "near"), ("empty", None, "无人在岗", "nobody on duty"),
    )  # fmt: skip
    for kind, again, word, word_en in parts:
        mine = [row for row in rows if row.kind == kind and again in (None, row.step > 1)]
        if not mine:
            continue
        subjects = list(dict.fromkeys(row.subject for row in mine if row.subject))
        more = len(subjects) - _NAMED
        rest, rest_en = (" 等", f" and {more} more") if more > 0 else ("", "")
        zh.append(f"{word} {len(mine)} 项" + (f"（{'、'.join(subjects[:_NAMED])}{rest}）" if subjects else ""))
        en.append(f"{word_en}: {len(mine)}" + (f" ({', '.join(subjects[:_NAMED])}{rest_en})" if subjects else ""))
    late = sum(row.late and row.step == 1 for row in rows)
    if late:
        zh.append(f"其中 {late} 项因无值守进程而迟报")
        en.append(f"{late} of them late, as no keeper ran")
    append(
        session, room.keys, at=now, actor="", role="", kind=TOLD, command_id=f"{TOLD}:{rows[0].number}:{rows[0].step}",
        values={"_text": "；".join(zh), "_text_en": "; ".join(en)},
    )  # fmt: skip


_NAMED = 8
