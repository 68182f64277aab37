"""突发事件: report, proposal, activation or not, response level, what belongs to it, and the facts at the scene."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlmodel import col, select

from dutyroom.domain.emergency import GRADES, OVER, TERMINATED, WHOLE
from dutyroom.domain.errors import Fault, Refusal
from dutyroom.domain.gate import gate_of
from dutyroom.domain.names import listed, named, role_name, shown_number, term
from dutyroom.lang import gettext as _
from dutyroom.lang import language
from dutyroom.services.act.frozen import check_frozen
from dutyroom.services.act.work import Work
from dutyroom.services.clocks import clocks
from dutyroom.services.clocks.clocks import end_clock
from dutyroom.services.emergency import command, line_of_command, rhythms, sites, sitreps
from dutyroom.services.emergency import reports as informing
from dutyroom.services.emergency.event import (
    advance,
    complaints_of,
    facts_of,
    in_place,
    keep_facts,
    mark,
    stage_after,
)
from dutyroom.services.emergency.notices import send
from dutyroom.services.emergency.records import records_of
from dutyroom.services.emergency.workstreams import release, set_up
from dutyroom.services.gates import authority
from dutyroom.services.gates.on_file import known_by_deciding
from dutyroom.services.room.people import name_of
from dutyroom.services.room.vocabulary import form_fields
from dutyroom.store.rows.cases import Complaint
from dutyroom.store.rows.emergencies import Emergency
from dutyroom.store.rows.staff import Unit

RESPONSE = "response"
"""``Decision.gate`` of a change of the response level."""

_NO_FACT = ("happened", "site", "whole", "source", "resumed")
"""Fields of the form that are no facts themselves: when and where they were so, and who says so."""


def report(work: Work) -> None:
    """突发事件报告: the event gets its number; the complaint named belongs to it (四.1).

    事发, 接报 and 录入 are three moments: an event of last night that is reported now is not late by a night. Raises Refusal
    ``bad_input`` for moments that have not come, or out of order; ``wrong_stage`` where the earlier event still lasts.
    """
    follows = str(work.values.get("follows") or "")
    if follows:
        before = work.get(Emergency, follows, _("前次突发事件"))
        if before.stage not in TERMINATED:
            raise Refusal(
                "wrong_stage",
                _("前次事件还没有终止，不另立事件。"),
                _("新投诉请用「纳入事件」并入 {number}。").format(number=shown_number(work.plan, follows)),
            )
    received: datetime = work.values.get("received") or work.now
    happened: datetime | None = work.values.get("happened")
    if received > work.now or (happened or received) > received:
        late = Fault("received", _("须不晚于现在。")) if received > work.now else Fault("happened", _("须不晚于接报时间。"))
        raise Refusal("bad_input", _("事发、接报、录入的先后不对。"), _("请核对两个时间；没有填的接报时间是现在。"), (late,))
    work.late = work.afterwards(received)
    event = _open(work, work.masked("title"), work.masked("place"), work.masked("scope"), received, happened)
    event.follows = follows
    work.row, work.subject = event, event.number
    if work.values.get("complaint"):
        _take_in(work, event, work.values["complaint"])
    work.message = _("已报告突发事件 {number}。").format(number=shown_number(work.plan, event.number))


def begin_for_level(work: Work, complaint: Complaint) -> None:
    """A level by which the plan is activated at once reports the event and asks for the decision by itself.

    Nothing happens for other levels, or while another event of the room is not over: then people say whether the
    complaint joins it or is an event of its own.
    """
    level = work.plan.level(complaint.level)
    if level is None or not level.activates or complaint.emergency:
        return
    waiting = work.session.exec(select(Emergency.number).where(col(Emergency.stage).not_in(OVER))).first()
    if waiting:
        said = _("按预案，{level}级投诉立即启动：突发事件 {number} 还没有结束，请研判是否纳入。")
        work.message += said.format(level=named(level), number=shown_number(work.plan, waiting))
        return
    unit = work.session.get(Unit, complaint.unit)
    place = named(unit) if unit else ""
    event = _open(work, complaint.summary[:60], place, complaint.summary, complaint.received, complaint.happened)
    _take_in(work, event, complaint.number)
    _await_decision(work, event, level.meaning_en if language() == "en" else level.meaning)
    work.data["emergency"] = work.came["event"] = event.number
    said = _("按预案，{level}级投诉立即启动：已立突发事件 {number}，待决定。")
    work.message += said.format(level=named(level), number=shown_number(work.plan, event.number))


def propose(work: Work) -> None:
    """提请启动: nature and extent on record for those who decide (四.2)."""
    _await_decision(work, work.row, work.masked("scope"))
    work.message = _("已提请启动，等候决定。")


def activate(work: Work) -> None:
    """启动预案: the chosen workstreams go to emergency state, their tasks and clocks start, every unit is told."""
    event: Emergency = work.row
    decider = _decided(work, event, "approve", "activated")
    mark(work, event, "responding", decider.person)
    event.commander = decider.person
    event.activated = work.now
    event.response = str(work.values.get("response") or "")
    if ground := work.values.get("ground"):
        keep_facts(event, {**facts_of(event), "ground": ground})
    command.begin(work, event, decider)
    sitreps.begin(work, event)
    informing.begin(work, event, "activated", work.now)
    for code in work.values["workstreams"]:
        set_up(work, event, code)
    release(work, event)
    for complaint in complaints_of(work.session, event.number):
        clocks.meet(work, complaint, work.act.name)
        known_by_deciding(work, complaint, decider.person)
        clocks.follow(work, complaint)
    _pin(work, event)
    send(work, event, "activation")
    work.came["commander"] = decider.person
    work.message = _("预案已启动，由{role}{name}指挥。").format(
        role=role_name(work.plan, decider.role), name=name_of(work.session, decider.person)
    )


def decline(work: Work) -> None:
    """不启动: the decision and its reason are on record; the complaints go on as they were."""
    event: Emergency = work.row
    _decided(work, event, "refuse", "declined")
    _pin(work, event)
    work.message = _("已记录：不启动预案。")


def response(work: Work) -> None:
    """调整响应级别, raised or lowered with its reason; each change is a decision on record."""
    event: Emergency = work.row
    in_place(work, event)
    before, after = event.response, work.values["response"]
    if before == after:
        raise Refusal("no_change", _("现在就是{level}级响应。").format(level=before), _("不需要再办。"))
    decider = authority.Decider(work.actor, work.role)
    line_of_command.check_line(work, event, (), decider)
    decision = authority.record(work, event.number, RESPONSE, "raise" if _above(after, before) else "lower", decider)
    decision.choice = f"{before or '—'} → {after}"
    decision.facts = command.facts_now(work, event)
    event.response = after
    work.text = work.masked("reason")
    work.message = _("响应级别调整为{level}级。").format(level=after)


def _above(one: str, other: str) -> bool:
    """Whether a response level is graver: Ⅰ before Ⅱ; any before none."""
    return not other or GRADES.index(one) < GRADES.index(other)


def join(work: Work) -> None:
    """纳入事件: one more complaint belongs to the event."""
    event: Emergency = work.row
    in_place(work, event)
    _take_in(work, event, work.values["complaint"])
    informing.weigh(work, event, "complaints", len(complaints_of(work.session, event.number)))
    work.message = _("{number} 已纳入事件。").format(number=work.values["complaint"])


def leave(work: Work) -> None:
    """移出事件: the complaint does not belong here; its own clocks go on as they are."""
    event: Emergency = work.row
    in_place(work, event)
    complaint = work.get(Complaint, work.values["complaint"], _("投诉"))
    check_frozen(complaint)
    if complaint.emergency != event.number:
        raise Refusal("no_change", _("{number} 不在这个事件中。").format(number=complaint.number), _("请核对编号。"))
    complaint.emergency = ""
    facts = facts_of(event)
    facts["joined"].pop(complaint.number, None)
    # Who takes it out says that it does not belong here: the end asks no more.
    facts["apart"] = [*facts.get("apart", ()), complaint.number]
    keep_facts(event, facts)
    work.touched.add(complaint.number)
    work.message = _("{number} 已移出事件。").format(number=complaint.number)


def fact(work: Work) -> None:
    """现场情况: each fact is kept with its time and scene; a later one corrects an earlier one and never rewrites it.

    Raises Refusal ``bad_input`` when nothing is said, or when it is not said of which of several scenes.
    """
    event: Emergency = work.row
    in_place(work, event)
    names = [field.name for field in form_fields(work.act, work.plan) if field.name not in _NO_FACT]
    given = [(name, _fact(work, name)) for name in names if work.values.get(name) is not None]
    if work.values.get("resumed"):
        given.append(("stopped", ""))
    if not given:
        raise Refusal(
            "bad_input", _("没有填写任何情况。"), _("至少填一项。"), (Fault("text", _("至少填一项。")),)
        )
    stopped = work.values.get("stopped")
    if stopped is not None and stopped > work.now:
        raise Refusal("bad_input", _("停业起始时间还没有到。"), "", (Fault("stopped", _("须不晚于现在。")),))
    site = _place_of(work, event)
    before = {each.name: each.value for each in sites.latest(event) if each.site == site}
    work.was.update({name: old for name, new in given if (old := before.get(name)) and old != new and name != "text"})
    sites.keep(work, event, given, site)
    crossed = [
        threshold
        for code, _text in given
        if isinstance(work.values.get(code), int)
        for threshold in informing.weigh(work, event, code, sites.total(event, code))
    ]
    crossed += informing.weigh_stop(work, event)
    rhythms.touch(work, event)
    work.text = work.masked("text")
    work.message = _("已记录。")
    if crossed:
        work.came["crossed"] = tuple(dict.fromkeys(crossed))
        told = listed(term(work.plan.thresholds, each) for each in work.came["crossed"])
        work.message = _("已记录；达到阈值：{names}，须按时报告。").format(names=told)


def _place_of(work: Work, event: Emergency) -> str:
    """Which place the figures are of: a scene, all places together, or else the one that was reported."""
    said = str(work.values.get("site") or "")
    if work.values.get("whole"):
        if said:
            fault = Fault("whole", _("二者选一。"))
            raise Refusal("bad_input", _("合计数不属于某一处现场。"), _("去掉现场或「各处合计」之一。"), (fault,))
        return WHOLE
    scene = next((each for each in records_of(work.session, event.number) if each.number == said), None)
    return sites.site_of(event, scene) if scene is not None else said


def _fact(work: Work, name: str) -> str:
    value = work.values[name]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return str(value) if isinstance(value, int) else work.masked(name)


def _open(work: Work, title: str, place: str, scope: str, reported: datetime, happened: datetime | None = None) -> Emergency:
    year = work.calendar.local(work.now).year
    event = Emergency(
        number=f"{year}-{work.next(f'emergency:{year}')}",
        plan_version=work.plan_version,
        title=title,
        place=place,
        stage="",
        scope=scope,
        reported=reported,
    )
    known = {"happened": happened.astimezone(UTC).isoformat() if happened else "", "typed": work.now.astimezone(UTC).isoformat()}
    keep_facts(event, {**facts_of(event), **known, "source": work.masked("source")})
    advance(work, event, "emergency.report", "reported")
    mark(work, event, "reported", at=reported)
    work.add(event)
    informing.begin(work, event, "received", event.reported)
    informing.begin(work, event, "happened", happened or event.reported)
    return event


def _await_decision(work: Work, event: Emergency, scope: str) -> None:
    advance(work, event, "emergency.propose", "assessed")
    event.scope = scope
    event.proposed_by = work.actor
    gate = gate_of(work.plan, "emergency.activate")
    if gate is not None and gate.clock is not None:
        clocks.start_clock(work, event.number, gate.clock, work.now)


def _decided(work: Work, event: Emergency, outcome: str, stop: str) -> authority.Decider:
    gate = gate_of(work.plan, "emergency.activate")
    stage_after(work, event, work.act.name)
    decider = authority.decider_of(work)
    authority.check_gate_role(work, gate, decider)
    authority.check_four_eyes(work, gate, decider.person, {event.proposed_by})
    line_of_command.check_line(work, event, gate.roles if gate else (), decider)
    if outcome == "approve":
        authority.check_quorum(work, gate, event.number, 0, decider.person)
    advance(work, event, work.act.name, stop, decider.person)
    clause = gate.clause if gate else ""
    authority.record(work, event.number, authority.activation_gate(work.plan), outcome, decider, 0, clause)
    if gate is not None:
        end_clock(work, event.number, gate.code)
    return decider


def _take_in(work: Work, event: Emergency, number: str) -> None:
    complaint = work.get(Complaint, number, _("投诉"))
    check_frozen(complaint)
    if complaint.emergency == event.number:
        raise Refusal("no_change", _("{number} 已在这个事件中。").format(number=number), _("不需要再办。"))
    if complaint.emergency:
        other = work.get(Emergency, complaint.emergency, _("突发事件"))
        if other.stage not in OVER:
            raise Refusal(
                "wrong_stage",
                _("{number} 属于突发事件 {other}。").format(number=number, other=shown_number(work.plan, other.number)),
                _("请先从那个事件移出，并说明理由。"),
            )
    complaint.emergency = event.number
    facts = facts_of(event)
    facts["joined"][number] = work.now.astimezone(UTC).isoformat()
    facts["apart"] = [each for each in facts.get("apart", ()) if each != number]
    keep_facts(event, facts)
    work.touched.add(number)


def _pin(work: Work, event: Emergency) -> None:
    work.touched.update(case.number for case in complaints_of(work.session, event.number))
