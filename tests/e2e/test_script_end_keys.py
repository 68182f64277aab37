"""The second day of the acceptance script by keys: the conference and what it asks for."""

from __future__ import annotations

import pytest

from tests.e2e.stage import Stage, do, fill, point, refused

pytestmark = [pytest.mark.slow, pytest.mark.whole, pytest.mark.postgres]


def test_the_conference(stage: Stage) -> None:
    stage.played(17)
    for part in (_report, _conference):
        part(stage)
    stage.sound()


def _report(stage: Stage) -> None:
    """18: a situation report is not sent before it is approved."""
    stage.at("10-01 09:00")
    a, b, c = stage.desk("A", "chenjing"), stage.desk("B", "zhaoguoqiang"), stage.desk("C", "sunli")
    for each in (a, b, c):
        each.event()
        each.press("c")
        each.see("态势报告")
    a.press("a")
    do(a, "sitrep.draft", sitrep="领导")
    point(a, "待审签")
    a.press("a")
    a.choose("sitrep.send")
    refused(a, "sitrep.send", "审签")
    b.press("escape")
    b.see("终止条件")
    # What the chief must do is on top; its form opens over the report's text.
    b.press("home", "enter")
    b.see("投诉 7 件，在办 7 件。")
    fill(b, "sitrep.approve", outcome="1")
    b.see("终止条件")
    point(a, "待发出")
    a.press("a")
    do(a, "sitrep.send")
    a.see("已发出")


def _conference(stage: Stage) -> None:
    """18: what the chief says is followed up with its owner; done only when reported, and not by who carries it out."""
    a, c = stage.desks["A"], stage.desks["C"]
    a.press("a")
    do(a, "emergency.confer", title="当日安排", invited="zgq qm sl ")
    point(a, "当日安排")
    a.press("a")
    do(a, "conference.minutes", attended="zgq qm sl ", minutes="逐户答复，今日完成")
    a.see("逐户答复，今日完成")
    a.press("a")
    do(a, "emergency.instruct", giver="赵国强", text="今天逐户答复", taker="孙丽", due="18:00")
    point(a, "今天逐户答复")
    a.press("a")
    a.choose("instruction.done")
    refused(a, "instruction.done", "还没有反馈", text="同意办结")
    point(c, "今天逐户答复")
    c.press("a")
    do(c, "instruction.report", text="七户已逐一联系")
    c.see("七户已逐一联系")
    c.press("a")
    c.choose("instruction.done")
    refused(c, "instruction.done", "承办人", text="本人办结")
    a.see("七户已逐一联系")
    a.press("a")
    a.choose("instruction.done")
    a.see("同意办结")
    a.press("ctrl+s")
    a.wait_gone("Ctrl+S")
    (followed,) = stage.room.emergency(stage.play.event).followed
    assert (followed.state, followed.taker_name) == ("done", "孙丽")
