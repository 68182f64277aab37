"""What the telephone desk is shown: dialling list, call-backs, watches, calls, drafts. Plain values, times aware UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dutyroom.services.organisation.views import NumberView


@dataclass(frozen=True, slots=True)
class TryView:
    """One call up the chain: when, by whom, to which number, with what result."""

    at: datetime
    by_name: str
    number: str
    result: str


@dataclass(frozen=True, slots=True)
class TargetView:
    """One person of the chain. ``passed``: called as often as the stand-in rule asks, or away."""

    person: str
    name: str
    role_name: str
    state: str
    numbers: tuple[NumberView, ...]
    tries: tuple[TryView, ...]
    passed: bool


@dataclass(frozen=True, slots=True)
class DialView:
    """The dialling list of a complaint or emergency. ``next``: the place of who is to be called now, -1 for nobody.

    ``reached`` names who was told, "" while nobody was: only then it counts as reported. ``failed_calls`` and
    ``minutes`` are the plan's stand-in rule (0 where it has none).
    """

    subject: str
    act: str
    title: str
    targets: tuple[TargetView, ...]
    next: int
    reached: str
    reached_at: datetime | None
    failed_calls: int
    minutes: int


@dataclass(frozen=True, slots=True)
class CallBackView:
    """A call-back that was promised and not kept yet: to the complaint or call ``subject``, at ``at``.

    ``who`` and ``number`` are masked; ``owner_name`` is who has the case, or took the call.
    """

    subject: str
    at: datetime
    promised: datetime
    by_name: str
    who: str
    number: str
    owner_name: str
    summary: str
    tries: int = 0


@dataclass(frozen=True, slots=True)
class WatchView:
    """关注 in force until ``until``; ``number`` and ``name`` are masked."""

    code: str
    number: str
    name: str
    reason: str
    by_name: str
    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class EarlierView:
    """An earlier call or a closed complaint of the same number, masked."""

    number: str
    received: datetime
    summary: str


@dataclass(frozen=True, slots=True)
class CallView:
    """One call, masked, except to the person who is typing it (``raw`` values of an open call they took)."""

    number: str
    version: int
    taken_by: str
    taken_by_name: str
    received: datetime
    caller: str
    state: str
    summary: str
    complaint: str
    outcome: str = ""
    raw: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class DraftView:
    """Something typed and not yet sent."""

    id: str
    person: str
    form: str
    subject: str
    at: datetime
    values: tuple[tuple[str, str], ...] = ()
