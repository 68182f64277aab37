"""A sheet of a workbook as text: xlsx and ods by calamine, xls by xlrd, which tells its errors apart.

A date is told as people write it, a number with every digit that the file still has. A cell of which that can't be said (an
error, a number whose last digits the spreadsheet forgot) is named, and whoever needs it refuses the row.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from dutyroom.domain.errors import Refusal
from dutyroom.lang import gettext as _
from dutyroom.services.intake.bounds import MOST_CELLS, MOST_COLUMNS, check_rows, letters, too_wide
from dutyroom.services.intake.extent import Extent, extent_of, parts_of

OLD = b"\xd0\xcf\x11\xe0"
"""How an xls begins, and a workbook that is closed with a password."""
_EXACT = 10**15
"""From here on a spreadsheet keeps no number whole: fifteen digits, then noughts."""

Spoilt = dict[tuple[int, int], str]


@dataclass(slots=True)
class Book:
    """One sheet: ``lines`` as (row number from 1, cells), ``spoilt`` why by (row number, column from 0), ``hidden`` rows,
    ``sheets`` all by name, ``unseen`` those of them that are hidden, ``sheet`` the one that was read."""

    lines: list[tuple[int, list[str]]]
    spoilt: Spoilt
    sheet: str
    sheets: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
    hidden: frozenset[int] = frozenset()
    merged: bool = False


@dataclass(slots=True)
class _Raw:
    """What a library gave: the rows from ``first`` on, a value of Python in each cell."""

    rows: Sequence[Sequence[Any]]
    first: tuple[int, int] = (0, 0)
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]] = ()
    extent: Extent = field(default_factory=Extent)


def read_workbook(raw: bytes, where: str, wanted: str = "") -> Book:
    """The sheet ``wanted``, else the first that can be seen. Formulas give their stored result, phonetic guides nothing.

    Raises Refusal ``bad_file`` for anything but a workbook of bearable size with such a sheet.
    """
    try:
        return _old(raw, wanted) if raw.startswith(OLD) else _packed(raw, wanted)
    except (Refusal, KeyboardInterrupt, MemoryError):
        raise
    except BaseException as broken:
        # Readers raise whatever they stumble over in a spoiled file; a panic of calamine is no Exception even.
        no = _("读不出这个工作簿：{file}（已损坏、太大，或有打开密码）").format(file=where)
        raise Refusal("bad_file", no, _("请去掉密码，另存为 xlsx 或 csv（UTF-8）后再导入。")) from broken


def _packed(raw: bytes, wanted: str) -> Book:
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    parts = parts_of(raw)
    with CalamineWorkbook.from_filelike(io.BytesIO(raw)) as book:
        seen = {each.name: each.visible == SheetVisibleEnum.Visible for each in book.sheets_metadata}
        name = _chosen(seen, wanted)
        extent = extent_of(parts, name)
        _bounded(extent.rows, extent.columns)
        sheet = book.get_sheet_by_name(name)
        first = sheet.start or (0, 0)
        return _book(_Raw(sheet.to_python(), first, sheet.merged_cell_ranges or (), extent), name, seen)


def _old(raw: bytes, wanted: str) -> Book:
    import xlrd

    with xlrd.open_workbook(file_contents=raw, on_demand=True, ragged_rows=True, logfile=io.StringIO()) as book:
        seen = {name: not book.sheet_by_index(at).visibility for at, name in enumerate(book.sheet_names())}
        name = _chosen(seen, wanted)
        sheet = book.sheet_by_name(name)
        _bounded(sheet.nrows, sheet.ncols)
        extent = Extent(sheet.nrows, sheet.ncols)
        rows: list[list[Any]] = []
        for at in range(sheet.nrows):
            cells: list[Any] = [""] * sheet.ncols
            for place, cell in enumerate(sheet.row(at)):
                if cell.ctype == xlrd.XL_CELL_ERROR:
                    extent.errors.add((at + 1, place))
                elif cell.ctype == xlrd.XL_CELL_DATE:
                    cells[place] = _dated(cell.value, xlrd.xldate_as_datetime(cell.value, book.datemode))
                elif cell.ctype == xlrd.XL_CELL_BOOLEAN:
                    cells[place] = bool(cell.value)
                else:
                    cells[place] = cell.value
            rows.append(cells)
        merged = [((top, left), (below - 1, right - 1)) for top, below, left, right in sheet.merged_cells]
        return _book(_Raw(rows, merged=merged, extent=extent), name, seen)


def _dated(number: float, at: datetime) -> datetime | date | time:
    if number < 1:
        return at.time()
    return at if number % 1 else at.date()


def _chosen(seen: dict[str, bool], wanted: str) -> str:
    if wanted and wanted not in seen:
        no = _("没有工作表「{name}」。").format(name=wanted)
        raise Refusal("bad_input", no, _("可选：{known}").format(known="、".join(seen)))
    return wanted or next((name for name, visible in seen.items() if visible), next(iter(seen)))


def _bounded(rows: int, columns: int) -> None:
    check_rows(rows - 1)
    if columns > MOST_COLUMNS * 10:
        raise too_wide(columns)
    if rows * columns > MOST_CELLS:
        raise Refusal("bad_file", _("表格太大，没有读取。"), _("请删去不导入的列，或分成几个文件。"))


def _book(raw: _Raw, name: str, seen: dict[str, bool]) -> Book:
    spoilt: Spoilt = {}
    rows, filled = _spread(raw)
    lines = []
    for number, cells in enumerate(rows, raw.first[0] + 1):
        texts = [""] * raw.first[1]
        for at, value in enumerate(cells, raw.first[1]):
            text, why = _told(value)
            texts.append(text)
            if why:
                spoilt[number, at] = why.format(cell=f"{letters(at)}{number}")
        lines.append((number, texts))
    for number, at in raw.extent.errors:
        spoilt[number, at] = _("{cell} 是出错的公式，没有值。").format(cell=f"{letters(at)}{number}")
    unseen = tuple(each for each, visible in seen.items() if not visible)
    return Book(lines, spoilt, name, tuple(seen), unseen, frozenset(raw.extent.hidden), filled)


def _spread(raw: _Raw) -> tuple[Sequence[Sequence[Any]], bool]:
    """The rows, with what stands once for several rows in each of them: cells that are joined downwards."""
    top, left = raw.first
    rows = [list(row) for row in raw.rows] if raw.merged else raw.rows
    left_over = MOST_CELLS
    filled = False
    for (begin, column), (end, _right) in raw.merged:
        last = min(end, top + len(rows) - 1)
        left_over -= max(last - begin, 0)
        if not top <= begin < last or not left <= column < left + len(rows[0]) or left_over < 0:
            continue
        value = rows[begin - top][column - left]
        for at in range(begin + 1, last + 1):
            rows[at - top][column - left] = value  # type: ignore[index]
            filled = filled or value != ""
    return rows, filled


def _told(value: Any) -> tuple[str, str]:
    """A cell as text, and why it can't be told, "" when it can."""
    if isinstance(value, str):
        return value, ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE", ""
    if isinstance(value, (int, float)):
        if abs(value) >= _EXACT:
            return "", _("{cell} 的数字超过 15 位，末几位已丢失：请把该列设为文本，重填后再导入。")
        return format(Decimal(format(value, ".15g")), "f"), ""
    if isinstance(value, datetime):
        whole = (value + timedelta(milliseconds=500)).replace(microsecond=0)
        return whole.isoformat(sep=" "), ""
    if isinstance(value, time):
        return value.replace(microsecond=0).isoformat(), ""
    return ("" if value is None else str(value)), ""
