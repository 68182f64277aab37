"""What an event taught: improvements that live on as duties, and who contributed what, counted from the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import Session, col, func, select

from dutyroom.domain.errors import Fault, Refusal
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.duties.duties import open_duty
from dutyroom.services.emergency.event import in_place
from dutyroom.services.room.people import name_of
from dutyroom.store.rows.emergencies import Emergency
from dutyroom.store.rows.record import JournalEntry

if TYPE_CHECKING:
    from collections.abc import Collection

KIND = "improvement"
"""``Duty.kind`` of what a review resolved."""


def improve(work: Work) -> None:
    """改进措施 with owner and date: a duty of the room from now, chased and signed as any other, long after the event."""
    event: Emergency = work.row
    in_place(work, event)
    due, owner, text = work.values["due"], str(work.values["owner"]), work.masked("text")
    if due <= work.now:
        raise Refusal("bad_input", _("完成期限已过。"), _("请改为以后的时间。"), (Fault("due", _("须晚于现在。")),))
    duty = open_duty(work, KIND, text.splitlines()[0][:60], due, owner=owner, text=text, about=event.number)
    work.text = text
    work.data["duty"] = work.came["duty"] = duty.number
    work.message = _("改进措施已列入 D{n}，由{name}于 {at} 前完成。").format(
        n=duty.id, name=name_of(work.session, owner), at=work.shown(due)
    )


def contributions(session: Session, subjects: Collection[str]) -> list[tuple[str, int, int]]:
    """(person, acts, decisions) by the journal's entries about these subjects, whoever did most first."""
    decided = ("decide", "approve", "activate", "decline", "answer", "response", "withdraw", "cancel", "decide_end")
    rows = session.exec(
        select(JournalEntry.actor, JournalEntry.kind, func.count())
        .where(col(JournalEntry.subject).in_(subjects))
        .group_by(JournalEntry.actor, JournalEntry.kind)
    ).all()
    acts: dict[str, int] = {}
    decisions: dict[str, int] = {}
    for person, kind, count in rows:
        acts[person] = acts.get(person, 0) + count
        if kind.partition(".")[2] in decided:
            decisions[person] = decisions.get(person, 0) + count
    ordered = sorted(acts, key=lambda person: (-acts[person], person))
    return [(person, acts[person], decisions.get(person, 0)) for person in ordered]
