"""What the things are called that the log is about: tasks, facts, papers … by the number under which it names them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from sqlmodel import Session, col, select

from dutyroom.domain.names import aside, decision_name, listed, named, notice_name, side_by_side, term
from dutyroom.domain.records import KINDS as RECORDS
from dutyroom.domain.subjects import KINDS, is_kind, number_of, row_of
from dutyroom.lang import gettext as _
from dutyroom.lang import language
from dutyroom.services.room.subjects import TABLES
from dutyroom.store.rows.casework import GroupMember
from dutyroom.store.rows.emergencies import Paper
from dutyroom.store.rows.places import WorkRecord, WorkStep

if TYPE_CHECKING:
    from dutyroom.domain.plan.plan import Plan

_BY_PREFIX = {KINDS[kind].prefix: kind for kind in KINDS if KINDS[kind].prefix}
_MAIN = {"scene": "place", "post": "place", "lawyer": "firm", "hold": "reason", "speaker": "person"}
"""What tells one record of a kind from another, as it was begun; of all others its text."""


def kind_of(number: str) -> str:
    """The kind of thing that a number with a prefix names (``paper`` for every sort of paper), "" for none."""
    kind = _BY_PREFIX.get(number[:1], "")
    return kind if kind and is_kind(kind, number) else ""


def names_of_things(
    session: Session, numbers: Iterable[str], plan_of: Callable[[str], Plan], people: Mapping[str, str], units: Mapping[str, str]
) -> dict[str, str]:
    """What each of the things is called by its number, masked as it is stored; those that have no name of their own left out.

    ``plan_of``: the plan that binds the event or complaint of that number.
    """
    wanted: dict[str, set[int]] = {}
    for number in numbers:
        if kind := kind_of(number):
            wanted.setdefault(kind, set()).add(row_of(kind, number))
    found = {}
    for kind, ids in wanted.items():
        table = TABLES[kind]
        begun = _begun(session, ids) if kind == "record" else {}
        for row in session.exec(select(table).where(col(table.id).in_(ids))).all():
            plan = plan_of(getattr(row, "emergency", "") or getattr(row, "complaint", "") or "")
            if kind == "record":
                said = _of_record(row, begun.get(row.id, {}), people)
            else:
                said = _of_group(session, row.id) if kind == "group" else _said(kind, row, plan, people, units)
            if said:
                found[number_of(kind, row.id)] = said
    return found


def _begun(session: Session, ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """What was given as each record was begun."""
    query = select(WorkStep.record, WorkStep.facts).where(col(WorkStep.record).in_(ids)).order_by(col(WorkStep.id).desc())
    return {record: json.loads(facts) for record, facts in session.exec(query).all()}


def _of_record(row: WorkRecord, begun: Mapping[str, Any], people: Mapping[str, str]) -> str:
    said = str(begun.get(_MAIN.get(row.kind, "text")) or "")
    kept = RECORDS.get(row.kind)
    return people.get(said, said) or (_(kept.label) if kept else "")


def _of_group(session: Session, group: int) -> str:
    rows = session.exec(select(GroupMember.complaint).where(GroupMember.group_id == group).order_by(col(GroupMember.complaint)))
    return listed(rows.all())


def _said(kind: str, row: Any, plan: Plan, people: Mapping[str, str], units: Mapping[str, str]) -> str:
    if kind in ("task", "duty"):
        return row.en if row.en and language() == "en" else str(row.title)
    if kind == "paper" or isinstance(row, Paper):
        return str(row.title) or (term(plan.sitreps, row.code) if row.kind == "sitrep" else "")
    if kind == "decision":
        return decision_name(plan, row)
    said: dict[str, Callable[[], str]] = {
        "notice": lambda: notice_name(row.kind),
        "request": lambda: row.question,
        "instruction": lambda: row.text,
        "conference": lambda: row.title,
        "charge": lambda: side_by_side((units.get(row.unit, row.unit), row.text)),
        "handover": lambda: f"{people.get(row.outgoing, row.outgoing)} → {people.get(row.incoming, row.incoming)}",
        "watch": lambda: side_by_side((row.name, row.number)),
        "supply": lambda: f"{row.name}{aside(row.measure)}",
        "plan": lambda: row.what,
        "warning": lambda: row.subject,
    }
    return said[kind]() if kind in said else named(row)
