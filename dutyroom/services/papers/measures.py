"""What a solution promises: its measures carried out and given to somebody, within authority and the sum approved."""

from __future__ import annotations

from decimal import Decimal

from dutyroom.domain.errors import Fault, NotAllowed, Refusal
from dutyroom.domain.names import money, role_names, term
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.cases.procedure import mark_act
from dutyroom.services.clocks import clocks
from dutyroom.services.gates.gates import (
    case_of,
    measures_of,
    own_gates,
)
from dutyroom.services.papers.at_hand import check_gates, not_final, paper_in_place
from dutyroom.services.room.people import name_of
from dutyroom.store.rows.emergencies import Measure, Paper


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
    not_final(work, paper)
    measure = _measure(work, paper)
    work.was["owner"], measure.owner = measure.owner, work.values["owner"]
    name = term(work.plan.measures, measure.kind)
    work.message = _("「{name}」由{person}负责。").format(name=name, person=name_of(work.session, measure.owner))


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


def check_authority(work: Work, paper: Paper) -> None:
    limit = work.plan.limit(work.act.name, work.role)
    if limit is None or work.plan.covers(work.act.name, work.role, paper.sum):
        return
    able = dict.fromkeys(role for gate in own_gates(work, paper) if gate.act == work.act.name for role in gate.roles)
    above = [role for role in able if work.plan.covers(work.act.name, role, paper.sum)]
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


def plan_measures(work: Work, paper: Paper) -> None:
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
