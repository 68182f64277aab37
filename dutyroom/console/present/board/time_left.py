"""What is left of a clock, in the clock's own unit: a count of hours across a holiday would mislead."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from dutyroom.lang import gettext as _

if TYPE_CHECKING:
    from dutyroom.domain.clock.calendar import Calendar

HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


class Timed(Protocol):
    """What is read of a row, or of one clock of a complaint."""

    @property
    def paused(self) -> bool: ...
    @property
    def due(self) -> datetime | None: ...
    @property
    def clock_unit(self) -> str: ...


def left(row: Timed, now: datetime, calendar: Calendar | None) -> str:
    """The words of the column 剩余 at `now` (aware). Without a calendar yet, working days are left blank.

    Under an hour minutes and seconds, then hours and minutes, then working days for clocks that count those and days
    for the others. A breached clock says by how much.
    """
    if row.paused:
        return _("暂停计时")
    if row.due is None:
        return ""
    span = row.due - now
    if span < timedelta(0):
        return _over(row, -span, now, calendar)
    if span < HOUR:
        seconds = int(span.total_seconds())
        return f"{seconds // 60:02}:{seconds % 60:02}"
    if row.clock_unit == "working_days":
        if calendar is None:
            return ""
        days = _working_days(calendar, now, row.due)
        if days > 0:
            return _("剩{n}工作日").format(n=days)
    elif row.clock_unit == "working_hours":
        if calendar is None:
            return ""
        seconds = _working_seconds(calendar, now, row.due)
        # Before opening time half an hour may be all that is left of a clock that is due tomorrow.
        return _("剩{n}工时").format(n=seconds // 3600 if seconds >= 3600 else seconds // 360 / 10)
    elif span >= 2 * _DAY:
        return _("剩{n}天").format(n=span.days)
    return _hours(span)


def _over(row: Timed, span: timedelta, now: datetime, calendar: Calendar | None) -> str:
    assert row.due is not None
    if span < HOUR:
        return _("超{n}分").format(n=max(1, int(span.total_seconds()) // 60))
    if row.clock_unit in ("working_days", "working_hours"):
        days = _working_days(calendar, row.due, now) if calendar else 0
        if days > 0:
            return _("超{n}工作日").format(n=days)
    elif span >= _DAY:
        return _("超{n}天").format(n=span.days)
    hours, seconds = divmod(int(span.total_seconds()), 3600)
    return _("超{h}时{m:02}分").format(h=hours, m=seconds // 60)


def _hours(span: timedelta) -> str:
    hours, seconds = divmod(int(span.total_seconds()), 3600)
    return _("{h}时{m:02}分").format(h=hours, m=seconds // 60)


def _working_days(calendar: Calendar, since: datetime, until: datetime) -> int:
    from dutyroom.domain.clock.due import working_days_left

    return working_days_left(calendar, since, until)


def _working_seconds(calendar: Calendar, since: datetime, until: datetime) -> int:
    from dutyroom.domain.clock.due import working_seconds_between

    return working_seconds_between(calendar, since, until)
