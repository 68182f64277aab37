"""Danger to life in a complaint: it stays on top until it is over; and closing many at once, never over such a case."""

from __future__ import annotations

from dutyroom.domain.contacts import POLICE
from dutyroom.domain.errors import Fault, Refusal
from dutyroom.domain.names import choice_name, listed
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.cases import handling
from dutyroom.store.rows.board import BoardEntry
from dutyroom.store.rows.cases import Complaint, Contact


def mark(work: Work) -> None:
    """标记危险情形: what threatens whom, and whether the police were called. Pinned from now until it is over."""
    complaint: Complaint = work.row
    if complaint.closed_at is not None:
        raise Refusal("closed", _("{number} 已办结。").format(number=complaint.number), _("有新情况请另行登记。"))
    called = work.values["police"]
    complaint.danger = work.values["danger"]
    work.text = work.masked("text")
    if called != "not_called":
        work.add(
            Contact(
                id=work.next("contact"), subject=complaint.number, at=work.happened(), by=work.actor, purpose=POLICE,
                result=called, text=work.text,
            )
        )  # fmt: skip
    work.message = _("{number} 已标记「{danger}」，置顶至解除。").format(
        number=complaint.number, danger=choice_name(complaint.danger)
    )
    if called != "reached":
        work.message += _("尚未报警成功，请立即拨打 110 并再次记录。")


def lift(work: Work) -> None:
    """危险解除, with its reason."""
    complaint: Complaint = work.row
    if not complaint.danger:
        raise Refusal("no_change", _("{number} 没有危险情形。").format(number=complaint.number), _("不需要再办。"))
    work.came["danger"], complaint.danger = complaint.danger, ""
    work.text = work.masked("reason")
    work.message = _("{number} 危险已解除。").format(number=complaint.number)


def close_many(work: Work) -> None:
    """批量办结: all of them or none.

    Raises Refusal ``pinned`` when one of them is pinned (most urgent, of a running event, or in danger): such a case is
    closed by itself, by somebody who reads it; ``not_ready`` naming everything that is missing in the others.
    """
    numbers = work.numbers("complaints")
    rows = [work.get(Complaint, number, _("投诉")) for number in numbers]
    pinned = [row for row in rows if row.closed_at is None and _pinned(work, row)]
    if pinned:
        names = listed(f"{row.number}（{choice_name(row.danger)}）" if row.danger else row.number for row in pinned)
        raise Refusal(
            "pinned",
            _("其中 {n} 件置顶，不能批量办结：{cases}。").format(n=len(pinned), cases=names),
            _("置顶的逐件办理；其余的去掉这些编号后再办。"),
            tuple(Fault("complaints", row.number) for row in pinned),
        )
    for row in rows:
        try:
            handling.close_one(work, row)
        except Refusal as no:
            raise Refusal(no.code, f"{row.number} {no.message}", no.hint, no.faults) from None
        work.touched.add(row.number)
    work.text = work.masked("text")
    work.message = _("已办结 {n} 件。").format(n=len(rows))


def _pinned(work: Work, complaint: Complaint) -> bool:
    row = work.session.get(BoardEntry, complaint.number)
    return row is not None and row.pinned
