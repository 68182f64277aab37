"""关注: a neutral note on a number or a person, with its reason and its end. It is no black list: it refuses nobody."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from dutyroom.domain.errors import Fault, Refusal
from dutyroom.domain.mask import masked
from dutyroom.domain.numbers import digits_of, each_number
from dutyroom.domain.spelling import name_tokens, names_in, plain_name
from dutyroom.domain.subjects import KINDS, number_of, row_of
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.desk.views import WatchView
from dutyroom.services.room.people import people_of
from dutyroom.store.rows.cases import Watch

if TYPE_CHECKING:
    from dutyroom.services.room.room import Room

PREFIX = KINDS["watch"].prefix
LONGEST = timedelta(days=366)
"""A note that nobody has renewed for so long says nothing any more."""
_LEAST = 7


def add(work: Work) -> None:
    """关注: number, name or both, sealed; found by blind tokens while they are typed into a form."""
    phone, name = (str(work.values.get(each) or "") for each in ("phone", "name"))
    if not phone and not name:
        faults = tuple(Fault(each, _("号码和姓名至少填一项。")) for each in ("phone", "name"))
        raise Refusal("bad_input", _("没有写明关注谁。"), _("号码和姓名至少填一项。"), faults)
    if phone and any(len(each) < _LEAST for each in _digits(phone) or ("",)):
        why = _("号码不完整。")
        raise Refusal("bad_input", why, _("请填完整号码。"), (Fault("phone", why),))
    until = work.values["until"]
    if not work.now < until <= work.now + LONGEST:
        why = _("须晚于现在，最长一年。")
        raise Refusal("bad_input", _("到期时间不合要求。"), why, (Fault("until", why),))
    number = work.next("watch")
    work.subject = number_of("watch", number)
    given = {each: value for each, value in (("phone", phone), ("name", name)) if value}
    work.text = work.masked("reason")
    work.add(
        Watch(
            id=number, number=masked("phone", phone), name=masked("name", name), reason=work.text, by=work.actor,
            at=work.now, until=until,
        )
    )  # fmt: skip
    work.room.vault.put(work.session, work.subject, given)
    work.message = _("已加关注 {code}，到期自动解除。").format(code=work.subject)


def drop(work: Work) -> None:
    """解除关注 before its end."""
    watch: Watch = work.row
    if watch.dropped is not None or watch.until <= work.now:
        raise Refusal("no_change", _("这条关注已经解除。"), _("无需重复。"))
    watch.dropped = work.now
    work.message = _("已解除关注 {code}。").format(code=work.subject)


def watches(room: Room) -> tuple[WatchView, ...]:
    """All in force, those that end first first."""
    with room.database.read() as session:
        rows = session.exec(select(Watch).where(col(Watch.dropped).is_(None), Watch.until > room.now())).all()
        people = people_of(session)
        return tuple(_view(row, people) for row in sorted(rows, key=lambda row: (row.until, row.id)))


def watched(room: Room, phone: str = "", name: str = "") -> tuple[WatchView, ...]:
    """What is in force about this whole number or this whole name."""
    with room.database.read() as session:
        found: set[str] = set()
        for digits in _digits(phone):
            if len(digits) >= _LEAST:
                found |= set(room.vault.find(session, [f"number:{digits}"], 50, PREFIX))
        for one in names_in(name):
            if len(plain_name(one)) > 1:
                mine = room.vault.find(session, name_tokens(one), 50, PREFIX)
                found |= {each for each in mine if _is(room, session, each, plain_name(one))}
        rows = [session.get(Watch, row_of("watch", each)) for each in found]
        now, people = room.now(), people_of(session)
        live = [row for row in rows if row is not None and row.dropped is None and row.until > now]
        return tuple(_view(row, people) for row in sorted(live, key=lambda row: row.id))


def _digits(phone: str) -> tuple[str, ...]:
    return tuple(digits_of(each) for each in each_number(phone))


def _is(room: Room, session: Session, subject: str, name: str) -> bool:
    return name in map(plain_name, names_in(room.vault.value(session, subject, "name")))


def _view(row: Watch, people: dict[str, str]) -> WatchView:
    by = people.get(row.by, row.by)
    return WatchView(number_of("watch", row.id), row.number, row.name, row.reason, by, row.at, row.until)
