"""客户要求的时间: when the customer wants to hear takes the place of the limit where the plan says so (plan 9, 2.3)."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from dutyroom.domain.clock.clock import ASKED_FOR, ASKED_WHY
from dutyroom.domain.errors import Fault, Refusal
from dutyroom.lang import gettext as _
from dutyroom.services.act.values import too_little
from dutyroom.services.act.work import Work
from dutyroom.services.cases.procedure import open_case
from dutyroom.services.clocks import clocks
from dutyroom.services.organisation.standing import signed_by_second


def ask_time(work: Work) -> None:
    """客户要求时间: by the customer's own words, and beyond what the plan leaves to one person, signed by another.

    Raises Refusal ``no_limit`` where no limit of the complaint gives way to it, ``bad_input``, ``second_needed``.
    """
    complaint = open_case(work)
    running = clocks.running(work.session, complaint.number)
    specs = [clocks.spec_of(work.plan, each.code, complaint.level) for each in running]
    if not any(spec is not None and spec.by_request for spec in specs):
        said = _("这一级投诉没有可按客户要求时间办理的时限。")
        raise Refusal("no_limit", said, _("按预案规定的时限办理。"))
    asked: datetime = work.values[ASKED_FOR]
    check_asked(work, complaint.received)
    if beyond(work, complaint.received, asked):
        days = work.plan.routine.ask_days
        signed_by_second(work, work.actor, _("客户要求的时间在接报 {n} 日以后，须另一人会签。").format(n=days), shift_lead=True)
    work.text = work.masked(ASKED_WHY)
    facts = json.loads(complaint.facts)
    facts.update({ASKED_FOR: asked.isoformat(), ASKED_WHY: work.text})
    complaint.facts = json.dumps(facts, ensure_ascii=False)
    clocks.follow(work, complaint)
    if any(each.due == asked for each in clocks.running(work.session, complaint.number)):
        work.message = _("已按客户要求的时间计：{at}。").format(at=work.shown(asked))
    else:
        work.message = _("已记客户要求的时间：{at}；时限此前已超时，仍按超时计。").format(at=work.shown(asked))


def check_asked(work: Work, received: datetime) -> None:
    """Raises Refusal ``bad_input`` for a time before the receipt, or one that nobody says why the customer asked for."""
    asked = work.values.get(ASKED_FOR)
    if asked is None:
        return
    if asked <= work.now and asked > received:
        fault = Fault(ASKED_FOR, _("须晚于现在。"))
        raise Refusal("bad_input", _("客户要求的时间已经过去。"), _("请核对客户要求的时间。"), (fault,))
    if asked <= received:
        fault = Fault(ASKED_FOR, _("须晚于接报时间。"))
        raise Refusal("bad_input", _("客户要求的时间早于接报。"), _("请核对客户要求的时间。"), (fault,))
    if said := too_little(str(work.values.get(ASKED_WHY) or ""), work.plan.routine.words):
        raise Refusal("bad_input", _("请写客户的原话：为何要求这个时间。"), _("补齐后再提交。"), (Fault(ASKED_WHY, said),))


def beyond(work: Work, received: datetime, asked: datetime) -> bool:
    """Whether the time lies further off than one person alone may enter."""
    return asked > received + timedelta(days=work.plan.routine.ask_days)
