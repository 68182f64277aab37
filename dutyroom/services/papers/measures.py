"""What a solution promises: its measures carried out and given to somebody, within authority and the sum approved."""

from __future__ import annotations

from decimal import Decimal

from sqlmodel import Session

from dutyroom.domain.compensation import Compensation, compensation, pays_words, sum_words
from dutyroom.domain.errors import Fault, NotAllowed, Refusal
from dutyroom.domain.names import joined, money, role_names, term
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
from dutyroom.services.room.room import Room
from dutyroom.services.room.subjects import load_subject, plan_version_of
from dutyroom.store.rows.emergencies import Measure, Paper


def carry_out(work: Work) -> None:
    """实施措施 of an approved solution, with proof. Raises Refusal ``gate_closed`` before approval (1.09)."""
    paper, event = paper_in_place(work)
    check_gates(work, event, paper)
    measure = _measure(work, paper)
    name = term(work.plan.measures, measure.kind)
    pays = _pay(work, paper, measure)
    work.text = work.masked("proof")
    measure.proof = joined(filter(None, [measure.proof, work.text]))
    measure.owner = measure.owner or work.actor
    measure.done_by = work.actor
    if pays.open and measure.amount:
        # Paid in part: the measure stays open until the whole sum is paid.
        work.came["open"] = str(pays.open)
        work.message = _("「{name}」尚未办结：{sum}。").format(name=name, sum=sum_words(pays))
        return
    for each in measures_of(work.session, paper.id):
        if each is measure or each.amount:
            each.state, each.done_at = "done", each.done_at or work.now
    work.session.flush()
    left = [each for each in measures_of(work.session, paper.id) if each.state != "done"]
    if not left:
        paper.state = "carried_out"
    work.message = _("「{name}」已实施，还有 {n} 项。").format(name=name, n=len(left))
    case = case_of(work.session, paper)
    if case is not None and not left and case.closed_at is None:
        clocks.meet(work, case, work.act.name)
        mark_act(work, case)
        clocks.follow(work, case)
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


def pays_of(session: Session, paper: Paper) -> Compensation:
    """The sum of a solution, and what was paid of it."""
    return compensation(paper.sum, (each.amount for each in measures_of(session, paper.id)))


def pays(room: Room, number: str) -> tuple[str, ...]:
    """All that whoever decides or pays must see of a solution's sum. Raises Refusal ``not_found``."""
    with room.database.read() as session:
        paper = load_subject(session, "solution", number)
        plan = room.plan_of(session, plan_version_of(session, "solution", paper) or room.plan_in_force(session))
        return pays_words(plan, pays_of(session, paper))


def _pay(work: Work, paper: Paper, measure: Measure) -> Compensation:
    """Pays the amount of the act, "" for none; what is paid and open then.

    Raises Refusal: ``over_sum`` beyond what was approved; ``not_paid`` where a measure would be done that was paid in part
    only, or the last one while something is open.
    """
    amount, before = Decimal(str(work.values.get("amount") or 0)), pays_of(work.session, paper)
    if amount > before.open:
        said = _("批准的补偿金额是 {sum} 元，已付 {paid} 元，不能再付 {amount} 元。").format(
            sum=money(before.total), paid=money(before.paid), amount=money(amount)
        )
        raise Refusal("over_sum", said, _("请修改方案的补偿金额，重新报批。"), (Fault("amount", said),))
    others = [each for each in measures_of(work.session, paper.id) if each is not measure and each.state != "done"]
    if before.open and not amount and (measure.amount or not others):
        said = _("还有 {sum} 元未付。").format(sum=money(before.open))
        hint = _("请填这次付的金额；少付须修改方案，重新报批。")
        raise Refusal("not_paid", said, hint, (Fault("amount", said),))
    if amount:
        measure.amount = str(Decimal(measure.amount or 0) + amount)
        work.session.flush()
    return pays_of(work.session, paper)


def keep_sum(work: Work, paper: Paper) -> None:
    """The sum of a new edition: what the act says; the one there was where it says nothing, so that no edit loses it.

    Raises Refusal ``over_sum`` for less than was paid.
    """
    given = work.values.get("sum")
    if given is None or str(given) == "":
        return
    paid = pays_of(work.session, paper).paid
    if Decimal(str(given)) < paid:
        said = _("已付 {paid} 元，补偿金额不能更少。").format(paid=money(paid))
        raise Refusal("over_sum", said, _("请改正补偿金额。"), (Fault("sum", said),))
    paper.sum = str(given)


def plan_measures(work: Work, paper: Paper) -> None:
    done, owners = set(), {}
    for measure in measures_of(work.session, paper.id):
        if measure.state == "done" or measure.amount:
            done.add(measure.kind)
        else:
            owners[measure.kind] = measure.owner
            work.session.delete(measure)
    for kind in work.values["measures"]:
        if kind not in done:
            work.add(Measure(id=work.next("measure"), paper=paper.id, kind=kind, owner=owners.get(kind, "")))
