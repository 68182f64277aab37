"""The words over a group of rows, and of everything that a view of the board can be made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dutyroom.console.present.cells import titled
from dutyroom.console.present.safe import one_line
from dutyroom.console.present.words import Words
from dutyroom.domain.board import BoardRow
from dutyroom.domain.board_view import BoardView, GroupName, SortName
from dutyroom.lang import gettext as _
from dutyroom.lang import language


def heading(group: GroupName, row: BoardRow, words: Words) -> str:
    """What stands over the group that begins with `row`."""
    return titled(one_line(_("置顶") if row.pinned else value_name(group, row, words)))


def value_name(facet: str, row: BoardRow, words: Words) -> str:
    """The name of what a facet other than the state says of `row`."""
    if facet == "clock":
        return (row.clock_word) or _("没有时限")
    if facet == "owner":
        return words.of(words.people, row.owner) if row.owner else _("待交办")
    terms: Mapping[str, Mapping[str, str]] = {"level": words.levels, "unit": words.units, "channel": words.channels}
    code: str = getattr(row, facet)
    return words.of(terms[facet], code) if code else _("未填")


def facet_title(facet: str) -> str:
    """The name of a facet."""
    return {
        "level": _("级别"),
        "state": _("状态"),
        "channel": _("渠道"),
        "unit": _("被投诉机构"),
        "owner": _("承办人"),
        "clock": _("时限"),
    }[facet]


def state_name(state: str) -> str:
    """The name of a state."""
    return {"overdue": _("超时"), "hour": _("1小时内"), "unseen": _("待知悉"), "paused": _("暂停计时")}[state]


def group_title(group: str) -> str:
    """How rows are grouped."""
    return facet_title(group) if group else _("不分组")


def sort_title(sort: SortName) -> str:
    """How rows are ordered."""
    return {
        "urgency": _("按紧急程度"),
        "received": _("按接报时间，新的在前"),
        "number": _("按编号"),
        "level": _("按级别"),
    }[sort]


def filter_words(view: BoardView, names: Mapping[str, Mapping[str, str]]) -> str:
    """What the view shows only, in words; `names`: facet → code → name."""
    comma = "、" if language() == "zh" else ", "
    facets: Iterable[str] = (
        f"{facet_title(facet)} {comma.join(names.get(facet, {}).get(code, code) for code in codes)}"
        for facet, codes in view.only.items()
    )
    return one_line("  ".join(facets))
