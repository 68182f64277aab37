"""What a field offers to choose from: the plan's vocabularies, staff and outlets, or an act's own codes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from unicodedata import normalize

from dutyroom.console.present.pinyin import spells
from dutyroom.console.present.words import Coded, Named
from dutyroom.domain.act import Field
from dutyroom.domain.names import choice_name, named
from dutyroom.domain.plan.limits import read_limits
from dutyroom.domain.plan.plan import Plan
from dutyroom.lang import gettext as _
from dutyroom.services.organisation.views import PersonView, UnitView
from dutyroom.settings.limits import limits_names, limits_text


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose. `keys` are further words by which it is found (the other language's name, pinyin)."""

    code: str
    name: str
    keys: tuple[str, ...] = ()


def offered(
    field: Field, plan: Plan | None, units: Iterable[UnitView], people: Iterable[PersonView]
) -> tuple[Choice, ...]:
    """The choices of a field, in the plan's order; none of the plan's before it is read."""
    if field.kind == "flag":
        return (Choice("yes", _("是"), ("y",)), Choice("no", _("否"), ("n",)))
    if field.choices.startswith("="):
        return tuple(Choice(code, choice_name(code)) for code in field.choices[1:].split("|"))
    if field.choices == "units":
        return tuple(_choice(unit) for unit in units)
    if field.choices == "receivers":
        both = (replace(field, choices="units"), replace(field, choices="persons"))
        return tuple(choice for each in both for choice in offered(each, plan, units, people))
    if field.choices == "persons":
        return tuple(Choice(each.code, named(each), (each.name, each.en, each.pinyin)) for each in people)
    if field.choices == "limits":
        return tuple(_choice(read_limits(limits_text(code), code)) for code in limits_names())
    if plan is not None and field.choices:
        # A clock of several levels is one choice.
        return tuple({each.code: _choice(each) for each in getattr(plan, field.choices, ())}.values())
    return ()


def posts(known: Named) -> tuple[Choice, ...]:
    """The roles that can be given and taken, marked where only an earlier plan has them that still binds something."""
    own = {role.code for role in known.plan.roles}
    roles = known.posts or known.plan.roles
    return tuple(
        _choice(each) if each.code in own else replace(_choice(each), name=named(each) + _("（原预案）")) for each in roles
    )


def _choice(each: Coded) -> Choice:
    return Choice(each.code, named(each), (each.name, each.en))


def find(typed: str, choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
    """The choices meant by `typed`: by code, name or first letters of the pinyin, the nearest first."""
    query = normalize("NFKC", typed).strip().lower()
    if not query:
        return choices
    ranked = [(rank, at) for at, choice in enumerate(choices) if (rank := _rank(query, choice)) is not None]
    return tuple(choices[at] for _rank_, at in sorted(ranked))


@lru_cache(maxsize=4096)
def _rank(query: str, choice: Choice) -> int | None:
    words = [word.lower() for word in (choice.name, *choice.keys) if word]
    if query in (choice.code.lower(), *words):
        return 0
    if any(word.startswith(query) for word in words):
        return 1
    if any(spells(query, word) for word in words):
        return 2
    if choice.code.lower().startswith(query):
        return 3
    if any(query in word for word in words):
        return 4
    if any(spells(query, word, anywhere=True) for word in words if not word.isascii()):
        return 5
    return None
