"""时限: one deadline of a complaint or task. What starts it, what meets it, when it warns, and how it stands.

Clocks run from the moment of *receipt*, and an act meets a clock at the moment it was *entered*: a late entry (补记)
is marked and never improves a verdict. Due moments are worked out when something changes; a tick only
subtracts.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Literal

from dutyroom.domain.clock.calendar import Calendar
from dutyroom.domain.clock.due import (
    Due,
    ExplainedDay,
    Pause,
    after_working_seconds,
    due_moment,
    explain,
    next_opening,
    working_seconds_between,
)
from dutyroom.domain.errors import Refusal
from dutyroom.lang import gettext as _

Verdict = Literal["running", "paused", "met", "breached"]

_WARN = re.compile(r"(\d{1,4})(%|m|h|d)")
_LENGTH = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
LEVEL_SET = "level"
"""The start rule of a limit that runs from when the case was first known to be of its level (立即)."""
ASKED_FOR, ASKED_WHY = "requested_time", "requested_why"
"""The facts of a complaint that say when the customer wants to hear, and in their words why (9.03)."""
STARTS = ("received", LEVEL_SET, "activated", "first_working_moment", "requested")
"""The start rules of a limit, beside `step:<code>`."""


def in_place(wanted_round: str, when: str, round_no: int, off_hours: bool) -> bool:
    """Whether what is for one round (first, second), or one part of the day (working, off_hours), is for this case."""
    fits = not wanted_round or (wanted_round == "second") == (round_no > 1)
    return fits and (not when or (when == "off_hours") == off_hours)


@dataclass(frozen=True, slots=True)
class ClockSpec:
    """One clock as a plan writes it.

    `kind` is what it is for (report_up, tell, first_contact, arrive, reply, follow_up, requested, review).
    `start`: received, level (the case was set to its level for the first time), activated, `step:<code>`
    (that step done), first_working_moment (the first one at or after receipt) or requested (`amount` is
    then only what holds until the customer names a time). `stop`:
    the acts that meet it. `warn`: points before the due moment, `20%` of the time left or `30m`, `2h`,
    `1d`. `levels`: for which levels, empty for all. `source`: plan, unit (预案未定量，本单位设定) or
    supplement (预案未规定，本单位补充). `pausable` and `restarting` (follow-up: met, it starts again) are
    off unless the plan says so. `customer_time`: a time the customer asked for takes the place of the
    amount. `roll=False` and `business_end` are where a plan departs from 民法典 §203. `quiet_hours`:
    its warnings wait for the end of quiet hours; the deadline never does. `until`: the acts that end a
    restarting clock for good. `round` and `when` say which complaints have it (first or second round;
    received in working hours or off_hours), empty for all.
    """

    code: str
    kind: str
    name: str
    en: str
    unit: str
    amount: int
    start: str = "received"
    stop: tuple[str, ...] = ()
    warn: tuple[str, ...] = ()
    clause: str = ""
    source: str = "plan"
    levels: tuple[str, ...] = ()
    pausable: bool = False
    restarting: bool = False
    customer_time: bool = False
    roll: bool = True
    business_end: bool | None = None
    quiet_hours: bool = False
    until: tuple[str, ...] = ()
    round: str = ""
    when: str = ""

    def applies(self, level: str) -> bool:
        """Whether a case of this level has this clock."""
        return not self.levels or level in self.levels

    @property
    def by_request(self) -> bool:
        """Whether a time that the customer names takes the place of the amount."""
        return self.customer_time or self.start == "requested"

    def fits(self, round_no: int, off_hours: bool) -> bool:
        """Whether a case in this round, received in or out of hours, has this clock."""
        return in_place(self.round, self.when, round_no, off_hours)


@dataclass(frozen=True, slots=True)
class Moments:
    """What has happened so far, all aware: the moments that clocks start from. `steps` by the step's code.

    `levels`: every level the case was set to with when, oldest first; none while nothing is known of them.
    `requested`: when the customer wants to hear.
    """

    received: datetime
    activated: datetime | None = None
    requested: datetime | None = None
    steps: Mapping[str, datetime] = field(default_factory=dict)
    levels: tuple[tuple[str, datetime], ...] = ()

    @property
    def level(self) -> str:
        """The level now, "" while nothing is known of levels."""
        return self.levels[-1][0] if self.levels else ""

    def since(self, level: str) -> datetime:
        """When the case was set to that level for the first time; its receipt where it never was."""
        return next((at for each, at in self.levels if each == level), self.received)


def start_of(spec: ClockSpec, moments: Moments, calendar: Calendar) -> datetime | None:
    """When the clock starts, aware; None while what starts it hasn't happened.

    Raises Refusal `bad_plan` for a start rule that doesn't exist.
    """
    if spec.start in ("received", "requested"):
        return moments.received
    if spec.start == LEVEL_SET:
        return moments.since(moments.level)
    if spec.start == "activated":
        return moments.activated
    if spec.start == "first_working_moment":
        return next_opening(calendar, moments.received)
    if spec.start.startswith("step:"):
        return moments.steps.get(spec.start.removeprefix("step:"))
    raise Refusal(
        "bad_plan", _("没有这种起算方式：{start}").format(start=spec.start), "、".join((*STARTS, "step:…"))
    )


def due_of(spec: ClockSpec, moments: Moments, calendar: Calendar, pauses: Sequence[Pause] = ()) -> Due | None:
    """When the clock falls due; None while it hasn't started.

    Raises Refusal `not_pausable` when there are pauses that the plan doesn't allow, and as `due_moment` does.
    """
    start = start_of(spec, moments, calendar)
    if start is None:
        return None
    if pauses and not spec.pausable:
        why = _("「{name}」不可暂停计时").format(name=spec.name)
        raise Refusal("not_pausable", why, _("预案或本单位规定允许时方可暂停。"))
    if moments.requested and spec.by_request:
        return Due(moments.requested, False, False)
    return due_moment(calendar, start, spec.unit, spec.amount, pauses, spec.business_end, spec.roll)


def explain_clock(
    spec: ClockSpec, moments: Moments, calendar: Calendar, pauses: Sequence[Pause] = ()
) -> tuple[ExplainedDay, ...]:
    """Why the clock falls due when it does, day by day; empty while it hasn't started."""
    start = start_of(spec, moments, calendar)
    if start is None:
        return ()
    if moments.requested and spec.by_request:
        day = calendar.local(moments.requested).date()
        return (ExplainedDay(day, True, _("客户要求的时间")),)
    return explain(calendar, start, spec.unit, spec.amount, pauses, spec.business_end, spec.roll)


def verdict(due: Due, met_at: datetime | None, now: datetime) -> Verdict:
    """How a clock stands at `now`. `met_at`: when the act that meets it was entered, None while none was.

    Meeting it at the due moment itself is in time; a late answer stays a breach. All moments aware.
    """
    if met_at is not None:
        return "met" if due.paused or met_at <= due.at else "breached"
    if due.paused:
        return "paused"
    return "breached" if now > due.at else "running"


def warnings(
    spec: ClockSpec, start: datetime, due: Due, calendar: Calendar | None = None
) -> tuple[datetime, ...]:
    """The moments at which the clock warns, ascending, between start and due, in UTC.

    With a `calendar`, a percentage of a working unit is of its working time, so that no holiday swallows it.
    Raises Refusal `bad_plan` for a warning point that can't be read.
    """
    points = {_warning(point, spec.unit, start, due.at, calendar) for point in spec.warn}
    return tuple(sorted(point for point in points if start < point < due.at))


def check_warning(point: str) -> None:
    """Raises Refusal `bad_plan` unless `point` is a warning point such as `20%`, `30m`, `2h` or `1d`."""
    _parsed(point)


def _warning(point: str, unit: str, start: datetime, due: datetime, calendar: Calendar | None) -> datetime:
    number, sign = _parsed(point)
    if sign != "%":
        return due - number * _LENGTH[sign]
    if calendar is None or not unit.startswith("working_"):
        return due - (due - start) * number / 100
    run = working_seconds_between(calendar, start, due) * (100 - number) // 100
    return after_working_seconds(calendar, start, run) if run else start


@cache
def _parsed(point: str) -> tuple[int, str]:
    found = _WARN.fullmatch(point.strip())
    number = int(found[1]) if found else 0
    if not found or number < 1 or (found[2] == "%" and number > 99):
        raise Refusal(
            "bad_plan", _("看不懂的预警点：{point}").format(point=point), _("写法如 20%、30m、2h、1d。")
        )
    return number, found[2]
