"""What became of an act, in words: the one home of what log, record, timeline, papers and JSON say of a journal entry.

The places that show it keep only their own layout.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any

from dutyroom.domain.acts import ACTS, label
from dutyroom.domain.mask import masked
from dutyroom.domain.names import choice_name, field_name, listed, money, side_by_side, term
from dutyroom.lang import gettext as _

if TYPE_CHECKING:
    from dutyroom.domain.act import Field
    from dutyroom.domain.plan.plan import Plan

_SAID = frozenset({
    ("log.correct", "line"), ("log.sign", "upto"), ("emergency.inform", "people"),
    ("supply.add", "number"), ("supply.count", "number"), ("supply.use", "number"),
})  # fmt: skip
"""Figures that the entry's own words tell already: nobody could see it in the words, where a figure is any figure."""

_SAID_BY_WORDS = frozenset({"line", "phone", "moment", "money"})
_LABELLED = frozenset({"number", "money", "moment", "flag"})


@dataclass(frozen=True, slots=True)
class Naming:
    """The names behind the codes of an entry: the plan's words, people and units by code, times in the room's zone.

    ``own``: names of vocabularies that no plan has (the sets of regulatory limits), by vocabulary and code.
    """

    plan: Plan
    people: Mapping[str, str]
    units: Mapping[str, str]
    zone: tzinfo
    own: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def heading(kind: str) -> str:
    """What people call what was done; "" for somebody's own words, which need no heading."""
    return "" if kind == "log.write" else _(label(kind))


def result(given: Sequence[str], text: str) -> str:
    """What became of it in one line: the values given, then what somebody wrote."""
    return " ".join(filter(None, [side_by_side(given), text]))


def given(
    kind: str, fields: Iterable[Field], values: Mapping[str, Any], text: str, at: datetime, naming: Naming
) -> tuple[str, ...]:
    """The values of an entry as people read them, in the order of its form; ``values`` as the journal keeps them.

    A choice is told by its name, a moment in the room's time, a figure with its label. What is not told: long texts, which
    have their own place; whom a complaint is about; and what ``text``, the entry's own words, says already.
    """
    fields, act = tuple(fields), ACTS.get(kind)
    alike = Counter(_sort(each) for each in fields)
    told = []
    for each in fields:
        raw = values.get(each.name)
        if raw in (None, "", []) or each.kind == "text" or each.personal or each.name == "happened":
            continue
        said = "" if (kind, each.name) in _SAID else value_in_words(each, raw, at, naming)
        if not said or (_may_stand_in_words(each) and said in text):
            continue
        # Two people, or two results, of one act: which is which.
        named = each.kind in _LABELLED or alike[_sort(each)] > 1 or act is None or act.field(each.name) is None
        if raw is True:
            told.append(field_name(each))
        else:
            told.append(f"{field_name(each)} {said}" if named else said)
    return tuple(told)


def _sort(each: Field) -> str:
    """Fields of one sort can't be told apart by their values; "" never repeats (a line says itself what it is)."""
    return "=" if each.choices.startswith("=") else each.choices or f"/{each.name}"


def _may_stand_in_words(each: Field) -> bool:
    """Whether finding the value in the entry's words means that they tell it. A code's name may stand there by chance
    (同意 in 不同意见), so what was decided is always told."""
    return each.kind in _SAID_BY_WORDS or each.choices in ("persons", "units", "receivers")


def value_in_words(each: Field, raw: Any, at: datetime, naming: Naming) -> str:
    """One value of a form, given at that moment, as people read it: masked, named, in the room's time."""
    if isinstance(raw, dict):
        return str(raw.get("masked") or "")
    if isinstance(raw, bool):
        return _("是") if raw else _("否")
    if isinstance(raw, (list, tuple)):
        return listed(value_in_words(each, one, at, naming) for one in raw)
    if each.kind == "moment":
        moment = datetime.fromisoformat(str(raw)).astimezone(naming.zone)
        same_year = moment.year == at.astimezone(naming.zone).year
        return f"{moment:%m-%d %H:%M}" if same_year else f"{moment:%Y-%m-%d %H:%M}"
    if each.kind == "money":
        return money(raw)
    if each.kind == "phone":
        return masked("phone", str(raw))
    return _named(each.choices, str(raw), naming) if each.choices else str(raw)


def _named(choices: str, code: str, naming: Naming) -> str:
    if choices.startswith("="):
        return choice_name(code)
    if choices in ("persons", "units", "receivers"):
        known = {"persons": (naming.people,), "units": (naming.units,)}.get(choices, (naming.units, naming.people))
        return next((names[code] for names in known if code in names), code)
    own = naming.own.get(choices)
    return own.get(code, code) if own is not None else term(getattr(naming.plan, choices, ()), code)
