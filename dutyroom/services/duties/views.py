"""What the pages of duties and supplies show. Plain values, times aware UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class RecordView:
    """One thing done about a duty. ``kind``: done, missed, chased, moved, assigned, dropped; ``late``: done after its date."""

    kind: str
    at: datetime
    happened: datetime
    by_name: str
    role_name: str
    text: str
    reference: str
    due: datetime
    late: bool


@dataclass(frozen=True, slots=True)
class DutyView:
    """One duty, whose it is in words, and its history, newest first. ``missed``: how many of its due moments have passed."""

    number: str
    version: int
    kind: str
    title: str
    text: str
    whose: str
    owner: str
    every: int
    period: str
    due: datetime
    about: str
    clause: str
    source: str
    state: str
    of_plan: bool
    records: tuple[RecordView, ...] = ()
    missed: int = 0


@dataclass(frozen=True, slots=True)
class SupplyView:
    """One kind of supplies. ``short``: fewer than the least there should be."""

    number: str
    version: int
    name: str
    count: int
    measure: str
    least: int
    place: str
    keeper: str
    keeper_name: str
    counted: datetime
    note: str
    short: bool
