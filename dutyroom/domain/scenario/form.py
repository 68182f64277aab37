"""Whether a scenario file has the shape of one. Kinds are those of plan_shapes, and those of the methods here."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from dutyroom.domain.plan.fault import Path, Problem
from dutyroom.domain.plan.formats import wrong_format
from dutyroom.domain.plan.shapes import Shape
from dutyroom.domain.scenario.formats import FORMAT
from dutyroom.domain.scenario.scenario import BEGIN
from dutyroom.domain.shapes import ShapeCheck
from dutyroom.lang import gettext as _

LONGEST = 3 * 24 * 60
"""Minutes of the longest exercise, jumps included: three days."""

SCENARIO: Shape = {
    "code": "code", "name": "text", "en": "english", "plan": "code", "at": "moment", "summary": "text",
    "summary_en": "english", "plays": "codes", "guided": "?flag", "ends_at": "amount", "ends_with": "?act",
}  # fmt: skip
_WHEN: Shape = {"at": "?whole", "after": "?trigger", "nth": "?amount", "delay": "?whole", "needs": "?acts", "unless": "?acts"}
_EXPECT: Shape = {
    "act": "act", "within": "amount", "objective": "code", "role": "?code", "text": "?text", "en": "?english", "values": "?table",
}  # fmt: skip
_MOVE: Shape = {"role": "code", "act": "act", "subject": "?text", "values": "?table", "values_en": "?table"}
LISTS: dict[str, Shape] = {
    "objective": {"code": "code", "name": "text", "en": "english"},
    "cast": {"code": "code", "name": "text", "en": "english", "roles": "?codes", "shift": "?=on|lead", "phone": "?text"},
    "start": {**_MOVE, "at": "before"},
    "inject": {
        "no": "amount", **_WHEN, "from": "code", "to": "code",
        "method": "=phone|post|visitor|superior|media|paper|scene", "text": "text", "text_en": "english",
        "hint": "?text", "hint_en": "?english", "expect": "?expects",
    },
    "move": {**_MOVE, **_WHEN},
    "jump": {**_WHEN, "by": "amount"},
}  # fmt: skip
_TOP = ("format", "scenario", *LISTS)
_INJECT = re.compile(r"inject\.[1-9]\d{0,3}")


def misshapen(document: Mapping[str, Any], acts: Collection[str]) -> list[Problem]:
    """Everything in the file that is not of the shape of a scenario, in no particular order."""
    check = _ScenarioCheck(acts)
    check.document(document)
    return check.found


class _ScenarioCheck(ShapeCheck):
    def document(self, document: Mapping[str, Any]) -> None:
        self._known(document, _TOP, ())
        if wrong := wrong_format(document, FORMAT):
            self.say(("format",), *wrong)
        self.table(document.get("scenario"), SCENARIO, ("scenario",))
        for name in ("objective", "cast", "inject"):
            if not document.get(name):
                self.say((name,), _("没有 [[{part}]]。").format(part=name), _("至少写一项。"))
        for name, shape in LISTS.items():
            if name in document:
                self.rows(document[name], shape, (name,))

    def _moment(self, value: Any, path: Path) -> None:
        try:
            if not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None:
                raise ValueError
        except ValueError:
            self.say(path, _("应为时刻，不带时区。"), _('写法如 "2026-10-12T09:00"，按预案所在时区。'))

    def _before(self, value: Any, path: Path) -> None:
        if isinstance(value, bool) or not isinstance(value, int) or not -LONGEST <= value < 0:
            self.say(path, _("应为负的整数。"), _("演练开始前 30 分钟写 at = -30，至多三天。"))

    def _trigger(self, value: Any, path: Path) -> None:
        if isinstance(value, str) and (value == BEGIN or _INJECT.fullmatch(value)):
            return
        self._act(value, path)

    def _expects(self, value: Any, path: Path) -> None:
        self.rows(value, _EXPECT, path)

    def _table(self, value: Any, path: Path) -> None:
        if not isinstance(value, dict):
            self.say(path, _("写法不对。"), _('写法如 values = { text = "…" }。'))
            return
        for key, each in value.items():
            if isinstance(each, str):
                if each:
                    self._text(each, (*path, key))
            elif not isinstance(each, (bool, int, list)):
                self.say((*path, key), _("应为文字、整数、true 或 false，或文字的列表。"), _("时刻写在引号里。"))
