"""终止条件: whether each condition of the plan is met, and on what evidence, from plain facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dutyroom.domain.plan.response import Condition

CONTENT = frozenset({"satisfied", "forgiven", "withdrawn"})
"""Answers by which a complainant counts as satisfied; 谅解 is what plan 2 asks for, and who took it back asks for nothing."""

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class JoinedCase:
    """A complaint of the event: closed or not, the complainant's last answer (empty: not asked yet), joined when."""

    number: str
    closed: bool
    answer: str
    joined: datetime


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A complaint that came while the emergency lasted, of which nobody has said yet whether it belongs to it."""

    number: str
    received: datetime


@dataclass(frozen=True, slots=True)
class Statement:
    """What a person put on record for a condition that only a person can see: met or not, why, who, when."""

    met: bool
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class EventFacts:
    """What the conditions are judged by. ``since``: when the event was activated; all moments aware."""

    now: datetime
    since: datetime
    cases: Sequence[JoinedCase] = ()
    stated: Mapping[str, Statement] = field(default_factory=dict)
    newcomers: Sequence[Newcomer] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One condition: met or not, the evidence in Chinese and in English, and for a waiting time when it will be met."""

    condition: Condition
    met: bool
    evidence: str
    evidence_en: str
    from_moment: datetime | None = None


def findings(conditions: Sequence[Condition], facts: EventFacts, show: Callable[[datetime], str]) -> tuple[Finding, ...]:
    """Each condition judged, in the plan's order. ``show`` writes a moment as people read it (in their zone)."""
    return tuple(_JUDGES[each.kind](each, facts, show) for each in conditions)


def _closed(condition: Condition, facts: EventFacts, _show: Callable[[datetime], str]) -> Finding:
    left = [case.number for case in facts.cases if not case.closed]
    if not facts.cases:
        return _of_nobody(condition, facts, _show)
    if not left:
        many = len(facts.cases)
        return Finding(condition, True, f"{many} 件全部办结", f"all {many} closed")
    return Finding(condition, False, f"{len(left)} 件在办：{_some(left)}", f"{len(left)} open: {_some(left, True)}")


def _of_nobody(condition: Condition, facts: EventFacts, show: Callable[[datetime], str]) -> Finding:
    """No complaint belongs to the event: who is there may be a crowd all the same, and a person says how it stands."""
    if condition.code in facts.stated:
        return _stated(condition, facts, show)
    return Finding(condition, False, "事件没有关联投诉，须由人佐证", "no complaint belongs to the event: a person says so")


def _satisfied(condition: Condition, facts: EventFacts, _show: Callable[[datetime], str]) -> Finding:
    if not facts.cases:
        return _of_nobody(condition, facts, _show)
    left = [case.number for case in facts.cases if case.answer not in CONTENT]
    count = f"{len(facts.cases) - len(left)}/{len(facts.cases)}"
    if not left:
        return Finding(condition, True, f"满意或谅解 {count}", f"satisfied or forgiving {count}")
    return Finding(
        condition,
        False,
        f"满意或谅解 {count}，尚未：{_some(left)}",
        f"satisfied or forgiving {count}, not yet: {_some(left, True)}",
    )


def _quiet(condition: Condition, facts: EventFacts, show: Callable[[datetime], str]) -> Finding:
    if facts.newcomers:
        came = [each.number for each in facts.newcomers]
        english = f"came since, nobody has said whether they belong: {_some(came, True)}"
        return Finding(condition, False, f"启动以来新增，是否属于本事件未定：{_some(came)}", english)
    newest = max(facts.cases, key=lambda case: (case.joined, case.number), default=None)
    last = max(facts.since, newest.joined) if newest else facts.since
    until = last + timedelta(hours=condition.hours)
    if newest is not None and newest.joined >= facts.since:
        why, why_en = f"最近纳入 {newest.number}，{show(last)}", f"last to join: {newest.number}, {show(last)}"
    else:
        why, why_en = f"启动（{show(last)}）以来无新增", f"none since activation ({show(last)})"
    if facts.now >= until:
        return Finding(
            condition, True, f"{why}；已满 {condition.hours} 小时", f"{why_en}; {condition.hours} hours have passed", until
        )
    return Finding(
        condition,
        False,
        f"{why}；至 {show(until)} 无新增即满足（须满 {condition.hours} 小时）",
        f"{why_en}; met at {show(until)} if none joins ({condition.hours} hours)",
        until,
    )


def _stated(condition: Condition, facts: EventFacts, show: Callable[[datetime], str]) -> Finding:
    said = facts.stated.get(condition.code)
    if said is None:
        return Finding(condition, False, "尚无佐证", "no evidence on record yet")
    evidence = f"{said.text}（{said.by}，{show(said.at)}）"
    return Finding(condition, said.met, evidence, f"{said.text} ({said.by}, {show(said.at)})")


def _some(numbers: list[str], english: bool = False) -> str:
    shown = (", " if english else "、").join(numbers[:_SHOWN])
    if len(numbers) <= _SHOWN:
        return shown
    return f"{shown} and {len(numbers) - _SHOWN} more" if english else f"{shown} 等"


_JUDGES: dict[str, Callable[[Condition, EventFacts, Callable[[datetime], str]], Finding]] = {
    "complaints_closed": _closed,
    "all_satisfied": _satisfied,
    "no_new_for": _quiet,
    "stated": _stated,
}
