"""How much of a table is taken in at once, and how what is wrong with it is told."""

from __future__ import annotations

from dutyroom.domain.errors import Refusal
from dutyroom.lang import gettext as _

LARGEST = 64 * 1024 * 1024
"""Bytes that a file may have, and that the parts of a workbook may unpack to."""
MOST_ROWS = 200_000
MOST_COLUMNS = 200
MOST_CELLS = 8_000_000
"""Cells of the rectangle from the first to the last filled one: a reader of workbooks takes room for all of them."""


def too_wide(count: int) -> Refusal:
    """Refused: more columns than ``MOST_COLUMNS``."""
    hint = _("至多 {n} 列：请删去不导入的列。").format(n=MOST_COLUMNS)
    return Refusal("bad_file", _("列数太多：{n} 列。").format(n=count), hint)


def check_rows(count: int) -> None:
    """Raises Refusal ``bad_file`` for more rows than ``MOST_ROWS``."""
    if count > MOST_ROWS:
        hint = _("至多 {n} 行：请分成几个文件导入。").format(n=MOST_ROWS)
        raise Refusal("bad_file", _("行数太多，没有读取。"), hint)


def letters(at: int) -> str:
    """The name of a column by its place from 0, as spreadsheets call it: A, Z, AA."""
    name, left = "", at + 1
    while left:
        left, sign = divmod(left - 1, 26)
        name = chr(65 + sign) + name
    return name
