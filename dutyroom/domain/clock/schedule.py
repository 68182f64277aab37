"""The official schedule of a year (国务院办公厅关于节假日安排的通知) in the form that public holiday data
uses.

`{"year": 2026, "papers": [address…], "days": [{"name": "国庆节", "date": "2026-10-01", "isOffDay": true},
…]}`
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from dutyroom.domain.clock.calendar import OfficialDay
from dutyroom.domain.errors import Fault, Refusal
from dutyroom.domain.strict import from_json
from dutyroom.lang import gettext as _


@dataclass(frozen=True, slots=True)
class Schedule:
    """One year as published: the papers it comes from and the days that differ from the week."""

    year: int
    papers: tuple[str, ...]
    days: tuple[OfficialDay, ...]


def read_schedule(text: str, where: str) -> Schedule:
    """The schedule written in `text`; `where` is the file's name, for people.

    A schedule may speak of the December before its year (2019's made 2018-12-31 a day off). Raises Refusal
    `bad_calendar` with every fault by line or field, and for a year without days: that one isn't published
    yet.
    """
    try:
        content = from_json(text)
    except json.JSONDecodeError as broken:
        place = _("{where} 第 {line} 行第 {column} 列").format(
            where=where, line=broken.lineno, column=broken.colno
        )
        raise _refused(
            where, [Fault(place, _("不是合格的 JSON，请按此处前后的引号、逗号、括号核对"))]
        ) from broken
    except ValueError as deep:
        raise _refused(where, [Fault(where, _("括号层数过多，或有 JSON 没有的数，不是节假日数据"))]) from deep
    if not isinstance(content, dict):
        raise _refused(where, [Fault(where, _('最外层须为对象：{"year", "papers", "days"}'))])
    faults: list[Fault] = []
    year = content.get("year")
    if not isinstance(year, int) or isinstance(year, bool) or not 1900 <= year <= 2199:
        faults.append(Fault("year", _("须为年份，如 2027")))
        year = None
    papers = content.get("papers", [])
    if not isinstance(papers, list) or not all(isinstance(paper, str) for paper in papers):
        faults.append(Fault("papers", _("须为文件地址的列表，可为空")))
        papers = []
    days = _days(content.get("days"), year, faults)
    if faults:
        raise _refused(where, faults)
    return Schedule(int(content["year"]), tuple(papers), tuple(sorted(days, key=lambda day: day.date)))


def write_schedule(schedule: Schedule) -> dict[str, object]:
    """The same form again, ready for JSON."""
    days = [{"name": d.name, "date": d.date.isoformat(), "isOffDay": d.is_off_day} for d in schedule.days]
    return {"year": schedule.year, "papers": list(schedule.papers), "days": days}


def _days(rows: object, year: int | None, faults: list[Fault]) -> list[OfficialDay]:
    if not isinstance(rows, list):
        faults.append(Fault("days", _("须为日期的列表")))
        return []
    if not rows:
        faults.append(Fault("days", _("没有任何日期：该年安排尚未公布，待公布后再导入")))
    days: list[OfficialDay] = []
    seen: dict[date, int] = {}
    for number, row in enumerate(rows):
        here = f"days[{number}]"
        day = _day(row, here, faults)
        if day is None:
            continue
        if day.date in seen:
            twice = _("{date} 已在 days[{first}] 出现，请删去一处")
            faults.append(Fault(f"{here}.date", twice.format(date=day.date, first=seen[day.date])))
        seen.setdefault(day.date, number)
        before = year is not None and day.date.year == year - 1 and day.date.month == 12
        if year is not None and day.date.year != year and not before:
            wrong = _("{date} 不属于 {year} 年（上年 12 月除外），请核对年份")
            faults.append(Fault(f"{here}.date", wrong.format(date=day.date, year=year)))
        days.append(day)
    return days


def _day(row: object, here: str, faults: list[Fault]) -> OfficialDay | None:
    if not isinstance(row, Mapping):
        faults.append(Fault(here, _('须为 {"name", "date", "isOffDay"}')))
        return None
    name, off = row.get("name"), row.get("isOffDay")
    found: list[Fault] = []
    if not isinstance(name, str) or not name.strip():
        found.append(Fault(f"{here}.name", _("须写节日名称，如 国庆节")))
    if not isinstance(off, bool):
        found.append(Fault(f"{here}.isOffDay", _("须为 true（放假）或 false（补班）")))
    try:
        day = date.fromisoformat(row["date"]) if len(row["date"]) == 10 else None
    except (KeyError, TypeError, ValueError):
        day = None
    if day is None:
        found.append(Fault(f"{here}.date", _("须为日期，写法如 2027-10-01")))
    faults.extend(found)
    return None if found or day is None else OfficialDay(day, str(name).strip(), bool(off))


def _refused(where: str, faults: list[Fault]) -> Refusal:
    message = _("节假日文件 {where} 有 {n} 处错误，未采用。").format(where=where, n=len(faults))
    return Refusal("bad_calendar", message, _("逐处改正后再导入，原有日历不变。"), tuple(faults))
