"""Finds the row that an act is about by the number people use for it, and the plan that binds it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import inspect
from sqlmodel import Session

from dutyroom.domain.errors import Refusal
from dutyroom.domain.names import named
from dutyroom.domain.subjects import KINDS, is_kind, number_of, row_of
from dutyroom.lang import gettext as _
from dutyroom.store.rows.cases import Call, Complaint, Watch
from dutyroom.store.rows.casework import CaseGroup, ChargeRow
from dutyroom.store.rows.command import Conference, Request
from dutyroom.store.rows.duties import Duty, Supply
from dutyroom.store.rows.emergencies import Decision, Emergency, Notice, Paper, Task
from dutyroom.store.rows.logs import Instruction
from dutyroom.store.rows.places import WorkRecord
from dutyroom.store.rows.room import PlanDraft
from dutyroom.store.rows.staff import Handover, Person
from dutyroom.store.rows.telling import WarningRow

TABLES: dict[str, Any] = {
    "call": Call,
    "complaint": Complaint,
    "emergency": Emergency,
    "person": Person,
    "task": Task,
    "statement": Paper,
    "solution": Paper,
    "paper": Paper,
    "charge": ChargeRow,
    "group": CaseGroup,
    "notice": Notice,
    "handover": Handover,
    "watch": Watch,
    "duty": Duty,
    "supply": Supply,
    "request": Request,
    "decision": Decision,
    "instruction": Instruction,
    "conference": Conference,
    "sitrep": Paper,
    "record": WorkRecord,
    "plan": PlanDraft,
    "warning": WarningRow,
}


def load_subject(session: Session, kind: str, number: str) -> Any:
    """The row of subject ``number`` (``0930-018``, ``L0930-003``, ``2026-3``, ``T12``, ``P5``, ``N3``, a person's code).

    None for acts without a subject. Raises Refusal ``not_found``, for an account that has ended too.
    """
    if not kind:
        return None
    key: Any = number
    if KINDS[kind].prefix:
        key = row_of(kind, number)
    row = session.get(TABLES[kind], key) if number else None
    if row is None or (isinstance(row, Paper) and row.kind != kind):
        raise Refusal("not_found", _("找不到 {key}。").format(key=number or _("（未填编号）")), _("请核对编号。"))
    if isinstance(row, Person) and not row.active:
        raise Refusal("not_found", _("{name}的账号已经结束。").format(name=named(row)), _("不再办理任何事项。"))
    return row


def plan_version_of(session: Session, kind: str, row: Any) -> int:
    """The plan version under which the subject was opened; 0 when the plan in force binds it."""
    if kind in ("complaint", "emergency", "charge", "group"):
        return int(row.plan_version)
    if kind and KINDS[kind].event:
        number = event_number(session, row)
        emergency = session.get(Emergency, number) if number else None
        if emergency is not None:
            return emergency.plan_version
        complaint = session.get(Complaint, row.complaint) if getattr(row, "complaint", "") else None
        return complaint.plan_version if complaint is not None else 0
    return 0


def event_number(session: Session, row: Any) -> str:
    """The emergency that a subject's row belongs to, "" for none; a decision belongs to that of what it decided on."""
    if not isinstance(row, Decision):
        return str(getattr(row, "emergency", "") or "")
    if not is_kind("paper", row.subject):
        return row.subject
    paper = session.get(Paper, row_of("paper", row.subject))
    return paper.emergency if paper is not None else ""


def number_of_row(row: Any) -> str:
    """The number that people use for a subject's row; its journal entries stand under it."""
    key = str(inspect(row).mapper.primary_key_from_instance(row)[0])
    kind = next((kind for kind, table in TABLES.items() if isinstance(row, table)), "")
    return number_of(kind, int(key)) if kind and KINDS[kind].prefix else key
