"""Numbers given out one after the other, each once, in the transaction that uses them."""

from __future__ import annotations

from sqlmodel import Session

from dutyroom.store.gather import make
from dutyroom.store.rows.room import Counter


def next_number(session: Session, name: str) -> int:
    """The next number of the series ``name``, from 1. A rolled-back transaction gives its number back."""
    counter = session.get(Counter, name)
    if counter is None:
        counter = make(session, Counter, name=name, value=0)
        session.flush()
    counter.value += 1
    return counter.value
