"""The plan's own life: drafted, reviewed, approved, in force from a date, and how its clauses are read.

Which decisions a plan needs are gates of the plan in force (``applies_to = "plan"``); the last of them puts it in force.
"""

from __future__ import annotations

from sqlmodel import Session, col, select

from dutyroom.domain.errors import Fault, Refusal
from dutyroom.domain.gate import closed_gates, gate_of, gates_before
from dutyroom.domain.names import clause_name, listed, named
from dutyroom.domain.plan.plan import Plan
from dutyroom.domain.plan.reader import read_plan
from dutyroom.domain.standing import seconds
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.gates import authority
from dutyroom.services.gates.gates import IN_FAVOUR, decided, decisions_on
from dutyroom.services.organisation.standing import signed_by_second
from dutyroom.services.plan.changes import changes
from dutyroom.services.plan.versions import put_in_force
from dutyroom.services.plan.way_back import keep_standing
from dutyroom.services.room.plans import load_version
from dutyroom.services.room.roster import roster_of
from dutyroom.store.rows.record import JournalEntry
from dutyroom.store.rows.room import PlanDraft, PlanReading, PlanVersion


def adopt(work: Work) -> None:
    """启用预案: new cases are opened under it from now on; open cases stay under theirs.

    Who may do what follows from the plan, so two persons put one in force. Raises Refusal ``gate_closed``,
    ``second_needed``, ``bad_plan``.
    """
    closed = closed_gates(work.plan, work.act.name, ())
    if closed:
        raise Refusal(
            "gate_closed",
            _("现行预案要求先经：{gates}。").format(gates=listed(named(gate) for gate in closed)),
            _("请先办「起草预案」，再依次审核、批准。"),
        )
    put_in_force(work, str(work.values["text"]), work.now)
    signed_by_second(work, "", _("启用预案须两人签字。"))
    keep_standing(work, read_plan(str(work.values["text"]), ""), work.now, (work.actor, work.second))


def draft(work: Work) -> None:
    """起草预案: checked at once, so that nobody reviews what could not be put in force."""
    base = work.room.plan_in_force(work.session)
    row = PlanDraft(
        id=work.next("plandraft"), base=base, what=work.masked("what"), text=_checked(work, base),
        since=work.values.get("since"), author=work.actor, at=work.now,
    )  # fmt: skip
    work.add(row)
    work.subject = row.number
    work.text = row.what
    work.message = _("{number} 已起草，待{next}。").format(number=work.subject, next=_waits_for(work, ()))


def edit(work: Work) -> None:
    """修改: a new edition, which needs every decision again."""
    row = _open(work)
    row.text, row.what = _checked(work, row.base), work.masked("what")
    row.since = work.values.get("since")
    row.edition, row.state, row.author, row.at = row.edition + 1, "draft", work.actor, work.now
    work.text = row.what
    work.message = _("{number} 第 {n} 稿已存，待{next}。").format(number=work.subject, n=row.edition, next=_waits_for(work, ()))


def review(work: Work) -> None:
    """审核: passed, or returned with what is wrong."""
    row = _open(work)
    if _decide(work, row):
        row.state = "reviewed"
        work.message = _("{number} 已审核通过，待{next}。").format(
            number=work.subject, next=_waits_for(work, decided(work.session, row.number, row.edition))
        )


def approve(work: Work) -> None:
    """批准: once every gate is passed, it holds from its date; open cases stay on the version they were opened under."""
    row = _open(work)
    if work.room.plan_in_force(work.session) != row.base:
        raise Refusal(
            "wrong_stage",
            _("起草之后另有预案施行，本草案不是据现行预案修订的。"),
            _("请据现行预案修改后再报批。"),
        )
    since = work.values.get("since") or row.since or work.now
    if work.values["outcome"] in IN_FAVOUR and since < work.now:
        since = work.now
    if not _decide(work, row):
        return
    another = _passed_by(work, row)
    if not another:
        signed_by_second(work, "", _("还没有另一人审核过，须两人签字。"))
    version = put_in_force(work, row.text, since)
    work.came["since"] = since
    row.state, row.since, row.accepted = "accepted", since, version
    at = f"{work.calendar.local(since):%Y-%m-%d %H:%M}"
    said = _("第 {n} 版已批准，自 {at} 起施行。") if since > work.now else _("第 {n} 版已批准，现已施行。")
    work.message = said.format(n=version, at=at)
    keep_standing(work, read_plan(row.text, ""), since, (work.actor, another or work.second))


def withdraw(work: Work) -> None:
    """撤回草案."""
    row = _open(work)
    row.state = "withdrawn"
    work.text = work.masked("reason")
    work.message = _("{number} 已撤回。").format(number=work.subject)


def interpret(work: Work) -> None:
    """解释预案: how a clause is to be read, by those whom the plan lets interpret it. Raises ``bad_input`` for no clause."""
    clause = str(work.values["clause"]).strip()
    if clause not in work.plan.text:
        known = listed(clause_name(each) for each in list(work.plan.text)[:40])
        fault = Fault("clause", _("可填：{known}。").format(known=known))
        raise Refusal("bad_input", _("预案原文中没有这一条：{value}。").format(value=clause), _("请核对条号。"), (fault,))
    row = PlanReading(
        id=work.next("planreading"), plan_version=work.room.plan_in_force(work.session), clause=clause,
        question=work.masked("question"), answer=work.masked("answer"), by=work.actor, role=work.role, at=work.now,
    )  # fmt: skip
    work.add(row)
    work.clause = clause
    work.text = row.answer
    work.message = _("对 {clause} 的解释已记。").format(clause=clause_name(clause))


def waits_for(plan: Plan, passed: tuple[str, ...]) -> str:
    """What a draft waits for next, in words."""
    closed = [gate for gate in plan.gates if gate.applies_to == "plan" and gate.code not in passed]
    first = next((gate for gate in closed if not set(gate.after) - set(passed)), None)
    return named(first) if first else _("批准")


def _waits_for(work: Work, passed: tuple[str, ...]) -> str:
    return waits_for(work.plan, passed)


def _checked(work: Work, base: int) -> str:
    text = str(work.values["text"])
    plan = read_plan(text, _("预案文本"))
    since = work.values.get("since")
    if since is not None and since < work.now:
        raise Refusal("bad_input", _("施行时间已过。"), _("请改为以后的时间，或留空。"), (Fault("since", _("须晚于现在。")),))
    row = work.session.get(PlanVersion, base)
    if row is not None and row.text == text:
        raise Refusal("no_change", _("与现行预案一字不差。"), _("改好后再起草。"), (Fault("text", _("没有改动。")),))
    work.data["changes"] = len(changes(load_version(work.session, base), plan))
    return text


def _open(work: Work) -> PlanDraft:
    row: PlanDraft = work.row
    if row.state in ("accepted", "withdrawn"):
        done = _("V{n} 已施行。") if row.state == "accepted" else _("V{n} 已撤回。")
        raise Refusal("closed", done.format(n=row.id), _("请另行起草。"))
    if row.state in ("returned", "refused") and work.act.name in ("plan.review", "plan.approve"):
        raise Refusal("wrong_stage", _("V{n} 第 {e} 稿已退回。").format(n=row.id, e=row.edition), _("修改后再报。"))
    return row


def _decide(work: Work, row: PlanDraft) -> bool:
    outcome = work.values["outcome"]
    if outcome not in IN_FAVOUR:
        authority.check_reason(work)
    gate = gate_of(work.plan, work.act.name)
    decider = authority.Decider(work.actor, work.role)
    authority.check_gate_role(work, gate, decider)
    authority.check_four_eyes(work, gate, work.actor, _writers(work.session, row))
    passed = decided(work.session, row.number, row.edition)
    before = gates_before(work.plan, gate, passed) if gate else ()
    if before and outcome in IN_FAVOUR:
        names = listed(named(each) for each in before)
        faults = tuple(Fault(each.code, _("未通过。")) for each in before)
        said, hint = _("须先通过：{gates}。"), _("请先办：{gates}。")
        raise Refusal("gate_closed", said.format(gates=names), hint.format(gates=names), faults)
    clause = gate.clause if gate else work.clause
    code = gate.code if gate else work.act.name
    authority.record(work, row.number, code, outcome, decider, row.edition, clause)
    work.session.flush()
    if outcome in IN_FAVOUR:
        return True
    row.state = "returned" if outcome == "return" else "refused"
    work.message = _("{number} 已退回：{reason}").format(number=row.number, reason=work.masked("reason"))
    return False


def _passed_by(work: Work, row: PlanDraft) -> str:
    """Somebody else of standing who wrote this edition or was in favour, "" for none: no plan comes into force by one hand."""
    able = seconds(work.plan)
    if row.author != work.actor and able & set(roster_of(work.session, work.plan, work.now).roles(row.author)):
        return row.author
    told = decisions_on(work.session, row.number)
    favour = (each for each in told if each.outcome in IN_FAVOUR and each.edition == row.edition and each.role in able)
    return next((each.by for each in favour if each.by != work.actor), "")


def _writers(session: Session, row: PlanDraft) -> set[str]:
    kinds = ("plan.draft", "plan.edit")
    query = select(JournalEntry.actor).where(JournalEntry.subject == row.number, col(JournalEntry.kind).in_(kinds))
    return {*session.exec(query).all(), row.author}
