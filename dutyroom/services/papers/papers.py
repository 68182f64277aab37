"""声明 and 处理方案: texts that go through the plan's gates, edition by edition, and the measures of a solution."""

from __future__ import annotations

from dutyroom.domain.compensation import sum_words
from dutyroom.domain.emergency import RUNNING
from dutyroom.domain.errors import Fault, NotAllowed, Refusal
from dutyroom.domain.gate import gates_before, gates_of
from dutyroom.domain.names import aside, listed, named
from dutyroom.lang import gettext as _
from dutyroom.services.act.frozen import check_frozen
from dutyroom.services.act.work import Work
from dutyroom.services.cases.closing import settle_afterwards
from dutyroom.services.cases.procedure import check_act, mark_act, open_case
from dutyroom.services.clocks import clocks
from dutyroom.services.clocks.clocks import end_clock, void_clock
from dutyroom.services.emergency import line_of_command, records
from dutyroom.services.emergency.event import in_place
from dutyroom.services.emergency.workstreams import active
from dutyroom.services.gates import authority
from dutyroom.services.gates.barred import writers
from dutyroom.services.gates.gates import (
    IN_FAVOUR,
    case_of,
    decisions_on,
    first_deciders,
    own_gates,
    passed_gates,
    start_gates,
)
from dutyroom.services.papers.at_hand import check_gates, not_final, paper_in_place
from dutyroom.services.papers.measures import check_authority, keep_sum, pays_of, plan_measures
from dutyroom.services.room.people import name_of
from dutyroom.store.rows.cases import Complaint
from dutyroom.store.rows.emergencies import Emergency, Paper


def draft_statement(work: Work) -> None:
    """起草声明 (六.1)."""
    paper = _new(work, "statement")
    work.message = _("声明「{title}」第 1 版已存，待审。").format(title=paper.title)


def submit_solution(work: Work) -> None:
    """提交处理方案 with the measures it proposes; none of them may be carried out before approval."""
    number = str(work.values.get("complaint") or "")
    if number:
        complaint = work.get(Complaint, number, _("投诉"))
        check_frozen(complaint)
        if complaint.emergency != work.row.number:
            raise Refusal("bad_input", _("{number} 不在这个事件中。").format(number=number), _("请核对编号。"))
    paper = _new(work, "solution", number)
    paper.sum = str(work.values.get("sum") or "")
    plan_measures(work, paper)
    work.message = _("处理方案「{title}」第 1 版已提交，待审批。").format(title=paper.title)


def solve(work: Work) -> None:
    """报批处理方案 for one complaint, in an emergency or not: its measures wait for approval (1.08)."""
    complaint = open_case(work)
    check_act(work, complaint)
    paper = Paper(
        id=work.next("paper"), kind="solution", emergency=complaint.emergency, complaint=complaint.number,
        title=work.masked("title"), text=work.masked("text"), author=work.actor, at=work.now,
        sum=str(work.values.get("sum") or ""),
    )  # fmt: skip
    work.add(paper)
    work.session.flush()
    plan_measures(work, paper)
    start_gates(work, paper)
    work.came["paper"] = paper.number
    work.data.update(paper=paper.number, edition=1)
    clocks.meet(work, complaint, work.act.name)
    mark_act(work, complaint)
    clocks.follow(work, complaint)
    waiting = gates_of(work.plan, paper, complaint.level)
    said = _("处理方案 P{id} 已提交，待{gates}。") if waiting else _("处理方案 P{id} 已存，这一级投诉不须审批。")
    work.message = said.format(id=paper.id, gates=listed(named(gate) for gate in waiting))


def edit_statement(work: Work) -> None:
    """修改声明: a new edition, which needs every gate again."""
    _new_edition(work)


def edit_solution(work: Work) -> None:
    """修改处理方案: a new edition, which needs approval again; measures carried out stay on record."""
    _new_edition(work)
    keep_sum(work, work.row)
    plan_measures(work, work.row)


def check_statement(work: Work) -> None:
    """法律审核 of this edition: passed, or returned with what is wrong."""
    decide(work, {"pass": "checked", "return": "returned"})


def approve_statement(work: Work) -> None:
    """审批声明, this edition."""
    decide(work, {"approve": "approved", "refuse": "refused"})


def decide_solution(work: Work) -> None:
    """审批处理方案, this edition; a refusal sends it back with its reason (1.08).

    Raises NotAllowed when the plan lets the role approve a smaller sum only.
    """
    if work.values["outcome"] in IN_FAVOUR:
        check_authority(work, work.row)
    decide(work, {"approve": "approved", "refuse": "refused"})
    work.message += aside(sum_words(pays_of(work.session, work.row)))


def publish_statement(work: Work) -> None:
    """发布声明: possible only when every gate of the plan has been passed for this edition."""
    paper, event = paper_in_place(work)
    not_final(work, paper)
    _check_voice(work, event)
    check_gates(work, event, paper)
    paper.state = "published"
    work.message = _("声明第 {n} 版已发布。").format(n=paper.edition)


def _check_voice(work: Work, event: Emergency | None) -> None:
    """One voice: where a speaker was appointed, nobody else publishes."""
    voice = records.speaker(work.session, event.number) if event is not None else None
    if voice is not None and voice.person != work.actor:
        name = name_of(work.session, voice.person)
        raise NotAllowed(_("对外发布由发言人{name}一人办理。").format(name=name), _("请由其本人发布，或先改派发言人。"))


def _new(work: Work, kind: str, complaint: str = "") -> Paper:
    event: Emergency = work.row
    in_place(work, event)
    paper = Paper(
        id=work.next("paper"),
        kind=kind,
        emergency=event.number,
        complaint=complaint,
        title=work.masked("title"),
        text=work.masked("text"),
        author=work.actor,
        at=work.now,
    )
    work.add(paper)
    work.row, work.subject = paper, paper.number
    work.data["edition"] = 1
    start_gates(work, paper)
    return paper


def _new_edition(work: Work) -> None:
    paper, _event = paper_in_place(work)
    not_final(work, paper)
    for gate in own_gates(work, paper):
        void_clock(work, paper.number, gate.code)
    paper.edition += 1
    paper.text = work.masked("text")
    paper.state = "draft"
    paper.author = work.actor
    paper.at = work.now
    work.data["edition"] = paper.edition
    start_gates(work, paper)
    work.message = _("「{title}」第 {n} 版已存，须重新审批。").format(title=paper.title, n=paper.edition)


def decide(work: Work, states: dict[str, str]) -> None:
    """A decision at a gate of the paper's current edition: ``outcome`` of the values; ``states`` what the paper is then.

    Raises Refusal: ``bad_input`` without a reason for saying no, ``same_person``, ``gate_closed``, ``wrong_stage``.
    """
    paper, event = paper_in_place(work)
    not_final(work, paper)
    outcome = work.values["outcome"]
    if outcome not in IN_FAVOUR:
        authority.check_reason(work)
    # Of several gates with the same act, the first that is still closed.
    done = passed_gates(work.session, paper)
    mine = [each for each in own_gates(work, paper) if each.act == work.act.name]
    gate = next((each for each in mine if each.code not in done), mine[0] if mine else None)
    if gate is None and paper.complaint:
        nothing = _("「{title}」不须办理{act}。").format(title=paper.title, act=_(work.act.label))
        raise Refusal("wrong_stage", nothing, _("预案没有给这份材料规定这个审批环节。"))
    code = gate.code if gate else work.act.name
    decider = authority.Decider(work.actor, work.role)
    authority.check_gate_role(work, gate, decider)
    if event is not None:
        line_of_command.check_line(work, event, (), decider)
    authority.check_four_eyes(work, gate, work.actor, writers(work.session, paper))
    if work.actor in first_deciders(work.session, case_of(work.session, paper)):
        who = name_of(work.session, work.actor)
        said = _("第一轮由{name}决定，复议须由他人决定（预案未规定，本单位补充）。").format(name=who)
        raise Refusal("same_person", said, _("请由另一位有权的人决定。"))
    if event is not None and event.stage in RUNNING:
        role = work.plan.role(work.role)
        if role is not None and role.workstream:
            active(work, event, role.workstream)
    passed = passed_gates(work.session, paper)
    before = gates_before(work.plan, gate, passed) if gate else ()
    if before:
        names = listed(named(each) for each in before)
        raise Refusal(
            "gate_closed",
            _("第 {n} 版须先通过：{gates}。").format(n=paper.edition, gates=names),
            _("请先办：{gates}。").format(gates=names),
            tuple(Fault(each.code, _("未通过。")) for each in before),
        )
    if code in passed or paper.state in ("returned", "refused"):
        last = decisions_on(work.session, paper.number)[-1]
        raise Refusal(
            "wrong_stage",
            _("第 {n} 版已由{name}于 {at} 作出决定。").format(
                n=paper.edition, name=name_of(work.session, last.by), at=work.shown(last.at)
            ),
            _("修改后的新版可再报批。"),
        )
    if outcome in IN_FAVOUR:
        authority.check_quorum(work, gate, paper.number, paper.edition, work.actor)
    decision = authority.record(work, paper.number, code, outcome, decider, paper.edition, gate.clause if gate else "")
    paper.state = states[outcome]
    end_clock(work, paper.number, code)
    work.session.flush()
    if outcome in IN_FAVOUR:
        start_gates(work, paper)
        work.message = _("第 {n} 版已通过。").format(n=paper.edition)
    else:
        for each in own_gates(work, paper):
            void_clock(work, paper.number, each.code)
        work.message = _("第 {n} 版已退回：{reason}").format(n=paper.edition, reason=decision.reason)
    work.data["edition"] = paper.edition
    if paper.complaint:
        work.touched.add(paper.complaint)
        settle_afterwards(work, work.get(Complaint, paper.complaint, _("投诉")))
