"""定级: raised at once by whoever is there; lowered by who leads the heavier level or judges by the plan, else by two."""

from __future__ import annotations

from dutyroom.domain.errors import Fault, NotAllowed, Refusal
from dutyroom.domain.names import role_names, term
from dutyroom.domain.plan.handling import Step
from dutyroom.domain.ways_out import lowers
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.cases.at_hand import keep_own, masked_reason, set_level
from dutyroom.services.cases.leading import judges, leads, who_says_level
from dutyroom.services.cases.procedure import mark_act, open_case
from dutyroom.services.clocks import clocks
from dutyroom.services.emergency.course import begin_for_level
from dutyroom.services.gates.on_file import done_steps
from dutyroom.services.organisation.standing import signed_by_second
from dutyroom.store.rows.cases import Complaint


def relevel(work: Work) -> None:
    """定级: open clocks are reckoned anew from their original start, verdicts stay.

    Raises NotAllowed, Refusal ``second_needed``, ``no_change`` and as ``open_case`` does.
    """
    complaint = open_case(work)
    before, after = complaint.level, work.values["level"]
    owed = {step.code for step in judges(work.plan, complaint) if step.act == work.act.name and set(step.roles) & set(work.held)}
    # Where the plan makes it a step, saying that the level is right is the judgement (9.02).
    if before == after and not owed - set(done_steps(complaint)):
        raise Refusal("no_change", _("已经是这个级别。"), _("级别未变，无需定级。"))
    if lowers(work.plan, before, after):
        _may_lower(work, complaint)
    set_level(work, complaint, after)
    keep_own(work, complaint)
    work.text = masked_reason(work)
    mark_act(work, complaint)
    work.session.flush()
    clocks.follow(work, complaint)
    names = {"before": term(work.plan.levels, before), "after": term(work.plan.levels, after)}
    work.data.update(before=before, after=after)
    if before == after:
        work.message = _("已判定：{after}。").format(**names)
    else:
        work.message = _("级别由{before}改为{after}，未结时限已重新推算。").format(**names)
    begin_for_level(work, complaint)


def _may_lower(work: Work, complaint: Complaint) -> None:
    """One who leads the level or judges it may alone; where the plan says who that is nobody else, else two together."""
    named = who_says_level(work.plan, complaint)
    if {*named, *leads(work.plan, complaint.level)} & set(work.held):
        return
    level = term(work.plan.levels, complaint.level)
    if named:
        who = role_names(work.plan, named)
        raise NotAllowed(_("「{level}」投诉由{roles}降级。").format(level=level, roles=who), _("调高级别不受此限。"))
    why = _("降低「{level}」投诉的级别，须牵头人办理，或另一人会签。").format(level=level)
    signed_by_second(work, work.actor, why, shift_lead=True)


def as_judged(work: Work, complaint: Complaint, step: Step) -> None:
    """What the step finds the level to be, the complaint is of: raises Refusal ``other_level`` while it is another."""
    found = work.values.get(step.judges)
    if found and found != complaint.level:
        now, said = (term(work.plan.levels, each) for each in (complaint.level, str(found)))
        why = _("本件现为「{now}」，与所判「{said}」不同。").format(now=now, said=said)
        raise Refusal("other_level", why, _("请先办「定级」。"), (Fault(step.judges, _("先办「定级」。")),))
