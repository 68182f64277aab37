"""终止: evidence, request, decision, what the units owe, the review, and the return to normal."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from dutyroom.domain.errors import Fault, Refusal
from dutyroom.domain.gate import gate_of
from dutyroom.domain.names import headed, joined, listed, named
from dutyroom.domain.subjects import number_of
from dutyroom.domain.termination import EventFacts, Finding, JoinedCase, Statement, findings
from dutyroom.lang import gettext as _
from dutyroom.lang import language
from dutyroom.services.act.work import Work
from dutyroom.services.clocks import clocks
from dutyroom.services.clocks.clocks import end_clock, void_clock
from dutyroom.services.emergency import before_end, command, line_of_command, sitreps
from dutyroom.services.emergency import reports as informing
from dutyroom.services.emergency.event import (
    advance,
    complaints_of,
    facts_of,
    in_place,
    keep_facts,
    stage_after,
)
from dutyroom.services.emergency.notices import outstanding, send
from dutyroom.services.emergency.workstreams import OWN_CLOCK, tasks_of, title
from dutyroom.services.gates import authority
from dutyroom.services.gates.gates import decisions_on
from dutyroom.services.organisation import standing
from dutyroom.services.room.people import name_of
from dutyroom.store.rows.emergencies import Emergency, Evidence, Paper, Task
from dutyroom.store.rows.staff import Person, Unit

if TYPE_CHECKING:
    from dutyroom.domain.clock.calendar import Calendar
    from dutyroom.domain.plan.plan import Plan

REVIEW = ("causes", "held", "gaps", "improvements")


def evidence(work: Work) -> None:
    """终止条件佐证, for a condition that only a person can see. The others are judged by the facts alone."""
    event: Emergency = work.row
    in_place(work, event)
    condition = next(each for each in work.plan.conditions if each.code == work.values["condition"])
    # With no complaint in it nothing in the ledger says how the people are.
    of_complaints = condition.kind in ("complaints_closed", "all_satisfied") and not complaints_of(work.session, event.number)
    if condition.kind != "stated" and not of_complaints:
        raise Refusal(
            "bad_input",
            _("「{name}」由在办事实判定，不接受填报。").format(name=named(condition)),
            _("请办结投诉、记录满意度，或等候期满。"),
            (Fault("condition", _("由事实判定。")),),
        )
    met = bool(work.values.get("met"))
    work.add(
        Evidence(
            id=work.next("evidence"),
            emergency=event.number,
            condition=condition.code,
            met=met,
            text=work.masked("text"),
            by=work.actor,
            at=work.now,
        )
    )
    work.message = _("佐证已记录。")


def request(work: Work) -> None:
    """申请终止. Raises Refusal ``conditions_open`` that names every condition not met, each with its evidence."""
    event: Emergency = work.row
    stage_after(work, event, work.act.name)
    _set_apart(work, event)
    _all_met(work, event)
    advance(work, event, work.act.name, "end_requested")
    gate = gate_of(work.plan, "emergency.decide_end")
    if gate is not None and gate.clock is not None:
        clocks.start_clock(work, event.number, gate.clock, work.now)
    work.text = work.masked("reason")
    work.message = _("已申请终止，等候决定。")
    left = list(before_end.left(work.session, work.plan, event))
    if left:
        work.data["open_tasks"] = [task.number for task in _open_tasks(work.session, event)]
        work.message += _("决定人先看到：{left}。").format(left=joined(left))


def _set_apart(work: Work, event: Emergency) -> None:
    """Whoever asks for the end says of each complaint that came meanwhile whether it belongs: joined before, or named here.

    Raises Refusal ``bad_input`` for a number that is no such complaint.
    """
    said = work.numbers("apart")
    if not said:
        return
    might = {each.number for each in before_end.newcomers(work.session, work.plan, event)}
    wrong = [number for number in said if number not in might]
    if wrong:
        fault = Fault("apart", _("请核对编号。"))
        message = _("{numbers} 不在启动以来未定归属的投诉中。").format(numbers=listed(wrong))
        raise Refusal("bad_input", message, fault.message, (fault,))
    facts = facts_of(event)
    facts["apart"] = [*facts.get("apart", ()), *said]
    keep_facts(event, facts)


def decide(work: Work) -> None:
    """决定终止: by the authority, never by the one who asked; conditions must still be met at that moment (1.12)."""
    event: Emergency = work.row
    outcome = work.values["outcome"]
    step = f"{work.act.name}:{outcome}"
    stage_after(work, event, step)
    if outcome == "refuse":
        authority.check_reason(work, _("不同意终止须写明意见。"))
    gate = gate_of(work.plan, work.act.name)
    decider = authority.Decider(work.actor, work.role)
    authority.check_gate_role(work, gate, decider)
    line_of_command.check_line(work, event, (), decider)
    rail = json.loads(event.rail)
    authority.check_four_eyes(work, gate, work.actor, {rail["end_requested"][1]})
    if outcome == "approve":
        _all_met(work, event)
        _seen(work, event)
        authority.check_quorum(work, gate, event.number, 0, work.actor)
    code = gate.code if gate else work.act.name
    authority.record(work, event.number, code, outcome, decider, 0, gate.clause if gate else "")
    end_clock(work, event.number, code)
    if outcome == "refuse":
        advance(work, event, step, "responding")
        rail = json.loads(event.rail)
        del rail["end_requested"]
        event.rail = json.dumps(rail, ensure_ascii=False)
        work.message = _("不同意终止，继续处置。")
        return
    advance(work, event, step, "ended")
    _over(work, event)
    work.message = _("应急状态已终止，终止通知已发各机构，等候回执。")
    left = _open_tasks(work.session, event)
    if left:
        work.data["open_tasks"] = [task.number for task in left]
        work.message = _("应急状态已终止。未完成的任务继续跟踪：{tasks}。").format(tasks=listed(title(task) for task in left))


def _seen(work: Work, event: Emergency) -> None:
    """Raises Refusal ``not_seen``, naming all that came since the end was asked for, until the decider says to have seen it."""
    news = list(before_end.since_asked(work.session, work.plan, event, work.shown))
    if news and not work.values.get("seen"):
        fault = Fault("seen", _("看过后勾选；有变化的可不同意终止。"))
        raise Refusal("not_seen", _("申请终止之后又有：{news}。").format(news=joined(news)), fault.message, (fault,))


def cancel(work: Work) -> None:
    """撤销启动: it was activated by mistake. Every unit is told; review and return to normal follow as always.

    Two persons say so, and before any work of the emergency was done: afterwards it is terminated. Raises Refusal
    ``work_done``, ``second_needed``, ``conditions_open`` while a complaint of the event is open: it is settled, or moved
    out, first, so that a mistake can never stand in for a termination.
    """
    event: Emergency = work.row
    stage_after(work, event, work.act.name)
    done = _work_done(work, event)
    if done:
        said = _("应急处置已经开展：{done}。").format(done=listed(done))
        raise Refusal("work_done", said, _("不能再按误启动撤销，请按终止条件办理终止。"))
    decider = authority.Decider(work.actor, work.role)
    line_of_command.check_line(work, event, (), decider)
    open_ = [case.number for case in complaints_of(work.session, event.number) if case.closed_at is None]
    if open_:
        raise Refusal(
            "conditions_open",
            _("事件里还有 {n} 件投诉在办：{cases}。").format(n=len(open_), cases=listed(open_)),
            _("误启动的，先把投诉移出事件；确有其事的，按终止条件办理终止。"),
            tuple(Fault(number, _("在办。")) for number in open_),
        )
    standing.signed_by_second(work, "", _("撤销启动须两人签字。"), shift_lead=True)
    decision = authority.record(work, event.number, work.act.name, "approve", decider)
    decision.facts = command.facts_now(work, event)
    advance(work, event, work.act.name, "ended")
    _over(work, event)
    work.text = work.masked("reason")
    work.message = _("已撤销启动，终止通知已发各机构，等候回执。")


def _work_done(work: Work, event: Emergency) -> list[str]:
    """What of the emergency's work has been done, in words: a mistake leaves nothing of it."""
    tasks = [title(task) for task in tasks_of(work.session, event.number) if task.state == "done"]
    papers = work.session.exec(select(Paper).where(Paper.emergency == event.number)).all()
    return [*tasks, *(paper.title for paper in papers if paper.state in ("approved", "published", "carried_out", "sent"))]


def _over(work: Work, event: Emergency) -> None:
    """What ends with the emergency state: units are told, command and rhythm end, the final reports fall due."""
    event.ended = work.now
    command.end(work, event)
    sitreps.end(work, event)
    send(work, event, "termination")
    informing.begin_final(work, event)
    work.touched.update(case.number for case in complaints_of(work.session, event.number))


def review(work: Work) -> None:
    """总结评估: causes, what held, what did not, improvements. Writing again makes a new edition."""
    event: Emergency = work.row
    advance(work, event, work.act.name, "reviewed")
    text = json.dumps({name: work.masked(name) for name in REVIEW}, ensure_ascii=False)
    paper = review_of(work.session, event.number)
    if paper is None:
        paper = Paper(
            id=work.next("paper"), kind="review", emergency=event.number, title=event.title, text=text,
            author=work.actor, at=work.now,
        )  # fmt: skip
        work.add(paper)
    else:
        paper.edition += 1
        paper.version += 1
        paper.text, paper.author, paper.at = text, work.actor, work.now
    work.message = _("总结评估第 {n} 版已存。").format(n=paper.edition)


def finish(work: Work) -> None:
    """恢复正常. Raises Refusal ``receipts_open`` while a unit owes a receipt; every decision must be signed.

    Whose account has ended signs nothing any more: what they decided stands unsigned, and the last line says so.
    """
    event: Emergency = work.row
    stage_after(work, event, work.act.name)
    owed = outstanding(work.session, event.number, ("activation", "termination"))
    if owed:
        units = {each.unit: named(work.get(Unit, each.unit, _("机构"))) for each in owed}
        raise Refusal(
            "receipts_open",
            _("还差 {n} 份回执：{units}。").format(n=len(owed), units=listed(units.values())),
            _("请催收并记录回执后再办。"),
            tuple(Fault(number_of("notice", each.notice), units[each.unit]) for each in owed),
        )
    open_ = [each for each in decisions_on(work.session, event.number) if each.signed_at is None]
    there = {code for each in open_ if work.session.get_one(Person, code := authority.signer(each)).active}
    unsigned = [each for each in open_ if authority.signer(each) in there]
    if unsigned:
        names = listed(dict.fromkeys(name_of(work.session, authority.signer(each)) for each in unsigned))
        raise Refusal(
            "unsigned", _("还有 {n} 项决定未补签：{names}。").format(n=len(unsigned), names=names), _("请本人补签后再办。")
        )
    advance(work, event, work.act.name, "finished")
    for task in _open_tasks(work.session, event):
        void_clock(work, task.number, task.code or OWN_CLOCK)
    work.message = _("事件已结束，恢复正常工作。")
    if open_:
        gone = listed(dict.fromkeys(name_of(work.session, authority.signer(each)) for each in open_))
        work.came["unsigned"] = tuple(dict.fromkeys(authority.signer(each) for each in open_))
        work.message += _("{names}的账号已结束，{n} 项决定没有补签。").format(names=gone, n=len(open_))


def judged(session: Session, plan: Plan, calendar: Calendar, event: Emergency, now: datetime) -> tuple[Finding, ...]:
    """Every termination condition of the plan with its evidence, by the facts at ``now``."""
    moments = facts_of(event)["joined"]
    since = event.activated or event.reported
    cases = [
        JoinedCase(
            case.number,
            case.closed_at is not None,
            "withdrawn" if case.status == "withdrawn" else case.satisfied,
            datetime.fromisoformat(moments[case.number]) if case.number in moments else case.received,
        )
        for case in complaints_of(session, event.number)
    ]
    rows = session.exec(select(Evidence).where(Evidence.emergency == event.number).order_by(col(Evidence.id))).all()
    stated = {row.condition: Statement(row.met, row.text, name_of(session, row.by), row.at) for row in rows}

    def show(moment: datetime) -> str:
        return calendar.local(moment).strftime("%m-%d %H:%M")

    came = before_end.newcomers(session, plan, event)
    return findings(plan.conditions, EventFacts(now, since, cases, stated, came), show)


def review_of(session: Session, number: str) -> Paper | None:
    """The event's review, None before it is written."""
    return session.exec(select(Paper).where(Paper.emergency == number, Paper.kind == "review")).first()


def _all_met(work: Work, event: Emergency) -> None:
    english = language() == "en"
    found = judged(work.session, work.plan, work.calendar, event, work.now)
    missing = [
        Fault(each.condition.code, headed(named(each.condition), each.evidence_en if english else each.evidence))
        for each in found
        if not each.met
    ]
    if missing:
        raise Refusal(
            "conditions_open",
            _("还有 {n} 个终止条件未满足：{list}。").format(n=len(missing), list=listed(each.message for each in missing)),
            _("满足后再申请；情况缓和可先调整响应级别。"),
            tuple(missing),
        )


def _open_tasks(session: Session, event: Emergency) -> list[Task]:
    return [task for task in tasks_of(session, event.number) if task.state == "open"]
