"""Nobody raises themselves or makes the second pair of eyes: appointing, naming the lead, setting another's secret."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dutyroom.domain.acts import ACTS
from dutyroom.domain.errors import Refusal
from dutyroom.settings.plans import pack_text
from dutyroom.store.record import Unrecorded
from tests.services.conftest import BANK, SECRET, SIGNED, Played
from tests.services.test_command import refused
from tests.whole import few

OTHER = ({"role": "chief", "person": "zhaoguoqiang"}, {"role": "deputy", "person": "qianming"})


def signed(who: str, secret: str = SECRET) -> dict[str, str]:
    return {"second": who, "second_secret": secret}


@pytest.mark.parametrize("who", few(["liwei", "wangmin", "sunli", "qianming", "zhaoguoqiang", "heyan"], "liwei", "qianming"))
def test_nobody_becomes_chief_alone(room: Played, who: str) -> None:
    """Every way that was found: the lead's shift, a puppet with a secret of one's own choosing, a leader's secret."""
    tries: list[tuple[str, str, str, dict[str, Any]]] = [
        (who, "shift.begin", "", {"person": who, "lead": True}),
        (who, "roster.appoint", "", {"role": "chief", "person": who}),
        (who, "roster.appoint", "", {"role": "deputy", "person": who, **signed("heyan")}),
        (who, "person.add", "", {"code": "puppet", "name": "新人"}),
        (who, "person.reset", "puppet", {"new": SECRET}),
        (who, "roster.appoint", "", {"role": "chief", "person": "puppet"}),
        (who, "roster.appoint", "", {"role": "chief", "person": "puppet", **signed("puppet")}),
        (who, "roster.appoint", "", {"role": "counsel", "person": "puppet", **signed(who)}),
        (who, "roster.appoint", "", {"role": "unit_head", "person": "puppet"}),
        (who, "shift.begin", "", {"person": "puppet"}),
        (who, "roster.appoint", "", {"role": "chief", "person": "puppet", **signed("puppet")}),
        (who, "person.reset", "zhaoguoqiang", {"new": "a new one of mine"}),
        (who, "person.reset", "qianming", {"new": "a new one of mine", **signed("puppet")}),
        (who, "roster.relieve", "", OTHER[who == "zhaoguoqiang"]),
        ("puppet", "roster.appoint", "", {"role": "chief", "person": who, **signed(who)}),
        ("puppet", "shift.begin", "", {"person": who, "lead": True}),
    ]
    before = {each.role: each.person for each in room.roster()}
    for actor, act, subject, values in tries:
        try:
            room.act(act, actor, subject, **values)
        except Refusal:
            continue
    after = {each.role: each.person for each in room.roster()}
    standing = ("chief", "deputy", "legal", "counsel")
    assert {role: after[role] for role in standing} == {role: before[role] for role in standing}
    for person in ("zhaoguoqiang", "qianming"):
        room.sign_in(person, SECRET)


def test_a_role_that_decides_passes_with_two_signatures_and_the_log_names_all(room: Played) -> None:
    with refused(room, "second_needed", "两人签字"):
        room.act("roster.appoint", "qianming", role="chief", person="fengjun")
    with refused(room, "same_person", "本人"):
        room.act("roster.appoint", "qianming", role="chief", person="fengjun", **signed("fengjun"))
    with refused(room, "same_person", "会签"):
        room.act("roster.appoint", "qianming", role="chief", person="fengjun", **signed("qianming"))
    with refused(room, "not_allowed", "孙丽"):
        room.act("roster.appoint", "qianming", role="chief", person="fengjun", **signed("sunli"))
    with refused(room, "secret", ""):
        room.act("roster.appoint", "qianming", role="chief", person="fengjun", **signed("heyan", "not hers at all"))
    room.act("roster.appoint", "qianming", role="chief", person="fengjun", **signed("heyan"))
    assert {each.role: each.name for each in room.roster()}["chief"] == "冯军"
    line = room.log()[-1]
    said = f"{line.label} {line.given} {line.text}"
    for name in ("冯军", "总指挥", "赵国强", "何燕"):
        assert name in said, said
    assert SECRET not in said


def test_a_units_own_plan_takes_two(room: Played) -> None:
    """It says who may do what in the unit's matters: alone, whoever may give one would make their own rules there."""
    unit = room.units()[0].code
    mine = pack_text(BANK).replace('name = "', 'name = "另 ', 1)
    with refused(room, "second_needed", "两人签字"):
        room.act("unit.plan", "zhaoguoqiang", unit=unit, text=mine, reason="试试")
    room.act("unit.plan", "zhaoguoqiang", unit=unit, text=mine, reason="本机构另订", **SIGNED)
    with refused(room, "second_needed", "两人签字"):
        room.act("unit.plan", "zhaoguoqiang", unit=unit, reason="撤回")
    room.act("unit.plan", "zhaoguoqiang", unit=unit, reason="撤回", **SIGNED)


GIVING: list[tuple[str, str, str, dict[str, Any]]] = [
    ("roster.appoint", "qianming", "", {"role": "security", "person": "fengjun"}),
    ("roster.relieve", "qianming", "", {"role": "security", "person": "zhenggang"}),
    ("shift.begin", "liwei", "", {"person": "sunli"}),
    ("person.reset", "qianming", "wangmin", {"new": "another long secret", **signed("heyan")}),
    ("person.end", "qianming", "zhenggang", {"reason": "离职", **signed("heyan")}),
    ("plan.adopt", "zhaoguoqiang", "", {"text": pack_text(BANK), **SIGNED}),
    ("unit.plan", "zhaoguoqiang", "", {"unit": "", "text": pack_text(BANK), "reason": "另订", **SIGNED}),
]


@pytest.mark.parametrize(("act", "who", "subject", "values"), GIVING, ids=[each[0] for each in GIVING])
def test_what_gives_standing_and_does_not_say_so_is_not_performed(
    room: Played, monkeypatch: pytest.MonkeyPatch, act: str, who: str, subject: str, values: dict[str, Any]
) -> None:
    if "unit" in values:
        values = values | {"unit": room.units()[0].code}
    said = ACTS[act]
    monkeypatch.setitem(ACTS, act, replace(said, gives=False))
    before = room.head()
    with pytest.raises(Unrecorded, match=act):
        room.act(act, who, subject, **values)
    assert room.head() == before
    monkeypatch.setitem(ACTS, act, said)
    room.act(act, who, subject, **values)


def test_a_role_that_neither_decides_nor_checks_takes_one(room: Played) -> None:
    room.act("roster.appoint", "qianming", role="security", person="fengjun")
    with refused(room, "not_allowed", "任命"):
        room.act("roster.appoint", "liwei", role="security", person="zhenggang")


def test_the_lead_is_named_by_who_may_hand_over_and_never_by_themselves(room: Played) -> None:
    with refused(room, "not_allowed", "到岗"):
        room.act("shift.begin", "wangmin", person="wangmin", lead=True)
    with refused(room, "same_person", "本人"):
        room.act("shift.begin", "qianming", person="qianming", lead=True)
    with refused(room, "same_person", "本人"):
        room.act("shift.plan", "liwei", text="liwei\t2026-10-01T00:00:00+08:00\t2026-10-01T08:00:00+08:00\t1")
    room.act("shift.begin", "qianming", person="wangmin", lead=True)
    assert room.summary().shift_lead == "王敏"


def test_a_shift_ends_by_ones_own_hand_or_by_who_begins_shifts(room: Played) -> None:
    with refused(room, "not_allowed", "本人离岗"):
        room.act("shift.end", "wangmin", person="liwei")
    room.act("shift.end", "wangmin", person="wangmin")
    room.act("shift.begin", "liwei", person="wangmin")
    room.act("shift.end", "liwei", person="wangmin")
    assert room.act("shift.end", "liwei", person="liwei").message == "李伟已离岗。现在没有值班长，请副总指挥、总指挥指定。"


def test_a_leaders_secret_is_reset_by_two_and_stands_in_the_log(room: Played) -> None:
    with refused(room, "not_allowed", "自己的口令"):
        room.act("person.secret", "qianming", "zhaoguoqiang", new="a new one of mine")
    with refused(room, "second_needed", "两人签字"):
        room.act("person.reset", "qianming", "zhaoguoqiang", new="a new one of mine")
    room.act("person.reset", "qianming", "zhaoguoqiang", new="given by two", **signed("heyan"))
    room.sign_in("zhaoguoqiang", "given by two")
    assert (room.log()[-1].kind, room.log()[-1].subject) == ("person.reset", "zhaoguoqiang")
    assert "given by two" not in str(room.log())


def test_the_last_who_appoints_does_not_leave_the_room_without_anybody(room: Played) -> None:
    room.act("roster.relieve", "qianming", role="deputy", person="qianming")
    with refused(room, "nobody_left", "任免"):
        room.act("roster.relieve", "zhaoguoqiang", role="chief", person="zhaoguoqiang")


def test_who_stands_in_does_not_say_that_the_other_is_away(room: Played) -> None:
    with refused(room, "same_person", "代行"):
        room.act("roster.state", "qianming", person="zhaoguoqiang", state="away")
    room.act("roster.state", "wangmin", person="zhaoguoqiang", state="away")
    assert next(each for each in room.roster() if each.role == "chief").state == "away"


def test_a_plan_comes_into_force_by_two(room: Played) -> None:
    text = pack_text("rural-commercial-bank").replace('version = "1"', 'version = "2"', 1)
    with refused(room, "second_needed", "两人签字"):
        room.act("plan.adopt", "zhaoguoqiang", text=text)
    room.act("plan.adopt", "zhaoguoqiang", text=text, **SIGNED)
    assert room.plan.version == "2"


def test_the_registered_number_is_changed_by_its_person_or_as_their_secret_is_reset(room: Played) -> None:
    """Decisions are called back to it: who founded the room has none yet, and a leader's telephone may be another one."""
    new = "139 1111 2222"
    with refused(room, "not_allowed", "管理"):
        room.act("person.phone", "liwei", "zhaoguoqiang", number=new)
    with refused(room, "second_needed", "两人签字"):
        room.act("person.phone", "qianming", "zhaoguoqiang", number=new)
    with refused(room, "bad_input", "没有数字"):
        room.act("person.phone", "zhaoguoqiang", "zhaoguoqiang", number="无")
    room.act("person.phone", "zhaoguoqiang", "zhaoguoqiang", number=new)
    with refused(room, "no_change", ""):
        room.act("person.phone", "zhaoguoqiang", "zhaoguoqiang", number="13911112222")
    card = next(each for each in room.directory() if each.code == "zhaoguoqiang")
    assert [(each.number, each.kind, each.verified) for each in card.numbers] == [(new, "registered", None)]
    event = room.act("emergency.report", "wangmin", title="挤兑传言", place="城关支行").subject
    room.act("emergency.propose", "liwei", event, scope="一个网点")
    told = {"workstreams": ("complaints",), "reason": "符合二.1", "decider": "zhaoguoqiang", "witness": "wangmin"}
    with refused(room, "bad_input", "登记号码"):
        room.act("emergency.activate", "liwei", event, **told, witness_secret=SECRET, telephone="13900000001")
    room.act("emergency.activate", "liwei", event, **told, witness_secret=SECRET, telephone="13911112222")
    room.act("person.phone", "qianming", "zhaoguoqiang", number="13900000001", second="heyan", second_secret=SECRET)
    room.act("person.phone", "qianming", "sunli", number="13900000055")


def test_shifts_are_planned_for_who_is_there_and_for_what_is_to_come(room: Played) -> None:
    line = "{}\t2026-{}T00:00:00+08:00\t2026-{}T08:00:00+08:00\t0"
    with refused(room, "bad_input", "已经过去"):
        room.act("shift.plan", "liwei", text=line.format("sunli", "09-29", "09-29"))
    room.act("person.end", "qianming", "sunli", reason="调离")
    with refused(room, "not_found", "sunli"):
        room.act("shift.plan", "liwei", text=line.format("sunli", "10-02", "10-02"))
    room.act("shift.plan", "liwei", text=line.format("fengjun", "10-02", "10-02"))


def test_whoever_has_no_secret_is_not_waited_for_as_a_witness(room: Played) -> None:
    """Else one account on shift that nobody can sign in with keeps every decision by telephone away."""
    event = room.act("emergency.report", "wangmin", title="挤兑传言", place="城关支行").subject
    room.act("emergency.propose", "liwei", event, scope="一个网点")
    room.act("person.add", "liwei", code="fresh", name="新人")
    room.act("shift.begin", "liwei", person="fresh")
    told = {"workstreams": ("complaints",), "reason": "符合二.1", "decider": "zhaoguoqiang", "telephone": "13900000001"}
    with refused(room, "bad_input", "王敏，须一人旁听"):
        room.act("emergency.activate", "liwei", event, **told)
    room.act("shift.end", "wangmin", person="wangmin")
    room.act("emergency.activate", "liwei", event, **told)
    assert "无见证" in room.log()[-1].result
