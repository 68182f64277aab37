"""Makes the views of what workstreams keep from the rows of one emergency."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import col, select

from dutyroom.domain.contacts import CUSTOMER
from dutyroom.domain.records import KINDS, parts_of
from dutyroom.domain.subjects import number_of
from dutyroom.services.emergency.event import complaints_of
from dutyroom.services.emergency.panel.work_views import (
    CustomerView,
    MeasureView,
    RecordView,
    RhythmView,
    StageView,
    StepOfRecord,
)
from dutyroom.services.emergency.records import records_of
from dutyroom.services.gates.gates import measures_of
from dutyroom.services.room.people import name_of
from dutyroom.store.rows.cases import CaseClock, Complaint, Contact
from dutyroom.store.rows.places import WorkRecord, WorkStep

if TYPE_CHECKING:
    from dutyroom.domain.plan.response import Workstream
    from dutyroom.services.emergency.panel.scene import Scene
    from dutyroom.store.rows.emergencies import Paper


def records(scene: Scene) -> tuple[RecordView, ...]:
    """Every record of the event and of its complaints, oldest first, each with its history."""
    numbers = [case.number for case in complaints_of(scene.session, scene.event.number)]
    rows = records_of(scene.session, scene.event.number, numbers)
    if not rows:
        return ()
    steps: dict[int, list[WorkStep]] = {}
    ids = [row.id for row in rows]
    for step in scene.session.exec(select(WorkStep).where(col(WorkStep.record).in_(ids)).order_by(col(WorkStep.id))).all():
        steps.setdefault(step.record, []).append(step)
    limits = scene.session.exec(select(CaseClock).where(col(CaseClock.subject).in_([number_of("record", n) for n in ids]))).all()
    verdicts = {limit.subject: limit.verdict for limit in sorted(limits, key=lambda each: each.id)}
    return tuple(_record(scene, row, steps.get(row.id, []), verdicts.get(row.number, "")) for row in rows)


def _record(scene: Scene, row: WorkRecord, steps: list[WorkStep], verdict: str) -> RecordView:
    def name(person: str) -> str:
        return name_of(scene.session, person) if person else ""

    return RecordView(
        row.id, row.version, row.kind, row.complaint, row.state, row.person, name(row.person), row.due, row.at, row.typed,
        row.late, name(row.by), row.state in KINDS[row.kind].ends, json.loads(row.facts),
        tuple(
            StepOfRecord(
                each.act, each.state, name(each.person), each.at, each.typed, each.late, name(each.by), json.loads(each.facts)
            )
            for each in steps
        ),
        verdict,
    )  # fmt: skip


def measures(scene: Scene, paper: Paper) -> tuple[MeasureView, ...]:
    """The measures of a solution, with who answers for each."""

    def name(person: str) -> str:
        return name_of(scene.session, person) if person else ""

    return tuple(
        MeasureView(each.kind, each.state, name(each.owner), each.amount, each.proof, name(each.done_by), each.done_at)
        for each in measures_of(scene.session, paper.id)
    )


def place(scene: Scene, stream: Workstream) -> tuple[tuple[str, ...], tuple[RhythmView, ...], tuple[StageView, ...]]:
    """What lies in a workstream's place, what comes round there, and how far its own procedure is."""
    due = {clock.code: clock.due for clock in scene.clocks(scene.event.number)}
    rhythms = tuple(
        RhythmView(each.code, each.name, each.en, due.get(each.clock.code), each.clause, each.stop) for each in stream.rhythms
    )
    stages: tuple[StageView, ...] = ()
    if stream.stages:
        done = {row.state: row for row in scene.kept if row.kind == "stage"}
        stages = tuple(
            StageView(
                each.code, each.name, each.en, row.typed if row else None, name_of(scene.session, row.by) if row else "",
                json.loads(row.facts).get("text", "") if row else "", each.clause, each.source,
            )
            for each in stream.stages
            for row in (done.get(each.code),)
        )  # fmt: skip
    return parts_of(scene.plan, stream), rhythms, stages


def customers(scene: Scene, kept: tuple[RecordView, ...]) -> tuple[CustomerView, ...]:
    """Every complainant of the event: those with a promise or a contact due first."""
    cases = complaints_of(scene.session, scene.event.number)
    tries = scene.session.exec(
        select(Contact).where(
            col(Contact.subject).in_([case.number for case in cases]), Contact.purpose == CUSTOMER, Contact.result == "reached"
        )
    ).all()
    last: dict[str, datetime] = {}
    for each in tries:
        last[each.subject] = max(each.at, last.get(each.subject, each.at))
    found = [_customer(case, kept, last.get(case.number)) for case in cases]

    def next_due(one: CustomerView) -> tuple[bool, float, str]:
        dues = [each.due for each in one.promises if each.due and not each.over] + ([one.next_at] if one.next_at else [])
        return one.closed, min((due.timestamp() for due in dues), default=float("inf")), one.number

    return tuple(sorted(found, key=next_due))


def _customer(case: Complaint, kept: tuple[RecordView, ...], last: datetime | None) -> CustomerView:
    mine = [each for each in kept if each.complaint == case.number]
    card = next((each for each in mine if each.kind == "customer"), None)
    moods = [step for step in card.steps if step.act == "customer.mood"] if card else []
    # A contact that came after the one that was planned has done it.
    planned = card.due if card and card.due and not (last and card.steps and last >= card.due) else None
    return CustomerView(
        case.number, case.version, json.loads(case.facts).get("name", ""), case.closed_at is not None, case.satisfied,
        card.state if card else "", moods[-1].at if moods else None, planned, card.person_name if card else "",
        str(card.facts.get("support", "")) if card else "", last, card,
        tuple(each for each in mine if each.kind == "promise"),
    )  # fmt: skip
