"""The organisation's calendar as the room keeps it: hours of the plan, official days, imported years, own exceptions."""

from __future__ import annotations

import json
from datetime import date

from sqlmodel import Session

from dutyroom.domain.clock.calendar import Calendar, DayException
from dutyroom.domain.clock.schedule import Schedule, read_schedule, write_schedule
from dutyroom.domain.errors import Fault, Refusal
from dutyroom.domain.plan.clocks import plan_calendar
from dutyroom.domain.plan.plan import Plan
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.room.settings import settings_under, write_setting
from dutyroom.settings.official import official_days

_YEAR, _DAY = "calendar:year:", "calendar:day:"


def load_calendar(session: Session, plan: Plan) -> Calendar:
    """The calendar by which this room's clocks run."""
    years, days = own_days(session)
    return plan_calendar(plan.hours, official_days(years), days)


def own_days(session: Session) -> tuple[list[Schedule], list[DayException]]:
    """What the room itself knows beside the program's data: imported years, and days of its own."""
    kept = settings_under(session, "calendar:")
    years = [read_schedule(text, key) for key, text in kept.items() if key.startswith(_YEAR)]
    return years, [_exception(key, json.loads(text)) for key, text in kept.items() if key.startswith(_DAY)]


def add_exception(work: Work) -> None:
    """本单位工作日: one day open or closed, by the organisation's own word; open clocks are reckoned anew."""
    try:
        day = date.fromisoformat(str(work.values["date"]))
    except ValueError:
        why = Fault("date", _("请写成 2026-10-08。"))
        raise Refusal("bad_input", _("看不懂日期「{text}」。").format(text=work.values["date"]), faults=(why,)) from None
    entry = {"open": bool(work.values.get("open", False)), "reason": work.masked("reason")}
    write_setting(work.session, f"{_DAY}{day.isoformat()}", entry)
    _reckon_anew(work)


def import_year(work: Work) -> None:
    """导入放假安排: a year's official schedule; open clocks are reckoned anew, closed verdicts never."""
    schedule = read_schedule(str(work.values["text"]), _("放假安排"))
    write_setting(work.session, f"{_YEAR}{schedule.year}", write_schedule(schedule))
    _reckon_anew(work)


def _reckon_anew(work: Work) -> None:
    from dutyroom.services.clocks.clocks import reckon_all_open

    work.session.flush()
    work.calendar = load_calendar(work.session, work.plan)
    count = reckon_all_open(work)
    work.message = _("日历已更新，{n} 个时限重新推算。").format(n=count)


def _exception(key: str, entry: dict[str, object]) -> DayException:
    day = date.fromisoformat(key.removeprefix(_DAY))
    return DayException(day, bool(entry["open"]), str(entry["reason"]))
