"""Why something can't be done now, for the screen; the acts themselves check again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import Session

from dutyroom.domain import permission
from dutyroom.domain.emergency import why_not as misplaced
from dutyroom.domain.errors import Refusal, SignedOut
from dutyroom.domain.gate import gates_of
from dutyroom.domain.names import named, role_names
from dutyroom.lang import gettext as _
from dutyroom.lang import language
from dutyroom.services.cases.leading import leads, why_not_end
from dutyroom.services.clocks.clocks import clocks_of, open_pause, pausable, running
from dutyroom.services.duties.duties import why_not_yours
from dutyroom.services.gates.gates import case_of, first_deciders, passed_gates
from dutyroom.services.organisation.identity import check_stands
from dutyroom.services.organisation.matter import held_in
from dutyroom.services.organisation.recusal import aside_in
from dutyroom.services.organisation.standing import comes_on
from dutyroom.services.organisation.views import SignedIn
from dutyroom.services.room.roster import roster_of
from dutyroom.services.room.subjects import event_number, load_subject, plan_version_of
from dutyroom.store.erasure import was_erased
from dutyroom.store.rows.board import BoardEntry
from dutyroom.store.rows.cases import Call, Complaint
from dutyroom.store.rows.casework import CaseGroup, ChargeRow
from dutyroom.store.rows.command import Conference, Request
from dutyroom.store.rows.duties import Duty
from dutyroom.store.rows.emergencies import Decision, Emergency, Notice, Paper, Task
from dutyroom.store.rows.logs import Instruction
from dutyroom.store.rows.places import WorkRecord

if TYPE_CHECKING:
    from dutyroom.domain.permission import Roster
    from dutyroom.domain.plan.plan import Plan
    from dutyroom.services.room.room import Room


def why_not_part(
    session: Session, room: Room, plan: Plan, row: Paper | ChargeRow | CaseGroup, act: str, person: str, held: Collection[str],
    aside: frozenset[str],
) -> str:
    """"" when the person may do the act with it now, else why not."""
    if isinstance(row, CaseGroup):
        return _group(plan, row, act, held)
    number = row.complaint
    case = session.get(Complaint, number) if number else None
    if case is not None:
        if case.followed_by:
            return _("{number} 已进入复议，第一轮的记录不再更改。").format(number=number)
        if case.closed_at is not None and (act not in AFTERWARDS or case.status == "withdrawn"):
            return _("{number} 已办结。").format(number=number)
    if act in ("paper.review", "paper.read", "solution.decide") and person in first_deciders(session, case):
        return _("第一轮由您决定，复议须由他人决定（预案未规定，本单位补充）。")
    roster = roster_of(session, plan, room.now(), aside)
    return _charge(plan, row, act, person, held) if isinstance(row, ChargeRow) else _paper(session, plan, row, act, held, roster)


def _paper(session: Session, plan: Plan, row: Paper, act: str, held: Collection[str], roster: Roster) -> str:
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
        if not {*gate.roles, *roster.instead(gate.roles)} & set(held):
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

AFTERWARDS = ("charge.report", "charge.check", "paper.review", "paper.read")
"""What belongs to a complaint may be done after its end as well: a report reviewed, a department's part reported."""

_ANYTIME = ("complaint.reveal", "complaint.correct", "complaint.satisfied")

_OF_PERSON = ("complaint.reveal", "complaint.correct", "personal.erase")


def why_not(room: Room, session: SignedIn | None, act: str, subject: str = "") -> str:
    """"" when the person may do the act now, else why not, in words for the screen."""
    from dutyroom.domain.acts import ACTS

    if session is None:
        return _("请先说明您是谁（登录）。")
    wanted = ACTS[act]
    now = room.now()
    with room.database.read() as reading:
        try:
            row = load_subject(reading, wanted.subject, subject) if subject else None
            version = plan_version_of(reading, wanted.subject, row) if row is not None else 0
            plan = room.plan_of(reading, version or room.plan_in_force(reading))
        except Refusal as no:
            return no.message
        facts = room.standing(reading)
        try:
            check_stands(facts.secrets.get(session.person), session.proven)
        except SignedOut as ended:
            return ended.message
        held, of_another = held_in(reading, facts, plan, session.person, now, row)
        aside = aside_in(reading, room.vault, row, {})
        not_theirs = permission.why_not(plan, wanted, held, session.person in aside)
        if not_theirs and not comes_on(reading, plan, act, session.person, session.person, held, now):
            return of_another or not_theirs
        if isinstance(row, Emergency):
            return misplaced(row.stage, act)
        if isinstance(row, (Task, Notice, Paper, WorkRecord, Request, Decision, Instruction, Conference)):
            event = reading.get(Emergency, event_number(reading, row))
            out_of_place = misplaced(event.stage, act) if event is not None else ""
            if out_of_place or not (isinstance(row, Paper) and row.complaint):
                return out_of_place
        if isinstance(row, Complaint):
            return _why_not_complaint(reading, plan, row, act, now, held)
        if isinstance(row, Duty) and act == "duty.done":
            return why_not_yours(plan, row, session.person, held)
        if isinstance(row, (Paper, ChargeRow, CaseGroup)):
            return why_not_part(reading, room, plan, row, act, session.person, held, aside)
        if isinstance(row, Call) and row.state == "done" and act != "call.reveal":
            if act == "call.contact" and not row.complaint:
                return ""
            return _("来电 {number} 已办结。").format(number=row.number)
    return ""


def _why_not_complaint(session: Session, plan: Plan, row: Complaint, act: str, now: datetime, held: Collection[str]) -> str:
    from dutyroom.services.cases.procedure import obstacles

    if row.followed_by and act != "complaint.reveal":
        return _("{number} 已进入复议，第一轮的记录不再更改。").format(number=row.number)
    if act == "complaint.reconsider":
        return _("预案没有规定复议。") if plan.second_round is None or row.round > 1 else ""
    if act == "complaint.charge" and not plan.charges:
        return _("预案没有规定交办种类。")
    if act in _OF_PERSON and was_erased(session, row.number):
        return _("{number} 的个人信息已删除。").format(number=row.number)
    if act == "personal.erase":
        return "" if row.closed_at is not None else _("办结后再删除。")
    if row.closed_at is not None and act not in _ANYTIME and not (act == "complaint.step" and row.status == "owing"):
        return _("{number} 已办结。").format(number=row.number)
    if act == "complaint.close" and (others := why_not_end(plan, row, held)):
        return others
    if act == "complaint.close" and row.status != "replied":
        return _("尚未{reply}").format(reply=plan.word("reply", language() == "en") or _("答复"))
    if act == "complaint.waive" and not set(leads(plan, row.level)) & set(held):
        return _("这一级投诉的免除由{roles}决定。").format(roles=role_names(plan, leads(plan, row.level)))
    if act == "complaint.rejudge":
        judged = [each for each in clocks_of(session, row.number) if each.provisional and each.verdict in ("met", "breached")]
        return "" if judged else _("没有按暂估日历下的结论。")
    if act == "complaint.ask_time" and not any(spec.by_request and spec.applies(row.level) for spec in plan.clocks):
        return _("这一级投诉没有可按客户要求时间办理的时限。")
    if act == "complaint.acknowledge":
        from dutyroom.services.board.board import as_row

        shown = session.get(BoardEntry, row.number)
        return "" if shown is None or as_row(shown).lit(now) else _("已知悉。")
    if act in ("complaint.pause", "complaint.resume"):
        return _why_no_pause(session, plan, row, act, now)
    if act == "complaint.satisfied":
        return ""
    found = obstacles(session, plan, row, act)
    return found[0][1] if found else ""


def _why_no_pause(session: Session, plan: Plan, row: Complaint, act: str, now: datetime) -> str:
    clocks = running(session, row.number)
    if act == "complaint.resume":
        return "" if any(open_pause(session, clock) for clock in clocks) else _("没有暂停的时限。")
    may = any(pausable(session, plan, row, clock, now) for clock in clocks)
    return "" if may else _("没有可以暂停的时限。")
