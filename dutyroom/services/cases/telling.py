"""告知投诉人: the outcome counts as told by a contact in which it was said, never by the entry that it was."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import col, select

from dutyroom.domain.contacts import CUSTOMER
from dutyroom.domain.errors import Fault, Refusal
from dutyroom.domain.names import choice_name
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.cases.procedure import NOT_TOLD, applies, mark_act
from dutyroom.services.clocks import clocks
from dutyroom.store.rows.cases import Call, Complaint, Contact

CONTACT = "complaint.contact"
SAME_TALK = timedelta(hours=24)
"""So long before the answer is entered may the talk have been in which it was given: our own limit, no plan has one."""


def tell(work: Work, complaint: Complaint, at: datetime) -> None:
    """The answer was given: how, and that somebody heard it, from what was entered or from the last talk with them.

    A talk is a contact, a letter or mail counts as sent; who left neither name nor number, or was called in vain as often as
    the plan asks, is 未能告知. Raises Refusal ``bad_input`` (field ``way``) or ``not_told``.
    """
    way = str(work.values.get("way") or "") or _last_talk(work, complaint, at)
    why = {"call": _not_in_call, "unreached": _tried_too_little, "anonymous": _known}.get(way)
    if why is not None and (said := why(work, complaint)):
        raise Refusal("bad_input", said, _("请选实际的告知方式。"), (Fault("way", said),))
    if not way:
        hint = _("先接通投诉人并告知，或选告知方式；联系不上、匿名的也在其中。")
        raise Refusal("not_told", _("没有接通过投诉人的记录，还不算告知。"), hint, (Fault("way", _("请选。")),))
    complaint.told = way
    if way in ("phone", "in_person", "written") and work.values.get("way"):
        keep_talk(work, complaint, at, way)
    if way not in NOT_TOLD:
        clocks.meet(work, complaint, CONTACT, "reached")
        mark_act(work, complaint, CONTACT)
    work.data["told"] = way


def keep_talk(work: Work, complaint: Complaint, at: datetime, way: str) -> None:
    """A contact with the complainant in which the text of the act was said; what was written counts as sent."""
    work.add(
        Contact(
            id=work.next("contact"), subject=complaint.number, at=at, by=work.actor, purpose=CUSTOMER,
            result="sent" if way == "written" else "reached", text=work.text,
        )
    )  # fmt: skip


def told_name(complaint: Complaint) -> str:
    """How the complainant was told, in words; "" while they were not."""
    return choice_name(complaint.told) if complaint.told else ""


def heard_at_once(work: Work, complaint: Complaint, call: Call | None) -> bool:
    """Whether the complainant was on the line, or stood there, when the complaint was registered."""
    return not work.late and (call is not None or _spoken(work, complaint))


def counts_as_told(work: Work, complaint: Complaint) -> None:
    """Whoever was there while it was registered heard that it is handled by procedure (3.02); being calmed is another deed."""
    told = [step.code for step in work.plan.steps if step.act == CONTACT and applies(step, complaint)]
    mark_act(work, complaint, CONTACT)
    for clock in clocks.running(work.session, complaint.number):
        spec = clocks.spec_of(work.plan, clock.code, complaint.level)
        if spec is not None and spec.kind == "tell" and CONTACT in spec.stop:
            clocks.end(work, clock)
    if told:
        clocks.follow(work, complaint)


def _last_talk(work: Work, complaint: Complaint, at: datetime) -> str:
    """How the complainant was spoken to last before ``at``, "" when not within a day."""
    earliest = at - SAME_TALK
    talk = work.session.exec(
        select(Contact.id).where(
            Contact.subject == complaint.number, Contact.purpose == CUSTOMER, Contact.result == "reached",
            col(Contact.at) >= earliest,
        )
    ).first()  # fmt: skip
    if talk is not None:
        return "phone"
    return "call" if not _not_in_call(work, complaint) else ""


def _not_in_call(work: Work, complaint: Complaint) -> str:
    call = work.session.exec(select(Call.number).where(Call.complaint == complaint.number)).first()
    spoken = not complaint.late and (call is not None or _spoken(work, complaint))
    if not spoken:
        return _("这件不是在通话或当面登记的。")
    return _("登记时的通话已过去一天。") if work.now - complaint.typed > SAME_TALK else ""


def _spoken(work: Work, complaint: Complaint) -> bool:
    return any(each.code == complaint.channel and each.spoken for each in work.plan.channels)


def _tried_too_little(work: Work, complaint: Complaint) -> str:
    tries = work.session.exec(
        select(Contact.id).where(Contact.subject == complaint.number, Contact.purpose == CUSTOMER, Contact.result == "no_answer")
    ).all()
    wanted = work.plan.routine.tries
    said = _("只拨了 {n} 次，拨满 {wanted} 次未接通方为未能告知。").format(n=len(tries), wanted=wanted)
    return "" if len(tries) >= wanted else said


def _known(work: Work, complaint: Complaint) -> str:
    plain = work.room.vault.plain(work.session, complaint.number)
    return _("投诉人留有姓名或电话，不是匿名。") if plain.get("name") or plain.get("phone") else ""
