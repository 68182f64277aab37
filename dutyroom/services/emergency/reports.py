"""信息报告: 首报、续报、终报 to each recipient outside the room, by telephone and in writing, and what makes them due."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from sqlmodel import Session, col, select

from dutyroom.domain.emergency import TERMINATED, WHOLE
from dutyroom.domain.errors import Fault, Refusal
from dutyroom.domain.names import listed, named, term
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.clocks import clocks
from dutyroom.services.clocks.clocks import end_clock, void_clock
from dutyroom.services.emergency import sites
from dutyroom.services.emergency.event import in_place
from dutyroom.store.rows.command import Report
from dutyroom.store.rows.emergencies import Emergency

if TYPE_CHECKING:
    from dutyroom.domain.clock.clock import ClockSpec
    from dutyroom.domain.plan.response import Report as Rule

_FIGURES = ("place", "people", "injured")
"""What a later report may correct."""


def limits(rule: Rule) -> Iterator[tuple[str, str, ClockSpec]]:
    """(way, recipient, clock) of everything that a report of the plan demands; each recipient has limits of its own."""
    for way, spec in (("phone", rule.phone), ("written", rule.written)):
        for recipient in rule.recipients if spec is not None else ():
            assert spec is not None
            yield way, recipient, replace(spec, code=code_of(rule, way, recipient))


def code_of(rule: Rule, way: str, recipient: str) -> str:
    """The code of the clock of a report by that way to that recipient."""
    return f"{rule.code}-{way}-{recipient}"


def begin(work: Work, event: Emergency, start: Literal["happened", "received", "activated"], at: datetime) -> None:
    """Reports that the plan counts from when the event happened, was received here or was activated fall due from there."""
    for rule in work.plan.reports:
        if rule.start == start:
            _start(work, event, rule, at)


def weigh(work: Work, event: Emergency, fact: str, value: int) -> list[str]:
    """Starts the reports that a figure makes due for the first time; the codes of the thresholds it crosses.

    Their clocks run from the moment of the figure, however late it is typed, and not from before the event was reported to
    the room: nobody here could have passed it on. Crossing again starts nothing new.
    """
    since = max(work.happened(), event.reported)
    crossed = []
    for threshold in work.plan.thresholds:
        if threshold.fact != fact or value < threshold.at_least:
            continue
        for rule in work.plan.reports:
            if rule.code in threshold.reports and _start(work, event, rule, since):
                crossed.append(threshold.code)
    return list(dict.fromkeys(crossed))


def weigh_stop(work: Work, event: Emergency) -> list[str]:
    """Thresholds on how long business has stopped: their reports count from the hour at which that will be crossed.

    Names those crossed already. Once business goes on, what was not crossed yet is no longer due.
    """
    since = next((each.value for each in sites.overall(event) if each.name == "stopped"), "")
    crossed = []
    for threshold in work.plan.thresholds:
        if threshold.fact != "closed_hours":
            continue
        for rule in work.plan.reports:
            if rule.code not in threshold.reports:
                continue
            if since:
                crossing = datetime.fromisoformat(since) + timedelta(hours=threshold.at_least)
                # Learned late, the limit counts from when it was learned: nobody could have reported before.
                if _start(work, event, rule, max(crossing, work.now)) and crossing <= work.now:
                    crossed.append(threshold.code)
            else:
                _take_back(work, event, rule)
    return list(dict.fromkeys(crossed))


def begin_final(work: Work, event: Emergency) -> None:
    """The event has ended: whoever had, or was owed, an earlier report is owed the final one from now, and no follow-up."""
    had = {clock.code for clock in clocks.clocks_of(work.session, event.number)}
    told = {code for row in reports_of(work.session, event.number) for code in row.recipients.split(",")}
    earlier = [rule for rule in work.plan.reports if rule.kind != "final"]
    owed = {recipient for rule in earlier for _way, recipient, spec in limits(rule) if spec.code in had}
    for rule in work.plan.reports:
        for _way, recipient, spec in limits(rule) if rule.kind == "final" else ():
            if recipient in owed | told:
                clocks.start_clock(work, event.number, spec, work.now)
                for follow in work.plan.reports:
                    if follow.kind == "follow_up":
                        for other in ("phone", "written"):
                            void_clock(work, event.number, code_of(follow, other, recipient))


def inform(work: Work) -> None:
    """信息报告 has gone out, by one way to one or several recipients.

    Raises Refusal ``bad_input`` naming every fact that the plan requires and that is missing; a cause still being
    checked is none of them; ``wrong_stage`` for the final one while the emergency lasts. What was reported earlier stays as
    it was: a later report corrects it and says so.
    """
    event: Emergency = work.row
    in_place(work, event)
    code, way = work.values["report"], work.values["way"]
    rule = next(each for each in work.plan.reports if each.code == code)
    if rule.kind == "final" and event.stage not in TERMINATED:
        said = _("应急状态还没有终止，不发{report}。").format(report=named(rule))
        raise Refusal("wrong_stage", said, _("现在请发续报；终止后再发。"))
    missing = tuple(Fault(name, _("必填。")) for name in rule.required if work.values.get(name) is None)
    if missing:
        raise Refusal(
            "bad_input",
            _("{report}缺少必报事项，没有发出。").format(report=named(rule)),
            _("原因可写「核查中」；地点和人数必须有。"),
            missing,
        )
    to = tuple(work.values.get("recipients") or _owed(work, event, rule, way) or rule.recipients)
    for recipient in to:
        end_clock(work, event.number, code_of(rule, way, recipient))
    report = Report(
        id=work.next("report"), emergency=event.number, serial=len(reports_of(work.session, event.number)) + 1, code=code,
        kind=rule.kind, way=way, recipients=",".join(to), taken_by=work.masked("taken_by"), number=work.masked("number"),
        place=work.masked("place"), people=work.values.get("people"), injured=work.values.get("injured"),
        cause=work.masked("cause") or _("核查中"), text=work.masked("text"), at=work.happened(), typed=work.now,
        by=work.actor,
    )  # fmt: skip
    report.corrects = _corrected(work.session, report)
    work.add(report)
    work.text = report.text
    work.came.update(recipients=to, serial=report.serial, corrects=report.corrects or None)
    told = {name: getattr(report, name) for name in ("people", "injured")}
    # What a report says is said of the whole event.
    known = {name: count for name, count in told.items() if count is not None and count != sites.total(event, name)}
    if known:
        sites.keep(work, event, [(name, str(count)) for name, count in known.items()], WHOLE)
    crossed = [each for name in known for each in weigh(work, event, name, sites.total(event, name))]
    _follow_up(work, event, rule, to, report.at)
    work.data["report"] = report.serial
    work.message = _("{report}已记录：{to}。").format(
        report=named(rule), to=listed(term(work.plan.recipients, each) for each in to)
    )
    if report.corrects:
        work.message += _("更正第 {n} 报，原报告保留。").format(n=report.corrects)
    if crossed:
        work.message += _("达到阈值：{names}，须按时报告。").format(
            names=listed(term(work.plan.thresholds, each) for each in dict.fromkeys(crossed))
        )


def reports_of(session: Session, number: str) -> Sequence[Report]:
    """The reports of an event, in the order in which they went out."""
    return session.exec(select(Report).where(Report.emergency == number).order_by(col(Report.serial))).all()


def corrections(report: Report, earlier: Report) -> list[tuple[str, str, str]]:
    """(figure, as it was, as it is) of what ``report`` says otherwise than ``earlier``."""
    pairs = [(name, getattr(earlier, name), getattr(report, name)) for name in _FIGURES]
    return [(name, str(was), str(now)) for name, was, now in pairs if None not in (was, now) and was != now]


def _corrected(session: Session, report: Report) -> int:
    """The serial of the last report to one of the same recipients if this one says other figures, else 0."""
    to = set(report.recipients.split(","))
    for earlier in reversed(reports_of(session, report.emergency)):
        if to & set(earlier.recipients.split(",")):
            return earlier.serial if corrections(report, earlier) else 0
    return 0


def _start(work: Work, event: Emergency, rule: Rule, at: datetime) -> bool:
    had = {clock.code for clock in clocks.clocks_of(work.session, event.number) if clock.verdict != "void"}
    fresh = [spec for _way, _recipient, spec in limits(rule) if spec.code not in had]
    for spec in fresh:
        clocks.start_clock(work, event.number, spec, at)
    work.session.flush()
    return bool(fresh)


def _take_back(work: Work, event: Emergency, rule: Rule) -> None:
    codes = {spec.code for _way, _recipient, spec in limits(rule)}
    for clock in clocks.running(work.session, event.number):
        if clock.code in codes and clock.start > work.now:
            clocks.void(work, clock)


def _owed(work: Work, event: Emergency, rule: Rule, way: str) -> list[str]:
    open_ = {clock.code for clock in clocks.running(work.session, event.number)}
    return [each for each in rule.recipients if code_of(rule, way, each) in open_]


def _follow_up(work: Work, event: Emergency, rule: Rule, to: Sequence[str], sent: datetime) -> None:
    """After a report the next follow-up counts anew for the same recipients from when it went out; after the final one none."""
    for follow in work.plan.reports:
        for _way, recipient, spec in limits(follow) if follow.kind == "follow_up" else ():
            if recipient not in to:
                continue
            done = end_clock if rule.kind == "follow_up" else void_clock
            done(work, event.number, spec.code)
            if rule.kind != "final":
                clocks.start_clock(work, event.number, spec, sent)
