"""Which columns the queue shows at a width, and how wide each is. A column keeps its width whatever it shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from dutyroom.console.present.cells import titled
from dutyroom.lang import gettext as _
from dutyroom.lang import language

ColumnName = Literal[
    "marks", "left", "due", "clock", "number", "level", "channel", "unit", "summary", "owner", "received", "category"
]
CHOICES: tuple[ColumnName, ...] = (
    "due", "clock", "level", "channel", "unit", "category", "received", "summary", "owner",
)  # fmt: skip
"""The columns that can be left out or added; marks, what is left and the number are always there."""
GAP = 1
MARKS = 3
_LEVEL = 12
"""Cells at most of a level's name."""
_CHANNEL = (4, 6)
"""Cells of a channel's name on an ordinary screen: two or three Chinese characters."""
LEFT: Mapping[str, int] = {"zh": 10, "en": 11}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: where it begins and how many cells it has."""

    name: ColumnName
    start: int
    width: int


def titles() -> dict[ColumnName, str]:
    """The heading of each column."""
    words: dict[ColumnName, str] = {
        "marks": "",
        "left": _("剩余"),
        "due": _("到期"),
        "clock": _("时限"),
        "number": _("编号"),
        "level": _("级别"),
        "channel": _("渠道"),
        "unit": _("被投诉机构"),
        "summary": _("摘要"),
        "owner": _("承办人"),
        "received": _("接报"),
        "category": _("类别"),
    }
    return {name: titled(word) for name, word in words.items()}


def columns(
    width: int, number_width: int, level_width: int = 0, chosen: tuple[str, ...] = (), channel_width: int = 0
) -> tuple[Column, ...]:
    """The columns for `width` cells; numbers take `number_width`, the plan's longest level and channel theirs.

    `chosen`: those wanted; of them as many as have room, in the order of CHOICES. Empty for what suits the width.
    """
    channel = min(max(channel_width, _CHANNEL[0]), _CHANNEL[1])
    if chosen:
        return _own_columns(width, number_width, level_width, channel, chosen, language())
    return _columns(width, number_width, level_width, channel, language())


_OWN: Mapping[str, Mapping[str, int]] = {
    "zh": {"due": 13, "clock": 8, "level": 4, "channel": 4, "unit": 10, "category": 8, "received": 11, "owner": 6},
    "en": {"due": 13, "clock": 14, "level": 9, "channel": 9, "unit": 17, "category": 14, "received": 11, "owner": 10},
}


@cache
def _own_columns(
    width: int, number_width: int, level_width: int, channel: int, chosen: tuple[str, ...], code: str
) -> tuple[Column, ...]:
    sizes = {**_OWN[code], "level": max(_OWN[code]["level"], min(level_width, _LEVEL)), "summary": 8}
    sizes["channel"] = max(sizes["channel"], channel)
    wanted: list[tuple[ColumnName, int]] = [("marks", MARKS), ("left", LEFT[code]), ("number", number_width)]
    rest = width - sum(size + GAP for _name, size in wanted) + GAP
    for name in CHOICES:
        if name in chosen and sizes[name] + GAP <= rest:
            wanted.append((name, sizes[name]))
            rest -= sizes[name] + GAP
    names = [name for name, _size in wanted]
    # What is over goes to the summary, else to the outlet, which have the longest words.
    longest = next((name for name in ("summary", "unit") if name in names), "")
    if longest:
        wanted = [(name, size + rest if name == longest else size) for name, size in wanted]
    made, start = [], 0
    for each, size in wanted:
        made.append(Column(each, start, size))
        start += size + GAP
    return tuple(made)


@cache
def _columns(width: int, number_width: int, level_width: int, narrow: int, code: str) -> tuple[Column, ...]:
    english = code == "en"
    wide, roomy = width >= 88, width >= 130
    if roomy:
        sizes = (15, 18, 12, 12, 20, 14) if english else (15, 12, 8, 10, 20, 12)
    else:
        # English words are long: the channel makes room for whole words of level, clock and outlet.
        sizes = (12, 13, 9, 0, 17, 8) if english else (13, 8 if wide else 6, 4, narrow if wide else 0, 10 if wide else 8, 6)
    due, clock, level, channel, unit, owner = sizes
    level = max(level, min(level_width, _LEVEL))
    wanted: list[tuple[ColumnName, int]] = [
        ("marks", MARKS),
        ("left", LEFT[code]),
        ("due", due),
        ("clock", clock),
        ("number", number_width),
        ("level", level),
    ]
    if channel:
        wanted.append(("channel", channel))
    used = sum(size + GAP for _name, size in wanted) + unit + GAP + GAP + owner
    summary = width - used
    if summary < 8:
        # Too narrow for all: who has it goes first, then where; the number and its clock never do.
        summary, owner = summary + owner + GAP, 0
    if summary < 8:
        summary, unit = summary + unit + GAP, 0
    rest: list[tuple[ColumnName, int]] = [("unit", unit), ("summary", summary), ("owner", owner)]
    wanted += [(name, size) for name, size in rest if size > 0]
    made, start = [], 0
    for name, size in wanted:
        made.append(Column(name, start, size))
        start += size + GAP
    return tuple(made)
