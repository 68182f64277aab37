"""What people call the open clocks that a handover keeps by code: by the plan that binds what they run for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from sqlmodel import Session

from dutyroom.domain.names import aside, choice_name, listed, named, term
from dutyroom.domain.records import KINDS as RECORDS
from dutyroom.lang import gettext as _
from dutyroom.services.emergency.decisions import ANSWER
from dutyroom.services.emergency.reports import limits
from dutyroom.services.emergency.sitreps import code_of
from dutyroom.services.log.things import kind_of, names_of_things
from dutyroom.services.room.people import people_of
from dutyroom.services.room.subjects import load_subject, plan_version_of
from dutyroom.store.rows.cases import Complaint
from dutyroom.store.rows.emergencies import Emergency

if TYPE_CHECKING:
    from dutyroom.domain.plan.plan import Plan
    from dutyroom.services.room.room import Room


def clock_words(room: Room, session: Session, clocks: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The name of each clock (subject, code), in the language in force; a task's is what is to be done."""
    clocks = tuple(clocks)
    plans: dict[str, Plan] = {}
    tables: dict[int, dict[str, str]] = {}
    for subject in {subject for subject, _code in clocks}:
        plan = plans[subject] = _plan_of(room, session, subject)
        if id(plan) not in tables:
            tables[id(plan)] = _names(plan)
    numbers = [subject for subject in plans if kind_of(subject) in ("task", "notice")]
    in_force = room.plan_of(session, room.plan_in_force(session))
    things = names_of_things(session, numbers, lambda _number: in_force, people_of(session), {})
    return {(subject, code): _word(tables[id(plans[subject])], things, subject, code) for subject, code in clocks}


def _plan_of(room: Room, session: Session, subject: str) -> Plan:
    kind = kind_of(subject)
    row = load_subject(session, kind, subject) if kind and kind != "paper" else None
    if row is None:
        row = session.get(Complaint, subject) or session.get(Emergency, subject)
        kind = "complaint" if isinstance(row, Complaint) else "emergency"
    version = plan_version_of(session, kind, row) if row is not None else 0
    return room.plan_of(session, version or room.plan_in_force(session))


def _names(plan: Plan) -> dict[str, str]:
    own = [*plan.clocks, *(each.clock for stream in plan.workstreams for each in stream.rhythms)]
    own += [each.clock for each in plan.notices if each.clock is not None]
    names = {spec.code: named(spec) for spec in own}
    names |= {gate.code: named(gate) for gate in plan.gates} | {charge.code: named(charge) for charge in plan.charges}
    for rule in plan.reports:
        for way, recipient, spec in limits(rule):
            names[spec.code] = f"{named(rule)}{aside(listed((choice_name(way), term(plan.recipients, recipient))))}"
    names |= {code_of(each.code): named(each) for each in plan.sitreps}
    return {**{kind.code: _(kind.label) for kind in RECORDS.values()}, **names, ANSWER: _("批复")}


def _word(names: Mapping[str, str], things: Mapping[str, str], subject: str, code: str) -> str:
    return things.get(subject) or names.get(code) or _("时限")
