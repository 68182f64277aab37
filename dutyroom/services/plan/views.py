"""What the pages of the plan's life show. Plain values, times aware UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version: ``state`` is to_come, in_force or past; ``open_cases`` are those that were opened under it."""

    id: int
    name: str
    written: str  # the version that the text itself states
    since: datetime
    state: str
    open_cases: int


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """One decision on a draft."""

    gate: str
    outcome: str
    by_name: str
    role_name: str
    at: datetime
    reason: str
    edition: int


@dataclass(frozen=True, slots=True)
class DraftView:
    """One draft. ``waits_for`` is the decision that comes next; ``changes`` (part, what, particular, was, now)."""

    number: str
    version: int
    edition: int
    base: int
    what: str
    text: str
    since: datetime | None
    state: str
    author_name: str
    at: datetime
    waits_for: str
    decisions: tuple[DecisionLine, ...] = ()
    changes: tuple[tuple[str, str, str, str, str], ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadingView:
    """How a clause is read."""

    clause: str
    question: str
    answer: str
    by_name: str
    role_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LawView:
    """A law that the plan cites. ``good``: in force."""

    name: str
    status: str
    note: str
    good: bool


@dataclass(frozen=True, slots=True)
class PlansView:
    """The whole page: versions newest first, open drafts, interpretations, laws."""

    versions: tuple[VersionView, ...]
    drafts: tuple[DraftView, ...]
    readings: tuple[ReadingView, ...]
    laws: tuple[LawView, ...]
