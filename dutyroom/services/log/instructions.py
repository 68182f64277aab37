"""Leaders' instructions of the log: what a leader wants done, who takes it, until when. They pass on until they are done."""

from __future__ import annotations

from dutyroom.domain.errors import Fault, Refusal
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.store.record import next_seq
from dutyroom.store.rows.logs import Instruction, LogLine


def instruct(work: Work) -> None:
    """记批示: what a leader wants done, who takes it, until when. It passes to the next shift until it is done."""
    row = keep(work)
    work.subject = row.number
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
    work.text = said
    work.add(
        LogLine(seq=line, at=work.now, happened=work.now, by=work.actor, subject=emergency or row.number, text=work.text)
    )  # fmt: skip
    return row


def finish(work: Work) -> None:
    """批示办结. Raises Refusal ``not_found``, or ``closed`` when it was done before."""
    row = work.get(Instruction, int(work.values["instruction"]), _("批示"))
    if row.state == "done":
        raise Refusal("closed", _("批示 {n} 已办结。").format(n=row.id))
    done(work, row)
    work.subject = row.number
    work.message = _("批示 {n} 已办结。").format(n=row.id)


def done(work: Work, row: Instruction) -> None:
    """Ends an open instruction with what came of it."""
    row.state, row.outcome, row.done_at, row.done_by = "done", work.masked("text"), work.now, work.actor
    work.text = row.outcome
