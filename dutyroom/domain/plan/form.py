"""Whether a plan file has the shape of one: known keys, right kinds of values, nothing left out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from dutyroom.domain.plan.fault import Path, Problem
from dutyroom.domain.plan.formats import FORMAT, wrong_format
from dutyroom.domain.plan.meaning import TABLES, item_meaning, table_meaning
from dutyroom.domain.plan.shapes import ALONE, FIELD, HOURS, LISTS, PLAN, RHYTHM, STAGE, TASK, TOP
from dutyroom.domain.records import PARTS
from dutyroom.domain.shapes import ShapeCheck, is_code, one_of, shown
from dutyroom.lang import gettext as _

MUST = ("level", "channel", "category", "role", "allow", "clock", "gate", "workstream", "condition", "unit")
"""Lists that no plan can do without."""


def misshapen(document: Mapping[str, Any], acts: Collection[str]) -> list[Problem]:
    """Everything in the file that is not of the shape of a plan, in no particular order."""
    check = _PlanCheck(acts)
    check.document(document)
    return check.found


class _PlanCheck(ShapeCheck):
    def document(self, document: Mapping[str, Any]) -> None:
        text = document.get("text", {})
        self.clauses = text if isinstance(text, dict) else {}
        self._codes_by_name = {
            row["name"]: row["code"]
            for name in LISTS
            for row in _listed(document.get(name))
            if isinstance(row, dict) and isinstance(row.get("name"), str) and is_code(row.get("code"))
        }
        self._known(document, TOP, ())
        if wrong := wrong_format(document, FORMAT):
            self.say(("format",), *wrong)
        for name, shape in (("plan", PLAN), ("hours", HOURS), *ALONE.items()):
            if name in document or name not in ALONE:
                self.table(document.get(name), shape, (name,))
        for name in MUST:
            if not document.get(name):
                what = _("至少写一段。这里写{what}。").format(what=table_meaning(name))
                self.say((name,), _("没有 [[{part}]]。").format(part=name), what)
        for name, shape in LISTS.items():
            if name in document:
                self.rows(document[name], shape, (name,))
        self._words(document.get("wording", {}))
        for clause, words in self.clauses.items():
            self._text(words, ("text", clause))
            if len(clause) > 20 or not clause.isprintable() or not clause.strip():
                self.say(
                    ("text", clause),
                    _("不是条号：{value}。").format(value=ascii(clause[:40])),
                    _("写法如 四.2。"),
                )
        if not isinstance(text, dict):
            self.say(("text",), _("写法不对。"), _('写成 [text]，每条一行："四.2" = "…"。'))

    def _fields(self, value: Any, path: Path) -> None:
        self.rows(value, FIELD, path)
        for at, each in enumerate(value if isinstance(value, list) else ()):
            if isinstance(each, dict) and (each.get("kind") in ("choice", "choices")) != ("choices" in each):
                mend = _("选择项写 kind = {kind} 和 choices，别的不写 choices。").format(kind='"choice"')
                self.say((*path, at), _("kind 与 choices 不符。"), mend)

    def _tasks(self, value: Any, path: Path) -> None:
        self.rows(value, TASK, path)

    def _stages(self, value: Any, path: Path) -> None:
        self.rows(value, STAGE, path)

    def _rhythms(self, value: Any, path: Path) -> None:
        self.rows(value, RHYTHM, path)

    def _parts(self, value: Any, path: Path) -> None:
        for at, each in self.items(value, path):
            if each not in PARTS:
                self.say((*path, at), _("不能是 {value}。").format(value=shown(each)), one_of(each, list(PARTS)))

    def lacking(self, key: str, path: Path) -> str:
        table = next(str(part) for part in reversed(path) if isinstance(part, str))
        what = item_meaning(table, key)
        if TABLES[table][key] == "english":
            return _("补一行 {key} = …：{what}，凡显示的都须有；不会写的先写拼音。").format(key=key, what=what)
        return _("补一行 {key} = …：{what}。").format(key=key, what=what)

    def code_of(self, value: Any, path: Path) -> str:
        if path[0] == "clock" and path[-1] == "kind":
            return _("{what}。").format(what=item_meaning("clock", "kind"))
        code = self._codes_by_name.get(value) if isinstance(value, str) else None
        return _("写它的代码 {code}。").format(code=code) if code else ""

    def _words(self, wording: Any) -> None:
        mend = _('写法如 reply = ["答复", "reply"]：中文在前，英文在后。')
        if not isinstance(wording, dict):
            self.say(("wording",), _("写法不对。"), mend)
            return
        for key, pair in wording.items():
            good = (
                isinstance(pair, list)
                and len(pair) == 2
                and all(isinstance(each, str) and each.strip() and each.isprintable() for each in pair)
            )
            if not good:
                self.say(("wording", key), _("应为中英文各一。"), mend)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
