"""The roster of shifts as a file: planned shifts in, all shifts out (csv, calendar)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from sqlmodel import col, select

from dutyroom.domain.clock.zone import time_zone
from dutyroom.domain.errors import Fault, Refusal
from dutyroom.domain.moments import parse_moment
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.intake.delimited import guarded
from dutyroom.services.intake.tabular import Sheet
from dutyroom.services.intake.words import OF_SHIFTS
from dutyroom.services.organisation.queries import people
from dutyroom.services.organisation.standing import check_names_lead
from dutyroom.services.perform.perform import perform
from dutyroom.services.room.people import people_of
from dutyroom.store.rows.staff import Person, Shift

if TYPE_CHECKING:
    from dutyroom.services.organisation.views import PersonView, SignedIn
    from dutyroom.services.room.room import Room

_COLUMNS = ("person", "since", "until", "lead")
_YES = ("1", "true", "yes", "是")


_HOUR = re.compile(r"(?P<next>次日|第二天|翌日|\+1)? ?(?P<hour>\d{1,2})[:：](?P<minute>\d{2})")


@dataclass(frozen=True, slots=True)
class Planned:
    """One shift of a person, moments aware."""

    person: str
    name: str
    since: datetime
    until: datetime | None
    lead: bool


def known_titles() -> frozenset[str]:
    """Titles, in lower case, by which the row of names in a roster is known."""
    return frozenset(title for name, others in OF_SHIFTS.items() for title in (name, *others))


def import_shifts(room: Room, sheet: Sheet, signed: SignedIn, ignored: Collection[str] = ()) -> tuple[int, int]:
    """Adds every shift of the file, or none; one that is planned already is not planned twice. Answers how many were added
    and how many were there.

    A person is named by account or name. Raises Refusal ``bad_input`` with every fault by line, and for a column that nobody
    knows and that is not ``ignored``.
    """
    columns = _columns(sheet, ignored)
    faults = [Fault(str(line), f"{column} {why}".strip()) for line, column, why in sheet.bad]
    faults += [Fault(str(line), why) for (line, column), why in sheet.spoilt.items() if column in columns.values()]
    zone, now = room.plan.hours.zone, room.now()
    here = planned(room)
    there = {(each.person, each.since, each.until) for each in here}
    everybody = people(room)
    rows: dict[str, None] = {}
    already = 0
    for line, cells in sheet.rows:
        try:
            day, *told = (cells[columns[name]].strip() if name in columns else "" for name in ("day", "since", "until"))
            person = _person(everybody, cells[columns["person"]].strip())
            if not told[1] and any(each.person == person and each.until is None for each in here):
                # Our own file names who is on shift, too.
                already += 1
                continue
            since, until = _span(day, told[0], told[1], now, zone)
            if until <= since:
                raise ValueError(_("结束须晚于开始。"))
            if (person, since, until) in there:
                already += 1
                continue
            if until <= now:
                raise ValueError(_("这一班已经过去，不能补排。"))
        except ValueError as wrong:
            faults.append(Fault(str(line), str(wrong)))
        else:
            lead = cells.get(columns.get("lead", ""), "").strip().lower() in _YES
            rows[f"{person}\t{since.isoformat()}\t{until.isoformat()}\t{int(lead)}"] = None
    if faults:
        message = _("有 {n} 行不能导入，一行也没有写入。").format(n=len(faults))
        raise Refusal("bad_input", message, _("改正后再导入。"), tuple(faults))
    if rows:
        perform(room, signed.command("shift.plan", "", {"text": "\n".join(rows)}))
    return len(rows), already


def _span(day: str, since: str, until: str, now: datetime, zone: str) -> tuple[datetime, datetime]:
    """From when to when, aware: hours are of the ``day``, and an end before the beginning, or 次日, is on the next.

    Raises ValueError for what can't be read.
    """
    start = parse_moment(f"{day} {since}" if day and _HOUR.fullmatch(since) else since, now, zone)
    found = _HOUR.fullmatch(until)
    if not found:
        return start, parse_moment(until, now, zone)
    hour, minute = int(found["hour"]), int(found["minute"])
    if (hour, minute) > (24, 0) or minute > 59:
        raise ValueError(_("看不懂的时刻：{value}。").format(value=until))
    midnight = datetime.combine(start.astimezone(time_zone(zone)).date(), time(), time_zone(zone))
    end = midnight + timedelta(days=bool(found["next"]), hours=hour, minutes=minute)
    return start, end.astimezone(UTC) if end > start else (end + timedelta(days=1)).astimezone(UTC)


def _columns(sheet: Sheet, ignored: Collection[str]) -> dict[str, str]:
    """Column by what it tells. Raises Refusal ``bad_input`` where one lacks, or is nobody's."""
    found: dict[str, str] = {}
    left = [column for column in sheet.columns if column not in ignored]
    for name, others in OF_SHIFTS.items():
        said = {column.casefold(): column for column in left}
        title = next((title for title in (name, *others) if title in said), None)
        if title is not None:
            found[name] = said[title]
            left.remove(said[title])
    if not {"person", "since", "until"} <= set(found):
        raise Refusal("bad_input", _("列名须为 {names}。").format(names=",".join(_COLUMNS)), _("第一行写列名。"))
    if left:
        what = _("这些列不认识：{names}。").format(names="、".join(left))
        raise Refusal("bad_input", what, _("用 --ignore 列名 略过。"))
    return found


def _person(everybody: Collection[PersonView], said: str) -> str:
    named = [each.code for each in everybody if said in (each.code, each.name, each.en)]
    if said in named:
        return said
    if len(named) > 1:
        raise ValueError(_("「{name}」有 {n} 人，请写账号：{codes}。").format(name=said, n=len(named), codes="、".join(named)))
    if not named or not said:
        raise ValueError(_("没有账号「{code}」。").format(code=said))
    return named[0]


def plan_shifts(work: Work) -> None:
    """排班: shifts to come, one a line: person, from, to, lead, parted by tabs."""
    count = 0
    for line in str(work.values["text"]).splitlines():
        person, since, until, lead = line.split("\t")
        row = work.session.get(Person, person)
        if row is None or not row.active:
            raise Refusal("not_found", _("没有账号「{code}」。").format(code=person))
        if lead == "1":
            check_names_lead(work, person)
        start, end = datetime.fromisoformat(since).astimezone(UTC), datetime.fromisoformat(until).astimezone(UTC)
        if end <= work.now:
            # Who was there is entered when they come: nobody is made to have been.
            raise Refusal("bad_input", _("这一班已经过去，不能补排。"), _("请只排以后的班次。"))
        work.add(Shift(id=work.next("shift"), person=person, since=start, until=end, lead=lead == "1", planned=True))
        count += 1
    work.came["count"] = count
    work.message = _("已排 {n} 个班次。").format(n=count)


def planned(room: Room) -> list[Planned]:
    """Every shift on record, oldest first."""
    with room.database.read() as session:
        names = people_of(session)
        rows = session.exec(select(Shift).order_by(col(Shift.since), col(Shift.id))).all()
        return [Planned(row.person, names.get(row.person, row.person), row.since, row.until, row.lead) for row in rows]


def as_rows(shifts: list[Planned], zone: str) -> list[list[str | int]]:
    """The shifts in the form that ``import_shifts`` reads, the names of the columns first."""
    rows: list[list[str | int]] = [[*_COLUMNS, "name"]]
    for each in shifts:
        at = [moment.astimezone(time_zone(zone)).isoformat() if moment else "" for moment in (each.since, each.until)]
        rows.append([each.person, *at, int(each.lead), each.name])
    return rows


def as_csv(shifts: list[Planned], zone: str) -> str:
    """The shifts as csv. Nothing in it begins a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([guarded(cell) if isinstance(cell, str) else cell for cell in row] for row in as_rows(shifts, zone))
    return out.getvalue()
