"""Beats 10 to 14 of the acceptance script by keys: the solution, a late entry, the handover, a correction, an end too early."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dutyroom.services.demo.sample import SECRET
from tests.e2e.room import printed
from tests.e2e.stage import Stage, back, do, fill, not_offered, point, refused

pytestmark = [pytest.mark.slow, pytest.mark.whole, pytest.mark.postgres]


def test_the_evening(stage: Stage) -> None:
    stage.played(9)
    for part in (_solution, _late_entry, _handover, _correction, _too_early):
        part(stage)
    stage.sound()


def _solution(stage: Stage) -> None:
    """10: refused with its reason; compensation is not carried out before version 2 is approved, nor above its sum."""
    stage.at("09-30 18:40")
    b, c = stage.desk("B", "zhaoguoqiang"), stage.desk("C", "sunli")
    for each in (b, c):
        each.event()
        each.press("7")
        each.see("退费方案")
        each.press("home", "enter")
    not_offered(c, "measure.carry_out", "须先经：处理方案审批")
    b.choose("solution.decide")
    refused(b, "solution.decide", "写明意见", outcome="2")
    b.choose("solution.decide")
    fill(b, "solution.decide", reason="标准过低")
    c.see("标准过低")
    not_offered(c, "measure.carry_out", "须先经：处理方案审批")
    c.choose("solution.edit")
    c.opened("solution.edit")
    # The sum that stands there is kept unless it is replaced.
    c.go_to("补偿金额")
    c.press("ctrl+u")
    fill(c, "solution.edit", text="，并补偿", sum="1200.50")
    b.see("第2版")
    do(b, "solution.decide", outcome="1")
    c.see("已通过")
    c.choose("measure.carry_out")
    c.form("measure.carry_out", proof="退还 20 户", amount="1201")
    assert "退还 20 户" in c.see("1,200.5")
    c.go_to("金额")
    c.press("ctrl+u")
    c.write("1200.50")
    c.press("ctrl+s")
    c.wait_gone("Ctrl+S")
    solution = next(each for each in stage.room.emergency(stage.play.event).papers if each.kind == "solution")
    assert (solution.edition, [state for _kind, state, _proof in solution.measures].count("done")) == (2, 1)


def _late_entry(stage: Stage) -> None:
    """11: a scuffle at 18:30 is entered at 19:10 and marked as late."""
    stage.at("09-30 19:10")
    d = stage.desk("D", "zhenggang")
    d.event()
    d.press("5", "a")
    do(d, "incident.add", place="城关支行", text="门口推搡", happened="18:30")
    d.press("escape")
    d.see("终止条件")
    d.press("9")
    screen = d.see("门口推搡")
    line = next(each for each in screen.splitlines() if "门口推搡" in each)
    assert "补记" in line, screen


def _handover(stage: Stage) -> None:
    """12: refused while one alarm is unacknowledged and one promise has no taker; then both sides sign."""
    stage.at("09-30 19:30")
    a = stage.desk("A", "wangmin")
    beside, first = stage.play.beside, stage.play.first
    a.find(beside)
    a.press("f5")
    fill(a, "complaint.contact", result="3", again_at="20:30")
    back(a)
    a.change_person("liwei")
    a.find(first)
    a.press("space")
    stage.until(lambda: bool(stage.room.complaint(first).acknowledged_at), "A")
    a.press("escape")
    a.press("h")
    a.form("handover.propose", incoming="陈静", note="库房钥匙在抽屉")
    screen = a.see("还有 2 项没有接手人，没有交接")
    assert all(each in screen for each in ("待知悉", "待回拨", "库房钥匙在抽屉")), screen
    # The cursor is on the items: the promise is taken, the alarm still is nobody's.
    point(a, "待回拨")
    a.press("1", "f6")
    a.stands_in("本人口令")
    a.type(SECRET)
    a.press("ctrl+s")
    screen = a.see("还有 1 项没有接手人，没有交接")
    (line,) = (line for line in screen.splitlines() if "待知悉" in line)
    assert beside in line, screen
    a.press("escape")
    a.see("查找")
    a.find(beside)
    a.press("space")
    stage.until(lambda: bool(stage.room.complaint(beside).acknowledged_at), "A")
    a.press("escape", "h")
    # What was begun of the handover comes back by itself.
    a.see("都有人接手")
    a.see("库房钥匙在抽屉")
    fill(a, "handover.propose")
    a.press("h")
    a.form("handover.accept", note="无异议")
    assert "无异议" in a.see("须由陈静本人接班")
    a.press("escape")
    a.wait_gone("Ctrl+S")
    a.change_person("chenjing")
    a.press("h")
    fill(a, "handover.accept")
    taken = stage.room.handover("H1")
    assert (taken.state, taken.incoming, taken.note) == ("accepted", "chenjing", "库房钥匙在抽屉")
    assert {item.key.split(":")[0]: item.taker for item in taken.items}["promise"] == "chenjing"


def _correction(stage: Stage) -> None:
    """13: the second report says 96 where the first said 110, and says so; the first stays as it was."""
    for n in range(4):
        case = stage.play.complaint("chenjing", f"储户{n + 1}要求退费", "normal")
        stage.act("emergency.join", "chenjing", stage.play.event, complaint=case, reason="同一事由")
    stage.at("09-30 20:30")
    a = stage.desk("A", "chenjing")
    a.event()
    a.press("a")
    do(a, "emergency.inform", report="续报", way="2", place="城关支行", people="96")
    a.press("c")
    screen = a.see("更正第 2 报")
    assert "110 → 96" in screen
    assert "城关支行；110；核查中" in screen
    a.press("escape")
    assert "现场人数 96" in a.see("终止条件")


def _too_early(stage: Stage) -> None:
    """14: termination is refused: three conditions, each with its evidence."""
    a = stage.desks["A"]
    a.press("8")
    screen = a.see("0/3 已满足")
    at = max(each.at for each in stage.room.emergency(stage.play.event).timeline if each.kind == "emergency.join")
    assert all(each in screen for each in ("5 件在办", "满意或谅解 0/5", printed(at + timedelta(hours=12)))), screen
    a.choose("emergency.request_end")
    refused(a, "emergency.request_end", "3 个终止条件未满足", "5 件在办", "满意或谅解 0/5", reason="现场已平息")
    assert stage.room.emergency(stage.play.event).stage == "responding"
