"""The roster of shifts as a file: planned shifts in, all shifts out (csv, calendar)."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlmodel import col, select

from dutyroom.domain.errors import Fault, Refusal
from dutyroom.domain.moments import parse_moment
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.intake.tabular import Sheet
from dutyroom.services.organisation.queries import people
from dutyroom.services.organisation.standing import check_names_lead
from dutyroom.services.perform.perform import perform
from dutyroom.services.room.people import people_of
from dutyroom.store.rows.staff import Person, Shift

if TYPE_CHECKING:
    from dutyroom.services.organisation.views import SignedIn
    from dutyroom.services.room.room import Room

_COLUMNS = ("person", "since", "until", "lead")
_YES = ("1", "true", "yes", "是")


@dataclass(frozen=True, slots=True)
class Planned:
    """One shift of a person, moments aware."""

    person: str
    name: str
    since: datetime
    until: datetime | None
    lead: bool


def import_shifts(room: Room, sheet: Sheet, signed: SignedIn) -> int:
    """Adds every shift of the file, or none. Raises Refusal ``bad_input`` with every fault by line."""
    faults = [Fault(str(line), f"{column} {why}".strip()) for line, column, why in sheet.bad]
    if not {"person", "since", "until"} <= set(sheet.columns):
        raise Refusal("bad_input", _("列名须为 {names}。").format(names=",".join(_COLUMNS)), _("第一行写列名。"))
    zone, now = room.plan.hours.zone, room.now()
    known = {person.code for person in people(room)}
    rows = []
    for line, cells in sheet.rows:
        try:
            since, until = (parse_moment(cells[name], now, zone) for name in ("since", "until"))
            if cells["person"] not in known:
                raise ValueError(_("没有账号「{code}」。").format(code=cells["person"]))
            if until <= since:
                raise ValueError(_("结束须晚于开始。"))
            if until <= now:
                raise ValueError(_("这一班已经过去，不能补排。"))
        except ValueError as wrong:
            faults.append(Fault(str(line), str(wrong)))
        else:
            lead = cells.get("lead", "").strip().lower() in _YES
            rows.append(f"{cells['person']}\t{since.isoformat()}\t{until.isoformat()}\t{int(lead)}")
    if faults:
        message = _("有 {n} 行不能导入，一行也没有写入。").format(n=len(faults))
        raise Refusal("bad_input", message, _("改正后再导入。"), tuple(faults))
    if rows:
        perform(room, signed.command("shift.plan", "", {"text": "\n".join(rows)}))
    return len(rows)


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


def as_csv(shifts: list[Planned], zone: str) -> str:
    """The shifts in the form that ``import_shifts`` reads. Names never begin a formula."""
    from dutyroom.domain.clock.zone import time_zone

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([*_COLUMNS, "name"])
    for each in shifts:
        at = [moment.astimezone(time_zone(zone)).isoformat() if moment else "" for moment in (each.since, each.until)]
        name = f"'{each.name}" if each.name[:1] in "=+-@\t\r＝＋－＠" else each.name
        writer.writerow([each.person, *at, int(each.lead), name])
    return out.getvalue()


def as_ics(shifts: list[Planned], now: datetime) -> str:
    """The shifts as an iCalendar file."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//dutyroom//roster//ZH"]
    for place, each in enumerate(shifts):
        title = _("值班长 {name}") if each.lead else _("值班 {name}")
        lines += [
            "BEGIN:VEVENT", f"UID:{place}-{each.person}-{_stamp(each.since)}@dutyroom", f"DTSTAMP:{_stamp(now)}",
            f"DTSTART:{_stamp(each.since)}", *([f"DTEND:{_stamp(each.until)}"] if each.until else []),
            f"SUMMARY:{_escaped(title.format(name=each.name))}", "END:VEVENT",
        ]  # fmt: skip
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    for sign in "\\;,":
        text = text.replace(sign, "\\" + sign)
    return " ".join(text.split())
