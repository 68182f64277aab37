"""How the command line writes moments and tables: the organisation's zone, columns by cells."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from dutyroom.domain.clock.zone import time_zone


def moment(at: datetime | None, zone: str) -> str | None:
    """ISO 8601 with offset in the organisation's zone, None for none."""
    return at.astimezone(time_zone(zone)).isoformat(timespec="seconds") if at else None


def short(at: datetime | None, zone: str) -> str:
    """``09-30 16:50`` in the organisation's zone, a dash for none."""
    return at.astimezone(time_zone(zone)).strftime("%m-%d %H:%M") if at else "—"


def as_json(document: Any) -> str:
    """One document on one line; what no output takes (lone surrogates) is escaped."""
    text = json.dumps(document, ensure_ascii=False)
    return text if _encodes(text) else json.dumps(document)


def paid(total: str, amounts: Iterable[str]) -> dict[str, str]:
    """What was paid of a solution's sum and what is open, in yuan as text; nothing for one that pays nothing."""
    from dutyroom.domain.compensation import compensation

    pays = compensation(total, amounts)
    return {"paid": str(pays.paid), "open": str(pays.open)} if pays.total else {}


def say(json_wanted: bool, facts: dict[str, object], words: str) -> int:
    """The outcome of a command as words, or as one document with the words beside it. Returns 0."""
    if json_wanted:
        print(as_json(facts))
    print(words, file=sys.stderr if json_wanted else sys.stdout)
    return 0


def write_new(file: Path, text: str) -> None:
    """Write a file that is not there yet. Raises Refusal when it is, or can't be written; nothing is changed then."""
    from dutyroom.settings.files import new_file

    with new_file(file, encoding="utf-8") as out:
        out.write(text)


def visible(text: str) -> str:
    """The text for a terminal: control, format and surrogate characters as visible marks, on one line."""
    return "".join(char if unicodedata.category(char) not in _HIDDEN else f"<{ord(char):04X}>" for char in text)


def table(rows: Iterable[Sequence[str]]) -> list[str]:
    """Lines in which each column lines up by cells; the last column is not padded."""
    shown = [[visible(cell) for cell in row] for row in rows]
    if not shown:
        return []
    widths = [max(width(row[at]) for row in shown) for at in range(len(shown[0]))]
    return [
        "  ".join(cell + " " * (size - width(cell)) for cell, size in zip(row, widths, strict=True)).rstrip()
        for row in shown
    ]


def width(text: str) -> int:
    """Cells that the text takes in a terminal."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )


_HIDDEN = ("Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn")


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
