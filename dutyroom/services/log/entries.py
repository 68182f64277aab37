"""值班日志: what people wrote, and a selection of the journal, as lines that are read in two minutes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlmodel import Session, col, select

from dutyroom.domain.acts import ACTS
from dutyroom.domain.errors import Refusal
from dutyroom.domain.names import choice_name, listed
from dutyroom.lang import gettext as _
from dutyroom.lang import language
from dutyroom.services.act.work import Work
from dutyroom.services.log import clock_jump
from dutyroom.services.log.views import LogEntry
from dutyroom.services.room.people import people_of
from dutyroom.store.record import next_seq
from dutyroom.store.rows.cases import Call
from dutyroom.store.rows.logs import LogLine
from dutyroom.store.rows.record import JournalEntry

if TYPE_CHECKING:
    from dutyroom.services.room.room import Room

LOGGED = (*(name for name, act in ACTS.items() if act.logged), "room.found", clock_jump.KIND)
"""Kinds of journal entries that the duty log shows."""

WRITTEN = ("log.write", "log.correct", "log.instruct", "log.done", "shift.check", "handover.propose", "handover.accept")
"""Those of them that are somebody's own words."""


def write(work: Work) -> None:
    """记一笔: one line of one's own words."""
    happened = work.happened()
    work.subject = str(work.values.get("about") or "")
    work.text = work.masked("text")
    work.add(
        LogLine(
            seq=next_seq(work.session), at=work.now, happened=happened, by=work.actor, subject=work.subject,
            late=work.late, text=work.text,
        )
    )  # fmt: skip
    work.message = _("已记入值班日志。")


def correct(work: Work) -> None:
    """更正: a new line says what an earlier one should have said; the earlier one stays as it was."""
    line = work.session.get(LogLine, work.values["line"])
    if line is None:
        raise Refusal("not_found", _("找不到第 {n} 号日志。").format(n=work.values["line"]), _("请核对日志序号。"))
    work.subject = line.subject
    work.text = work.masked("text")
    work.add(
        LogLine(
            seq=next_seq(work.session), at=work.now, happened=line.happened, by=work.actor, subject=line.subject,
            corrects=line.seq, text=work.text,
        )
    )  # fmt: skip
    work.data["corrects"] = line.seq
    work.message = _("已更正，原文保留。")


def entries(
    room: Room, since: datetime | None, until: datetime | None, limit: int, subject: str = "", actor: str = "",
    written: bool = False,
) -> tuple[LogEntry, ...]:
    """The last ``limit`` lines between the aware moments, oldest first; of one subject, or of the room."""
    with room.database.read() as session:
        return entries_in(session, since, until, limit, subject, actor, written)


def entries_in(
    session: Session, since: datetime | None = None, until: datetime | None = None, limit: int = 200, subject: str = "",
    actor: str = "", written: bool = False,
) -> tuple[LogEntry, ...]:
    """As ``entries``, in a transaction that is already open. Of one subject every act shows, not the logged ones alone.

    ``actor``: what one person did; ``written``: only what somebody wrote into the log.
    """
    query = select(JournalEntry)
    if actor:
        query = query.where(JournalEntry.actor == actor)
    if written:
        query = query.where(col(JournalEntry.kind).in_(WRITTEN))
    query = query.where(JournalEntry.subject == subject) if subject else query.where(col(JournalEntry.kind).in_(LOGGED))
    if since is not None:
        query = query.where(JournalEntry.at >= since)
    if until is not None:
        query = query.where(JournalEntry.at < until)
    rows = session.exec(query.order_by(col(JournalEntry.seq).desc()).limit(limit)).all()
    return entries_of(session, reversed(rows), every=bool(subject))


def entries_of(session: Session, rows: Iterable[JournalEntry], every: bool = False) -> tuple[LogEntry, ...]:
    """The lines that these journal rows make; with ``every`` also acts that the room's log leaves out."""
    kept = [row for row in rows if every or row.kind in LOGGED]
    if not kept:
        return ()
    people = people_of(session)
    said = _of_calls(session, [row.subject for row in kept if row.kind == "call.take"])
    made = (_entry(row, people) for row in kept)
    return tuple(replace(each, text=said.get(each.subject, "")) if each.kind == "call.take" else each for each in made)


def _of_calls(session: Session, numbers: Sequence[str]) -> dict[str, str]:
    """Who called and what about, as it is known by now: a call is on the record from its first character on."""
    if not numbers:
        return {}
    rows = session.exec(select(Call.number, Call.caller, Call.summary).where(col(Call.number).in_(numbers))).all()
    return {
        number: " ".join(filter(None, ["" if caller == "customer" else choice_name(caller), summary]))
        for number, caller, summary in rows
    }


def _entry(row: JournalEntry, people: dict[str, str]) -> LogEntry:
    values: dict[str, Any] = json.loads(row.payload)["values"]
    shown = tuple((name, plain(value)) for name, value in values.items() if name not in _MARKS and plain(value))
    happened = values.get("happened")
    # What the program itself wrote down in both languages; what people wrote is theirs.
    own = values.get("_text_en") if language() == "en" else None
    return LogEntry(
        row.seq, row.at, row.actor, people.get(row.actor, row.actor), row.role, row.clause, row.kind, row.subject,
        str(own or values.get("_text") or plain(values.get("text")) or plain(values.get("reason"))),
        datetime.fromisoformat(happened) if happened else None,
        bool(values.get("late")), int(values.get("_corrects") or 0), shown,
    )  # fmt: skip


_MARKS = ("late", "_text", "_text_en", "_corrects")


def plain(value: Any) -> str:
    """A value of the journal as text: sealed ones by their masked form, "" when there is none."""
    if isinstance(value, dict):
        return str(value.get("masked") or "")
    if isinstance(value, list):
        return listed(str(each) for each in value)
    return "" if value is None else str(value)
