"""The journal as lines of JSON, one entry each, with all that its MAC covers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sqlmodel import col, select

from dutyroom.store.canonical import canonical
from dutyroom.store.rows.record import JournalEntry
from dutyroom.store.tables import columns

if TYPE_CHECKING:
    from dutyroom.services.room.room import Room

_PAGE = 500


def journal_lines(room: Room) -> Iterator[str]:
    """Every entry in order; personal values stand in them as ciphertext. What UTF-8 can't hold is escaped."""
    last = 0
    while True:
        with room.database.read() as session:
            rows = session.exec(
                select(JournalEntry).where(JournalEntry.seq > last).order_by(col(JournalEntry.seq)).limit(_PAGE)
            ).all()
        for row in rows:
            line = canonical(columns(row))
            yield line if line.isascii() or _encodes(line) else json.dumps(json.loads(line), sort_keys=True)
            last = row.seq
        if len(rows) < _PAGE:
            return


def _encodes(line: str) -> bool:
    try:
        line.encode()
    except UnicodeEncodeError:
        return False
    return True
