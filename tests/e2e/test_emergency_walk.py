"""The emergency part of the story by keys alone: two consoles of the real program on one database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dutyroom.bootstrap import open_room
from dutyroom.services.demo.demo import fill
from dutyroom.services.demo.sample import SECRET
from dutyroom.services.front.front import Front
from dutyroom.services.room.clock import ShiftedClock
from dutyroom.settings.paths import DEMO_KEYS
from dutyroom.settings.plans import pack_text
from tests.e2e.terminal import Terminal, dutyroom

EVENT = "应急〔2026〕1号"
AT = "2026-09-30T16:50:00+08:00"


@pytest.fixture
def address(tmp_path: Path) -> str:
    """A bank's room in which it is 16:50 before the long holiday."""
    (tmp_path / DEMO_KEYS).mkdir(mode=0o700)
    offset = datetime.fromisoformat(AT) - datetime.now(UTC)
    made = open_room(str(tmp_path / "room.sqlite3"), ShiftedClock(offset), create=True)
    fill(made, pack_text("rural-commercial-bank"), 12, offset)
    made.close()
    return str(tmp_path / "room.sqlite3")


@pytest.fixture
def room(address: str) -> Iterator[Front]:
    """The same room, to see what is on record."""
    opened = open_room(address)
    yield opened
    opened.close()


class Desk(Terminal):
    """One person at one console."""

    def __init__(self, address: str, who: str, size: tuple[int, int]) -> None:
        super().__init__(dutyroom("--database", address), cols=size[0], rows=size[1])
        self.who = who

    def start(self) -> None:
        """Sign in on the board."""
        self.wait_for("在办 12")
        self.press("ctrl+o")
        self.sign_in()

    def sign_in(self) -> None:
        self.wait_for("账号、姓名")
        self.wait_quiet(0.2)
        self.type(self.who)
        self.press("enter")
        while "正在读取" in self.wait_quiet(0.2):
            self.press("enter")
        self.type(SECRET)
        self.press("enter")
        self.wait_for("已登录")

    def panel(self) -> None:
        self.press("f9")
        self.wait_for("8 终止条件")

    def form(self, title: str, *values: str, secret: bool = False) -> None:
        """Fill the open form from the field with the cursor on, and send it."""
        self.wait_for(title)
        self.wait_for("Ctrl+S")
        self.wait_quiet(0.2)
        for n, value in enumerate(values):
            if n:
                self.press("tab")
            self.type(value)
        if secret:
            self.press("tab")
            self.type(SECRET)
        self.press("ctrl+s")


@pytest.mark.slow
@pytest.mark.whole
@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
def test_two_consoles_through_an_emergency_by_keys(address: str, room: Front, size: tuple[int, int]) -> None:
    with Desk(address, "liwei", size) as lead, Desk(address, "zhaoguoqiang", size) as chief:
        lead.start()
        chief.start()
        # Reported from the selected complaint; the panel opens, and its now-line is the proposal.
        lead.press("f9")
        lead.form("突发事件报告", "")
        lead.wait_for("研判性质和影响范围，提请启动")
        chief.wait_for(EVENT)
        lead.press("enter")
        lead.form("提请启动 应急〔2026〕1号", "约20人聚集")
        lead.wait_for("决定是否启动预案")
        # Who proposed can't decide; who decides sees it on the board.
        chief.wait_for("待 总指挥")
        chief.panel()
        chief.press("enter")
        chief.form("启动预案 应急〔2026〕1号", "2", "人数增加", "", "", "", secret=True)
        chief.wait_for("[处置")
        lead.wait_for("[处置")
        # What the chief finds out at the scene.
        lead.press("f")
        lead.form("现场情况", "110", "1")
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
    with Desk(address, "wuting", size) as publicity:
        publicity.start()
        publicity.panel()
        publicity.press("7")
        publicity.wait_for("还没有声明或处理方案")
        publicity.press("a")
        publicity.wait_for("1 起草声明")
        publicity.press("1")
        publicity.form("起草声明", "致客户的说明", "我行正在核实。")
        publicity.wait_for("声明 P1 第1版")
        publicity.press("enter")
        publicity.wait_for("4 发布声明")
        publicity.press("4")
        publicity.wait_for("须先经：声明法律审核")
        with Desk(address, "zhoulei", size) as legal:
            legal.start()
            legal.panel()
            legal.wait_for("（您）")
            legal.press("7", "enter")
            legal.wait_for("2 法律审核")
            legal.wait_quiet()
            legal.press("2")
            legal.form("法律审核 P1", "1")
            legal.wait_for("已通过")
        chief.wait_for("声明审批：声明「致客户的说明」")
        chief.press("enter")
        chief.form("审批声明 P1", "1", "", secret=True)
        chief.wait_for("声明审批 同意")
        publicity.wait_for("v 声明审批 已通过")
        publicity.wait_quiet()
        publicity.press("4")
        publicity.form("发布声明 P1", "官网")
        publicity.wait_for("已发布")
    assert room.emergency("2026-1").papers[0].state == "published"


def _ending(lead: Desk, room: Front) -> None:
    """Termination is refused with its conditions while one is not met."""
    lead.press("8")
    lead.wait_for("1 申请终止")
    lead.wait_quiet()
    lead.press("1")
    lead.form("申请终止 应急〔2026〕1号", "已平息")
    lead.wait_for("个终止条件未满足")
    assert room.emergency("2026-1").stage == "responding"
