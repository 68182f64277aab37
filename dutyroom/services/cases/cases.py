"""Complaints: registering, sorting, passing on, answering."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from dutyroom.domain.errors import Fault, Refusal
from dutyroom.domain.names import joined, listed, named, role_names, term
from dutyroom.domain.plan.handling import Step
from dutyroom.lang import gettext as _
from dutyroom.lang import language
from dutyroom.services.act.facts import hide_name, keep_personal, known_name, masked_facts, summary_of
from dutyroom.services.act.work import Work
from dutyroom.services.board.board import alarms_of, ticking_of
from dutyroom.services.cases.alike import watch_for
from dutyroom.services.cases.erasing import check_known
from dutyroom.services.cases.procedure import (
    applies,
    check_act,
    check_frozen,
    finish_step,
    mark_act,
    open_case,
)
from dutyroom.services.cases.recusal import check_owner, check_recusal, check_unit, complained_of, step_back
from dutyroom.services.cases.routes import send_out
from dutyroom.services.clocks import clocks
from dutyroom.services.desk import search
from dutyroom.services.desk.call_backs import carry_over, check_again
from dutyroom.services.desk.calls import repeats, taken_over
from dutyroom.services.emergency.course import begin_for_level
from dutyroom.services.gates.on_file import done_steps
from dutyroom.services.organisation.directory import answered
from dutyroom.services.organisation.units import plan_for
from dutyroom.services.room.vocabulary import form_fields
from dutyroom.store.gather import make
from dutyroom.store.rows.cases import CaseClock, Complaint, Contact
from dutyroom.store.rows.staff import Person, Unit

_LATE_S = 60
CLOSE = "complaint.close"


def register(work: Work) -> None:
    """登记投诉: the case gets its number and its clocks, which run from receipt."""
    call = taken_over(work)
    received = work.values.get("received") or (call.received if call else work.now)
    _not_to_come(work, "received", received)
    _not_to_come(work, "happened", work.values.get("happened"))
    asked_for = work.values.get("requested_time")
    if asked_for is not None and asked_for <= received:
        fault = Fault("requested_time", _("须晚于接报时间。"))
        raise Refusal("bad_input", _("客户要求的时间早于接报。"), _("请核对客户要求的时间。"), (fault,))
    # Typing while the caller talks is not late; a receipt said to be earlier is.
    work.late = call is None and (work.now - received).total_seconds() >= _LATE_S
    _bind(work, str(work.values.get("unit") or ""))
    number = _number(work, received)
    fields = form_fields(work.act, work.plan)
    name = str(work.values.get("name") or "")
    content = str(work.values["content"])
    work.text = summary_of(content, name)
    facts = masked_facts(fields, {**work.values, "received": None, "happened": None, "call": None}, name)
    complaint = make(
        work.session, Complaint, number=number, plan_version=work.plan_version,
        level=work.values["level"], channel=work.values["channel"],
        category=work.values.get("category", ""), unit=work.values.get("unit", ""), summary=work.text,
        happened=work.values.get("happened"), received=received, typed=work.now, late=work.late,
        facts=json.dumps(facts, ensure_ascii=False), off_hours=not work.calendar.is_open(received),
    )  # fmt: skip
    work.row, work.subject = complaint, number
    if not work.many:
        work.data["repeats"] = list(repeats(work, str(work.values.get("phone") or ""), number))
    keep_personal(work, number, fields)
    search.index(work.session, number, work.text, facts.get("content", ""), fresh=True)
    if call is not None:
        carry_over(work, call.number, number)
        call.state, call.complaint, call.version = "done", number, call.version + 1
        work.data["call"] = call.number
    clocks.open_clocks(work, complaint, fresh=True)
    if asked_for is not None:
        work.session.flush()
        clocks.ask_for(work, complaint, asked_for)
    work.touched.add(number)
    work.message = _("已登记 {number}。").format(number=number)
    if work.late:
        work.message += _("按补记标明。")
    mark_act(work, complaint)
    send_out(work, complaint)
    begin_for_level(work, complaint)
    watch_for(work, complaint)


def _bind(work: Work, unit: str) -> None:
    """A complaint about a unit with a plan of its own, or below one, is opened under that (8.06)."""
    own = plan_for(work.session, unit) if unit and work.room.standing(work.session).own_plans else 0
    if own and own != work.plan_version:
        work.plan, work.plan_version = work.room.plan_of(work.session, own), own


def correct(work: Work) -> None:
    """更正: facts become what they should have been; verdicts of clocks stay, open clocks follow a corrected receipt."""
    complaint = _complaint(work)
    _not_to_come(work, "received", work.values.get("received"))
    _not_to_come(work, "happened", work.values.get("happened"))
    given = {name: value for name, value in work.values.items() if name != "reason"}
    if not given:
        raise Refusal("bad_input", _("没有要更正的内容。"), _("请填写需要改的项。"))
    fields = [field for field in form_fields(work.act, work.plan) if field.name != "reason"]
    name = known_name(work)
    facts = json.loads(complaint.facts)
    facts.update(masked_facts(fields, {**given, "received": None, "happened": None}, name))
    complaint.facts = json.dumps(facts, ensure_ascii=False)
    for plain in ("unit", "channel", "category", "happened"):
        if plain in given:
            setattr(complaint, plain, given[plain])
    if "content" in given:
        complaint.summary = summary_of(str(given["content"]), name)
    elif "name" in given:
        complaint.summary = hide_name(complaint.summary, name)
    keep_personal(work, complaint.number, fields)
    search.index(work.session, complaint.number, complaint.summary, facts.get("content", ""))
    if "received" in given and given["received"] != complaint.received:
        before, complaint.received = complaint.received, given["received"]
        complaint.late = complaint.late or complaint.received < before
        work.session.flush()
        clocks.move_receipt(work, complaint, before)
    work.data["corrects"] = 0
    work.message = _("已更正，原记录保留，时限结论不变。")
    if "persons" in given:
        work.session.flush()
        step_back(work, complaint, complained_of(work.session, work.room.vault, complaint.number))


def classify(work: Work) -> None:
    """归类."""
    complaint = _open(work)
    complaint.category = work.values["category"]
    _counts(work, complaint)
    work.message = _("已归类：{name}。").format(name=term(work.plan.categories, complaint.category))
    watch_for(work, complaint)


def relevel(work: Work) -> None:
    """定级: open clocks are reckoned anew from their original start, verdicts stay."""
    complaint = _open(work)
    before, complaint.level = complaint.level, work.values["level"]
    judged = {step.code for step in work.plan.steps if step.act == work.act.name and applies(step, complaint)}
    # Where the plan makes it a step, saying that the level is right is the judgement (9.02).
    if before == complaint.level and not judged - set(done_steps(complaint)):
        raise Refusal("no_change", _("已经是这个级别。"), _("级别未变，无需定级。"))
    _keep_own(work, complaint)
    work.text = _masked_reason(work)
    mark_act(work, complaint)
    work.session.flush()
    clocks.relevel(work, complaint)
    names = {"before": term(work.plan.levels, before), "after": term(work.plan.levels, complaint.level)}
    work.data.update(before=before, after=complaint.level)
    if before == complaint.level:
        work.message = _("已判定：{after}。").format(**names)
    else:
        work.message = _("级别由{before}改为{after}，未结时限已重新推算。").format(**names)
    begin_for_level(work, complaint)


def _keep_own(work: Work, complaint: Complaint) -> None:
    """What the plan asks besides in this act's form is a fact of the complaint from now on."""
    own = [field for form in work.plan.forms if form.act == work.act.name for field in form.fields]
    if own:
        facts = json.loads(complaint.facts)
        facts.update(masked_facts(own, work.values, known_name(work)))
        complaint.facts = json.dumps(facts, ensure_ascii=False)


def _masked_reason(work: Work) -> str:
    return hide_name(work.masked("reason"), known_name(work))


def transfer(work: Work) -> None:
    """转办: another unit takes the case; the person in charge is named anew."""
    complaint = _open(work)
    check_unit(work, complaint, work.values["unit"])
    complaint.unit, complaint.owner = work.values["unit"], ""
    _advance(complaint, "transferred")
    _counts(work, complaint)
    unit = work.session.get(Unit, complaint.unit)
    work.message = _("已转办 {name}。").format(name=named(unit) if unit else complaint.unit)


def assign(work: Work) -> None:
    """交办: one person is in charge."""
    complaint = _open(work)
    check_owner(work, complaint, work.values["owner"])
    complaint.owner = work.values["owner"]
    _advance(complaint, "assigned")
    _counts(work, complaint)
    owner = work.session.get(Person, complaint.owner)
    work.message = _("已交办 {name}。").format(name=named(owner) if owner else complaint.owner)


def acknowledge(work: Work) -> None:
    """知悉: somebody has seen it, new or warned of or overdue since it was seen last."""
    complaint = _open(work)
    if complaint.acknowledged_at is not None:
        passed = [each for each in alarms_of(ticking_of(work, complaint), complaint.acknowledged_at) if each[0] < work.now]
        if not passed:
            who = work.session.get(Person, complaint.acknowledged_by)
            raise Refusal("no_change", _("{name}已知悉。").format(name=named(who) if who else ""), _("无需重复。"))
        work.text = listed(dict.fromkeys(_told(work, complaint, clock) for _at, clock in passed))
    complaint.acknowledged_by, complaint.acknowledged_at = work.actor, work.now
    _counts(work, complaint)
    work.message = _("已知悉 {number}。").format(number=complaint.number)


def _told(work: Work, complaint: Complaint, clock: CaseClock) -> str:
    spec = clocks.spec_of(work.plan_of(complaint.plan_version), clock.code, complaint.level)
    word = _("{clock}超时") if work.now > clock.due else _("{clock}临近")
    return word.format(clock=named(spec) if spec else clock.code)


def contact(work: Work) -> None:
    """联系投诉人: every try is kept; only a try that reached somebody meets the contact clock."""
    complaint = _open(work)
    check_act(work, complaint)
    result, again_at = work.values["result"], work.values.get("again_at")
    if result == "agreed" and again_at is None:
        raise Refusal("bad_input", _("约定再拨须有时间。"), _("请填约定的时间。"), (Fault("again_at", _("必填。")),))
    check_again(work, again_at)
    at = work.happened()
    work.text = _masked(work)
    _add_contact(work, complaint, at, "customer", again_at=again_at)
    clocks.meet(work, complaint, work.act.name, result, reached=result == "reached")
    if again_at is not None:
        clocks.ask_for(work, complaint, again_at)
    if result == "reached":
        mark_act(work, complaint)
    work.message = {
        "reached": _("已记联系情况。"), "no_answer": _("已记：无人接，首联时限继续。"), "agreed": _("已记约定再拨。"),
    }[result]  # fmt: skip


def report_up(work: Work) -> None:
    """上报: counts as reported only when somebody was reached; a try that was not answered stays on record."""
    complaint = _open(work)
    if work.values["person"] == work.actor:
        raise Refusal("same_person", _("不能上报给自己。"), _("请选择报告对象。"))
    at = work.happened()
    work.text = work.masked("text")
    result = work.values["result"]
    _add_contact(work, complaint, at, "report_up")
    clocks.meet(work, complaint, work.act.name, result, reached=result == "reached")
    person = work.session.get(Person, work.values["person"])
    name = named(person) if person else ""
    if result == "reached":
        mark_act(work, complaint)
        if person is not None:
            answered(work, person, str(work.values.get("number") or ""))
        work.message = _("已上报 {name}。").format(name=name)
        for each in _still_to_tell(work, complaint):
            who = role_names(work.plan, each.to)
            work.message += _("「{step}」须接通{roles}，尚未完成。").format(step=named(each), roles=who)
    else:
        work.message = _("{name}未接通，不算已上报；本次拨打已留痕。").format(name=name)


def _still_to_tell(work: Work, complaint: Complaint) -> list[Step]:
    done = done_steps(complaint)
    return [each for each in work.plan.steps if each.to and each.code not in done and applies(each, complaint)]


def step(work: Work) -> None:
    """完成步骤 of the plan's procedure."""
    complaint = _open(work)
    check_act(work, complaint)
    at = work.happened()
    work.text = _masked(work)
    finish_step(work, complaint, work.values["step"], at, work.text)
    clocks.meet(work, complaint, work.act.name, work.values["step"])
    clocks.open_clocks(work, complaint)
    _advance(complaint, "handling")
    work.message = _("已完成：{name}。").format(name=term(work.plan.steps, work.values["step"]))


def _counts(work: Work, complaint: Complaint) -> None:
    """The act ends the clocks that wait for it, is the step that the plan makes of it, and starts what follows the step."""
    clocks.meet(work, complaint, work.act.name)
    mark_act(work, complaint)
    clocks.open_clocks(work, complaint)


def reply(work: Work) -> None:
    """答复 the customer, once the plan's gates and steps allow it."""
    complaint = _open(work)
    check_act(work, complaint)
    work.happened()
    work.text = _masked(work)
    _keep_own(work, complaint)
    _counts(work, complaint)
    complaint.status = "replied"
    work.message = _("已记{reply}。").format(reply=work.plan.word("reply", language() == "en") or _("答复"))


def satisfied(work: Work) -> None:
    """满意度: what the customer says of the outcome."""
    complaint = _complaint(work)
    answer = work.values["answer"]
    if answer != "dissatisfied":
        check_act(work, complaint)
    work.text = _masked(work)
    complaint.satisfied = answer
    clocks.meet(work, complaint, work.act.name, answer)
    if answer != "dissatisfied":
        mark_act(work, complaint)
        clocks.open_clocks(work, complaint)
    work.message = _("已记投诉人态度。")


def pause(work: Work) -> None:
    """暂停计时 where the plan or the organisation allows it."""
    clocks.pause(work, _open(work), work.masked("reason"))
    work.message = _("已暂停计时。")


def resume(work: Work) -> None:
    """恢复计时."""
    clocks.resume(work, _open(work))
    work.message = _("已恢复计时。")


def close(work: Work) -> None:
    """办结. Raises Refusal ``not_ready`` naming everything that is missing."""
    complaint = _open(work)
    work.text = _masked(work)
    close_one(work, complaint)
    work.message = _("{number} 已办结。").format(number=complaint.number)


def close_one(work: Work, complaint: Complaint) -> None:
    """Closes a complaint, by itself or among others. Raises Refusal ``closed``, ``recused`` or ``not_ready``."""
    from dutyroom.services.cases.closing import missing

    check_recusal(work, complaint)
    check_frozen(complaint)
    if complaint.closed_at is not None:
        raise Refusal("closed", _("{number} 已办结。").format(number=complaint.number), _("有新情况请另行登记。"))
    lacking = missing(work, complaint)
    if lacking:
        message = _("还不能办结：{what}。").format(what=joined(lacking))
        raise Refusal("not_ready", message, _("补齐后再办结。"), tuple(Fault("close", each) for each in lacking))
    clocks.meet(work, complaint, CLOSE)
    mark_act(work, complaint, CLOSE)
    clocks.end_all(work, complaint.number)
    complaint.status, complaint.closed_at = "closed", work.now


def reveal(work: Work) -> None:
    """查看原文: who looked, and why, is on the journal before anything is shown."""
    _complaint(work)
    work.message = _("已留痕，可查看原文。")


def _complaint(work: Work) -> Complaint:
    assert isinstance(work.row, Complaint)
    check_recusal(work, work.row)
    if work.act.name != "complaint.reveal":
        check_frozen(work.row)
    if work.act.name in ("complaint.reveal", "complaint.correct"):
        check_known(work.session, work.row.number)
    return work.row


_open = open_case


def _advance(complaint: Complaint, status: str) -> None:
    if complaint.status != "replied":
        complaint.status = status


def _masked(work: Work) -> str:
    return hide_name(work.masked("text"), known_name(work))


def _not_to_come(work: Work, field: str, moment: datetime | None) -> None:
    if moment is not None and moment > work.now:
        fault = Fault(field, _("这个时间还没有到。"))
        raise Refusal("bad_input", _("时间晚于现在。"), _("请改为现在或更早的时间。"), (fault,))


def _number(work: Work, received: datetime) -> str:
    pattern = work.plan.number_pattern
    day = received.astimezone(ZoneInfo(work.plan.hours.zone))
    prefix = _filled(pattern, day, "")
    return _filled(pattern, day, work.next(f"complaint:{prefix}"))


def _filled(pattern: str, day: datetime, serial: Any) -> str:
    parts = {"year": day.year, "month": day.month, "day": day.day}
    if serial == "":
        # The series is named by all of the number but its serial.
        head, _mark, tail = pattern.partition("{serial")
        return (head + tail.partition("}")[2]).format(**parts)
    return pattern.format(**parts, serial=serial)


def _add_contact(work: Work, complaint: Complaint, at: datetime, purpose: str, again_at: datetime | None = None) -> None:
    work.add(
        Contact(
            id=work.next("contact"), subject=complaint.number, at=at, by=work.actor, purpose=purpose,
            person=work.values.get("person", ""), number=work.values.get("number", ""), result=work.values["result"],
            again_at=again_at, text=work.text,
        )
    )  # fmt: skip
