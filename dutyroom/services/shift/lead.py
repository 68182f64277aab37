"""What the shift lead does: 点名 every hour, and signing the log."""

from __future__ import annotations

from sqlmodel import col, func, select

from dutyroom.domain.errors import Fault, Refusal
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.log.entries import LOGGED
from dutyroom.store.rows.logs import LogSignature
from dutyroom.store.rows.record import JournalEntry
from dutyroom.store.rows.staff import RoomCheck


def check(work: Work) -> None:
    """点名: who is in the room now, and what was seen on the round. The next one is due an hour later."""
    present = tuple(work.values["present"])
    work.add(
        RoomCheck(
            id=work.next("check"), at=work.now, by=work.actor, present=",".join(present), text=work.masked("text")
        )
    )  # fmt: skip
    work.text = work.masked("text")
    work.message = _("已点名，在室 {n} 人。").format(n=len(present))


def sign(work: Work) -> None:
    """签阅: the log was read up to a line. Raises Refusal ``not_found`` beyond its end, ``no_change`` if signed already."""
    upto = int(work.values["upto"])
    last = work.session.exec(select(func.max(JournalEntry.seq)).where(col(JournalEntry.kind).in_(LOGGED))).one() or 0
    if upto > last:
        fault = Fault("upto", _("日志现在到第 {n} 号。").format(n=last))
        raise Refusal("not_found", _("没有第 {n} 号日志。").format(n=upto), _("请核对日志序号。"), (fault,))
    signed = work.session.exec(select(LogSignature).order_by(col(LogSignature.upto).desc())).first()
    if signed is not None and signed.upto >= upto:
        raise Refusal("no_change", _("日志已签阅到第 {n} 号。").format(n=signed.upto), _("不需要再签。"))
    work.add(
        LogSignature(
            id=work.next("signature"), upto=upto, by=work.actor, role=work.role, at=work.now, text=work.masked("text")
        )
    )  # fmt: skip
    work.text = work.masked("text")
    work.message = _("日志已签阅到第 {n} 号。").format(n=upto)
