"""通知 to every unit, and the receipts that are counted until all are in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from dutyroom.domain.errors import Refusal
from dutyroom.domain.names import named
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.clocks import clocks
from dutyroom.services.emergency.event import event_of, in_place
from dutyroom.services.organisation.matter import check_speaks_for
from dutyroom.services.room.people import name_of
from dutyroom.store.rows.emergencies import Emergency, Notice, Receipt
from dutyroom.store.rows.staff import Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def send(work: Work, event: Emergency, kind: str) -> None:
    """Issues the plan's notices of that kind; every unit of the organisation owes a receipt."""
    units = work.session.exec(select(Unit.code).order_by(col(Unit.code))).all()
    for rule in work.plan.notices:
        if rule.kind != kind:
            continue
        notice = Notice(
            id=work.next("notice"), emergency=event.number, kind=kind, text=rule.text, at=work.now, by=work.actor
        )
        issue(work, notice, units)
        if rule.clock is not None:
            clocks.start_clock(work, notice.number, rule.clock, work.now)


def issue(work: Work, notice: Notice, receivers: Iterable[str]) -> None:
    """Puts a notice on record; each of the receivers owes a receipt."""
    work.add(notice)
    for each in receivers:
        work.add(Receipt(notice=notice.id, unit=each))


def receipt(work: Work) -> None:
    """通知回执: one unit, or person, has received the notice."""
    notice: Notice = work.row
    in_place(work, event_of(work, notice.emergency))
    row, who = _owed(work, notice)
    if notice.to != "persons":
        check_speaks_for(work, row.unit)
    row.at = work.now
    row.by = work.masked("by") or name_of(work.session, work.actor)
    work.session.flush()
    left = [open_.unit for open_ in outstanding(work.session, notice.emergency) if open_.notice == notice.id]
    work.came["left"] = len(left)
    if left:
        work.message = _("{unit}已签收，还差 {n} 份。").format(unit=who, n=len(left))
    else:
        work.message = _("{unit}已签收，回执全部收齐。").format(unit=who)
        for clock in clocks.running(work.session, notice.number):
            clocks.end(work, clock)


def chase(work: Work) -> None:
    """催收回执: who was asked for it again, and what they said."""
    notice: Notice = work.row
    in_place(work, event_of(work, notice.emergency))
    row, who = _owed(work, notice)
    row.chased += 1
    row.chased_at = work.now
    work.text = work.masked("text")
    work.message = _("已向{unit}催收 {n} 次。").format(unit=who, n=row.chased)


def _owed(work: Work, notice: Notice) -> tuple[Receipt, str]:
    """The receipt that the form names, and whose it is. Raises Refusal ``no_change`` when it is in already."""
    row = work.get(Receipt, (notice.id, work.values["unit"]), _("回执"))
    who = receiver(work.session, notice, row.unit)
    if row.at is not None:
        raise Refusal("no_change", _("{unit}已于 {at} 签收。").format(unit=who, at=work.shown(row.at)), _("不需要再办。"))
    return row, who


def receiver(session: Session, notice: Notice, code: str) -> str:
    """The name of the unit or person that owes a receipt of the notice."""
    if notice.to == "persons":
        return name_of(session, code)
    unit = session.get(Unit, code)
    return named(unit) if unit is not None else code


def outstanding(session: Session, number: str, kinds: tuple[str, ...] = ()) -> Sequence[Receipt]:
    """The receipts of an event's notices (of these kinds) that are not in yet."""
    notices = select(Notice.id).where(Notice.emergency == number)
    if kinds:
        notices = notices.where(col(Notice.kind).in_(kinds))
    return session.exec(
        select(Receipt)
        .where(col(Receipt.notice).in_(notices), col(Receipt.at).is_(None))
        .order_by(col(Receipt.notice), col(Receipt.unit))
    ).all()
