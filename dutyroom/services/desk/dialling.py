"""逐级通知: the dialling list of a complaint or emergency, and calls up the chain about an emergency."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from dutyroom.domain.contacts import SUPERIOR
from dutyroom.domain.dialling import Try, chain, next_to_call, passed
from dutyroom.domain.errors import Refusal
from dutyroom.domain.names import named, role_name
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.desk.views import DialView, TargetView, TryView
from dutyroom.services.emergency.event import complaints_of, in_place
from dutyroom.services.organisation.directory import answered, numbers_of
from dutyroom.services.organisation.recusal import aside_in
from dutyroom.services.room.people import people_of
from dutyroom.services.room.roster import roster_of
from dutyroom.services.room.subjects import load_subject
from dutyroom.store.rows.cases import Complaint, Contact
from dutyroom.store.rows.emergencies import Emergency
from dutyroom.store.rows.staff import Person

if TYPE_CHECKING:
    from dutyroom.services.room.room import Room


def report_event(work: Work) -> None:
    """逐级通知 about an emergency: every try is kept; told is only who answered."""
    event: Emergency = work.row
    in_place(work, event)
    person = work.get(Person, work.values["person"], _("账号"))
    if person.code == work.actor:
        raise Refusal("same_person", _("不能上报给自己。"), _("请选择报告对象。"))
    work.text = work.masked("text")
    result, number = work.values["result"], str(work.values.get("number") or "")
    work.add(
        Contact(
            id=work.next("contact"), subject=event.number, at=work.happened(), by=work.actor, purpose=SUPERIOR,
            person=person.code, number=number, result=result, text=work.text,
        )
    )  # fmt: skip
    if result == "reached":
        answered(work, person, number)
        work.message = _("已上报 {name}。").format(name=named(person))
    else:
        work.message = _("{name}未接通，不算已上报；本次拨打已留痕。").format(name=named(person))


def dial(room: Room, subject: str, caller: str = "") -> DialView:
    """Who is to be called about the complaint or emergency ``subject``, and what was tried; never ``caller``
    themselves, nor who should step back from it.

    The order is the plan's: who leads the handling of that level, then who decides on activation, each followed by its
    succession; the B角 of these come last. Raises Refusal ``not_found``.
    """
    now = room.now()
    with room.database.read() as session:
        row = _subject(session, subject)
        plan = room.plan_of(session, row.plan_version)
        level = plan.level(row.level) if isinstance(row, Complaint) else None
        aside = aside_in(session, room.vault, row, {})
        roster = roster_of(session, plan, now, aside)
        staff = {each.code: each for each in session.exec(select(Person).where(Person.active)).all()}
        order: dict[str, str] = {}
        route = plan.route(row.level, row.off_hours) if isinstance(row, Complaint) else None
        first = route.tell if route is not None else ()
        for role in dict.fromkeys((*first, *chain(plan, level.lead if level else ""))):
            for code in sorted(staff, key=lambda code: (staff[code].pinyin, code)):
                if role in roster.roles(code) and code not in aside:
                    order.setdefault(code, role_name(plan, role))
        for code in tuple(order):
            if staff[code].deputy in staff and staff[code].deputy not in aside:
                order.setdefault(staff[code].deputy, _("{name}的B角").format(name=named(staff[code])))
        order.pop(caller, None)
        subjects = [subject, *_related(session, row)]
        rows = session.exec(
            select(Contact)
            .where(Contact.purpose == SUPERIOR, col(Contact.subject).in_(subjects))
            .order_by(col(Contact.at), col(Contact.id))
        ).all()
        names = people_of(session)
        tries = [Try(each.person, each.at, each.result) for each in rows]
        states = {each.person: each.state for each in roster.holdings if each.covers(now)}
        states |= {each.person: "in_room" for each in roster.shifts if each.covers(now)}
        away = {code: states.get(code) == "away" for code in order}
        told = next((each for each in reversed(rows) if each.result == "reached"), None)
        rule = plan.stand_in
        return DialView(
            subject,
            "complaint.report_up" if isinstance(row, Complaint) else "emergency.report_up",
            row.summary if isinstance(row, Complaint) else row.title,
            tuple(
                TargetView(
                    code, names[code], title, states.get(code, ""), numbers_of(session, staff[code]),
                    tuple(
                        TryView(each.at, names.get(each.by, each.by), each.number, each.result)
                        for each in rows
                        if each.person == code
                    ),
                    passed(code, tries, rule, away[code]),
                )
                for code, title in order.items()
            ),
            next_to_call(tuple(order), tries, rule, away),
            names.get(told.person, told.person) if told else "",
            told.at if told else None,
            rule.failed_calls if rule else 0,
            rule.minutes if rule else 0,
        )  # fmt: skip


def _subject(session: Session, number: str) -> Complaint | Emergency:
    event = session.get(Emergency, number)
    row: Complaint | Emergency = event if event is not None else load_subject(session, "complaint", number)
    return row


def _related(session: Session, row: Complaint | Emergency) -> list[str]:
    """Calls about a case of an event are calls about the event: whoever was told of one knows of the other."""
    if isinstance(row, Emergency):
        return [case.number for case in complaints_of(session, row.number)]
    return []
