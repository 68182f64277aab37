"""Which of the room's plans this program can read, and what it reads otherwise than it was written. For any schema."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from dutyroom.domain.errors import Refusal
from dutyroom.domain.plan.fault import PlanFault
from dutyroom.domain.plan.reader import carried_over, reread_plan
from dutyroom.services.room.exercise import SCENARIO, scenario_of
from dutyroom.services.room.limits import in_force
from dutyroom.services.room.plans import unreadable, version_in_force
from dutyroom.services.room.settings import read_setting
from dutyroom.store.engine import Database
from dutyroom.store.rows.room import PlanVersion


@dataclass(frozen=True, slots=True)
class PlanState:
    """One version: ``in_force`` now; ``carried`` is what is read otherwise, ``no`` why it can't be read at all."""

    version: int
    code: str
    in_force: bool
    carried: tuple[PlanFault, ...] = ()
    no: Refusal | None = None


def plan_states(database: Database, now: datetime) -> tuple[PlanState, ...]:
    """Every version that the room has adopted, the oldest first; () for a room that is not founded."""
    with database.read() as session:
        # No more columns than there ever were: an older schema is looked at too, before it is upgraded.
        query = select(PlanVersion.id, PlanVersion.plan, PlanVersion.text, PlanVersion.since).order_by(col(PlanVersion.id))
        rows = session.exec(query).all()
    if not rows:
        return ()
    # Below the first schemas there are no units' own plans: all versions are the room's.
    plain = max((number for number, _plan, _text, since in rows if since <= now), default=rows[0][0])
    try:
        with database.read() as session:
            force = version_in_force(session, now)
    except Refusal:
        force = plain
    return tuple(_state(number, code, text, number == force) for number, code, text, _since in rows)


def _state(version: int, code: str, text: str, in_force: bool) -> PlanState:
    try:
        reread_plan(text, code)
        return PlanState(version, code, in_force, carried_over(text, code))
    except Refusal as no:
        return PlanState(version, code, in_force, no=unreadable(version, code, no))


def refuse_unreadable(database: Database, now: datetime) -> None:
    """Raises Refusal, by its name, when this program could not read the plan in force: nothing was upgraded then."""
    for state in plan_states(database, now):
        if state.in_force and state.no is not None:
            raise state.no


def beside_the_plan(session: Session) -> tuple[Refusal, ...]:
    """What else a room stands on and can't be read: its regulatory limits, the scenario of an exercise."""
    found: list[Refusal] = []
    for read in (in_force, *((scenario_of,) if read_setting(session, SCENARIO) is not None else ())):
        try:
            read(session)
        except Refusal as no:
            found.append(no)
    return tuple(found)
