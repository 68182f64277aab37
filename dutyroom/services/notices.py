"""通知 to every unit, and the receipts that are counted until all are in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from dutyroom.domain.errors import Refusal
from dutyroom.lang import gettext as _
from dutyroom.services.event import event_of, in_place, name_of, shown
from dutyroom.services.names import named
from dutyroom.services.work import Work
from dutyroom.store.rows.emergencies import Emergency, Notice, Receipt
from dutyroom.store.rows.staff import Unit

if TYPE_CHECKING:
    from collections.abc import Sequence


def send(work: Work, event: Emergency, kind: str) -> None:
    """Issues the plan's notices of that kind; every unit of the organisation owes a receipt."""
    units = work.session.exec(select(Unit.code).order_by(col(Unit.code))).all()
    for rule in work.plan.notices:
        if rule.kind != kind:
            continue
        notice = Notice(
            id=work.next("notice"), emergency=event.number, kind=kind, text=rule.text, at=work.now, by=work.actor
        )
        work.add(notice)
        for unit in units:
            work.add(Receipt(notice=notice.id, unit=unit))


def receipt(work: Work) -> None:
    """通知回执: one unit has received the notice."""
    notice: Notice = work.row
    in_place(work, event_of(work, notice.emergency))
    row = work.get(Receipt, (notice.id, work.values["unit"]), _("回执"))
    unit = work.get(Unit, row.unit, _("机构"))
    if row.at is not None:
        raise Refusal(
            "no_change",
            _("{unit}已于 {at} 签收。").format(unit=named(unit), at=shown(work, row.at)),
            _("不需要再办。"),
        )
    row.at = work.now
    row.by = work.masked("by") or name_of(work.session, work.actor)
    work.session.flush()
    left = [open_.unit for open_ in outstanding(work.session, notice.emergency) if open_.notice == notice.id]
    work.message = _("{unit}已签收，还差 {n} 个机构。").format(unit=named(unit), n=len(left))
    if not left:
        work.message = _("{unit}已签收，回执全部收齐。").format(unit=named(unit))


def outstanding(session: Session, number: str) -> Sequence[Receipt]:
    """The receipts of an event's notices that are not in yet."""
    notices = select(Notice.id).where(Notice.emergency == number)
    return session.exec(
        select(Receipt)
        .where(col(Receipt.notice).in_(notices), col(Receipt.at).is_(None))
        .order_by(col(Receipt.notice), col(Receipt.unit))
    ).all()
