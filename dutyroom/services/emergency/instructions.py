"""批示督办: what a leader wants done in an event is followed to its end, by whom, by when, with reports back and chasing."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from dutyroom.domain.errors import NotAllowed, Refusal
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.emergency.event import event_of, in_place
from dutyroom.services.log import instructions
from dutyroom.services.room.people import name_of
from dutyroom.store.rows.command import InstructionNote
from dutyroom.store.rows.emergencies import Emergency
from dutyroom.store.rows.logs import Instruction


def instruct(work: Work) -> None:
    """批示督办: the instruction stands in the log as any other, and is followed on the event's panel."""
    event: Emergency = work.row
    in_place(work, event)
    row = instructions.keep(work, event.number)
    work.data["instruction"] = work.came["instruction"] = row.number
    work.message = _("批示已列入督办，编号 I{n}，由{taker}承办。").format(n=row.id, taker=name_of(work.session, row.taker))


def report_back(work: Work) -> None:
    """反馈: how far it is, by whoever takes it."""
    row = _open(work)
    if row.taker != work.actor:
        raise NotAllowed(_("由承办人{name}反馈。").format(name=name_of(work.session, row.taker)))
    _note(work, row, "report")
    work.message = _("已反馈督办 I{n}。").format(n=row.id)


def chase(work: Work) -> None:
    """催办."""
    row = _open(work)
    _note(work, row, "chase")
    n = sum(each.kind == "chase" for each in notes_of(work.session, row.id)) + 1
    work.message = _("督办 I{n} 已催办 {times} 次。").format(n=row.id, times=n)


def finish(work: Work) -> None:
    """督办办结, after the taker's report back and by somebody else."""
    row = _open(work)
    if not any(each.kind == "report" for each in notes_of(work.session, row.id)):
        who = name_of(work.session, row.taker)
        hint = _("请承办人{name}先反馈办理情况。").format(name=who)
        raise Refusal("not_ready", _("督办 I{n} 还没有反馈。").format(n=row.id), hint)
    if row.taker == work.actor:
        raise Refusal("same_person", _("承办人不能自己办结督办。"), _("请由督办人核实后办结。"))
    instructions.done(work, row)
    work.message = _("督办 I{n} 已办结。").format(n=row.id)


def notes_of(session: Session, instruction: int) -> Sequence[InstructionNote]:
    """What was reported back and chased, oldest first."""
    return session.exec(
        select(InstructionNote).where(InstructionNote.instruction == instruction).order_by(col(InstructionNote.id))
    ).all()


def instructions_of(session: Session, number: str) -> Sequence[Instruction]:
    """The instructions of an event, in the order in which they were given."""
    return session.exec(select(Instruction).where(Instruction.emergency == number).order_by(col(Instruction.id))).all()


def _open(work: Work) -> Instruction:
    row: Instruction = work.row
    if row.emergency:
        in_place(work, event_of(work, row.emergency))
    if row.state == "done":
        raise Refusal("closed", _("批示 {n} 已办结。").format(n=row.id))
    return row


def _note(work: Work, row: Instruction, kind: str) -> None:
    work.text = work.masked("text")
    work.add(
        InstructionNote(
            id=work.next("instructionnote"), instruction=row.id, kind=kind, text=work.text, by=work.actor, at=work.now
        )
    )  # fmt: skip
