"""监管时限 beside the plan (X.06): switched on and off by the organisation, extended by acts, reviewed on request."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import col, select

from dutyroom.domain.clock.course import REGULATION
from dutyroom.domain.errors import Fault, Refusal
from dutyroom.domain.names import amount_name, named
from dutyroom.domain.plan.limits import CHECK, Limits, read_limits
from dutyroom.lang import gettext as _
from dutyroom.services.act.frozen import check_frozen
from dutyroom.services.clocks import clocks
from dutyroom.services.room.limits import KEY, digest_in_force, in_force, use_words
from dutyroom.services.room.settings import write_setting
from dutyroom.settings.limits import limits_text
from dutyroom.store.rows.cases import CaseClock, Complaint

if TYPE_CHECKING:
    from dutyroom.services.act.work import Work


def switch_on(work: Work) -> None:
    """启用监管时限: every open complaint has its clocks from its own receipt; a mended file takes the place of the last.

    Limits that were extended stay so; verdicts stay.
    """
    code, text = str(work.values.get("limits") or ""), str(work.values.get("text") or "")
    if bool(code) == bool(text):
        why = _("选一套监管时限，或给出改过的文本，两者取一。")
        raise Refusal("bad_input", why, _("补齐后再提交。"), (Fault("limits", why),))
    text = text or limits_text(code)
    limits = read_limits(text, code or _("监管时限文本"))
    before = in_force(work.session)
    _keep(work, limits.code, text)
    use_words(limits)
    _each_open(work, before, limits)
    work.came["limits"] = limits.code
    work.data.update({"code": limits.code, "version": limits.version})
    work.message = _("已启用监管时限：{name}（{version}）。").format(name=named(limits), version=limits.version)
    if note := _note(limits):
        work.message += note


def switch_off(work: Work) -> None:
    """停用监管时限: its open clocks end; what is past due stays a breach."""
    before = in_force(work.session)
    if before is None:
        raise Refusal("no_change", _("没有启用监管时限。"), _("无需停用。"))
    work.came["limits"] = before.code
    _keep(work, before.code, "")
    _each_open(work, before, None)
    work.message = _("已停用监管时限：{name}。").format(name=named(before))


def _note(limits: Limits) -> str:
    from dutyroom.lang import language

    return limits.note_en if language() == "en" else limits.note


def _keep(work: Work, code: str, text: str) -> None:
    write_setting(work.session, KEY, {"code": code, "text": text})
    work.session.flush()
    work.limits = digest_in_force(work.session)


def _each_open(work: Work, before: Limits | None, limits: Limits | None) -> None:
    version, beside = work.plan_version, work.limits or ""
    for complaint in work.session.exec(select(Complaint).where(col(Complaint.closed_at).is_(None))).all():
        for clock in clocks.running(work.session, complaint.number):
            if clock.source != REGULATION:
                continue
            spec = limits.clock(clock.code) if limits else None
            if spec is None:
                clocks.void(work, clock)
                continue
            old = before.clock(clock.code) if before else None
            if old is None or old.amount == clock.amount:
                clock.unit, clock.amount = spec.unit, spec.amount
            clock.clause = spec.clause
            clocks.reckon(work, clock, spec)
        work.session.flush()
        # Each by the plan that binds it, which is not always the one in force.
        work.plan = work.room.plan_beside(work.session, complaint.plan_version, beside)
        work.plan_version = complaint.plan_version
        clocks.follow(work, complaint)
        work.touched.add(complaint.number)
    work.plan, work.plan_version = work.room.plan_beside(work.session, version, beside), version


def extend(work: Work) -> None:
    """延长办理期限: the next limit that the regulation allows, counted from the same start.

    Raises Refusal ``no_limits``, ``no_extension``, ``breached`` for a limit that has passed, ``bad_input``, ``same_person``.
    """
    complaint = _complaint(work)
    limits = _limits(work)
    held = [clock for clock in clocks.running(work.session, complaint.number) if limits.extensions.get(clock.code)]
    found = next(((clock, longer) for clock in held if (longer := limits.next_extension(clock.code, clock.amount))), None)
    if found is None:
        raise Refusal("no_extension", _("没有可以延长的监管时限。"), _("期限不能再延长，或处理决定已经作出。"))
    clock, longer = found
    if work.now > clock.due:
        raise Refusal("breached", _("这个时限已经超时，不能再延长。"), _("请尽快作出处理决定，并在办理情况中说明。"))
    faults = []
    if longer.approved and not work.values.get("approver"):
        faults.append(Fault("approver", _("须经上级机构或高级管理人员审批，请填审批人。")))
    if longer.told and not work.values.get("told"):
        faults.append(Fault("told", _("须先告知投诉人，请填告知时间。")))
    told = work.values.get("told")
    if isinstance(told, datetime) and told > work.now:
        faults.append(Fault("told", _("这个时间还没有到。")))
    if faults:
        raise Refusal("bad_input", _("还不能延长。"), _("补齐后再提交。"), tuple(faults))
    if longer.approved and work.values.get("approver") == work.actor:
        raise Refusal("same_person", _("审批人和申请人须是两个人。"), _("请由另一位有权的人审批。"))
    spec = limits.clock(clock.code)
    assert spec is not None
    clock.unit, clock.amount, clock.clause = longer.unit, longer.amount, limits.clause(longer.article)
    clocks.reckon(work, clock, spec)
    work.clause = limits.clause(longer.article)
    work.text, work.came["due"] = work.masked("reason"), clock.due
    work.message = _("已延长至{amount}，到期 {at}。").format(
        amount=amount_name(longer.amount, longer.unit), at=work.shown(clock.due)
    )


def ask_check(work: Work) -> None:
    """核查申请: the complainant asks the superior to look at it again; its clock counts from the receipt of that.

    A complaint that was closed is open again until the decision. Raises Refusal ``no_limits``, ``no_change``, ``bad_input``.
    """
    complaint = _complaint(work, closed=True)
    checks = _limits(work).checks()
    if not checks:
        raise Refusal("no_limits", _("生效的监管时限没有核查的时限。"), _("先补进监管时限文件再办。"))
    if complaint.status not in ("replied", "closed"):
        raise Refusal("not_yet", _("还没有作出处理决定，没有可核查的。"), _("先答复投诉人。"))
    if _in_check(work, complaint, checks):
        raise Refusal("no_change", _("已在核查。"), _("请先作出核查决定。"))
    at = work.happened()
    done = json.loads(complaint.steps)
    done[CHECK] = {"at": at.isoformat(), "by": work.actor}
    complaint.steps = json.dumps(done, ensure_ascii=False)
    again = complaint.closed_at is not None
    complaint.closed_at, complaint.status = None, "replied"
    work.session.flush()
    # A second application is a clock of its own.
    had = {clock.code for clock in clocks.clocks_of(work.session, complaint.number)}
    clocks.follow(work, complaint)
    for spec in (each for each in work.plan.clocks if each.code in checks & had):
        clocks.start_clock(work, complaint.number, spec, at)
    work.session.flush()
    work.text = work.masked("text")
    due = work.came["due"] = next((clock.due for clock in _in_check(work, complaint, checks)), None)
    work.message = _("已记核查申请。") + (_("核查决定到期 {at}。").format(at=work.shown(due)) if due else "")
    if again:
        work.message += _("本件重新列入在办。")


def decide_check(work: Work) -> None:
    """核查决定: told to the complainant, and the end of the review's clock. Raises Refusal ``not_yet``."""
    complaint = _complaint(work)
    open_now = _in_check(work, complaint, _limits(work).checks())
    if not open_now:
        raise Refusal("not_yet", _("没有待决定的核查申请。"), _("先登记核查申请。"))
    work.happened()
    work.text = work.masked("text")
    clocks.meet(work, complaint, work.act.name)
    late = any(clock.verdict == "breached" for clock in open_now)
    work.message = _("已记核查决定。") + (_("已超过期限。") if late else "")


def _in_check(work: Work, complaint: Complaint, checks: frozenset[str]) -> list[CaseClock]:
    return [clock for clock in clocks.running(work.session, complaint.number) if clock.code in checks]


def _limits(work: Work) -> Limits:
    limits = in_force(work.session)
    if limits is None:
        raise Refusal("no_limits", _("本单位没有启用监管时限。"), _("由有权的人办理「启用监管时限」后再办。"))
    return limits


def _complaint(work: Work, closed: bool = False) -> Complaint:
    complaint = work.row
    assert isinstance(complaint, Complaint)
    check_frozen(complaint)
    if complaint.closed_at is not None and not closed:
        raise Refusal("closed", _("{number} 已办结。").format(number=complaint.number))
    return complaint
