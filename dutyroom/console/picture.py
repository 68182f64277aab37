"""在办台账 in memory: every open complaint in the order of the queue, kept in order as news arrives."""

from __future__ import annotations

import gc
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from heapq import merge
from math import inf
from typing import Any, Literal

from dutyroom.domain.board import BoardRow

SortName = Literal["urgency", "received", "number", "level"]
Key = tuple[Any, ...]


def urgency(row: BoardRow) -> Key:
    """Pinned first, then the next due moment, so overdue before the rest; paused or without a clock last."""
    return (not row.pinned, inf if row.due is None or row.paused else row.due.timestamp(), row.number)


KEYS: dict[SortName, Callable[[BoardRow], Key]] = {
    "urgency": urgency,
    "received": lambda row: (-row.received.timestamp(), row.number),
    "number": lambda row: (row.number,),
    "level": lambda row: (row.level_rank, *urgency(row)),
}


class Picture:
    """Rows in one order. Putting and dropping cost the search for the place, not a new sorting."""

    def __init__(self, rows: Iterable[BoardRow] = (), sort: SortName = "urgency") -> None:
        self.sort: SortName = sort
        self._key = KEYS[sort]
        self.rows: list[BoardRow] = sorted(rows, key=self._key)
        self._keys: list[Key] = [self._key(row) for row in self.rows]
        self._by_number = {row.number: row for row in self.rows}
        self.unseen = sum(not row.acknowledged for row in self.rows)

    @classmethod
    def of_pages(cls, pages: Iterable[Sequence[BoardRow]], sort: SortName = "urgency") -> Picture:
        """The picture of many pages. Made for a thread: no single step holds the interpreter for long."""
        made = cls((), sort)
        # A full collection walks every row and holds the interpreter for longer than a person should wait.
        collecting = gc.isenabled()
        gc.disable()
        try:
            made._fill(pages)
        finally:
            if collecting:
                gc.enable()
        return made

    def _fill(self, pages: Iterable[Sequence[BoardRow]]) -> None:
        runs: list[list[tuple[Key, BoardRow]]] = []
        for page in pages:
            run = sorted(((self._key(row), row) for row in page), key=lambda pair: pair[0])
            if runs and run and runs[-1][-1][0] <= run[0][0]:
                runs[-1].extend(run)
            elif run:
                runs.append(run)
        for key, row in runs[0] if len(runs) == 1 else merge(*runs, key=lambda pair: pair[0]):
            self.rows.append(row)
            self._keys.append(key)
            self._by_number[row.number] = row
            self.unseen += not row.acknowledged

    def __len__(self) -> int:
        return len(self.rows)

    def get(self, number: str) -> BoardRow | None:
        """The row of that number."""
        return self._by_number.get(number)

    def place(self, number: str) -> int:
        """Where that number stands, -1 if it is not here."""
        row = self._by_number.get(number)
        return -1 if row is None else bisect_left(self._keys, self._key(row))

    def put(self, row: BoardRow) -> tuple[int, int]:
        """Add or replace a row. Returns (place before or -1, place now)."""
        before = self.drop(row.number)
        key = self._key(row)
        at = bisect_left(self._keys, key)
        self.rows.insert(at, row)
        self._keys.insert(at, key)
        self._by_number[row.number] = row
        self.unseen += not row.acknowledged
        return before, at

    def drop(self, number: str) -> int:
        """Take a number off. Returns the place it had, -1 if it was not here."""
        at = self.place(number)
        if at >= 0:
            row = self._by_number.pop(number)
            self.unseen -= not row.acknowledged
            del self.rows[at], self._keys[at]
        return at

    def due_before(self, moment: datetime) -> int:
        """How many rows with a running clock are due before the aware `moment`. Only for the order of urgency."""
        assert self.sort == "urgency"
        at = moment.timestamp()
        pinned = bisect_left(self._keys, (True,))
        return bisect_left(self._keys, (False, at)) + bisect_left(self._keys, (True, at)) - pinned
