"""The lines of 显示设置, and what a tick in them makes of the view. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from dutyroom.console.present.board.columns import CHOICES, titles
from dutyroom.console.present.board.groups import facet_title, filter_words, group_title, sort_title
from dutyroom.console.present.board.offers import names_of, with_found
from dutyroom.console.present.cells import fit
from dutyroom.console.present.line import Row
from dutyroom.console.present.safe import one_line
from dutyroom.domain.board import BoardRow
from dutyroom.domain.board_view import FACETS, GROUPS, SORTS, STATES, BoardView, GroupName, SortName
from dutyroom.lang import gettext as _
from dutyroom.lang import language

if TYPE_CHECKING:
    from dutyroom.console.present.words import Named

SAVE, VIEW = "save", "view:"
GROUP, SORT, COLUMNS = "group", "sort", "columns"
_NAME = 14
_BY_WIDTH = "-"
_NOBODY = "-nobody"
"""Stands for the empty code, which no entry of a list may have."""


def title_of(part: str) -> str:
    """The name of one part of a view."""
    if part in FACETS:
        return _("只看") + " " + facet_title(part)
    return {GROUP: _("分组"), SORT: _("排序"), COLUMNS: _("列")}[part]


def parts(view: BoardView, saved: Sequence[BoardView], named: Named | None, width: int) -> list[Row]:
    """All that a view is made of, each with what is chosen, and the views saved."""
    names = names_of(named)
    rows = [_heading(_("只看（置顶的始终显示）"))]
    for facet in FACETS:
        codes = view.only.get(facet, ())
        words = _comma().join(names.get(facet, {}).get(code, code) for code in codes)
        rows.append(_part(facet, facet_title(facet), words or _("全部"), bool(codes), width))
    rows.append(_heading(_("排列")))
    columns = _comma().join(titles()[name] for name in CHOICES if name in view.columns)
    rows.append(_part(GROUP, title_of(GROUP), group_title(view.group), bool(view.group), width))
    rows.append(_part(SORT, title_of(SORT), sort_title(view.sort), view.sort != "urgency", width))
    rows.append(_part(COLUMNS, title_of(COLUMNS), columns or _("按屏幕宽度"), bool(view.columns), width))
    rows.append(_heading(_("视图（在台账上按数字直接调用）")))
    for place, each in enumerate(saved, 1):
        said = [filter_words(each, names)]
        said += [_("分组") + " " + group_title(each.group)] if each.group else []
        said += [sort_title(each.sort)] if each.sort != "urgency" else []
        rows.append(
            _part(f"{VIEW}{place}", f"{place} {each.name}", "  ".join(filter(None, said)), each == view, width)
        )
    rows.append(_part(SAVE, _("N 存为视图"), _("现在的显示，起个名称"), False, width))
    return rows


def choices(part: str, view: BoardView, named: Named | None, rows: Iterable[BoardRow]) -> list[Row]:
    """What can be ticked in one part of the view."""
    if part == GROUP:
        return [_tick(each or _BY_WIDTH, group_title(each), each == view.group) for each in GROUPS]
    if part == SORT:
        return [_tick(each, sort_title(each), each == view.sort) for each in SORTS]
    if part == COLUMNS:
        own = [_tick(name, titles()[name], name in view.columns) for name in CHOICES]
        return [_tick(_BY_WIDTH, _("按屏幕宽度"), not view.columns), *own]
    names = names_of(named).get(part, {})
    chosen_now = view.only.get(part, ())
    if part == "state":
        return [_tick(state, names[state], state in chosen_now) for state in STATES]
    found = with_found(names, part, rows)
    return [
        _tick(code or _NOBODY, name, code in chosen_now, _("{n} 件").format(n=count) if count else "")
        for code, (name, count) in found.items()
    ]


def chosen(part: str, key: str, view: BoardView) -> BoardView:
    """The view after a tick. A view that was changed no longer bears the name of the saved one."""
    if part == GROUP:
        return replace(view, name="", group=cast(GroupName, "" if key == _BY_WIDTH else key))
    if part == SORT:
        return replace(view, name="", sort=cast(SortName, key))
    if part == COLUMNS:
        columns = () if key == _BY_WIDTH else _turned(view.columns, key)
        return replace(view, name="", columns=tuple(name for name in CHOICES if name in columns))
    codes = _turned(view.only.get(part, ()), "" if key == _NOBODY else key)
    only = {**view.only, part: codes}
    return replace(view, name="", only={facet: only[facet] for facet in FACETS if only.get(facet)})


def _turned(codes: tuple[str, ...], code: str) -> tuple[str, ...]:
    return tuple(each for each in codes if each != code) if code in codes else (*codes, code)


def _heading(words: str) -> Row:
    return Row("", ([(" " + words, "quiet")],))


def _part(key: str, name: str, words: str, chosen: bool, width: int) -> Row:
    name_width = _NAME + (8 if language() == "en" else 0)
    said = fit(one_line(words), max(width - name_width - 6, 8))
    look = "soon" if chosen else "plain"
    return Row(key, ([("   ", "plain"), (fit(one_line(name), name_width), "strong"), (" " + said, look)],))


def _tick(key: str, name: str, on: bool, aside: str = "") -> Row:
    box, look = ("[x] ", "strong") if on else ("[ ] ", "plain")
    return Row(key, ([("   " + box, look), (one_line(name), look), ("  " + aside, "quiet")],))


def _comma() -> str:
    return "、" if language() == "zh" else ", "
