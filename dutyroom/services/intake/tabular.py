"""Rows of a file as somebody else's program wrote it: what it is and how it is coded is found and named, bad rows told by line.

Its names stand in the row that looks like it, below titles; empty columns and totals are no rows of it; nothing else is left
out, and what was found is said in ``Sheet.notes``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from dutyroom.domain.errors import Refusal
from dutyroom.domain.strict import from_json
from dutyroom.lang import gettext as _
from dutyroom.services.intake.bounds import LARGEST, MOST_COLUMNS, check_rows, letters, too_wide
from dutyroom.services.intake.delimited import UNCLOSED, csv_lines, decode, mended
from dutyroom.services.intake.workbook import OLD, Spoilt, read_workbook
from dutyroom.settings.files import contents

LONGEST_CELL = 20_000
"""Characters that a cell may have."""

_BOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
_TEXTS = (".csv", ".tsv", ".txt")
_TITLES = 20
"""Lines among which the names are looked for."""
_TOTAL = re.compile(r"(合\s*计|总\s*计|小\s*计|共\s*计|合计数|(grand |sub)?total)s?\s*[:：]?", re.IGNORECASE)
_FIGURE = re.compile(r"[\d,.%\s件条笔人元-]*")

Lines = Iterable[tuple[int, list[str]]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """How to read a file, where that is said and not to be found: which sheet, the number of the row with the names, in which
    encoding, without hidden rows. ``known``: names of columns (any case) by which that row is known."""

    sheet: str = ""
    header: int = 0
    encoding: str = ""
    seen_only: bool = False
    known: Collection[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file's rows. ``rows``: (line, values by column); ``bad``: (line, column, why); ``spoilt``: why a cell can't be
    read, by (line, column), where its row may be taken without it; ``notes``: what was found and left out, for people."""

    encoding: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]
    bad: tuple[tuple[int, str, str], ...] = field(default=())
    spoilt: dict[tuple[int, str], str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Taking:
    """The rows while they are read."""

    names: tuple[str, ...]
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    bad: list[tuple[int, str, str]] = field(default_factory=list)
    spoilt: dict[tuple[int, str], str] = field(default_factory=dict)
    nameless: dict[str, None] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def read_rows(path: Path, wanted: Wanted | None = None) -> Sheet:
    """The rows of a workbook, of delimited text or of ``.jsonl``: which of them it is, its content says and not its name.

    Raises Refusal ``bad_file`` when it can't be opened, is too large, of another kind or in no encoding known here, and
    ``bad_input`` where ``wanted`` asks for what it has not.
    """
    wanted = wanted or Wanted()
    raw = contents(path, LARGEST)
    kind = path.suffix.lower()
    if kind not in (*_BOOKS, *_TEXTS, ".jsonl"):
        hint = _("可导入 .csv、.xlsx、.xls、.ods、.jsonl。")
        raise Refusal("bad_file", _("不认识的文件类型：{file}").format(file=path), hint)
    if raw.startswith((b"PK\x03\x04", b"PK\x05\x06", OLD)):
        return _of_book(raw, str(path), wanted)
    if raw[:2048].lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith((b"<html", b"<!doctype", b"<table", b"<?xml")):
        no = _("这是网页，不是表格：{file}").format(file=path)
        raise Refusal("bad_file", no, _("请用电子表格软件打开，另存为 xlsx 后再导入。"))
    if kind in _BOOKS and (not raw or 0 in raw[:4096]):
        return _of_book(raw, str(path), wanted)
    text, encoding = decode(raw, str(path), wanted.encoding)
    if kind == ".jsonl":
        return _jsonl(text, encoding)
    return _sheet(encoding, csv_lines(text), wanted)


def _of_book(raw: bytes, where: str, wanted: Wanted) -> Sheet:
    book = read_workbook(raw, where, wanted.sheet)
    notes = []
    if len(book.sheets) > 1:
        notes.append(_("读的是工作表「{name}」，共有：{all}。").format(name=book.sheet, all="、".join(book.sheets)))
    if book.unseen:
        notes.append(_("隐藏的工作表：{names}。").format(names="、".join(book.unseen)))
    hidden = [line for line in book.lines if line[0] in book.hidden and any(line[1])]
    lines: Lines = book.lines
    if hidden and wanted.seen_only:
        lines = [line for line in book.lines if line[0] not in book.hidden]
        notes.append(_("隐藏的 {n} 行没有读。").format(n=len(hidden)))
    elif hidden:
        notes.append(_("有 {n} 行是隐藏的，也读了。").format(n=len(hidden)))
    if book.merged:
        notes.append(_("合并的单元格，各行取同一值。"))
    return _sheet("", lines, wanted, book.spoilt, notes)


def _sheet(
    encoding: str, lines: Lines, wanted: Wanted, spoilt: Spoilt | None = None, notes: Iterable[str] = ()
) -> Sheet:
    first, head, rest = _headed(iter(lines), wanted)
    width = len(head)
    while head and not head[-1].strip():
        head = head[:-1]
    names = tuple(mended(name)[0].strip() for name in head)
    if len(names) > MOST_COLUMNS:
        raise too_wide(len(names))
    if not any(names):
        raise Refusal("bad_file", _("文件是空的，或第一行不是列名。"), _("第一行写列名。"))
    twice = {name for name in names if name and names.count(name) > 1}
    if twice:
        raise Refusal("bad_file", _("列名重复：{names}").format(names="、".join(sorted(twice))), _("每列的名称须不同。"))
    taking = _Taking(names, notes=list(notes))
    if first > 1:
        taking.notes.append(_("列名在第 {n} 行。").format(n=first))
    for count, (line, cells) in enumerate(rest):
        check_rows(count + 1)
        if cells == [UNCLOSED]:
            taking.bad.append((line, "", _("这一行有引号没有结束，自此到文件末尾都没有读。")))
        elif not any(cell.strip() for cell in cells) and not (spoilt and any(place[0] == line for place in spoilt)):
            continue
        elif len(cells) != width:
            taking.bad.append((line, "", _("这一行有 {n} 格，应有 {m} 格。").format(n=len(cells), m=width)))
        elif _is_total(cells):
            taking.notes.append(_("第 {line} 行是合计，没有导入。").format(line=line))
        else:
            _take(taking, line, cells, spoilt or {})
    if taking.nameless:
        taking.notes.append(_("没有列名的列按位置称呼：{names}。").format(names="、".join(taking.nameless)))
    columns = (*(name for name in names if name), *taking.nameless)
    return Sheet(encoding, columns, tuple(taking.rows), tuple(taking.bad), taking.spoilt, tuple(taking.notes))


def _headed(lines: Iterator[tuple[int, list[str]]], wanted: Wanted) -> tuple[int, list[str], Lines]:
    """The row of names with its number, and the rows after it: the one asked for; the one with most names that are known;
    else the first that is more than a title."""
    if wanted.header:
        for number, cells in lines:
            if number >= wanted.header:
                if number > wanted.header or not any(cells):
                    break
                return number, cells, lines
        raise Refusal("bad_input", _("第 {n} 行没有列名。").format(n=wanted.header), _("请核对列名所在的行。"))
    early: list[tuple[int, list[str]]] = []
    for line in lines:
        if any(cell.strip() for cell in line[1]):
            early.append(line)
        if len(early) == _TITLES:
            break
    if not early:
        return 0, [], ()
    hits = [sum(cell.strip().casefold() in wanted.known for cell in cells) for _number, cells in early]
    most = max(hits)
    if most >= 2:
        at = hits.index(most)
    else:
        at = next((at for at, (_n, cells) in enumerate(early) if sum(bool(cell.strip()) for cell in cells) > 1), 0)
    return *early[at], chain(early[at + 1 :], lines)


def _is_total(cells: list[str]) -> bool:
    first = next(filter(None, map(str.strip, cells)), "")
    if not _TOTAL.fullmatch(first):
        return False
    return all(_FIGURE.fullmatch(cell.strip()) for cell in cells if cell.strip() != first)


def _take(taking: _Taking, line: int, cells: list[str], spoilt: Spoilt) -> None:
    values: dict[str, str] = {}
    faults = []
    for at, cell in enumerate(cells):
        name = taking.names[at] if at < len(taking.names) else ""
        why = spoilt.get((line, at), "") if spoilt else ""
        if not name:
            if not (cell.strip() or why):
                continue
            name = _nameless(taking, at)
        text, shortened = mended(cell)
        if why or shortened:
            taking.spoilt[line, name] = why or shortened
        values[name] = text
        if "\x00" in text:
            faults.append((line, name, _("含有空字符（NUL）。")))
        elif len(text) > LONGEST_CELL:
            faults.append((line, name, _("最多 {n} 个字，现在 {m} 个。").format(n=LONGEST_CELL, m=len(text))))
    taking.bad += faults
    if not faults:
        taking.rows.append((line, values))


def _nameless(taking: _Taking, at: int) -> str:
    name = letters(at)
    while name in taking.names:
        name += "'"
    taking.nameless[name] = None
    if len(taking.names) + len(taking.nameless) > MOST_COLUMNS:
        raise too_wide(at + 1)
    return name


def _jsonl(text: str, encoding: str) -> Sheet:
    taking = _Taking(())
    columns: dict[str, None] = {}
    for line, written in enumerate(text.split("\n"), 1):
        check_rows(line - 1)
        if not written.strip():
            continue
        try:
            content = from_json(written)
        except ValueError:
            taking.bad.append((line, "", _("不是合格的 JSON。")))
            continue
        if not isinstance(content, dict) or any(isinstance(value, (dict, list)) for value in content.values()):
            taking.bad.append((line, "", _("每行须为一个对象，值须为文字或数字。")))
            continue
        values = {str(name).strip(): _text(value) for name, value in content.items()}
        columns.update(dict.fromkeys(values))
        if len(columns) > MOST_COLUMNS:
            raise too_wide(len(columns))
        taking.names = tuple(values)
        _take(taking, line, list(values.values()), {})
    return Sheet(encoding, (*filter(None, columns), *taking.nameless), tuple(taking.rows), tuple(taking.bad), taking.spoilt)


def _text(value: object) -> str:
    if value is None:
        return ""
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)
