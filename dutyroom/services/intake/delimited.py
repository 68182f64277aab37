"""Text of another program as lines of cells: its encoding, what parts its cells, and signs that spreadsheets put around them."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from dutyroom.domain.errors import Refusal
from dutyroom.lang import gettext as _
from dutyroom.services.intake.bounds import LARGEST, MOST_COLUMNS, too_wide

csv.field_size_limit(LARGEST)

UNCLOSED = "\x00\""
"""Stands for the rest of a file behind a quote that is not closed."""
ENCODINGS = ("utf-8", "gb18030", "utf-16", "big5", "cp1252")
"""What can be asked for where the encoding can't be seen: the last two look like the second."""

_NAMES = {"utf-8": "UTF-8", "gb18030": "GB18030", "utf-16": "UTF-16", "big5": "Big5", "cp1252": "Windows-1252"}
_HEAD = 20
_SEPARATORS = ",;\t|"
_SAID = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)
_FORMULA_TEXT = re.compile(r'="(.*)"', re.DOTALL)
_GUARDED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")
_SCIENTIFIC = re.compile(r"([+-]?)(\d)(?:\.(\d+))?[eE]\+?(\d{1,2})")


def decode(raw: bytes, where: str, asked: str = "") -> tuple[str, str]:
    """The text and the name of its encoding: as ``asked`` (one of ``ENCODINGS``), else UTF-8, UTF-16 or GB18030, as it looks.

    Raises Refusal ``bad_file`` for anything else.
    """
    if asked:
        return _decoded(raw, "utf-8-sig" if asked == "utf-8" else asked, where), _NAMES[asked]
    for mark, codec, name in (
        (b"\xef\xbb\xbf", "utf-8-sig", "UTF-8 (BOM)"), (b"\xff\xfe", "utf-16", "UTF-16"), (b"\xfe\xff", "utf-16", "UTF-16"),
    ):  # fmt: skip
        if raw.startswith(mark):
            return _decoded(raw, codec, where), name
    head = raw[:4096]
    # UTF-16 without a mark: commas and line ends stand as pairs with a zero byte, on one side of it only.
    pairs = [head[at : at + 2] for at in range(0, len(head) - 1, 2)]
    little, big = (sum(pairs.count(sign) for sign in signs) for signs in ((b",\0", b"\n\0"), (b"\0,", b"\0\n")))
    if little != big and not _is_utf8(raw, head.count(0) / len(head)):
        return _decoded(raw, "utf-16-le" if little > big else "utf-16-be", where), "UTF-16"
    try:
        return raw.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        return _decoded(raw, "gb18030", where), "GB18030"


def _is_utf8(raw: bytes, zeros: float) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return zeros < 0.2


def _decoded(raw: bytes, codec: str, where: str) -> str:
    try:
        return raw.decode(codec)
    except UnicodeDecodeError as unread:
        message = _("看不出文件的编码：{file}").format(file=where)
        raise Refusal("bad_file", message, _("请另存为 UTF-8。")) from unread


def csv_lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each line with the number it begins at. A line ``sep=;`` before all others says what parts the cells."""
    said = _SAID.match(text)
    delimiter = said[1] if said else _delimiter(text)
    first = text.split("\n", 1)[0]
    if first.count(delimiter) > MOST_COLUMNS * 10:
        raise too_wide(first.count(delimiter))
    reader = csv.reader(io.StringIO(text[said.end() :] if said else text, newline=""), delimiter=delimiter)
    before = 1 if said else 0
    last = text.rstrip().count("\n") + 1
    # A quote that is not closed swallows all that follows: that is told, and nothing after it is taken for text.
    unclosed = text.count('"') % 2 == 1
    line = 1 + before
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as wrong:
            yield line, [f"\x00{wrong}"]
        else:
            swallowed = unclosed and reader.line_num + before >= last and any("\n" in cell for cell in row[-1:])
            yield line, [UNCLOSED] if swallowed else row
        line = reader.line_num + before + 1


def _delimiter(text: str) -> str:
    """What parts the cells of the first lines most evenly: titles above the names have none, and texts hold others."""
    head = "\n".join(text[:65536].split("\n", _HEAD)[:_HEAD])
    best, even = ",", (0, 0)
    for sign in _SEPARATORS:
        try:
            widths = Counter(len(row) for row in csv.reader(io.StringIO(head, newline=""), delimiter=sign) if len(row) > 1)
        except csv.Error:
            continue
        width, lines = max(widths.items(), key=lambda each: (each[1], each[0]), default=(0, 0))
        if (lines, width) > even:
            best, even = sign, (lines, width)
    return best


def guarded(text: str) -> str:
    """The text as it stands in a csv: no spreadsheet takes it for a formula, and ``mended`` gives it back."""
    return f"'{text}" if _GUARDED.match(f"'{text}") else text


def mended(cell: str) -> tuple[str, str]:
    """What a cell says, and why that can't be known, "" when it can: the text in ``="…"``, what an apostrophe kept from being
    taken for a formula, all digits of a number that a spreadsheet shortened."""
    if (sign := cell[:1]) == "=":
        if found := _FORMULA_TEXT.fullmatch(cell):
            return found[1].replace('""', '"'), ""
    elif sign == "'":
        if _GUARDED.match(cell):
            return cell[1:], ""
    elif ("E" in cell or "e" in cell) and (found := _SCIENTIFIC.fullmatch(cell.strip())):
        minus, whole, rest, power = found[1], found[2], found[3] or "", int(found[4])
        if power > len(rest):
            return "", _("「{text}」少了几位数字：请把该列设为文本，重填后再导入。").format(text=cell.strip())
        if power == len(rest):
            return f"{minus if minus == '-' else ''}{whole}{rest}", ""
    return cell, ""
