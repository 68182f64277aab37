"""值班日志: what people wrote, and a selection of the journal, as lines that are read in two minutes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any

from sqlmodel import Session, col, select

from dutyroom.domain.acts import ACTS
from dutyroom.domain.errors import Refusal
from dutyroom.domain.names import listed, named
from dutyroom.domain.plan.limits import read_limits
from dutyroom.domain.result import Naming, given
from dutyroom.domain.subjects import number_of, row_of
from dutyroom.lang import gettext as _
from dutyroom.lang import language
from dutyroom.services.act.work import Work
from dutyroom.services.log import clock_jump
from dutyroom.services.log.things import names_of_things
from dutyroom.services.log.views import LogEntry
from dutyroom.services.room.people import people_of
from dutyroom.services.room.vocabulary import form_fields
from dutyroom.settings.limits import limits_names, limits_text
from dutyroom.store.record import next_seq
from dutyroom.store.rows.cases import Call, Complaint
from dutyroom.store.rows.emergencies import Emergency
from dutyroom.store.rows.logs import LogLine
from dutyroom.store.rows.record import JournalEntry
from dutyroom.store.rows.staff import Unit

if TYPE_CHECKING:
    from dutyroom.domain.act import Field
    from dutyroom.domain.plan.plan import Plan
    from dutyroom.services.room.room import Room

PlanOf = Callable[[str], "Plan"]
"""The plan that binds the subject of that number: its words are those in which an entry about it is told."""

LOGGED = (
    *(name for name, act in ACTS.items() if act.logged),
    "room.found", "room.recover", "room.replan", "room.export", clock_jump.KIND, "keeper.told",
    "keeper.sent", "keeper.failed", "keeper.answer",
)  # fmt: skip
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
        rows = _rows(session, since, until, limit, subject, actor, written)
        return entries_of(session, rows, plans_of(room, session, rows), room.calendar_of(session).tz, every=bool(subject))


def entries_about(
    session: Session, subject: str, plan: Plan, zone: tzinfo, limit: int = 200, parts: Sequence[str] = ()
) -> tuple[LogEntry, ...]:
    """The last lines about one subject that goes by ``plan``, and its ``parts``, oldest first, in an open transaction."""
    rows = _rows(session, limit=limit, subject=subject, parts=parts)
    return entries_of(session, rows, lambda _subject: plan, zone, every=True)


def _rows(
    session: Session, since: datetime | None = None, until: datetime | None = None, limit: int = 200, subject: str = "",
    actor: str = "", written: bool = False, parts: Sequence[str] = (),
) -> Sequence[JournalEntry]:
    """The last rows between the aware moments, oldest first. Of one subject every act, not the logged ones alone.

    ``actor``: what one person did; ``written``: only what somebody wrote into the log.
    """
    query = select(JournalEntry)
    if actor:
        query = query.where(JournalEntry.actor == actor)
    if written:
        query = query.where(col(JournalEntry.kind).in_(WRITTEN))
    about = col(JournalEntry.subject).in_([subject, *parts]) if parts else JournalEntry.subject == subject
    query = query.where(about) if subject else query.where(col(JournalEntry.kind).in_(LOGGED))
    if since is not None:
        query = query.where(JournalEntry.at >= since)
    if until is not None:
        query = query.where(JournalEntry.at < until)
    return session.exec(query.order_by(col(JournalEntry.seq).desc()).limit(limit)).all()[::-1]


def plans_of(room: Room, session: Session, rows: Iterable[JournalEntry]) -> PlanOf:
    """Which plan each subject of the rows goes by: a complaint or an event by its own version, the rest by that in force."""
    subjects = list(dict.fromkeys(row.subject for row in rows if row.subject))
    versions: dict[str, int] = {}
    for table in (Complaint, Emergency) if subjects else ():
        found = session.exec(select(table.number, table.plan_version).where(col(table.number).in_(subjects))).all()
        versions.update(dict(found))
    in_force = room.plan_in_force(session)
    return lambda subject: room.plan_of(session, versions.get(subject, in_force))


def entries_of(
    session: Session, rows: Iterable[JournalEntry], plan_of: PlanOf, zone: tzinfo, every: bool = False
) -> tuple[LogEntry, ...]:
    """The lines that these journal rows make; with ``every`` also acts that the room's log leaves out."""
    kept = [row for row in rows if every or row.kind in LOGGED]
    if not kept:
        return ()
    teller = _Teller(session, plan_of, zone, _of_calls(session, [row.subject for row in kept if row.kind == "call.take"]))
    teller.look_up(kept)
    return tuple(teller.entry(row) for row in kept)


def _of_calls(session: Session, numbers: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Who called and what about, as it is known by now: a call is on the record from its first character on."""
    if not numbers:
        return {}
    rows = session.exec(select(Call.number, Call.caller, Call.summary).where(col(Call.number).in_(numbers))).all()
    # That a customer calls is what everybody expects.
    return {number: ("" if caller == "customer" else caller, summary) for number, caller, summary in rows}


class _Teller:
    """Makes lines of rows; what it needs to name their codes is read once."""

    def __init__(self, session: Session, plan_of: PlanOf, zone: tzinfo, calls: Mapping[str, tuple[str, str]]) -> None:
        self.plan_of, self.zone, self.calls = plan_of, zone, calls
        self.people = people_of(session)
        self.units = {row.code: named(row) for row in session.exec(select(Unit)).all()}
        self.forms: dict[tuple[int, str], tuple[Field, ...]] = {}
        self.things: dict[str, str] = {}
        self.session = session

    def look_up(self, rows: Iterable[JournalEntry]) -> None:
        """Reads, once for all rows, what the things are called that they are about and that their values name."""
        numbers = {row.subject for row in rows}
        for row in rows:
            values: dict[str, Any] = json.loads(row.payload)["values"]
            for each in (*self._form(row), *_came(row.kind)):
                kind = each.about or ("record" if each.choices == "sites" else "")
                raw = {**values, **(values.get("_came") or {})}.get(each.name)
                if kind and raw and not isinstance(raw, dict) and (at := row_of(kind, str(raw))) >= 0:
                    numbers.add(number_of(kind, at))
        self.things = names_of_things(self.session, numbers, self.plan_of, self.people, self.units)

    def entry(self, row: JournalEntry) -> LogEntry:
        """The line of one row."""
        values: dict[str, Any] = json.loads(row.payload)["values"]
        shown = tuple((name, plain(value)) for name, value in values.items() if name not in _MARKS and plain(value))
        happened = values.get("happened")
        # What the program itself wrote down in both languages; what people wrote is theirs.
        own = values.get("_text_en") if language() == "en" else None
        text = str(own or values.get("_text") or plain(values.get("text")) or plain(values.get("reason")))
        if row.kind == "call.take" and row.subject in self.calls:
            values["caller"], text = self.calls[row.subject]
        return LogEntry(
            row.seq, row.at, row.actor, self.people.get(row.actor, row.actor), row.role, row.clause, row.kind, row.subject,
            text, datetime.fromisoformat(happened) if happened else None, bool(values.get("late")),
            int(values.get("_corrects") or 0), shown, self._given(row, values, text), self._thing(row),
        )  # fmt: skip

    def _thing(self, row: JournalEntry) -> str:
        if row.kind in ACTS and row.kind.startswith("person."):
            return self.people.get(row.subject, row.subject)
        return self.things.get(row.subject, "")

    def _form(self, row: JournalEntry) -> tuple[Field, ...]:
        """The fields of the form by the plan that binds the entry's subject."""
        act = ACTS.get(row.kind)
        if act is None:
            return ()
        plan = self.plan_of(row.subject)
        form = (id(plan), row.kind)
        if form not in self.forms:
            self.forms[form] = form_fields(act, plan)
        return self.forms[form]

    def _given(self, row: JournalEntry, values: dict[str, Any], text: str) -> tuple[str, ...]:
        fields = self._form(row)
        if not fields and not values.get("_came"):
            return ()
        own = _limits() if "limits" in values or "limits" in (values.get("_came") or {}) else {}
        naming = Naming(self.plan_of(row.subject), self.people, self.units, self.zone, own, self.things)
        told = given(row.kind, fields, values, text, row.at, naming)
        return (*told, _("应回避人员办理")) if values.get("_aside") else told


def _came(kind: str) -> tuple[Field, ...]:
    act = ACTS.get(kind)
    return act.came if act else ()


def _limits() -> dict[str, dict[str, str]]:
    return {"limits": {code: named(read_limits(limits_text(code), code)) for code in limits_names()}}


_MARKS = ("late", "_text", "_text_en", "_corrects", "_came", "_was", "_aside")


def plain(value: Any) -> str:
    """A value of the journal as text: sealed ones by their masked form, "" when there is none."""
    if isinstance(value, dict):
        return str(value.get("masked") or "")
    if isinstance(value, list):
        return listed(str(each) for each in value)
    return "" if value is None else str(value)
