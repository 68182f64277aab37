"""通讯录: everybody with full name, B角, every number and when it was last answered."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from dutyroom.domain.errors import Fault, Refusal
from dutyroom.domain.names import named, role_names
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.organisation import standing
from dutyroom.services.organisation.views import CardView, NumberView
from dutyroom.services.room.people import people_of
from dutyroom.services.room.roster import roster_of
from dutyroom.store.rows.staff import Person, PersonNumber, Unit

if TYPE_CHECKING:
    from dutyroom.services.room.room import Room

REGISTERED = "registered"


def verify(work: Work) -> None:
    """核实号码: somebody answered it, or did not, or it is another's. Only an answer verifies."""
    person: Person = work.row
    number = str(work.values.get("number") or person.phone)
    if not _digits(number) or not any(_digits(each.number) == _digits(number) for each in numbers_of(work.session, person)):
        why = _("通讯录里没有这个号码。")
        raise Refusal("not_found", why, _("请先用「增减号码」登记。"), (Fault("number", why),))
    result = work.values["result"]
    if result == "reached":
        answered(work, person, number)
    elif result == "wrong":
        _mark(work, person, number, None)
    work.message = {
        "reached": _("{name}的号码已核实。"), "no_answer": _("{name}无人接，未核实。"),
        "wrong": _("{name}的号码有误，请尽快更新。"),
    }[result].format(name=named(person))  # fmt: skip


def change_number(work: Work) -> None:
    """增减号码: one more number of a person, or one less. The registered one stays: decisions are called back to it."""
    person: Person = work.row
    number = str(work.values["number"])
    if not _digits(number):
        raise Refusal("bad_input", _("号码里没有数字。"), _("请核对号码。"), (Fault("number", _("请填号码。")),))
    if _digits(number) == _digits(person.phone):
        why = _("这是登记号码，不能在这里增减。")
        raise Refusal("bad_input", why, _("登记号码用于电话授权回拨，请用「改登记号码」。"), (Fault("number", why),))
    known = [row for row in _rows(work.session, person.code) if _digits(row.number) == _digits(number)]
    if work.values.get("remove"):
        if not known:
            raise Refusal("not_found", _("通讯录里没有这个号码。"), _("请核对号码。"))
        for row in known:
            work.session.delete(row)
        work.message = _("已删去{name}的一个号码。").format(name=named(person))
        return
    if known:
        raise Refusal("no_change", _("这个号码已在通讯录里。"), _("无需重复。"))
    kind = work.values.get("kind") or "mobile"
    work.add(PersonNumber(id=work.next("personnumber"), person=person.code, kind=kind, number=number))
    work.message = _("已添加{name}的号码，请拨通核实。").format(name=named(person))


def register_number(work: Work) -> None:
    """改登记号码: the number to which decisions by telephone are called back. One's own; another's as their secret is reset.

    It counts as verified once somebody has answered it. Raises Refusal ``bad_input``, ``no_change``, ``second_needed``,
    NotAllowed.
    """
    person: Person = work.row
    number = str(work.values["number"])
    if not _digits(number):
        raise Refusal("bad_input", _("号码里没有数字。"), _("请核对号码。"), (Fault("number", _("请填号码。")),))
    if _digits(number) == _digits(person.phone):
        raise Refusal("no_change", _("登记号码就是这个。"), _("无需重复。"))
    if person.code != work.actor:
        standing.check_gives(work)
        standing.check_account(work, person.code)
    for row in _rows(work.session, person.code):
        if _digits(row.number) == _digits(number):
            work.session.delete(row)
    work.was["number"] = person.phone
    person.phone, person.verified = number, None
    work.message = _("已改{name}的登记号码，请拨通核实；电话授权由值班室回拨此号。").format(name=named(person))


def set_deputy(work: Work) -> None:
    """设B角: who stands in for a person by the organisation's own arrangement; nobody, when left empty."""
    person: Person = work.row
    deputy = str(work.values.get("deputy") or "")
    if deputy == person.code:
        raise Refusal("same_person", _("B角不能是本人。"), _("请另选一人。"), (Fault("deputy", _("请另选一人。")),))
    person.deputy = deputy
    row = work.session.get(Person, deputy) if deputy else None
    names = {"name": named(person), "deputy": named(row) if row else _("无")}
    work.message = _("{name}的B角：{deputy}。").format(**names)


def answered(work: Work, person: Person, number: str) -> None:
    """The person answered on that number: it is verified as of now. A number that is not in the directory is none of it."""
    _mark(work, person, number, work.now)


def numbers_of(session: Session, person: Person) -> tuple[NumberView, ...]:
    """The registered number first, then the others in the order in which they were added."""
    first = (NumberView(person.phone, REGISTERED, person.verified),) if person.phone else ()
    return (*first, *(NumberView(row.number, row.kind, row.verified) for row in _rows(session, person.code)))


def directory(room: Room) -> tuple[CardView, ...]:
    """Active staff by the letters of their names."""
    now = room.now()
    with room.database.read() as session:
        plan = room.plan_of(session, room.plan_in_force(session))
        roster = roster_of(session, plan, now)
        units = {row.code: named(row) for row in session.exec(select(Unit)).all()}
        more: dict[str, list[NumberView]] = {}
        for each in session.exec(select(PersonNumber).order_by(col(PersonNumber.id))).all():
            more.setdefault(each.person, []).append(NumberView(each.number, each.kind, each.verified))
        names = people_of(session)
        cards = []
        for row in session.exec(select(Person).where(Person.active).order_by(col(Person.pinyin), col(Person.code))).all():
            roles, on_duty = roster.roles(row.code), roster.on_shift(row.code)
            state = next((each.state for each in roster.holdings if each.person == row.code and each.covers(now)), "")
            first = [NumberView(row.phone, REGISTERED, row.verified)] if row.phone else []
            cards.append(
                CardView(
                    row.code, row.name, row.en, row.pinyin, row.unit, units.get(row.unit, ""), roles,
                    role_names(plan, roles), on_duty, "in_room" if on_duty else state, row.deputy,
                    names.get(row.deputy, ""), (*first, *more.get(row.code, ())),
                )
            )  # fmt: skip
        return tuple(cards)


def _mark(work: Work, person: Person, number: str, at: datetime | None) -> None:
    digits = _digits(number)
    if digits and digits == _digits(person.phone):
        person.verified = at
    for row in _rows(work.session, person.code):
        if digits and digits == _digits(row.number):
            row.verified = at


def _rows(session: Session, person: str) -> list[PersonNumber]:
    query = select(PersonNumber).where(PersonNumber.person == person).order_by(col(PersonNumber.id))
    return list(session.exec(query).all())


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)
