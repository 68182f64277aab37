"""Makes a scenario of a finished emergency: its calls, reports and sightings become injects, what was done is expected.

Who is known is replaced: complainants and staff, by name and number. What else may tell who somebody is, is listed for
people to look at; nobody can promise more of a text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlmodel import Session, col, or_, select

from dutyroom.domain.acts import ACTS
from dutyroom.domain.errors import Refusal
from dutyroom.domain.numbers import digits_of, each_number
from dutyroom.domain.scenario.formats import FORMAT
from dutyroom.domain.spelling import names_in
from dutyroom.domain.subjects import number_of
from dutyroom.domain.suspected import suspected
from dutyroom.lang import gettext as _
from dutyroom.services.log.entries import plain
from dutyroom.services.room.subjects import load_subject
from dutyroom.store.rows.cases import Call, Complaint
from dutyroom.store.rows.emergencies import Emergency, Notice, Paper, Task
from dutyroom.store.rows.record import JournalEntry
from dutyroom.store.rows.staff import Person, PersonNumber

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


_NUMBER = "138 0000 0000"
# A number behind its mask: stars, and what is shown of it on either side, in the groups in which it was typed.
_MASKED = re.compile(
    r"(?:\d{1,4}[\s.\-–—)）]{1,2})?[\d*＊]*[*＊]{2,}[\d*＊]*(?:[\s.\-–—]?[\d*＊]*[*＊]+[\d*＊]*)*(?:[\s.\-–—]\d{1,4}(?!\d))?"
)
_SOMEBODY = "某人"


@dataclass(slots=True)
class Rewritten:
    """The text of a scenario (TOML), and what in it is to be looked at: (where, the words)."""

    text: str = ""
    suspected: list[tuple[str, str]] = field(default_factory=list)


def scenario_from(room: Room, number: str) -> Rewritten:
    """A scenario made of emergency ``number``. Raises Refusal ``not_found``, ``wrong_stage``."""
    with room.database.read() as session:
        event: Emergency = load_subject(session, "emergency", number)
        if event.ended is None:
            no = _("{number} 还没有结束。").format(number=number)
            raise Refusal("wrong_stage", no, _("终止以后再改写成方案。"))
        plan = room.plan_of(session, event.plan_version)
        rows = _journal(session, event)
        known = _known(room, session, event)
    made = Rewritten()

    def clean(where: str, text: str) -> str:
        text = known.replaced(text)
        made.suspected += [(where, words) for words in suspected(text, (_NUMBER, *known.names.values()))]
        return _quoted(text)

    start = event.reported
    zone = room.calendar.tz
    out = [f"format = {FORMAT}", "", "[scenario]"]
    fields = {
        "code": f"from-{number}".lower(), "name": event.title, "en": f"After event {number}", "plan": plan.code,
        "at": f"{start.astimezone(zone):%Y-%m-%dT%H:%M}", "summary": "", "summary_en": f"After event {number}",
    }  # fmt: skip
    title = clean(_("标题"), event.title)
    out += [f"{key} = {title if key in ('name', 'summary') else _quoted(value)}" for key, value in fields.items()]
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
        text = clean(_("第 {n} 条情景").format(n=place + 1), _said(row))
        out += _inject(place + 1, row, text, start, by_shift[0], mine or ([] if place else done[:1]))
    head = ["# " + _("由突发事件改写：已知的投诉人和值班人员已替换。请补全英文、限时和各角色的处置，再检查。")]
    # Where, not what: a comment is forgotten in the file.
    places = dict.fromkeys(where for where, _words in made.suspected)
    if places:
        head.append("# " + _("疑似还有个人信息，请核对：{places}。未列出的也可能有。").format(places="、".join(places)))
    made.text = "\n".join([*head, *out]) + "\n"
    return made


def _journal(session: Session, event: Emergency) -> list[JournalEntry]:
    complaints = session.exec(select(Complaint.number).where(Complaint.emergency == event.number)).all()
    subjects = {event.number, *complaints}
    tables: tuple[Any, ...] = (Paper, Task, Notice)
    for table in tables:
        ids = session.exec(select(table.id).where(table.emergency == event.number)).all()
        subjects |= {number_of(table.KIND, each) for each in ids}
    query = select(JournalEntry).where(or_(col(JournalEntry.subject).in_(subjects)))
    return list(session.exec(query.order_by(col(JournalEntry.seq))).all())


def _said(row: JournalEntry) -> str:
    values: dict[str, Any] = json.loads(row.payload)["values"]
    said = str(values.get("_text") or plain(values.get("content")) or plain(values.get("text"))) or _(ACTS[row.kind].label)
    return "，".join([said, *(f"{name} {values[name]}" for name in ("people", "injured", "media", "reach") if values.get(name))])


def _inject(no: int, row: JournalEntry, text: str, start: datetime, to: str, mine: list[JournalEntry]) -> list[str]:
    out = [
        "[[inject]]", f"no = {no}", f"at = {_minutes(start, row.at)}", f'from = "{_WHO}"', f'to = "{to}"',
        f'method = "{_TOLD[row.kind]}"', f"text = {text}", 'text_en = "(translate)"', "",
    ]  # fmt: skip
    for each in mine:
        within = max(_minutes(row.at, each.at), _WITHIN)
        out += ["[[inject.expect]]", f'act = "{each.kind}"', f"within = {within}", 'objective = "handled"', ""]
    return out


def _minutes(start: datetime, at: datetime) -> int:
    return max(int((at - start).total_seconds() // 60), 0)


@dataclass(frozen=True, slots=True)
class _Known:
    """Names with what stands for each, and numbers."""

    names: dict[str, str]
    numbers: frozenset[str]

    def replaced(self, text: str) -> str:
        """The text without them, however they are spaced, and without masks: what was hidden stands as invented words."""
        for name in sorted(self.names, key=len, reverse=True):
            text = re.sub(r"[\s·•‧・．]*".join(map(re.escape, name)), self.names[name], text)
        for number in sorted(self.numbers, key=len, reverse=True):
            text = re.sub(r"(?<!\d)" + r"[\s.\-–—]*".join(number) + r"(?!\d)", _NUMBER, text)
        text = re.sub(r"[\u4e00-\u9fffA-Za-z][*＊](?![*＊])", _SOMEBODY, text)
        return _MASKED.sub(_NUMBER, text)


def _known(room: Room, session: Session, event: Emergency) -> _Known:
    """Everybody whom the room knows by name or number and who has to do with the event."""
    cases = session.exec(select(Complaint.number).where(Complaint.emergency == event.number)).all()
    calls = session.exec(select(Call.number).where(col(Call.complaint).in_(cases))).all()
    told = [room.vault.plain(session, subject) for subject in (*cases, *calls)]
    people = session.exec(select(Person).order_by(Person.code)).all()
    names = _named(_("客户"), (name for each in told for name in names_in(each.get("name", ""))))
    names |= _named(_("值班人员"), (each.name for each in people)) | _named("Staff ", (each.en for each in people))
    values = (each.get(kind, "") for each in told for kind in ("phone", "id_number"))
    numbers = {digits_of(number) for value in values for number in each_number(value)}
    numbers |= {digits_of(each) for each in session.exec(select(PersonNumber.number)).all()}
    numbers |= {digits_of(each.phone) for each in people}
    return _Known(names, frozenset(each for each in numbers if len(each) > 4))


def _named(word: str, names: Iterable[str]) -> dict[str, str]:
    whole = dict.fromkeys("".join(re.split(r"[\s·•‧・．]+", name)) for name in names)
    return {name: f"{word}{number}" for number, name in enumerate((each for each in whole if len(each) > 1), 1)}


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
