"""How many warnings one person gets in ten minutes: the measure of EEMUA 191 and ISA-18.2."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from dutyroom.store.rows.record import JournalEntry

WHILE = timedelta(minutes=10)
AIM, FLOOD = 1, 10
"""Warnings per operator in ten minutes: about one is the aim in steady work, above ten it is a flood (EEMUA 191)."""
KINDS = ("keeper.warn", "keeper.breach", "keeper.remind", "keeper.escalate")


@dataclass(frozen=True, slots=True)
class Rate:
    """``raised`` in the period, by how many ``people`` were asked; ``mean`` for one of them in ten minutes, ``worst`` most."""

    raised: int = 0
    people: int = 0
    mean: float = 0.0
    worst: int = 0


def rate(session: Session, since: datetime, until: datetime) -> Rate:
    """Of what was raised from ``since`` until ``until`` (aware, not counted)."""
    rows = session.exec(
        select(JournalEntry.at, JournalEntry.payload).where(
            col(JournalEntry.kind).in_(KINDS), JournalEntry.at >= since, JournalEntry.at < until
        )
    ).all()
    told: Counter[tuple[str, int]] = Counter()
    for at, payload in rows:
        part = int((at - since) / WHILE)
        told.update((person, part) for person in json.loads(payload)["values"]["told"])
    people = {person for person, _part in told}
    parts = max((until - since) / WHILE, 1)
    return Rate(len(rows), len(people), sum(told.values()) / (parts * max(len(people), 1)), max(told.values(), default=0))
