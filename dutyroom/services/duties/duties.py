"""Duties that have a date: what the plan says comes round, and what a review or an opinion asks for."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, select

from dutyroom.domain.clock.due import due_moment
from dutyroom.domain.clock.recurrence import daily, first_due, missed, next_due
from dutyroom.domain.errors import Fault, NotAllowed, Refusal
from dutyroom.domain.names import role_name
from dutyroom.domain.plan.plan import Plan
from dutyroom.lang import gettext as _
from dutyroom.lang import language
from dutyroom.services.act.work import Work
from dutyroom.services.room.calendar import load_calendar
from dutyroom.services.room.people import people_of
from dutyroom.store.rows.cases import Complaint
from dutyroom.store.rows.duties import Duty, DutyRecord
from dutyroom.store.rows.emergencies import Emergency


def bring(work: Work) -> None:
    """列入: every recurring duty of the plan in force that is not on the list. Raises Refusal ``no_change``."""
    known = _listed(work)
    if not bring_plan(work, work.plan, work.now):
        raise Refusal("no_change", _("预案规定的定期事项都已列入。"), _("无需重复。"))
    work.came["count"] = _listed(work) - known
    work.message = _("已按预案列入定期事项。")


def _listed(work: Work) -> int:
    """How many duties there have ever been."""
    return len(work.session.exec(select(Duty.id)).all())


def bring_plan(work: Work, plan: Plan, since: datetime) -> bool:
    """Makes the list agree with a plan that holds from ``since``: new duties begin to count then, kept ones keep their date.

    What the plan no longer asks is dropped, unless it is due before that. Returns whether anything changed.
    """
    rows = work.session.exec(select(Duty).where(Duty.code != "", Duty.state == "open")).all()
    known = {row.code: row for row in rows}
    calendar = load_calendar(work.session, plan)
    changed = False
    for spec in plan.duties:
        says: dict[str, Any] = {
            "title": spec.name, "en": spec.en, "role": spec.role, "every": spec.every, "period": spec.unit,
            "clause": spec.clause, "source": spec.source, "hour": spec.at,
        }  # fmt: skip
        row = known.pop(spec.code, None)
        if row is None:
            due = first_due(calendar, since, spec.every, spec.unit, spec.at)
            work.add(Duty(id=work.next("duty"), kind="round", code=spec.code, due=due, at=work.now, by=work.actor, **says))
            changed = True
        elif any(getattr(row, name) != value for name, value in says.items()):
            for name, value in says.items():
                setattr(row, name, value)
            row.version += 1
            changed = True
    for row in (each for each in known.values() if each.due >= since):
        _note(work, row, "dropped", _("预案不再要求"))
        row.state, row.version = "dropped", row.version + 1
        changed = True
    return changed


def add(work: Work) -> None:
    """新增事项: once by a date, or recurring. Raises Refusal ``bad_input`` without a date or somebody to do it."""
    values, faults = work.values, []
    unusual = work.plan.unusual if values["kind"] == "notice" else None
    if unusual is not None:
        # Whoever notes it and whoever was meant: it reaches whom the plan names, at once.
        spec = unusual.clock
        values.update(role=unusual.role, owner="", unit="", due=due_moment(work.calendar, work.now, spec.unit, spec.amount).at)
    every, period = values.get("every"), values.get("period")
    due = values.get("due")
    if bool(every) != bool(period):
        faults.append(Fault("period" if every else "every", _("周期的数量和单位须同时填写。")))
    elif due is None and not every:
        faults.append(Fault("due", _("请填完成期限，或填周期。")))
    if due is not None and due <= work.now:
        faults.append(Fault("due", _("须晚于现在。")))
    if not (values.get("owner") or values.get("role") or values.get("unit")):
        faults.append(Fault("owner", _("请写明由谁负责：负责人、责任角色或责任单位。")))
    about = str(values.get("about") or "")
    if about and not any(work.session.get(table, about) for table in (Complaint, Emergency)):
        faults.append(Fault("about", _("没有这个编号。")))
    if faults:
        raise Refusal(
            "bad_input", _("有 {n} 处需要改正，内容都还在。").format(n=len(faults)), _("改正后再提交。"), tuple(faults)
        )
    # A time given for the first one is the time of day of all.
    hour = f"{work.calendar.local(due):%H:%M}" if due is not None and every else ""
    if due is None:
        due = first_due(work.calendar, work.now, int(every or 0), str(period))
    duty = open_duty(
        work, str(values["kind"]), work.masked("title"), due, text=work.masked("text"), about=about,
        owner=str(values.get("owner") or ""), role=str(values.get("role") or ""), unit=str(values.get("unit") or ""),
        every=int(every or 0), period=str(period or ""), hour=hour,
    )  # fmt: skip
    work.subject = duty.number
    work.came["due"] = due
    if unusual is not None:
        duty.clause = work.clause = unusual.clause or work.clause
        duty.source = unusual.source
        role = role_name(work.plan, unusual.role)
        work.message = _("已报{role}，{number}，{at} 前处理。").format(role=role, number=duty.number, at=work.shown(due))
        return
    work.message = _("已列入 {number}，{at} 前完成。").format(number=work.subject, at=_day(work, due))


def open_duty(
    work: Work, kind: str, title: str, due: datetime, *, owner: str = "", role: str = "", unit: str = "", text: str = "",
    about: str = "", every: int = 0, period: str = "", hour: str = "", clause: str = "", source: str = "",
) -> Duty:  # fmt: skip
    """A new duty on the list, in the transaction of whatever act asks for it: an improvement of a review, a rectification.

    ``title`` and ``text`` are masked by the caller (``work.masked``); ``due`` is aware. The caller checks the date.
    """
    duty = Duty(
        id=work.next("duty"), kind=kind, title=title, text=text, role=role, owner=owner, unit=unit, every=every,
        period=period, hour=hour, due=due, about=about, clause=clause or work.clause, source=source, at=work.now, by=work.actor,
    )  # fmt: skip
    work.add(duty)
    return duty


def finish(work: Work) -> None:
    """完成并签字: by the role the plan names or the one it was given to. What comes round is due again from here."""
    duty = _open(work)
    _own(work, duty)
    _not_twice(work, duty)
    happened = work.happened()
    _note(work, duty, "done", work.masked("text"), happened, work.masked("reference"))
    work.clause = duty.clause or work.clause
    if duty.every and (not duty.code or any(each.code == duty.code for each in work.plan.duties)):
        # What is signed now is one return; each that was due meanwhile was missed.
        _first, *others = missed(work.calendar, duty.due, work.now, duty.every, duty.period, duty.hour) or [duty.due]
        # Counted from when it was signed: a late entry wins no time.
        due = next_due(work.calendar, duty.due, work.now, duty.every, duty.period, duty.hour)
        for each in others:
            duty.due = each
            _note(work, duty, "missed", "", each)
        duty.due = work.came["next"] = due
        work.message = _("{title}已完成，下次 {at} 前。").format(title=named_duty(duty), at=_day(work, duty.due))
        if others:
            work.message += _("其间漏 {n} 次，已记。").format(n=len(others))
    else:
        duty.state = "done"
        work.message = _("{title}已完成。").format(title=named_duty(duty))


def _not_twice(work: Work, duty: Duty) -> None:
    """What comes round is done once in its time. Raises Refusal ``no_change`` where it was done today and is not due yet."""
    if not duty.every:
        return
    query = select(DutyRecord).where(DutyRecord.duty == duty.id, DutyRecord.kind == "done").order_by(col(DutyRecord.id).desc())
    last = work.session.exec(query).first()
    local = work.calendar.local
    early = local(duty.due).date() > local(work.now).date()
    if last is not None and early and (daily(duty.every, duty.period) or local(last.at).date() == local(work.now).date()):
        said = _("{title}本次已完成，下次 {at} 前。").format(title=named_duty(duty), at=_day(work, duty.due))
        raise Refusal("no_change", said, _("无需重复。"))


def chase(work: Work) -> None:
    """催办: who was urged and what they said. The date stays."""
    duty = _open(work)
    _note(work, duty, "chased", work.masked("text"))
    work.message = _("已记催办。")


def assign(work: Work) -> None:
    """落实责任人. Nobody takes for themselves what is another's to do: raises Refusal ``same_person``."""
    duty = _open(work)
    if work.values["owner"] == work.actor and why_not_yours(work.plan, duty, work.actor, work.held):
        why = _("不能把{title}落实给自己。").format(title=named_duty(duty))
        raise Refusal("same_person", why, _("请由另一位有权的人落实。"), (Fault("owner", why),))
    duty.owner = str(work.values["owner"])
    name = people_of(work.session).get(duty.owner, duty.owner)
    _note(work, duty, "assigned", "  ".join(filter(None, (name, work.masked("text")))))
    work.message = _("{title}由{name}负责。").format(title=named_duty(duty), name=name)


def move(work: Work) -> None:
    """改期: another date with its reason; both stay on the record.

    Who owes it moves it by so many days as the plan gives, counted from its first date; beyond that another decides.
    """
    duty = _open(work)
    due: datetime = work.values["due"]
    if due <= work.now:
        raise Refusal("bad_input", _("完成期限须晚于现在。"), _("请改为以后的时间。"), (Fault("due", _("须晚于现在。")),))
    days = work.plan.routine.move_days
    if due > _first_date(work, duty) + timedelta(days=days):
        _by_another(work, duty, _("{title}由责任人自己改期至多 {n} 日。").format(title=named_duty(duty), n=days))
    _note(work, duty, "moved", work.masked("reason"))
    duty.due = due
    work.message = _("{title}改为 {at} 前完成。").format(title=named_duty(duty), at=_day(work, due))


def drop(work: Work) -> None:
    """撤销. What the plan itself asks can't be dropped: the plan is revised instead. Raises Refusal ``of_plan``."""
    duty = _open(work)
    if duty.code:
        raise Refusal("of_plan", _("这是预案规定的事项，不能撤销。"), _("可以改期，或修订预案。"))
    _by_another(work, duty, _("{title}不能由责任人自己撤销。").format(title=named_duty(duty)))
    _note(work, duty, "dropped", work.masked("reason"))
    duty.state = "dropped"
    work.message = _("已撤销 {title}。").format(title=named_duty(duty))


def _first_date(work: Work, duty: Duty) -> datetime:
    """When it was due before it was moved for the first time in this turn."""
    rows = work.session.exec(select(DutyRecord).where(DutyRecord.duty == duty.id).order_by(col(DutyRecord.id))).all()
    turn = [row for row in rows if not any(later.kind == "done" and later.id >= row.id for later in rows)]
    return next((row.due for row in turn if row.kind == "moved"), duty.due)


def _by_another(work: Work, duty: Duty, why: str) -> None:
    """Raises NotAllowed for who owes it."""
    if work.actor == duty.owner or (duty.role and duty.role in work.held):
        raise NotAllowed(why, _("请由另一位有权的人办理。"))


def named_duty(duty: Duty) -> str:
    """What it is called; the plan's own duties in both languages."""

    return duty.en or duty.title if language() == "en" else duty.title


def why_not_yours(plan: Plan, duty: Duty, person: str, held: tuple[str, ...]) -> str:
    """"" when the person may sign it, else whose it is: its owner's, or its role's."""
    if person == duty.owner or (duty.role and duty.role in held) or not (duty.owner or duty.role):
        return ""
    if duty.role:
        return _("「{title}」由{role}完成。").format(title=named_duty(duty), role=role_name(plan, duty.role))
    return _("「{title}」由指定的负责人完成。").format(title=named_duty(duty))


def _own(work: Work, duty: Duty) -> None:
    why = why_not_yours(work.plan, duty, work.actor, work.held)
    if why:
        raise NotAllowed(why, _("可以先「落实责任人」。"))


def _open(work: Work) -> Duty:
    duty: Duty = work.row
    if duty.state != "open":
        raise Refusal("closed", _("D{n} 已了结。").format(n=duty.id), _("请核对编号。"))
    return duty


def _note(
    work: Work, duty: Duty, kind: str, text: str, happened: datetime | None = None, reference: str = ""
) -> None:
    work.add(
        DutyRecord(
            id=work.next("dutyrecord"), duty=duty.id, kind=kind, due=duty.due, at=work.now, happened=happened or work.now,
            by=work.actor, role=work.role, text=text, reference=reference,
        )
    )  # fmt: skip


def _day(work: Work, moment: datetime) -> str:
    return f"{work.calendar.local(moment):%Y-%m-%d %H:%M}"
