"""What somebody does who only wants a complaint off the desk, and the ways out that there are."""

from __future__ import annotations

from pathlib import Path

import pytest

from dutyroom.domain.errors import NotAllowed, Refusal
from dutyroom.domain.plan.reader import read_plan
from dutyroom.settings.plans import pack_text
from tests.deeds.honest import Clerk
from tests.services.conftest import SECRET, Played
from tests.services.test_emergency_plans import BOOK, heads, staffed, unnamed
from tests.whole import few

HEAVY = [
    (name, level.code, clock.code)
    for name, plan in ((name, read_plan(pack_text(name), name)) for name in BOOK)
    for level in plan.levels
    for clock in plan.clocks
    if "complaint.report_up" in clock.stop and clock.applies(level.code) and clock.start in ("received", "level")
]


def registered(room: Played, level: str, channel: str = "phone", **values: object) -> str:
    given = {**unnamed(room.plan), "content": "多收了费用", "level": level, "channel": channel, **values}
    return room.act("complaint.register", "second", **given).subject


def missing(room: Played, number: str) -> str:
    with pytest.raises(Refusal) as no:
        room.act("complaint.close", "first", number, text="已按规定处理")
    return no.value.message


def verdicts(room: Played, number: str) -> dict[str, str]:
    return {each.code: each.verdict for each in room.complaint(number).clocks}


def test_four_acts_end_no_urgent_complaint(tmp_path: Path) -> None:
    """Registered, answered, content, closed: 上报, 首联 and 调查 turned to 不再适用, and nothing had been done."""
    room = staffed(tmp_path, "rural-commercial-bank")
    number = registered(room, "urgent", channel="letter")
    with pytest.raises(Refusal) as sign:
        room.act("complaint.reply", "second", number, text="xx", way="phone")
    assert [each.message for each in sign.value.faults] == ["请写清做了什么，至少 2 个不同的字。"]
    with pytest.raises(Refusal) as untold:
        room.act("complaint.reply", "second", number, text="已按规定处理")
    assert untold.value.code == "not_told"
    room.act("complaint.reply", "second", number, text="已按规定处理", way="written")
    room.act("complaint.satisfied", "second", number, answer="satisfied")
    said = missing(room, number)
    assert all(each in said for each in ("报告指挥部", "调查核实", "确定处理措施"))
    Clerk(room, number).settle()
    assert set(verdicts(room, number).values()) == {"met"}
    room.close()


@pytest.mark.whole
def test_not_content_is_no_end(tmp_path: Path) -> None:
    room = staffed(tmp_path, "rural-commercial-bank")
    number = registered(room, "normal")
    Clerk(room, number).settle("dissatisfied", close=False)
    assert "争取客户谅解" in missing(room, number) or "回访" in missing(room, number)
    room.act("complaint.satisfied", "second", number, answer="forgiven")
    Clerk(room, number).settle()
    room.close()


def test_who_can_not_be_told_is_not_asked(tmp_path: Path) -> None:
    room = staffed(tmp_path, "rural-commercial-bank")
    number = registered(room, "normal", channel="letter", name="张先生", phone="13912340001")
    with pytest.raises(Refusal, match="不是匿名"):
        room.act("complaint.reply", "second", number, text="书面答复", way="anonymous")
    for tried in range(room.plan.routine.tries):
        with pytest.raises(Refusal, match=f"只拨了 {tried} 次"):
            room.act("complaint.reply", "second", number, text="联系不上", way="unreached")
        room.act("complaint.contact", "second", number, result="no_answer")
    room.act("complaint.reply", "second", number, text="联系不上", way="unreached")
    assert room.complaint(number).told == "unreached"
    assert "谅解" not in missing(room, number)
    room.close()


def test_a_limit_is_decided_away_by_who_leads_and_stays_what_it_was(tmp_path: Path) -> None:
    room = staffed(tmp_path, "rural-commercial-bank")
    number = registered(room, "urgent")
    with pytest.raises(NotAllowed):
        room.act("complaint.waive", "second", number, clock="first_contact", reason="不想打电话")
    room.act("complaint.waive", "chief", number, clock="first_contact", reason="投诉人在场，已当面沟通")
    room.act("complaint.waive", "chief", number, step="measures", reason="并入同一方案")
    with pytest.raises(Refusal, match="没有在计时"):
        room.act("complaint.waive", "chief", number, clock="first_contact", reason="再免一次")
    clock = next(each for each in room.complaint(number).clocks if each.code == "first_contact")
    assert (clock.verdict, clock.waived_by, clock.waived_why) == ("waived", "总指挥", "投诉人在场，已当面沟通")
    assert next(each for each in room.complaint(number).steps if each.code == "measures").waived
    room.clock.on(hours=1)
    room.act("complaint.waive", "chief", number, clock="report_up", reason="已知情")
    assert verdicts(room, number)["report_up"] == "breached"
    room.close()


def test_taken_back_by_who_complained_and_confirmed_by_a_second(tmp_path: Path) -> None:
    room = staffed(tmp_path, "rural-commercial-bank")
    number = registered(room, "normal")
    words = {"way": "phone", "text": "投诉人说误会，撤回投诉"}
    with pytest.raises(Refusal) as alone:
        room.act("complaint.withdraw", "first", number, **words)
    assert alone.value.code == "second_needed"
    room.act("complaint.withdraw", "first", number, second="deputy", second_secret=SECRET, **words)
    view = room.complaint(number)
    assert (view.status, view.closed_at is not None) == ("withdrawn", True)
    assert set(verdicts(room, number).values()) == {"withdrawn"}
    assert not [row for page in room.board() for row in page]
    room.close()


def test_what_comes_after_the_end_is_done_after_it(tmp_path: Path) -> None:
    """The report and its review were offered and then answered with 「已办结」 (6.04)."""
    room = staffed(tmp_path, "on-site")
    heads(room, "unit-head", room.plan.units[0].code)
    number = registered(room, "normal", channel=room.plan.channels[0].code)
    clerk = Clerk(room, number)
    clerk.settle()
    view = room.complaint(number)
    assert (view.status, verdicts(room, number)["report"]) == ("owing", "running")
    assert any("书面报告" in each for each in view.work.owing)
    assert [row.status for page in room.board() for row in page] == ["owing"]
    with pytest.raises(Refusal, match="已办结"):
        room.act("complaint.contact", "second", number, result="reached", text="再问一次")
    clerk.finish()
    assert room.complaint(number).status == "closed"
    assert verdicts(room, number)["report"] == "met"
    assert not [row for page in room.board() for row in page]
    room.close()


def test_a_level_is_lowered_by_who_leads_it_or_with_a_second(tmp_path: Path) -> None:
    """A duty officer alone made 紧急 an ordinary complaint: 上报 and the chief's part were 不再适用, and nobody had looked."""
    room = staffed(tmp_path, "rural-commercial-bank")
    number = registered(room, "normal")
    lower = {"level": "normal", "reason": "已疏散"}
    # Up it goes at once, by whoever is there.
    room.act("complaint.level", "second", number, level="important", reason="人数增加")
    room.act("complaint.level", "second", number, level="urgent", reason="已聚集")
    room.clock.on(hours=1)
    with pytest.raises(Refusal) as alone:
        room.act("complaint.level", "second", number, **lower)
    assert (alone.value.code, alone.value.faults[0].field) == ("second_needed", "second")
    assert room.complaint(number).level == "urgent"
    owed = verdicts(room, number)["report_up"]
    room.act("complaint.level", "second", number, second="first", second_secret=SECRET, **lower)
    assert (owed, verdicts(room, number)["report_up"]) == ("running", "breached")
    other = registered(room, "urgent")
    room.act("complaint.level", "chief", other, **lower)
    assert room.complaint(other).level == "normal"
    room.close()


def test_where_the_plan_says_who_ends_a_level_nobody_else_lowers_it(tmp_path: Path) -> None:
    room = staffed(tmp_path, "three-tier")
    number = registered(room, "major")
    for who, more in (("second", {}), ("first", {"second": "centre", "second_secret": SECRET})):
        with pytest.raises(NotAllowed, match="领导小组组长、领导小组副组长"):
            room.act("complaint.level", who, number, level="normal", reason="影响有限", **more)
    room.act("complaint.level", "deputy", number, level="normal", reason="影响有限")
    assert room.complaint(number).level == "normal"
    room.close()


def test_the_plans_own_judge_says_the_level_and_is_waited_for(tmp_path: Path) -> None:
    """9.02 and 3.03: what is set at registration is a first word; who judges by the plan says it, and nothing ends before."""
    room = staffed(tmp_path, "property-management")
    number = registered(room, "major", channel=room.plan.channels[0].code)
    # Over the judge there is somebody who leads, and who judges nothing by that.
    room.act("complaint.level", "general-manager", number, level="normal", reason="影响有限", valid=True)
    assert "判定严重程度和有效性" in missing(room, number)
    room.act("complaint.level", "manager", number, level="normal", reason="影响有限", valid=True)
    assert "判定严重程度和有效性" not in missing(room, number)
    room.close()
    room = staffed(tmp_path / "calls", "call-centre")
    number = registered(room, "plain")
    room.act("complaint.reply", "second", number, text="已答复", way="phone", improvements="改话术")
    assert "初步判断性质和严重程度" in missing(room, number)
    judged = {"step": "judge", "text": "影响全部客户", "nature": "服务", "activate": True}
    with pytest.raises(Refusal, match="与所判「重大」不同") as other:
        room.act("complaint.step", "leader", number, severity="major", **judged)
    assert other.value.faults[0].field == "severity"
    room.act("complaint.level", "leader", number, level="major", reason="影响全部客户")
    room.act("complaint.step", "leader", number, severity="major", **judged)
    with pytest.raises(NotAllowed, match="领导小组组长、领导小组副组长"):
        room.act("complaint.level", "first", number, level="plain", reason="不想办", second="office", second_secret=SECRET)
    room.close()


def test_a_level_that_comes_back_owes_again_what_it_owed(tmp_path: Path) -> None:
    """Lowered and raised again, 上报 stayed 不再适用 for good: a limit counts from its start, whatever the level was between."""
    room = staffed(tmp_path, "rural-commercial-bank")
    number = registered(room, "urgent")
    due = {each.code: each.due for each in room.complaint(number).clocks}
    room.act("complaint.level", "chief", number, level="normal", reason="已疏散")
    assert verdicts(room, number)["report_up"] == "void"
    assert {each.code: each.due for each in room.preview({"level": "urgent"}, number)}["report_up"] == due["report_up"]
    room.act("complaint.level", "second", number, level="urgent", reason="再次聚集")
    assert verdicts(room, number)["report_up"] == "running"
    assert {each.code: each.due for each in room.complaint(number).clocks} == due
    room.act("complaint.report_up", "second", number, person="chief", result="reached", text="再次聚集")
    room.act("complaint.level", "chief", number, level="normal", reason="已疏散")
    room.act("complaint.level", "second", number, level="urgent", reason="再次聚集")
    assert verdicts(room, number)["report_up"] == "met"
    room.close()


@pytest.mark.parametrize(("name", "level", "clock"), few(HEAVY, HEAVY[0]))
def test_a_call_to_the_next_desk_is_no_report(tmp_path: Path, name: str, level: str, clock: str) -> None:
    """1.02, 3.02, 8.05: the colleague who sits beside was reached, and 上报 was met."""
    room = staffed(tmp_path, name)
    number = registered(room, level, channel=room.plan.channels[0].code)
    said = room.act("complaint.report_up", "second", number, person="first", result="reached", text="已报告").message
    assert "尚未完成" in said
    assert verdicts(room, number)[clock] == "running"
    above = room.plan.gates[0].roles[0].replace("_", "-")
    room.act("complaint.report_up", "second", number, person=above, result="reached", text="已报告")
    assert verdicts(room, number)[clock] == "met"
    room.close()


def test_the_judgement_of_the_leading_group_is_not_waived_by_an_agent(tmp_path: Path) -> None:
    """3.03: who leads an ordinary complaint is not who judges it; found by the lazy clerk."""
    room = staffed(tmp_path, "call-centre")
    number = registered(room, "plain")
    with pytest.raises(NotAllowed, match="领导小组组长"):
        room.act("complaint.waive", "agent", number, step="judge", reason="不用判断")
    assert "初步判断" in missing(room, number)
    room.close()
