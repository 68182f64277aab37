"""How a plan has complaints handled: steps, decisions, forms, charges, routes, the second round, complaints alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dutyroom.domain.act import Field
from dutyroom.domain.clock.clock import ClockSpec, in_place
from dutyroom.domain.plan.terms import Source

GateSubject = Literal["emergency", "solution", "statement", "paper", "plan"]
Round = Literal["", "first", "second"]
When = Literal["", "working", "off_hours"]


@dataclass(frozen=True, slots=True)
class Step:
    """A step in the handling of one complaint. Doing ``act`` records it (``complaint.step`` names the step itself).

    ``after`` are steps that come first, ``gate`` the decision that must have been taken, ``blocks`` acts that are
    impossible until this step is done (archiving without the investigation report), ``fields`` what is written down.
    ``paper``: what is written is a paper on file (材料), edition by edition; it counts as done once the plan's gates for it
    are passed. ``includes`` are the parts of the case that the paper shows besides. ``repeats``: it may be done again.
    ``to``: of a step that is a report (``complaint.report_up``), the roles of which one must have been reached.
    ``levels`` (empty: all), ``round`` and ``when`` (received in working hours or not) say which complaints have the step.
    A complaint ends when each of its steps is done, but those that the text ties to a condition (``if_needed``: at these
    levels only as the case asks), those in whose place another was done (``unless``), and those that come after its end
    (``after_close``), which are owed from then on. ``done_when``: the answer with which it is done (``again=no``); with any
    other the step stays to be done. ``charge``: of a step that is a charge (``complaint.charge``), of which kind;
    ``each_of``: the field in which the units concerned were named: of several each gets one, and of one none is owed.
    ``kinds``: of a step that passes the complaint on, to units of which kinds.
    """

    code: str
    name: str
    en: str
    roles: tuple[str, ...]
    act: str = "complaint.step"
    to: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    gate: str = ""
    blocks: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    paper: bool = False
    includes: tuple[str, ...] = ()
    repeats: bool = False
    levels: tuple[str, ...] = ()
    round: Round = ""
    when: When = ""
    if_needed: tuple[str, ...] = ()
    unless: str = ""
    after_close: bool = False
    done_when: str = ""
    charge: str = ""
    kinds: tuple[str, ...] = ()
    each_of: str = ""
    clause: str = ""
    source: Source = "plan"

    @property
    def judges(self) -> str:
        """The name of its field in which the level is judged (3.03), "" where it judges none."""
        return next((field.name for field in self.fields if field.choices == "levels"), "")

    def owed(self, level: str) -> bool:
        """Whether a complaint of this level can't end without it."""
        return level not in self.if_needed and not self.after_close

    def applies(self, level: str, round_no: int = 1, off_hours: bool = False) -> bool:
        """Whether a complaint of this level, in this round, received in or out of hours, has the step."""
        return (not self.levels or level in self.levels) and in_place(self.round, self.when, round_no, off_hours)


@dataclass(frozen=True, slots=True)
class Gate:
    """审批环节: a decision by one of ``roles``, taken with ``act``, before any act in ``blocks`` is possible.

    ``four_eyes``: who asked can't decide. ``after``: gates that come first. ``clock`` counts from the request.
    ``step``: whose paper it decides, where it applies to papers of a complaint. ``levels``: empty for all.
    ``quorum``: how many persons must be in favour, the decider among them; those beside the decider hold one of
    ``members`` (``roles`` where none are named) and say so before, each with their own secret.
    """

    code: str
    name: str
    en: str
    act: str
    roles: tuple[str, ...]
    applies_to: GateSubject
    blocks: tuple[str, ...] = ()
    four_eyes: bool = True
    quorum: int = 1
    members: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    clock: ClockSpec | None = None
    step: str = ""
    levels: tuple[str, ...] = ()
    clause: str = ""
    source: Source = "plan"


@dataclass(frozen=True, slots=True)
class Form:
    """Fields that the plan adds to an act's form. ``either``: of these, at least one is filled in."""

    act: str
    fields: tuple[Field, ...]
    either: tuple[str, ...] = ()
    clause: str = ""
    source: Source = "plan"


@dataclass(frozen=True, slots=True)
class Charge:
    """交办事项: a kind of work that a department is charged with in a case: its duty, a rectification, a breach to deal with.

    ``roles`` may give it and, where ``check``, judge what the department reports. Acts in ``blocks`` wait until every one
    of this kind is done (and judged good). ``alone``: it may be given without a complaint. ``clock`` counts from when it
    was given, unless a time is named. ``levels``: empty for all.
    """

    code: str
    name: str
    en: str
    roles: tuple[str, ...]
    check: bool = False
    blocks: tuple[str, ...] = ()
    alone: bool = False
    levels: tuple[str, ...] = ()
    clock: ClockSpec | None = None
    clause: str = ""
    source: Source = "plan"


@dataclass(frozen=True, slots=True)
class Route:
    """Who goes and who is told when a complaint comes in (``when``: in or out of hours, ``levels``: empty for all).

    ``attend`` are the roles of which the first who is there goes, and is put in charge; ``step`` records that they were
    there. ``tell`` are told, in this order, before the others of the dialling list.
    """

    code: str
    name: str
    en: str
    attend: tuple[str, ...] = ()
    tell: tuple[str, ...] = ()
    step: str = ""
    levels: tuple[str, ...] = ()
    when: When = ""
    clause: str = ""
    source: Source = "plan"

    def applies(self, level: str, off_hours: bool) -> bool:
        """Whether a complaint of this level goes this way."""
        return (not self.levels or level in self.levels) and in_place("", self.when, 1, off_hours)


@dataclass(frozen=True, slots=True)
class SecondRound:
    """复议: a complainant who is not satisfied may ask for the case to be looked at anew, as a case linked to the first.

    ``roles`` open it; ``after`` are the steps of the first round that come first. The first round's record is frozen.
    """

    name: str
    en: str
    roles: tuple[str, ...]
    after: tuple[str, ...] = ()
    clause: str = ""
    source: Source = "plan"


@dataclass(frozen=True, slots=True)
class Alike:
    """When many complaints are taken for alike (系统性) and proposed to a person, who confirms or refuses.

    At least ``at_least`` received ``within_days`` days of each other, the same in everything that ``same`` names and as
    alike in words as ``likeness`` percent. Confirmed, they are of ``level`` (none: levels stay). ``roles`` confirm.
    """

    name: str
    en: str
    roles: tuple[str, ...]
    at_least: int
    within_days: int
    likeness: int
    same: tuple[str, ...] = ()
    level: str = ""
    clause: str = ""
    source: Source = "supplement"
