"""Who acts by a plan: hours, roles, what they may do, who stands in, units, what comes round."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dutyroom.domain.clock.clock import ClockSpec
from dutyroom.domain.plan.terms import Source


@dataclass(frozen=True, slots=True)
class Hours:
    """The organisation's weekly hours as written (``08:30-12:00``), Monday first, a closed day empty.

    ``makeup`` are the spans of a make-up day (调休补班), empty for Monday's; ``zone`` is the organisation's.
    """

    zone: str
    week: tuple[tuple[str, ...], ...]
    makeup: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Role:
    """A role that the plan names. ``single``: one holder at a time. ``by_shift``: held by whoever is on shift. ``of_unit``: its
    holder heads a unit, their own, and acts for what is that unit's.

    ``succession`` are the roles that act, in this order, while this one can't be reached; ``post`` is the office that
    holds it by the plan's text (行长); ``appointed_by`` the roles that appoint to it, empty for whoever may appoint.
    """

    code: str
    name: str
    en: str
    single: bool = True
    by_shift: bool = False
    shift_lead: bool = False
    of_unit: bool = False
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
class Authority:
    """Up to which sum, in yuan, a role may do ``act``; roles without such a line are not limited by a sum."""

    act: str
    role: str
    up_to: int
    clause: str = ""
    source: Source = "plan"


@dataclass(frozen=True, slots=True)
class OwnPlans:
    """Units of which kinds must have a plan of their own (8.06)."""

    kinds: tuple[str, ...]
    clause: str = ""
    source: Source = "plan"


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that comes round: training, statistics, 零报告. Due ``every`` so many ``unit``, by the close of business or at
    the time of day ``at`` (17:00); what is due every day is due on rest days too.
    """

    code: str
    name: str
    en: str
    every: int
    unit: Literal["days", "weeks", "months", "years"]
    role: str
    at: str = ""
    clause: str = ""
    source: Source = "plan"


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
class Unusual:
    """Who is told of anything unusual, whoever notes it, and within which time they see to it (9.07)."""

    role: str
    clock: ClockSpec
    clause: str = ""
    source: Source = "plan"


@dataclass(frozen=True, slots=True)
class Routine:
    """The room's own rhythm: the next 点名 is due ``check_minutes`` after the last; a decision taken by telephone, or a
    change of command, is signed within ``sign_hours``. A complainant counts as not to be reached (未能告知) after ``tries``
    calls in vain; what stands for a deed is told in at least ``words`` different characters. Who owes a dated duty moves it
    by at most ``move_days`` from its first date; beyond that another decides. A time that the customer asked for, further than
    ``ask_days`` from the receipt, is signed by a second person. A warning that
    nobody answers is raised again after ``remind_minutes``, then after twice as long, and so on."""

    check_minutes: int = 60
    sign_hours: int = 24
    tries: int = 3
    words: int = 2
    move_days: int = 14
    ask_days: int = 7
    remind_minutes: int = 30
    clause: str = ""
    source: Source = "supplement"
