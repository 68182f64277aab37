"""What every act of an emergency stands on: its row, its stage and rail, its clocks, and names for messages."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session, col, select

from dutyroom.domain.emergency import check_within, next_stage
from dutyroom.domain.errors import Refusal
from dutyroom.domain.names import term
from dutyroom.domain.plan.plan import Plan
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.room.people import name_of
from dutyroom.store.rows.cases import Complaint
from dutyroom.store.rows.emergencies import Emergency


def event_of(work: Work, number: str) -> Emergency:
    """The emergency of that number. Raises Refusal ``not_found``."""
    return work.get(Emergency, number, _("突发事件"))


def in_place(work: Work, event: Emergency) -> None:
    """Raises Refusal ``wrong_stage``, saying who did what last, unless the act has a place in the event's stage."""
    try:
        check_within(event.stage, work.act.name)
    except Refusal as no:
        raise _with_last(work, event, no) from None


def stage_after(work: Work, event: Emergency, step: str) -> str:
    """The stage after ``step``. Raises Refusal ``wrong_stage``, saying who did what last."""
    try:
        return next_stage(event.stage, step)
    except Refusal as no:
        raise _with_last(work, event, no) from None


def advance(work: Work, event: Emergency, step: str, stop: str, person: str = "") -> None:
    """Moves the event on by ``step`` and marks ``stop`` on its rail. Raises Refusal ``wrong_stage``."""
    event.stage = stage_after(work, event, step)
    mark(work, event, stop, person)


def mark(work: Work, event: Emergency, stop: str, person: str = "", at: datetime | None = None) -> None:
    """Puts a moment (the present one, when none is given) and the person (the actor, when empty) at a stop of the rail."""
    rail = json.loads(event.rail)
    rail[stop] = [(at or work.now).astimezone(UTC).isoformat(), person or work.actor]
    event.rail = json.dumps(rail, ensure_ascii=False)


def facts_of(event: Emergency) -> dict[str, Any]:
    """``facts``: every fact entered (see ``sites``), oldest first; ``joined``: when by complaint; ``ground``: on which of the
    plan's grounds it was activated; ``happened``, ``typed`` and ``source``: 事发, 录入 and who told it."""
    return {"facts": [], "joined": {}, **json.loads(event.facts)}


def ground_of(plan: Plan, event: Emergency) -> str:
    """On which of the plan's grounds the plan was activated, in words; "" where the plan names none."""
    code = facts_of(event).get("ground", "")
    return term(plan.grounds, code) if code else ""


def keep_facts(event: Emergency, facts: dict[str, Any]) -> None:
    """Stores what ``facts_of`` gave, with additions."""
    event.facts = json.dumps(facts, ensure_ascii=False)


def complaints_of(session: Session, number: str) -> list[Complaint]:
    """The complaints of an event, in the order of their numbers."""
    return list(session.exec(select(Complaint).where(Complaint.emergency == number).order_by(col(Complaint.number))))


def _with_last(work: Work, event: Emergency, no: Refusal) -> Refusal:
    rail = sorted(json.loads(event.rail).values())
    if not rail:
        return no
    at, person = rail[-1]
    last = _("上一步由{name}于 {at} 办理。").format(
        name=name_of(work.session, person), at=work.shown(datetime.fromisoformat(at))
    )
    return Refusal(no.code, f"{no.message}{last}", no.hint)
