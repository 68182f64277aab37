"""监管时限 (X.06): limits that a regulation sets beside any plan. Read from a file that the organisation can mend.

The clocks run with those of the plan, under their own source; their extensions are acts with what the regulation asks.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from dutyroom.domain.clock.clock import ClockSpec, check_warning
from dutyroom.domain.clock.course import REGULATION
from dutyroom.domain.clock.units import LIMIT, read_limit
from dutyroom.domain.errors import Fault, Refusal
from dutyroom.domain.plan.fault import Locator, Path, PlanFault, Problem, hidden, visible, write_path
from dutyroom.domain.plan.formats import refuse_newer, wrong_format
from dutyroom.domain.plan.plan import Plan
from dutyroom.domain.shapes import listed
from dutyroom.domain.strict import from_toml
from dutyroom.lang import gettext as _

FORMAT = 2
"""The format of files of limits that this program reads. It rises with every change of their language."""

CHECK = "limits-check"
"""The step that 核查申请 leaves on a complaint, from which its clock counts."""
LARGEST = 64 * 1024

_CODE = re.compile(r"limits-[a-z0-9][a-z0-9-]{0,30}")
_STARTS = {"received": "received", "check_asked": f"step:{CHECK}"}
_HEAD = {
    "code": str, "name": str, "en": str, "version": str, "law": str, "law_en": str, "cite": str, "cite_en": str,
    "published": date, "effective": date, "checked": date, "note": str, "note_en": str,
}  # fmt: skip
_CLOCK = {
    "code": str, "kind": str, "name": str, "en": str, "limit": str, "start": str, "stop": list, "article": int,
    "warn": list, "pausable": bool, "extension": list, "roll": bool, "business_end": bool,
}  # fmt: skip
_EXTENSION = {"limit": str, "article": int, "approved": bool, "told": bool}
_MAY_LACK = {"note", "note_en", "warn", "pausable", "extension", "approved", "told", "roll", "business_end"}
_KINDS = ("report_up", "tell", "first_contact", "arrive", "reply", "follow_up", "requested", "review")


@dataclass(frozen=True, slots=True)
class Extension:
    """A longer limit of a clock, counted from the same start. ``approved``: a superior's approval is on record;
    ``told``: the complainant has been told.
    """

    unit: str
    amount: int
    article: int
    approved: bool = False
    told: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """One regulation's limits as a file gives them, with where they come from and when that was last checked.

    ``started``: the article of each clock by its code; ``recusal``: the article on 回避, 0 for none.
    """

    code: str
    name: str
    en: str
    version: str
    law: str
    law_en: str
    cite: str
    cite_en: str
    published: date
    effective: date
    checked: date
    note: str
    note_en: str
    clocks: tuple[ClockSpec, ...]
    started: Mapping[str, int]
    extensions: Mapping[str, tuple[Extension, ...]]
    recusal: int = 0

    def clause(self, article: int) -> str:
        """How an article is cited in Chinese, which is also how the record keeps it."""
        return f"{self.cite} 第{_han(article)}条"

    def clause_en(self, article: int) -> str:
        """How an article is cited in English."""
        return f"{self.cite_en} Art. {article}"

    def articles(self) -> frozenset[int]:
        """Every article that is cited."""
        longer = {each.article for found in self.extensions.values() for each in found}
        return frozenset({*longer, *self.started.values(), self.recusal} - {0})

    def in_english(self) -> Limits:
        """The same with its articles cited in English."""
        english = {self.clause(article): self.clause_en(article) for article in self.articles()}
        return replace(self, clocks=tuple(replace(spec, clause=english[spec.clause]) for spec in self.clocks))

    def clock(self, code: str) -> ClockSpec | None:
        """The clock of that code."""
        return next((spec for spec in self.clocks if spec.code == code), None)

    def checks(self) -> frozenset[str]:
        """The codes of the clocks that count from a request to look at the decision again."""
        return frozenset(spec.code for spec in self.clocks if spec.start == f"step:{CHECK}")

    def next_extension(self, code: str, amount: int) -> Extension | None:
        """The extension after the limit of ``amount``; None when there is no further one."""
        return next((each for each in self.extensions.get(code, ()) if each.amount > amount), None)


def with_limits(plan: Plan, limits: Limits | None) -> Plan:
    """The plan with the regulation's clocks after its own."""
    return replace(plan, clocks=(*plan.clocks, *limits.clocks)) if limits else plan


def read_limits(text: str, where: str, acts: Collection[str] | None = None) -> Limits:
    """The limits written in ``text``; ``where`` is the file's name, for people.

    Raises Refusal ``bad_limits`` with every fault and its line, ``newer_format``.
    """
    if acts is None:
        from dutyroom.domain.acts import ACTS

        acts = ACTS
    refused = _("监管时限文件有 {n} 处错误，未启用：{where}。")
    mend = _("逐处改正后再启用。")
    if len(text.encode("utf-8", "surrogatepass")) > LARGEST or any(hidden(each) for each in text if each not in "\t\r\n"):
        fault = PlanFault(where, _("文件太大，或有看不见的控制字符。"), line=1)
        raise Refusal("bad_limits", refused.format(n=1, where=where), mend, (fault,))
    try:
        document = from_toml(text)
    except ValueError as wrong:
        fault = PlanFault(where, visible(str(wrong)), line=1)
        raise Refusal("bad_limits", refused.format(n=1, where=where), mend, (fault,)) from None
    refuse_newer(document, FORMAT)
    found = list(_problems(document, acts))
    if found:
        locator = Locator(text)
        faults: list[Fault] = []
        for problem in found:
            line = locator.line(problem.path)
            said = visible(f"{write_path(problem.path)}：{problem.message}")
            faults.append(PlanFault(f"{where}:{line}", said, line=line, path=visible(write_path(problem.path))))
        raise Refusal("bad_limits", refused.format(n=len(faults), where=where), mend, tuple(faults))
    return _built(document)


def _problems(document: Mapping[str, Any], acts: Collection[str]) -> Iterator[Problem]:
    if said := wrong_format(document, FORMAT):
        yield Problem(("format",), *said)
    for key in set(document) - {"format", "limits", "clock", "recusal"}:
        yield Problem((key,), _("不认识的项。"))
    yield from _table(document.get("limits"), _HEAD, ("limits",))
    recusal = document.get("recusal")
    if recusal is not None:
        yield from _table(recusal, {"article": int}, ("recusal",))
    clocks = document.get("clock")
    if not isinstance(clocks, list) or not clocks:
        yield Problem(("clock",), _("至少写一项 [[clock]]。"))
        return
    seen: set[str] = set()
    for at, row in enumerate(clocks):
        path: Path = ("clock", at)
        wrong = list(_table(row, _CLOCK, path))
        yield from wrong
        if wrong:
            continue
        if not _CODE.fullmatch(row["code"]) or row["code"] in seen:
            yield Problem((*path, "code"), _("代码须以 limits- 开头，只用小写字母、数字和连字符，且不重复。"))
        seen.add(row["code"])
        if row["kind"] not in _KINDS:
            yield Problem((*path, "kind"), _("可用：{known}。").format(known=listed(_KINDS)))
        if row["start"] not in _STARTS:
            yield Problem((*path, "start"), _("可用：{known}。").format(known=listed(_STARTS)))
        for act in row["stop"] or [""]:
            if not isinstance(act, str) or act not in acts:
                yield Problem((*path, "stop"), _("没有这一事项：{act}").format(act=act))
        for point in row.get("warn", ()):
            try:
                check_warning(str(point))
            except Refusal as refusal:
                yield Problem((*path, "warn"), refusal.message)
        yield from _limit(row["limit"], (*path, "limit"))
        before = row["limit"]
        for place, extension in enumerate(row.get("extension", ())):
            inner = (*path, "extension", place)
            wrong = [*_table(extension, _EXTENSION, inner)]
            wrong += [] if wrong else _limit(extension["limit"], (*inner, "limit"))
            yield from wrong
            if not wrong and LIMIT.fullmatch(before) and not _longer(before, extension["limit"]):
                yield Problem((*inner, "limit"), _("延长后的时限须与原时限同单位，且更长。"))
            before = extension["limit"] if not wrong else before


def _table(row: Any, shape: Mapping[str, type], path: Path) -> Iterator[Problem]:
    if not isinstance(row, dict):
        yield Problem(path, _("没有这一段，或不是表。"))
        return
    for key in row:
        if key not in shape:
            yield Problem((*path, key), _("不认识的项。"))
    for key, kind in shape.items():
        value = row.get(key)
        if value is None:
            if key not in _MAY_LACK:
                yield Problem((*path, key), _("必填。"))
        elif type(value) is not kind or (isinstance(value, str) and not value.strip()):
            yield Problem((*path, key), _("填写的类型不对。"))
        elif isinstance(value, int) and not isinstance(value, bool) and value < 1:
            yield Problem((*path, key), _("须为正整数。"))


def _limit(text: str, path: Path) -> list[Problem]:
    found = LIMIT.fullmatch(text)
    fine = found is not None and (found["amount"] is None or 0 < int(found["amount"]) <= 9999)
    return [] if fine else [Problem(path, _("写法如 15 calendar_days。"))]


def _longer(before: str, after: str) -> bool:
    (unit, first), (other, second) = read_limit(before), read_limit(after)
    return unit == other and second > first


def _built(document: Mapping[str, Any]) -> Limits:
    head = {"note": "", "note_en": "", **document["limits"]}
    plain = Limits(
        **head, clocks=(), started={}, extensions={}, recusal=document.get("recusal", {}).get("article", 0)
    )
    clocks = []
    extensions: dict[str, tuple[Extension, ...]] = {}
    for row in document["clock"]:
        unit, amount = read_limit(row["limit"])
        clocks.append(
            ClockSpec(
                row["code"], row["kind"], row["name"], row["en"], unit, amount, start=_STARTS[row["start"]],
                stop=tuple(row["stop"]), warn=tuple(row.get("warn", ())), clause=plain.clause(row["article"]),
                source=REGULATION, pausable=row.get("pausable", False),
                roll=row.get("roll", True), business_end=row.get("business_end"),
            )
        )  # fmt: skip
        extensions[row["code"]] = tuple(
            Extension(
                *read_limit(each["limit"]), each["article"],
                each.get("approved", False), each.get("told", False),
            )
            for each in row.get("extension", ())
        )  # fmt: skip
    started = {row["code"]: row["article"] for row in document["clock"]}
    return replace(plain, clocks=tuple(clocks), started=started, extensions=extensions)


def _han(number: int) -> str:
    """18 as articles are numbered: 十八."""
    digits = "〇一二三四五六七八九"
    if number > 99:
        return "".join(digits[int(each)] for each in str(number))
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else digits[tens]) + ("十" if tens else "") + (digits[ones] if ones or not tens else "")
