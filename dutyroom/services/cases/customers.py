"""客户关系: each complainant's card (contact plan, mood, support offered), and what was promised."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, select

from dutyroom.domain.errors import Fault, Refusal
from dutyroom.domain.names import choice_name
from dutyroom.lang import gettext as _
from dutyroom.services.act.frozen import check_frozen
from dutyroom.services.act.work import Work
from dutyroom.services.emergency.records import begin, write
from dutyroom.store.rows.cases import Complaint
from dutyroom.store.rows.emergencies import Emergency
from dutyroom.store.rows.places import WorkRecord


def card(work: Work) -> None:
    """联系安排, 记录情绪, 心理疏导: what is known of the complainant last; earlier entries stay in the history."""
    complaint = _of(work)
    _to_come(work, work.values.get("due"))
    record = card_of(work.session, complaint.number)
    event = _event(work, complaint)
    if record is None:
        record = WorkRecord(
            id=work.next("workrecord"), kind="customer", complaint=complaint.number, at=work.now, typed=work.now, by=work.actor
        )
        work.add(record)
    if work.act.name == "customer.plan":
        record.due, record.person = work.values["due"], str(work.values.get("person") or work.actor)
    if work.act.name == "customer.mood":
        record.state = work.values["mood"]
    write(work, record, event)
    work.message = {
        "customer.plan": _("已定下次联系。"),
        "customer.mood": _("已记情绪：{mood}。").format(mood=choice_name(str(work.values.get("mood")))),
        "customer.support": _("已记心理疏导。"),
    }[work.act.name]


def promise(work: Work) -> None:
    """作出承诺 to a complainant, with the time by which it is kept."""
    complaint = _of(work)
    _to_come(work, work.values["due"])
    record = begin(work, _event(work, complaint), complaint.number)
    # Stays on the complaint, whichever events it belongs to later.
    record.emergency = ""
    work.came["record"] = record.number
    work.message = _("承诺已记录，编号 {number}，到期提醒。").format(number=record.number)


def card_of(session: Session, number: str) -> WorkRecord | None:
    """A complainant's card; None when nothing was noted yet."""
    return session.exec(select(WorkRecord).where(WorkRecord.complaint == number, WorkRecord.kind == "customer")).first()


def _of(work: Work) -> Complaint:
    complaint: Complaint = work.row
    check_frozen(complaint)
    return complaint


def _event(work: Work, complaint: Complaint) -> Emergency | None:
    return work.session.get(Emergency, complaint.emergency) if complaint.emergency else None


def _to_come(work: Work, moment: datetime | None) -> None:
    if moment is not None and moment <= work.now:
        said = _("时间须晚于现在。")
        raise Refusal("bad_input", said, "", (Fault("due", said),))
