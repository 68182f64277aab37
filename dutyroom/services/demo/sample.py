"""Invented complaints for any plan: its own levels, channels, categories and units, in the language in force."""

from __future__ import annotations

import random
import tomllib
from datetime import datetime, timedelta
from typing import Any

from dutyroom.domain.act import Field
from dutyroom.domain.names import field_name, named
from dutyroom.domain.plan.handling import Step
from dutyroom.domain.plan.plan import Plan
from dutyroom.lang import language
from dutyroom.services.plan.founding import Member
from dutyroom.settings.resources import resource

SECRET = "demo"
"""The one well-known secret of every account of a demo."""

_CAST = (
    ("zhaoguoqiang", "赵国强", "Zhao Guoqiang", "zgq"), ("qianming", "钱明", "Qian Ming", "qm"),
    ("sunli", "孙丽", "Sun Li", "sl"), ("zhoulei", "周磊", "Zhou Lei", "zl"), ("wuting", "吴婷", "Wu Ting", "wt"),
    ("zhenggang", "郑刚", "Zheng Gang", "zg"), ("fengjun", "冯军", "Feng Jun", "fj"), ("heyan", "何燕", "He Yan", "hy"),
    ("jiangtao", "蒋涛", "Jiang Tao", "jt"), ("shenyue", "沈月", "Shen Yue", "sy"), ("hanbin", "韩斌", "Han Bin", "hb"),
    ("yangfan", "杨帆", "Yang Fan", "yf"),
)  # fmt: skip
# Roles that many plans have, with who plays them; the first of any plan leads, every other goes to the next of the cast.
_KNOWN = {
    "chief": "zhaoguoqiang", "deputy": "qianming", "complaints": "sunli", "customers": "sunli", "legal": "zhoulei",
    "publicity": "wuting", "security": "zhenggang", "unit_head": "jiangtao", "counsel": "shenyue",
}  # fmt: skip
_SHIFT = (
    ("liwei", "李伟", "Li Wei", "lw", "lead"), ("wangmin", "王敏", "Wang Min", "wm", "on"),
    ("chenjing", "陈静", "Chen Jing", "cj", "on"),
)  # fmt: skip

FOLLOWED = 2000
"""Complaints with acts after their registration; more than these make a large board, not a longer story."""


def members(plan: Plan) -> list[Member]:
    """People for every role of the plan and for the shift."""
    wanted = [role.code for role in plan.roles if not role.by_shift]
    plays = {code: _KNOWN[code] for code in wanted if code in _KNOWN}
    free = [code for code, *_rest in _CAST if code not in plays.values()]
    roles: dict[str, list[str]] = {}
    for place, code in enumerate(code for code in wanted if code not in plays):
        plays[code] = free[place % len(free)]
    for code in wanted:
        roles.setdefault(plays[code], []).append(code)
    unit = next((each.code for each in plan.units if each.kind == "department"), "")
    people = [
        Member(code, name, en, f"1390000{1000 + place}", unit, initials, tuple(roles.get(code, ())), secret=SECRET)
        for place, (code, name, en, initials) in enumerate(_CAST)
        if roles.get(code)
    ]
    # The first member founds the room, so it must be somebody with a role.
    people += [
        Member(code, name, en, f"1390000{2000 + place}", unit, initials, (), shift=shift, secret=SECRET)
        for place, (code, name, en, initials, shift) in enumerate(_SHIFT)
    ]
    return people


class Sample:
    """A stream of invented complaints, the same for the same ``seed``; ``calm``: of no level that activates the plan."""

    def __init__(self, plan: Plan, seed: int = 7, calm: bool = False) -> None:
        self.plan = plan
        self.dice = random.Random(seed)
        words = tomllib.loads((resource("db") / "sample" / "complaints.toml").read_text(encoding="utf-8"))
        self.words: dict[str, list[str]] = words[language()]
        self.supplies: list[tuple[str, str, str, int, int]] = words[language()]["supplies"]
        levels = [each for each in plan.levels if not (calm and each.activates)] or plan.levels
        self._levels = sorted(levels, key=lambda level: level.rank)
        self._units = [unit.code for unit in plan.units if unit.kind in ("branch", "outlet")] or [
            unit.code for unit in plan.units
        ]

    def complaint(self) -> dict[str, Any]:
        """The values of one complaint's form."""
        dice = self.dice
        values: dict[str, Any] = {
            "name": self._name(),
            "phone": f"1{dice.choice('3578')}{dice.randrange(10**9):09}",
            "demand": dice.choice(self.words["demands"]),
            "channel": dice.choice(self.plan.channels).code,
            # The most urgent are the fewest.
            "level": dice.choices(self._levels, [1.6**place for place in range(len(self._levels))])[0].code,
        }
        about = named(self.plan.categories[0]) if self.plan.categories else ""
        if self.plan.categories:
            category = dice.choice(self.plan.categories[:-1] or self.plan.categories)
            values["category"], about = category.code, named(category)
        if self._units:
            values["unit"] = self.unit()
        # A category called 产品投诉 is about 产品.
        about = about.removesuffix("投诉").removesuffix(" complaints").removesuffix(" complaint")
        values["content"] = dice.choice(self.words["contents"]).format(category=about)
        values.update(self.own_fields("complaint.register", values))
        return values

    def receipt(self, now: datetime) -> datetime:
        """A moment of the ten days before ``now``, denser towards it: half of them lie in the last day."""
        return now - timedelta(seconds=self.dice.uniform(60, 3600 * 240) * self.dice.random() ** 3 + 20)

    def unit(self) -> str:
        """Some branch or outlet."""
        return self.dice.choice(self._units) if self._units else ""

    def _name(self) -> str:
        surname, given = self.dice.choice(self.words["surnames"]), self.dice.choice(self.words["given"])
        return f"{given} {surname}" if language() == "en" else surname + given

    def own_fields(self, act: str, given: dict[str, Any]) -> dict[str, Any]:
        """Something for each field that the plan itself requires: of the act's form, and of the step that is done."""
        fields = [field for form in self.plan.forms if form.act == act for field in form.fields]
        fields += [field for step in self.plan.steps if step.act == act for field in step.fields if self._is(step, given)]
        return {
            each.name: each.name != "again" if each.kind == "flag" else _anything(each, self.plan)
            for each in fields
            if each.required and each.name not in given
        }

    @staticmethod
    def _is(step: Step, given: dict[str, Any]) -> bool:
        return step.act != "complaint.step" or step.code == given.get("step")


def _anything(field: Field, plan: Plan) -> Any:
    kind, choices = field.kind, field.choices
    if kind in ("choice", "choices"):
        if choices == "persons":
            codes = [code for code, *_rest in _SHIFT]
        else:
            codes = choices[1:].split("|") if choices.startswith("=") else [each.code for each in getattr(plan, choices, ())]
        return codes[0] if kind == "choice" else tuple(codes[: field.least or 1])
    return {"number": 1, "money": "100", "phone": "13800000000"}.get(kind, field_name(field))
