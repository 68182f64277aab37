"""改判时限: a verdict that stood on provisional days is put right once the official schedule is known, with its reason."""

from __future__ import annotations

from dutyroom.domain.clock.due import due_moment
from dutyroom.domain.errors import NotAllowed, Refusal
from dutyroom.domain.names import named, role_names, verdict_name
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.cases.at_hand import case_at_hand, masked_reason
from dutyroom.services.cases.leading import leads, leads_it
from dutyroom.services.clocks import clocks


def rejudge(work: Work) -> None:
    """改判时限, by who leads the level. What was in time stays so: a later paper makes no timely answer late.

    Raises NotAllowed, Refusal ``no_change`` where no such verdict stands, ``not_yet`` while the schedule is not published.
    """
    complaint = case_at_hand(work)
    if not leads_it(work, complaint):
        who = role_names(work.plan, leads(work.plan, complaint.level))
        raise NotAllowed(_("这一级投诉的时限由{roles}改判。").format(roles=who))
    code = str(work.values["clock"])
    spec = clocks.spec_of(work.plan, code, complaint.level)
    judged = [
        each for each in clocks.clocks_of(work.session, complaint.number)
        if each.code == code and each.provisional and each.verdict in ("met", "breached")
    ]  # fmt: skip
    name = named(spec) if spec else code
    if not judged:
        raise Refusal("no_change", _("「{name}」没有按暂估日历下的结论。").format(name=name), _("结论不变。"))
    for clock in judged:
        by = spec or clocks.bare(clock)
        stops = clocks.stops_of(work.session, clock)
        due = due_moment(work.calendar, clock.start, clock.unit, clock.amount, stops, by.business_end, by.roll)
        if due.provisional:
            raise Refusal("not_yet", _("所经日期的放假安排还没有公布。"), _("导入放假安排后再办。"))
        was, clock.provisional = clock.due, False
        if clock.verdict == "breached" and clock.met_at is not None and clock.met_at <= due.at:
            clock.verdict = "met"
        if clock.verdict == "breached" or clock.met_at is None or clock.met_at <= due.at:
            clock.due = due.at
        if clock.due != was:
            clocks.keep_move(work, clock, was)
    work.text = masked_reason(work)
    work.touched.add(complaint.number)
    said = _("「{name}」改判：{verdict}，到期 {due}。")
    work.message = said.format(name=name, verdict=verdict_name(judged[-1].verdict), due=work.shown(judged[-1].due))
