"""The first sheet of an xlsx file, read by its own small reader: what unpacks too large or names entities is refused."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from itertools import islice
from xml.etree import ElementTree

from dutyroom.domain.errors import Refusal
from dutyroom.lang import gettext as _
from dutyroom.services.intake.bounds import LARGEST, MOST_COLUMNS, MOST_ROWS

STEEPEST = 200
"""Times that a part may grow when it is unpacked."""
LONGEST_INDEX = 1024 * 1024
"""Bytes that the index of the parts may have: a workbook has dozens of them, not a million."""
_INDEX_AT = 12
MOST_TAGS = 3_000_000
"""Tags that a part may have: some 700,000 cells."""
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_BROKEN = (
    zipfile.BadZipFile, zlib.error, ElementTree.ParseError, LookupError, ValueError, OSError, EOFError, RuntimeError,
    StopIteration,
)  # fmt: skip
_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")


def read_workbook(raw: bytes, where: str) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """The column names of the first row and the rows below it as (row number, cells). Formulas give their stored result.

    Raises Refusal ``bad_file`` for anything but a plain workbook of bearable size.
    """
    try:
        _check_index(raw)
        with zipfile.ZipFile(io.BytesIO(raw)) as parts:
            _check(parts, where)
            shared = _shared(parts)
            rows = list(islice(_rows(_tree(_part(parts, _first_sheet(parts), where)), shared), MOST_ROWS + 1))
    except _BROKEN as broken:
        raise _refused(where, _("不是合格的 xlsx 文件：{file}")) from broken
    if len(rows) > MOST_ROWS:
        raise _refused(where, _("行数太多：{file}"))
    width = max((len(cells) for _number, cells in rows), default=0)
    padded = [(number, cells + [""] * (width - len(cells))) for number, cells in rows]
    if not padded:
        return [], iter(())
    head = padded[0][1]
    while head and not head[-1].strip() and not any(cells[len(head) - 1].strip() for _number, cells in padded):
        head = head[:-1]
    return head, ((number, cells[: len(head)]) for number, cells in padded[1:])


def _check_index(raw: bytes) -> None:
    end = raw.rfind(b"PK\x05\x06")
    if end >= 0 and int.from_bytes(raw[end + _INDEX_AT :][:4], "little") > LONGEST_INDEX:
        raise ValueError(end)


def _check(parts: zipfile.ZipFile, where: str) -> None:
    total = 0
    for part in parts.infolist():
        total += part.file_size
        if total > LARGEST or part.file_size > STEEPEST * max(part.compress_size, 1024):
            raise _refused(where, _("解开后太大，没有读取：{file}"))


def _part(parts: zipfile.ZipFile, name: str, where: str = "") -> bytes:
    with parts.open(name) as stream:
        content = stream.read(LARGEST + 1)
    # A file may lie about its sizes; entities are never needed in a workbook.
    if len(content) > LARGEST or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise _refused(where or name, _("解开后太大或含有外部实体，没有读取：{file}"))
    return content


def _first_sheet(parts: zipfile.ZipFile) -> str:
    book = _tree(_part(parts, "xl/workbook.xml"))
    sheet = next(book.iter(f"{_MAIN}sheet"))
    wanted = sheet.attrib[f"{_RELATION}id"]
    relations = _tree(_part(parts, "xl/_rels/workbook.xml.rels"))
    target = next(each.attrib["Target"] for each in relations if each.attrib["Id"] == wanted)
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _shared(parts: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in parts.namelist():
        return []
    table = _tree(_part(parts, "xl/sharedStrings.xml"))
    return ["".join(piece.text or "" for piece in entry.iter(f"{_MAIN}t")) for entry in table.iter(f"{_MAIN}si")]


def _tree(content: bytes) -> ElementTree.Element:
    # An element takes fifty times the bytes that "<a>" does.
    if content.count(b"<") > MOST_TAGS:
        raise ValueError(len(content))
    return ElementTree.fromstring(content)


def _rows(sheet: ElementTree.Element, shared: list[str]) -> Iterator[tuple[int, list[str]]]:
    number, begun = 0, False
    for row in sheet.iter(f"{_MAIN}row"):
        number = int(row.attrib.get("r", number + 1))
        cells: list[str] = []
        for cell in row.iter(f"{_MAIN}c"):
            found = _CELL.fullmatch(cell.attrib.get("r", ""))
            at = _column(found[1]) if found else len(cells)
            if at >= MOST_COLUMNS:
                raise ValueError(at)
            cells += [""] * (at - len(cells)) + [_value(cell, shared)]
        # Rows without anything are many in some files, and would be filled up to the width of the widest.
        if any(cells) or not begun:
            begun = True
            yield number, cells


def _value(cell: ElementTree.Element, shared: list[str]) -> str:
    if cell.attrib.get("t") == "inlineStr":
        return "".join(piece.text or "" for piece in cell.iter(f"{_MAIN}t"))
    value = cell.find(f"{_MAIN}v")
    text = (value.text or "") if value is not None else ""
    return shared[int(text)] if cell.attrib.get("t") == "s" and text else text


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _refused(where: str, message: str) -> Refusal:
    return Refusal("bad_file", message.format(file=where), _("请另存为 csv（UTF-8）后再导入。"))
