"""设立: a new room with its organisation, its plan and its first leader, as one entry of the journal."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import Session

from dutyroom.domain.act import Act, Command
from dutyroom.domain.errors import Fault, Refusal
from dutyroom.domain.plan.organisation import PlanUnit
from dutyroom.domain.plan.plan import Plan
from dutyroom.domain.plan.reader import read_plan
from dutyroom.domain.standing import seconds
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.organisation.identity import check_strength
from dutyroom.services.organisation.roster import keep_secret
from dutyroom.services.organisation.standing import hands
from dutyroom.services.plan.versions import put_in_force
from dutyroom.services.room.settings import read_setting, write_setting
from dutyroom.store.record import append
from dutyroom.store.rows.staff import Appointment, Person, Shift, Unit

if TYPE_CHECKING:
    from dutyroom.services.room.room import Room

_FOUND = Act("room.found", "设立值班室", "", "")
_CODE = re.compile(r"[a-z0-9][a-z0-9_.-]{0,39}")


@dataclass(frozen=True, slots=True)
class Member:
    """One person of a new room. ``roles`` are appointed; ``shift``: "", "on" or "lead". ``secret`` may be empty."""

    code: str
    name: str
    en: str = ""
    phone: str = ""
    unit: str = ""
    pinyin: str = ""
    roles: tuple[str, ...] = ()
    state: str = "in_room"
    shift: str = ""
    secret: str = ""


def first_role(plan: Plan) -> str:
    """The role of the first leader: the first that may adopt a plan, else activate it."""
    for act in ("plan.adopt", "emergency.activate", "person.add"):
        for code in plan.roles_for(act):
            role = plan.role(code)
            if role is not None and not role.by_shift:
                return code
    return plan.roles[0].code


def second_role(plan: Plan, first: str) -> str:
    """The role of the second person: the first other one whose holder may sign beside the leader."""
    able = [role for role in plan.roles if role.code in seconds(plan)]
    other = next((role.code for role in able if role.code != first), "")
    return other or next((role.code for role in able if not role.single), "")


def found(
    room: Room,
    organisation: str,
    plan_text: str,
    members: Iterable[Member],
    organisation_en: str = "",
    units: Iterable[PlanUnit] = (),
    settings: dict[str, object] | None = None,
    cheap: bool = False,
) -> int:
    """Sets the room up and returns the journal's sequence number. ``units`` default to the plan's own.

    The first member leads, the second signs beside it, so that nobody is ever asked to decide alone and no new room
    locks itself: both need a secret; without roles they get ``first_role`` and ``second_role``. ``cheap`` hashes are for
    the demo's well-known secret only. Raises Refusal ``founded`` when the room is there already, ``bad_plan``,
    ``bad_input``.
    """
    people = list(members)
    plan = read_plan(plan_text, _("预案文本"))
    check_founders(organisation, people, cheap)
    given = first_role(plan)
    own = (given,), (second_role(plan, given),)
    now = room.now()

    def once(session: Session) -> int:
        if read_setting(session, "plan") is not None:
            raise Refusal("founded", _("值班室已经设立。"), _("直接打开即可。"))
        command = Command(_FOUND.name, people[0].code, "", uuid.uuid4().hex)
        # What is done here asks no calendar, and there is none before the plan.
        work = Work(room, session, now, command, _FOUND, plan, 0, None, {})  # type: ignore[arg-type]
        put_in_force(work, plan_text, now)
        name = organisation.strip()
        write_setting(session, "organisation", {"name": name, "en": organisation_en.strip() or name})
        for key, value in (settings or {}).items():
            write_setting(session, key, value)
        for unit in list(units) or plan.units:
            session.add(Unit(code=unit.code, name=unit.name, en=unit.en, parent=unit.parent, kind=unit.kind))
        for place, member in enumerate(people):
            _add(work, session, now, member, member.roles or (own[place] if place < len(own) else ()), cheap)
        session.flush()
        _check_standing(session, plan, now)
        return append(
            session, room.keys, at=now, actor=people[0].code, role="", kind=_FOUND.name, command_id=command.command_id,
            values={
                "organisation": organisation.strip(), "plan": plan.code, "people": len(people), "_text": plan.name,
                "_text_en": plan.en,
            },
        )  # fmt: skip

    return room.database.act(once)


def check_founders(organisation: str, people: list[Member], cheap: bool = False) -> None:
    """Raises Refusal ``bad_input`` for what no room can be founded with."""
    faults = []
    if not organisation.strip():
        faults.append(Fault("organisation", _("必填。")))
    for place, who in enumerate(("leader", "second")):
        if len(people) <= place:
            faults.append(Fault(who, _("必填。")))
    if len({member.code for member in people}) < len(people):
        faults.append(Fault("code", _("账号不能相同。")))
    for member in people:
        if not _CODE.fullmatch(member.code):
            faults.append(Fault("code", _("只用小写字母、数字和 . _ -，40 个以内。")))
        if not member.name.strip():
            faults.append(Fault("name", _("必填。")))
    if faults:
        raise Refusal("bad_input", _("有 {n} 处需要改正，内容都还在。").format(n=len(faults)), _("改正后再提交。"), tuple(faults))
    if not cheap:
        check_strength(people[0].secret)
        check_strength(people[1].secret)


def _check_standing(session: Session, plan: Plan, now: datetime) -> None:
    """Raises Refusal ``one_hand`` for people of whom no two could sign an appointment."""
    if len(hands(session, plan, now)[1]) < 2:
        raise Refusal("one_hand", _("至少要有两人担任决定或审核的角色。"), _("请另写一名负责人。"))


def _add(work: Work, session: Session, now: datetime, member: Member, roles: tuple[str, ...], cheap: bool) -> None:
    person = Person(
        code=member.code, name=member.name.strip(), en=member.en, phone=member.phone, unit=member.unit,
        pinyin=member.pinyin, verified=now if member.phone else None,
    )  # fmt: skip
    session.add(person)
    if member.secret:
        keep_secret(work, person, member.secret, cheap)
    for role in roles:
        session.add(Appointment(id=work.next("appointment"), role=role, person=member.code, since=now, state=member.state))
    if member.shift:
        session.add(Shift(id=work.next("shift"), person=member.code, since=now, lead=member.shift == "lead"))
