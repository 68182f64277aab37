"""态势报告 at the plan's rhythm: drafted from the record, edited by a person, signed by another, sent, acknowledged."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from dutyroom.domain.errors import Fault, Refusal
from dutyroom.domain.names import aside, choice_name, decision_name, listed, named, term
from dutyroom.domain.subjects import number_of, row_of
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.clocks import clocks
from dutyroom.services.clocks.clocks import end_clock, void_clock
from dutyroom.services.emergency import line_of_command
from dutyroom.services.emergency.command import facts_now
from dutyroom.services.emergency.event import complaints_of, event_of, in_place
from dutyroom.services.emergency.notices import issue
from dutyroom.services.emergency.reports import reports_of
from dutyroom.services.gates import authority
from dutyroom.services.gates.barred import writers
from dutyroom.services.room.people import name_of
from dutyroom.services.room.roster import roster_of
from dutyroom.store.rows.cases import CaseClock
from dutyroom.store.rows.emergencies import Decision, Emergency, Notice, Paper, Task

if TYPE_CHECKING:
    from dutyroom.domain.plan.response import SituationReport

SECTIONS = ("situation", "actions", "needs")
"""What it says: how things stand, what has been done, what is needed or comes next."""

_SIGNED = "sitrep.approve"


def begin(work: Work, event: Emergency) -> None:
    """From activation on, each of the plan's situation reports is due at its rhythm."""
    for rule in work.plan.sitreps:
        _start(work, event, rule)


def end(work: Work, event: Emergency) -> None:
    """The rhythm ends with the emergency state."""
    for rule in work.plan.sitreps:
        void_clock(work, event.number, code_of(rule.code))


def code_of(rule: str) -> str:
    """The code of the clock until the next report of that kind."""
    return f"sitrep-{rule}"


def draft(work: Work) -> None:
    """起草: numbered; whatever the person leaves empty is drafted from the record since the last one of its kind."""
    event: Emergency = work.row
    in_place(work, event)
    code = str(work.values["sitrep"])
    every = sitreps_of(work.session, event.number)
    mine = [each for each in every if each.code == code]
    waiting = next((each for each in mine if each.state != "sent"), None)
    if waiting is not None:
        raise Refusal(
            "no_change", _("P{n} 还没有发出。").format(n=waiting.id), _("请先修改、审签、发出 P{n}。").format(n=waiting.id)
        )
    drawn = from_record(work, event, mine[-1].at if mine else event.activated or event.reported)
    text = {name: work.masked(name) or drawn[name] for name in SECTIONS}
    rule = next(each for each in work.plan.sitreps if each.code == code)
    paper = Paper(
        id=work.next("paper"), kind="sitrep", code=code, serial=len(mine) + 1, emergency=event.number,
        title=_("{name}第 {n} 期").format(name=named(rule), n=len(mine) + 1), text=_stored(text), author=work.actor,
        at=work.now,
    )  # fmt: skip
    work.add(paper)
    work.row, work.subject = paper, paper.number
    work.message = _("{title}已起草，请修改后报审签。").format(title=paper.title)


def edit(work: Work) -> None:
    """修改: a new edition, to be signed again; a section that is left empty stays as it was."""
    paper, _event = _not_sent(work)
    text = json.loads(paper.text)
    given = {name: work.masked(name) for name in SECTIONS if work.values.get(name) is not None}
    if not given:
        raise Refusal("bad_input", _("没有填写任何内容。"), _("至少改一项。"), (Fault("situation", _("至少改一项。")),))
    paper.text = _stored({**text, **given})
    paper.edition += 1
    paper.state, paper.author, paper.at = "draft", work.actor, work.now
    work.message = _("{title}第 {n} 版已存，须审签后发出。").format(title=paper.title, n=paper.edition)


def approve(work: Work) -> None:
    """审签 of this edition, by whoever leads and wrote no edition of it."""
    paper, event = _not_sent(work)
    if paper.state == "approved":
        raise Refusal("no_change", _("第 {n} 版已审签。").format(n=paper.edition), _("可以发出。"))
    outcome = work.values["outcome"]
    if outcome == "refuse":
        authority.check_reason(work)
    decider = authority.Decider(work.actor, work.role)
    line_of_command.check_line(work, event, (), decider)
    authority.check_four_eyes(work, None, work.actor, writers(work.session, paper))
    authority.record(work, paper.number, _SIGNED, outcome, decider, paper.edition)
    paper.state = "approved" if outcome == "approve" else "returned"
    work.message = _("第 {n} 版已审签，可以发出。").format(n=paper.edition)
    if outcome == "refuse":
        work.message = _("第 {n} 版已退回：{reason}").format(n=paper.edition, reason=work.masked("reason"))


def send(work: Work) -> None:
    """发出 to the holders of the plan's roles; each acknowledges. The next one is due at the plan's rhythm from here."""
    paper, event = _not_sent(work)
    if paper.state != "approved":
        raise Refusal("gate_closed", _("第 {n} 版还没有审签。").format(n=paper.edition), _("请先报指挥人员审签。"))
    rule = next(each for each in work.plan.sitreps if each.code == paper.code)
    to = _receivers(work, rule.to)
    if not to:
        raise Refusal("not_found", _("收报的角色现在都空缺。"), _("请先任命，再发出。"))
    paper.state = "sent"
    notice = Notice(
        id=work.next("notice"), emergency=event.number, kind="sitrep", to="persons", paper=paper.id, text=paper.title,
        at=work.now, by=work.actor,
    )  # fmt: skip
    issue(work, notice, to)
    work.came["recipients"] = tuple(to)
    end_clock(work, event.number, code_of(rule.code))
    if event.stage in ("responding", "end_requested"):
        _start(work, event, rule)
    work.message = _("{title}已发 {n} 人，等候回执。").format(title=paper.title, n=len(to))


def sitreps_of(session: Session, number: str) -> Sequence[Paper]:
    """The situation reports of an event, in the order in which they were drafted."""
    return session.exec(select(Paper).where(Paper.emergency == number, Paper.kind == "sitrep").order_by(col(Paper.id))).all()


def from_record(work: Work, event: Emergency, since: datetime) -> dict[str, str]:
    """The three sections as the record tells them, from ``since`` on; a person then edits them."""
    cases = complaints_of(work.session, event.number)
    open_ = sum(case.closed_at is None for case in cases)
    known = facts_now(work, event)
    told = [
        _("{at} {name}").format(at=work.shown(each.at), name=term(work.plan.reports, each.code))
        for each in reports_of(work.session, event.number)
    ]
    situation = [
        _("{title}，{place}。").format(title=event.title, place=event.place),
        _("响应级别 {level}，指挥 {name}。").format(
            level=event.response or "—", name=name_of(work.session, event.commander) if event.commander else "—"
        ),
        _("投诉 {n} 件，在办 {open} 件。").format(n=len(cases), open=open_),
        _("现场：{facts}。").format(facts=known) if known else "",
        _("已报告：{reports}。").format(reports=listed(told)) if told else "",
    ]
    return {
        "situation": _lines(situation),
        "actions": _lines(_done_since(work, event, since)) or _("上次报告以来没有新的进展。"),
        "needs": _lines(_left(work, event)) or _("没有需要协调的事项。"),
    }


def _done_since(work: Work, event: Emergency, since: datetime) -> Iterable[str]:
    tasks = work.session.exec(select(Task).where(Task.emergency == event.number).order_by(col(Task.done_at))).all()
    for task in tasks:
        if task.done_at is not None and task.done_at > since:
            yield _("{at} 完成：{what}。").format(at=work.shown(task.done_at), what=task.title)
    subjects = [event.number, *(each.number for each in _papers(work.session, event.number) if each.kind != "sitrep")]
    decisions = work.session.exec(
        select(Decision).where(col(Decision.subject).in_(subjects), Decision.at > since).order_by(col(Decision.id))
    ).all()
    for each in decisions:
        what = decision_name(work.plan, each)
        if work.plan.gate(each.gate) is not None:
            what += aside(choice_name(each.outcome))
        elif each.choice:
            what = each.choice if each.question else f"{what} {each.choice}"
        yield _("{at} {name}决定：{what}。").format(at=work.shown(each.at), name=name_of(work.session, each.by), what=what)
    for paper in _papers(work.session, event.number):
        if paper.kind == "statement" and paper.state == "published":
            yield _("声明「{title}」已发布。").format(title=paper.title)


def _left(work: Work, event: Emergency) -> Iterable[str]:
    late = work.session.exec(
        select(CaseClock)
        .where(CaseClock.verdict == "running", col(CaseClock.subject).like(number_of("task", "%")), CaseClock.due < work.now)
        .order_by(col(CaseClock.due))
    ).all()
    overdue = {row_of("task", clock.subject): clock.due for clock in late}
    tasks = work.session.exec(
        select(Task).where(Task.emergency == event.number, Task.state == "open").order_by(col(Task.id))
    ).all()
    for task in tasks:
        if task.id in overdue:
            yield _("超时未完成：{what}（限 {at}）。").format(what=task.title, at=work.shown(overdue[task.id]))
    for task in tasks:
        if task.id not in overdue:
            yield _("下一步：{what}。").format(what=task.title)


def _papers(session: Session, number: str) -> Sequence[Paper]:
    return session.exec(select(Paper).where(Paper.emergency == number).order_by(col(Paper.id))).all()


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(line for line in lines if line)


def _stored(text: dict[str, str]) -> str:
    return json.dumps(text, ensure_ascii=False)


def _not_sent(work: Work) -> tuple[Paper, Emergency]:
    paper: Paper = work.row
    event = event_of(work, paper.emergency)
    in_place(work, event)
    if paper.state == "sent":
        raise Refusal("wrong_stage", _("{title}已发出，不再更改。").format(title=paper.title), _("情况有变，请写下一期。"))
    return paper, event


def _receivers(work: Work, roles: Iterable[str]) -> list[str]:
    roster, wanted = roster_of(work.session, work.plan, work.now), set(roles)
    return [one for one in roster.people() if wanted & set(roster.roles(one))]


def _start(work: Work, event: Emergency, rule: SituationReport) -> None:
    if rule.clock is not None:
        clocks.start_clock(work, event.number, replace(rule.clock, code=code_of(rule.code)), work.now)
