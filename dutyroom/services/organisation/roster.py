"""Appointments, shifts and accounts: who holds which role, who is on shift, and who there is at all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sqlmodel import col, or_, select

from dutyroom.domain.errors import Fault, NotAllowed, Refusal
from dutyroom.domain.names import choice_name, named, role_name, role_names
from dutyroom.domain.permission import able
from dutyroom.domain.standing import HANDS_OVER
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.organisation import standing
from dutyroom.services.organisation.identity import check_strength, forget_tries, hash_secret
from dutyroom.services.room.people import name_of, people_of
from dutyroom.services.room.roster import expected
from dutyroom.store.rows.staff import Appointment, Handover, Person, Shift
from dutyroom.store.sealed import secret_subject

if TYPE_CHECKING:
    from dutyroom.domain.plan.plan import Plan

_CODE = re.compile(r"[a-z0-9][a-z0-9_.-]{0,39}")


def with_handover(plan: Plan, person: str, held: tuple[str, ...], row: Any) -> tuple[str, ...]:
    """``held``, and for the one whom the handover ``row`` names what they are taking over."""
    if isinstance(row, Handover) and person == row.incoming:
        taking = {role.code for role in plan.roles if role.by_shift and role.shift_lead}
        return tuple(role.code for role in plan.roles if role.code in taking | set(held))
    return held


def appoint(work: Work) -> None:
    """任命: the person holds the role from now; a role for one passes from its holder.

    A role that decides or checks takes a second signature. Raises Refusal ``by_shift``, ``same_person``, ``second_needed``
    or NotAllowed.
    """
    code, person = work.values["role"], work.values["person"]
    plan = standing.plan_with(work, code)
    role = plan.role(code)
    if role is not None and role.by_shift:
        raise Refusal("by_shift", _("「{role}」随班次担任。").format(role=role_name(plan, code)), _("请用「到岗」。"))
    standing.not_oneself(work, person)
    _check_appointer(work, code)
    standing.check_given(work, code, person)
    if role is not None and role.clause:
        work.clause = role.clause
    before = []
    for row in _current(work, code):
        if row.person == person or (role is not None and role.single):
            row.until = work.now
            before += [row.person] if row.person != person else []
    work.add(
        Appointment(
            id=work.next("appointment"), role=code, person=person, since=work.now, state=work.values.get("state") or "in_room",
            by=work.actor,
        )
    )  # fmt: skip
    standing.check_somebody_left(work, code)
    names = people_of(work.session)
    work.message = _("已任命{name}：{role}。").format(name=names.get(person, person), role=role_name(plan, code))
    work.text, work.came["before"] = _of_earlier(work, plan, code), tuple(before)


def _check_appointer(work: Work, code: str) -> None:
    """Raises NotAllowed unless the actor's role is one that fills ``code`` by the plan, and so empties it."""
    role = work.plan.role(code)
    if role is not None and role.appointed_by and not set(role.appointed_by) & set(work.held):
        who = role_names(work.plan, role.appointed_by)
        raise NotAllowed(_("「{role}」由{roles}任命。").format(role=role_name(work.plan, code), roles=who))


def relieve(work: Work) -> None:
    """免去: the person no longer holds the role; one's own may be laid down while somebody is left who can fill it."""
    code, person = work.values["role"], work.values["person"]
    held = [row for row in _current(work, code) if row.person == person]
    if not held:
        raise Refusal("not_found", _("此人现不担任该角色。"), _("请核对角色和人员。"))
    if person != work.actor:
        _check_appointer(work, code)
        standing.check_given(work, code, person)
    for row in held:
        row.until = work.now
    standing.check_somebody_left(work, code)
    plan = standing.plan_with(work, code)
    work.text = _of_earlier(work, plan, code)
    work.message = _("已免去{name}：{role}。").format(name=name_of(work.session, person), role=role_name(plan, code))


def _of_earlier(work: Work, plan: Plan, role: str) -> str:
    """What a role is called that only a plan has that is no longer in force, "" for one of the plan in force."""
    return "" if work.plan.role(role) else f"{role_name(plan, role)}（{named(plan)}）"


def set_state(work: Work) -> None:
    """在位情况: where somebody is who holds a role; who stands in for them does not say that they are away."""
    person, state = work.values["person"], work.values["state"]
    rows = [row for role in work.plan.roles for row in _current(work, role.code) if row.person == person]
    if not rows:
        raise Refusal("not_found", _("此人现不担任任何角色。"), _("值班人员用「到岗」「离岗」。"))
    if state == "away" and person != work.actor:
        after = {code for row in rows for code in _succession(work.plan, row.role)}
        if after & set(work.held):
            said = _("代行的人不能自己记对方外出。")
            raise Refusal("same_person", said, _("请由当班的另一人记。"), (Fault("state", said),))
    work.was["state"] = next((row.state for row in rows if row.state != state), "")
    for row in rows:
        row.state = state
    work.message = _("已记{name}：{state}。").format(name=name_of(work.session, person), state=choice_name(state))


def begin_shift(work: Work) -> None:
    """到岗: the person is on shift from now; there is one shift lead at a time, named by who may hand the shift over."""
    person, lead = work.values["person"], bool(work.values.get("lead"))
    on = _on_shift(work)
    if any(row.person == person and row.lead == lead for row in on):
        raise Refusal("no_change", _("此人已在岗。"), _("无需重复。"))
    mine = expected(work.session, person, work.now)
    # Whom the roster names comes on by themselves where nobody leads; from another they take over.
    comes = lead and mine is not None and mine.lead and not any(row.lead for row in on)
    if lead and not comes:
        standing.check_names_lead(work, person)
    for row in on:
        if row.person == person or (lead and row.lead):
            row.until = work.now
            if row.person != person:
                work.add(Shift(id=work.next("shift"), person=row.person, since=work.now))
    work.add(Shift(id=work.next("shift"), person=person, since=work.now, lead=lead))
    name = name_of(work.session, person)
    work.message = _("{name}已到岗，任值班长。").format(name=name) if lead else _("{name}已到岗。").format(name=name)


def end_shift(work: Work) -> None:
    """离岗: one's own, or another's by who may say that they are on shift."""
    person = work.values["person"]
    on = [row for row in _on_shift(work) if row.person == person]
    if not on:
        raise Refusal("not_found", _("此人现不在岗。"), _("请核对人员。"))
    if person != work.actor and not able(work.plan, "shift.begin", work.held):
        who = role_names(work.plan, work.plan.roles_for("shift.begin")) or _("无")
        raise NotAllowed(_("只能记本人离岗；他人离岗由{roles}记。").format(roles=who))
    for row in on:
        row.until = work.now
    work.message = _("{name}已离岗。").format(name=name_of(work.session, person))
    if any(row.lead for row in on):
        # Whoever is left can't name the next one: they are told whom to ring.
        may = (code for code in work.plan.roles_for(HANDS_OVER) if (role := work.plan.role(code)) and not role.by_shift)
        work.message += _("现在没有值班长，请{roles}指定。").format(roles=role_names(work.plan, may) or _("无"))


def add_person(work: Work) -> None:
    """添加人员: an account without a secret; the person sets one with ``person.secret``."""
    code = str(work.values["code"])
    if not _CODE.fullmatch(code):
        why = _("只用小写字母、数字和 . _ -，40 个以内。")
        raise Refusal("bad_input", _("账号不合要求。"), why, (Fault("code", why),))
    if work.session.get(Person, code) is not None:
        raise Refusal("taken", _("账号 {code} 已有人用。").format(code=code), _("请换一个。"), (Fault("code", _("已有人用。")),))
    given: dict[str, Any] = {name: str(work.values.get(name) or "") for name in ("name", "en", "phone", "unit", "pinyin")}
    person = Person(code=code, verified=work.now if given["phone"] else None, **given)
    work.add(person)
    work.subject = code
    work.message = _("已添加 {name}。").format(name=given["name"])


def set_secret(work: Work) -> None:
    """设置口令: one's own."""
    person: Any = work.row
    if person.code != work.actor:
        raise NotAllowed(_("只能设置自己的口令。"), _("他人没有或忘记口令，请有权任免的人用「重设他人口令」。"))
    _set_secret(work, person)
    work.message = _("口令已设置。")


def reset_secret(work: Work) -> None:
    """重设他人口令, by who may appoint; for who decides or checks, a second person signs. Raises as an appointment does."""
    person: Any = work.row
    standing.not_oneself(work, person.code)
    standing.check_gives(work)
    standing.check_account(work, person.code)
    _set_secret(work, person)
    work.message = _("已重设{name}的口令，请当面告知并请其更换。").format(name=named(person))


def _set_secret(work: Work, person: Person) -> None:
    secret = str(work.values["new"])
    check_strength(secret)
    keep_secret(work, person, secret)


def keep_secret(work: Work, person: Person, secret: str, cheap: bool = False) -> None:
    """Stores the secret's hash, sealed, and forgets wrong tries."""
    person.secret = work.seal(secret_subject(person.code), hash_secret(secret, cheap))
    if person.code != work.actor:
        forget_tries(work.session, person.code)


def _current(work: Work, role: str) -> list[Appointment]:
    rows = work.session.exec(select(Appointment).where(Appointment.role == role)).all()
    return [row for row in rows if row.since <= work.now and (row.until is None or work.now < row.until)]


def _succession(plan: Plan, role: str) -> tuple[str, ...]:
    known = plan.role(role)
    return known.succession if known else ()


def _on_shift(work: Work) -> list[Shift]:
    rows = work.session.exec(
        select(Shift).where(col(Shift.planned).is_(False), or_(col(Shift.until).is_(None), col(Shift.until) > work.now))
    ).all()
    return [row for row in rows if row.since <= work.now]
