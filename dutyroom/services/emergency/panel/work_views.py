"""What the places of work of an emergency show: records with their history, complainants, measures, what comes round."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from dutyroom.domain.subjects import Numbered


@dataclass(frozen=True, slots=True)
class StepOfRecord:
    """One thing done with a record; ``facts`` are what was given then, masked."""

    act: str
    state: str
    person_name: str
    at: datetime
    typed: datetime
    late: bool
    by_name: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RecordView(Numbered):
    """One record as it stands. ``over``: nothing more is done with it. ``verdict`` is that of its time limit, if any."""

    KIND: ClassVar[str] = "record"

    id: int
    version: int
    kind: str
    complaint: str
    state: str
    person: str
    person_name: str
    due: datetime | None
    at: datetime
    typed: datetime
    late: bool
    by_name: str
    over: bool
    facts: Mapping[str, Any] = field(default_factory=dict)
    steps: tuple[StepOfRecord, ...] = ()
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class MeasureView:
    """One measure of a solution: who answers for it, what was paid, who carried it out and when."""

    kind: str
    state: str
    owner_name: str
    amount: str
    proof: str
    done_by_name: str
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class RhythmView:
    """Something that comes round in a workstream; ``due`` is None while it does not run."""

    code: str
    name: str
    en: str
    due: datetime | None
    clause: str
    stops: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StageView:
    """One step of a workstream's own procedure; ``done_at`` is None until it is done."""

    code: str
    name: str
    en: str
    done_at: datetime | None
    by_name: str = ""
    text: str = ""
    clause: str = ""
    source: str = "plan"


@dataclass(frozen=True, slots=True)
class CustomerView:
    """A complainant of the event, masked: how they are, when they are contacted next, what was promised."""

    number: str
    version: int
    name: str
    closed: bool
    satisfied: str
    mood: str = ""
    mood_at: datetime | None = None
    next_at: datetime | None = None
    next_by: str = ""
    support: str = ""
    last_at: datetime | None = None
    card: RecordView | None = None
    promises: tuple[RecordView, ...] = ()
