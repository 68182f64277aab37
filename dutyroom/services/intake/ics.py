"""A roster of shifts as an iCalendar file, by icalendar: each shift an event with an identity that stays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from dutyroom.domain.clock.zone import time_zone
from dutyroom.domain.errors import Refusal
from dutyroom.lang import gettext as _
from dutyroom.services.intake.bounds import check_rows
from dutyroom.services.intake.tabular import Sheet
from dutyroom.settings.files import contents

if TYPE_CHECKING:
    from dutyroom.services.intake.shifts import Planned

_LEADS = ("值班长", "带班", "shift lead")


def read_ics(file: Path, names: Sequence[str], zone: str) -> Sheet:
    """The events of a calendar as rows of a roster. Whose shift it is says the account in 「X-DUTYROOM-PERSON」, else the one of
    ``names`` (accounts and names of people) that stands in its title. An hour without a zone is of ``zone``.

    Raises Refusal ``bad_file`` for what is no calendar.
    """
    from icalendar import Calendar

    raw = contents(file)
    try:
        events = Calendar.from_ical(raw).walk("VEVENT")
    except (ValueError, KeyError, IndexError, AttributeError, TypeError) as broken:
        no = _("读不出这个日历文件：{file}").format(file=file)
        raise Refusal("bad_file", no, _("请另存为 ics 或 csv 后再导入。")) from broken
    check_rows(len(events))
    rows, bad = [], []
    for place, event in enumerate(events, 1):
        title = str(event.get("SUMMARY", ""))
        if any(name in event for name in ("RRULE", "RDATE")):
            bad.append((place, "", _("「{title}」重复出现，请逐班列出。").format(title=title)))
            continue
        try:
            # Of our own file who is on shift has no end.
            since = _moment(event.decoded("DTSTART"), zone)
            until = "" if "DTEND" not in event and "X-DUTYROOM-PERSON" in event else _moment(event.decoded("DTEND"), zone)
        except (KeyError, ValueError, AttributeError):
            bad.append((place, "", _("「{title}」没有起止时刻。").format(title=title)))
            continue
        person = str(event.get("X-DUTYROOM-PERSON", "")) or max((name for name in names if name in title), key=len, default=title)
        lead = "1" if any(word in title.casefold() for word in _LEADS) else "0"
        rows.append((place, {"person": person, "since": since, "until": until, "lead": lead}))
    return Sheet("", ("person", "since", "until", "lead"), tuple(rows), tuple(bad))


def _moment(at: object, zone: str) -> str:
    if not isinstance(at, datetime):
        raise ValueError(at)
    return (at if at.tzinfo else at.replace(tzinfo=time_zone(zone))).isoformat()


def as_ics(shifts: Sequence[Planned], now: datetime) -> str:
    """The shifts as a calendar; the same shift bears the same identity each time, so that a calendar that has it keeps one."""
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//dutyroom//roster//ZH")
    calendar.add("version", "2.0")
    for each in shifts:
        event = Event()
        event.add("uid", f"{each.person}-{each.since.astimezone(UTC):%Y%m%dT%H%M%SZ}@dutyroom")
        event.add("dtstamp", now.astimezone(UTC))
        event.add("dtstart", each.since.astimezone(UTC))
        if each.until:
            event.add("dtend", each.until.astimezone(UTC))
        title = _("值班长 {name}") if each.lead else _("值班 {name}")
        event.add("summary", " ".join(title.format(name=each.name).split()))
        event.add("x-dutyroom-person", each.person)
        calendar.add_component(event)
    return str(calendar.to_ical().decode())
