"""Reads a plan file (TOML). Everything that is wrong is told at once, with its line and how it is mended."""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from functools import lru_cache
from re import compile as pattern
from typing import Any

from dutyroom.domain.errors import Refusal
from dutyroom.domain.plan.build import build
from dutyroom.domain.plan.fault import Locator, PlanFault, Problem, hidden, visible, write_path
from dutyroom.domain.plan.form import misshapen
from dutyroom.domain.plan.formats import carried
from dutyroom.domain.plan.plan import Plan
from dutyroom.domain.plan.rules import problems
from dutyroom.domain.plan.signs import foreign_signs
from dutyroom.lang import gettext as _

LARGEST = 512 * 1024
"""Bytes of UTF-8 that a plan file may have."""
DEEPEST = 8
"""Brackets inside brackets that a plan file may have; a real one has three."""

DOTS = 100
"""Dots that a line may have: a key of a hundred thousand parts would take tomllib all the memory there is."""

_BRACKET = pattern(r"[\[\]{}]")
_LINE = pattern(r"line (\d+)")


def read_plan(text: str, where: str, acts: Collection[str] | None = None) -> Plan:
    """The plan written in ``text``; ``where`` is the file's name, for people. ``acts``: the known acts' names.

    Raises Refusal ``bad_plan`` with every fault when anything but a warning is found.
    """
    if acts is None:
        return _sound(text, where)
    return _accepted(text, where, acts)


# Founding a room and opening it read the same text several times. A plan never changes once it is read.
@lru_cache(maxsize=12)
def _sound(text: str, where: str) -> Plan:
    return _accepted(text, where, None)


def _accepted(text: str, where: str, acts: Collection[str] | None) -> Plan:
    plan, found = _examine(text, where, acts)
    faults = tuple(fault for fault in found if not fault.warning)
    if plan is None or faults:
        raise _refused(faults, where)
    return plan


def _refused(faults: tuple[PlanFault, ...], where: str) -> Refusal:
    message = _("预案文件有 {n} 处错误，未启用：{where}。").format(n=len(faults), where=where)
    return Refusal("bad_plan", message, _("逐处改正后再查：dutyroom plan check。"), faults)


@lru_cache(maxsize=12)
def reread_plan(text: str, where: str) -> Plan:
    """The plan of a version that is in force already: it was checked when it was taken into use.

    An act or rule that a newer program knows must not shut a room out of its own plan: what the plan does not allow
    nobody does. A text of an older format is carried over. Raises Refusal ``newer_format``, or ``unreadable_plan`` with what
    keeps it from being read.
    """
    from dutyroom.domain.acts import ACTS

    document, stopped = parsed(text, where)
    if document is None:
        raise _unread(stopped)
    now = carried(document, ACTS)[0]
    found = misshapen(now, ACTS)
    if found:
        raise _unread(located(found, Locator(text), where))
    return build(now, ACTS)


def _unread(faults: tuple[PlanFault, ...]) -> Refusal:
    return Refusal("unreadable_plan", _("预案文本读不出，有 {n} 处。").format(n=len(faults)), "", faults)


def check_plan(text: str, where: str, acts: Collection[str] | None = None) -> tuple[PlanFault, ...]:
    """Every fault and warning of the plan written in ``text``, in the order of its lines."""
    try:
        return _examine(text, where, acts)[1]
    except Refusal as newer:
        return located([Problem(("format",), newer.message, newer.hint)], Locator(text), where)


def carried_over(text: str, where: str) -> tuple[PlanFault, ...]:
    """What is read otherwise than it is written, as the text is of an older format; () for one of today's.

    Raises Refusal ``newer_format``.
    """
    from dutyroom.domain.acts import ACTS

    document, _stopped = parsed(text, where)
    told = carried(document, ACTS)[1] if document else []
    return located(told, Locator(text), where) if told else ()


def _examine(
    text: str, where: str, acts: Collection[str] | None
) -> tuple[Plan | None, tuple[PlanFault, ...]]:
    if acts is None:
        from dutyroom.domain.acts import ACTS

        acts = ACTS
    document, stopped = parsed(text, where)
    if document is None:
        return None, stopped
    document, told, nobody = carried(document, acts)
    found = misshapen(document, acts)
    plan = None
    if not found:
        plan = build(document, acts)
        found = problems(plan, document, [act for act in acts if act not in nobody])
    found = [*told, *found]
    return plan, located(found, Locator(text), where) if found else ()


def parsed(text: str, where: str) -> tuple[dict[str, Any] | None, tuple[PlanFault, ...]]:
    """The TOML document that ``text`` is, or None and what keeps it from being read."""
    stopped = _unreadable(text, where)
    if stopped:
        return None, stopped
    try:
        return tomllib.loads(text), ()
    except (ValueError, RecursionError) as wrong:  # TOMLDecodeError, or a number of thousands of digits
        return None, _syntax(str(wrong), text, where)


def located(found: Collection[Problem], locator: Locator, where: str) -> tuple[PlanFault, ...]:
    """The problems with their lines, in the order of these."""
    faults = [_located(problem, locator.line(problem.path), where) for problem in found]
    return tuple(sorted(faults, key=lambda fault: (fault.line, fault.path)))


def _located(problem: Problem, line: int, where: str) -> PlanFault:
    return _fault(where, line, write_path(problem.path), problem.message, problem.mend, problem.warning)


def _fault(where: str, line: int, path: str, message: str, mend: str, warning: bool = False) -> PlanFault:
    said = f"{message} {mend}" if mend else message
    return PlanFault(
        f"{where}:{line}", visible(said), line=line, path=visible(path), mend=visible(mend), warning=warning
    )


def _unreadable(text: str, where: str) -> tuple[PlanFault, ...]:
    if len(text.encode("utf-8", "surrogatepass")) > LARGEST:
        message = _("文件太大：至多 {most} KB。").format(most=LARGEST // 1024)
        return (_fault(where, 1, "", message, _("预案文件只写规则；材料另存。")),)
    faults = []
    if not text.isprintable():
        for number, line in enumerate(text.split("\n"), 1):
            if line.isprintable():
                continue
            bad = sorted({sign for sign in line if sign not in "\t\r" and hidden(sign)})
            if bad:
                signs = "、".join(f"U+{ord(sign):04X}" for sign in bad)
                message = _("有看不见的控制字符 {signs}。").format(signs=signs)
                faults.append(_fault(where, number, "", message, _("删去后重新键入这一行。")))
    if not faults and text.count(".") > DOTS:
        for number, line in enumerate(text.split("\n"), 1):
            if line.count(".") > DOTS:
                many = _("一行里的点太多。")
                faults.append(_fault(where, number, "", many, _("至多 {n} 个。").format(n=DOTS)))
    if not faults and _depth(text) > DEEPEST:
        faults.append(_fault(where, 1, "", _("括号套得太深。"), _("至多 {n} 层。").format(n=DEEPEST)))
    return tuple(faults)


def _depth(text: str) -> int:
    # Brackets in strings count too: a bound that no honest file reaches, not a measure.
    deepest = depth = 0
    for sign in _BRACKET.findall(text):
        depth = depth + 1 if sign in "[{" else max(0, depth - 1)
        deepest = max(deepest, depth)
    return deepest


def _syntax(said: str, text: str, where: str) -> tuple[PlanFault, ...]:
    """The parser stops at the first error. Signs that a word processor or a Chinese keyboard put in are told all at once."""
    found = _LINE.search(said)
    line = int(found.group(1)) if found else text.count("\n") + 1
    signs = foreign_signs(text)
    if signs:
        return tuple(_fault(where, line, "", said, mend) for line, said, mend in signs)
    why = next((words for start, words in _parser_words() if said.startswith(start)), "")
    return (_fault(where, line, "", _("这一行读不懂。"), why or _("查引号、括号和等号是否成对，有没有写了两次的。")),)


def _parser_words() -> tuple[tuple[str, str], ...]:
    """What the TOML parser of the standard library says, by the beginning of its English sentence."""
    twice = _("同一项或同一段写了两次，删去一处。")
    open_quote = _('文字的引号没有结束：一段文字写在一行里，要分行的首尾各写三个引号 """。')
    character = _("有不能出现的字符，删去后重新键入这一行。")
    return (
        ("Unterminated string", open_quote),
        ("Illegal character '\\n'", open_quote),
        ("Unclosed array", _("方括号没有结束：各项用逗号分开，末尾补上方括号。")),
        ("Unclosed inline table", _("花括号没有结束：各项用逗号分开，末尾补上花括号。")),
        ("Expected '=' after a key", _("等号左边只写一个词，右边写它的内容。")),
        ("Expected ']'", _("段名的方括号没有结束。")),
        ("Expected ']]'", _("段名的方括号没有结束。")),
        ("Expected newline", _("内容后面还有多余的字：另起一行；文字里面的引号改用 “ ”。")),
        ("Invalid initial character for a key", _("等号左边照样例写英文词；条号等汉字写在引号里。")),
        ("Invalid statement", _("每一行或是 [[段名]]，或是「词 = 内容」：词照样例写英文，条号等汉字写在引号里。")),
        ("Invalid value", _("等号右边：文字写在引号里，是否写小写的 true 或 false，数只写数字。")),
        ("Invalid date", _("日期或时间不存在。")),
        ("Unescaped", _("反斜杠要写两次。")),
        ("Cannot declare", twice),
        ("Cannot overwrite", twice),
        ("Cannot redefine", twice),
        ("Cannot mutate", twice),
        ("Duplicate inline table key", twice),
        ("Illegal character", character),
        ("Found invalid character", character),
    )
