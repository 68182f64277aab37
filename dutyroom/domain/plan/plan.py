"""A plan (预案): everything in it that a duty room is held to, as frozen values. Read by plan_reader, checked by plan_rules.

Wherever ``clause`` and ``source`` stand: ``clause`` is the place in the plan's own text (``四.2``), ``source`` is ``plan``
(the text says so), ``unit`` (the text gives no figure, the unit set it) or ``supplement`` (the text is silent).
``name`` is the plan's own Chinese word, ``en`` its English.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Literal

from dutyroom.domain.act import Field
from dutyroom.domain.clock.clock import ClockSpec, in_place

Source = Literal["plan", "unit", "supplement"]
ConditionKind = Literal["complaints_closed", "all_satisfied", "no_new_for", "stated"]
GateSubject = Literal["emergency", "solution", "statement", "paper", "plan"]
Round = Literal["", "first", "second"]
When = Literal["", "working", "off_hours"]
BasisStatus = Literal["in_force", "amended", "repealed", "unknown"]


@dataclass(frozen=True, slots=True)
class Hours:
    """The organisation's weekly hours as written (``08:30-12:00``), Monday first, a closed day empty.

    ``makeup`` are the spans of a make-up day (调休补班), empty for Monday's; ``zone`` is the organisation's.
    """

    zone: str
    week: tuple[tuple[str, ...], ...]
    makeup: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """A word of one of the plan's vocabularies: a channel, category, measure."""

    code: str
    name: str
    en: str
    clause: str = ""
    source: Source = "plan"


@dataclass(frozen=True, slots=True)
class Level:
    """One grade of the plan's own grading. ``rank`` 0 is the most urgent; ``pinned`` stays on top of the queue.

    ``activates``: this level starts an emergency by itself (only where the text says so). ``lead`` is the role that
    leads the handling, ``meaning`` the test by which a complaint is given this level.
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
    clause: str = ""
    source: Source = "plan"


@dataclass(frozen=True, slots=True)
class Role:
    """A role that the plan names. ``single``: one holder at a time. ``by_shift``: held by whoever is on shift.

    ``succession`` are the roles that act, in this order, while this one can't be reached; ``post`` is the office that
    holds it by the plan's text (行长); ``appointed_by`` the roles that appoint to it, empty for whoever may appoint.
    """

    code: str
    name: str
    en: str
    single: bool = True
    by_shift: bool = False
    shift_lead: bool = False
    post: str = ""
    post_en: str = ""
    succession: tuple[str, ...] = ()
    appointed_by: tuple[str, ...] = ()
    workstream: str = ""
    duties: str = ""
    duties_en: str = ""
    clause: str = ""
    source: Source = "plan"


@dataclass(frozen=True, slots=True)
class Allow:
    """The roles that may do an act. What no Allow names, nobody may do."""

    act: str
    roles: tuple[str, ...]
    clause: str = ""
    source: Source = "plan"


@dataclass(frozen=True, slots=True)
class Step:
    """A step in the handling of one complaint. Doing ``act`` records it (``complaint.step`` names the step itself).

    ``after`` are steps that come first, ``gate`` the decision that must have been taken, ``blocks`` acts that are
    impossible until this step is done (archiving without the investigation report), ``fields`` what is written down.
    ``paper``: what is written is a paper on file (材料), edition by edition; it counts as done once the plan's gates for it
    are passed. ``includes`` are the parts of the case that the paper shows besides. ``repeats``: it may be done again.
    ``to``: of a step that is a report (``complaint.report_up``), the roles of which one must have been reached.
    ``levels`` (empty: all), ``round`` and ``when`` (received in working hours or not) say which complaints have the step.
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
    clause: str = ""
    source: Source = "plan"

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
class TaskTemplate:
    """A task that a workstream starts with. ``clock`` counts from the moment at which the task was opened."""

    code: str
    name: str
    en: str
    role: str
    after: tuple[str, ...] = ()
    clock: ClockSpec | None = None
    clause: str = ""
    source: Source = "plan"


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of a workstream's own procedure (声誉风险: 事前评估, 风险监测 …), done once in an event."""

    code: str
    name: str
    en: str
    clause: str = ""
    source: Source = "plan"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Work that comes round while a workstream is at it: due ``clock`` after the last time; any of ``stop`` meets it."""

    code: str
    name: str
    en: str
    clock: ClockSpec
    stop: tuple[str, ...]
    clause: str = ""
    source: Source = "plan"


@dataclass(frozen=True, slots=True)
class Authority:
    """Up to which sum, in yuan, a role may do ``act``; roles without such a line are not limited by a sum."""

    act: str
    role: str
    up_to: int
    clause: str = ""
    source: Source = "plan"


@dataclass(frozen=True, slots=True)
class Workstream:
    """工作组: a group that an emergency may set up, led by ``role``. ``default``: proposed when one is activated.

    ``kind`` is the place of work that it has, ``records`` what lies there where that is other than the kind's own
    (domain.records); ``stages`` its own procedure, ``rhythms`` what comes round.
    """

    code: str
    name: str
    en: str
    role: str
    duties: str
    duties_en: str
    default: bool = True
    kind: str = ""
    records: tuple[str, ...] = ()
    tasks: tuple[TaskTemplate, ...] = ()
    stages: tuple[Stage, ...] = ()
    rhythms: tuple[Rhythm, ...] = ()
    clause: str = ""
    source: Source = "plan"


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of termination. ``hours``: how long without a new complaint, for ``no_new_for`` only.

    ``stated`` conditions are shown met by a person with ``evidence.add``; the others by the facts of the case.
    """

    code: str
    name: str
    en: str
    kind: ConditionKind
    hours: int = 0
    clause: str = ""
    source: Source = "plan"


@dataclass(frozen=True, slots=True)
class NoticeRule:
    """A notice that goes to every unit when the emergency is activated or terminated; each acknowledges.

    ``clock`` counts from its issue until the last receipt is in.
    """

    kind: Literal["activation", "termination"]
    name: str
    en: str
    text: str
    text_en: str
    to: Literal["units"] = "units"
    clock: ClockSpec | None = None
    clause: str = ""
    source: Source = "plan"


@dataclass(frozen=True, slots=True)
class Form:
    """Fields that the plan adds to an act's form."""

    act: str
    fields: tuple[Field, ...]
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


@dataclass(frozen=True, slots=True)
class OwnPlans:
    """Units of which kinds must have a plan of their own (8.06)."""

    kinds: tuple[str, ...]
    clause: str = ""
    source: Source = "plan"


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that comes round: training, statistics, inspection. Due ``every`` so many ``unit``."""

    code: str
    name: str
    en: str
    every: int
    unit: Literal["days", "weeks", "months", "years"]
    role: str
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


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom the room reports to outside itself: a superior, the regulator, the local government, the police."""

    code: str
    name: str
    en: str
    kind: Literal["superior", "regulator", "government", "police", "other"] = "other"
    clause: str = ""
    source: Source = "plan"


@dataclass(frozen=True, slots=True)
class Report:
    """信息报告 to somebody outside the room: 首报, 续报, 终报, with its limits by telephone and in writing.

    Each of ``recipients`` has both limits for itself. They count from ``start``: the crossing of a threshold that names
    the report, the receipt of the event, or its activation. ``required`` are the facts without which it is refused.
    """

    code: str
    name: str
    en: str
    kind: Literal["first", "follow_up", "final"]
    recipients: tuple[str, ...]
    start: Literal["threshold", "received", "activated"] = "threshold"
    phone: ClockSpec | None = None
    written: ClockSpec | None = None
    required: tuple[str, ...] = ()
    clause: str = ""
    source: Source = "plan"


@dataclass(frozen=True, slots=True)
class SituationReport:
    """态势报告 at the plan's rhythm, from activation to termination: for the ``room`` at work or for its ``leaders``.

    ``to`` are the roles whose holders get it and acknowledge; ``clock`` counts from activation, then from the last one.
    """

    code: str
    name: str
    en: str
    audience: Literal["room", "leaders"]
    to: tuple[str, ...]
    clock: ClockSpec | None = None
    clause: str = ""
    source: Source = "plan"


@dataclass(frozen=True, slots=True)
class Threshold:
    """A figure of the scene (``people``, ``injured``, ``reach``, ``closed_hours``) that makes ``reports`` due."""

    code: str
    name: str
    en: str
    fact: Literal["people", "injured", "media", "reach", "complaints", "closed_hours"]
    at_least: int
    reports: tuple[str, ...] = ()
    clause: str = ""
    source: Source = "plan"


@dataclass(frozen=True, slots=True)
class PlanUnit:
    """A node of the organisation that the pack starts with; each organisation edits its own."""

    code: str
    name: str
    en: str
    parent: str = ""
    kind: Literal["head_office", "branch", "outlet", "department"] = "department"


@dataclass(frozen=True, slots=True)
class StandIn:
    """When the next in succession acts: after so many calls not answered within so many minutes."""

    failed_calls: int
    minutes: int
    clause: str = ""
    source: Source = "supplement"


@dataclass(frozen=True, slots=True)
class Routine:
    """The room's own rhythm: the next 点名 is due ``check_minutes`` after the last; a decision taken by telephone, or a
    change of command, is signed within ``sign_hours``."""

    check_minutes: int = 60
    sign_hours: int = 24
    clause: str = ""
    source: Source = "supplement"


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
    charges: tuple[Charge, ...] = ()
    routes: tuple[Route, ...] = ()
    authorities: tuple[Authority, ...] = ()
    stand_in: StandIn | None = None
    routine: Routine = Routine()
    second_round: SecondRound | None = None
    alike: Alike | None = None
    own_plans: OwnPlans | None = None
    wording: Mapping[str, tuple[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    text: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def source_text(self) -> str:
        """The plan's own text, one clause a line."""
        return "\n".join(f"{clause} {words}" for clause, words in self.text.items())

    def allowed(self, act: str) -> Allow | None:
        """Who may do ``act``; None when nobody may."""
        return self._allows.get(act)

    def level(self, code: str) -> Level | None:
        """The level of that code, or None: another plan's level is never known here."""
        return next((each for each in self.levels if each.code == code), None)

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

    def route(self, level: str, off_hours: bool) -> Route | None:
        """The first way that a complaint of this level goes, None where the plan names none."""
        return next((each for each in self.routes if each.applies(level, off_hours)), None)

    def word(self, key: str, english: bool = False) -> str:
        """The plan's own word for ``key`` (``reply``, ``transfer`` …); empty when the plan has none."""
        return self.wording.get(key, ("", ""))[1 if english else 0]

    @cached_property
    def _allows(self) -> dict[str, Allow]:
        return {each.act: each for each in self.allows}
