"""首报、续报、终报 to those outside the room, and the figures of the scene that make them due."""

from __future__ import annotations

from datetime import UTC

from dutyroom.domain.errors import Fault, Refusal
from dutyroom.lang import gettext as _
from dutyroom.services import clocks
from dutyroom.services.event import end_clock, facts_of, in_place, keep_facts, void_clock
from dutyroom.services.names import named
from dutyroom.services.work import Work
from dutyroom.store.rows.cases import Contact
from dutyroom.store.rows.emergencies import Emergency

PURPOSE = "inform:"
"""Start of ``Contact.purpose`` of such a report; then its code, ``:`` and the way it went (phone, written)."""


def weigh(work: Work, event: Emergency, fact: str, value: int) -> list[str]:
    """Starts the reports that a figure makes due for the first time; the names of the thresholds it crosses.

    The clocks of a report run from the crossing; crossing again starts nothing new.
    """
    crossed = []
    for threshold in work.plan.thresholds:
        report = next((each for each in work.plan.reports if each.code == threshold.report), None)
        if threshold.fact != fact or value < threshold.at_least or report is None:
            continue
        had = {clock.code for clock in clocks.clocks_of(work.session, event.number)}
        for spec in (report.phone, report.written):
            if spec is not None and spec.code not in had:
                clocks.start_clock(work, event.number, spec, work.now)
                crossed.append(named(threshold))
        work.session.flush()
    return list(dict.fromkeys(crossed))


def begin_final(work: Work, event: Emergency) -> None:
    """The event has ended: where earlier reports were due, the final ones fall due from now."""
    mine = {spec.code for each in work.plan.reports for spec in (each.phone, each.written) if spec is not None}
    if not mine & {clock.code for clock in clocks.clocks_of(work.session, event.number)}:
        return
    for report in work.plan.reports:
        for spec in (report.phone, report.written) if report.kind == "final" else ():
            if spec is not None:
                clocks.start_clock(work, event.number, spec, work.now)


def inform(work: Work) -> None:
    """对外报告: a first, follow-up or final report has gone out by telephone or in writing.

    Raises Refusal ``bad_input`` naming every fact that the plan requires and that is missing; a cause still being
    checked is none of them. What was reported earlier stays as it was: a later report corrects it.
    """
    event: Emergency = work.row
    in_place(work, event)
    code, way = work.values["report"], work.values["way"]
    report = next(each for each in work.plan.reports if each.code == code)
    missing = tuple(Fault(name, _("必填。")) for name in report.required if work.values.get(name) is None)
    if missing:
        raise Refusal(
            "bad_input",
            _("{report}缺少必报事项，没有发出。").format(report=named(report)),
            _("原因可写「核查中」；地点和人数必须有。"),
            missing,
        )
    spec = report.phone if way == "phone" else report.written
    if spec is not None:
        end_clock(work, event.number, spec.code)
    facts = facts_of(event)
    told = {name: str(work.values[name]) for name in ("place", "people", "cause") if work.values.get(name) is not None}
    work.text = "；".join([*told.values(), work.masked("text")]).strip("；")
    work.add(
        Contact(
            id=work.next("contact"),
            subject=event.number,
            at=work.happened(),
            by=work.actor,
            purpose=f"{PURPOSE}{code}:{way}",
            person=work.masked("recipient") or report.recipient,
            number=work.masked("number"),
            result="reached",
            text=work.text,
        )
    )
    if "people" in told:
        happened, typed = work.happened().astimezone(UTC).isoformat(), work.now.astimezone(UTC).isoformat()
        facts["facts"].append(["people", told["people"], happened, typed, work.actor])
        keep_facts(event, facts)
    for follow in work.plan.reports:
        if follow.kind == "follow_up" and follow.written is not None:
            if report.kind == "final":
                void_clock(work, event.number, follow.written.code)
            else:
                end_clock(work, event.number, follow.written.code)
                clocks.start_clock(work, event.number, follow.written, work.now)
    work.message = _("{report}已记录。").format(report=named(report))
