"""Whether a TOML document of ours has the shape it should: known keys, right kinds of values, nothing left out.

Plans and scenarios say their shapes as tables of key → kind (plan_shapes tells the kinds); each kind is a method here
or in the document's own check.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from typing import Any

from dutyroom.domain.clock.clock import check_warning
from dutyroom.domain.clock.units import LIMIT, MEANT
from dutyroom.domain.errors import Refusal
from dutyroom.domain.plan.build import acts_meant
from dutyroom.domain.plan.fault import Path, Problem, hidden
from dutyroom.domain.plan.shapes import Shape
from dutyroom.lang import gettext as _

_CODE = re.compile(r"[a-z][a-z0-9_-]{0,39}")
MOST = {
    "minutes": 525_600, "hours": 87_600, "calendar_days": 3_650, "working_hours": 20_000, "working_days": 2_500, "months": 120,
}  # fmt: skip
"""The longest limit that a plan sets, by unit: some ten years. What is longer can't be reckoned, or was mistyped."""
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff]")
_ONE_LINE = ("name", "en", "label", "post", "post_en")


class ShapeCheck:
    """Gathers every fault; ``acts`` are the known acts' names, ``clauses`` those that the plan's text has."""

    def __init__(self, acts: Collection[str]) -> None:
        self.found: list[Problem] = []
        self.acts = acts
        self.clauses: Mapping[str, Any] = {}

    def rows(self, rows: Any, shape: Shape, path: Path) -> None:
        if not isinstance(rows, list):
            self.say(path, _("应为一段一项。"), _("每一项以 [[{part}]] 开头。").format(part=path[-1]))
            return
        for at, row in enumerate(rows):
            self.table(row, shape, (*path, at))

    def table(self, table: Any, shape: Shape, path: Path) -> None:
        if not isinstance(table, dict):
            part = next(each for each in reversed(path) if isinstance(each, str))
            self.say(path, _("没有 [{part}]，或写法不对。").format(part=part), _("照 dutyroom plan new 写的底稿写全。"))
            return
        self._known(table, shape, path)
        for key, kind in shape.items():
            if key in table:
                self._value(table[key], kind.lstrip("?"), (*path, key))
            elif not kind.startswith("?"):
                self.say(path, _("缺 {key}。").format(key=key), self.lacking(key, path))

    def _known(self, table: Mapping[str, Any], keys: Collection[str], path: Path) -> None:
        for key in table:
            if key not in keys:
                mend = did_you_mean(key, keys) or _("可写的项：{keys}。").format(keys=listed(keys))
                self.say((*path, key), _("没有 {key} 这一项。").format(key=shown(key)), mend)

    def lacking(self, key: str, path: Path) -> str:
        """How an item that is not there is made good."""
        return _("补上这一项。")

    def _value(self, value: Any, kind: str, path: Path) -> None:
        if kind.startswith("="):
            choices = kind[1:].split("|")
            if value not in choices:
                self.say(path, _("不能是 {value}。").format(value=shown(value)), one_of(value, choices))
        else:
            getattr(self, f"_{kind}")(value, path)

    def _text(self, value: Any, path: Path) -> None:
        if not isinstance(value, str) or not value.strip():
            self.say(path, _("应为文字，且不能为空。"), _("写在引号里。"))
        elif not value.isprintable() and any(
            hidden(sign) for sign in value if sign != "\n" or path[-1] in _ONE_LINE
        ):
            self.say(path, _("有看不见的控制字符或换行。"), _("删去后重新键入。"))

    def _english(self, value: Any, path: Path) -> None:
        self._text(value, path)
        if has_chinese(value):
            self.say(path, _("英文里有汉字：{value}。").format(value=shown(value)), _("写英文。"))

    def _code(self, value: Any, path: Path) -> None:
        if not is_code(value):
            mend = self.code_of(value, path) or _("代码用小写英文字母开头，可有数字、- 和 _，至多 40 字。")
            self.say(path, _("不是代码：{value}。").format(value=shown(value)), mend)

    def code_of(self, value: Any, path: Path) -> str:
        """Where somebody wrote a name, the code to write instead; empty where the document has no such name."""
        return ""

    def _codes(self, value: Any, path: Path) -> None:
        for at, each in self.items(value, path):
            self._code(each, (*path, at))

    def _act(self, value: Any, path: Path) -> None:
        if not isinstance(value, str) or value not in self.acts:
            self.say(path, _("没有这个事项：{value}。").format(value=shown(value)), self._near_act(value))

    def _acts(self, value: Any, path: Path) -> None:
        for at, each in self.items(value, path):
            self._act(each, (*path, at))

    def _allowed(self, value: Any, path: Path) -> None:
        for at, each in self.items(value, path):
            if not (isinstance(each, str) and acts_meant(each, self.acts)):
                self._act(each, (*path, at))

    def _stops(self, value: Any, path: Path) -> None:
        for at, each in self.items(value, path):
            self._act(each.partition("=")[0] if isinstance(each, str) else each, (*path, at))

    def _flag(self, value: Any, path: Path) -> None:
        if not isinstance(value, bool):
            self.say(path, _("应为 true 或 false。"), _("不加引号。"))

    def _time(self, value: Any, path: Path) -> None:
        if not isinstance(value, str) or not _TIME.fullmatch(value):
            self.say(path, _("看不懂的时刻：{value}。").format(value=shown(value)), _('写成 "17:00"。'))

    def _whole(self, value: Any, path: Path, least: int = 0) -> None:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value < 1_000_000_000:
            digits = value.strip().isascii() and value.strip().isdigit() if isinstance(value, str) else False
            mend = _("去掉引号，写 {n}。").format(n=value.strip()) if digits else _("只写数字，如 3；不加引号，不写小数。")
            self.say(path, _("应为不小于 {n} 的整数。").format(n=least), mend)

    def _amount(self, value: Any, path: Path) -> None:
        self._whole(value, path, least=1)

    def _clause(self, value: Any, path: Path) -> None:
        if not isinstance(value, str) or value not in self.clauses:
            copied = _("在 [text] 里抄上这一条：{line}").format(line=f'"{shown(value)}" = "…"')
            mend = f"{did_you_mean(value, self.clauses)}{copied}"
            self.say(path, _("预案原文中没有这一条：{value}。").format(value=shown(value)), mend)

    def _limit(self, value: Any, path: Path) -> None:
        found = LIMIT.fullmatch(value) if isinstance(value, str) else None
        if not found:
            meant = _meant_limit(value)
            mend = (
                _('写 "{limit}"。').format(limit=meant)
                if meant
                else _("写法如 30 minutes、24 hours、15 calendar_days、2 working_hours、1 working_days、by close、by 17:00。")
            )
            self.say(path, _("看不懂的时限：{value}。").format(value=shown(value)), mend)
        elif found["unit"] is None:
            return
        elif int(found["amount"]) < 1:
            self.say(path, _("时限至少为 1。"), _("不要求时限的，删去这一行。"))
        elif int(found["amount"]) > MOST[found["unit"]]:
            most = _("这个单位最多写 {n}。").format(n=MOST[found["unit"]])
            self.say(path, _("时限长得推算不了：{value}。").format(value=shown(value)), most)

    def _limits(self, value: Any, path: Path) -> None:
        if not isinstance(value, dict) or not value:
            self.say(path, _("应写明各级别的时限。"), _('写法如 limits = { urgent = "1 working_days" }。'))
            return
        for level, limit in value.items():
            self._code(level, (*path, level))
            self._limit(limit, (*path, level))

    def _warnings(self, value: Any, path: Path) -> None:
        for at, each in self.items(value, path, may_be_empty=True):
            try:
                check_warning(each if isinstance(each, str) else "")
            except Refusal:
                self.say(
                    (*path, at),
                    _("看不懂的预警点：{value}。").format(value=shown(each)),
                    _("写法如 20%、30m、2h、1d。"),
                )

    def items(self, value: Any, path: Path, may_be_empty: bool = False) -> list[tuple[int, Any]]:
        if not isinstance(value, list) or not (value or may_be_empty):
            one = f'["{value}"]' if isinstance(value, str) and value.isprintable() and 0 < len(value) <= 40 else ""
            mend = _("加上方括号：{list}。").format(list=one) if one else _('写在方括号里，逗号分开，如 ["a", "b"]。')
            self.say(path, _("应写在方括号里，至少一项。"), mend)
            return []
        return list(enumerate(value))

    def _near_act(self, value: Any) -> str:
        from dutyroom.domain.acts import ACTS

        named = next((name for name, act in ACTS.items() if value in (act.label, _(act.label))), "")
        if named:
            return _("写它的事项名 {act}。").format(act=named)
        return did_you_mean(value, self.acts) or _("事项名见 dutyroom act list。")

    def say(self, path: Path, message: str, mend: str) -> None:
        self.found.append(Problem(path, message, mend))


def has_chinese(value: Any) -> bool:
    """Whether it is a text with Chinese signs in it, which an English text must not have."""
    return isinstance(value, str) and _CHINESE.search(value) is not None


def is_code(value: Any) -> bool:
    """Whether it may be the code of something."""
    return isinstance(value, str) and _CODE.fullmatch(value) is not None


def shown(value: Any) -> str:
    words = str(value)
    return f"{words[:40]}…" if len(words) > 40 else words or "“”"


def one_of(value: Any, choices: list[str]) -> str:
    """What to write instead: the nearest of the choices, or all of them."""
    return did_you_mean(value, choices) or _("可用：{choices}。").format(choices=listed(choices))


def did_you_mean(value: Any, known: Collection[str]) -> str:
    near = get_close_matches(value, known, 1, 0.7) if isinstance(value, str) and len(value) <= 80 else []
    return _("是不是 {near}？").format(near=near[0]) if near else ""



_SAID_LIMIT = re.compile(r"(\d{1,9}) ?(?:个)?(分钟|小时|日|天|工作小时|工作日|[a-z]+(?:[ _][a-z]+)?)", re.I)

def _meant_limit(value: Any) -> str:
    """The limit that somebody meant who wrote ``15分钟`` or ``1 working_day``; empty where that can't be said."""
    found = _SAID_LIMIT.fullmatch(value.strip()) if isinstance(value, str) and len(value) <= 40 else None
    unit = MEANT.get(found[2].lower().replace(" ", "_").removesuffix("s"), "") if found else ""
    return f"{int(found[1])} {unit}" if found and unit else ""


def listed(words: Collection[str]) -> str:
    """The words one after the other, with the separator of the language in force."""
    return _("、").join(words)
