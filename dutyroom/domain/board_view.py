"""视图: how one desk looks at the board. Which rows, in which groups and order, with which columns. Pure values.

Whatever is chosen, a pinned row is never left out: an open 紧急 case hidden by a forgotten filter is how one is missed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Literal

from dutyroom.domain.board import BoardRow

Facet = Literal["level", "state", "channel", "unit", "owner", "clock"]
FACETS: tuple[Facet, ...] = ("level", "state", "channel", "unit", "owner", "clock")
GroupName = Literal["", "level", "unit", "owner", "clock", "channel"]
GROUPS: tuple[GroupName, ...] = ("", "level", "unit", "owner", "clock", "channel")
SortName = Literal["urgency", "received", "number", "level"]
SORTS: tuple[SortName, ...] = ("urgency", "received", "number", "level")
STATES = ("overdue", "hour", "unseen", "paused")
HOUR = timedelta(hours=1)
PINNED = (False,)
"""The group of the pinned rows: the first, whatever the groups are made by."""


@dataclass(frozen=True, slots=True)
class BoardView:
    """`only`: for each facet the codes that are shown, a facet that is not named shows everything. `columns`: those shown
    beside what is left and the number, empty for what the width suggests.
    """

    name: str = ""
    only: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    group: GroupName = ""
    sort: SortName = "urgency"
    columns: tuple[str, ...] = ()

    @property
    def filters(self) -> bool:
        """Whether rows may be left out."""
        return bool(self.only)

    def keeps(self, row: BoardRow, now: datetime) -> bool:
        """Whether the view shows `row` at the aware `now`."""
        if row.pinned:
            return True
        for facet, codes in self.only.items():
            if facet == "state":
                if not any(in_state(row, each, now) for each in codes):
                    return False
            elif value_of(row, facet) not in codes:
                return False
        return True


def in_state(row: BoardRow, state: str, now: datetime) -> bool:
    """Whether `row` is overdue, due within the hour, unseen or paused at `now`."""
    if state == "unseen":
        return row.lit(now)
    if state == "paused":
        return row.paused
    if row.due is None or row.paused:
        return False
    return now > row.due if state == "overdue" else row.due - HOUR <= now <= row.due


def value_of(row: BoardRow, facet: str) -> str:
    """What a facet other than the state says of `row`; "" for nobody's."""
    value: str = getattr(row, facet)
    return value


_BY: dict[str, Callable[[BoardRow], tuple[Any, ...]]] = {
    "level": lambda row: (row.level_rank, row.level),
    "unit": lambda row: (row.unit,),
    "owner": lambda row: (row.owner,),
    "clock": lambda row: (not row.clock, row.clock),
    "channel": lambda row: (row.channel,),
}


def group_of(row: BoardRow, group: GroupName) -> tuple[Any, ...]:
    """The group of `row`, which sorts among the others and ends with its code; the pinned are a group of their own."""
    return PINNED if row.pinned else (True, *_BY[group](row))
