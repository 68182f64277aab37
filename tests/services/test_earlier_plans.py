"""Roles of a plan that was replaced stand for what is still open under it: they are given, taken and guarded as before."""

from __future__ import annotations

import pytest

from dutyroom.domain.errors import Refusal
from dutyroom.settings.plans import pack_text
from tests.services.conftest import SECRET, SIGNED, Played
from tests.services.test_command import refused

BY_CHIEF = {"second": "zhaoguoqiang", "second_secret": SECRET}
BY_COUNSEL = {"second": "heyan", "second_secret": SECRET}


def running_under_the_last_plan(room: Played) -> str:
    """An emergency of the bank's plan, commanded by its chief; then the room goes over to a plan without that role."""
    number = room.act("emergency.report", "wangmin", title="挤兑传言", place="城关支行").subject
    room.act("emergency.propose", "liwei", number, scope="一个网点")
    room.act("emergency.activate", "zhaoguoqiang", number, workstreams=("complaints",), reason="符合二.1")
    room.act("plan.adopt", "zhaoguoqiang", text=pack_text("call-centre"), **SIGNED)
    assert next(each.roles for each in room.people() if each.code == "zhaoguoqiang") == ()
    return number


@pytest.mark.whole
def test_who_commands_under_the_last_plan_can_be_relieved_and_followed(room: Played) -> None:
    number = running_under_the_last_plan(room)
    assert [each.code for each in room.posts() if each.code not in {role.code for role in room.plan.roles}][:2] == [
        "chief", "complaints",
    ]  # fmt: skip
    with refused(room, "second_needed", "「总指挥」"):
        room.act("roster.relieve", "qianming", role="chief", person="zhaoguoqiang")
    room.act("roster.relieve", "qianming", role="chief", person="zhaoguoqiang", **BY_COUNSEL)
    with refused(room, "not_allowed", ""):
        room.act("workstream.add", "zhaoguoqiang", number, workstream="legal", reason="须法律意见")
    with refused(room, "second_needed", "「总指挥」"):
        room.act("roster.appoint", "qianming", role="chief", person="fengjun")
    room.act("roster.appoint", "qianming", role="chief", person="fengjun", **BY_COUNSEL)
    room.act("emergency.command", "fengjun", number, reason="接任")
    room.act("workstream.add", "fengjun", number, workstream="legal", reason="须法律意见")


@pytest.mark.whole
@pytest.mark.parametrize("act", ["person.reset", "person.end"])
def test_who_commands_under_the_last_plan_loses_their_account_to_two(room: Played, act: str) -> None:
    running_under_the_last_plan(room)
    values = {"new": "a new one of mine"} if act == "person.reset" else {"reason": "离任"}
    with refused(room, "second_needed", "「总指挥」"):
        room.act(act, "qianming", "zhaoguoqiang", **values)
    room.act(act, "qianming", "zhaoguoqiang", **values, **BY_COUNSEL)


def test_a_role_that_decides_for_a_unit_alone_is_given_by_two(room: Played) -> None:
    """By the room's plan the head of security neither decides nor checks; by the unit's own they do."""
    own = pack_text("rural-commercial-bank").replace(
        'acts = ["personal.erase"]\nroles = ["chief"]', 'acts = ["personal.erase"]\nroles = ["security", "chief"]'
    )
    room.act("roster.appoint", "qianming", role="security", person="fengjun")
    room.act("unit.plan", "zhaoguoqiang", unit="chengguan", text=own, reason="自订", **SIGNED)
    with refused(room, "second_needed", "「安全保卫组组长」"):
        room.act("roster.appoint", "qianming", role="security", person="sunli")


def test_what_is_over_binds_nobody_to_its_plan(room: Played) -> None:
    room.act("plan.adopt", "zhaoguoqiang", text=pack_text("call-centre"), **SIGNED)
    assert [each.code for each in room.posts()] == [each.code for each in room.plan.roles]
    with pytest.raises(Refusal) as no:
        room.act("roster.appoint", "qianming", role="chief", person="fengjun", **BY_COUNSEL)
    assert no.value.faults[0].field == "role"
