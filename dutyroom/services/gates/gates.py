"""The gates of papers and cases: which there are, which are passed, what was decided, and what waits for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from dutyroom.domain.gate import gates_of
from dutyroom.services.act.work import Work
from dutyroom.services.clocks import clocks
from dutyroom.store.rows.cases import Complaint
from dutyroom.store.rows.emergencies import Decision, Measure, Paper

if TYPE_CHECKING:
    from dutyroom.domain.plan.handling import Gate, Step
    from dutyroom.domain.plan.plan import Plan

IN_FAVOUR = ("approve", "pass", "read")
"""Outcomes of a decision by which its gate is passed."""


def decided(session: Session, subject: str, edition: int) -> tuple[str, ...]:
    """Codes of the gates whose last word on this edition is in favour."""
    last = {each.gate: each.outcome for each in decisions_on(session, subject) if each.edition == edition}
    return tuple(gate for gate, outcome in last.items() if outcome in IN_FAVOUR)


def passed_gates(session: Session, paper: Paper) -> tuple[str, ...]:
    """Codes of the gates whose last word on the current edition is in favour."""
    return decided(session, paper.number, paper.edition)


def decisions_on(session: Session, subject: str) -> Sequence[Decision]:
    """The decisions on a subject, in the order in which they were taken."""
    return session.exec(select(Decision).where(Decision.subject == subject).order_by(col(Decision.id))).all()


def measures_of(session: Session, paper: int) -> Sequence[Measure]:
    """The measures of a solution, in the order in which they were proposed."""
    return session.exec(select(Measure).where(Measure.paper == paper).order_by(col(Measure.id))).all()


def gates_for(plan: Plan, kind: str) -> tuple[Gate, ...]:
    """The plan's gates for that kind of paper of an emergency."""
    return tuple(gate for gate in plan.gates if gate.applies_to == kind)


def case_of(session: Session, paper: Paper) -> Complaint | None:
    """The complaint that the paper is about, None for one about an emergency alone."""
    return session.get(Complaint, paper.complaint) if paper.complaint else None


def level_of(session: Session, paper: Paper) -> str:
    """The level of the paper's complaint; "" for one about an emergency alone."""
    case = case_of(session, paper)
    return case.level if case is not None else ""


def first_deciders(session: Session, case: Complaint | None) -> set[str]:
    """Who decided on papers of the first round, where ``case`` is a second one: other hands decide that (5.04)."""
    if case is None or not case.round_of:
        return set()
    papers = session.exec(select(Paper).where(Paper.complaint == case.round_of)).all()
    return {each.by for paper in papers for each in decisions_on(session, paper.number)}


def papers_after(session: Session, plan: Plan, complaint: Complaint, step: Step) -> list[Paper]:
    """The complaint's papers that are built on what is written in the step: those of the steps that come after it."""
    later, grown = {step.code}, True
    while grown:
        more = {each.code for each in plan.steps if later & set(each.after)} - later
        later, grown = later | more, bool(more)
    acts = {each.act for each in plan.steps if each.code in later}
    rows = session.exec(select(Paper).where(Paper.complaint == complaint.number).order_by(col(Paper.id))).all()
    open_solution = "complaint.solve" in acts
    return [
        each for each in rows
        if (each.kind == "paper" and each.form in later - {step.code})
        or (each.kind == "solution" and open_solution and each.state != "carried_out")
    ]  # fmt: skip


def own_gates(work: Work, paper: Paper) -> tuple[Gate, ...]:
    """The plan's gates that this paper goes through."""
    return gates_of(work.plan, paper, level_of(work.session, paper))


def start_gates(work: Work, paper: Paper) -> None:
    """Starts the clocks of the gates that can be decided now."""
    # A gate's limit counts from the moment at which it can be decided.
    passed = passed_gates(work.session, paper)
    running = {clock.code for clock in clocks.running(work.session, paper.number)}
    for gate in own_gates(work, paper):
        if gate.clock is None or gate.code in passed or gate.code in running or set(gate.after) - set(passed):
            continue
        clocks.start_clock(work, paper.number, gate.clock, work.now)
