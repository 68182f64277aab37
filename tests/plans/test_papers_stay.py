"""What was reviewed, approved or signed stays as it was; the printed file of a complaint holds all that belongs to it."""

from __future__ import annotations

import pytest

from dutyroom.services.documents.figures import figures
from tests.plans.conftest import Opened
from tests.plans.test_casework import _first_round, act, paper, refused, register, step
from tests.services.conftest import SECRET, Played


def printed(room: Played, number: str) -> str:
    return room.print_paper(number).read_text("utf-8")


@pytest.mark.requirement("3.07")
def test_a_reviewed_paper_prints_what_was_reviewed_and_a_correction_beside_it(opened: Opened) -> None:
    room = opened("call-centre")
    number = register(room, "major", "系统误扣三百元")
    act(room, number, "complaint.reply", text="答复")
    step(room, number, "report", lessons="先核对再答复")
    subject = paper(room, number, "report").number
    assert "系统误扣三百元" in printed(room, subject)
    room.clock.on(minutes=7)
    room.act("paper.review", "leader", subject, outcome="pass", reason="同意", proposals="每月抽查")
    before = printed(room, subject)
    assert "每月抽查" in before
    room.clock.on(minutes=15)
    act(room, number, "complaint.correct", content="系统误扣九百元", reason="核对流水")
    level = next(each.code for each in room.plan.levels if each.code != "major")
    act(room, number, "complaint.level", level=level, reason="影响有限")
    after = printed(room, subject)
    head, beside = after.split("审签后的更正")
    assert "系统误扣三百元" in head
    assert "系统误扣九百元" not in head
    assert "系统误扣九百元" in beside
    assert "核对流水" in beside
    # Nothing falls by it, and every console tells of the review as before.
    assert (paper(room, number, "report").edition, paper(room, number, "report").state) == (1, "checked")
    kept = [line for line in before.splitlines() if not line.startswith(("打印", "操作留痕"))]
    assert [line for line in kept if line not in after] == []


@pytest.mark.requirement("5.03")
def test_what_an_approved_paper_is_built_on_is_not_rewritten_under_it(opened: Opened) -> None:
    room = opened("disposal-office")
    number = _first_round(room)
    proposal = paper(room, number, "proposal").number
    room.act("paper.review", "office", proposal, outcome="pass")
    room.act("complaint.step", "team", number, step="investigation", text="另有结论：批次合格")
    fell = paper(room, number, "proposal")
    assert (fell.edition, fell.state, [gate.outcome for gate in fell.gates]) == (2, "draft", [""])
    assert "待批" in refused(lambda: act(room, number, "complaint.reply", text="处理结果")).message
    room.act("paper.review", "office", proposal, outcome="pass")
    act(room, number, "complaint.reply", text="处理结果")
    # The same words again are no other paper.
    room.act("complaint.step", "team", number, step="investigation", text="另有结论：批次合格")
    assert paper(room, number, "proposal").edition == 2


@pytest.mark.requirement("5.05", "X.05")
def test_the_printed_file_holds_every_review_with_what_was_returned_both_rounds_and_people_by_name(opened: Opened) -> None:
    room = opened("disposal-office")
    number = _first_round(room)
    proposal = paper(room, number, "proposal").number
    room.act("paper.review", "office", proposal, outcome="return", reason="依据不足")
    step(room, number, "proposal")
    room.act("paper.review", "office", proposal, outcome="pass", reason="同意")
    act(room, number, "complaint.reply", text="处理结果")
    step(room, number, "feedback_record")
    act(room, number, "complaint.reconsider", "office", text="不服")
    second = f"{number}-2"
    for one in (number, second):
        text = room.print_case(one).read_text("utf-8")
        assert "第一轮：" + number in text
        assert "复议：" + second in text
        assert "退回 办公室主任" in text
        assert "依据不足" in text
        assert "第 1 版" in text
        assert "第 2 版" in text
        assert "领导小组组长：领导小组组长" in text
        assert "办公室主任 办公室主任  审核材料 " + proposal in text


@pytest.mark.requirement("5.05")
def test_the_printed_file_holds_the_emergency(opened: Opened) -> None:
    room = opened("disposal-office")
    number = register(room, "major", "批次起火")
    event = room.complaint(number).emergency
    room.act("emergency.activate", "leader", event, workstreams=("office",), reason="重大投诉事件")
    text = room.print_case(number).read_text("utf-8")
    assert "突发事件记录" in text
    assert "重大投诉事件" in text


@pytest.mark.requirement("5.03")
def test_passing_a_case_on_does_not_change_whom_it_is_about(opened: Opened) -> None:
    room = opened("disposal-office")
    number = register(room, "plain", unit="service")
    act(room, number, "complaint.classify", category="product")
    act(room, number, "complaint.transfer", unit="product")
    seen = room.complaint(number)
    assert (seen.unit, seen.handling) == ("service", "product")
    text = room.print_case(number).read_text("utf-8")
    assert "被投诉部门：服务部" in text
    assert "承办单位：产品部" in text
    zone = room.calendar.tz
    found = figures(room, room.now().astimezone(zone).replace(hour=0), room.clock.on(minutes=1))
    tables = {each.title: [row.name for row in each.rows] for each in found.tables}
    assert (tables["被投诉部门"], tables["承办单位"]) == (["服务部"], ["产品部"])


@pytest.mark.requirement("X.06")
def test_where_all_who_decide_must_step_back_those_who_appoint_them_decide_and_that_is_said(opened: Opened) -> None:
    room = opened("disposal-office")
    number = _first_round(room)
    proposal = paper(room, number, "proposal").number
    leader = room.sign_in("leader", SECRET)
    assert "办公室主任决定" in room.may(leader, "paper.review", proposal)
    act(room, number, "complaint.correct", "second", staff="office", reason="投诉的是办公室主任")
    assert refused(lambda: room.act("paper.review", "office", proposal, outcome="pass")).code == "recused"
    assert room.may(leader, "paper.review", proposal) == ""
    room.act("paper.review", "leader", proposal, outcome="pass", reason="同意")
    assert "本单位补充" in room.print_case(number).read_text("utf-8")
    act(room, number, "complaint.reply", "second", text="处理结果")


@pytest.mark.requirement("X.06")
def test_nobody_confirms_complaints_alike_one_of_which_is_about_themselves(opened: Opened) -> None:
    room = opened("bank-branches")
    rule = room.plan.alike
    assert rule is not None
    person = rule.roles[0].replace("_", "-")
    level = room.plan.levels[-1].code
    numbers = [register(room, level, "排队久"), register(room, level, "排队久", staff=person)]
    group = room.act("group.form", "second", complaints="，".join(numbers), reason="同一网点").subject
    assert "回避" in room.may(room.sign_in(person, SECRET), "group.confirm", group)
    assert refused(lambda: room.act("group.confirm", person, group, reason="同类")).code == "recused"
