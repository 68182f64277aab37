"""What is decided away (免除), one limit or step at a time, and what the complainant takes back (撤回)."""

from __future__ import annotations

from dutyroom.domain.errors import Fault, NotAllowed, Refusal
from dutyroom.domain.names import named, role_names
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.cases.at_hand import masked_reason, masked_text
from dutyroom.services.cases.leading import judges, leads, leads_it
from dutyroom.services.cases.procedure import applies, open_case, set_aside
from dutyroom.services.cases.telling import keep_talk
from dutyroom.services.clocks import clocks
from dutyroom.services.gates.on_file import done_steps
from dutyroom.services.organisation.standing import signed_by_second
from dutyroom.store.rows.cases import Complaint


def waive(work: Work) -> None:
    """免除: whoever leads the level decides that one limit, or one step, is not owed, with a reason that stays beside it.

    A limit that is past due stays a breach. Raises NotAllowed, Refusal ``bad_input`` or ``no_change``.
    """
    complaint = open_case(work)
    if not leads_it(work, complaint):
        who = role_names(work.plan, leads(work.plan, complaint.level))
        raise NotAllowed(_("这一级投诉的免除由{roles}决定。").format(roles=who))
    clock, step = work.values.get("clock"), work.values.get("step")
    if bool(clock) == bool(step):
        why = _("选一个时限，或一个步骤，两者取一。")
        raise Refusal("bad_input", why, _("补齐后再提交。"), (Fault("clock", why),))
    work.text = masked_reason(work)
    work.message = _waive_clock(work, complaint, str(clock)) if clock else _waive_step(work, complaint, str(step))
    clocks.follow(work, complaint)


def _waive_clock(work: Work, complaint: Complaint, code: str) -> str:
    held = [each for each in clocks.running(work.session, complaint.number) if each.code == code]
    spec = clocks.spec_of(work.plan, code, complaint.level)
    name = named(spec) if spec else code
    if not held:
        raise Refusal("no_change", _("「{name}」没有在计时。").format(name=name), _("请选未结的时限。"))
    for clock in held:
        clocks.waive(work, clock, work.text)
    return _("已免除「{name}」，理由在册。").format(name=name)


def _waive_step(work: Work, complaint: Complaint, code: str) -> str:
    step = next(each for each in work.plan.steps if each.code == code)
    if not applies(step, complaint) or code in done_steps(complaint):
        raise Refusal("no_change", _("「{name}」不用于这件投诉，或已完成。").format(name=named(step)), _("请选未完成的步骤。"))
    if step in judges(work.plan, complaint) and not set(step.roles) & set(work.held):
        who = role_names(work.plan, step.roles)
        raise NotAllowed(_("「{step}」由{roles}办理。").format(step=named(step), roles=who))
    set_aside(work, complaint, step, work.text)
    stop = f"complaint.step={code}" if step.act == "complaint.step" else step.act
    for clock in clocks.running(work.session, complaint.number):
        spec = clocks.spec_of(work.plan, clock.code, complaint.level)
        if spec is not None and set(spec.stop) == {stop}:
            clocks.waive(work, clock, work.text)
    return _("已免除「{name}」，理由在册。").format(name=named(step))


def withdraw(work: Work) -> None:
    """撤回: the complainant said, in a contact, that they take it back; a second person confirms it. Nothing is owed any more.

    What the law on banks and insurers asks (《银行业保险业消费投诉处理管理办法》第十五条): it ends on the day of the
    withdrawal. Raises Refusal ``second_needed`` and as ``open_case`` does.
    """
    complaint = open_case(work)
    signed_by_second(work, work.actor, _("撤回须另一人确认。"), shift_lead=True)
    at = work.happened()
    work.text = masked_text(work)
    keep_talk(work, complaint, at, str(work.values["way"]))
    clocks.withdraw(work, complaint.number)
    complaint.status, complaint.closed_at, complaint.told = "withdrawn", work.now, ""
    work.message = _("{number} 已由投诉人撤回，办结。").format(number=complaint.number)
