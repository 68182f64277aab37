"""What still stands before a complaint can be closed: everything at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import Session

from dutyroom.domain.names import choice_name, listed, named, quoted, term
from dutyroom.lang import gettext as _
from dutyroom.lang import language
from dutyroom.services.act.work import Work
from dutyroom.services.cases.procedure import obstacles
from dutyroom.services.clocks import clocks
from dutyroom.services.desk.call_backs import open_promises
from dutyroom.store.rows.cases import Complaint

if TYPE_CHECKING:
    from dutyroom.domain.clock.calendar import Calendar
    from dutyroom.domain.plan.plan import Plan


def missing(work: Work, complaint: Complaint) -> list[str]:
    """Each thing that stands before closing, in words; empty when the complaint can be closed."""
    return lacking(work.session, work.plan, work.calendar, complaint)


def lacking(session: Session, plan: Plan, calendar: Calendar, complaint: Complaint) -> list[str]:
    """As ``missing``, for whoever only looks."""
    found = []
    if complaint.status not in ("replied", "second_round"):
        found.append(_("尚未{reply}").format(reply=plan.word("reply", language() == "en") or _("答复")))
    found += [words for _code, words in obstacles(session, plan, complaint, "complaint.close")]
    found += [
        _("约定回拨尚未办理（{at}）").format(at=calendar.local(promise.again_at).strftime("%m-%d %H:%M"))
        for promise in open_promises(session, complaint.number)
        if promise.again_at
    ]
    for clock in clocks.running(session, complaint.number):
        spec = clocks.spec_of(plan, clock.code, complaint.level)
        if spec is None or spec.kind != "follow_up" or "complaint.close" in spec.stop:
            continue
        # One that restarts without end is a rhythm, not something that can be done with.
        if spec.until:
            ends = listed(_stop_name(plan, each) for each in spec.until)
            found.append(_("「{name}」还在继续，须待：{ends}").format(name=named(spec), ends=ends))
        elif not spec.restarting:
            found.append(_("尚未{name}").format(name=named(spec)))
    return found


def _stop_name(plan: Plan, stop: str) -> str:
    from dutyroom.domain.acts import ACTS

    act, _sign, value = stop.partition("=")
    if act == "complaint.step" and value:
        return term(plan.steps, value)
    return _(ACTS[act].label) + (quoted(choice_name(value)) if value else "")
