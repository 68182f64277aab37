"""Every table of the room together: what is replayed, and the metadata. Times are aware UTC; codes are the plan's."""

from __future__ import annotations

from typing import Any

from sqlmodel import SQLModel

from dutyroom.store.rows.board import BoardEntry
from dutyroom.store.rows.cases import Call, CaseClock, Complaint, Contact, Pause, Personal, Ruling, Watch
from dutyroom.store.rows.casework import CaseGroup, ChargeRow, GroupMember, UnitPlan
from dutyroom.store.rows.command import (
    CommandPost,
    Concurrence,
    Conference,
    InstructionNote,
    Report,
    Request,
)
from dutyroom.store.rows.duties import Duty, DutyRecord, Supply
from dutyroom.store.rows.emergencies import (
    Decision,
    Emergency,
    Evidence,
    Measure,
    Notice,
    Paper,
    Receipt,
    Sighting,
    Task,
    Wording,
    Workstream,
)
from dutyroom.store.rows.exercises import InjectState, Observation
from dutyroom.store.rows.logs import Instruction, LogLine, LogSignature
from dutyroom.store.rows.places import WorkRecord, WorkStep
from dutyroom.store.rows.record import Erased
from dutyroom.store.rows.room import Counter, PlanDraft, PlanReading, PlanVersion, Setting
from dutyroom.store.rows.staff import Appointment, Handover, Person, PersonNumber, RoomCheck, Shift, Unit
from dutyroom.store.rows.telling import WarningRow
from dutyroom.store.types import use_exact_text

# Tables hold state that acts change; every row of these is written together with a journal row and can be replayed.
REPLAYED: tuple[type[SQLModel], ...] = (
    Setting, Counter, PlanVersion, Unit, Person, Appointment, Shift, Call, Complaint, Personal, CaseClock, Pause,
    Contact, Emergency, Workstream, Task, Paper, Decision, Measure, Evidence, Sighting, Notice, Receipt, LogLine,
    Instruction, RoomCheck, LogSignature, Handover,
    BoardEntry, PersonNumber, Watch, Wording, ChargeRow, CaseGroup, GroupMember, UnitPlan,
    Duty, DutyRecord, Supply, InjectState, Observation,
    WorkRecord, WorkStep,
    PlanDraft, PlanReading,
    CommandPost, Report, Request, Conference, InstructionNote, Concurrence, Erased, Ruling, WarningRow,
)  # fmt: skip


metadata = SQLModel.metadata
use_exact_text(metadata)


def columns(row: SQLModel) -> dict[str, Any]:
    """The row's stored values by column name."""
    return {column.name: getattr(row, column.key) for column in row.__table__.columns}  # type: ignore[attr-defined]
