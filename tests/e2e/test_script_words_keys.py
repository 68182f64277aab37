"""Beats 7 to 9 of the acceptance script by keys: a statement through its gates, and command handed over."""

from __future__ import annotations

import pytest

from dutyroom.services.demo.sample import SECRET
from tests.e2e.stage import Stage, do, fill, not_offered, refused

pytestmark = [pytest.mark.slow, pytest.mark.whole, pytest.mark.postgres]


def test_a_statement_and_the_command(stage: Stage) -> None:
    stage.played(6)
    stage.at("09-30 17:30")
    b, c, d = stage.desk("B", "qianming"), stage.desk("C", "zhoulei"), stage.desk("D", "wuting")
    for each in (b, c, d):
        each.event()
    for part in (_video, _versions, _command):
        part(stage)
    stage.sound()


def _video(stage: Stage) -> None:
    """7: a video with 32,000 views, a statement; nothing is published without legal check; the legal group is added."""
    b, c, d = (stage.desks[each] for each in "BCD")
    d.press("2", "a")
    do(d, "opinion.add", place="短视频平台", reach="32000", tone="1", text="支行门口视频")
    assert "32,000" in d.see("短视频平台")
    d.press("escape")
    d.see("终止条件")
    d.press("7")
    d.see("还没有声明或处理方案")
    d.press("a")
    do(d, "statement.draft", title="情况说明", text="第一版文字")
    d.see("声明 P1")
    d.press("enter")
    not_offered(d, "statement.publish", "须先经：声明法律审核")
    c.press("7")
    c.see("情况说明")
    c.press("enter")
    c.choose("statement.check")
    refused(c, "statement.check", "法律事务组", "增设工作组", outcome="2", reason="事实未核实")
    b.press("a")
    do(b, "workstream.add", workstream="fl", reason="声明需法律审核")
    event = stage.room.emergency(stage.play.event)
    assert next(each for each in event.workstreams if each.code == "legal").state == "active"


def _versions(stage: Stage) -> None:
    """8: returned, passed, edited; who approves what was edited meanwhile is told so and goes on; out at last."""
    b, c, d = (stage.desks[each] for each in "BCD")
    c.choose("statement.check")
    # What was typed before it was refused is in the form again.
    c.see("事实未核实")
    c.press("ctrl+s")
    c.wait_gone("Ctrl+S")
    d.see("事实未核实")
    do(d, "statement.edit", text="，第二版")
    c.see("第2版")
    do(c, "statement.check", outcome="1")
    b.press("7")
    b.see("情况说明")
    b.press("enter")
    b.choose("statement.approve")
    b.form("statement.approve", send=False, outcome="1", reason="同意发布")
    do(d, "statement.edit", text="，第三版")
    b.press("ctrl+s")
    screen = b.see("已作更改")
    assert "吴婷" in screen
    assert "同意发布" in screen
    b.go_to("本人口令")
    b.type(SECRET)
    b.press("ctrl+s")
    screen = b.see("第 3 版")
    assert "同意发布" in screen
    b.press("escape")
    b.wait_gone("Ctrl+S")
    do(c, "statement.check", outcome="1")
    b.settled()
    b.choose("statement.approve")
    b.see("同意发布")
    fill(b, "statement.approve")
    d.see("审批")
    do(d, "statement.publish", where="官网")
    (paper,) = stage.room.emergency(stage.play.event).papers
    assert (paper.state, paper.edition, paper.text) == ("published", 3, "第一版文字，第二版，第三版")


def _command(stage: Stage) -> None:
    """9: offered and taken over, both have signed; the deputy's next approval is refused."""
    b, c = stage.desks["B"], stage.desks["C"]
    b.press("escape", "escape")
    b.see("终止条件")
    b.press("a")
    do(b, "emergency.offer_command", to="zgq", reason="行长已到现场")
    assert stage.room.emergency(stage.play.event).commander == "钱明"
    b.change_person("zhaoguoqiang")
    b.see("接管指挥")
    b.press("home", "enter")
    fill(b, "emergency.command", reason="已到现场")
    assert "指挥 赵国强" in b.see("指挥 赵国强")
    assert stage.room.emergency(stage.play.event).commander == "赵国强"
    c.change_person("sunli")
    c.press("escape", "a")
    do(c, "solution.submit", title="退费方案", text="退还收费", measures="13", sum="1200")
    b.change_person("qianming")
    b.press("7")
    b.see("退费方案")
    b.press("enter")
    b.choose("solution.decide")
    refused(b, "solution.decide", "赵国强", outcome="1", reason="同意")
