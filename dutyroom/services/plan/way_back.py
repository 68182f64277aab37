"""Whether a room can still say who holds what, and the way back for who holds its database and key when it can't.

The same for a room whose plan can't be read any more.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from dutyroom.domain.act import Act, Command
from dutyroom.domain.acts import ACTS, label
from dutyroom.domain.errors import Fault, Refusal
from dutyroom.domain.names import joined, listed, named, role_name, role_names
from dutyroom.domain.plan.reader import read_plan
from dutyroom.domain.standing import APPOINTS, climbs, seconds
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.organisation.identity import check_strength
from dutyroom.services.organisation.roster import keep_secret
from dutyroom.services.organisation.standing import hands
from dutyroom.services.plan.founding import first_role, second_role
from dutyroom.services.plan.versions import digest_of
from dutyroom.services.room.people import name_of
from dutyroom.services.room.plans import load_version, version_in_force
from dutyroom.services.room.roster import roster_of
from dutyroom.services.room.settings import read_setting
from dutyroom.store.record import append
from dutyroom.store.rows.room import PlanVersion
from dutyroom.store.rows.staff import Appointment, Person

if TYPE_CHECKING:
    from dutyroom.domain.plan.plan import Plan
    from dutyroom.services.room.room import Room

_RECOVER = Act("room.recover", "凭密钥任命", "", "")
_REPLAN = "room.replan"


def gaps(room: Room) -> tuple[str, ...]:
    """What keeps the room from appointing anybody by two hands, in words; the climbs that its plan allows; () when none."""
    with room.database.read() as session:
        if read_setting(session, "plan") is None:
            return ()
        plan = room.plan_of(session, room.plan_in_force(session))
        found = list(_missing(room, session, plan, room.now()))
    for start, code, path in climbs(plan):
        said = _("现行预案让「{start}」一人就能取得「{role}」（{by}），请修订预案。")
        by = listed([_(label(each)) for each in path])
        found.append(said.format(start=role_name(plan, start), role=role_name(plan, code), by=by))
    return tuple(found)


def narrow(room: Room) -> tuple[str, ...]:
    """The names of those who can sign, when the room can appoint by its own rules and without one of them couldn't."""
    with room.database.read() as session:
        if read_setting(session, "plan") is None:
            return ()
        plan, now = room.plan_of(session, room.plan_in_force(session)), room.now()
        if list(_missing(room, session, plan, now)):
            return ()
        signers = sorted(hands(session, plan, now, room.standing(session).secrets)[1])
        lone = any(_missing(room, session, plan, now, {each}) for each in signers)
        return tuple(name_of(session, each) for each in signers) if lone else ()


def heads_of_nothing(room: Room) -> tuple[str, ...]:
    """Names of those who head a unit and have none on record: they can act in no unit's matter."""
    with room.database.read() as session:
        if read_setting(session, "plan") is None:
            return ()
        facts = room.standing(session)
        roster = roster_of(session, facts.plan, room.now())
        heads = (person for role in facts.plan.roles if role.of_unit for person in roster.holders(role.code))
        return tuple(name_of(session, person) for person in dict.fromkeys(heads) if not facts.units.get(person))


def out_of_reach(room: Room) -> tuple[str, ...]:
    """Names of those who could decide by telephone, and have no registered number to which they are called back."""
    with room.database.read() as session:
        if read_setting(session, "plan") is None:
            return ()
        plan = room.plan_of(session, room.plan_in_force(session))
        roster = roster_of(session, plan, room.now())
        acts = [act.name for act in ACTS.values() if act.telephone]
        deciders = [person for person in roster.people() if any(roster.able(person, act) for act in acts)]
        known = {row.code: row.phone for row in session.exec(select(Person)).all()}
        return tuple(name_of(session, person) for person in deciders if not known.get(person))


def _missing(room: Room, session: Session, plan: Plan, now: datetime, without: Collection[str] = ()) -> list[str]:
    secrets = {person: secret for person, secret in room.standing(session).secrets.items() if person not in without}
    givers, signers = hands(session, plan, now, secrets)
    if not givers:
        roles = role_names(plan, plan.roles_for(APPOINTS)) or _("无")
        return [_("没有人可以任免：{roles}都空缺，或没有口令。").format(roles=roles)]
    if len(signers) < 2:
        roles = role_names(plan, (role.code for role in plan.roles if role.code in seconds(plan)))
        return [_("任免须两人签字，能签字的只有一人（{roles}）。").format(roles=roles)]
    return []


def keep_standing(work: Work, plan: Plan, since: datetime, people: tuple[str, str]) -> None:
    """Whoever puts a plan in force keeps the standing to appoint by it until its roles are filled.

    The plan's roles are other ones than the last one's, as a rule: without this they would all be vacant, appointing
    allowed to them alone, and the room locked for ever. ``people`` are the two who signed.
    """
    first = first_role(plan)
    given = False
    for which, (person, role) in enumerate(zip(people, (first, second_role(plan, first)), strict=True)):
        # Who may appoint must be one at least, who may sign two.
        if role and len(hands(work.session, plan, since)[which]) <= which:
            given = True
            work.add(Appointment(id=work.next("appointment"), role=role, person=person, since=since, by=work.actor))
            work.session.flush()
    roster = roster_of(work.session, plan, since)
    vacant = [role for role in plan.roles if not role.by_shift and not roster.holders(role.code)]
    if vacant:
        work.message += _("空缺待任命：{roles}。").format(roles=listed(named(role) for role in vacant))
    if given:
        work.message += _("任命之前由签字人暂任。")


def recover(room: Room, role: str, person: str, secret: str, lost: Collection[str] = ()) -> int:
    """Appoints ``person`` to ``role``, with a new secret, in a room that can't do it itself; returns the journal's number.

    ``lost``: who can't sign any more, whose secret ends with it and who passes ``role`` on; without them it is ``person``,
    who forgot their own. For who holds both the database and its key: they could do anything anyway, so it is made to
    leave its trace. Raises Refusal ``not_locked`` while the room can appoint by its own rules without those lost,
    ``not_found``, ``bad_input``.
    """
    check_strength(secret)
    gone = set(lost) - {person}
    now = room.now()

    def once(session: Session) -> int:
        facts = room.standing(session)
        plan = facts.plan
        row, others = _person(session, person), [_person(session, each) for each in sorted(gone)]
        if not _missing(room, session, plan, now, {person, *gone}):
            hint = _("请有权的人用「任命」办理；有人离任或失联、其余的人签不成的，用 --lost 写明其账号。")
            raise Refusal("not_locked", _("值班室自己可以任免，不必凭密钥。"), hint)
        known = plan.role(role)
        if known is None or role not in seconds(plan):
            able = [f"{each.code}（{named(each)}）" for each in plan.roles if each.code in seconds(plan)]
            said = _("请写决定或审核的角色：{roles}。").format(roles=listed(able))
            raise Refusal("bad_input", said, "", (Fault("role", said),))
        held = roster_of(session, plan, now).roles(person)
        command = Command(_RECOVER.name, person, "", uuid.uuid4().hex)
        work = Work(room, session, now, command, _RECOVER, plan, facts.version, facts.calendar, {})
        had = bool(row.secret)
        keep_secret(work, row, secret)
        for other in others:
            other.secret = ""
        passed = select(Appointment).where(Appointment.role == role, col(Appointment.person).in_(gone))
        for each in session.exec(passed.where(col(Appointment.until).is_(None) | (col(Appointment.until) > now))).all():
            each.until = max(each.since, now)
        if role not in held:
            work.add(Appointment(id=work.next("appointment"), role=role, person=person, since=now, by=person))
        session.flush()
        told = [f"{named(row)} → {named(known)}"]
        told += [_("原有口令已换")] if had else []
        told += [_("{names}不能再签字，口令停用").format(names=listed(named(each) for each in others))] if others else []
        return append(
            session, room.keys, at=now, actor=person, role="", kind=_RECOVER.name, command_id=command.command_id,
            values={"role": role, "person": person, "lost": sorted(gone), "_text": joined(told)},
        )  # fmt: skip

    return room.database.act(once)


def _person(session: Session, code: str) -> Person:
    row = session.get(Person, code)
    if row is None or not row.active:
        raise Refusal("not_found", _("没有账号「{code}」。").format(code=code), _("请核对人员。"))
    return row


def replan(room: Room, text: str, version: int = 0) -> tuple[int, int]:
    """Puts a readable text in the place of a version that can't be read (without ``version`` the one in force).

    What was opened under it goes on under the new text; the former one stays in the journal. For who holds both the
    database and its key, made to leave its trace. Returns the version and the journal's number. Raises Refusal
    ``not_locked`` while that version can be read, ``newer_format`` where only the program is too old, ``not_found``,
    ``bad_plan``, ``bad_input`` for the plan of another organisation.
    """
    plan = read_plan(text, _("预案文本"))
    now = room.now()

    def once(session: Session) -> tuple[int, int]:
        number = version or version_in_force(session, now)
        try:
            load_version(session, number)
        except Refusal as no:
            if no.code != "unreadable_plan":
                raise
        else:
            raise Refusal("not_locked", _("第 {n} 版预案读得出，不必换。").format(n=number), _("请用「启用预案」或起草修订。"))
        row = session.get_one(PlanVersion, number)
        if plan.code != row.plan:
            said = _("第 {n} 版是预案 {code}，这份文本是 {other}。").format(n=number, code=row.plan, other=plan.code)
            raise Refusal("bad_input", said, _("请用同一预案读得出的文本。"), (Fault("text", said),))
        row.text, row.digest = text, digest_of(text)
        session.flush()
        seq = append(
            session, room.keys, at=now, actor="", role="", kind=_REPLAN, command_id=uuid.uuid4().hex,
            values={"version": number, "digest": row.digest, "_text": _("第 {n} 版：{name}").format(n=number, name=plan.name)},
        )  # fmt: skip
        return number, seq

    return room.database.act(once)
