"""同类投诉: which complaints are alike in what was said and in their facts. Pure; the plan says how alike is enough."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dutyroom.domain.plan.handling import Alike


@dataclass(frozen=True, slots=True)
class Case:
    """A complaint as far as likeness goes: its facts, and the bigrams of its masked words."""

    number: str
    received: datetime
    unit: str = ""
    category: str = ""
    channel: str = ""
    grams: frozenset[str] = frozenset()


def likeness(one: Collection[str], other: Collection[str]) -> int:
    """How alike two texts are by their bigrams, in percent (Dice): 0 nothing in common, 100 the same."""
    together = len(one) + len(other)
    return 200 * len(set(one) & set(other)) // together if together else 0


def related(one: Case, other: Case, rule: Alike) -> int:
    """The likeness of two complaints in percent; 0 when they are not alike enough, too far apart or otherwise not the same."""
    if abs(one.received - other.received) > timedelta(days=rule.within_days):
        return 0
    if any(getattr(one, fact) != getattr(other, fact) or not getattr(one, fact) for fact in rule.same):
        return 0
    found = likeness(one.grams, other.grams)
    return found if found >= rule.likeness else 0


def family(first: Case, others: Iterable[Case], rule: Alike) -> dict[str, int]:
    """Every complaint alike to ``first``, or to one that is, with its best likeness to one of them; ``first`` is not in it.

    All lie within the plan's days of ``first``, so that a chain does not creep through the year.
    """
    left = {each.number: each for each in others if each.number != first.number}
    span = timedelta(days=rule.within_days)
    left = {number: each for number, each in left.items() if abs(each.received - first.received) <= span}
    found: dict[str, int] = {}
    edge: list[Case] = [first]
    while edge:
        here = edge.pop()
        for number, each in left.items():
            alike = related(here, each, rule)
            if not alike:
                continue
            if number not in found:
                edge.append(each)
            found[number] = max(alike, found.get(number, 0))
    return found


def common_words(text: str, cases: Sequence[Collection[str]], most: int = 4) -> tuple[str, ...]:
    """The longest pieces of ``text`` whose bigrams four in five of the cases have: what these complaints speak of.

    A word of letters is one whole and says something only from five letters on.
    """
    if not cases:
        return ()
    need = -(-4 * len(cases) // 5)
    plain = "".join(sign if sign.isalnum() else " " for sign in text.casefold())
    found: list[str] = []
    for word in plain.split():
        if word.isascii():
            if len(word) > 4 and all(sum(word[at : at + 2] in grams for grams in cases) >= need for at in range(len(word) - 1)):
                found.append(word)
            continue
        piece = ""
        for at in range(len(word) - 1):
            if sum(word[at : at + 2] in grams for grams in cases) >= need:
                piece = piece + word[at + 1] if piece else word[at : at + 2]
            elif piece:
                found.append(piece)
                piece = ""
        if piece:
            found.append(piece)
    return tuple(sorted(dict.fromkeys(found), key=lambda piece: (-len(piece), text.find(piece)))[:most])
