"""声明 and 处理方案: texts that go through the plan's gates, edition by edition, and the measures of a solution."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from dutyroom.domain.emergency import RUNNING
from dutyroom.domain.errors import Fault, NotAllowed, Refusal
from dutyroom.domain.gate import closed_gates, gate_applies, gates_before, gates_of
from dutyroom.domain.names import listed, money, named, role_names, term
from dutyroom.lang import gettext as _
from dutyroom.services.act.facts import hide_name
from dutyroom.services.act.work import Work
from dutyroom.services.cases.procedure import check_act, mark_act, open_case
from dutyroom.services.clocks import clocks
from dutyroom.services.clocks.clocks import end_clock, void_clock
from dutyroom.services.emergency import line_of_command, records
from dutyroom.services.emergency.event import event_of, in_place
from dutyroom.services.emergency.workstreams import active
from dutyroom.services.gates import authority
from dutyroom.services.gates.gates import (
    IN_FAVOUR,
    case_of,
    decisions_on,
    level_of,
    measures_of,
    own_gates,
    passed_gates,
    start_gates,
)
from dutyroom.services.room.people import name_of
from dutyroom.store.rows.cases import Complaint
from dutyroom.store.rows.emergencies import Emergency, Measure, Paper, Workstream
from dutyroom.store.rows.record import JournalEntry

if TYPE_CHECKING:
    from dutyroom.domain.plan.handling import Gate

_WRITING = ("statement.draft", "statement.edit", "solution.submit", "solution.edit")


def draft_statement(work: Work) -> None:
    """起草声明 (六.1)."""
    paper = _new(work, "statement")
    work.message = _("声明「{title}」第 1 版已存，待审。").format(title=paper.title)


def submit_solution(work: Work) -> None:
    """提交处理方案 with the measures it proposes; none of them may be carried out before approval."""
    number = str(work.values.get("complaint") or "")
    if number:
        complaint = work.get(Complaint, number, _("投诉"))
        if complaint.emergency != work.row.number:
            raise Refusal("bad_input", _("{number} 不在这个事件中。").format(number=number), _("请核对编号。"))
    paper = _new(work, "solution", number)
    paper.sum = str(work.values.get("sum") or "")
    _plan_measures(work, paper)
    work.message = _("处理方案「{title}」第 1 版已提交，待审批。").format(title=paper.title)


def solve(work: Work) -> None:
    """报批处理方案 for one complaint, in an emergency or not: its measures wait for approval (1.08)."""
    complaint = open_case(work)
    check_act(work, complaint)
    name = work.room.vault.plain(work.session, complaint.number).get("name", "")
    paper = Paper(
        id=work.next("paper"), kind="solution", emergency=complaint.emergency, complaint=complaint.number,
        title=hide_name(work.masked("title"), name), text=hide_name(work.masked("text"), name), author=work.actor, at=work.now,
        sum=str(work.values.get("sum") or ""),
    )  # fmt: skip
    work.add(paper)
    work.session.flush()
    _plan_measures(work, paper)
    start_gates(work, paper)
    work.text = paper.title
    work.data.update(paper=f"P{paper.id}", edition=1)
    clocks.meet(work, complaint, work.act.name)
    mark_act(work, complaint)
    clocks.open_clocks(work, complaint)
    waiting = gates_of(work.plan, paper, complaint.level)
    said = _("处理方案 P{id} 已提交，待{gates}。") if waiting else _("处理方案 P{id} 已存，这一级投诉不须审批。")
    work.message = said.format(id=paper.id, gates=listed(named(gate) for gate in waiting))


def edit_statement(work: Work) -> None:
    """修改声明: a new edition, which needs every gate again."""
    _new_edition(work)


def edit_solution(work: Work) -> None:
    """修改处理方案: a new edition, which needs approval again; measures carried out stay on record."""
    _new_edition(work)
    work.row.sum = str(work.values.get("sum") or "")
    _plan_measures(work, work.row)


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
        _check_authority(work, work.row)
    decide(work, {"approve": "approved", "refuse": "refused"})


def publish_statement(work: Work) -> None:
    """发布声明: possible only when every gate of the plan has been passed for this edition."""
    paper, event = paper_in_place(work)
    _not_final(work, paper)
    _check_voice(work, event)
    check_gates(work, event, paper)
    paper.state = "published"
    work.text = _("发布于{where}：{title}").format(where=work.masked("where"), title=paper.title)
    work.message = _("声明第 {n} 版已发布。").format(n=paper.edition)


def carry_out(work: Work) -> None:
    """实施措施 of an approved solution, with proof. Raises Refusal ``gate_closed`` before approval (1.09)."""
    paper, event = paper_in_place(work)
    check_gates(work, event, paper)
    measure = _measure(work, paper)
    name = term(work.plan.measures, measure.kind)
    amount = str(work.values.get("amount") or "")
    _check_sum(work, paper, amount)
    measure.state = "done"
    measure.proof = work.masked("proof")
    measure.amount = amount
    measure.owner = measure.owner or work.actor
    measure.done_by = work.actor
    measure.done_at = work.now
    work.text = measure.proof
    work.session.flush()
    left = [each for each in measures_of(work.session, paper.id) if each.state != "done"]
    if not left:
        paper.state = "carried_out"
    work.message = _("「{name}」已实施，还有 {n} 项。").format(name=name, n=len(left))
    case = case_of(work.session, paper)
    if case is not None and not left and case.closed_at is None:
        clocks.meet(work, case, work.act.name)
        mark_act(work, case)
        clocks.open_clocks(work, case)
        work.touched.add(case.number)


def assign_measure(work: Work) -> None:
    """指定措施负责人: who answers for one measure of a solution, before or after its approval."""
    paper, _event = paper_in_place(work)
    _not_final(work, paper)
    measure = _measure(work, paper)
    measure.owner = work.values["owner"]
    name = term(work.plan.measures, measure.kind)
    work.message = _("「{name}」由{person}负责。").format(name=name, person=name_of(work.session, measure.owner))


def check_gates(work: Work, event: Emergency | None, paper: Paper) -> None:
    """Raises Refusal ``gate_closed`` that lists every gate still closed for this edition, and whose they are."""
    level = level_of(work.session, paper)
    found = closed_gates(work.plan, work.act.name, passed_gates(work.session, paper))
    closed = [gate for gate in found if gate_applies(gate, level)]
    if not closed:
        return
    hints = [_("请先办：{gates}。").format(gates=listed(named(gate) for gate in closed))]
    for gate in closed:
        missing = _standby(work, event, gate) if event is not None else ""
        if missing:
            hints.append(_("{group}没有进入应急状态，请先办「增设工作组」。").format(group=missing))
    raise Refusal(
        "gate_closed",
        _("第 {n} 版还没有通过：{gates}。").format(
            n=paper.edition,
            gates=listed(
                _("{gate}（{roles}）").format(gate=named(gate), roles=role_names(work.plan, gate.roles)) for gate in closed
            ),
        ),
        "".join(hints),
        tuple(Fault(gate.code, _("未通过。")) for gate in closed),
    )


def _measure(work: Work, paper: Paper) -> Measure:
    """The open measure that the act names. Raises Refusal ``not_found`` or ``no_change``."""
    kind = work.values["measure"]
    name = term(work.plan.measures, kind)
    measure = next((each for each in measures_of(work.session, paper.id) if each.kind == kind), None)
    if measure is None:
        raise Refusal(
            "not_found",
            _("这份方案没有「{name}」这项措施。").format(name=name),
            _("请修改方案，重新报批后再实施。"),
        )
    if measure.state == "done":
        raise Refusal("no_change", _("「{name}」已经实施。").format(name=name), _("不需要再办。"))
    return measure


def _check_authority(work: Work, paper: Paper) -> None:
    limit = work.plan.limit(work.act.name, work.role)
    if limit is None or not paper.sum or Decimal(paper.sum) <= limit.up_to:
        return
    able = dict.fromkeys(role for gate in own_gates(work, paper) if gate.act == work.act.name for role in gate.roles)
    above = [
        role
        for role in able
        if (its := work.plan.limit(work.act.name, role)) is None or Decimal(paper.sum) <= its.up_to
    ]
    raise NotAllowed(
        _("{role}可批至 {limit} 元，这份方案补偿 {sum} 元。").format(
            role=role_names(work.plan, [work.role]), limit=money(limit.up_to), sum=money(paper.sum)
        ),
        _("请由{roles}决定。").format(roles=role_names(work.plan, above)),
    )


def _check_sum(work: Work, paper: Paper, amount: str) -> None:
    """Nothing is paid beyond what was approved."""
    if not amount or not Decimal(amount):
        return
    paid = sum((Decimal(each.amount) for each in measures_of(work.session, paper.id) if each.amount), Decimal(0))
    approved = Decimal(paper.sum or 0)
    if paid + Decimal(amount) > approved:
        said = _("批准的补偿金额是 {sum} 元，已付 {paid} 元，不能再付 {amount} 元。").format(
            sum=money(approved), paid=money(paid), amount=money(amount)
        )
        raise Refusal("over_sum", said, _("请修改方案的补偿金额，重新报批。"), (Fault("amount", said),))


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
        text=_text(work, kind),
        author=work.actor,
        at=work.now,
    )
    work.add(paper)
    work.row, work.subject = paper, f"P{paper.id}"
    work.data["edition"] = 1
    start_gates(work, paper)
    return paper


def _new_edition(work: Work) -> None:
    paper, _event = paper_in_place(work)
    _not_final(work, paper)
    for gate in own_gates(work, paper):
        void_clock(work, f"P{paper.id}", gate.code)
    paper.edition += 1
    paper.text = _text(work, paper.kind)
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
    _not_final(work, paper)
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
    authority.check_four_eyes(work, gate, work.actor, _writers(work.session, paper))
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
        last = decisions_on(work.session, f"P{paper.id}")[-1]
        raise Refusal(
            "wrong_stage",
            _("第 {n} 版已由{name}于 {at} 作出决定。").format(
                n=paper.edition, name=name_of(work.session, last.by), at=work.shown(last.at)
            ),
            _("修改后的新版可再报批。"),
        )
    if outcome in IN_FAVOUR:
        authority.check_quorum(work, gate, f"P{paper.id}", paper.edition, work.actor)
    decision = authority.record(work, f"P{paper.id}", code, outcome, decider, paper.edition, gate.clause if gate else "")
    paper.state = states[outcome]
    end_clock(work, f"P{paper.id}", code)
    work.session.flush()
    if outcome in IN_FAVOUR:
        start_gates(work, paper)
        work.message = _("第 {n} 版已通过。").format(n=paper.edition)
    else:
        for each in own_gates(work, paper):
            void_clock(work, f"P{paper.id}", each.code)
        work.message = _("第 {n} 版已退回：{reason}").format(n=paper.edition, reason=decision.reason)
    work.data["edition"] = paper.edition
    if paper.complaint:
        work.touched.add(paper.complaint)


def _plan_measures(work: Work, paper: Paper) -> None:
    done, owners = set(), {}
    for measure in measures_of(work.session, paper.id):
        if measure.state == "done":
            done.add(measure.kind)
        else:
            owners[measure.kind] = measure.owner
            work.session.delete(measure)
    for kind in work.values["measures"]:
        if kind not in done:
            work.add(Measure(id=work.next("measure"), paper=paper.id, kind=kind, owner=owners.get(kind, "")))


def paper_in_place(work: Work) -> tuple[Paper, Emergency | None]:
    """The paper of the act and its emergency, None for a complaint's paper outside one.

    Raises Refusal while the act has no place: in the event's stage, or in a complaint that is closed or frozen.
    """
    paper: Paper = work.row
    if paper.complaint:
        open_case(work, work.get(Complaint, paper.complaint, _("投诉")))
    if not paper.emergency:
        return paper, None
    event = event_of(work, paper.emergency)
    in_place(work, event)
    return paper, event


def _not_final(work: Work, paper: Paper) -> None:
    if paper.state in ("published", "carried_out"):
        done = _("已发布") if paper.state == "published" else _("已实施")
        raise Refusal("wrong_stage", _("「{title}」{done}，不再更改。").format(title=paper.title, done=done), _("请另起一份。"))


def _writers(session: Session, paper: Paper) -> set[str]:
    # All who wrote an edition: changing a comma in one's own text must not make somebody else its author.
    written = session.exec(
        select(JournalEntry.actor).where(JournalEntry.subject == f"P{paper.id}", col(JournalEntry.kind).in_(_WRITING))
    ).all()
    if paper.kind == "paper":
        from dutyroom.services.gates.on_file import done_steps

        case = case_of(session, paper)
        mark = done_steps(case).get(paper.form, {}) if case is not None else {}
        written = [*written, *mark.get("writers", ())]
    return {*written, paper.author}


def _text(work: Work, kind: str) -> str:
    # A statement is for the public, and the hotline in it must stay readable.
    return str(work.values["text"]) if kind == "statement" else work.masked("text")


def _standby(work: Work, event: Emergency, gate: Gate) -> str:
    """Names of the workstreams whose heads decide the gate and that are not set up."""
    names = []
    for code in gate.roles:
        role = work.plan.role(code)
        stream = role.workstream if role else ""
        row = work.session.get(Workstream, (event.number, stream)) if stream else None
        if not stream or (row is not None and row.state == "active"):
            continue
        names.append(term(work.plan.workstreams, stream))
    return listed(names)
