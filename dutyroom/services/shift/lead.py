"""What the shift lead does: 点名 every hour, signing the log, and keeping leaders' instructions until they are done."""

from __future__ import annotations

from sqlmodel import col, func, select

from dutyroom.domain.errors import Fault, Refusal
from dutyroom.domain.names import listed
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.log.entries import LOGGED
from dutyroom.services.room.people import people_of
from dutyroom.store.record import next_seq
from dutyroom.store.rows.logs import Instruction, LogLine, LogSignature
from dutyroom.store.rows.record import JournalEntry
from dutyroom.store.rows.staff import RoomCheck


def check(work: Work) -> None:
    """点名: who is in the room now, and what was seen on the round. The next one is due an hour later."""
    present = tuple(work.values["present"])
    names = people_of(work.session)
    work.add(
        RoomCheck(
            id=work.next("check"), at=work.now, by=work.actor, present=",".join(present), text=work.masked("text")
        )
    )  # fmt: skip
    work.text = "；".join(filter(None, [listed(names.get(each, each) for each in present), work.masked("text")]))
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
    work.text = " ".join(filter(None, [f"#{upto}", work.masked("text")]))
    work.message = _("日志已签阅到第 {n} 号。").format(n=upto)


def instruct(work: Work) -> None:
    """记批示: what a leader wants done, who takes it, until when. It passes to the next shift until it is done."""
    row = keep(work)
    work.subject = f"I{row.id}"
    work.message = _("批示已记，编号 {n}。").format(n=row.id)


def keep(work: Work, emergency: str = "") -> Instruction:
    """Puts an instruction on record and into the log; about that emergency, or about the room's daily work."""
    due = work.values.get("due")
    if due is not None and due <= work.now:
        raise Refusal("bad_input", _("办理期限已过。"), _("请改为以后的时间。"), (Fault("due", _("须晚于现在。")),))
    taker = str(work.values["taker"])
    said, giver = work.masked("text"), work.masked("giver")
    line = next_seq(work.session)
    row = Instruction(
        id=work.next("instruction"), emergency=emergency, line=line, giver=giver, taker=taker, text=said, due=due,
        at=work.now, by=work.actor,
    )  # fmt: skip
    work.add(row)
    until = work.calendar.local(due).strftime(" %m-%d %H:%M") if due else ""
    work.text = f"{giver} → {people_of(work.session).get(taker, taker)}{until}：{said}"
    work.add(
        LogLine(seq=line, at=work.now, happened=work.now, by=work.actor, subject=emergency or f"I{row.id}", text=work.text)
    )  # fmt: skip
    return row


def finish(work: Work) -> None:
    """批示办结. Raises Refusal ``not_found``, or ``closed`` when it was done before."""
    row = work.get(Instruction, int(work.values["instruction"]), _("批示"))
    if row.state == "done":
        raise Refusal("closed", _("批示 {n} 已办结。").format(n=row.id))
    done(work, row)
    work.subject = f"I{row.id}"
    work.message = _("批示 {n} 已办结。").format(n=row.id)


def done(work: Work, row: Instruction) -> None:
    """Ends an open instruction with what came of it."""
    row.state, row.outcome, row.done_at, row.done_by = "done", work.masked("text"), work.now, work.actor
    work.text = row.outcome
