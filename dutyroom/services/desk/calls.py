"""来电记录: what comes in before it is known to be a complaint. Taking one is always possible."""

from __future__ import annotations

from dutyroom.domain.clock.zone import time_zone
from dutyroom.domain.errors import Fault, Refusal
from dutyroom.domain.numbers import digits_of, each_number
from dutyroom.lang import gettext as _
from dutyroom.services.act.facts import keep_personal, summary_of
from dutyroom.services.act.frozen import check_frozen
from dutyroom.services.act.work import Work
from dutyroom.services.desk.call_backs import carry_over, promise
from dutyroom.services.desk.call_notes import with_own
from dutyroom.services.desk.watches import PREFIX
from dutyroom.services.room.vocabulary import form_fields
from dutyroom.store.rows.cases import Call, Complaint


def take(work: Work) -> None:
    """新来电: stamped with the moment of the key press; callers that called before are recognised."""
    received = work.values.get("received") or work.now
    if received > work.now:
        fault = Fault("received", _("这个时间还没有到。"))
        raise Refusal("bad_input", _("时间晚于现在。"), _("请改为现在或更早的时间。"), (fault,))
    day = received.astimezone(time_zone(work.plan.hours.zone))
    prefix = f"L{day:%m%d}-"
    number = f"{prefix}{work.next('call:' + prefix):03}"
    work.row = Call(number=number, taken_by=work.actor, received=received, typed=work.now)
    work.add(work.row)
    work.subject = number
    # Kept on a terminal while the database could not be reached, and entered now.
    work.late = bool(work.values.get("kept"))
    _keep(work, work.row)
    work.message = _("来电 {number}，接报 {at}。").format(number=number, at=day.strftime("%H:%M:%S"))


def note(work: Work) -> None:
    """记录来电: what the caller says, as it is typed."""
    _keep(work, _open(work))


def park(work: Work) -> None:
    """暂存来电: the next call can be taken; this one waits with all that was typed."""
    call = _open(work)
    _keep(work, call)
    call.state = "parked"
    work.message = _("来电 {number} 已暂存。").format(number=call.number)


def resume(work: Work) -> None:
    """继续来电."""
    call = _open(work)
    call.state = "open"
    work.message = _("继续来电 {number}。").format(number=call.number)


def finish(work: Work) -> None:
    """来电办结: it stays a call."""
    call = _open(work)
    _keep(work, call)
    call.outcome, call.state = work.masked("outcome"), "done"
    work.message = _("来电 {number} 已办结。").format(number=call.number)


def join(work: Work) -> None:
    """并入投诉: the call belongs to a complaint that is already there."""
    call = _open(work)
    number = str(work.values["complaint"])
    complaint = work.session.get(Complaint, number)
    if complaint is None:
        fault = Fault("complaint", _("没有这个编号。"))
        raise Refusal("not_found", _("找不到投诉 {number}。").format(number=number), _("请核对编号。"), (fault,))
    check_frozen(complaint)
    if complaint.closed_at is not None:
        # There it would be seen by nobody; the call stays to be registered.
        fault = Fault("complaint", _("这件已办结。"))
        said = _("请登记为新投诉，并写明与 {number} 有关；只是来谢的，办「结束来电」。").format(number=number)
        raise Refusal("closed", _("{number} 已办结，来电不能并入。").format(number=number), said, (fault,))
    carry_over(work, call.number, number)
    call.complaint, call.state = number, "done"
    # The customer came again: it is new to whoever saw it before.
    complaint.acknowledged_by, complaint.acknowledged_at = "", None
    complaint.version += 1
    work.data["complaint"] = number
    work.touched.add(number)
    work.message = _("来电 {call} 已并入 {number}。").format(call=call.number, number=number)


def taken_over(work: Work) -> Call | None:
    """The call from which a complaint is registered, its name and number filled in where the form has none."""
    number = str(work.values.get("call") or "")
    if not number:
        return None
    call = work.session.get(Call, number)
    if call is None:
        fault = Fault("call", _("没有这个编号。"))
        raise Refusal("not_found", _("找不到来电 {number}。").format(number=number), _("请核对编号。"), (fault,))
    if call.state == "done":
        raise _done(call)
    said = work.room.vault.plain(work.session, number)
    for name in ("name", "phone"):
        if said.get(name) and not work.values.get(name):
            work.values[name] = said[name]
    return call


def repeats(work: Work, phone: str, but: str = "") -> tuple[str, ...]:
    """Earlier calls and complaints from the same telephone number, newest number first."""
    each = {digits_of(number) for number in each_number(phone)}
    found = {subject for digits in each for subject in work.room.vault.find(work.session, [f"number:{digits}"], 20)}
    # A note on the number (关注) carries it too, and is neither.
    mine = (number for number in found if number != but and not number.startswith(PREFIX))
    return tuple(sorted(mine, reverse=True)[:20])


def _keep(work: Work, call: Call) -> None:
    fresh = not work.command.subject
    said = with_own(work, call, fresh) if work.values.get("content") is not None else {}
    keep_personal(work, call.number, form_fields(work.act, work.plan), said)
    if work.values.get("caller"):
        call.caller = work.values["caller"]
    if said:
        work.text = summary_of(work, str(work.values["content"]))
    promise(work, call.number)
    if work.values.get("phone"):
        work.data["repeats"] = list(repeats(work, str(work.values["phone"]), call.number))


def _open(work: Work) -> Call:
    assert isinstance(work.row, Call)
    if work.row.state == "done":
        raise _done(work.row)
    return work.row


def _done(call: Call) -> Refusal:
    said = _("来电 {number} 已办结。").format(number=call.number)
    return Refusal("closed", said, _("请看 {number}。").format(number=call.complaint) if call.complaint else "")
