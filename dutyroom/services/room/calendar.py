"""The organisation's calendar as the room keeps it: hours of the plan, official days, imported years, own exceptions."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from sqlmodel import Session

from dutyroom.domain.clock.calendar import Calendar, DayException
from dutyroom.domain.clock.schedule import Schedule, read_schedule
from dutyroom.domain.plan.clocks import plan_calendar
from dutyroom.domain.plan.plan import Plan
from dutyroom.services.room.settings import settings_under
from dutyroom.settings.official import official_days

if TYPE_CHECKING:
    from dutyroom.domain.plan.plan import Plan


YEAR = "calendar:year:"

DAY = "calendar:day:"


def load_calendar(session: Session, plan: Plan) -> Calendar:
    """The calendar by which this room's clocks run."""
    years, days = own_days(session)
    return plan_calendar(plan.hours, official_days(years, plan.hours.zone), days)


def own_days(session: Session) -> tuple[list[Schedule], list[DayException]]:
    """What the room itself knows beside the program's data: imported years, and days of its own."""
    kept = settings_under(session, "calendar:")
    years = [read_schedule(text, key) for key, text in kept.items() if key.startswith(YEAR)]
    return years, [_exception(key, json.loads(text)) for key, text in kept.items() if key.startswith(DAY)]


def _exception(key: str, entry: dict[str, object]) -> DayException:
    day = date.fromisoformat(key.removeprefix(DAY))
    return DayException(day, bool(entry["open"]), str(entry["reason"]))


def midnight(calendar: Calendar, now: datetime) -> datetime:
    """The start of today in the organisation's zone, aware UTC."""
    return datetime.combine(calendar.local(now).date(), time(), calendar.tz).astimezone(UTC)
