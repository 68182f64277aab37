"""What stands at the edges of the board and of the wall: the head with its counts, the columns' headings, who is signed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from dutyroom.console.picture import Picture
from dutyroom.console.present.board.columns import GAP, titles
from dutyroom.console.present.board.heading import (
    DUTY_SOON,
    Counts,
    Place,
    brief,
    full,
    weekday_of,
    working_time,
)
from dutyroom.console.present.cells import fit
from dutyroom.domain.board_view import HOUR
from dutyroom.lang import gettext as _
from dutyroom.lang import language

if TYPE_CHECKING:
    from textual.geometry import Size

    from dutyroom.console.present.board.columns import Column
    from dutyroom.console.present.line import Line
    from dutyroom.console.shell import Shell

FULL_FROM = (100, 30)
"""Columns and rows from which the head takes two lines, as in board.tcss."""


def head_of(app: Shell, picture: Picture, loading: bool, now: datetime, size: Size) -> Sequence[Line]:
    """The head of the board on a screen of that size."""
    place, counts = place_of(app, now), counts_of(app, picture, loading, now)
    roomy = size.width >= FULL_FROM[0] and size.height >= FULL_FROM[1]
    return full(place, counts) if roomy else brief(place, counts, size.width)


def titles_of(columns: Sequence[Column]) -> str:
    """The headings of the queue's columns."""
    words = titles()
    if any(column.name == "unit" and column.width < 10 for column in columns):
        words["unit"] = _("机构")
    return (" " * GAP).join(fit(words[column.name], column.width) for column in columns)


def kept_of(app: Shell, found: int | None) -> str:
    """How many were found, None while nothing is sought, and what is kept on this machine or unsent."""
    said = [
        "" if found is None else _("找到 {n} 件").format(n=found),
        _("草稿 {n}").format(n=app.drafts) if app.drafts else "",
        _("本机待入账 {n}").format(n=app.held_calls) if app.held_calls else "",
    ]
    return "  ".join(filter(None, said))


def place_of(app: Shell, now: datetime) -> Place:
    """Where and when, as far as it is known yet."""
    zone = app.zone
    hours = working_time(app.named.calendar, now) if app.named else ""
    lead = app.summary.shift_lead if app.summary else None
    if lead and app.summary and lead in dict(app.summary.not_relieved):
        lead += _("（未交班）")
    names = (app.head.get("settings") or {}).get("organisation") or {}
    organisation = str(names.get("en" if language() == "en" else "name") or "")
    weekday = weekday_of(now.astimezone(zone).date()) if app.named else ""
    return Place(organisation, now.astimezone(zone), weekday, hours, lead, zone, app.outage)


def counts_of(app: Shell, picture: Picture, loading: bool, now: datetime) -> Counts:
    """The figures of the head at the aware `now`."""
    overdue = picture.due_before(now)
    summary = app.summary
    counts = Counts(
        open=len(picture),
        overdue=overdue,
        within_hour=picture.due_before(now + HOUR) - overdue,
        unseen=picture.unseen(now),
        loading=loading,
        known=summary is not None,
    )
    if summary is None:
        return counts
    return replace(
        counts,
        call_backs=summary.call_backs,
        call_backs_due=summary.call_back_first is not None and summary.call_back_first <= now,
        open_calls=summary.open_calls,
        received_today=summary.received_today,
        closed_today=summary.closed_today,
        duties_late=sum(due <= now for due in summary.duties),
        duties_soon=sum(now < due <= now + DUTY_SOON for due in summary.duties),
        groups=summary.groups,
        emergencies=tuple(_event(app, number) for number, _title, _stage in summary.emergencies),
    )


def _event(app: Shell, number: str) -> str:
    """The event's number as the organisation writes it, once its plan is read."""
    if app.named is None:
        return f"{_('应急')} {number}"
    from dutyroom.domain.names import shown_number

    return shown_number(app.named.plan, number)
