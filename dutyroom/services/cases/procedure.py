"""The plan's procedure for one complaint: steps in their order, gates before acts, and what is done already."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from dutyroom.domain.errors import Fault, NotAllowed, Refusal
from dutyroom.domain.gate import closed_gates, gate_applies, gates_of
from dutyroom.domain.names import aside, joined, listed, named, role_names
from dutyroom.domain.plan.handling import Charge, Gate, Step
from dutyroom.domain.plan.plan import Plan
from dutyroom.lang import gettext as _
from dutyroom.services.act.frozen import check_frozen
from dutyroom.services.act.work import Work
from dutyroom.services.cases.leading import LEVEL
from dutyroom.services.gates.gates import decided
from dutyroom.services.gates.on_file import done_steps, mark_step
from dutyroom.store.rows.cases import Complaint
from dutyroom.store.rows.casework import ChargeRow
from dutyroom.store.rows.emergencies import Paper
from dutyroom.store.rows.staff import Unit

NOT_TOLD = frozenset({"unreached", "anonymous"})
"""Of ``Complaint.told``: 未能告知, so that there is nobody whom one could ask."""


def applies(step: Step, complaint: Complaint) -> bool:
    """Whether this complaint has the step: by its level, its round, and the hours in which it was received."""
    return step.applies(complaint.level, complaint.round, complaint.off_hours)


def unfinished(session: Session, plan: Plan, complaint: Complaint, code: str) -> str:
    """What is still missing of a step, "" when it is complete or not for this complaint: done, its paper through its gates."""
    step = plan.step(code)
    if step is None or not applies(step, complaint):
        return ""
    mark = done_steps(complaint).get(code)
    if mark is None:
        missing = [each for each in concerned(complaint, step) if each not in charged(session, complaint, step)]
        names = listed(named(unit) if (unit := session.get(Unit, each)) else each for each in missing)
        return _("尚未完成步骤：{name}").format(name=named(step)) + aside(names)
    waiting = open_gates(session, plan, complaint, step)
    return _("「{step}」待批：{gates}").format(step=named(step), gates=listed(named(gate) for gate in waiting)) if waiting else ""


def concerned(complaint: Complaint, step: Step) -> tuple[str, ...]:
    """The units of which each gets a charge by this step, as an earlier one named them; none where it is one unit's matter."""
    said: list[str] = []
    for mark in done_steps(complaint).values():
        for each in (mark, *mark.get("again", ())):
            said += filter(None, str(each.get("fields", {}).get(step.each_of) or "").split(","))
    units = tuple(dict.fromkeys(said))
    return units if step.each_of and len(units) > 1 else ()


def charged(session: Session, complaint: Complaint, step: Step) -> set[str]:
    """The units that have a charge of the step's kind in this complaint."""
    query = select(ChargeRow.unit).where(ChargeRow.complaint == complaint.number, ChargeRow.kind == step.charge)
    return set(session.exec(query).all())


def owed(step: Step, complaint: Complaint) -> bool:
    """Whether the complaint can't end without the step, as it stands now."""
    return step.owed(complaint.level) and (not step.each_of or bool(concerned(complaint, step)))


def open_gates(session: Session, plan: Plan, complaint: Complaint, step: Step) -> tuple[Gate, ...]:
    """The gates that the current edition of the step's paper has not passed."""
    mark = done_steps(complaint).get(step.code, {})
    paper = session.get(Paper, mark["paper"]) if mark.get("paper") else None
    if paper is None:
        return ()
    passed = set(decided(session, paper.number, paper.edition))
    return tuple(gate for gate in gates_of(plan, paper, complaint.level) if gate.code not in passed)


def open_case(work: Work, complaint: Complaint | None = None, afterwards: bool = False) -> Complaint:
    """The complaint of the act (or the one given), which must be open and not frozen.

    ``afterwards``: what is done comes after the end as well. Raises Refusal ``frozen`` or ``closed``.
    """
    case = complaint or work.row
    assert isinstance(case, Complaint)
    check_frozen(case)
    if case.closed_at is not None and not (afterwards and case.status != "withdrawn"):
        raise Refusal("closed", _("{number} 已办结。").format(number=case.number), _("有新情况请另行登记。"))
    return case


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
    passed = passed_gates(session, complaint)
    for gate in closed_gates(plan, act, passed):
        # What decides on an emergency does not stand before a complaint that belongs to none.
        if (complaint.emergency or gate.applies_to in ("solution", "paper")) and gate_applies(gate, complaint.level):
            found.append(("gate_closed", _("待批：{name}").format(name=named(gate))))
    before = [code for step in _as_act(plan, complaint, act) for code in step.after]
    before += [step.code for step in plan.steps if act in step.blocks]
    if act == "complaint.close":
        before += [step.code for step in owed_steps(plan, complaint)]
    for code in dict.fromkeys(before):
        why = unfinished(session, plan, complaint, code)
        if why:
            found.append(("step_missing", why))
    found += [("charge_open", words) for words in open_charges(session, plan, complaint.number, act)]
    return found


def owed_steps(plan: Plan, complaint: Complaint) -> list[Step]:
    """Steps without which the complaint can't end, in the plan's order: all that it has, but those tied to a condition, those
    that come after its end, and asking who can't be told anything whether they are content."""
    done = done_steps(complaint)
    return [
        step for step in plan.steps
        if owed(step, complaint) and applies(step, complaint) and step.act != "complaint.close" and step.unless not in done
        and not (step.act == "complaint.satisfied" and complaint.told in NOT_TOLD)
    ]  # fmt: skip


def steps_after(plan: Plan, complaint: Complaint) -> list[Step]:
    """Steps that come after the end of the complaint (3.07, 4.05, 6.04, 7.05)."""
    return [step for step in plan.steps if step.after_close and applies(step, complaint)]


def _as_act(plan: Plan, complaint: Complaint, act: str) -> list[Step]:
    if act == "complaint.step":
        return []
    return [step for step in plan.steps if step.act == act and applies(step, complaint)]


def open_charges(session: Session, plan: Plan, number: str, act: str) -> list[str]:
    """What departments are charged with in this complaint and have not done, where the plan lets ``act`` wait for it."""
    return _charges_of(session, number, {each.code: each for each in plan.charges if act in each.blocks})


def charges_left(session: Session, plan: Plan, number: str) -> list[str]:
    """What departments are charged with in this complaint and have not done, of whatever kind."""
    return _charges_of(session, number, {each.code: each for each in plan.charges})


def _charges_of(session: Session, number: str, blocking: Mapping[str, Charge]) -> list[str]:
    if not blocking:
        return []
    rows = session.exec(
        select(ChargeRow)
        .where(ChargeRow.complaint == number, ChargeRow.state != "done", col(ChargeRow.kind).in_(sorted(blocking)))
        .order_by(col(ChargeRow.id))
    ).all()
    found = []
    for row in rows:
        unit = session.get(Unit, row.unit)
        what = {"unit": named(unit) if unit else row.unit, "kind": named(blocking[row.kind]), "number": row.number}
        words = _("{unit}「{kind}」{number} 待核验") if row.state == "reported" else _("{unit}「{kind}」{number} 未办结")
        found.append(words.format(**what))
    return found


def finish_step(work: Work, complaint: Complaint, code: str, happened: datetime, text: str) -> None:
    """Records the step. Raises Refusal when it is done by another act, by another role, too early or already."""
    step = next(each for each in work.plan.steps if each.code == code)
    if not applies(step, complaint):
        raise Refusal("not_here", _("「{step}」不用于这件投诉。").format(step=named(step)), _("见「办理步骤」所列。"))
    if step.act != work.act.name:
        from dutyroom.domain.acts import ACTS
        from dutyroom.domain.names import act_name

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
    if not answered_well(step, work.values):
        # What was found stands on the record; the step stays to be done.
        return
    mark_step(work, complaint, step, happened, text)
    if step.paper:
        from dutyroom.services.gates.on_file import keep_on_file

        keep_on_file(work, complaint, step, text)


def answered_well(step: Step, values: Mapping[str, Any]) -> bool:
    """Whether the answer given is the one with which the step is done; true for one that asks for no certain answer."""
    name, _sign, wanted = step.done_when.partition("=")
    if not name:
        return True
    given = values.get(name)
    said = {True: "yes", False: "no"}.get(given, str(given)) if isinstance(given, bool) else str(given)
    return said == wanted


def set_aside(work: Work, complaint: Complaint, step: Step, reason: str) -> None:
    """The step is decided away: it stands as done, with who decided so and why instead of what was done."""
    done = done_steps(complaint)
    now = work.now.isoformat()
    done[step.code] = {"at": now, "happened": now, "by": work.actor, "text": reason, "waived": True}
    complaint.steps = json.dumps(done, ensure_ascii=False)


def step_blocked(session: Session, plan: Plan, complaint: Complaint, step: Step) -> str:
    """Why the step can't be done now, "" when it can."""
    if step.code in done_steps(complaint) and not step.repeats and not may_be_rewritten(session, plan, complaint, step):
        return _("「{step}」已完成").format(step=named(step))
    for code in step.after:
        why = unfinished(session, plan, complaint, code)
        if why:
            return why
    gate = plan.gate(step.gate)
    if gate is not None and gate_applies(gate, complaint.level) and step.gate not in passed_gates(session, complaint):
        return _("待批：{name}").format(name=named(gate))
    return ""


def may_be_rewritten(session: Session, plan: Plan, complaint: Complaint, step: Step) -> bool:
    """A paper can be written anew until all its gates are passed; one without gates until the case is closed."""
    if not step.paper or step.act != "complaint.step":
        return False
    mark = done_steps(complaint).get(step.code, {})
    paper = session.get(Paper, mark["paper"]) if mark.get("paper") else None
    return paper is not None and (not gates_of(plan, paper, complaint.level) or bool(open_gates(session, plan, complaint, step)))


def reached(work: Work, complaint: Complaint, step: Step) -> bool:
    """Whether the act came to where the step must: a person whom it names, a unit of its kinds, each unit concerned; true for a
    step that names none."""
    if step.kinds:
        unit = work.session.get(Unit, str(work.values.get("unit") or ""))
        return unit is not None and unit.kind in step.kinds
    if step.each_of:
        work.session.flush()
        return set(concerned(complaint, step)) <= charged(work.session, complaint, step)
    if not step.to:
        return True
    from dutyroom.services.organisation.stand_ins import speaks_for

    return speaks_for(work, complaint, str(work.values.get("person") or ""), step.to)


def mark_act(work: Work, complaint: Complaint, act: str = "") -> None:
    """Records the steps that this act is (``act``, where one act does the work of another for many complaints)."""
    for step in work.plan.steps:
        meant = not step.charge or step.charge == work.values.get("charge")
        # Others may say a level as well; the plan's judgement is that of whom it names.
        meant = meant and (step.act != LEVEL or bool(set(step.roles) & set(work.held)))
        if step.act == (act or work.act.name) and applies(step, complaint) and meant and reached(work, complaint, step):
            work.clause = step.clause or work.clause
            mark_step(work, complaint, step, work.values.get("happened") or work.now, work.text)
            if step.paper:
                from dutyroom.services.gates.on_file import keep_on_file

                keep_on_file(work, complaint, step, work.text)


def passed_gates(session: Session, complaint: Complaint) -> frozenset[str]:
    """Gates whose last word is in favour, for the current edition of the papers that concern this complaint."""
    papers = list(session.exec(select(Paper).where(Paper.complaint == complaint.number)).all())
    if complaint.emergency:
        papers += session.exec(select(Paper).where(Paper.emergency == complaint.emergency, Paper.complaint == "")).all()
    editions = {paper.number: paper.edition for paper in papers}
    if complaint.emergency:
        editions[complaint.emergency] = 0
    return frozenset(gate for subject, edition in editions.items() for gate in decided(session, subject, edition))
