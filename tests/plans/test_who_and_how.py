"""Who each plan names, what each of them may do and may not, and by which channels and steps a complaint comes in."""

from __future__ import annotations

import pytest

from dutyroom.domain.act import Command
from dutyroom.domain.errors import NotAllowed, Refusal
from tests.plans.conftest import Opened
from tests.services.conftest import Played
from tests.services.test_emergency_plans import hand, unnamed


def complaint(room: Played, who: str = "second", **values: object) -> str:
    given = {"content": "事由", "level": room.plan.levels[-1].code, "channel": room.plan.channels[0].code}
    given |= unnamed(room.plan) | values
    return room.act("complaint.register", who, **given).subject


def proposed(room: Played) -> str:
    """An event that waits for the decision."""
    event = room.act("emergency.report", "first", title="聚集", place="大厅", complaint=complaint(room)).subject
    room.act("emergency.propose", hand(room.plan, "emergency.propose"), event, scope="可能扩大")
    return event


def posts(room: Played) -> dict[str, tuple[str, bool]]:
    """Of each role of the plan's own text: the post that holds it, and whether one person holds it alone."""
    return {role.name: (role.post, role.single) for role in room.plan.roles if role.source == "plan"}


def doers(room: Played, number: str) -> dict[str, str]:
    """Who did which step."""
    return {step.code: step.by_name for step in room.complaint(number).steps if step.done_at}


def only(room: Played, act: str, subject: str, may: str, *may_not: str, **values: object) -> None:
    """The act is refused to some by name of who does it, then done by who may."""
    for who in may_not:
        with pytest.raises(NotAllowed, match="由"):
            room.act(act, who, subject, **values)
    room.act(act, may, subject, **values)


@pytest.mark.requirement("1.05", "1.06")
def test_particulars_and_calming_are_steps_with_what_they_ask(opened: Opened) -> None:
    room = opened("company")
    number = complaint(room)
    told = {
        "particulars": "张三丰，电话13812345678", "complaint_text": "重复收费", "demand_text": "退还 120 元",
        "involved": "柜员李某",
    }  # fmt: skip
    room.act("complaint.step", "unit-group", number, step="facts", text="已了解", **told)
    room.act("complaint.step", "unit-group", number, step="calm", text="已安抚，情绪平稳", mood="激动", safe=True)
    view = room.complaint(number)
    assert {step.code for step in view.steps if step.done_at} >= {"facts", "calm"}
    assert "13812345678" not in repr(view)
    said = dict(view.record[-1].values)
    assert (said["mood"], said["safe"]) == ("激动", "True")
    plain = room.reveal(Command("complaint.reveal", "office", "", "reveal", number, {"reason": "核对"}))
    assert set(told.values()) <= set(plain.values())


@pytest.mark.requirement("2.01")
def test_the_headquarters_are_the_president_his_deputy_and_the_heads(opened: Opened) -> None:
    room = opened("rural-commercial-bank")
    held = posts(room)
    assert (held["总指挥"], held["副总指挥"]) == (("行长", True), ("分管行长", True))
    assert held["部门（支行）负责人"][1] is False
    assert {each.role for each in room.roster() if each.person} >= {"chief", "deputy", "unit_head"}
    event = proposed(room)
    only(room, "emergency.activate", event, "chief", "unit-head", "first", reason="群体性投诉", workstreams="complaints")


@pytest.mark.requirement("3.01")
def test_manager_and_supervisor_lead_and_the_office_organises(opened: Opened) -> None:
    room = opened("call-centre")
    held = posts(room)
    assert (held["领导小组组长"], held["领导小组副组长"]) == (("客服中心经理", True), ("客服主管", True))
    # 成员为全体客服人员.
    assert held["客服人员"][1] is False
    number = complaint(room, "agent")
    only(room, "complaint.assign", number, "office", "agent", owner="agent", text="请跟进")
    assert room.complaint(number).owner == "agent"
    only(room, "complaint.level", number, "office", "agent", level=room.plan.levels[0].code, reason="研判")


@pytest.mark.requirement("4.01")
def test_the_centre_sorts_the_team_handles_the_leading_group_commands(opened: Opened) -> None:
    room = opened("three-tier")
    number = complaint(room, "centre")
    only(room, "complaint.level", number, "centre", "team", level="major", reason="研判")
    room.act("complaint.step", "centre", number, step="analyse", text="性质已明", nature="服务", severity="一般")
    room.act("complaint.step", "team", number, step="handle", text="已处理")
    assert doers(room, number) == {"analyse": "重大投诉处理中心负责人", "handle": "专责小组组长"}
    event = proposed(room)
    streams = room.plan.workstreams[0].code
    only(room, "emergency.activate", event, "leader", "centre", "team", reason="统一指挥", workstreams=streams)


@pytest.mark.requirement("4.02", "5.02")
@pytest.mark.parametrize(
    ("name", "channels", "categories"),
    [
        ("three-tier", ["电话", "邮件", "短信", "现场", "其他（注明）"], []),
        ("disposal-office", ["电话", "信函", "电子邮件", "现场"], ["产品投诉", "服务投诉", "价格投诉", "合同投诉"]),
    ],
)
def test_channels_and_categories_are_the_plans_own(
    opened: Opened, name: str, channels: list[str], categories: list[str]
) -> None:
    room = opened(name)
    known = {each.name: each.code for each in room.plan.channels}
    assert [each for each in known if each in channels] == channels
    kinds = {each.name: each.code for each in room.plan.categories}
    assert set(categories) <= set(kinds), kinds
    for place, channel in enumerate(channels):
        kind = kinds[categories[place % len(categories)]] if categories else ""
        number = complaint(room, channel=known[channel], name="张三丰", content="合同条款不清", category=kind)
        view = room.complaint(number)
        assert (view.channel, view.category, view.received) == (known[channel], kind, room.now())
        assert number in room.search("张三丰")
    with pytest.raises(Refusal) as no:
        complaint(room, channel="fax")
    assert [fault.field for fault in no.value.faults] == ["channel"]


@pytest.mark.requirement("6.01", "6.02")
def test_a_company_leader_leads_and_a_departments_head_learns_the_facts_first(opened: Opened) -> None:
    room = opened("on-site")
    held = posts(room)
    assert held["处理小组组长"] == ("公司领导", True)
    assert held["相关部门负责人"][1] is False
    number = complaint(room)
    with pytest.raises(Refusal):
        room.act("complaint.step", "leader", number, step="assess", text="早了", nature="服务", urgency="急")
    only(room, "complaint.step", number, "unit-head", "leader", step="facts", text="已到现场问明")
    view = room.complaint(number)
    assert doers(room, number) == {"facts": "相关部门负责人"}
    assert {clock.code: clock.verdict for clock in view.clocks}["arrive"] == "met"
    event = proposed(room)
    streams = room.plan.workstreams[0].code
    only(room, "emergency.activate", event, "leader", "unit-head", reason="影响正常经营", workstreams=streams)


@pytest.mark.requirement("7.04")
def test_major_interest_or_grave_effect_on_the_image_activates(opened: Opened) -> None:
    room = opened("sudden-incident")
    (level,) = (each for each in room.plan.levels if each.activates)
    assert "重大利益" in level.meaning
    assert "形象" in level.meaning
    for other in room.plan.levels:
        if not other.activates:
            complaint(room, level=other.code)
    assert room.emergencies() == ()
    number = complaint(room, level=level.code)
    (event,) = room.emergencies()
    assert [each.number for each in event.complaints] == [number]
    assert event.now[0].act == "emergency.activate"


@pytest.mark.requirement("9.01")
def test_each_role_of_the_property_plan_does_its_own(opened: Opened) -> None:
    room = opened("property-management")
    assert set(posts(room)) == {
        "中心总经理", "当值最高领导", "客户服务部经理", "投诉受理人", "客户服务部值班人员", "责任部门负责人", "其他部门人员",
        "应急小组组长",
    }  # fmt: skip
    # Another department only listens, writes down and passes on (2.5).
    number = complaint(room, "other-department", level="major")
    with pytest.raises(NotAllowed):
        room.act("complaint.contact", "other-department", number, result="reached", text="已联系")
    only(room, "complaint.step", number, "receiver", "responsible", step="attend", text="已到现场")
    only(room, "complaint.level", number, "manager", "receiver", "responsible", level="major", reason="判定", valid=True)
    only(room, "complaint.step", number, "responsible", "service-duty", step="verify", text="已核查")
    assert doers(room, number) == {"attend": "投诉受理人", "judge": "客户服务部经理", "verify": "责任部门负责人"}
    event = proposed(room)
    workstreams = room.plan.workstreams[0].code
    only(room, "emergency.activate", event, "general-manager", "manager", reason="请示后启动", workstreams=workstreams)
