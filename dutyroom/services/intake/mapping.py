"""Which column of a file is which field: as said, by the field's name and label, by what others call it. None is left out
without a word."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from dutyroom.domain.act import Field
from dutyroom.domain.errors import Refusal
from dutyroom.domain.mask import mask_text
from dutyroom.lang import gettext as _
from dutyroom.lang.catalogue import catalogue
from dutyroom.services.intake.tabular import Sheet
from dutyroom.services.intake.words import NUMBER, OF_COMPLAINTS, RESULTS

REST = "*"
"""Among the columns passed over: all that are not known."""

_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?=$|\D)")
_MANY = re.compile(r"[,，、;；]\s*")


@dataclass(frozen=True, slots=True)
class Mapped:
    """What was said about a file. ``columns``: field → column; ``fixed``: field → value of every row; ``words``: field →
    what the file says → what it is here; ``ignored``: columns passed over, ``REST`` for all that are not known; ``dates``:
    ``mdy`` or ``dmy`` where a date with its year last is written so."""

    columns: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    dates: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """``columns``: column → name of its field (or ``NUMBER``); ``passed``: columns of results that are not taken."""

    columns: Mapping[str, str]
    passed: tuple[str, ...] = ()


def titles(fields: Iterable[Field]) -> dict[str, str]:
    """Field by every title, in lower case, that a column of it may bear."""
    english = catalogue("en")
    known = {title: name for name, others in OF_COMPLAINTS.items() for title in others}
    for each in fields:
        own = (each.name, each.label, each.en, english.get(each.label, ""))
        known |= {title.casefold(): each.name for title in own if title}
    return known


def find_columns(fields: tuple[Field, ...], sheet: Sheet, said: Mapped) -> Found:
    """Which column is which field. Raises Refusal ``bad_input`` for a mapping that names no field or column, for columns that
    are neither known nor passed over, and where a field that the form requires has neither a column nor a value."""
    by_name = {each.name for each in fields} | {NUMBER}
    for name in (*said.columns, *said.fixed, *said.words):
        if name not in by_name:
            known = "、".join(each.name for each in fields)
            raise Refusal("bad_input", _("没有字段「{name}」。").format(name=name), _("可选：{known}").format(known=known))
    found: dict[str, str] = {}
    for name, column in said.columns.items():
        _there(sheet, column)
        found[column] = name
    for column in said.ignored:
        if column != REST:
            _there(sheet, column)
    known_by = {title: name for title, name in titles(fields).items() if name in by_name}
    taken = {*found.values(), *said.fixed}
    # A column that bears the field's own name goes before one that others call so.
    for own in (True, False):
        for column in sheet.columns:
            name = known_by.get(column.casefold(), "")
            if not name or name in taken or column in found or column in said.ignored:
                continue
            if not own or column.casefold() not in OF_COMPLAINTS.get(name, ()):
                found[column] = name
                taken.add(name)
    lacking = [_(each.label) for each in fields if each.required and each.name not in taken]
    if lacking and sheet.rows:
        what = _("文件缺少必需的列：{names}。").format(names="、".join(lacking))
        raise Refusal("bad_input", what, _("用 --map 字段=列名 指明，或用 --set 字段=值 给全部各行。"))
    return Found(found, _passed(sheet, found, said))


def _passed(sheet: Sheet, found: Mapping[str, str], said: Mapped) -> tuple[str, ...]:
    left = [column for column in sheet.columns if column not in found]
    asked = [column for column in left if column not in said.ignored and column.casefold() not in RESULTS]
    if asked and REST not in said.ignored:
        what = _("这些列不认识：{names}。").format(names="、".join(map(mask_text, asked)))
        raise Refusal("bad_input", what, _("用 --map 字段=列名 指明，或用 --ignore 列名 略过。"))
    return tuple(left)


def _there(sheet: Sheet, column: str) -> None:
    if column not in sheet.columns:
        # A first line with somebody's number in it is no line of names.
        bare = any(mask_text(each) != each for each in sheet.columns)
        hint = _("第一行写列名。") if bare else _("可选：{known}").format(known="、".join(sheet.columns))
        raise Refusal("bad_input", _("文件里没有列「{name}」。").format(name=column), hint)


def reader(
    fields: tuple[Field, ...], found: Found, said: Mapped, names: Mapping[str, Mapping[str, str]]
) -> Callable[[Mapping[str, str]], dict[str, str]]:
    """Makes of a row's cells the values of its fields. ``names``: field → what people call a code → the code."""
    kinds = {each.name: each.kind for each in fields}
    codes = {name: {**names.get(name, {}), **_coded(said.words.get(name, {}), names.get(name, {}))} for name in kinds}
    fixed = {name: codes[name].get(value, value) if name in codes else value for name, value in said.fixed.items()}

    def one(name: str, cell: str) -> str:
        text = cell.strip()
        if kinds.get(name) == "choices":
            return ",".join(codes[name].get(part, part) for part in _MANY.split(text) if part)
        if kinds.get(name) == "moment" and said.dates:
            return _year_first(text, said.dates)
        return codes[name].get(text, cell) if codes.get(name) else cell

    def values(cells: Mapping[str, str]) -> dict[str, str]:
        return {name: one(name, cells[column]) for column, name in found.columns.items() if column in cells} | fixed

    return values


def _coded(words: Mapping[str, str], names: Mapping[str, str]) -> dict[str, str]:
    return {said: names.get(meant, meant) for said, meant in words.items()}


def _year_first(text: str, order: str) -> str:
    found = _SLASHED.match(text)
    if found is None:
        return text
    first, second, year = found.groups()
    month, day = (first, second) if order == "mdy" else (second, first)
    return f"{year}-{int(month):02}-{int(day):02}{text[found.end() :]}"
