"""What a sheet holds, read from the raw parts of a workbook before a library reads it.

The library takes room for the whole rectangle from the first to the last filled cell, so that one cell far away would fill
the memory; and it tells an error (``#N/A``) and an empty cell alike. Both are seen here.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

from dutyroom.services.intake.bounds import LARGEST, MOST_COLUMNS

STEEPEST = 200
"""Times that a part may grow when it is unpacked."""
LONGEST_INDEX = 1024 * 1024
"""Bytes that the index of the parts may have: a workbook has dozens of them, not a million."""
_INDEX_AT = 12
MOST_TAGS = 3_000_000
"""Tags of a part that is read as a tree: an element takes fifty times the bytes that ``<a>`` does."""

_ROW = re.compile(rb"<(?:\w+:)?row\b([^<>]*)>")
_FILLED = re.compile(rb"<(?:\w+:)?c\b([^<>]*)(?<!/)>")
_PLACE = re.compile(rb"""\br=["']([A-Z]{1,3})(\d{1,7})["']""")
_NUMBER = re.compile(rb"""\br=["'](\d{1,7})["']""")
_ERROR = re.compile(rb"""\bt=["']e["']""")
_HIDDEN = re.compile(rb"""\bhidden=["'](?:1|true)["']""")


@dataclass(slots=True)
class Extent:
    """How far the filled cells of a sheet reach (rows and columns counted from 1), where errors stand as (row, column from
    0), and which rows are hidden."""

    rows: int = 0
    columns: int = 0
    errors: set[tuple[int, int]] = field(default_factory=set)
    hidden: set[int] = field(default_factory=set)

    def _reach(self, row: int, column: int) -> None:
        self.rows, self.columns = max(self.rows, row), max(self.columns, column)


def parts_of(raw: bytes) -> zipfile.ZipFile:
    """The parts of a workbook whose sizes are bearable. Raises ValueError where they are not, and what zipfile raises."""
    end = raw.rfind(b"PK\x05\x06")
    if end >= 0 and int.from_bytes(raw[end + _INDEX_AT :][:4], "little") > LONGEST_INDEX:
        raise ValueError(end)
    parts = zipfile.ZipFile(io.BytesIO(raw))
    total = 0
    for part in parts.infolist():
        total += part.file_size
        if total > LARGEST or part.file_size > STEEPEST * max(part.compress_size, 1024):
            raise ValueError(part.filename)
    return parts


def extent_of(parts: zipfile.ZipFile, sheet: str) -> Extent:
    """The extent of the sheet of that name. Raises ValueError, LookupError or what reading raises where it can't be read."""
    if "content.xml" in parts.namelist():
        return _of_document(_part(parts, "content.xml"), sheet)
    if "xl/workbook.xml" not in parts.namelist():
        raise ValueError(sheet)
    return _of_rows(_part(parts, _place(parts, sheet)))


def _part(parts: zipfile.ZipFile, name: str) -> bytes:
    with parts.open(name) as stream:
        content = stream.read(LARGEST + 1)
    # A file may lie about its sizes; entities are never needed in a workbook.
    if len(content) > LARGEST or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise ValueError(name)
    return content


def _tree(content: bytes) -> ElementTree.Element:
    if content.count(b"<") > MOST_TAGS:
        raise ValueError(len(content))
    return ElementTree.fromstring(content)


def _place(parts: zipfile.ZipFile, sheet: str) -> str:
    """Where the rows of the sheet lie. The namespaces differ between the two kinds of the standard: only the names count."""
    named = next(each for each in _tree(_part(parts, "xl/workbook.xml")).iterfind(".//{*}sheet") if each.get("name") == sheet)
    wanted = next(value for name, value in named.attrib.items() if name.endswith("}id"))
    relations = _tree(_part(parts, "xl/_rels/workbook.xml.rels"))
    target = next(each.attrib["Target"] for each in relations if each.attrib["Id"] == wanted)
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _of_rows(content: bytes) -> Extent:
    found = Extent()
    row = 0
    rows = list(_ROW.finditer(content))
    for at, opened in enumerate(rows):
        said = _NUMBER.search(opened[1])
        row = int(said[1]) if said else row + 1
        if _HIDDEN.search(opened[1]):
            found.hidden.add(row)
        end = rows[at + 1].start() if at + 1 < len(rows) else len(content)
        column = 0
        # A cell that says no place stands beside the one before it.
        for cell in _FILLED.finditer(content, opened.end(), end):
            place = _PLACE.search(cell[1])
            line, column = (int(place[2]), _column(place[1])) if place else (row, column + 1)
            found._reach(line, column)
            if _ERROR.search(cell[1]):
                found.errors.add((line, column - 1))
    return found


def _column(name: bytes) -> int:
    number = 0
    for sign in name:
        number = number * 26 + sign - 64
    return number


def _of_document(content: bytes, sheet: str) -> Extent:
    """OpenDocument: cells and rows say no place and may stand for many like them."""
    table = next(each for each in _tree(content).iterfind(".//{*}table") if _said(each, "name") == sheet)
    found = Extent()
    row = 0
    for line in table.iterfind(".//{*}table-row"):
        times = int(_said(line, "number-rows-repeated") or 1)
        if _said(line, "visibility") in ("collapse", "filter"):
            found.hidden |= set(range(row + 1, row + 1 + min(times, 1000)))
        column = 0
        for kind, many in _cells(line):
            if kind:
                found._reach(row + times, column + many)
            if kind == "error":
                found.errors |= {(row + 1, column + more) for more in range(min(many, MOST_COLUMNS))}
            column += many
        row += times
    return found


def _cells(line: ElementTree.Element) -> Iterator[tuple[str, int]]:
    """Of each cell what it holds ("" for nothing, error, filled), and how many like it there are."""
    for cell in line:
        kinds = [value for name, value in cell.attrib.items() if name.endswith("}value-type")]
        yield "error" if "error" in kinds else "filled" if kinds else "", int(_said(cell, "number-columns-repeated") or 1)


def _said(element: ElementTree.Element, name: str) -> str:
    return next((value for key, value in element.attrib.items() if key.endswith(f"}}{name}")), "")
