"""The plan's procedure for one complaint: steps in their order, gates before acts, and what is done already."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from dutyroom.domain.errors import Fault, NotAllowed, Refusal
from dutyroom.domain.gate import closed_gates
from dutyroom.domain.plan import Plan, Step
from dutyroom.lang import gettext as _
from dutyroom.services.names import joined, named, role_names, term
from dutyroom.services.work import Work
from dutyroom.store.rows.cases import Complaint
from dutyroom.store.rows.emergencies import Decision, Paper


def done_steps(complaint: Complaint) -> dict[str, dict[str, Any]]:
    """Steps done so far, by code: ``at`` (typed, ISO 8601), ``happened``, ``by``, ``text`` (masked)."""
    done: dict[str, dict[str, Any]] = json.loads(complaint.steps)
    return done


def check_act(work: Work, complaint: Complaint) -> None:
    """Raises Refusal while a gate or an earlier step stands before this act: ``gate_closed``, ``step_missing``."""
    problems = obstacles(work.session, work.plan, complaint, work.act.name)
    if problems:
        faults = tuple(Fault(work.act.name, each) for _code, each in problems)
        what = joined(each for _code, each in problems)
        raise Refusal(problems[0][0], _("{what}。").format(what=what), _("完成后再办。"), faults)


def obstacles(session: Session, plan: Plan, complaint: Complaint, act: str) -> list[tuple[str, str]]:
    """(code, words) of each gate and step of the plan that stands before ``act`` on this complaint."""
    found = []
    # The acts that decide a gate belong to an emergency; an ordinary case has no paper to decide on.
    if complaint.emergency:
        passed = passed_gates(session, complaint)
        found += [("gate_closed", _("待批：{name}").format(name=named(gate))) for gate in closed_gates(plan, act, passed)]
    done = done_steps(complaint)
    before = [code for step in plan.steps if step.act == act != "complaint.step" for code in step.after]
    before += [step.code for step in plan.steps if act in step.blocks]
    for code in dict.fromkeys(before):
        if code not in done:
            found.append(("step_missing", _("尚未完成步骤：{name}").format(name=term(plan.steps, code))))
    return found


def finish_step(work: Work, complaint: Complaint, code: str, happened: datetime, text: str) -> None:
    """Records the step. Raises Refusal when it is done by another act, by another role, too early or already."""
    step = next(each for each in work.plan.steps if each.code == code)
    if step.act != work.act.name:
        from dutyroom.domain.acts import ACTS
        from dutyroom.services.names import act_name

        what = act_name(ACTS[step.act])
        raise Refusal("wrong_act", _("「{step}」由「{act}」完成。").format(step=named(step), act=what), _("请办理该事项。"))
    reason = step_blocked(work.session, work.plan, complaint, step)
    if reason:
        raise Refusal("step_missing", reason, _("完成后再办。"))
    if work.role not in step.roles and not set(step.roles) & set(work.held):
        who = role_names(work.plan, step.roles)
        raise NotAllowed(_("「{step}」由{roles}办理。").format(step=named(step), roles=who))
    lacking = [field for field in step.fields if field.required and work.values.get(field.name) is None]
    if lacking:
        faults = tuple(Fault(field.name, _("必填。")) for field in lacking)
        raise Refusal("bad_input", _("有 {n} 处需要改正，内容都还在。").format(n=len(faults)), _("改正后再提交。"), faults)
    work.clause = step.clause or work.clause
    _mark(work, complaint, step, happened, text)


def step_blocked(session: Session, plan: Plan, complaint: Complaint, step: Step) -> str:
    """Why the step can't be done now, "" when it can."""
    done = done_steps(complaint)
    if step.code in done:
        return _("「{step}」已完成").format(step=named(step))
    for code in step.after:
        if code not in done:
            return _("尚未完成步骤：{name}").format(name=term(plan.steps, code))
    if step.gate and complaint.emergency and step.gate not in passed_gates(session, complaint):
        return _("待批：{name}").format(name=term(plan.gates, step.gate))
    return ""


def mark_act(work: Work, complaint: Complaint) -> None:
    """Records the steps that this act is."""
    for step in work.plan.steps:
        if step.act == work.act.name:
            work.clause = step.clause or work.clause
            _mark(work, complaint, step, work.values.get("happened") or work.now, work.text)


def passed_gates(session: Session, complaint: Complaint) -> frozenset[str]:
    """Gates decided in favour, for the current edition of the papers that concern this complaint."""
    papers = session.exec(
        select(Paper).where(
            (Paper.complaint == complaint.number) | ((Paper.emergency == complaint.emergency) & (Paper.complaint == ""))
        )
    ).all()
    editions = {f"P{paper.id}": paper.edition for paper in papers if paper.complaint or paper.emergency}
    subjects = [*editions, *([complaint.emergency] if complaint.emergency else [])]
    decisions = session.exec(
        select(Decision).where(col(Decision.subject).in_(subjects), col(Decision.outcome).in_(("approve", "pass")))
    ).all()
    return frozenset(each.gate for each in decisions if each.edition == editions.get(each.subject, each.edition))


def _mark(work: Work, complaint: Complaint, step: Step, happened: datetime, text: str) -> None:
    done = done_steps(complaint)
    # Clocks start from when it was entered, so that a late entry improves nothing.
    entry = {"at": work.now.isoformat(), "happened": happened.isoformat(), "by": work.actor, "text": text}
    done.setdefault(step.code, entry)
    complaint.steps = json.dumps(done, ensure_ascii=False)
