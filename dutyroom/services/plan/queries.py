"""What the pages of the plan's life ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import Session, col, func, select

from dutyroom.domain.errors import Refusal
from dutyroom.domain.names import named, role_name, term
from dutyroom.domain.plan.reader import check_plan, read_plan
from dutyroom.domain.plan.statutes import basis_status
from dutyroom.lang import gettext as _
from dutyroom.lang import language
from dutyroom.services.gates.gates import decided, decisions_on
from dutyroom.services.plan.changes import changes
from dutyroom.services.plan.life import waits_for
from dutyroom.services.plan.told import as_lines
from dutyroom.services.plan.views import DecisionLine, DraftView, LawView, PlansView, ReadingView, VersionView
from dutyroom.services.room.people import people_of
from dutyroom.services.room.plans import of_room
from dutyroom.services.room.subjects import load_subject
from dutyroom.store.rows.cases import Complaint
from dutyroom.store.rows.emergencies import Emergency
from dutyroom.store.rows.room import PlanDraft, PlanReading, PlanVersion

if TYPE_CHECKING:
    from dutyroom.services.room.room import Room

_CLOSED = ("accepted", "withdrawn")


def plans(room: Room) -> PlansView:
    """Versions newest first, drafts on their way, interpretations, laws."""
    now = room.now()
    with room.database.read() as session:
        force = room.plan_in_force(session)
        plan, people = room.plan_of(session, force), people_of(session)
        rows = session.exec(select(PlanVersion).where(of_room()).order_by(col(PlanVersion.id).desc())).all()
        versions = []
        for row in rows:
            of = room.plan_of(session, row.id)
            state = "in_force" if row.id == force else "to_come" if row.since > now else "past"
            versions.append(VersionView(row.id, named(of), of.version, row.since, state, _open_under(session, row.id)))
        drafts = session.exec(
            select(PlanDraft).where(col(PlanDraft.state).not_in(_CLOSED)).order_by(col(PlanDraft.id).desc())
        ).all()
        readings = session.exec(select(PlanReading).order_by(col(PlanReading.id).desc()).limit(100)).all()
        english = language() == "en"
        return PlansView(
            tuple(versions),
            tuple(_draft(room, session, row, people) for row in drafts),
            tuple(
                ReadingView(
                    row.clause, row.question, row.answer, people.get(row.by, row.by), role_name(plan, row.role), row.at
                )
                for row in readings
            ),
            tuple(
                LawView(
                    named(law), basis_status(law.status), law.note_en if english else law.note,
                    law.status in ("in_force", "amended"),
                )
                for law in plan.basis
            ),
        )  # fmt: skip


def draft(room: Room, number: str) -> DraftView:
    """One draft with what it changes against the version it was drafted from. Raises Refusal ``not_found``."""
    with room.database.read() as session:
        row: PlanDraft = load_subject(session, "plan", number)
        return _draft(room, session, row, people_of(session), whole=True)


def told(room: Room, version: int) -> tuple[str, ...]:
    """Everything that a version says, and then its own text. Raises Refusal ``not_found``."""
    with room.database.read() as session:
        plan = room.plan_of(session, version)
    text = [f"  {clause}  {words}" for clause, words in plan.text.items()]
    return (*as_lines(plan), "", _("预案原文"), *text)


def _draft(room: Room, session: Session, row: PlanDraft, people: dict[str, str], whole: bool = False) -> DraftView:
    base = room.plan_of(session, row.base)
    changed: tuple[tuple[str, str, str, str, str], ...] = ()
    warnings: tuple[str, ...] = ()
    if whole:
        try:
            new = read_plan(row.text, _("预案文本"))
        except Refusal as no:
            # Written under an earlier program that knew less of what strands people.
            warnings = (no.message, *(each.message for each in no.faults))
        else:
            changed = tuple((each.part, each.what, each.particular, each.was, each.now) for each in changes(base, new))
            warnings = tuple(each.message for each in check_plan(row.text, "") if each.warning)
    return DraftView(
        row.number, row.version, row.edition, row.base, row.what, row.text if whole else "", row.since, row.state,
        people.get(row.author, row.author), row.at, waits_for(base, decided(session, row.number, row.edition)),
        tuple(
            DecisionLine(
                term(base.gates, each.gate), each.outcome, people.get(each.by, each.by), role_name(base, each.role),
                each.at, each.reason, each.edition,
            )
            for each in decisions_on(session, row.number)
        ),
        changed, warnings,
    )  # fmt: skip


def _open_under(session: Session, version: int) -> int:
    cases = select(func.count(col(Complaint.number))).where(
        Complaint.plan_version == version, col(Complaint.closed_at).is_(None)
    )
    events = select(func.count(col(Emergency.number))).where(
        Emergency.plan_version == version, col(Emergency.stage).not_in(("finished", "declined"))
    )
    return int(session.exec(cases).one()) + int(session.exec(events).one())
