"""One row of the queue as texts: pure, so that a repaint happens only where a text changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from dutyroom.console.present.board.columns import Column
from dutyroom.console.present.board.time_left import HOUR, left
from dutyroom.console.present.cell_widths import cell_len
from dutyroom.console.present.cells import fit
from dutyroom.console.present.safe import one_line
from dutyroom.console.present.words import Words, short
from dutyroom.domain.board import BoardRow
from dutyroom.lang import gettext as _

if TYPE_CHECKING:
    from dutyroom.domain.clock.calendar import Calendar

State = Literal["overdue", "soon", "paused", "calm"]

PIN, NEW = "#", "+"
SHAPES: dict[State, str] = {"overdue": "!", "soon": "^", "paused": "=", "calm": " "}
"""A shape for each state beside its word and colour; ASCII, so one cell in every terminal."""


@dataclass(frozen=True, slots=True)
class Moving:
    """The part of a row that time changes: state, marks and what is left, each already fitted."""

    state: State
    marks: str
    left: str


def state_of(row: BoardRow, now: datetime) -> State:
    """How urgent a row is at `now`: `soon` within an hour or past its warning point."""
    if row.paused:
        return "paused"
    if row.due is None:
        return "calm"
    if now > row.due:
        return "overdue"
    if row.due - now < HOUR or (row.warn is not None and now >= row.warn):
        return "soon"
    return "calm"


def moving(row: BoardRow, now: datetime, calendar: Calendar | None, width: int) -> Moving:
    """What time changes of `row`, the words `width` cells wide."""
    state = state_of(row, now)
    marks = (PIN if row.pinned else " ") + SHAPES[state] + (NEW if row.lit(now) else " ")
    return Moving(state, marks, fit(left(row, now, calendar), width))


def resting(row: BoardRow, columns: tuple[Column, ...], words: Words, zone: tzinfo) -> tuple[str, ...]:
    """The other columns, each exactly as wide as its column; marks and what is left are not among them."""
    texts: dict[str, str] = {
        "clock": row.clock_word,
        "number": row.number,
        "level": words.of(words.levels, row.level),
        "channel": short(words.of(words.channels, row.channel)),
        "unit": words.of(words.units, row.unit),
        "summary": row.summary,
        "owner": in_charge(row, words),
        "received": f"{row.received.astimezone(zone):%m-%d %H:%M}",
        "category": short(words.of(words.categories, row.category)) if row.category else "",
    }
    return tuple(
        _due(row, zone, column.width) if column.name == "due" else _told(texts[column.name], column.width)
        for column in columns[2:]
    )


def in_charge(row: BoardRow, words: Words) -> str:
    """Who has it: the person, else the unit to which it was passed, else nobody yet."""
    if row.owner:
        return words.of(words.people, row.owner)
    return words.of(words.units, row.handling) if row.handling else _("待交办")


@lru_cache(4096)
def _told(text: str, width: int) -> str:
    """Few words fill most columns: each is measured once."""
    return fit(one_line(text), width)


def _due(row: BoardRow, zone: tzinfo, width: int) -> str:
    if row.due is None or row.paused:
        return fit("-", width)
    text = f"{row.due.astimezone(zone):%m-%d %H:%M}"
    if not row.provisional:
        return fit(text, width)
    word = _("暂估")
    return fit(text + (word if len(text) + cell_len(word) <= width else _("估")), width)
