"""Makes a scenario of a finished emergency: its calls, reports and sightings become injects, what was done is expected.

Nothing personal goes along: only masked text is read, and names of complainants are replaced.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlmodel import Session, col, or_, select

from dutyroom.domain.acts import ACTS
from dutyroom.domain.errors import Refusal
from dutyroom.domain.subjects import number_of
from dutyroom.lang import gettext as _
from dutyroom.services.log.entries import plain
from dutyroom.services.room.subjects import load_subject
from dutyroom.store.rows.cases import Complaint
from dutyroom.store.rows.emergencies import Emergency, Notice, Paper, Task
from dutyroom.store.rows.record import JournalEntry

if TYPE_CHECKING:
    from dutyroom.services.room.room import Room

_TOLD = {"complaint.register": "phone", "emergency.fact": "scene", "opinion.add": "post"}
"""What came from outside, and how it will come in the scenario."""
_WITHIN = 10
"""Minutes allowed for each act that was done then; the author changes them."""
_MOST = 60
_WHO = "concerned"
_PLAYED = ("emergency.propose", "emergency.activate", "emergency.inform", "statement.publish", "solution.submit",
           "solution.decide", "measure.carry_out", "complaint.satisfied", "emergency.request_end",
           "emergency.decide_end", "review.write")  # fmt: skip


def scenario_from(room: Room, number: str) -> str:
    """The text of a scenario (TOML) made of emergency ``number``. Raises Refusal ``not_found``, ``wrong_stage``."""
    with room.database.read() as session:
        event: Emergency = load_subject(session, "emergency", number)
        if event.ended is None:
            no = _("{number} 还没有结束。").format(number=number)
            raise Refusal("wrong_stage", no, _("终止以后再改写成方案。"))
        plan = room.plan_of(session, event.plan_version)
        rows = _journal(session, event)
    start = event.reported
    zone = room.calendar.tz
    out = ["# " + _("由突发事件改写，个人信息已替换；请补全英文、限时和各角色的处置，再检查。"), "format = 1", "", "[scenario]"]
    fields = {
        "code": f"from-{number}".lower(), "name": event.title, "en": f"After event {number}", "plan": plan.code,
        "at": f"{start.astimezone(zone):%Y-%m-%dT%H:%M}", "summary": event.title, "summary_en": f"After event {number}",
    }  # fmt: skip
    out += [f"{key} = {_quoted(_replaced(value))}" for key, value in fields.items()]
    by_shift = [role.code for role in plan.roles if role.by_shift] or [plan.roles[0].code]
    out += [f"plays = {json.dumps(by_shift)}"]
    last = _minutes(start, event.ended)
    out += [f"ends_at = {min(max(last + 60, 90), 3 * 24 * 60)}", "", "[[objective]]", 'code = "handled"']
    out += [f"name = {_quoted(_('按预案处置'))}", 'en = "Handled by the plan"', ""]
    out += ["[[cast]]", f'code = "{_WHO}"', f"name = {_quoted(_('当事人'))}", 'en = "somebody concerned"', ""]
    told = [row for row in rows if row.kind in _TOLD][:_MOST]
    done = [row for row in rows if row.kind in _PLAYED]
    for place, row in enumerate(told):
        until = told[place + 1].at if place + 1 < len(told) else None
        mine = [each for each in done if each.at >= row.at and (until is None or each.at < until)]
        out += _inject(place + 1, row, start, by_shift[0], mine or ([] if place else done[:1]))
    return "\n".join(out) + "\n"


def _journal(session: Session, event: Emergency) -> list[JournalEntry]:
    complaints = session.exec(select(Complaint.number).where(Complaint.emergency == event.number)).all()
    subjects = {event.number, *complaints}
    tables: tuple[Any, ...] = (Paper, Task, Notice)
    for table in tables:
        ids = session.exec(select(table.id).where(table.emergency == event.number)).all()
        subjects |= {number_of(table.KIND, each) for each in ids}
    query = select(JournalEntry).where(or_(col(JournalEntry.subject).in_(subjects)))
    return list(session.exec(query.order_by(col(JournalEntry.seq))).all())


def _inject(no: int, row: JournalEntry, start: datetime, to: str, mine: list[JournalEntry]) -> list[str]:
    values: dict[str, Any] = json.loads(row.payload)["values"]
    said = str(values.get("_text") or plain(values.get("content")) or plain(values.get("text"))) or _(ACTS[row.kind].label)
    figures = [f"{name} {values[name]}" for name in ("people", "injured", "media", "reach") if values.get(name)]
    text = _replaced("，".join([said, *figures]))
    out = [
        "[[inject]]", f"no = {no}", f"at = {_minutes(start, row.at)}", f'from = "{_WHO}"', f'to = "{to}"',
        f'method = "{_TOLD[row.kind]}"', f"text = {_quoted(text)}", 'text_en = "(translate)"', "",
    ]  # fmt: skip
    for each in mine:
        within = max(_minutes(row.at, each.at), _WITHIN)
        out += ["[[inject.expect]]", f'act = "{each.kind}"', f"within = {within}", 'objective = "handled"', ""]
    return out


def _minutes(start: datetime, at: datetime) -> int:
    return max(int((at - start).total_seconds() // 60), 0)


def _replaced(text: str) -> str:
    """Masked text without its masks: what was hidden stands as an invented word."""
    from re import sub

    return sub(r"[\d*＊]*[*＊]{2,}[\d*＊]*", "138 0000 0000", sub(r"([\u4e00-\u9fff])[*＊](?![*＊])", r"\1某", text))


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
