"""A workbook for a spreadsheet, by XlsxWriter: numbers are numbers, text that begins like a formula stays text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dutyroom.settings.files import new_file

Cell = str | int | float
Sheet = tuple[str, Sequence[Sequence[Cell]]]

_PLAIN = re.compile("[\\t\\n\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
_NO_NAME = re.compile(r"[\[\]:*?/\\\\]")
_LONGEST_NAME = 31
_NO_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart beside the rows of one sheet: over the names in the first column, one series for each of ``columns``."""

    sheet: str
    kind: str
    columns: tuple[int, ...]


def write_workbook(file: Path, sheets: Sequence[Sheet], charts: Sequence[Chart] = ()) -> None:
    """Writes the sheets (name, rows; the first row is the head). Raises Refusal ``exists`` or ``cannot_write``."""
    from xlsxwriter import Workbook

    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with new_file(file, mode="wb") as out, Workbook(out, options) as book:
        head = book.add_format({"bold": True})
        # A spreadsheet that saves it as csv must not make a formula of it then.
        text = book.add_format({"quote_prefix": True})
        names: set[str] = set()
        for name, rows in sheets:
            sheet = book.add_worksheet(_named(name, names))
            sheet.freeze_panes(1, 0)
            for line, row in enumerate(rows):
                for at, value in enumerate(row):
                    if isinstance(value, str):
                        kind = head if line == 0 else text if value.startswith(_NO_FORMULA) else None
                        sheet.write_string(line, at, _shown(value), kind)
                    else:
                        sheet.write_number(line, at, value)
            for chart in charts:
                if chart.sheet == name and len(rows) > 1:
                    _draw(book, sheet, rows, chart)


def _draw(book: Any, sheet: Any, rows: Sequence[Sequence[Cell]], chart: Chart) -> None:
    drawn = book.add_chart({"type": chart.kind})
    where, last = sheet.get_name(), len(rows) - 1
    for at in chart.columns:
        drawn.add_series(
            {"name": [where, 0, at], "categories": [where, 1, 0, last, 0], "values": [where, 1, at, last, at]}
        )
    sheet.insert_chart(1, len(rows[0]) + 1, drawn)


def _named(name: str, taken: set[str]) -> str:
    """A name that a spreadsheet allows, and that no other sheet has."""
    plain = _NO_NAME.sub(" ", name).strip("' ")[:_LONGEST_NAME] or "1"
    number = 1
    found = plain
    while found.casefold() in taken:
        number += 1
        found = f"{plain[: _LONGEST_NAME - 4]} ({number})"
    taken.add(found.casefold())
    return found


def _shown(text: str) -> str:
    # XML 1.0 has no place for control signs and lone surrogates, not even escaped.
    return "".join(sign if _PLAIN.fullmatch(sign) else f"<{ord(sign):04X}>" for sign in text)
