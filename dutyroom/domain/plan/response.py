"""How a plan has an emergency handled: workstreams, reports, notices, and the conditions of its end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dutyroom.domain.clock.clock import ClockSpec
from dutyroom.domain.plan.terms import Source

ConditionKind = Literal["complaints_closed", "all_satisfied", "no_new_for", "stated"]


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
class Report:
    """信息报告 to somebody outside the room: 首报, 续报, 终报, with its limits by telephone and in writing.

    Each of ``recipients`` has both limits for itself. They count from ``start``: the crossing of a threshold that names
    the report, the moment at which the event happened (事发) or was reported to the room (接报), or its activation.
    ``required`` are the facts without which it is refused.
    """

    code: str
    name: str
    en: str
    kind: Literal["first", "follow_up", "final"]
    recipients: tuple[str, ...]
    start: Literal["threshold", "happened", "received", "activated"] = "threshold"
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
    fact: Literal[
        "people", "injured", "dead", "missing", "trapped", "affected", "amount", "media", "reach", "complaints", "closed_hours"
    ]
    at_least: int
    reports: tuple[str, ...] = ()
    clause: str = ""
    source: Source = "plan"
