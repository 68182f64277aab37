"""The emergency part of the story by keys alone: two consoles of the real program on one database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from dutyroom.bootstrap import open_room
from dutyroom.services.front.front import Front
from tests.e2e.room import make_file
from tests.e2e.story import Desk

EVENT = "应急〔2026〕1号"


@pytest.fixture
def address(tmp_path: Path) -> str:
    """A bank's room in which it is 16:50 before the long holiday."""
    return make_file(tmp_path)


@pytest.fixture
def room(address: str) -> Iterator[Front]:
    """The same room, to see what is on record."""
    with closing(open_room(address)) as opened:
        yield opened


@pytest.mark.slow
@pytest.mark.whole
@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
def test_two_consoles_through_an_emergency_by_keys(address: str, room: Front, size: tuple[int, int]) -> None:
    with Desk(address, size) as lead, Desk(address, size) as chief:
        lead.start("liwei")
        chief.start("zhaoguoqiang")
        # Reported from the selected complaint; the panel opens, and its now-line is the proposal.
        lead.press("f9")
        lead.form("emergency.report")
        lead.wait_for("研判性质和影响范围，提请启动")
        chief.wait_for(EVENT)
        lead.press("enter")
        lead.form("emergency.propose", scope="约20人聚集")
        lead.wait_for("决定是否启动预案")
        # Who proposed can't decide; who decides sees it on the board.
        chief.wait_for("待 总指挥")
        chief.event()
        chief.press("enter")
        chief.form("emergency.activate", response="2", reason="人数增加")
        chief.wait_for("[处置")
        lead.wait_for("[处置")
        # What the chief finds out at the scene.
        lead.press("f")
        lead.form("emergency.fact", people="110", injured="1")
        chief.wait_for("110(")
        (event,) = room.emergencies()
        assert event.stage == "responding"
        assert {stream.state for stream in event.workstreams} == {"active"}
        assert event.decisions[0].by_name == "赵国强"
        _papers(address, chief, room, size)
        _ending(lead, room)
        chief.press("escape")
        chief.wait_for(f"突发事件 {EVENT}")


def _papers(address: str, chief: Desk, room: Front, size: tuple[int, int]) -> None:
    """A statement refused before its legal check, checked, approved, published; a solution decided."""
    with Desk(address, size) as publicity:
        publicity.start("wuting")
        publicity.event()
        publicity.press("7")
        publicity.wait_for("还没有声明或处理方案")
        publicity.press("a")
        publicity.choose("statement.draft")
        publicity.form("statement.draft", title="致客户的说明", text="我行正在核实。")
        publicity.wait_for("声明 P1 第1版")
        publicity.press("enter")
        publicity.choose("statement.publish")
        publicity.wait_for("须先经：声明法律审核")
        with Desk(address, size) as legal:
            legal.start("zhoulei")
            legal.event()
            legal.wait_for("（您）")
            legal.press("7", "enter")
            legal.choose("statement.check")
            legal.form("statement.check", outcome="1")
            legal.wait_for("已通过")
        chief.wait_for("声明审批：声明「致客户的说明」")
        chief.press("enter")
        chief.form("statement.approve", outcome="1")
        chief.wait_for("声明审批 同意")
        publicity.wait_for("v 声明审批 已通过")
        publicity.choose("statement.publish")
        publicity.form("statement.publish", where="官网")
        publicity.wait_for("已发布")
    assert room.emergency("2026-1").papers[0].state == "published"


def _ending(lead: Desk, room: Front) -> None:
    """Termination is refused with its conditions while one is not met."""
    lead.press("8")
    lead.choose("emergency.request_end")
    lead.form("emergency.request_end", reason="已平息")
    lead.wait_for("个终止条件未满足")
    assert room.emergency("2026-1").stage == "responding"
