"""Beats 15 to 17 of the acceptance script by keys: five calls at night, a console cut off, danger to life."""

from __future__ import annotations

import re
import time
from contextlib import closing

import pytest

from tests.e2e.forms import tabs
from tests.e2e.stage import Stage, acts, back, do, fill, refused
from tests.e2e.story import Desk
from tests.store.proxy import Wire

pytestmark = [pytest.mark.slow, pytest.mark.whole, pytest.mark.postgres]

NOTE = "门口有三十人"
STALE_S = 10.0
"""The promised five seconds, on a busy machine of two cores."""


def test_the_second_wave(stage: Stage) -> None:
    stage.played(14)
    stage.at("10-01 03:05")
    with closing(Wire(stage.url)) as wire:
        stage.desk("A", "wangmin")
        stage.desk("D", "zhenggang", wire.url)
        _calls(stage)
        _cut_off(stage, wire)
        _danger(stage)
        stage.sound()


def _calls(stage: Stage) -> None:
    """15: five calls in four minutes, one operator; two become complaints that join, the cash machine's does not."""
    a, d, event = stage.desks["A"], stage.desks["D"], stage.play.event
    told = (
        ("东门支行情况如何", "3"), ("传言是否属实", "4"), ("东门支行门口有人聚集", "1"), ("取款机吞卡", "1"),
        ("东门也要退费", "1"),
    )  # fmt: skip
    for content, caller in told:
        a.press("f2", *tabs("call.finish", "phone", "content"))
        a.write(content)
        a.press(*tabs("call.finish", "content", "caller"), caller)
        a.see("草稿已存")
    a.press("escape")
    a.see("已暂存")
    stage.until(lambda: [each.state for each in stage.room.calls()] == ["parked"] * 5, "A")
    for content, outcome in ((told[0][0], "稍后书面报告"), (told[1][0], "以公告为准")):
        a.press("f3")
        a.see(content)
        a.press(*tabs("call.finish", "content", "outcome"))
        a.write(outcome)
        a.press("ctrl+b")
        a.see("已办结")
    cases = {}
    for content, level, unit in ((told[2][0], "1", "东门"), (told[3][0], "3", "南关"), (told[4][0], "1", "东门")):
        a.press("f3")
        a.see(content)
        a.press("f6")
        a.see("登记投诉")
        a.opened("complaint.register")
        a.press("f7", level)
        a.go_to("被投诉机构")
        a.write(unit)
        if content == "取款机吞卡":
            a.see("10-13 17:30")
        a.press("ctrl+s")
        a.wait_gone("Ctrl+S")
        a.see("已登记")
        cases[content] = next(row.number for page in stage.room.board() for row in page if row.summary == content)
    stage.play.atm = cases.pop("取款机吞卡")
    a.event()
    a.press("0")
    for number in cases.values():
        a.see("纳入、移出")
        a.press("a")
        do(a, "emergency.join", complaint=number, reason="同一事由，第二波")
        a.see(number)
    assert stage.play.atm not in a.settled()
    view = stage.room.emergency(event)
    assert {row.number for row in view.complaints} == {*stage.play.cases, *cases.values()}
    stage.play.cases += cases.values()
    back(a)
    assert _queue(a)[-1] == stage.play.atm
    d.event()
    d.press("5", "a")
    do(d, "scene.open", place="东门支行", text="约三十人")
    assert "东门支行" in d.see("东门支行")
    back(d)


def _queue(desk: Desk) -> list[str]:
    """The numbers on the board from the top."""
    return re.findall(r"^.{5,30}\d\d-\d\d \d\d:\d\d .{3,9}(\d{4}-\d{3}) ", desk.settled(), re.MULTILINE)


def _cut_off(stage: Stage, wire: Wire) -> None:
    """16: cut from the database a console says so, refuses in words and keeps what was typed; back, it is entered once."""
    d = stage.desks["D"]
    d.press("f12")
    d.see("内容存为草稿")
    d.write(NOTE)
    d.see("草稿已存")
    began = time.monotonic()
    wire.down(silent=False)
    d.wait_for("数据中断")
    assert time.monotonic() - began < STALE_S
    d.press("ctrl+s")
    assert NOTE in d.see("连不上数据库服务器")
    stage.act("log.write", "wangmin", text="其他坐席照常")
    wire.up()
    d.wait_for("数据已恢复")
    assert NOTE in d.settled()
    d.press("ctrl+s")
    d.see("已记入值班日志")
    d.see("其他坐席照常")
    assert [line.text for line in stage.room.log(limit=500)].count(NOTE) == 1


def _danger(stage: Stage) -> None:
    """17: self-harm is threatened: police called, pinned; nothing pinned is closed in bulk."""
    a = stage.desks["A"]
    case = stage.play.cases[-1]
    a.find(case)
    a.press("enter")
    a.see("为何此时到期")
    acts(a)
    do(a, "complaint.danger", danger="1", police="1", text="扬言轻生")
    a.see("危险：自伤威胁")
    back(a)
    a.change_person("chenjing")
    assert case in _queue(a)[:2]
    a.press("ctrl+p")
    a.see("全部命令")
    a.write("plbj")
    a.see("批量办结")
    a.press("enter")
    several = {"complaints": f"{stage.play.atm} {case}", "text": "清理积压"}
    refused(a, "complaint.close_many", "不能批量办结", f"{case}（自伤威胁）", **several)
    assert stage.room.complaint(stage.play.atm).closed_at is None
    a.find(case)
    a.press("enter")
    a.see("为何此时到期")
    acts(a)
    a.choose("complaint.safe")
    fill(a, "complaint.safe", reason="民警到场，家属陪同")
    a.wait_gone("危险：自伤威胁")
