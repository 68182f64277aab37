"""What still stands before a complaint can be closed: everything at once."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from dutyroom.lang import gettext as _
from dutyroom.lang import language
from dutyroom.services import clocks
from dutyroom.services.names import named
from dutyroom.services.procedure import obstacles
from dutyroom.services.work import Work
from dutyroom.store.rows.cases import Complaint, Contact


def missing(work: Work, complaint: Complaint) -> list[str]:
    """Each thing that stands before closing, in words; empty when the complaint can be closed."""
    lacking = []
    if complaint.status != "replied":
        lacking.append(_("尚未{reply}").format(reply=work.plan.word("reply", language() == "en") or _("答复")))
    lacking += [words for _code, words in obstacles(work.session, work.plan, complaint, "complaint.close")]
    lacking += [
        _("约定回拨尚未办理（{at}）").format(at=work.calendar.local(promise.again_at).strftime("%m-%d %H:%M"))
        for promise in open_promises(work.session, complaint.number)
        if promise.again_at
    ]
    for clock in clocks.running(work.session, complaint.number):
        spec = clocks.spec_of(work.plan, clock.code, complaint.level)
        if spec is None or spec.kind != "follow_up" or "complaint.close" in spec.stop:
            continue
        # One that restarts without end is a rhythm, not something that can be done with.
        if spec.until or not spec.restarting:
            lacking.append(_("尚未{name}").format(name=named(spec)))
    return lacking


def open_promises(session: Session, subject: str) -> list[Contact]:
    """Call-backs that were promised to the subject and not kept yet: the last promise, unless somebody was reached since."""
    rows: Sequence[Contact] = session.exec(
        select(Contact).where(Contact.subject == subject, Contact.purpose == "customer").order_by(col(Contact.id))
    ).all()
    promised: list[Contact] = []
    for row in rows:
        if row.result == "reached" or row.again_at is not None:
            promised = []
        if row.again_at is not None:
            promised = [row]
    return promised
