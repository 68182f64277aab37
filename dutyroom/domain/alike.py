"""同类投诉: which complaints are about one matter, by what they say and by their facts. Pure; the plan says how alike is enough.

Nothing here needs a list of words of the language: Chinese is taken sign by sign and pair by pair, other writing word by word.
What is rare among the room's recent complaints weighs much, what every complaint says weighs nothing; what people say in several
ways (``domain/matters.py``) is one thing said. Only masked text is ever handed in.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from math import log, sqrt
from typing import TYPE_CHECKING

from dutyroom.domain.matters import PLATE, PLATE_EN, SAME, THINGS
from dutyroom.domain.spelling import fold

if TYPE_CHECKING:
    from dutyroom.domain.plan.handling import Alike

_RUNS = re.compile(r"[a-z]+|\d+(?:\.\d+)?|[\u3400-\u9fff]+")
_AMOUNT = re.compile(r"[$¥￥€£]\s*(\d[\d,]*(?:\.\d+)?)|(\d[\d,]*(?:\.\d+)?)\s*(万?)\s*(?:元|块|圆|dollars?|yuan|rmb)")
_NUMERAL = re.compile(r"(?<!\d)[零一二两三四五六七八九十百千万]*[十百千万][零一二两三四五六七八九十百千万]*")
_TIMES = {"十": 10, "百": 100, "千": 1000}
_SAID = "#"
"""Begins a term that stands for several ways of saying one thing."""
_SIGN, _THING, _TROUBLE = 0.5, 1.4, 2.5
"""What a single sign weighs beside a pair of signs or a word of the same rarity, and what of the things said tells what a
complaint is about, or what went wrong."""
_UNLEARNED = 50
"""Complaints that a room counts as seen before its first: the words that say nothing were in every one of them."""
_A_DAY = 10
"""Complaints of one day that count towards what is common: a flood about one matter must not make its words common."""
_CURVE = 0.44
"""Turns the weight shared into percent: a sixth of it is the 45 that plans ask for; only the same words are 100."""
_LONG, _BENT = 150.0, 0.5
"""Weight of a text of some sixty signs; by which power what is longer counts."""
_NOTHING = 0.02
"""Weight shared below which facts make nothing alike."""
_LOOSE = 0.9
"""How alike, beside what the plan asks for one pair, a complaint is on average to those that it is taken together with."""
_STANDARD = 12
"""Members by which a family is known when another is compared with it."""
_AMOUNT_POINTS, _CATEGORY_POINTS, _UNIT_POINTS, _CALLER_POINTS = 6, 4, 2, 8
_DISTANCE_POINTS, _OTHER_POINTS = 3, 8
"""Percent for the same sum, category, unit or caller; less for the farthest in time, and where other things went wrong."""


@dataclass(frozen=True, slots=True)
class Case:
    """A complaint as far as likeness goes: its facts, what it says as ``terms``, and the amounts of money in it.

    ``caller`` is the same for complaints from one telephone number, "" when that is not known.
    """

    number: str
    received: datetime
    unit: str = ""
    category: str = ""
    channel: str = ""
    terms: tuple[str, ...] = ()
    amounts: frozenset[str] = frozenset()
    caller: str = ""


class Words:
    """How rare each term is among the complaints of the days before; without any, among those that every room knows."""

    def __init__(self, days: Iterable[tuple[date, Sequence[Collection[str]]]] = ()) -> None:
        """``days``: of each day the terms of its complaints."""
        counted: Counter[str] = Counter()
        seen: Counter[str] = Counter()
        self.learned = taken = 0
        for _day, cases in days:
            of_day = Counter(term for terms in cases for term in set(terms))
            seen.update(of_day)
            counted.update({term: min(n, _A_DAY) for term, n in of_day.items()})
            self.learned += len(cases)
            taken += min(len(cases), _A_DAY)
        self._seen = dict(seen)
        self._all = _UNLEARNED + taken + 1
        self._weights: dict[str, float] = {}
        self._counted = dict(counted)
        self._known: dict[str, tuple[tuple[str, ...], float, frozenset[str]]] = {}

    def weight(self, term: str) -> float:
        """0 for what every complaint says, the more the rarer."""
        known = self._weights.get(term)
        if known is None:
            common = self._counted.get(term, 0) + _UNLEARNED * _empty(term) + 0.5
            known = self._weights[term] = max(0.0, log(self._all / common)) * _sort(term)
        return known

    def whole(self, case: Case) -> float:
        """The weight of all that it says; of a long text less: it tells more than its matter."""
        return self._of(case)[1]

    def troubles(self, case: Case) -> frozenset[str]:
        """What it says that went wrong."""
        return self._of(case)[2]

    def _of(self, case: Case) -> tuple[tuple[str, ...], float, frozenset[str]]:
        known = self._known.get(case.number)
        if known is None or known[0] is not case.terms:
            weight = sum(map(self.weight, case.terms))
            bent = _LONG * (weight / _LONG) ** _BENT if weight > _LONG else weight
            known = self._known[case.number] = (case.terms, bent, _troubles(case))
        return known

    def seen(self, terms: Iterable[str]) -> int:
        """In how many of the complaints learned from these stand, at most."""
        return min((self._seen.get(term, 0) for term in terms), default=0)

    def telling(self, term: str) -> bool:
        """Whether it says something of the matter: fewer than one in six of the complaints has it."""
        return not _empty(term) and self._counted.get(term, 0) * 6 < self._all


class Seeker:
    """Compares complaints with ``first``, by the plan's rule and the words of the room."""

    def __init__(self, first: Case, rule: Alike, words: Words) -> None:
        self.first, self.rule, self._words = first, rule, words
        self._days = timedelta(days=rule.within_days)

    @cached_property
    def _mine(self) -> dict[str, float]:
        return {term: self._words.weight(term) for term in self.first.terms}

    @cached_property
    def _terms(self) -> frozenset[str]:
        return frozenset(self.first.terms)

    def likeness(self, other: Case) -> int:
        """In percent; 0 when the plan asks for something that they do not share, or what they say has nothing in common."""
        first, rule = self.first, self.rule
        apart = abs(first.received - other.received) / self._days
        if apart > 1 or any(getattr(first, fact) != getattr(other, fact) or not getattr(first, fact) for fact in rule.same):
            return 0
        mine = self._mine
        shared = sum(mine[term] for term in self._terms.intersection(other.terms))
        if not shared:
            return 0
        share: float = shared / sqrt(self._words.whole(first) * self._words.whole(other))
        if share <= _NOTHING:
            return 0
        if share > 1 - 1e-9:
            return 100
        points = 100 * share**_CURVE - _DISTANCE_POINTS * apart
        points += _AMOUNT_POINTS * bool(first.amounts & other.amounts) + _CALLER_POINTS * bool(_same(first, other, "caller"))
        points += _UNIT_POINTS * bool(_same(first, other, "unit"))
        mine_wrong, wrong = self._words.troubles(first), self._words.troubles(other)
        if mine_wrong and wrong and mine_wrong.isdisjoint(wrong):
            points -= _OTHER_POINTS
        if first.category and other.category:
            points += _CATEGORY_POINTS if first.category == other.category else -_CATEGORY_POINTS
        return int(max(0, min(99, round(points))))


def near(first: Case, others: Iterable[Case], rule: Alike, words: Words) -> dict[str, int]:
    """Every complaint that may be of one matter with ``first``, with its likeness, the most alike first; never itself."""
    seeker = Seeker(first, rule, words)
    found = ((each.number, seeker.likeness(each)) for each in others if each.number != first.number)
    close = [(number, likeness) for number, likeness in found if likeness >= rule.likeness * _LOOSE]
    return dict(sorted(close, key=lambda each: (-each[1], each[0])))


def alike(first: Case, others: Iterable[Case], rule: Alike, words: Words) -> dict[str, int]:
    """Every complaint as alike to ``first`` as the plan asks, with its likeness; ``first`` is never in it."""
    return {number: found for number, found in near(first, others, rule, words).items() if found >= rule.likeness}


def fits(one: Case, family: Sequence[Case], rule: Alike, words: Words) -> int:
    """The best likeness of a complaint to one of the family; 0 when it is not alike enough to all of it, on average."""
    seeker = Seeker(one, rule, words)
    found = [seeker.likeness(each) for each in family[:_STANDARD] if each.number != one.number]
    if not found or max(found) < rule.likeness or sum(found) / len(found) < rule.likeness * _LOOSE:
        return 0
    return max(found)


def family(first: Case, others: Iterable[Case], rule: Alike, words: Words) -> dict[str, int]:
    """Those of one matter with ``first``: each alike to one of them and, on average, to all; the best likeness of each.

    All lie within the plan's days of ``first`` and are near it themselves, so that no chain leads from matter to matter.
    """
    by_number = {each.number: each for each in others}
    left = [by_number[number] for number in near(first, by_number.values(), rule, words)]
    taken = [first]
    found: dict[str, int] = {}
    grew = True
    while grew:
        grew = False
        for each in left:
            likeness = fits(each, taken, rule, words)
            if likeness:
                taken.append(each)
                found[each.number] = likeness
                grew = True
        left = [each for each in left if each.number not in found]
    return found


def terms(text: str) -> tuple[str, ...]:
    """What a masked text says: words, single signs and their pairs, and things said in one of several ways."""
    runs = _RUNS.findall(fold(text))
    found: set[str] = set()
    for run in runs:
        if run[0].isascii():
            if run[0].isalpha():
                found.add(_stem(run))
            continue
        found.update(run)
        found.update(run[at : at + 2] for at in range(len(run) - 1))
    line = f" {' '.join(runs)} "
    beginnings = _beginnings()
    for at in range(1, len(line) - 1):
        for phrase, name in beginnings.get(line[at : at + 2], ()):
            if line.startswith(phrase, at) and not (phrase[0].isalpha() and phrase[0].isascii() and line[at - 1].isalpha()):
                found.add(name)
    return tuple(sorted(found))


def amounts(text: str) -> frozenset[str]:
    """The sums of money that a text names, as plain numbers: 200元, 两百块 and ¥200.00 are "200"."""
    plain = _NUMERAL.sub(lambda found: str(_numeral(found.group())), fold(text))
    found = set()
    for marked, bare, ten_thousands in _AMOUNT.findall(plain):
        found.add(f"{float((marked or bare).replace(',', '')) * (10_000 if ten_thousands else 1):.2f}".rstrip("0").rstrip("."))
    return frozenset(found - {"0"})


def said_name(term: str, english: bool) -> str:
    """The name of a thing said in several ways, "" for any other term."""
    return _names().get(term, ("", ""))[english]


def words_in_common(text: str, cases: Sequence[Case], words: Words, most: int = 3) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Pieces of ``text`` that three in five of the cases have, each with its terms; what everybody says is left out.

    Those that most of the cases have come first, and of them the longest.
    """
    need = -(-3 * len(cases) // 5)
    have = Counter(term for each in cases for term in each.terms)
    common = {term for term, n in have.items() if n >= need}
    found: dict[str, tuple[str, ...]] = {}
    for run in _RUNS.findall(fold(text)):
        if run[0].isascii():
            if len(run) > 3 and _stem(run) in common and words.telling(_stem(run)):
                found.setdefault(run, (_stem(run),))
            continue
        at = 0
        while at < len(run) - 1:
            end = at
            while end < len(run) - 1 and run[end : end + 2] in common:
                end += 1
            told = [n for n in range(at, end) if words.telling(run[n : n + 2])]
            if told:
                first, last = told[0], told[-1]
                found.setdefault(run[first : last + 2], tuple(run[n : n + 2] for n in range(first, last + 1)))
            at = max(end, at + 1)
    ranked = sorted(found.items(), key=lambda each: (-sum(set(each[1]) <= set(case.terms) for case in cases), -len(each[0])))
    return tuple(ranked[:most])


def said_in_common(cases: Sequence[Case]) -> tuple[str, ...]:
    """The things that three in five of the cases say, in whatever words, the most said first."""
    have = Counter(term for each in cases for term in each.terms if term.startswith(_SAID))
    need = -(-3 * len(cases) // 5)
    return tuple(term for term, n in have.most_common(4) if n >= need)


def _same(one: Case, other: Case, fact: str) -> bool:
    return bool(getattr(one, fact)) and bool(getattr(one, fact) == getattr(other, fact))


def _stem(word: str) -> str:
    ends = (end for end in ("ing", "ed", "es", "s", "e") if word.endswith(end) and len(word) - len(end) > 2)
    return word.removesuffix(next(ends, ""))


def _numeral(signs: str) -> int:
    whole = part = digit = 0
    for sign in signs.replace("两", "二"):
        if sign == "万":
            whole, part, digit = whole + (part + digit or 1) * 10_000, 0, 0
        elif sign in _TIMES:
            part, digit = part + (digit or 1) * _TIMES[sign], 0
        else:
            digit = "零一二三四五六七八九".index(sign)
    return whole + part + digit


def _sort(term: str) -> float:
    if term.startswith(_SAID):
        return _THING if term[1:] in THINGS else _TROUBLE
    return _SIGN if len(term) == 1 and not term.isascii() else 1.0


def _empty(term: str) -> bool:
    """Whether it says nothing of any matter; nor do two signs of such words, unless they tell a thing said."""
    plate = _plate()
    return term in plate or (len(term) == 2 and not term.isascii() and plate.issuperset(term) and term not in _pairs_said())


def _troubles(case: Case) -> frozenset[str]:
    return frozenset(term for term in case.terms if term[0] == _SAID and term[1:] not in THINGS)


@cache
def _beginnings() -> Mapping[str, tuple[tuple[str, str], ...]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for name, _english, phrases in SAME:
        for phrase in phrases.split("|"):
            found.setdefault(f"{phrase} "[:2], []).append((phrase, _SAID + name))
    return {pair: tuple(phrases) for pair, phrases in found.items()}


@cache
def _pairs_said() -> frozenset[str]:
    phrases = (phrase for _name, _english, phrases in SAME for phrase in phrases.split("|"))
    return frozenset(phrase[at : at + 2] for phrase in phrases for at in range(len(phrase) - 1))


@cache
def _names() -> Mapping[str, tuple[str, str]]:
    return {_SAID + name: (name, english) for name, english, _phrases in SAME}


@cache
def _plate() -> frozenset[str]:
    said = {term for word in PLATE.split() for term in terms(word) if not term.startswith(_SAID)}
    return frozenset(said | {_stem(word) for word in PLATE_EN.split()})
