"""What clocks a form would start or move, and why a clock is due when it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from dutyroom.domain.clock.clock import ClockSpec, Moments, due_of, explain_clock
from dutyroom.domain.clock.due import ExplainedDay, explain
from dutyroom.domain.errors import Refusal
from dutyroom.domain.names import aside
from dutyroom.lang import gettext as _
from dutyroom.services.clocks.clocks import clocks_of, comes_back, moments_of, running, spec_of, stops_of
from dutyroom.services.clocks.views import ClockPreview, ExplainLine
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
        calendar = room.calendar_of(session)
        level = str(values.get("level") or (row.level if row else ""))
        received = values.get("received")
        if not isinstance(received, datetime):
            received = row.received if row else room.now()
        moments = replace(moments_of(session, row), received=received) if row else Moments(received)
        open_now = {clock.code: clock for clock in running(session, number)} if row else {}
        had = clocks_of(session, number) if row else ()
        over = {clock.code for clock in had if not comes_back(clock)} - set(open_now)
        stops = {code: stops_of(session, clock) for code, clock in open_now.items()}
    out = []
    for spec in plan.clocks:
        if not spec.applies(level) or spec.round == "second" or spec.code in over or plan.level(level) is None:
            continue
        pauses = stops.get(spec.code, []) if spec.pausable else []
        due = due_of(spec, moments, calendar, pauses)
        if due is None:
            continue
        was = open_now[spec.code].due if spec.code in open_now else None
        days = explain_clock(spec, moments, calendar, pauses)
        out.append(
            ClockPreview(
                spec.code, spec.name, spec.en, spec.kind, spec.unit, spec.amount, due.at, due.provisional, spec.clause,
                spec.source, was, _lines(days),
            )
        )  # fmt: skip
    return tuple(sorted(out, key=lambda each: each.due))


def explanation(room: Room, clock: int) -> tuple[ExplainLine, ...]:
    """Why a clock is due when it is, day by day. Raises Refusal ``not_found``."""
    with room.database.read() as session:
        row = session.get(CaseClock, clock)
        if row is None:
            raise Refusal("not_found", _("找不到这个时限。"), _("请刷新后再看。"))
        complaint = session.get(Complaint, row.subject)
        plan = room.plan_of(session, complaint.plan_version if complaint else room.plan_in_force(session))
        spec = (spec_of(plan, row.code, complaint.level) if complaint else None) or ClockSpec(
            row.code, row.kind, row.code, row.code, row.unit, row.amount
        )
        calendar, stops = room.calendar_of(session), stops_of(session, row)
    days = explain(calendar, row.start, row.unit, row.amount, stops, spec.business_end, spec.roll)
    return _lines(days)


def _lines(days: tuple[ExplainedDay, ...]) -> tuple[ExplainLine, ...]:
    return tuple(
        ExplainLine(day.date.isoformat(), day.counted, _clause(day), day.seconds) for day in days
    )


def _clause(day: ExplainedDay) -> str:
    return day.why + aside(day.clause)
