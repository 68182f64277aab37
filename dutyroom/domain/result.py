"""What became of an act, in words: the one home of what log, record, timeline, papers and JSON say of a journal entry.

The places that show it keep only their own layout.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any

from dutyroom.domain.acts import ACTS, label
from dutyroom.domain.mask import masked
from dutyroom.domain.names import (
    aside,
    choice_name,
    field_name,
    listed,
    money,
    quoted,
    shown_number,
    side_by_side,
    term,
)
from dutyroom.domain.subjects import KINDS, number_of, row_of
from dutyroom.lang import gettext as _

if TYPE_CHECKING:
    from dutyroom.domain.act import Field
    from dutyroom.domain.plan.plan import Plan

_SAID = frozenset({("log.correct", "line")})
"""Figures that stand in the line already: nobody could see it in the words, where a figure is any figure."""

_SAID_BY_WORDS = frozenset({"line", "text", "phone", "moment", "money"})
_LABELLED = frozenset({"number", "money", "moment", "flag", "text"})
_SUPERIOR = frozenset({"complaint.report_up", "emergency.report_up"})
"""Who is told there has been told only once they were reached."""

LONGEST = 80
"""Most characters that a line tells of a text which has its own place."""


@dataclass(frozen=True, slots=True)
class Naming:
    """The names behind the codes of an entry: the plan's words, people and units by code, times in the room's zone.

    ``own``: names of vocabularies that no plan has (the sets of regulatory limits), by vocabulary and code.
    ``things``: what tasks, papers, facts … are called, by number.
    """

    plan: Plan
    people: Mapping[str, str]
    units: Mapping[str, str]
    zone: tzinfo
    own: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    things: Mapping[str, str] = field(default_factory=dict)


def heading(kind: str) -> str:
    """What people call what was done; "" for somebody's own words, which need no heading."""
    return "" if kind == "log.write" else _(label(kind))


def result(thing: str, given: Sequence[str], text: str) -> str:
    """What became of it in one line: what it was done to, the values given, then what somebody wrote."""
    # Who begins a thing names it, and what was written of old began with its name.
    said = text.startswith(thing) or any(each == thing or each.endswith(f" {thing}") for each in given)
    return " ".join(filter(None, ["" if said else quoted(brief(thing)).strip(), side_by_side(given), text]))


def brief(text: str) -> str:
    """A text that has its own place, on one line and no longer than a line bears."""
    one = " ".join(text.split())
    return one if len(one) <= LONGEST else f"{one[: LONGEST - 1]}…"


def given(
    kind: str, fields: Iterable[Field], values: Mapping[str, Any], text: str, at: datetime, naming: Naming
) -> tuple[str, ...]:
    """The values of an entry as people read them, in the order of its form; ``values`` as the journal keeps them.

    A choice is told by its name, a moment in the room's time, a figure with its label, what was another before as 旧 → 新,
    a long text by its beginning. What is not told: whom a complaint is about, and what ``text``, the entry's own words,
    says already.
    """
    fields, act = tuple(fields), ACTS.get(kind)
    came, was = values.get("_came") or {}, values.get("_was") or {}
    every = (*fields, *((each for each in act.came if each.name not in {one.name for one in fields}) if act else ()))
    told, alike = [], Counter(_sort(each) for each in every if each.name in values or each.name in came)
    for each in every:
        raw = values.get(each.name)
        raw = came.get(each.name) if raw in (None, "", []) else raw
        if raw in (None, "", []) or (each.personal and each.name not in was) or _untold(kind, each):
            continue
        said = _told(kind, each, raw, at, naming)
        if each.about and (thing := naming.things.get(str(raw))) and thing in text:
            said = str(raw)
        if not said or (each.name not in was and _may_stand_in_words(each) and said in text):
            continue
        if each.name in was:
            said = f"{_told(kind, each, was[each.name], at, naming)} → {said}"
        # Two people, or two results, of one act: which is which.
        named = each.kind in _LABELLED or alike[_sort(each)] > 1 or act is None or act.field(each.name) is None
        named = named or bool(act and each.name == act.second)
        if raw is True:
            told.append(field_name(each))
        else:
            told.append(f"{field_name(each)} {said}" if named else said)
    return tuple(told)


def _untold(kind: str, each: Field) -> bool:
    return each.secret or each.in_rows or each.name == "happened" or (kind, each.name) in _SAID


def _told(kind: str, each: Field, raw: Any, at: datetime, naming: Naming) -> str:
    said = value_in_words(each, raw, at, naming)
    if kind in _SUPERIOR and each.name == "result" and raw != "reached":
        return _("未接通：{why}").format(why=said)
    return brief(said) if each.kind == "text" else said


def _sort(each: Field) -> str:
    """Fields of one sort can't be told apart by their values; "" never repeats (a line says itself what it is)."""
    return "=" if each.choices.startswith("=") else each.choices or f"/{each.name}"


def _may_stand_in_words(each: Field) -> bool:
    """Whether finding the value in the entry's words means that they tell it. A code's name may stand there by chance
    (同意 in 不同意见), so what was decided is always told."""
    return each.kind in _SAID_BY_WORDS or each.choices in ("persons", "units", "receivers")


def value_in_words(each: Field, raw: Any, at: datetime | None, naming: Naming) -> str:
    """One value of a form, given at that moment, as people read it: masked, named, in the room's time.

    The year is told of another year than that of ``at``, always where there is no such moment.
    """
    if isinstance(raw, dict):
        return str(raw.get("masked") or "")
    if isinstance(raw, bool):
        return _("是") if raw else _("否")
    if isinstance(raw, (list, tuple)):
        return listed(value_in_words(each, one, at, naming) for one in raw)
    if each.about or each.choices == "sites":
        return _thing(each.about or "record", str(raw), naming)
    if each.kind == "moment":
        moment = datetime.fromisoformat(str(raw)).astimezone(naming.zone)
        same_year = at is not None and moment.year == at.astimezone(naming.zone).year
        return f"{moment:%m-%d %H:%M}" if same_year else f"{moment:%Y-%m-%d %H:%M}"
    if each.most and str(raw).isdigit() and int(raw) > each.most:
        return f"{raw}" + aside(_("多于 {n}").format(n=each.most))
    if each.kind == "money":
        return money(raw)
    if each.kind == "phone":
        return masked("phone", str(raw))
    return _named(each.choices, str(raw), naming) if each.choices else str(raw)


def fact_in_words(each: Field, kept: str, naming: Naming) -> str:
    """A value as a case keeps it among its facts, masked and as text (several codes with commas between), as people read it."""
    if each.personal or not kept:
        return kept
    if each.kind == "flag":
        return value_in_words(each, kept == "True", None, naming)
    return value_in_words(each, kept.split(",") if each.kind == "choices" else kept, None, naming)


def _thing(kind: str, written: str, naming: Naming) -> str:
    """A thing by its number with what it is called; what no number is stays as it was written."""
    if kind == "emergency":
        return shown_number(naming.plan, written) if re.fullmatch(r"\d+-\d+", written) else written
    number = number_of(kind, row) if KINDS[kind].prefix and (row := row_of(kind, written)) >= 0 else written
    return f"{number}{quoted(brief(naming.things[number]))}" if number in naming.things else number


def _named(choices: str, code: str, naming: Naming) -> str:
    if choices.startswith("="):
        return choice_name(code)
    if choices in ("persons", "units", "receivers"):
        known = {"persons": (naming.people,), "units": (naming.units,)}.get(choices, (naming.units, naming.people))
        return next((names[code] for names in known if code in names), code)
    own = naming.own.get(choices)
    return own.get(code, code) if own is not None else term(getattr(naming.plan, choices, ()), code)
