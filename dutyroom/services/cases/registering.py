"""Complaints come in: registered with their number, corrected, sorted by category."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from dutyroom.domain.clock.clock import ASKED_FOR
from dutyroom.domain.clock.zone import time_zone
from dutyroom.domain.errors import Fault, Refusal
from dutyroom.domain.names import aside, field_name, listed, term
from dutyroom.lang import gettext as _
from dutyroom.services.act.facts import keep_personal, masked_facts, summary_of
from dutyroom.services.act.work import Work
from dutyroom.services.cases.asking import beyond, check_asked
from dutyroom.services.cases.at_hand import case_at_hand, counts
from dutyroom.services.cases.groups import watch_for
from dutyroom.services.cases.procedure import mark_act, open_case
from dutyroom.services.cases.recusal import told
from dutyroom.services.cases.routes import send_out
from dutyroom.services.cases.telling import counts_as_told, heard_at_once
from dutyroom.services.clocks import clocks
from dutyroom.services.desk import search
from dutyroom.services.desk.call_backs import carry_over
from dutyroom.services.desk.calls import repeats, taken_over
from dutyroom.services.emergency.course import begin_for_level
from dutyroom.services.organisation.units import plan_for
from dutyroom.services.room.vocabulary import form_fields
from dutyroom.store.gather import make
from dutyroom.store.rows.cases import Complaint


def register(work: Work) -> None:
    """登记投诉: the case gets its number and its clocks, which run from receipt."""
    call = taken_over(work)
    received = work.values.get("received") or (call.received if call else work.now)
    _not_to_come(work, "received", received)
    _not_to_come(work, "happened", work.values.get("happened"))
    check_asked(work, received)
    if (asked := work.values.get(ASKED_FOR)) is not None and beyond(work, received, asked):
        days = work.plan.routine.ask_days
        said = _("须在接报 {n} 日以内；更晚的，登记后办「客户要求时间」，由另一人会签。").format(n=days)
        raise Refusal("bad_input", _("客户要求的时间太远。"), said, (Fault(ASKED_FOR, said),))
    _check_either(work)
    # Typing while the caller talks is not late; a receipt said to be earlier is.
    work.late = call is None and work.afterwards(received)
    _bind(work, str(work.values.get("unit") or ""))
    number = _number(work, received)
    fields = form_fields(work.act, work.plan)
    work.text = summary_of(work, str(work.values["content"]))
    facts = masked_facts(work, fields, {**work.values, "received": None, "happened": None, "call": None})
    complaint = make(
        work.session, Complaint, number=number, plan_version=work.plan_version,
        level=work.values["level"], channel=work.values["channel"],
        category=work.values.get("category", ""), unit=work.values.get("unit", ""), summary=work.text,
        happened=work.values.get("happened"), received=received, typed=work.now, late=work.late,
        facts=json.dumps(facts, ensure_ascii=False), off_hours=not work.calendar.is_open(received),
    )  # fmt: skip
    work.row, work.subject = complaint, number
    if not work.many:
        work.data["repeats"] = list(repeats(work, str(work.values.get("phone") or ""), number))
    keep_personal(work, number, fields)
    search.index(work.session, number, work.text, facts.get("content", ""), fresh=True)
    if call is not None:
        carry_over(work, call.number, number)
        call.state, call.complaint, call.version = "done", number, call.version + 1
        work.data["call"] = call.number
    clocks.follow(work, complaint, fresh=True)
    work.touched.add(number)
    work.message = _("已登记 {number}。").format(number=number)
    if work.late:
        work.message += _("按补记标明。")
    work.message += _marked(work)
    mark_act(work, complaint)
    if heard_at_once(work, complaint, call):
        counts_as_told(work, complaint)
    if {"persons", "staff"} & set(work.values):
        told(work, complaint)
    send_out(work, complaint)
    begin_for_level(work, complaint)
    watch_for(work, complaint)


def _check_either(work: Work) -> None:
    """Raises Refusal ``bad_input`` where the plan asks for one of several and none is told: who complains, or that it is 匿名."""
    for form in work.plan.forms:
        if form.act == work.act.name and form.either and not any(work.values.get(name) for name in form.either):
            known = {field.name: field_name(field) for field in form_fields(work.act, work.plan)}
            said = _("至少填一项：{fields}").format(fields=listed(known[name] for name in form.either))
            raise Refusal("bad_input", _("{what}。").format(what=said), _("补齐后再提交。"), (Fault(form.either[0], said),))


def _marked(work: Work) -> str:
    """What was told beyond the most that the plan gives, in words; it is registered all the same (2.03)."""
    over = [
        f"{field_name(field)} {work.values[field.name]}" + aside(_("多于 {n}").format(n=field.most))
        for field in form_fields(work.act, work.plan)
        if field.most and int(work.values.get(field.name) or 0) > field.most
    ]
    return _("已按实登记并标明：{what}。").format(what=listed(over)) if over else ""


def _bind(work: Work, unit: str) -> None:
    """A complaint about a unit with a plan of its own, or below one, is opened under that (8.06)."""
    own = plan_for(work.session, unit) if unit and work.room.standing(work.session).own_plans else 0
    if own and own != work.plan_version:
        work.plan, work.plan_version = work.room.plan_of(work.session, own), own


def correct(work: Work) -> None:
    """更正: facts become what they should have been; verdicts of clocks stay, open clocks follow a corrected receipt."""
    complaint = case_at_hand(work)
    _not_to_come(work, "received", work.values.get("received"))
    _not_to_come(work, "happened", work.values.get("happened"))
    given = {name: value for name, value in work.values.items() if name != "reason"}
    if not given:
        raise Refusal("bad_input", _("没有要更正的内容。"), _("请填写需要改的项。"))
    fields = [field for field in form_fields(work.act, work.plan) if field.name != "reason"]
    due = {each.id: each.due for each in clocks.running(work.session, complaint.number)}
    # A name told only now is hidden in what was told before.
    facts = {each: work.hide(said) if isinstance(said, str) else said for each, said in json.loads(complaint.facts).items()}
    now = masked_facts(work, fields, {**given, "received": None, "happened": None})
    work.was.update({name: {"masked": str(facts.get(name) or "—")} for name, new in now.items() if facts.get(name) != new})
    facts.update(now)
    complaint.facts = json.dumps(facts, ensure_ascii=False)
    for plain in ("unit", "channel", "category", "happened"):
        if plain in given:
            setattr(complaint, plain, given[plain])
    if "content" in given:
        complaint.summary = summary_of(work, str(given["content"]))
    else:
        complaint.summary = work.hide(complaint.summary)
    keep_personal(work, complaint.number, fields)
    search.index(work.session, complaint.number, complaint.summary, facts.get("content", ""))
    if "received" in given and given["received"] != complaint.received:
        complaint.late = complaint.late or given["received"] < complaint.received
        complaint.received, complaint.off_hours = given["received"], not work.calendar.is_open(given["received"])
        work.session.flush()
        clocks.follow(work, complaint)
    work.data["corrects"] = 0
    moved = {each.id: each.due for each in clocks.running(work.session, complaint.number)} != due
    work.message = _("已更正，原记录保留，时限结论不变。")
    if moved:
        work.message = _("已更正，原记录保留，未结时限已重新推算，已有结论不变。")
    if {"persons", "staff"} & set(given):
        told(work, complaint)
    if complaint.closed_at is None and {"content", "category"} & set(given):
        watch_for(work, complaint)


def classify(work: Work) -> None:
    """归类."""
    complaint = open_case(work)
    complaint.category = work.values["category"]
    counts(work, complaint)
    work.message = _("已归类：{name}。").format(name=term(work.plan.categories, complaint.category))
    watch_for(work, complaint)


def _not_to_come(work: Work, field: str, moment: datetime | None) -> None:
    if moment is not None and moment > work.now:
        fault = Fault(field, _("这个时间还没有到。"))
        raise Refusal("bad_input", _("时间晚于现在。"), _("请改为现在或更早的时间。"), (fault,))


def _number(work: Work, received: datetime) -> str:
    pattern = work.plan.number_pattern
    day = received.astimezone(time_zone(work.plan.hours.zone))
    prefix = _filled(pattern, day, "")
    return _filled(pattern, day, work.next(f"complaint:{prefix}"))


def _filled(pattern: str, day: datetime, serial: Any) -> str:
    parts = {"year": day.year, "month": day.month, "day": day.day}
    if serial == "":
        # The series is named by all of the number but its serial.
        head, _mark, tail = pattern.partition("{serial")
        return (head + tail.partition("}")[2]).format(**parts)
    return pattern.format(**parts, serial=serial)
