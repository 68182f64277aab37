"""A scenario (演练方案) of a tabletop exercise: everything that a run is held to, as frozen values.

Read by scenario_reader, checked by scenario_rules. ``name`` and ``text`` are Chinese, ``en`` and ``text_en`` English.
Whole minutes everywhere; minute 0 is the moment at which the exercise begins.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal

Method = Literal["phone", "post", "visitor", "superior", "media", "paper", "scene"]
NUMBERED: Mapping[str, tuple[str, str]] = MappingProxyType({
    "statement": ("statement", "statement"), "solution": ("solution", "solution"), "sitrep": ("sitrep", "sitrep"),
    "paper": ("paper", "paper"), "notice": ("notice", ""), "group": ("group", ""), "charge": ("charge", ""),
    "request": ("request", ""), "instruction": ("instruction", ""), "conference": ("conference", ""),
    **{kind: ("record", kind) for kind in (
        "fact", "finding", "rumour", "speaker", "question", "exhibit", "hold", "dispute", "lawyer", "promise", "scene", "post",
        "incident",
    )},
})  # fmt: skip
"""What a move may name besides calls, complaints, emergencies and tasks: the kind of subject, and of row where it has one."""
BEGIN = "begin"
"""The trigger that happens once, at minute 0."""


@dataclass(frozen=True, slots=True)
class Objective:
    """What the exercise trains and is judged by."""

    code: str
    name: str
    en: str


@dataclass(frozen=True, slots=True)
class CastMember:
    """Who appears in the exercise. With ``roles`` of the plan or a ``shift`` ("on", "lead"): one of the duty staff, with an
    account. Without: who calls, writes or stands at the door; ``phone`` is an invented number.
    """

    code: str
    name: str
    en: str
    roles: tuple[str, ...] = ()
    shift: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Trigger:
    """When something comes: at minute ``at``, or ``delay`` minutes after ``after`` happened (the ``nth`` time).

    ``after`` is an act's name, ``inject.NO`` for the sending of that inject, or ``begin``. Only if every act of
    ``needs`` has been done by then and none of ``unless``: so a scenario branches on what the players did.
    """

    at: int | None = None
    after: str = ""
    nth: int = 1
    delay: int = 0
    needs: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Expected:
    """An act that the players should do within ``within`` minutes of the inject, and which objective it shows.

    ``role``: in which role, empty for any. ``values``: what its form must hold, where that matters.
    """

    act: str
    within: int
    objective: str
    role: str = ""
    text: str = ""
    en: str = ""
    values: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Inject:
    """One piece of news fed to the players (情景信息), in the columns of a master scenario events list.

    ``sender`` is who of the cast it comes from, ``to`` the plan's role that gets it, ``method`` how: a telephone call, a
    post seen, a visitor, a superior's question, the media, a paper, something at the scene.
    """

    no: int
    trigger: Trigger
    sender: CastMember
    to: str
    method: Method
    text: str
    text_en: str
    expected: tuple[Expected, ...] = ()
    hint: str = ""
    hint_en: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """What a role does where nobody plays it: ``act`` on ``subject`` with ``values``, when its trigger comes.

    ``subject`` and text values may name what the exercise made so far: ``$complaint``, ``$complaint.2``, ``$emergency``,
    ``$call``, everything in NUMBERED, ``$task.CODE`` and, in a value, ``$person.ROLE`` and ``$units`` (the move is done
    once for each unit).
    ``values_en`` are the same values for a room in English.
    """

    role: str
    act: str
    trigger: Trigger
    subject: str = ""
    values: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    values_en: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Jump:
    """Quiet hours that nobody sits through: the exercise's clock goes ``by`` minutes ahead when its trigger comes."""

    trigger: Trigger
    by: int


@dataclass(frozen=True, slots=True)
class Ending:
    """When the exercise is over: at minute ``at`` at the latest, sooner when ``act`` has been done."""

    at: int
    act: str = ""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario. ``plan`` is the plan pack's code, ``at`` the scenario's own time at minute 0, with its zone.

    ``starts`` are moves before minute 0 (their triggers' ``at`` is negative): the starting state. ``plays`` are the
    roles that people play unless said otherwise. ``guided``: hints show by themselves.
    """

    code: str
    name: str
    en: str
    plan: str
    at: datetime
    summary: str
    summary_en: str
    plays: tuple[str, ...]
    guided: bool
    objectives: tuple[Objective, ...]
    cast: tuple[CastMember, ...]
    starts: tuple[Move, ...]
    injects: tuple[Inject, ...]
    moves: tuple[Move, ...]
    jumps: tuple[Jump, ...]
    ending: Ending

    @property
    def sitting(self) -> int:
        """Minutes that the players sit there at most: to the end, less what the clock jumps."""
        return self.ending.at - sum(each.by for each in self.jumps)

    @property
    def staff(self) -> tuple[CastMember, ...]:
        """Who of the cast has an account; nobody: the plan's sample staff plays."""
        return tuple(each for each in self.cast if each.roles or each.shift)

    def inject(self, no: int) -> Inject | None:
        """The inject of that number, or None."""
        return next((each for each in self.injects if each.no == no), None)
