"""A plan (预案): everything in it that a duty room is held to, as frozen values. Read by reader, checked by rules.

Wherever ``clause`` and ``source`` stand: ``clause`` is the place in the plan's own text (``四.2``), ``source`` is ``plan``
(the text says so), ``unit`` (the text gives no figure, the unit set it) or ``supplement`` (the text is silent).
``name`` is the plan's own Chinese word, ``en`` its English.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType

from dutyroom.domain.clock.clock import ClockSpec
from dutyroom.domain.plan.handling import Alike, Charge, Form, Gate, Route, SecondRound, Step
from dutyroom.domain.plan.organisation import (
    Allow,
    Authority,
    Duty,
    Hours,
    OwnPlans,
    PlanUnit,
    Recipient,
    Role,
    Routine,
    StandIn,
    Unusual,
)
from dutyroom.domain.plan.response import (
    Condition,
    NoticeRule,
    Report,
    SituationReport,
    Stage,
    Threshold,
    Workstream,
)
from dutyroom.domain.plan.terms import Basis, Level, Term


@dataclass(frozen=True)
class Plan:
    """One plan in one version. Tuples keep the order of the file, which is the order on screen.

    ``number_pattern`` makes a complaint's number (``{month:02}{day:02}-{serial:03}``), ``event_pattern`` shows an
    emergency's (``应急〔{year}〕{serial}号``). ``text`` is the plan's own text by clause; ``wording`` the plan's own
    word for what others call otherwise (``reply`` 答复 or 回复) as (Chinese, English).
    """

    code: str
    name: str
    en: str
    version: str
    number_pattern: str
    number_pattern_en: str
    event_pattern: str
    event_pattern_en: str
    organisation: str
    organisation_en: str
    hours: Hours
    levels: tuple[Level, ...]
    channels: tuple[Term, ...]
    categories: tuple[Term, ...]
    measures: tuple[Term, ...]
    roles: tuple[Role, ...]
    allows: tuple[Allow, ...]
    clocks: tuple[ClockSpec, ...]
    steps: tuple[Step, ...]
    gates: tuple[Gate, ...]
    workstreams: tuple[Workstream, ...]
    conditions: tuple[Condition, ...]
    notices: tuple[NoticeRule, ...]
    forms: tuple[Form, ...]
    duties: tuple[Duty, ...]
    basis: tuple[Basis, ...]
    thresholds: tuple[Threshold, ...]
    recipients: tuple[Recipient, ...]
    reports: tuple[Report, ...]
    sitreps: tuple[SituationReport, ...]
    units: tuple[PlanUnit, ...]
    grounds: tuple[Term, ...] = ()
    charges: tuple[Charge, ...] = ()
    routes: tuple[Route, ...] = ()
    authorities: tuple[Authority, ...] = ()
    stand_in: StandIn | None = None
    routine: Routine = field(default_factory=Routine)
    second_round: SecondRound | None = None
    alike: Alike | None = None
    own_plans: OwnPlans | None = None
    unusual: Unusual | None = None
    wording: Mapping[str, tuple[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    text: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def source_text(self) -> str:
        """The plan's own text, one clause a line."""
        return "\n".join(f"{clause} {words}" for clause, words in self.text.items())

    def allowed(self, act: str) -> Allow | None:
        """Who may do ``act``; None when nobody may."""
        return self._allows.get(act)

    def roles_for(self, act: str) -> tuple[str, ...]:
        """The roles that may do ``act``, in the order in which the plan names them; () when nobody may."""
        allow = self.allowed(act)
        return allow.roles if allow else ()

    def level(self, code: str) -> Level | None:
        """The level of that code, or None: another plan's level is never known here."""
        return next((each for each in self.levels if each.code == code), None)

    @property
    def posts(self) -> tuple[Role, ...]:
        """The vocabulary of what can be given and taken: its own roles; a room adds those of plans that still bind something."""
        return self.roles

    def role(self, code: str) -> Role | None:
        """The role of that code, or None."""
        return next((each for each in self.roles if each.code == code), None)

    def gate(self, code: str) -> Gate | None:
        """The gate of that code, or None."""
        return next((each for each in self.gates if each.code == code), None)

    def step(self, code: str) -> Step | None:
        """The step of that code, or None."""
        return next((each for each in self.steps if each.code == code), None)

    def charge(self, code: str) -> Charge | None:
        """The kind of charge of that code, or None."""
        return next((each for each in self.charges if each.code == code), None)

    def workstream(self, code: str) -> Workstream | None:
        """The workstream of that code, or None."""
        return next((each for each in self.workstreams if each.code == code), None)

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The steps of every workstream's own procedure, in the plan's order."""
        return tuple(stage for stream in self.workstreams for stage in stream.stages)

    def limit(self, act: str, role: str) -> Authority | None:
        """Up to which sum that role may do ``act``; None when no sum limits it."""
        return next((each for each in self.authorities if (each.act, each.role) == (act, role)), None)

    def succession(self, code: str) -> tuple[str, ...]:
        """The role, then those that stand in for it in their order."""
        role = self.role(code)
        return (code, *(role.succession if role else ()))

    def covers(self, act: str, role: str, amount: str) -> bool:
        """Whether the role may do ``act`` for that sum, in yuan; "" is no sum."""
        limit = self.limit(act, role)
        return limit is None or not amount or Decimal(amount) <= limit.up_to

    def route(self, level: str, off_hours: bool) -> Route | None:
        """The first way that a complaint of this level goes, None where the plan names none."""
        return next((each for each in self.routes if each.applies(level, off_hours)), None)

    def word(self, key: str, english: bool = False) -> str:
        """The plan's own word for ``key`` (``reply``, ``transfer`` …); empty when the plan has none."""
        return self.wording.get(key, ("", ""))[1 if english else 0]

    @cached_property
    def _allows(self) -> dict[str, Allow]:
        return {each.act: each for each in self.allows}
