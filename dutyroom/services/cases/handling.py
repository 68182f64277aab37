"""Complaints are handled: passed on, told of, carried through their steps, answered, closed."""

from __future__ import annotations

from datetime import datetime

from dutyroom.domain.contacts import CUSTOMER, SUPERIOR
from dutyroom.domain.errors import Fault, NotAllowed, Refusal
from dutyroom.domain.names import choice_name, joined, listed, named, role_names
from dutyroom.domain.plan.handling import Step
from dutyroom.lang import gettext as _
from dutyroom.lang import language
from dutyroom.services.act.values import too_little
from dutyroom.services.act.work import Work
from dutyroom.services.board.board import alarms_of, ticking_of
from dutyroom.services.cases.at_hand import case_at_hand, counts, keep_own, masked_text
from dutyroom.services.cases.closing import CLOSE, missing, owing, settle_afterwards
from dutyroom.services.cases.grading import as_judged
from dutyroom.services.cases.leading import reported_to, why_not_end
from dutyroom.services.cases.procedure import (
    answered_well,
    applies,
    check_act,
    finish_step,
    mark_act,
    open_case,
    reached,
)
from dutyroom.services.cases.recusal import check_unit
from dutyroom.services.cases.telling import tell, told_name
from dutyroom.services.clocks import clocks
from dutyroom.services.desk.call_backs import check_again
from dutyroom.services.gates.on_file import done_steps
from dutyroom.services.organisation.directory import answered
from dutyroom.services.organisation.stand_ins import speaks_for
from dutyroom.store.rows.cases import CaseClock, Complaint, Contact
from dutyroom.store.rows.staff import Person, Unit


def transfer(work: Work) -> None:
    """转办: another unit takes the case, whom it is about stays; the person in charge is named anew."""
    complaint = open_case(work)
    check_unit(work, complaint, work.values["unit"])
    complaint.handling, complaint.owner = work.values["unit"], ""
    _advance(complaint, "transferred")
    unit = work.session.get(Unit, complaint.handling)
    work.message = _("已转办 {name}。").format(name=named(unit) if unit else complaint.handling)
    elsewhere = [each for each in _still(work, complaint) if each.kinds and not reached(work, complaint, each)]
    if not elsewhere:
        counts(work, complaint)
    for each in elsewhere:
        kinds = listed(choice_name(kind) for kind in each.kinds)
        work.message += _("「{step}」须转到{kinds}，尚未完成。").format(step=named(each), kinds=kinds)


def assign(work: Work) -> None:
    """交办: one person is in charge."""
    complaint = open_case(work)
    complaint.owner = work.values["owner"]
    _advance(complaint, "assigned")
    counts(work, complaint)
    owner = work.session.get(Person, complaint.owner)
    work.message = _("已交办 {name}。").format(name=named(owner) if owner else complaint.owner)


def acknowledge(work: Work) -> None:
    """知悉: somebody has seen it, new or warned of or overdue since it was seen last."""
    complaint = open_case(work)
    if complaint.acknowledged_at is not None:
        passed = [each for each in alarms_of(ticking_of(work, complaint), complaint.acknowledged_at) if each[0] < work.now]
        if not passed:
            who = work.session.get(Person, complaint.acknowledged_by)
            raise Refusal("no_change", _("{name}已知悉。").format(name=named(who) if who else ""), _("无需重复。"))
        work.text = listed(dict.fromkeys(_told(work, complaint, clock) for _at, clock in passed))
    complaint.acknowledged_by, complaint.acknowledged_at = work.actor, work.now
    counts(work, complaint)
    work.message = _("已知悉 {number}。").format(number=complaint.number)


def _told(work: Work, complaint: Complaint, clock: CaseClock) -> str:
    spec = clocks.spec_of(work.plan_of(complaint.plan_version), clock.code, complaint.level)
    word = _("{clock}超时") if work.now > clock.due else _("{clock}临近")
    return word.format(clock=named(spec) if spec else clock.code)


def contact(work: Work) -> None:
    """联系投诉人: every try is kept; only a try that reached somebody meets the contact clock."""
    complaint = open_case(work)
    check_act(work, complaint)
    result, again_at = work.values["result"], work.values.get("again_at")
    if result == "reached" and (said := too_little(str(work.values.get("text") or ""), work.plan.routine.words)):
        raise Refusal("bad_input", _("请写谈了什么。"), _("补齐后再提交。"), (Fault("text", said),))
    if result == "agreed" and again_at is None:
        raise Refusal("bad_input", _("约定再拨须有时间。"), _("请填约定的时间。"), (Fault("again_at", _("必填。")),))
    check_again(work, again_at)
    at = work.happened()
    work.text = masked_text(work)
    _add_contact(work, complaint, at, CUSTOMER, again_at=again_at)
    clocks.meet(work, complaint, work.act.name, result, reached=result == "reached")
    if result == "reached":
        mark_act(work, complaint)
    work.message = {
        "reached": _("已记联系情况。"), "no_answer": _("已记：无人接，首联时限继续。"), "agreed": _("已记约定再拨。"),
    }[result]  # fmt: skip


def report_up(work: Work) -> None:
    """上报: counts as reported only when somebody was reached; a try that was not answered stays on record."""
    complaint = open_case(work)
    if work.values["person"] == work.actor:
        raise Refusal("same_person", _("不能上报给自己。"), _("请选择报告对象。"))
    at = work.happened()
    work.text = work.masked("text")
    result = work.values["result"]
    _add_contact(work, complaint, at, SUPERIOR)
    above = reported_to(work.plan, complaint)
    counted = result == "reached" and speaks_for(work, complaint, work.values["person"], above)
    clocks.meet(work, complaint, work.act.name, result, reached=counted)
    person = work.session.get(Person, work.values["person"])
    name = named(person) if person else ""
    if result == "reached":
        mark_act(work, complaint)
        if person is not None:
            answered(work, person, str(work.values.get("number") or ""))
        work.message = _("已上报 {name}。").format(name=name)
        for each in (one for one in _still(work, complaint) if one.to):
            who = role_names(work.plan, each.to)
            work.message += _("「{step}」须接通{roles}，尚未完成。").format(step=named(each), roles=who)
        for limit in () if counted else _waiting(work, complaint):
            said = _("「{step}」须接通{roles}，尚未完成。")
            work.message += said.format(step=limit, roles=role_names(work.plan, above))
    else:
        work.message = _("{name}未接通，不算已上报；本次拨打已留痕。").format(name=name)


def _waiting(work: Work, complaint: Complaint) -> list[str]:
    """The names of the complaint's limits that wait for this act."""
    specs = (clocks.spec_of(work.plan, each.code, complaint.level) for each in clocks.running(work.session, complaint.number))
    return [named(spec) for spec in specs if spec is not None and work.act.name in spec.stop]


def _still(work: Work, complaint: Complaint) -> list[Step]:
    """The steps that this act is and that are not done."""
    done = done_steps(complaint)
    mine = (each for each in work.plan.steps if each.act == work.act.name and applies(each, complaint))
    return [each for each in mine if each.code not in done]


def step(work: Work) -> None:
    """完成步骤 of the plan's procedure, after the end of the case those that come after it."""
    done = next(each for each in work.plan.steps if each.code == work.values["step"])
    complaint = open_case(work, afterwards=done.after_close)
    check_act(work, complaint)
    _own_fields(work)
    as_judged(work, complaint, done)
    at = work.happened()
    work.text = masked_text(work)
    finish_step(work, complaint, done.code, at, work.text)
    clocks.meet(work, complaint, work.act.name, done.code)
    if answered_well(done, work.values):
        work.message = _("已完成：{name}。").format(name=named(done)) + work.message
    else:
        clocks.ask_again(work, complaint, f"{work.act.name}={done.code}")
        work.message = _("已记，「{name}」还要继续。").format(name=named(done))
    clocks.follow(work, complaint)
    _advance(complaint, "handling")
    settle_afterwards(work, complaint)


def _own_fields(work: Work) -> None:
    """Raises Refusal ``bad_input`` when something is filled in that only another step asks."""
    asked = {field.name: each for each in work.plan.steps for field in each.fields}
    chosen = work.plan.step(work.values["step"])
    own = {field.name for field in (*work.act.fields, *(chosen.fields if chosen else ()))}
    faults = tuple(
        Fault(name, _("这一项属于「{step}」。").format(step=named(step)))
        for name, step in asked.items()
        if name in work.values and name not in own
    )
    if faults:
        raise Refusal("bad_input", _("填了别的步骤的内容。"), _("请去掉，或另选步骤。"), faults)


def reply(work: Work) -> None:
    """答复 the customer, once the plan's gates and steps allow it."""
    complaint = open_case(work)
    check_act(work, complaint)
    at = work.happened()
    work.text = masked_text(work)
    keep_own(work, complaint)
    tell(work, complaint, at)
    counts(work, complaint)
    complaint.status = "replied"
    work.message = _("已记{reply}（{way}）。").format(
        reply=work.plan.word("reply", language() == "en") or _("答复"), way=told_name(complaint)
    )


def satisfied(work: Work) -> None:
    """满意度: what the customer says of the outcome."""
    complaint = case_at_hand(work)
    answer = work.values["answer"]
    if answer != "dissatisfied":
        check_act(work, complaint)
    work.text = masked_text(work)
    complaint.satisfied = answer
    clocks.meet(work, complaint, work.act.name, answer)
    if answer != "dissatisfied":
        mark_act(work, complaint)
        clocks.follow(work, complaint)
    work.message = _("已记投诉人态度。")


def pause(work: Work) -> None:
    """暂停计时 where the plan or the organisation allows it."""
    clocks.pause(work, open_case(work), work.masked("reason"))
    work.message = _("已暂停计时。")


def resume(work: Work) -> None:
    """恢复计时."""
    complaint = open_case(work)
    clocks.resume(work, complaint)
    work.session.flush()
    work.came["due"] = min((each.due for each in clocks.running(work.session, complaint.number)), default=None)
    work.message = _("已恢复计时。")


def close(work: Work) -> None:
    """办结. Raises Refusal ``not_ready`` naming everything that is missing."""
    complaint = open_case(work)
    work.text = masked_text(work)
    close_one(work, complaint)
    left = owing(work.session, work.plan, complaint)
    work.message = _("{number} 已办结。").format(number=complaint.number)
    if left:
        work.message = _("{number} 已办结，还须办：{what}。").format(number=complaint.number, what=joined(left))


def close_one(work: Work, complaint: Complaint) -> None:
    """Closes a complaint, by itself or among others. Raises Refusal ``closed``, ``frozen`` or ``not_ready``."""
    open_case(work, complaint)
    if why := why_not_end(work.plan, complaint, work.held):
        raise NotAllowed(why)
    lacking = missing(work, complaint)
    if lacking:
        message = _("还不能办结：{what}。").format(what=joined(lacking))
        raise Refusal("not_ready", message, _("补齐后再办结。"), tuple(Fault("close", each) for each in lacking))
    clocks.meet(work, complaint, CLOSE)
    mark_act(work, complaint, CLOSE)
    clocks.end_with_case(work, complaint)
    complaint.closed_at = work.now
    complaint.status = "owing" if owing(work.session, work.plan, complaint) else "closed"
    first = work.session.get(Complaint, complaint.round_of) if complaint.round_of else None
    if first is not None:
        first.status = "closed"


def reveal(work: Work) -> None:
    """查看原文: who looked, and why, is on the journal before anything is shown."""
    case_at_hand(work)
    work.message = _("已留痕，可查看原文。")


def _advance(complaint: Complaint, status: str) -> None:
    if complaint.status != "replied" and complaint.closed_at is None:
        complaint.status = status


def _add_contact(work: Work, complaint: Complaint, at: datetime, purpose: str, again_at: datetime | None = None) -> None:
    work.add(
        Contact(
            id=work.next("contact"), subject=complaint.number, at=at, by=work.actor, purpose=purpose,
            person=work.values.get("person", ""), number=work.values.get("number", ""), result=work.values["result"],
            again_at=again_at, text=work.text,
        )
    )  # fmt: skip
