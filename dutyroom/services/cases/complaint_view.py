"""One complaint with all that belongs to it, masked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from dutyroom.services.cases.procedure import applies, owed, step_blocked, unfinished
from dutyroom.services.cases.queries import Names, casework, done_views
from dutyroom.services.cases.same_words import again_in
from dutyroom.services.cases.views import ComplaintView, ContactView, StepView
from dutyroom.services.clocks.clocks import clocks_of, open_pause, spec_of
from dutyroom.services.clocks.views import ClockView
from dutyroom.services.gates.on_file import done_steps
from dutyroom.services.log.entries import entries_about
from dutyroom.services.room.people import name_of, people_of
from dutyroom.services.room.subjects import load_subject
from dutyroom.store.rows.board import BoardEntry
from dutyroom.store.rows.cases import Call, CaseClock, Complaint, Contact

if TYPE_CHECKING:
    from dutyroom.domain.plan.plan import Plan
    from dutyroom.services.room.room import Room


def complaint(room: Room, number: str) -> ComplaintView:
    """One complaint, masked. Raises Refusal ``not_found``."""
    with room.database.read() as session:
        row: Complaint = load_subject(session, "complaint", number)
        plan = room.plan_of(session, row.plan_version)
        people = people_of(session)
        tries = session.exec(select(Contact).where(Contact.subject == number).order_by(col(Contact.id))).all()
        calls = session.exec(select(Call.number).where(Call.complaint == number).order_by(col(Call.received))).all()
        shown = session.get(BoardEntry, number)
        return ComplaintView(
            number=row.number, version=row.version, status=row.status, level=row.level, channel=row.channel,
            category=row.category, unit=row.unit, handling=row.handling, owner=row.owner,
            owner_name=people.get(row.owner, row.owner), received=row.received,
            typed=row.typed, happened=row.happened, late=row.late, closed_at=row.closed_at,
            acknowledged_by=row.acknowledged_by, acknowledged_at=row.acknowledged_at, satisfied=row.satisfied, danger=row.danger,
            told=row.told,
            emergency=row.emergency, facts=tuple(json.loads(row.facts).items()),
            clocks=tuple(clock_view(session, plan, row, clock, room.now()) for clock in clocks_of(session, number)),
            contacts=tuple(contact_view(each, people) for each in tries),
            steps=steps_of(session, plan, row),
            record=entries_about(session, number, plan, room.calendar_of(session).tz), calls=tuple(calls),
            work=casework(room, session, plan, row),
            alarm=shown.alarm if shown else None, again=again_in(room, session, plan, row),
        )  # fmt: skip


def contact_view(row: Contact, people: Mapping[str, str]) -> ContactView:
    """One try to reach somebody, as its row has it."""
    return ContactView(
        row.at, people.get(row.by, row.by), row.purpose, people.get(row.person, row.person), row.number, row.result,
        row.again_at, row.text,
    )  # fmt: skip


def clock_view(session: Session, plan: Plan, row: Complaint, clock: CaseClock, now: datetime) -> ClockView:
    """One limit, as its row has it at that moment."""
    spec = spec_of(plan, clock.code, row.level) or next((each for each in plan.clocks if each.code == clock.code), None)
    paused = clock.verdict == "running" and open_pause(session, clock) is not None
    return ClockView(
        clock.id, clock.code, clock.kind, spec.name if spec else clock.code, spec.en if spec else clock.code, clock.unit,
        clock.amount, clock.start, clock.due, clock.provisional, clock.verdict, clock.met_at, paused, clock.clause,
        clock.source, spec.stop if spec else (), name_of(session, clock.waived_by) if clock.waived_by else "", clock.waived_why,
        clock.verdict == "running" and not paused and clock.due < now,
    )  # fmt: skip


def steps_of(session: Session, plan: Plan, row: Complaint) -> tuple[StepView, ...]:
    """The steps that the complaint has, done or not, as its row has them."""
    done, names = done_steps(row), Names(session, plan)
    people = names.people
    out = []
    for step in plan.steps:
        if not applies(step, row):
            continue
        mark = done.get(step.code)
        out.append(
            StepView(
                step.code, step.name, step.en, step.clause, step.source,
                datetime.fromisoformat(mark["at"]) if mark else None,
                people.get(mark["by"], mark["by"]) if mark else "", mark["text"] if mark else "",
                step_blocked(session, plan, row, step), done_views(plan, step, mark, names) if mark else (),
                unfinished(session, plan, row, step.code) if mark else "", step.after_close,
                not step.after_close and not owed(step, row),
                bool(mark and mark.get("waived")),
            )
        )  # fmt: skip
    return tuple(out)
