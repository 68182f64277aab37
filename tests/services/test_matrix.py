"""Role × act: below the screen, exactly the roles that the plan names may act."""

from __future__ import annotations

from typing import Any

import pytest

from dutyroom.domain.act import Command
from dutyroom.domain.acts import ACTS
from dutyroom.domain.errors import NotAllowed, Refusal
from dutyroom.domain.plan.reader import read_plan
from dutyroom.services.plan.founding import Member
from dutyroom.settings.plans import pack_names, pack_text
from tests.copies import give_keys
from tests.services.conftest import SECRET, SIGNED, Played, founding, opened
from tests.whole import few

# Acts without a subject of their own: a refusal for what was filled in comes before the one for who fills it in.
FILLED: dict[str, dict[str, Any]] = {
    "call.take": {},
    "log.write": {"text": "记一笔"},
    "person.add": {"code": "new", "name": "新人"},
    "calendar.exception": {"date": "2026-10-08", "reason": "停电"},
    "emergency.report": {"title": "聚集", "place": "支行"},
    "shift.begin": {"person": "spare"},
    "roster.appoint": {"person": "spare"},
}


@pytest.mark.parametrize("pack", few(pack_names(), "three-tier"))
def test_only_the_plans_roles_may(pack: str, tmp_path: Any) -> None:
    plan = read_plan(pack_text(pack), pack)
    roles = [role.code for role in plan.roles if not role.by_shift]
    people = [Member(f"p{at}", f"人{at}", roles=(role,)) for at, role in enumerate(roles)]
    people += [Member("lead", "班长", shift="lead"), Member("officer", "值班员", shift="on"), Member("spare", "待命")]
    url, keys = f"sqlite:///{tmp_path / 'room.sqlite3'}", give_keys(tmp_path / "keys")
    founding(pack_text(pack), people, "单位")(url, keys)
    room = opened(url, keys)
    spare = next((role.code for role in plan.roles if not (role.single or role.by_shift or role.appointed_by)), "")
    cells = 0
    for person in room.people():
        if person.code == "spare":
            continue
        session = room.sign_in(person.code, SECRET)
        for name, values in FILLED.items():
            allow = plan.allowed(name)
            able = bool(allow and set(allow.roles) & set(person.roles))
            assert (room.may(session, name) == "") is able, (person.roles, name)
            given = {**values, **({"role": spare} if name == "roster.appoint" else {})}
            try:
                room.perform(Command(name, person.code, "", f"{person.code}:{name}", "", given, None, SECRET))
                done = True
            except NotAllowed:
                done = False
            except Refusal:
                done = True  # It passed the question of who may.
            assert done is able, (person.roles, name)
            cells += 1
        for name, act in ACTS.items():
            allow = plan.allowed(name)
            able = bool(allow and set(allow.roles) & set(person.roles))
            # Who is on shift may enter what another decides by telephone.
            able = able or bool(act.telephone and person.on_duty)
            assert (room.may(session, name) == "") is able, (person.roles, name)
            cells += 1
    assert cells >= len(ACTS) * (len(people) - 1)
    room.close()


def test_a_role_that_is_not_held_can_not_be_claimed(room: Played) -> None:
    head = room.head()
    with pytest.raises(NotAllowed):
        room.act("log.write", "wangmin", text="冒名", in_role="chief")
    assert room.head() == head


def test_what_ended_gives_no_right(room: Played) -> None:
    room.act("shift.end", "liwei", person="wangmin")
    room.clock.on(seconds=1)
    with pytest.raises(NotAllowed, match="值班员"):
        room.act("call.take", "wangmin")
    room.act("roster.relieve", "zhaoguoqiang", in_role="chief", role="complaints", person="sunli", **SIGNED)
    room.clock.on(seconds=1)
    number = room.act("complaint.register", "liwei", content="收费", level="normal", channel="phone").subject
    room.act("complaint.reply", "sunli", number, text="客户关系组答复")
    room.act("roster.relieve", "zhaoguoqiang", in_role="chief", role="customers", person="sunli", **SIGNED)
    with pytest.raises(NotAllowed):
        room.act("complaint.reply", "sunli", number, text="已无职务")


def test_a_grave_act_asks_for_ones_own_secret(room: Played) -> None:
    head = room.head()
    with pytest.raises(Refusal) as refused:
        room.act("plan.adopt", "zhaoguoqiang", text=pack_text("rural-commercial-bank"), secret="not mine")
    assert refused.value.code == "secret"
    assert room.head() == head
    room.act("plan.adopt", "zhaoguoqiang", text=pack_text("rural-commercial-bank"), **SIGNED)


def test_open_cases_stay_under_their_plan(room: Played) -> None:
    number = room.act("complaint.register", "liwei", content="收费", level="normal", channel="phone").subject
    text = pack_text("rural-commercial-bank").replace('normal = "5 working_days"', 'normal = "4 working_days"')
    room.act("plan.adopt", "zhaoguoqiang", text=text, **SIGNED)
    later = room.act("complaint.register", "liwei", content="收费", level="normal", channel="phone").subject
    amounts = [
        next(clock.amount for clock in room.complaint(each).clocks if clock.code == "reply") for each in (number, later)
    ]
    assert amounts == [5, 4]


def test_a_plan_with_faults_is_not_adopted(room: Played) -> None:
    head = room.head()
    with pytest.raises(Refusal) as refused:
        room.act("plan.adopt", "zhaoguoqiang", text='format = 1\n[plan]\ncode = "x"\n')
    assert refused.value.code == "bad_plan"
    assert len(refused.value.faults) > 3
    assert room.head() == head
