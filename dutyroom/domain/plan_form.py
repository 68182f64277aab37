"""Whether a plan file has the shape of one: known keys, right kinds of values, nothing left out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from dutyroom.domain.plan_fault import Path, Problem
from dutyroom.domain.plan_shapes import ALONE, FIELD, HOURS, LISTS, PLAN, RHYTHM, STAGE, TASK, TOP
from dutyroom.domain.records import PARTS
from dutyroom.domain.shapes import ShapeCheck, one_of, shown
from dutyroom.lang import gettext as _

FORMAT = 1
"""The form of plan files that this program reads."""

_MUST = ("level", "channel", "category", "role", "allow", "clock", "gate", "workstream", "condition", "unit")


def misshapen(document: Mapping[str, Any], acts: Collection[str]) -> list[Problem]:
    """Everything in the file that is not of the shape of a plan, in no particular order."""
    check = _PlanCheck(acts)
    check.document(document)
    return check.found


class _PlanCheck(ShapeCheck):
    def document(self, document: Mapping[str, Any]) -> None:
        text = document.get("text", {})
        self.clauses = text if isinstance(text, dict) else {}
        self._known(document, TOP, ())
        if document.get("format") != FORMAT:
            self.say(("format",), _("缺 format，或不是 1。"), _("第一行写 format = 1。"))
        for name, shape in (("plan", PLAN), ("hours", HOURS), *ALONE.items()):
            if name in document or name not in ALONE:
                self.table(document.get(name), shape, (name,))
        for name in _MUST:
            if not document.get(name):
                self.say((name,), _("没有 [[{part}]]。").format(part=name), _("至少写一项。"))
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
            self.say(("text",), _("应为一张表。"), _('写成 [text]，每条一行："四.2" = "…"。'))

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

    def _words(self, wording: Any) -> None:
        mend = _('写法如 reply = ["答复", "reply"]：中文在前，英文在后。')
        if not isinstance(wording, dict):
            self.say(("wording",), _("应为一张表。"), mend)
            return
        for key, pair in wording.items():
            good = (
                isinstance(pair, list)
                and len(pair) == 2
                and all(isinstance(each, str) and each.strip() and each.isprintable() for each in pair)
            )
            if not good:
                self.say(("wording", key), _("应为中英文各一。"), mend)
