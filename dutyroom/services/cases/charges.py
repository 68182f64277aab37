"""交办事项: what departments are charged with, in a complaint or alone: duties, rectifications, breaches to deal with.

Given by who the plan says, reported by the department, judged where the plan has it judged, followed until done.
"""

from __future__ import annotations

from datetime import datetime

from dutyroom.domain.clock.clock import ClockSpec
from dutyroom.domain.errors import Fault, NotAllowed, Refusal
from dutyroom.domain.names import named, role_names
from dutyroom.domain.plan.handling import Charge
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.cases.closing import settle_afterwards
from dutyroom.services.cases.procedure import check_act, mark_act, open_case
from dutyroom.services.cases.recusal import check_unit
from dutyroom.services.clocks import clocks
from dutyroom.services.gates import authority
from dutyroom.store.rows.cases import CaseClock, Complaint
from dutyroom.store.rows.casework import ChargeRow
from dutyroom.store.rows.staff import Unit


def give(work: Work) -> None:
    """交部门办理: one department's part in this complaint, set out and tracked (6.03, 7.06)."""
    complaint = open_case(work)
    check_act(work, complaint)
    row = _give(work, complaint, "")
    clocks.meet(work, complaint, work.act.name, row.kind)
    mark_act(work, complaint)
    clocks.follow(work, complaint)


def record(work: Work) -> None:
    """另行交办: what stands by itself, such as a breach of the plan to be dealt with (6.06); a complaint may be named."""
    number = str(work.values.get("complaint") or "")
    complaint = open_case(work, work.get(Complaint, number, _("投诉")), afterwards=True) if number else None
    row = _give(work, complaint, number)
    work.row, work.subject = row, row.number


def report(work: Work) -> None:
    """报告办理情况: the department says what it did; it is done with that, or waits to be judged."""
    row: ChargeRow = work.row
    _in_place(work, row, ("open",))
    kind = _kind(work, row)
    work.happened()
    row.report, row.reported_by, row.reported_at = work.masked("text"), work.actor, work.now
    work.text = row.report
    work.clause = row.clause or work.clause
    row.state = "reported" if kind.check else "done"
    for clock in clocks.running(work.session, row.number):
        clocks.end(work, clock)
    said = _("{number} 已报告，待核验。") if kind.check else _("{number} 已办结。")
    work.message = said.format(number=row.number)
    _touch(work, row)


def check(work: Work) -> None:
    """核验办理情况: good, or back to the department with what is missing; who reported it can't judge it."""
    row: ChargeRow = work.row
    kind = _kind(work, row)
    _in_place(work, row, ("reported",))
    _may_give(work, kind)
    if work.actor == row.reported_by:
        raise Refusal("same_person", _("报告人和核验人须是两个人。"), _("请由另一位有权的人核验。"))
    good = work.values["outcome"] == "pass"
    if not good:
        authority.check_reason(work, _("退回须写明意见。"))
    row.opinion, row.checked_by, row.checked_at = work.masked("reason"), work.actor, work.now
    work.text = row.opinion
    if good:
        row.state = "done"
        work.message = _("{number} 核验通过，已办结。").format(number=row.number)
    else:
        row.state, row.returned = "open", row.returned + 1
        if kind.clock is not None:
            clocks.start_clock(work, row.number, kind.clock, work.now)
        work.message = _("{number} 已退回，请部门继续办理。").format(number=row.number)
    _touch(work, row)


def _give(work: Work, complaint: Complaint | None, number: str) -> ChargeRow:
    kind = work.plan.charge(work.values["charge"])
    assert kind is not None
    _may_give(work, kind)
    if complaint is None and not kind.alone:
        fault = Fault("complaint", _("必填。"))
        raise Refusal("bad_input", _("「{kind}」须写明投诉编号。").format(kind=named(kind)), _("请填投诉编号。"), (fault,))
    if complaint is not None and kind.levels and complaint.level not in kind.levels:
        fault = Fault("charge", _("不用于这一级别。"))
        raise Refusal("bad_input", _("这一级别的投诉没有「{kind}」。").format(kind=named(kind)), _("请另选种类。"), (fault,))
    due = work.values.get("due")
    if due is not None and due <= work.now:
        raise Refusal("bad_input", _("办理期限已过。"), _("请填今后的时间。"), (Fault("due", _("须晚于现在。")),))
    owner = str(work.values.get("owner") or "")
    if complaint is not None:
        check_unit(work, complaint, work.values["unit"])
    row = ChargeRow(
        id=work.next("charge"), plan_version=work.plan_version, complaint=complaint.number if complaint else number,
        kind=kind.code, unit=work.values["unit"], owner=owner, by=work.actor, at=work.now, clause=kind.clause,
    )  # fmt: skip
    row.text = work.masked("text")
    work.add(row)
    work.text = row.text
    work.clause = kind.clause or work.clause
    limit = _limit(work, row, kind, due)
    unit = work.session.get(Unit, row.unit)
    work.data["charge"] = row.number
    work.came.update(number=row.number, due=limit)
    work.message = _("已交 {unit} 办理「{kind}」，编号 {number}。").format(
        unit=named(unit) if unit else row.unit, kind=named(kind), number=row.number
    )
    if limit is not None:
        work.message += _("限 {at} 前报告。").format(at=work.shown(limit))
    return row


def _limit(work: Work, row: ChargeRow, kind: Charge, due: datetime | None) -> datetime | None:
    """Starts the charge's clock: the time named, else the plan's; None when there is neither."""
    if due is None and kind.clock is None:
        return None
    spec = kind.clock or ClockSpec(kind.code, "charge", kind.name, kind.en, "hours", 1, clause=kind.clause, source="unit")
    clock: CaseClock = clocks.start_clock(work, row.number, spec, work.now)
    if due is not None:
        clock.due, clock.provisional, clock.source = due, False, "unit"
    return clock.due


def _kind(work: Work, row: ChargeRow) -> Charge:
    kind = work.plan.charge(row.kind)
    if kind is None:
        raise Refusal("not_found", _("预案中没有这一交办种类。"), _("请核对编号。"))
    return kind


def _may_give(work: Work, kind: Charge) -> None:
    if not set(kind.roles) & set(work.held):
        who = role_names(work.plan, kind.roles)
        raise NotAllowed(_("「{kind}」由{roles}交办和核验。").format(kind=named(kind), roles=who))


def _in_place(work: Work, row: ChargeRow, states: tuple[str, ...]) -> None:
    if row.complaint:
        open_case(work, work.get(Complaint, row.complaint, _("投诉")), afterwards=True)
    if row.state not in states:
        now = {"open": _("部门还没有报告"), "reported": _("已报告，待核验"), "done": _("已办结")}[row.state]
        said = _("{number} 现在的状态：{state}。").format(number=row.number, state=now)
        raise Refusal("wrong_stage", said, _("请看清现状后再办。"))


def _touch(work: Work, row: ChargeRow) -> None:
    if row.complaint:
        work.touched.add(row.complaint)
        settle_afterwards(work, work.get(Complaint, row.complaint, _("投诉")))
