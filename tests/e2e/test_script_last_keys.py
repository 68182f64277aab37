"""Beats 19 and 20 of the acceptance script by keys: six of seven, the end, its receipts, and what follows."""

from __future__ import annotations

import re

import pytest

from tests.e2e.stage import Stage, acts, back, do, fill, not_offered, point, refused
from tests.e2e.test_script_acts import answered, settled

pytestmark = [pytest.mark.slow, pytest.mark.whole, pytest.mark.postgres]


def test_six_of_seven(stage: Stage) -> None:
    """19: six satisfied: refused; the response is lowered, a decision withdrawn by a new one; the seventh accepts."""
    stage.played(18)
    stage.at("10-01 14:00")
    *six, seventh = stage.play.cases
    for number in six:
        settled(stage.play, number)
    answered(stage.play, seventh)
    a, b, c = stage.desk("A", "chenjing"), stage.desk("B", "zhaoguoqiang"), stage.desk("C", "sunli")
    c.find(seventh)
    c.press("enter")
    c.see("为何此时到期")
    acts(c)
    do(c, "complaint.satisfied", answer="3", text="仍不接受")
    a.event()
    a.press("8")
    a.see("满意或谅解 6/7")
    a.choose("emergency.request_end")
    refused(a, "emergency.request_end", "终止条件未满足", "满意或谅解 6/7", reason="现场已平息")
    b.event()
    acts(b)
    do(b, "emergency.response", response="3", reason="现场已平息")
    b.see("Ⅲ级响应")
    b.see("Ⅱ → Ⅲ")
    acts(b)
    do(b, "emergency.decide", question="城关支行何时恢复营业", choice="今日下午恢复", reason="现场平稳")
    b.press("9", "d")
    point(b, "城关支行何时恢复营业")
    b.press("enter")
    b.see("今日下午恢复")
    do(b, "decision.withdraw", choice="暂不恢复营业", reason="东门支行又有聚集")
    b.see("暂不恢复营业")
    b.press("enter")
    not_offered(b, "decision.withdraw", "已由 J")
    decision = stage.room.emergency(stage.play.event).decisions[-1]
    assert (decision.outcome, decision.choice) == ("withdrawn", "暂不恢复营业")
    acts(c)
    do(c, "complaint.satisfied", answer="2")
    acts(c)
    do(c, "complaint.close", text="已谅解")
    a.see("满意或谅解 7/7")
    stage.sound()


def test_the_end(stage: Stage) -> None:
    stage.played(19)
    stage.at("10-01 16:00")
    for name, who in (("A", "chenjing"), ("B", "zhaoguoqiang"), ("C", "sunli")):
        stage.desk(name, who).event()
        stage.desks[name].press("8")
        stage.desks[name].see("3/3 已满足")
    for part in (_ended, _receipts, _papers, _follows):
        part(stage)
    stage.sound()


def _ended(stage: Stage) -> None:
    """20: asked for, not to be decided by who asked, decided by the chief."""
    a, b = stage.desks["A"], stage.desks["B"]
    do(a, "emergency.request_end", reason="三项条件均已满足")
    not_offered(a, "emergency.decide_end", "「决定终止」由")
    b.see("已申请终止")
    do(b, "emergency.decide_end", outcome="1")
    assert stage.room.emergency(stage.play.event).stage == "ended"


def _receipts(stage: Stage) -> None:
    """20: one receipt is missing: no return to normal before it is in; it is chased; the review; a measure with its owner."""
    a, b, c, event = *(stage.desks[each] for each in "ABC"), stage.play.event
    do(c, "review.write", causes="收费告知不足", held="到场快", gaps="上报慢", improvements="加强培训")
    c.see("已总结")
    a.see("已总结")
    a.press("home")
    a.press(*["space"] * (_missing(stage) - 1))
    stage.until(lambda: _missing(stage) == 1, "A")
    b.see("已总结")
    b.choose("emergency.finish")
    refused(b, "emergency.finish", "还差 1 份")
    point(a, "未回执")
    acts(a)
    do(a, "notice.chase", text="电话催收")
    chased = [each for notice in stage.room.emergency(event).notices for each in notice.chased]
    assert len(chased) == 1
    a.press("space")
    stage.until(lambda: _missing(stage) == 0, "A")
    a.press("escape")
    a.see("书面终报")
    acts(a)
    do(a, "emergency.inform", report="终报", way="2", place="城关、东门支行", people="0")
    a.press("8")
    a.see("总结评估")
    acts(a)
    do(a, "review.improve", text="柜面收费告知培训", owner="钱明", due="10-31 17:30")


def _papers(stage: Stage) -> None:
    """Every paper of the event is read and printed from its pages; then back to normal."""
    a, b = stage.desks["A"], stage.desks["B"]
    a.press("p")
    a.see("情况说明")
    point(a, "总结评估")
    a.press("enter")
    # The chain's code and the path are no words.
    a.typed |= set(re.findall("[0-9a-f]{64}", a.wait_for("收费告知不足")))
    a.press("p")
    a.typed |= set(re.findall(r"/\S+\.txt", a.wait_for("已打印到")))
    a.press("escape", "escape", "escape")
    a.see("终止条件")
    assert stage.room.emergency(stage.play.event).reports_due == ()
    b.choose("emergency.finish")
    fill(b, "emergency.finish")
    stage.until(lambda: not stage.room.emergencies(), "B")


def _missing(stage: Stage) -> int:
    notices = stage.room.emergency(stage.play.event).notices
    return sum(at is None for notice in notices for _code, _name, _en, at in notice.receipts)


def _follows(stage: Stage) -> None:
    """17:40: a complaint of the same kind opens an event that is linked to the one before."""
    a = stage.desks["A"]
    back(a)
    again = stage.play.complaint("wangmin", "东门支行又有人要求退费", "urgent", unit="dongmen")
    a.find(again)
    a.press("f9")
    a.form("emergency.report", send=False, title="东门支行再次聚集")
    a.go_to("前次突发事件")
    a.write(stage.play.event)
    a.press("ctrl+s")
    a.see("前次")
    (second,) = stage.room.emergencies()
    assert (second.follows, [row.number for row in second.complaints]) == (stage.play.event, [again])
