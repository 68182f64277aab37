"""冻结删除: while a hold is in force, the personal data of its complaint, or of every complaint of its event, stays."""

from __future__ import annotations

from sqlmodel import Session, or_, select

from dutyroom.domain.errors import Refusal
from dutyroom.lang import gettext as _
from dutyroom.store.rows.cases import Call, Complaint
from dutyroom.store.rows.places import WorkRecord


def holding(session: Session, subject: str) -> WorkRecord | None:
    """The hold that keeps the personal data of a complaint, or of a call that belongs to one; None when there is none."""
    call = session.get(Call, subject)
    number = call.complaint if call is not None and call.complaint else subject
    complaint = session.get(Complaint, number)
    event = complaint.emergency if complaint is not None else ""
    of_event = (WorkRecord.complaint == "") & (WorkRecord.emergency == event) if event else WorkRecord.complaint == number
    return session.exec(
        select(WorkRecord).where(
            WorkRecord.kind == "hold", WorkRecord.state == "in_force", or_(WorkRecord.complaint == number, of_event)
        )
    ).first()


def check_free(session: Session, subject: str) -> None:
    """Raises Refusal ``held`` while the personal data of the subject may not be erased."""
    hold = holding(session, subject)
    if hold is not None:
        raise Refusal(
            "held",
            _("{number} 因法律事务冻结删除，个人信息没有删除。").format(number=subject),
            _("解除冻结 R{n} 之后方可删除。").format(n=hold.id),
        )
