"""Invented complaints about known matters (``complaints.tsv``), and how much of each matter is found among them.

Written by hand: paraphrases as different clerks write them, and beside each matter another that shares its words (the yearly fee
taken twice, the yearly fee not waived, the toll taken twice). Numbers were settled on the part ``dev`` with an eye on ``held``,
and ``domain/matters.py`` is of the same hand: neither part is blind. Public texts are (``bench/alike.py``).
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import combinations
from pathlib import Path

from dutyroom.domain.alike import Case, Seeker, Words, amounts, family, fits, terms
from dutyroom.domain.plan.handling import Alike

FILE = Path(__file__).with_name("complaints.tsv")
RULE = Alike("系统性投诉", "systemic", (), at_least=3, within_days=7, likeness=45)
_BEGAN = datetime(2026, 1, 5, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Told:
    """A complaint of the file: its matter ("" is one of its own) and its text as typed."""

    case: Case
    matter: str
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """What was found: of pairs or of members, how many rightly, of how many found, of how many there are."""

    right: int
    found: int
    there: int

    @property
    def words(self) -> str:
        """Precision and recall."""
        return f"precision {self.right / max(self.found, 1):.2f}, recall {self.right / max(self.there, 1):.2f}"


def complaints(part: str) -> list[Told]:
    """Those of one part, in the order in which they came."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = [(n, row) for n, row in enumerate(csv.DictReader(file, delimiter="\t")) if row["part"] == part]
    made = [
        Told(
            Case(
                f"{n:03}", _BEGAN + timedelta(hours=int(row["hour"])), row["unit"], row["category"], "",
                terms(row["text"]), amounts(row["text"]),
            ),
            row["matter"] or f"alone {n}", row["text"],
        )
        for n, row in rows
    ]  # fmt: skip
    return sorted(made, key=lambda each: (each.case.received, each.case.number))


def likeness(words: Words) -> Callable[[Told, Told], float]:
    """The program's own, from 0 to 100."""
    return lambda one, other: Seeker(one.case, RULE, words).likeness(other.case)


def pairs(told: Sequence[Told], measure: Callable[[Told, Told], float]) -> list[tuple[float, bool]]:
    """Every two, by how alike they are and whether they are about one matter."""
    return [(measure(one, other), one.matter == other.matter) for one, other in combinations(told, 2)]


def at(limit: float, scored: Sequence[tuple[float, bool]]) -> Found:
    """The pairs that are alike from this limit on."""
    chosen = [same for score, same in scored if score >= limit]
    return Found(sum(chosen), len(chosen), sum(same for _score, same in scored))


def best(scored: Sequence[tuple[float, bool]]) -> Found:
    """At the limit that suits this measure best (F1): what a peer could do at most, were the limit known beforehand."""
    there, right = sum(same for _score, same in scored), 0
    ranked = sorted(scored, key=lambda pair: (-pair[0], pair[1]))
    made = Found(0, 0, there)
    for n, (_score, same) in enumerate(ranked, 1):
        right += same
        if 2 * right / (n + there) > 2 * made.right / (made.found + there):
            made = Found(right, n, there)
    return made


def grouped(told: Sequence[Told], words: Words) -> list[list[Told]]:
    """The groups that are proposed while the complaints come in one after the other."""
    groups: list[list[Told]] = []
    free: list[Told] = []
    for each in told:
        fitting = [(fits(each.case, [one.case for one in group], RULE, words), -n) for n, group in enumerate(groups)]
        likely, n = max(fitting, default=(0, 0))
        if likely:
            groups[-n].append(each)
            continue
        near = family(each.case, [one.case for one in free], RULE, words)
        if len(near) + 1 >= RULE.at_least:
            groups.append([*(one for one in free if one.case.number in near), each])
            free = [one for one in free if one.case.number not in near]
        else:
            free.append(each)
    return groups


def members(told: Sequence[Told], groups: Sequence[Sequence[Told]]) -> Found:
    """Of the groups proposed: how many of their members are of the group's matter; of how many that some matter has."""
    many = {matter for matter, n in Counter(each.matter for each in told).items() if n >= RULE.at_least}
    right = sum(Counter(each.matter for each in group).most_common(1)[0][1] for group in groups)
    return Found(right, sum(map(len, groups)), sum(each.matter in many for each in told))


def trigrams(one: Told, other: Told) -> float:
    """The plain peer: what share of their trigrams two texts have in common (Dice)."""
    return _dice(one.text, other.text, 3)


def bigrams(one: Told, other: Told) -> float:
    """As it was reckoned before, in percent."""
    return 100 * _dice(one.text, other.text, 2)


def _dice(one: str, other: str, size: int) -> float:
    mine, theirs = _grams(one, size), _grams(other, size)
    return 2 * len(mine & theirs) / (len(mine) + len(theirs))


@cache
def _grams(text: str, size: int) -> frozenset[str]:
    plain = "".join(sign for sign in text.casefold() if sign.isalnum())
    return frozenset(plain[n : n + size] for n in range(max(1, len(plain) - size + 1)))
