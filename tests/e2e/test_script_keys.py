"""The acceptance script's first six beats by real keys at four consoles on one PostgreSQL room, in Chinese."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.e2e.room import printed
from tests.e2e.stage import Stage, back, do, refused
from tests.e2e.story import SECRET

pytestmark = [pytest.mark.slow, pytest.mark.whole, pytest.mark.postgres]


def test_the_script_at_four_consoles(stage: Stage) -> None:
    for part in (_calls, _activation, _scene):
        part(stage)
    stage.sound()


def _calls(stage: Stage) -> None:
    """1–3: two calls, A killed, both are back; 紧急 with its preview; nobody reached is no report, nor is it ticked."""
    first = stage.desk("A", "wangmin")
    first.press("f2")
    first.see("暂存/下一通")
    first.go_to("通话要点")
    first.write("二十人聚集城关支行")
    first.see("草稿已存")
    first.press("f2")
    first.see("已暂存")
    first.go_to("通话要点")
    first.write("记者询问")
    first.see("草稿已存")
    stage.until(lambda: {each.state for each in stage.room.calls()} == {"open", "parked"}, "A")
    first.kill()
    # Who took a call reads it as it was typed; to others it is masked.
    a = stage.desk("A", "wangmin")
    a.press("f3")
    screen = a.see("通话要点")
    while "二十人聚集城关支行" not in screen:
        assert "记者询问" in screen, screen
        a.press("f3")
        screen = a.see("二十人聚集城关支行")
    assert len(stage.room.calls()) == 2
    a.press("f6")
    a.see("登记投诉")
    a.go_to("级别")
    a.press("1")
    received = min(each.received for each in stage.room.calls())
    assert "10-08 17:30" in a.see(printed(received + timedelta(minutes=15)))
    a.go_to("被投诉机构")
    a.write("chengguan")
    a.press("ctrl+s")
    a.wait_gone("Ctrl+S")
    stage.until(lambda: any(stage.room.board()), "A")
    stage.act("complaint.register", "wangmin", content="柜面排队", level="important", channel="phone", unit="nanguan")
    rows = [each for page in stage.room.board() for each in page]
    assert rows[0].level == "urgent"
    stage.play.first = rows[0].number
    back(a)
    a.change_person("liwei")
    a.find(stage.play.first)
    a.press("f8")
    a.see("尚未上报")
    for n in (1, 2):
        a.press("2")
        stage.until(lambda n=n: len(stage.room.complaint(stage.play.first).contacts) == n, "A")  # type: ignore[misc]  # mypy can't infer a lambda's default.
        a.see("不算已上报")
    a.press("escape")
    a.see("找到 1 件")
    a.press("enter")
    a.see("为何此时到期")
    a.press("a")
    a.choose("complaint.step")
    refused(a, "complaint.step", "由「上报」完成", step="报告", text="已报告指挥部")
    clock = next(each for each in stage.room.complaint(stage.play.first).clocks if each.code == "report_up")
    assert clock.verdict == "running"
    a.press("escape")
    a.see("找到 1 件")


def _activation(stage: Stage) -> None:
    """4–5: the deputy is reached; the proposer may not; by telephone and pressed at B too it is one; all turn in a second."""
    a = stage.desks["A"]
    a.press("f8")
    a.see("> 2 钱明")
    a.press("1")
    a.see("已上报 钱明")
    a.press("escape")
    a.see("找到 1 件")
    a.press("f9")
    a.form("emergency.report", title="储户聚集")
    a.see("提请启动")
    stage.play.event = stage.room.emergencies()[0].number
    a.press("enter")
    a.form("emergency.propose", scope="二十人聚集，可能扩大")
    a.see("决定是否启动预案")
    a.press("a")
    a.choose("emergency.activate")
    refused(a, "emergency.activate", "总指挥", reason="情况紧急")
    assert stage.room.emergency(stage.play.event).stage == "assessed"
    a.change_person("wangmin")
    b, c, d = stage.desk("B", "qianming"), stage.desk("C", "sunli"), stage.desk("D", "zhenggang")
    for each in (b, c, d):
        each.event()
    b.press("home", "enter")
    b.form("emergency.activate", send=False, workstreams="3", response="2", reason="群体性投诉")
    a.press("a")
    a.choose("emergency.activate")
    phone = {"decider": "qianming", "telephone": "13900001001", "witness": "liwei", "witness_secret": SECRET}
    a.form("emergency.activate", send=False, workstreams="3", response="2", reason="群体性投诉，已逐级电话", **phone)
    a.press("ctrl+s")
    stage.until(lambda: stage.room.emergency(stage.play.event).stage == "responding", "A")
    for each in (a, c, d):
        each.wait_for("处置中")
        each.wait_for("钱明")
    b.press("ctrl+s")
    b.see("已作更改")
    b.press("escape")
    b.wait_gone("Ctrl+S")
    view = stage.room.emergency(stage.play.event)
    assert [each.kind for each in view.timeline].count("emergency.activate") == 1
    assert {each.code for each in view.workstreams if each.state == "standby"} == {"legal"}
    b.see("补签")
    b.press("home", "enter")
    b.form("emergency.sign")
    b.wait_gone("Ctrl+S")
    stage.until(lambda: stage.room.emergency(stage.play.event).decisions[0].signed_at is not None, "B")


def _scene(stage: Stage) -> None:
    """6: 110 people cross the threshold; "being checked" goes out, without a number it does not."""
    a, d = stage.desks["A"], stage.desks["D"]
    d.press("f")
    d.form("emergency.fact", people="110", injured="1", text="一人晕倒")
    d.see("110")
    assert "电话首报" in a.see("待报")
    a.press("a")
    a.choose("emergency.inform")
    refused(a, "emergency.inform", "缺少必报事项", report="首报", way="1", place="城关支行")
    a.press("a")
    # What was typed before it was refused is in the form again.
    do(a, "emergency.inform", people="110")
    (report,) = stage.room.emergency(stage.play.event).reports
    assert (report.place, report.people, report.cause, report.way) == ("城关支行", 110, "核查中", "phone")
    a.see("已报")
