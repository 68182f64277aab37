"""The head of the room: what time it is, who leads, and the counts, nothing lit that needs no one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from dutyroom.console.present.cell_widths import cell_len
from dutyroom.console.present.line import Line, Part
from dutyroom.console.present.outage import Outage
from dutyroom.console.present.safe import one_line
from dutyroom.domain.clock.spans import DAY
from dutyroom.lang import gettext as _

if TYPE_CHECKING:
    from dutyroom.domain.clock.calendar import Calendar


DUTY_SOON = timedelta(days=7)
"""From here on the date of a duty is lit."""

UNKNOWN = "-"
"""Stands for what has not been read yet."""


@dataclass(frozen=True, slots=True)
class Counts:
    """The figures of the head; ``loading`` while the board is not complete, not ``known`` before the summary is read."""

    open: int = 0
    overdue: int = 0
    within_hour: int = 0
    unseen: int = 0
    call_backs: int = 0
    call_backs_due: bool = False
    open_calls: int = 0
    received_today: int = 0
    closed_today: int = 0
    emergencies: tuple[str, ...] = ()
    duties_late: int = 0
    duties_soon: int = 0
    groups: int = 0
    loading: bool = False
    known: bool = True


@dataclass(frozen=True, slots=True)
class Place:
    """Where and when: organisation, local moment, weekday, working time in words, how fresh the data is.

    ``zone`` is that of `local`; ``lead`` is who leads the shift, "" for nobody, None before that is read.
    """

    organisation: str
    local: datetime
    weekday: str
    hours: str
    lead: str | None
    zone: tzinfo
    outage: Outage | None


def weekday_of(day: date) -> str:
    """周一 … 周日."""
    from dutyroom.domain.clock.calendar import weekday_name

    return weekday_name(day)


def working_time(calendar: Calendar, now: datetime) -> str:
    """"工作时间至 17:30" or when work begins again."""
    from dutyroom.domain.clock.due import next_opening

    local = calendar.local(now)
    second = local.hour * 3600 + local.minute * 60 + local.second
    for back in (0, 1):
        # What began yesterday may go over midnight.
        for start, end in calendar.spans(local.date() - timedelta(days=back)):
            if start <= second + back * DAY < end:
                closes = end - DAY if end > DAY else end
                return _("工作时间至 {at}").format(at=f"{closes // 3600:02}:{closes % 3600 // 60:02}")
    opens = calendar.local(next_opening(calendar, now))
    same = opens.date() == local.date()
    return _("非工作时间，{at} 上班").format(at=f"{opens:%H:%M}" if same else f"{opens:%m-%d %H:%M}")


def full(place: Place, counts: Counts) -> list[Line]:
    """Two lines, for screens of 100 columns and more."""
    first: list[Part] = [
        (" " + (one_line(place.organisation) or _("值班室")) + "  ", "strong"),
        (f"{place.local:%Y-%m-%d} {place.weekday} ", "plain"),
        (f"{place.local:%H:%M:%S}", "strong"),
        ("  " + place.hours + "  ", "quiet"),
        (_("值班长") + " ", "quiet"),
        *leading(place, "  ", "plain"),
        freshness(place),
    ]
    second = [
        *_urgent(counts, _("1小时内")),
        (_("今日") + " ", "quiet"),
        (_("新收") + f" {told(counts, counts.received_today)} ", "plain"),
        (_("已办结") + f" {told(counts, counts.closed_today)}   ", "plain"),
        *_emergency(counts),
        *_duties(counts),
    ]
    return [first, second]


def brief(place: Place, counts: Counts, width: int) -> list[Line]:
    """One line, for a small terminal: that the data is current goes without saying there."""
    parts = [
        (f" {place.local:%H:%M:%S} ", "strong"),
        *([freshness(place), (" ", "plain")] if place.outage else []),
        *_urgent(counts, _("1时内")),
        *_emergency(counts),
        *_duties(counts),
    ]
    # What says that nothing is the matter makes room for what says something.
    while sum(cell_len(text) for text, _look in parts) > width:
        at = max((n for n, part in enumerate(parts) if part[1] == "quiet"), default=0)
        if not at:
            break
        del parts[at - parts[at - 1][0].isspace() : at + 1]
    return [parts]


def _urgent(counts: Counts, hour: str) -> list[Part]:
    more = "+" if counts.loading else ""
    return [
        (" " + _("在办") + f" {counts.open}{more}  ", "plain"),
        _figure(_("超时"), counts.overdue, "alarm"),
        ("  ", "plain"),
        _figure(hour, counts.within_hour, "soon"),
        ("  ", "plain"),
        _figure(_("待知悉"), counts.unseen, "soon"),
        ("  ", "plain"),
        _figure(_("待回拨"), counts.call_backs, "alarm" if counts.call_backs_due else "soon", counts.known),
        ("  ", "plain"),
        *([_figure(_("来电未结"), counts.open_calls, "soon"), ("  ", "plain")] if counts.open_calls else []),
        *alike(counts, "  "),
    ]


def alike(counts: Counts, gap: str) -> list[Part]:
    """Groups of complaints alike that wait for a person's word; nothing is said while there is none."""
    return [(_("同类待研判") + f" {counts.groups}", "soon"), (gap, "plain")] if counts.groups else []


def _duties(counts: Counts) -> list[Part]:
    """What comes round or was resolved: nothing is said while none is late or near."""
    parts: list[Part] = []
    if counts.duties_late:
        parts.append(("  " + _("事项超期") + f" {counts.duties_late}", "alarm"))
    if counts.duties_soon:
        parts.append(("  " + _("临期") + f" {counts.duties_soon}", "soon"))
    return parts


def _figure(word: str, figure: int, look: str, known: bool = True) -> Part:
    return (f"{word} {figure if known else UNKNOWN}", look if figure else "quiet")


def told(counts: Counts, figure: int) -> str:
    """A figure of the summary, a dash before it is read: a nought would be a statement."""
    return f"{figure}" if counts.known else UNKNOWN


def leading(place: Place, gap: str, look: str) -> list[Part]:
    """Who leads the shift; that nobody does is said only when it is known."""
    if place.lead is None:
        return [(UNKNOWN + gap, "quiet")]
    return [(one_line(place.lead) + gap, look) if place.lead else (_("空缺") + gap, "soon")]


def _emergency(counts: Counts) -> list[Part]:
    if not counts.emergencies:
        return [(_("应急") + " " + (_("无") if counts.known else UNKNOWN), "quiet")]
    return [(one_line(" ".join(counts.emergencies)), "alarm")]


def freshness(place: Place) -> Part:
    """Whether the data is current, and if not since when and why."""
    if place.outage is None:
        return (_("数据正常"), "quiet")
    return (place.outage.words(place.zone), "alarm")

