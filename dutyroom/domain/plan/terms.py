"""The words of a plan: its vocabularies, its grading, and the laws that it cites."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Source = Literal["plan", "unit", "supplement"]
BasisStatus = Literal["in_force", "amended", "repealed", "unknown"]


@dataclass(frozen=True, slots=True)
class Term:
    """A word of one of the plan's vocabularies: a channel, category, measure.

    ``spoken``: of a channel by which the complainant is on the line, or there, while the complaint is registered.
    """

    code: str
    name: str
    en: str
    spoken: bool = False
    clause: str = ""
    source: Source = "plan"


@dataclass(frozen=True, slots=True)
class Level:
    """One grade of the plan's own grading. ``rank`` 0 is the most urgent; ``pinned`` stays on top of the queue.

    ``activates``: this level starts an emergency by itself (only where the text says so). ``lead`` is the role that
    leads the handling, ``meaning`` the test by which a complaint is given this level. ``closes`` are the roles that may end
    a complaint of this level; empty where whoever may close at all may close it.
    """

    code: str
    name: str
    en: str
    rank: int
    lead: str
    meaning: str
    meaning_en: str
    pinned: bool = False
    activates: bool = False
    closes: tuple[str, ...] = ()
    clause: str = ""
    source: Source = "plan"


@dataclass(frozen=True, slots=True)
class Basis:
    """A law or rule that the plan cites, and whether it is still in force."""

    name: str
    en: str
    status: BasisStatus
    note: str = ""
    note_en: str = ""
