"""Acts on the organisation's calendar: days of its own and imported years; open clocks are reckoned anew."""

from __future__ import annotations

from datetime import date

from dutyroom.domain.clock.schedule import read_schedule, write_schedule
from dutyroom.domain.errors import Fault, Refusal
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.room.calendar import DAY, YEAR, load_calendar
from dutyroom.services.room.settings import write_setting


def add_exception(work: Work) -> None:
    """本单位工作日: one day open or closed, by the organisation's own word; open clocks are reckoned anew."""
    try:
        day = date.fromisoformat(str(work.values["date"]))
    except ValueError:
        why = Fault("date", _("请写成 2026-10-08。"))
        raise Refusal("bad_input", _("看不懂日期「{text}」。").format(text=work.values["date"]), faults=(why,)) from None
    entry = {"open": bool(work.values.get("open", False)), "reason": work.masked("reason")}
    work.came["day"] = "working" if entry["open"] else "day_off"
    write_setting(work.session, f"{DAY}{day.isoformat()}", entry)
    _reckon_anew(work, paper=False)


def import_year(work: Work) -> None:
    """导入放假安排: a year's official schedule; open clocks are reckoned anew, closed verdicts never."""
    schedule = read_schedule(str(work.values["text"]), _("放假安排"))
    work.came["year"] = schedule.year
    write_setting(work.session, f"{YEAR}{schedule.year}", write_schedule(schedule))
    _reckon_anew(work, paper=True)


def _reckon_anew(work: Work, paper: bool) -> None:
    from dutyroom.services.clocks.clocks import reckon_all_open

    work.session.flush()
    work.calendar = load_calendar(work.session, work.plan)
    count = reckon_all_open(work, paper)
    work.message = _("日历已更新，{n} 个时限重新推算。").format(n=count)
