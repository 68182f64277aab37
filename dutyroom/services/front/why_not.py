"""Why something can't be done with a paper, a charge or a group now, for the screen; the acts themselves check again."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from sqlmodel import Session

from dutyroom.domain.gate import gates_of
from dutyroom.domain.names import named, role_names
from dutyroom.lang import gettext as _
from dutyroom.services.cases.recusal import why_recused
from dutyroom.services.papers.papers import case_of, passed_gates
from dutyroom.store.rows.cases import Complaint
from dutyroom.store.rows.casework import CaseGroup, ChargeRow
from dutyroom.store.rows.emergencies import Paper

if TYPE_CHECKING:
    from dutyroom.domain.plan.plan import Plan
    from dutyroom.services.room.room import Room


def why_not_part(
    session: Session, room: Room, plan: Plan, row: Paper | ChargeRow | CaseGroup, act: str, person: str, held: Collection[str]
) -> str:
    """"" when the person may do the act with it now, else why not."""
    if isinstance(row, CaseGroup):
        return _group(plan, row, act, held)
    number = row.complaint
    case = session.get(Complaint, number) if number else None
    if case is not None:
        if case.followed_by:
            return _("{number} 已进入复议，第一轮的记录不再更改。").format(number=number)
        if case.closed_at is not None:
            return _("{number} 已办结。").format(number=number)
        recused = why_recused(session, room.vault, number, act, person)
        if recused:
            return recused
    return _charge(plan, row, act, person, held) if isinstance(row, ChargeRow) else _paper(session, plan, row, act, held)


def _paper(session: Session, plan: Plan, row: Paper, act: str, held: Collection[str]) -> str:
    case = case_of(session, row)
    passed = passed_gates(session, row)
    gates = gates_of(plan, row, case.level if case else "")
    mine = [gate for gate in gates if gate.act == act]
    if act in ("paper.review", "paper.read", "solution.decide"):
        gate = next((each for each in mine if each.code not in passed), None)
        if gate is None:
            return _("这一版已通过") if mine else _("预案没有给这份材料规定这个审批环节。")
        if row.state in ("returned", "refused"):
            return _("这一版已退回，等修改后的新版")
        if not set(gate.roles) & set(held):
            return _("「{gate}」由{roles}决定。").format(gate=named(gate), roles=role_names(plan, gate.roles))
    if act == "measure.carry_out":
        closed = [gate for gate in gates if act in gate.blocks and gate.code not in passed]
        if closed:
            return _("待批：{name}").format(name=named(closed[0]))
    if act == "solution.edit" and row.state == "carried_out":
        return _("已实施")
    return ""


def _charge(plan: Plan, row: ChargeRow, act: str, person: str, held: Collection[str]) -> str:
    kind = plan.charge(row.kind)
    if row.state == "done":
        return _("已办结")
    if act == "charge.report" and row.state != "open":
        return _("已报告，待核验")
    if act == "charge.check":
        if row.state != "reported":
            return _("部门还没有报告")
        if kind is not None and not set(kind.roles) & set(held):
            return _("「{kind}」由{roles}交办和核验。").format(kind=named(kind), roles=role_names(plan, kind.roles))
        if row.reported_by == person:
            return _("报告人和核验人须是两个人。")
    return ""


def _group(plan: Plan, row: CaseGroup, act: str, held: Collection[str]) -> str:
    rule = plan.alike
    if rule is None:
        return _("预案没有规定同类投诉的认定。")
    if row.state == "refused":
        return _("G{id} 已不认定为{name}。").format(id=row.id, name=named(rule))
    if act in ("group.confirm", "group.refuse"):
        if row.state != "proposed":
            return _("G{id} 已确认。").format(id=row.id)
        if not set(rule.roles) & set(held):
            return _("「{name}」由{roles}认定。").format(name=named(rule), roles=role_names(plan, rule.roles))
    return ""
