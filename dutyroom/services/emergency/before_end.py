"""What stands before an end: what is still there or owed, what came since the end was asked for, and complaints of which nobody
has said yet whether they belong to the event."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from dutyroom.domain.acts import ACTS
from dutyroom.domain.names import aside, field_name, headed, listed, named, term
from dutyroom.domain.termination import Newcomer
from dutyroom.lang import gettext as _
from dutyroom.services.clocks import clocks
from dutyroom.services.emergency import sites
from dutyroom.services.emergency.event import complaints_of, facts_of
from dutyroom.services.emergency.notices import outstanding
from dutyroom.services.emergency.reports import limits, reports_of
from dutyroom.services.emergency.workstreams import tasks_of, title
from dutyroom.services.room.vocabulary import form_fields
from dutyroom.store.rows.cases import Complaint
from dutyroom.store.rows.emergencies import Emergency

if TYPE_CHECKING:
    from dutyroom.domain.plan.plan import Plan

_SHOWN = 5


def newcomers(session: Session, plan: Plan, event: Emergency) -> list[Newcomer]:
    """Complaints that came since the activation and might belong to the event: nobody joined them, nor said that they do not.

    Which might: those of any level but the lightest, and those of a category and unit of which one belongs to it.
    """
    if event.activated is None:
        return []
    apart = set(facts_of(event).get("apart", ()))
    own = {(each.category, each.unit) for each in complaints_of(session, event.number)}
    lightest = max(plan.levels, key=lambda level: level.rank).code
    came = session.exec(
        select(Complaint)
        .where(Complaint.emergency == "", Complaint.received > event.activated, Complaint.round == 1)
        .order_by(col(Complaint.number))
    )
    return [
        Newcomer(each.number, each.received)
        for each in came
        if each.number not in apart and (each.level != lightest or (each.category, each.unit) in own)
    ]


def left(session: Session, plan: Plan, event: Emergency) -> Iterator[str]:
    """What an end would leave behind, each in a few words: people there, reports and receipts owed, tasks not done."""
    if people := sites.total(event, "people"):
        yield _("现场仍有 {n} 人").format(n=people)
    running = {clock.code for clock in clocks.running(session, event.number)}
    for rule in plan.reports:
        owed = [f"{term(plan.recipients, to)}" for _way, to, spec in limits(rule) if spec.code in running]
        if owed:
            yield headed(_("未发出的{report}").format(report=named(rule)), listed(dict.fromkeys(owed)))
    tasks = [title(task) for task in tasks_of(session, event.number) if task.state == "open"]
    if tasks:
        yield headed(_("未完成的任务"), _some(tasks))
    missing = outstanding(session, event.number, ("activation",))
    if missing:
        yield _("启动通知还差 {n} 份回执").format(n=len(missing))


def since_asked(session: Session, plan: Plan, event: Emergency, show: Callable[[datetime], str]) -> Iterator[str]:
    """What came since the end was asked for, as long as that is open: figures, reports to the outside, complaints that joined."""
    if event.stage != "end_requested":
        return
    asked = datetime.fromisoformat(json.loads(event.rail)["end_requested"][0])
    names = {field.name: field_name(field) for field in form_fields(ACTS["emergency.fact"], plan)}
    told = facts_of(event)
    for name, value, _happened, typed, *_more in told["facts"]:
        if (at := datetime.fromisoformat(typed)) > asked and value:
            yield sites.in_words([sites.Known("", name, value, at)], names, show)
    for report in reports_of(session, event.number):
        if report.typed > asked:
            yield f"{term(plan.reports, report.code)}{aside(show(report.typed))}"
    for number, joined in told["joined"].items():
        if (at := datetime.fromisoformat(joined)) > asked:
            yield _("纳入 {number}").format(number=number) + aside(show(at))


def _some(names: Sequence[str]) -> str:
    shown = listed(names[:_SHOWN])
    return shown if len(names) <= _SHOWN else _("{names}等 {n} 项").format(names=shown, n=len(names))
