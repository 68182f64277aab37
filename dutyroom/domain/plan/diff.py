"""How two versions of a plan differ in what they ask of people: clocks, gates, roles, steps, not lines of a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from dutyroom.domain.clock.clock import ClockSpec
from dutyroom.domain.plan.plan import Plan

_SILENT = {"code", "en", "kind", "post_en", "duties_en", "meaning_en", "text_en", "note_en", "recipient_en"}
_INSIDE = {"tasks", "stages", "rhythms"}
_ELSEWHERE = {("clocks", "levels"), ("clocks", "unit"), ("clocks", "amount")}


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. ``part`` is the list of the plan (``clocks``, ``allows``, ``text`` …).

    ``thing`` is what it is about, of the newer plan if it is there. ``field`` is "" for something that was added (``was``
    None) or taken out (``now`` None); else what of it changed (``limit`` for how long: both clocks then). ``level`` is the
    level for which a clock changed.
    """

    part: str
    thing: Any
    field: str = ""
    was: Any = None
    now: Any = None
    level: str = ""


def lists() -> tuple[str, ...]:
    """The lists of a plan whose things are compared one by one, in the order of the file."""
    return tuple(each.name for each in fields(Plan) if str(each.type).startswith("tuple[") and each.name != "allows")


def differences(old: Plan, new: Plan) -> tuple[Change, ...]:
    """Everything in which ``new`` asks something else than ``old``, in the order of a plan file."""
    found: list[Change] = []
    for part in lists():
        found += _list(part, _keyed(part, getattr(old, part)), _keyed(part, getattr(new, part)))
    found += _allows(old, new)
    found += _table("hours", old.hours, new.hours)
    found += _table("routine", old.routine, new.routine)
    for part in ("stand_in", "unusual"):
        was, now = getattr(old, part), getattr(new, part)
        if was != now:
            found.append(Change(part, now or was, "", was, now))
    for field in ("name", "version", "organisation", "number_pattern", "event_pattern"):
        if getattr(old, field) != getattr(new, field):
            found.append(Change("plan", new, field, getattr(old, field), getattr(new, field)))
    found += _texts("wording", old.wording, new.wording)
    found += _texts("text", old.text, new.text)
    return tuple(found)


def _keyed(part: str, things: Iterable[Any]) -> dict[Any, Any]:
    """By what stays the same about a thing when it changes; a clock is one for each level."""
    if part == "clocks":
        return {(spec.code, level): spec for spec in things for level in spec.levels or ("",)}
    if part == "authorities":
        return {(each.act, each.role): each for each in things}
    key = {"notices": "kind", "forms": "act", "basis": "name"}.get(part, "code")
    return {getattr(each, key, at): each for at, each in enumerate(things)}


def _list(part: str, old: Mapping[Any, Any], new: Mapping[Any, Any]) -> Iterable[Change]:
    for key, now in new.items():
        if key not in old:
            yield Change(part, now, "", None, now, _level(part, key))
            continue
        yield from _table(part, old[key], now, _level(part, key))
    for key, was in old.items():
        if key not in new:
            yield Change(part, was, "", was, None, _level(part, key))


def _level(part: str, key: Any) -> str:
    return str(key[1]) if isinstance(key, tuple) and part == "clocks" else ""


def _table(part: str, was: Any, now: Any, level: str = "") -> Iterable[Change]:
    if isinstance(now, ClockSpec) and _limit(was) != _limit(now):
        yield Change(part, now, "limit", was, now, level)
    for each in fields(now):
        before, after = getattr(was, each.name), getattr(now, each.name)
        if each.name in _INSIDE:
            yield from _list(each.name, _keyed(each.name, before), _keyed(each.name, after))
            continue
        if before == after or each.name in _SILENT or (part, each.name) in _ELSEWHERE:
            continue
        if isinstance(before or after, ClockSpec):
            # A limit beside a gate, task or report.
            if _limit(before) != _limit(after):
                yield Change(part, now, "limit", before, after, level)
        else:
            yield Change(part, now, each.name, before, after, level)


def _limit(spec: ClockSpec | None) -> tuple[str, int] | None:
    return (spec.unit, spec.amount) if spec else None


def _allows(old: Plan, new: Plan) -> Iterable[Change]:
    before, after = {each.act: each for each in old.allows}, {each.act: each for each in new.allows}
    for act in dict.fromkeys([*after, *before]):
        was = before[act].roles if act in before else ()
        now = after[act].roles if act in after else ()
        if set(was) != set(now):
            yield Change("allows", after.get(act) or before[act], "roles", was, now)


def _texts(part: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterable[Change]:
    for key in dict.fromkeys([*new, *old]):
        if old.get(key) != new.get(key):
            yield Change(part, key, "", old.get(key), new.get(key))
