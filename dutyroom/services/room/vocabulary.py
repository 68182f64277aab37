"""Which fields an act's form has under a plan, and which codes its choices allow now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlmodel import Session, select

from dutyroom.domain.act import Act, Field
from dutyroom.domain.subjects import number_of
from dutyroom.settings.limits import limits_names
from dutyroom.store.rows.places import WorkRecord
from dutyroom.store.rows.staff import Person, Unit

if TYPE_CHECKING:
    from dutyroom.domain.plan.plan import Plan

Vocabulary = Callable[[str], frozenset[str]]
"""The codes that a vocabulary's name allows now."""

_OF_PLAN = (
    "levels", "channels", "categories", "workstreams", "roles", "posts", "steps", "conditions", "measures", "grounds", "gates",
    "reports", "recipients", "sitreps", "charges", "stages", "clocks",
)  # fmt: skip


def form_fields(act: Act, plan: Plan) -> tuple[Field, ...]:
    """The act's own fields and those that the plan adds; a name that the act has already is not added twice.

    The fields of the plan's steps are offered with ``complaint.step``; which of them are required depends on the step.
    """
    fields = {field.name: field for field in act.fields}
    for form in plan.forms:
        if form.act == act.name:
            for field in form.fields:
                fields.setdefault(field.name, field)
    if act.name == "complaint.step":
        for step in plan.steps:
            for field in step.fields:
                fields.setdefault(field.name, replace(field, required=False))
    return tuple(fields.values())


def vocabulary(session: Session, plan: Plan) -> Vocabulary:
    """The codes that each vocabulary allows now, read when first asked for."""
    known: dict[str, frozenset[str]] = {}

    def codes(name: str) -> frozenset[str]:
        if name not in known:
            both = name == "receivers"
            known[name] = codes("units") | codes("persons") if both else _codes(session, plan, name)
        return known[name]

    return codes


def with_own(codes: Vocabulary, session: Session, row: Any) -> Vocabulary:
    """The same vocabularies, and those that are no fact of every room: the open scenes of the event that ``row`` is, the
    objectives of the exercise that the room is, the roles of earlier plans that still bind something."""

    def more(name: str) -> frozenset[str]:
        if name == "objectives":
            from dutyroom.services.room.exercise import scenario_of

            return frozenset(each.code for each in scenario_of(session).objectives)
        if name == "posts":
            from dutyroom.services.room.plans import binding, load_version

            earlier = (load_version(session, version) for version in binding(session))
            return codes(name).union(role.code for plan in earlier for role in plan.roles)
        if name != "sites":
            return codes(name)
        open_ = select(WorkRecord.id).where(
            WorkRecord.emergency == getattr(row, "number", ""), WorkRecord.kind == "scene", WorkRecord.state == "open"
        )
        return frozenset(number_of("record", number) for number in session.exec(open_).all())

    return more


def _codes(session: Session, plan: Plan, name: str) -> frozenset[str]:
    if name == "units":
        return frozenset(session.exec(select(Unit.code)).all())
    if name == "persons":
        return frozenset(session.exec(select(Person.code).where(Person.active)).all())
    if name == "limits":
        return frozenset(limits_names())
    if name in _OF_PLAN:
        return frozenset(each.code for each in getattr(plan, name))
    return frozenset()
