"""Who leads a complaint of a level, by the plan: decides what is decided away, lowers it, and ends it."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from dutyroom.domain.gate import gate_of
from dutyroom.domain.names import role_names, term
from dutyroom.lang import gettext as _
from dutyroom.store.rows.cases import Complaint

if TYPE_CHECKING:
    from dutyroom.domain.plan.handling import Step
    from dutyroom.domain.plan.plan import Plan
    from dutyroom.services.act.work import Work

LEVEL = "complaint.level"


def leads(plan: Plan, level: str) -> tuple[str, ...]:
    """The roles that lead complaints of the level: its lead, whoever stands in for them, and those that may end it."""
    grade = plan.level(level)
    if grade is None:
        return ()
    lead = plan.role(grade.lead)
    return tuple(dict.fromkeys((grade.lead, *(lead.succession if lead else ()), *grade.closes)))


def reported_to(plan: Plan, complaint: Complaint) -> tuple[str, ...]:
    """The roles of which one must be reached for a report up to count: they decide on activation, lead the level or judge it.

    A call to the colleague at the next desk is none (1.02, 3.02).
    """
    decide = gate_of(plan, "emergency.activate")
    found = [*(decide.roles if decide else ()), *leads(plan, complaint.level), *who_says_level(plan, complaint)]
    return tuple(dict.fromkeys(found))


def judges(plan: Plan, complaint: Complaint) -> list[Step]:
    """The steps of the complaint in which somebody whom the plan names judges its level (9.02, 3.03)."""
    return [
        step for step in plan.steps
        if (step.act == LEVEL or step.judges) and step.applies(complaint.level, complaint.round, complaint.off_hours)
    ]  # fmt: skip


def who_says_level(plan: Plan, complaint: Complaint) -> tuple[str, ...]:
    """The roles to which the plan itself gives the level: they judge it, or alone end it. None where it is silent."""
    grade = plan.level(complaint.level)
    judged = [role for step in judges(plan, complaint) for role in step.roles]
    return tuple(dict.fromkeys([*judged, *(grade.closes if grade else ())]))


def leads_it(work: Work, complaint: Complaint) -> bool:
    """Whether the actor holds one of them."""
    return bool(set(leads(work.plan, complaint.level)) & set(work.held))


def why_not_end(plan: Plan, complaint: Complaint, held: Collection[str]) -> str:
    """Why somebody of these roles may not end it, "" when they may: its level is ended by others (4.03, 6.03, 7.02)."""
    grade = plan.level(complaint.level)
    if grade is None or not grade.closes or set(grade.closes) & set(held):
        return ""
    return _("「{level}」投诉由{roles}办结。").format(level=term(plan.levels, grade.code), roles=role_names(plan, grade.closes))
