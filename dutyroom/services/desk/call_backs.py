"""待回拨: what was promised to callers and complainants and not kept yet. A call-back that nobody made stays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlmodel import Session, col, func, or_, select

from dutyroom.domain.contacts import CUSTOMER
from dutyroom.domain.errors import Fault, Refusal
from dutyroom.domain.mask import masked
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.desk.views import CallBackView
from dutyroom.services.room.people import people_of
from dutyroom.store.rows.cases import Call, Complaint, Contact

if TYPE_CHECKING:
    from dutyroom.services.room.room import Room


def call_back(work: Work) -> None:
    """回拨: what came of ringing a caller back; also after the call itself was finished."""
    call: Call = work.row
    if call.complaint:
        hint = _("请看 {number}。").format(number=call.complaint)
        raise Refusal("closed", _("来电 {call} 已转为投诉。").format(call=call.number), hint)
    result, again_at = work.values["result"], work.values.get("again_at")
    if result == "agreed" and again_at is None:
        raise Refusal("bad_input", _("约定再拨须有时间。"), _("请填约定的时间。"), (Fault("again_at", _("必填。")),))
    check_again(work, again_at)
    work.text = work.masked("text")
    _add(work, call.number, result, again_at, work.happened())
    work.message = {
        "reached": _("已回拨 {number}。"), "no_answer": _("{number} 无人接，仍待回拨。"), "agreed": _("{number} 已记约定再拨。"),
    }[result].format(number=call.number)  # fmt: skip


def reveal(work: Work) -> None:
    """查看来电原文: nobody can be rung back behind a mask; who looked, and why, is on the journal first."""
    work.message = _("已留痕，可查看原文。")


def promise(work: Work, number: str) -> None:
    """The caller is promised a call-back at ``again_at``, if the form says so; said again, it is the same promise."""
    again_at = work.values.get("again_at")
    if again_at is None or any(each.again_at == again_at for each in open_promises(work.session, number)):
        return
    check_again(work, again_at)
    _add(work, number, "agreed", again_at, work.now)


def carry_over(work: Work, call: str, complaint: str) -> None:
    """The call is a complaint's now, and so is what was promised in it."""
    for each in open_promises(work.session, call):
        if not any(mine.again_at == each.again_at for mine in open_promises(work.session, complaint)):
            _add(work, complaint, "agreed", each.again_at, each.at, each.by)


def check_again(work: Work, again_at: datetime | None) -> None:
    """Raises Refusal ``bad_input`` for a call-back promised for a time that is over."""
    if again_at is not None and again_at <= work.now:
        raise Refusal("bad_input", _("约定的时间已过。"), _("请填以后的时间。"), (Fault("again_at", _("须晚于现在。")),))


def promised(session: Session) -> tuple[int, datetime | None]:
    """How many call-backs are open, and when the first of them is due."""
    mine = open_ones().subquery()
    count, first = session.exec(select(func.count(), func.min(mine.c.again_at)).select_from(mine)).one()
    return int(count), first


def call_backs(room: Room) -> tuple[CallBackView, ...]:
    """Every promised call-back, the next one first."""
    with room.database.read() as session:
        people = people_of(session)
        found = []
        for last in session.exec(select(Contact).where(col(Contact.id).in_(select(open_ones().subquery().c.id)))).all():
            assert last.again_at is not None
            complaint, call = session.get(Complaint, last.subject), session.get(Call, last.subject)
            plain = room.vault.plain(session, last.subject)
            owner = complaint.owner if complaint else call.taken_by if call else ""
            tries = session.exec(
                select(func.count(col(Contact.id))).where(
                    Contact.subject == last.subject, Contact.purpose == CUSTOMER, col(Contact.id) > last.id
                )
            ).one()
            found.append(
                CallBackView(
                    last.subject, last.again_at, last.at, people.get(last.by, last.by),
                    masked("name", plain.get("name", "")), masked("phone", plain.get("phone", "")),
                    people.get(owner, owner), complaint.summary if complaint else call.summary if call else "", int(tries),
                )
            )  # fmt: skip
        return tuple(sorted(found, key=lambda each: (each.at, each.subject)))


def open_ones() -> Any:
    """The last promise of each open complaint, and of each call that is no complaint's, unless somebody was reached since."""
    last = (
        select(func.max(Contact.id))
        .where(Contact.purpose == CUSTOMER, or_(Contact.result == "reached", col(Contact.again_at).is_not(None)))
        .group_by(Contact.subject)
    )
    return (
        select(Contact.id, Contact.again_at)
        .join(Complaint, col(Complaint.number) == col(Contact.subject), isouter=True)
        .join(Call, col(Call.number) == col(Contact.subject), isouter=True)
        .where(
            col(Contact.id).in_(last),
            col(Contact.again_at).is_not(None),
            or_(
                col(Complaint.number).is_not(None) & col(Complaint.closed_at).is_(None),
                col(Call.number).is_not(None) & (col(Call.complaint) == ""),
            ),
        )
    )


def _add(
    work: Work, subject: str, result: str, again_at: datetime | None, at: datetime, by: str = ""
) -> None:
    work.add(
        Contact(
            id=work.next("contact"), subject=subject, at=at, by=by or work.actor, purpose=CUSTOMER, result=result,
            again_at=again_at, text="" if by else work.text,
        )
    )  # fmt: skip
    work.session.flush()


def open_promises(session: Session, subject: str) -> list[Contact]:
    """Call-backs that were promised to the subject and not kept yet: the last promise, unless somebody was reached since."""
    rows: Sequence[Contact] = session.exec(
        select(Contact).where(Contact.subject == subject, Contact.purpose == CUSTOMER).order_by(col(Contact.id))
    ).all()
    promised: list[Contact] = []
    for row in rows:
        if row.result == "reached" or row.again_at is not None:
            promised = []
        if row.again_at is not None:
            promised = [row]
    return promised
