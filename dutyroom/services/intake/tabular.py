"""Rows of a csv or jsonl file as somebody else's program wrote it: encoding found and named, bad rows told by line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from dutyroom.domain.errors import Refusal
from dutyroom.domain.strict import from_json
from dutyroom.lang import gettext as _
from dutyroom.services.intake.bounds import LARGEST, MOST_COLUMNS, MOST_ROWS
from dutyroom.settings.files import contents

LONGEST_CELL = 20_000
"""Characters that a cell may have."""

csv.field_size_limit(LARGEST)

_UNCLOSED = "\x00\""
"""Stands for the rest of a file behind a quote that is not closed."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file's rows. ``rows``: (line, values by column); ``bad``: (line, column, why)."""

    encoding: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]
    bad: tuple[tuple[int, str, str], ...] = field(default=())


def read_rows(path: Path) -> Sheet:
    """The rows of a ``.csv`` (also ``.tsv``, ``.txt``) or ``.jsonl`` file.

    Raises Refusal ``bad_file`` when it can't be opened, is too large, of another kind or in no encoding known here.
    """
    raw = contents(path, LARGEST)
    kind = path.suffix.lower()
    if kind == ".xlsx":
        from dutyroom.services.intake.workbook import read_workbook

        columns, lines = read_workbook(raw, str(path))
        return _sheet("", columns, lines)
    if kind not in (".csv", ".tsv", ".txt", ".jsonl"):
        raise Refusal("bad_file", _("不认识的文件类型：{file}").format(file=path), _("可导入 .csv、.xlsx、.jsonl。"))
    text, encoding = decode(raw, str(path))
    if kind == ".jsonl":
        return _jsonl(text, encoding)
    lines = _csv_lines(text)
    columns = next(lines, (1, []))[1]
    return _sheet(encoding, columns, lines)


def decode(raw: bytes, where: str) -> tuple[str, str]:
    """The text and the name of its encoding: UTF-8, UTF-16 or GB18030. Raises Refusal ``bad_file`` for anything else."""
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


def _csv_lines(text: str) -> Iterator[tuple[int, list[str]]]:
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    if first.count(delimiter) > MOST_COLUMNS * 10:
        raise Refusal("bad_file", *_too_wide(first.count(delimiter)))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    last = text.rstrip().count("\n") + 1
    # A quote that is not closed swallows all that follows: that is told, and nothing after it is taken for text.
    unclosed = text.count('"') % 2 == 1
    line = 1
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as wrong:
            yield line, [f"\x00{wrong}"]
        else:
            swallowed = unclosed and reader.line_num >= last and any("\n" in cell for cell in row[-1:])
            yield line, [_UNCLOSED] if swallowed else row
        line = reader.line_num + 1


def _sheet(encoding: str, columns: list[str], lines: Iterator[tuple[int, list[str]]]) -> Sheet:
    names = tuple(name.strip() for name in columns)
    if len(names) > MOST_COLUMNS:
        raise Refusal("bad_file", *_too_wide(len(names)))
    if not any(names):
        raise Refusal("bad_file", _("文件是空的，或第一行不是列名。"), _("第一行写列名。"))
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise Refusal("bad_file", _("列名重复：{names}").format(names="、".join(sorted(twice))), _("每列的名称须不同。"))
    rows: list[tuple[int, dict[str, str]]] = []
    bad: list[tuple[int, str, str]] = []
    for count, (line, cells) in enumerate(lines):
        _bounded(count)
        if not any(cell.strip() for cell in cells):
            continue
        if cells == [_UNCLOSED]:
            bad.append((line, "", _("这一行有引号没有结束，自此到文件末尾都没有读。")))
        elif len(cells) != len(names):
            bad.append((line, "", _("这一行有 {n} 格，应有 {m} 格。").format(n=len(cells), m=len(names))))
        else:
            _take(line, dict(zip(names, cells, strict=True)), rows, bad)
    return Sheet(encoding, names, tuple(rows), tuple(bad))


def _too_wide(count: int) -> tuple[str, str]:
    return _("列数太多：{n} 列。").format(n=count), _("至多 {n} 列：请删去不导入的列。").format(n=MOST_COLUMNS)


def _bounded(count: int) -> None:
    if count >= MOST_ROWS:
        raise Refusal("bad_file", _("行数太多，没有读取。"), _("至多 {n} 行：请分成几个文件导入。").format(n=MOST_ROWS))


def _take(
    line: int, values: dict[str, str], rows: list[tuple[int, dict[str, str]]], bad: list[tuple[int, str, str]]
) -> None:
    faults = []
    for name, value in values.items():
        if "\x00" in value:
            faults.append((line, name, _("含有空字符（NUL）。")))
        elif len(value) > LONGEST_CELL:
            faults.append((line, name, _("最多 {n} 个字，现在 {m} 个。").format(n=LONGEST_CELL, m=len(value))))
    bad += faults
    if not faults:
        rows.append((line, values))


def _jsonl(text: str, encoding: str) -> Sheet:
    rows: list[tuple[int, dict[str, str]]] = []
    bad: list[tuple[int, str, str]] = []
    columns: dict[str, None] = {}
    for line, written in enumerate(text.split("\n"), 1):
        _bounded(line - 1)
        if not written.strip():
            continue
        try:
            content = from_json(written)
        except ValueError:
            bad.append((line, "", _("不是合格的 JSON。")))
            continue
        if not isinstance(content, dict) or any(isinstance(value, (dict, list)) for value in content.values()):
            bad.append((line, "", _("每行须为一个对象，值须为文字或数字。")))
            continue
        values = {str(name).strip(): _text(value) for name, value in content.items()}
        columns.update(dict.fromkeys(values))
        if len(columns) > MOST_COLUMNS:
            raise Refusal("bad_file", *_too_wide(len(columns)))
        _take(line, values, rows, bad)
    return Sheet(encoding, tuple(columns), tuple(rows), tuple(bad))


def _text(value: object) -> str:
    if value is None:
        return ""
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)
