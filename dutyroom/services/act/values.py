"""Cleans the values of a form or a command line against the act and the plan: every fault at once, nothing guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, time
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, NamedTuple

from dutyroom.domain.act import Act, Field
from dutyroom.domain.errors import Fault, Refusal
from dutyroom.domain.moments import DAY, Lean, opening, parse_moment
from dutyroom.domain.same_words import bare
from dutyroom.lang import gettext as _
from dutyroom.services.room.vocabulary import Vocabulary

if TYPE_CHECKING:
    from dutyroom.domain.plan.plan import Plan

LONGEST = {"line": 200, "name": 60, "phone": 40, "id_number": 30, "text": 20_000}
"""Longest value of a kind, in characters."""

_TRUE = {"1", "true", "yes", "y", "on", "是", "已满足"}
_FALSE = {"0", "false", "no", "n", "off", "否", "未满足", ""}


class Reading(NamedTuple):
    """By what values are read: whose zone moments are of, when morning and afternoon begin, and in how many different letters
    or signs of writing a deed is told."""

    zone: str
    day: tuple[time, time] = DAY
    words: int = 0

    @classmethod
    def of(cls, plan: Plan) -> Reading:
        """As the plan says it."""
        return cls(plan.hours.zone, opening(plan.hours.week), plan.routine.words)

    def moment(self, lean: Lean, raw: Any, now: datetime) -> datetime:
        """What was typed for a moment, aware UTC. Raises ValueError, in words for people."""
        if isinstance(raw, datetime):
            if raw.tzinfo is None:
                raise ValueError(_("时间缺少时区。"))
            return raw
        return parse_moment(str(raw), now, self.zone, lean, self.day)


def clean(
    act: Act, fields: tuple[Field, ...], given: Mapping[str, Any], codes: Vocabulary, now: datetime, by: Reading
) -> dict[str, Any]:
    """The values typed: text stripped, moments aware UTC, numbers int, money Decimal, choices checked; empty → absent.

    Raises Refusal ``bad_input`` with every fault, each naming its field. Unknown fields are faults too.
    """
    known = {field.name: field for field in fields}
    faults = [Fault(name, _("没有这一项。")) for name in given if name not in known]
    values: dict[str, Any] = {}
    for field in fields:
        raw = given.get(field.name)
        if isinstance(raw, str):
            raw = raw if field.kind == "text" else raw.strip()
        if raw is None or (isinstance(raw, str) and not raw.strip()) or raw == ():
            if field.required:
                faults.append(Fault(field.name, _("必填。")))
            continue
        try:
            values[field.name] = by.moment(field.lean, raw, now) if field.kind == "moment" else _typed(field, raw, codes)
            if field.deed and (said := too_little(str(raw), by.words)):
                faults.append(Fault(field.name, said))
        except ValueError as problem:
            faults.append(Fault(field.name, str(problem)))
    if faults:
        raise Refusal("bad_input", _("有 {n} 处需要改正，内容都还在。").format(n=len(faults)), _("改正后再提交。"), tuple(faults))
    return values


def too_little(text: str, words: int) -> str:
    """Why the text does not tell of a deed, "" when it does: a sign, or the same one again, tells of nothing."""
    if len(set(bare(text))) >= words:
        return ""
    return _("请写清做了什么，至少 {n} 个不同的字。").format(n=words)


def _typed(field: Field, raw: Any, codes: Vocabulary) -> Any:
    if field.kind == "number":
        text = str(raw).strip()
        if not re.fullmatch(r"\d{1,9}", text):
            raise ValueError(_("请填不小于 0 的整数。"))
        return int(text)
    if field.kind == "money":
        try:
            amount = Decimal(str(raw).replace(",", "").replace("，", ""))
        except InvalidOperation:
            raise ValueError(_("请填金额，例如 1200.50。")) from None
        if not amount.is_finite() or amount < 0 or abs(amount) >= 10**12:
            raise ValueError(_("请填金额，例如 1200.50。"))
        return str(amount.quantize(Decimal("0.01")))
    if field.kind == "flag":
        text = str(raw).strip().lower()
        if text not in _TRUE | _FALSE:
            raise ValueError(_("请填 是 或 否。"))
        return text in _TRUE
    if field.kind in ("choice", "choices"):
        allowed = frozenset(field.choices[1:].split("|")) if field.choices.startswith("=") else codes(field.choices)
        if field.kind == "choice":
            if str(raw) not in allowed:
                raise ValueError(_("没有「{value}」这一项。").format(value=raw))
            return str(raw)
        many = tuple(dict.fromkeys(part.strip() for part in (raw.split(",") if isinstance(raw, str) else raw)))
        unknown = [part for part in many if part not in allowed]
        if unknown:
            raise ValueError(_("没有「{value}」这一项。").format(value="、".join(unknown)))
        if len(many) < field.least:
            raise ValueError(_("至少选 {n} 项。").format(n=field.least))
        return many
    text = str(raw)
    longest = field.longest or LONGEST.get(field.kind, 200)
    if len(text) > longest:
        raise ValueError(_("最多 {n} 个字，现在 {m} 个。").format(n=longest, m=len(text)))
    if field.kind != "text" and ("\n" in text or "\r" in text):
        raise ValueError(_("这一项只能写一行。"))
    return text
