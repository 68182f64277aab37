"""在办台账 in memory: every open complaint in the order of the queue, kept in order as news arrives."""

from __future__ import annotations

import gc
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from heapq import merge
from math import inf
from operator import attrgetter
from typing import Any

from dutyroom.domain.board import BoardRow
from dutyroom.domain.board_view import GroupName, SortName, group_of

Key = tuple[Any, ...]


def urgency(row: BoardRow) -> Key:
    """Pinned first, then the next due moment, so overdue before the rest; paused or without a clock last."""
    return (not row.pinned, inf if row.due is None or row.paused else row.due.timestamp(), row.number)


KEYS: dict[SortName, Callable[[BoardRow], Key]] = {
    "urgency": urgency,
    "received": lambda row: (not row.pinned, -row.received.timestamp(), row.number),
    "number": lambda row: (not row.pinned, row.number),
    "level": lambda row: (not row.pinned, row.level_rank, *urgency(row)),
}


_FROM_URGENCY: dict[SortName, tuple[tuple[str, bool], ...]] = {
    "urgency": (),
    "received": (("number", False), ("received", True), ("pinned", True)),
    "number": (("number", False), ("pinned", True)),
    "level": (("level_rank", False), ("pinned", True)),
}
"""The same orders as sortings of what is in the order of urgency, one after another, each (what by, falling)."""


def _grouped(group: GroupName, key: Callable[[BoardRow], Key]) -> Callable[[BoardRow], Key]:
    return lambda row: (group_of(row, group), key(row))


@contextmanager
def uncollected() -> Iterator[None]:
    """What is loaded stays: a full collection would walk all of it and hold the interpreter longer than one should wait."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        if collecting:
            gc.enable()


class Picture:
    """Rows in one order, in groups if wanted. Putting and dropping cost the search for the place, not a new sorting.

    A group's heading takes a line of its own: `lines`, `line_of` and `at_line` tell rows and headings apart.
    """

    def __init__(self, rows: Iterable[BoardRow] = (), sort: SortName = "urgency", group: GroupName = "") -> None:
        self.sort: SortName = sort
        self.group: GroupName = group
        self._key = _grouped(group, KEYS[sort]) if group else KEYS[sort]
        self._heads: tuple[list[Key], list[int]] | None = None
        self.rows: list[BoardRow] = sorted(rows, key=self._key)
        self._by_number = {row.number: row for row in self.rows}
        self._new = 0
        self._alarms: list[float] = []
        self._count(self.rows)

    @classmethod
    def of_pages(
        cls, pages: Iterable[Sequence[BoardRow]], sort: SortName = "urgency", group: GroupName = ""
    ) -> Picture:
        """The picture of many pages. Made for a thread: no single step holds the interpreter for long."""
        made = cls((), sort, group)
        with uncollected():
            made._fill(pages)
        return made

    def resorted(self, sort: SortName, group: GroupName = "") -> Picture:
        """The same rows otherwise. Only from the order of urgency: it settles what the new order leaves open."""
        assert self.sort == "urgency"
        assert not self.group
        made = Picture((), sort, group)
        made.rows = list(self.rows)
        for attribute, falling in _FROM_URGENCY[sort]:
            made.rows.sort(key=attrgetter(attribute), reverse=falling)
        if group:
            made.rows.sort(key=lambda row: group_of(row, group))
        made._by_number, made._new, made._alarms = dict(self._by_number), self._new, list(self._alarms)
        return made

    def _place(self, key: Key) -> int:
        # A search asks for a score of keys; to keep all of them would take as much memory again as a third of the rows.
        return bisect_left(self.rows, key, key=self._key)

    def _fill(self, pages: Iterable[Sequence[BoardRow]]) -> None:
        key = self._key
        runs: list[list[BoardRow]] = []
        for page in pages:
            run = sorted(page, key=key)
            if runs and run and key(runs[-1][-1]) <= key(run[0]):
                runs[-1].extend(run)
            elif run:
                runs.append(run)
            self._by_number.update((row.number, row) for row in page)
            self._count(page)
        self.rows = runs[0] if len(runs) == 1 else list(merge(*runs, key=key))

    def _count(self, rows: Iterable[BoardRow]) -> None:
        for row in rows:
            if not row.acknowledged:
                self._new += 1
            elif row.alarm is not None:
                self._alarms.append(row.alarm.timestamp())
        self._alarms.sort()

    def unseen(self, now: datetime) -> int:
        """How many rows nobody has acknowledged as they stand at the aware `now`."""
        return self._new + bisect_left(self._alarms, now.timestamp())

    def __len__(self) -> int:
        return len(self.rows)

    def get(self, number: str) -> BoardRow | None:
        """The row of that number."""
        return self._by_number.get(number)

    def place(self, number: str) -> int:
        """Where that number stands, -1 if it is not here."""
        row = self._by_number.get(number)
        return -1 if row is None else self._place(self._key(row))

    def put(self, row: BoardRow) -> tuple[int, int]:
        """Add or replace a row. Returns (place before or -1, place now)."""
        before = self.drop(row.number)
        key = self._key(row)
        at = self._place(key)
        self._heads = None
        self.rows.insert(at, row)
        self._by_number[row.number] = row
        if not row.acknowledged:
            self._new += 1
        elif row.alarm is not None:
            insort(self._alarms, row.alarm.timestamp())
        return before, at

    def drop(self, number: str) -> int:
        """Take a number off. Returns the place it had, -1 if it was not here."""
        at = self.place(number)
        if at >= 0:
            row = self._by_number.pop(number)
            if not row.acknowledged:
                self._new -= 1
            elif row.alarm is not None:
                del self._alarms[bisect_left(self._alarms, row.alarm.timestamp())]
            self._heads = None
            del self.rows[at]
        return at

    def due_before(self, moment: datetime) -> int:
        """How many rows with a running clock are due before the aware `moment`. Only for the order of urgency."""
        assert self.sort == "urgency"
        assert not self.group
        at = moment.timestamp()
        return self._place((False, at)) + self._place((True, at)) - self._place((True,))

    def pinned(self) -> Sequence[BoardRow]:
        """The pinned rows. Only for the order of urgency."""
        assert self.sort == "urgency"
        assert not self.group
        return self.rows[: self._place((True,))]

    # Lines: rows and, where they are grouped, headings

    @property
    def lines(self) -> int:
        """Lines of the whole: one a row, one a group."""
        return len(self.rows) + (len(self.groups) if self.group else 0)

    @property
    def groups(self) -> Sequence[Key]:
        """The groups that have rows, in their order; none where the rows are not grouped."""
        return self._starts()[0]

    def first_of(self, place: int) -> BoardRow:
        """The first row of the group in that place."""
        return self.rows[self._starts()[1][place]]

    def size_of(self, place: int) -> int:
        """How many rows the group in that place has."""
        starts = self._starts()[1]
        end = starts[place + 1] if place + 1 < len(starts) else len(self.rows)
        return end - starts[place]

    def line_of(self, at: int) -> int:
        """The line of the row in place `at`."""
        return at + bisect_right(self._starts()[1], at) if self.group else at

    def at_line(self, line: int) -> tuple[int, int]:
        """What stands on a line: (a row's place, -1), or (-1, a group's place) for its heading."""
        if not self.group:
            return line, -1
        starts = self._starts()[1]
        low, high = 0, len(starts)
        while low < high:
            middle = (low + high) // 2
            if starts[middle] + middle <= line:
                low = middle + 1
            else:
                high = middle
        place = low - 1
        if place >= 0 and starts[place] + place == line:
            return -1, place
        return line - low, -1

    def _starts(self) -> tuple[list[Key], list[int]]:
        """The groups and where each begins among the rows, found by leaps."""
        if self._heads is None:
            groups: list[Key] = []
            starts: list[int] = []
            at = 0
            while self.group and at < len(self.rows):
                group = group_of(self.rows[at], self.group)
                groups.append(group)
                starts.append(at)
                at = bisect_right(self.rows, group, lo=at, key=lambda row: group_of(row, self.group))
            self._heads = groups, starts
        return self._heads
