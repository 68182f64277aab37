"""What clocks a form would start or move, and why a clock is due when it is."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlmodel import Session

from dutyroom.domain.acts import ACTS
from dutyroom.domain.clock.calendar import Calendar
from dutyroom.domain.clock.clock import ASKED_FOR, ASKED_WHY, ClockSpec, Moments
from dutyroom.domain.clock.course import Case, align, explained
from dutyroom.domain.clock.due import ExplainedDay
from dutyroom.domain.errors import Refusal
from dutyroom.domain.names import act_name, aside
from dutyroom.lang import gettext as _
from dutyroom.services.clocks.clocks import bare, case_of, clocks_of, moves_of, requested, spec_of, stops_of
from dutyroom.services.clocks.views import ClockPreview, ExplainLine
from dutyroom.services.room.people import name_of
from dutyroom.services.room.subjects import load_subject
from dutyroom.store.rows.cases import CaseClock, Complaint

if TYPE_CHECKING:
    from dutyroom.services.room.room import Room


def preview(room: Room, values: dict[str, Any], number: str = "") -> tuple[ClockPreview, ...]:
    """The clocks that a complaint of these values (``level``, ``received``: aware) would start, earliest due first.

    With ``number``, what its open clocks would become; ``was`` is their due moment now.
    """
    with room.database.read() as session:
        row: Complaint | None = load_subject(session, "complaint", number) if number else None
        plan = room.plan_of(session, row.plan_version if row else room.plan_in_force(session))
        calendar, now = room.calendar_of(session), room.now()
        case = _as_told(session, row, values, now, calendar)
        # Copies: what would become of them is asked, nothing is done.
        runs = [CaseClock(**clock.model_dump()) for clock in clocks_of(session, number)] if row else []
        held = {clock.id: stops_of(session, clock) for clock in runs}
    if plan.level(case.level) is None:
        return ()
    was = {clock.id: clock.due for clock in runs if clock.verdict == "running"}
    moved = {clock.id: moves_of(clock) for clock in runs}
    begun = list(
        align(plan.clocks, case, runs, calendar, now, lambda run: held.get(run.id, ()), lambda run: moved.get(run.id, ()))
    )
    out = [
        _previewed(spec, run, _lines(explained(run, spec, case, calendar, held[run.id])), was.get(run.id))
        for run in runs if run.verdict == "running" and (spec := spec_of(plan, run.code, case.level))
    ]  # fmt: skip
    for each in begun:
        due = each.due
        run = CaseClock(
            id=0, subject=number, code=each.spec.code, kind=each.spec.kind, unit=each.spec.unit, amount=each.spec.amount,
            start=each.start, due=due.at, provisional=due.provisional, clause=each.spec.clause, source=each.spec.source,
        )  # fmt: skip
        out.append(_previewed(each.spec, run, _lines(explained(run, each.spec, case, calendar)), None))
    return tuple(sorted(out, key=lambda each: each.due))


def _as_told(session: Session, row: Complaint | None, values: dict[str, Any], now: datetime, calendar: Calendar) -> Case:
    """The case as it would be once the form's values stand."""
    received = values.get("received")
    asked = values.get(ASKED_FOR)
    if row is None:
        received = received if isinstance(received, datetime) else now
        level = str(values.get("level") or "")
        moments = Moments(received, requested=asked, levels=((level, received),))
        return Case(moments, off_hours=not calendar.is_open(received))
    case = case_of(session, row)
    level = str(values.get("level") or row.level)
    moments, off_hours = case.moments, case.off_hours
    if isinstance(received, datetime):
        (first, _at), *later = moments.levels
        levels = ((first, received), *later)
        moments, off_hours = replace(moments, received=received, levels=levels), not calendar.is_open(received)
    if level != row.level:
        moments = replace(moments, levels=(*moments.levels, (level, now)))
    return Case(replace(moments, requested=asked or moments.requested), case.round, off_hours)


def _previewed(spec: ClockSpec, run: CaseClock, lines: tuple[ExplainLine, ...], was: datetime | None) -> ClockPreview:
    return ClockPreview(
        spec.code, spec.name, spec.en, spec.kind, run.unit, run.amount, run.due, run.provisional, run.clause, run.source, was,
        lines,
    )  # fmt: skip


def explanation(room: Room, clock: int) -> tuple[ExplainLine, ...]:
    """Why a clock is due when it is, day by day. Raises Refusal ``not_found``."""
    with room.database.read() as session:
        row = session.get(CaseClock, clock)
        if row is None:
            raise Refusal("not_found", _("找不到这个时限。"), _("请刷新后再看。"))
        complaint = session.get(Complaint, row.subject)
        plan = room.plan_of(session, complaint.plan_version if complaint else room.plan_in_force(session))
        spec = (spec_of(plan, row.code, complaint.level) if complaint else None) or bare(row)
        calendar, stops = room.calendar_of(session), stops_of(session, row)
        case = case_of(session, complaint) if complaint else None
        notes = _words(complaint, spec) + _moves(session, row, calendar) if complaint else []
    return (*_lines(explained(row, spec, case, calendar, stops)), *notes)


def _words(complaint: Complaint, spec: ClockSpec) -> list[ExplainLine]:
    """Why the customer wants to hear then, as they said it (2.3)."""
    words, asked = json.loads(complaint.facts).get(ASKED_WHY), requested(complaint)
    if not (words and asked and spec.by_request):
        return []
    return [ExplainLine(asked.date().isoformat(), True, _("客户所说：{words}").format(words=words), note=True)]


def _moves(session: Session, row: CaseClock, calendar: Calendar) -> list[ExplainLine]:
    """What moved the due moment, when and by whom."""
    out = []
    for move in json.loads(row.moves):
        at, was, due = (calendar.local(datetime.fromisoformat(move[each])) for each in ("at", "was", "due"))
        said = _("{at} {who}「{act}」：到期由 {was} 改为 {due}").format(
            at=f"{at:%H:%M}", who=name_of(session, move["by"]), act=act_name(ACTS[move["act"]]), was=f"{was:%m-%d %H:%M}",
            due=f"{due:%m-%d %H:%M}",
        )
        out.append(ExplainLine(at.date().isoformat(), False, said, note=True))
    return out


def _lines(days: tuple[ExplainedDay, ...]) -> tuple[ExplainLine, ...]:
    return tuple(
        ExplainLine(day.date.isoformat(), day.counted, _clause(day), day.seconds) for day in days
    )


def _clause(day: ExplainedDay) -> str:
    return day.why + aside(day.clause)
