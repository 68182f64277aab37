"""The story by keys from the first call to the published statement, in both languages.

Several consoles of the real program on one room, each in a real terminal.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Protocol

import pytest

from dutyroom.bootstrap import open_room
from dutyroom.domain.names import named
from dutyroom.lang import gettext as _
from dutyroom.lang import language, set_language
from dutyroom.services.front.front import Front
from tests.e2e import room as demo
from tests.e2e.story import Desk
from tests.patience import PATIENCE_S
from tests.whole import few

WORDS = {
    "crowd": ("二十人聚集在城关支行门口", "Twenty people gather at the branch"),
    "caller": ("张三丰", "Charles Barker"),
    "press": ("询问现场情况", "Asks what is going on"),
    "calm": ("已安抚，同意等候", "Calmed, agrees to wait"),
    "why": ("现场清点核实", "Counted at the scene"),
    "grown": ("人数增加，可能扩大", "More people, may spread"),
    "title": ("城关支行储户聚集", "Crowd at Chengguan branch"),
    "rumour": ("网上传言", "Rumour on the net"),
    "small": ("影响有限，由支行处理", "Small, the branch handles it"),
    "text1": ("我行正在核实有关情况", "We are looking into it"),
    "text2": ("并公布热线", "and open a hotline"),
    "doubt": ("事实尚未核实", "Facts not verified yet"),
    "site": ("官网", "web site"),
    "plan": ("退还收费并致歉", "Refund and apology"),
    "low": ("标准过低", "Too little"),
    "more": ("提高标准", "raised"),
    "paid": ("已退还二十户", "Twenty refunded"),
    "over": ("现场已平息", "All quiet"),
    "reply": ("已退还收费并当面致歉", "Refunded, apologised in person"),
    "closed": ("已了结", "Settled"),
    "cause": ("收费告知不足", "Fees not explained"),
    "held": ("到场迅速", "Quick on the scene"),
    "gaps": ("上报偏慢", "Slow reporting up"),
    "better": ("开展培训", "Training"),
}


def said(key: str) -> str:
    """What people of the story write, in their language."""
    return WORDS[key][language() == "en"]


@pytest.fixture(params=few(["zh", "en"], "zh"))
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A demo room at 16:50 before the long holiday, in one language."""
    set_language(request.param)
    return demo.make_file(tmp_path)


@pytest.fixture
def room(url: str) -> Iterator[Front]:
    """The same room, to see what is on record."""
    opened = open_room(url)
    yield opened
    opened.close()


class Consoles(Protocol):
    """Opens one more."""

    def __call__(self, who: str = "", size: tuple[int, int] = (120, 40)) -> Desk:
        """On which that person has signed in."""


@pytest.fixture
def desk(url: str, tmp_path: Path) -> Iterator[Consoles]:
    """Consoles on the room; at the end the journal gives the same tables, and nothing was in the wrong language."""
    consoles: list[Desk] = []

    def one_more(who: str = "", size: tuple[int, int] = (120, 40)) -> Desk:
        made = Desk(url, size, tmp_path / f"stall-{len(consoles)}")
        consoles.append(made)
        made.start(who)
        return made

    try:
        yield one_more
    finally:
        for each in consoles:
            each.close()
    assert demo.replay_faults(url) == []
    strays = set().union(*(each.strays for each in consoles))
    assert not strays, "\n".join(sorted(strays))


def _begun(desk: Consoles, room: Front) -> tuple[Desk, str]:
    """The queue, two calls, and the first console killed: what it held returns at the second."""
    first = desk("liwei")
    _the_queue(first, room)
    call = _two_calls(first, room)
    first.kill()
    duty = desk("liwei")
    return duty, _the_call_returns(duty, room, call)


@pytest.mark.whole
def test_calls_outlive_a_kill_and_what_two_decide_at_once_is_decided_once(desk: Consoles, room: Front) -> None:
    """What only several real terminals show of the story. What its other parts do by keys, ``first_steps`` does each day."""
    duty, number = _begun(desk, room)
    chief, group, wall = desk("zhaoguoqiang"), desk("zhaoguoqiang"), desk(size=(80, 24))
    _activated(duty, chief, group, wall, room, number)


@pytest.mark.slow
@pytest.mark.whole
def test_the_story_by_keys(desk: Consoles, room: Front) -> None:
    duty, number = _begun(desk, room)
    _everyday(duty, room, number)
    chief, group, wall = desk("zhaoguoqiang"), desk("zhaoguoqiang"), desk(size=(80, 24))
    _declined(duty, chief, room)
    _activated(duty, chief, group, wall, room, number)
    _scene(duty, wall, room)
    _statement(chief, group, room)


def _the_queue(desk: Desk, room: Front) -> None:
    """Part 1: pinned first, then overdue, then next due; countdowns right to the second; late is said by word and sign."""
    rows = [row for page in room.board() for row in page]
    now = room.now()
    screen = desk.settled()
    queue = [line[:50] for line in screen.splitlines() if "告警" not in line]
    shown = [each[0] for line in queue if (each := re.findall(r"\b\d{4}-\d{3}\b", line))]
    assert shown[: len(rows)] == [row.number for row in rows][: len(shown)]
    late = [row for row in rows if row.due and row.due < now]
    for row in late:
        line = next(line for line in screen.splitlines() if f" {row.number} " in line)
        assert "!" in line[:4], line
    row = re.compile(r"[#^+ ]{3} {1,2}(\d\d):(\d\d) .{3,45}(\d{4}-\d{3}) ")
    found = [each for line in screen.splitlines() if "告警" not in line and (each := row.match(line))]
    seconds = {each[3]: int(each[1]) * 60 + int(each[2]) for each in found}
    assert seconds
    clock = re.search(r"(\d\d):(\d\d):(\d\d)", screen.splitlines()[0])
    assert clock
    told = now.astimezone(demo.moment("09-30 16:50").tzinfo).replace(
        hour=int(clock[1]), minute=int(clock[2]), second=int(clock[3]), microsecond=0
    )
    for number, left in seconds.items():
        due = next(row.due for row in rows if row.number == number)
        assert due is not None
        # The head shows the second that has begun, the row the seconds still whole.
        assert 0 <= (due - told).total_seconds() - left < 2, (number, left)


def _two_calls(desk: Desk, room: Front) -> str:
    """Part 2: one key takes the call; a second one while the first waits; both on record as they are typed."""
    desk.press("f2")
    desk.opened("call.take")
    desk.go_to(_("来电号码"))
    desk.write("13812345678")
    desk.go_to(_("姓名"))
    desk.write(said("caller"))
    desk.go_to(_("通话要点"))
    desk.write(said("crowd"))
    desk.see(_("草稿已存"))
    (call,) = room.calls()
    assert call.state == "open"
    desk.press("f2")
    desk.see(_("已暂存 {number}").format(number=call.number))
    desk.opened("call.take")
    desk.go_to(_("通话要点"))
    desk.write(said("press"))
    desk.see(_("草稿已存"))
    assert {each.state for each in room.calls()} == {"open", "parked"}
    return call.number


def _the_call_returns(desk: Desk, room: Front, call: str) -> str:
    """After the kill: both calls are there. The first becomes a complaint, whose clocks show before it is saved."""
    assert len(room.calls()) == 2
    desk.press("f3")
    desk.see(call)
    desk.see(said("caller"))
    desk.see(said("crowd"))
    desk.press("f6")
    desk.opened("complaint.register")
    desk.go_to(_("级别"))
    desk.press("1")
    preview = desk.see("10-08 17:30")
    received = next(each.received for each in room.calls() if each.number == call)
    assert demo.printed(received + timedelta(minutes=15)) in preview, received
    desk.press("3")
    desk.see("10-13 17:30")
    # Left by Esc, it comes back with everything.
    desk.press("escape")
    desk.wait_gone(_("登记投诉"))
    desk.press("f6")
    desk.opened("complaint.register")
    desk.go_to(_("级别"))
    desk.press("1")
    desk.see("10-08 17:30")
    desk.go_to(_("被投诉机构"))
    desk.write("chengguan")
    desk.press("ctrl+s")
    desk.see(_("草稿 {n}").format(n=1))
    return next(each.number for page in room.board() for each in page if each.unit == "chengguan" and each.received == received)


def _everyday(desk: Desk, room: Front, number: str) -> None:
    """Part 3: seen, passed on, contacted, re-levelled with the change in sight, assigned, corrected, reported up."""
    unit = next(each for each in room.units() if each.code == "chengguan")
    desk.find(number)
    desk.press("space")
    desk.see(_("已知悉 {number}。").format(number=number))
    desk.press("f6")
    desk.form("complaint.transfer", unit="chengguan")
    desk.see(_("已转办 {name}。").format(name=named(unit)))
    desk.press("f5")
    desk.form("complaint.contact", result="1", text=said("calm"))
    desk.see(_("已记联系情况。"))
    desk.press("f7")
    desk.form("complaint.level", send=False, level="2")
    desk.see("10-10 17:30")
    desk.form("complaint.level", reason=said("why"))
    desk.wait_for(_("级别由{before}改为{after}，未结时限已重新推算。").split("{before}")[0])
    desk.wait_gone("Ctrl+S")
    desk.press("f7")
    desk.form("complaint.level", level="1", reason=said("grown"))
    desk.wait_gone("Ctrl+S")
    # Nobody reached is no report.
    desk.press("f8")
    desk.see(_("尚未上报"))
    desk.press("2")
    desk.see(_("{name}未接通，不算已上报；本次拨打已留痕。").format(name="").strip()[:10])
    assert _clock(room, number, "report_up") == "running"
    desk.press("1")
    # What was said before has these words too: the clock tells.
    desk.see(_("已上报 {name}。").format(name="").strip(" 。."))
    until = time.monotonic() + PATIENCE_S
    while _clock(room, number, "report_up") != "met":
        assert time.monotonic() < until, desk.screen()
        time.sleep(0.05)
    desk.press("escape")
    desk.see(_("找到 {n} 件").format(n=1))
    # On its own page.
    desk.press("enter")
    desk.see(_("为何此时到期"))
    for act, values in (
        ("complaint.classify", {"category": "1"}),
        ("complaint.assign", {"owner": "wangmin"}),
        ("complaint.correct", {"people": "20", "reason": said("why")}),
    ):
        desk.press("a")
        desk.choose(act)
        desk.form(act, **values)
        desk.wait_gone("Ctrl+S")
    desk.press("e")
    desk.see(_("国庆节") if language() == "zh" else "10-08")
    desk.press("escape")
    desk.see(_("为何此时到期"))
    desk.press("escape")
    desk.see(_("查找"))
    view = room.complaint(number)
    assert (view.category, view.owner, view.level) == ("service", "wangmin", "urgent")
    assert all(each.actor and each.role for each in view.record)
    assert {each.clause for each in view.record if each.kind == "complaint.report_up"} == {"四.1"}


def _clock(room: Front, number: str, code: str) -> str:
    return next(each.verdict for each in room.complaint(number).clocks if each.code == code)


def _declined(duty: Desk, chief: Desk, room: Front) -> None:
    """Part 4: a rumour is reported and proposed; the chief's refusal to activate is on record."""
    duty.press("escape", "home", "f9")
    duty.form("emergency.report", title=said("rumour"))
    duty.see(_("研判性质和影响范围，提请启动") if language() == "zh" else "judge nature and extent")
    duty.press("enter")
    duty.form("emergency.propose", scope=said("rumour"))
    chief.event()
    chief.press("a")
    chief.choose("emergency.decline")
    chief.form("emergency.decline", reason=said("small"))
    chief.see(_("已记录：不启动预案。"))
    (event,) = room.emergencies(over=True)
    assert (event.stage, event.decisions[0].outcome, event.decisions[0].by_name) == ("declined", "refuse", _chief())
    for each in (duty, chief):
        each.press("escape")
        each.see(_("查找"))


def _activated(duty: Desk, chief: Desk, group: Desk, wall: Desk, room: Front, number: str) -> None:
    """The crowd: the proposer can't decide; pressed at two consoles at once it is one activation, seen everywhere."""
    duty.find(number)
    duty.press("f9")
    duty.form("emergency.report", title=said("title"))
    duty.see(_("现在"))
    duty.press("enter")
    duty.form("emergency.propose", scope=said("crowd"))
    (event,) = room.emergencies()
    duty.see("决定是否启动预案" if language() == "zh" else "decide on activation")
    duty.press("a")
    duty.choose("emergency.activate")
    duty.form("emergency.activate", workstreams="1", reason=said("grown"))
    duty.see(_("启动预案"))
    assert room.emergency(event.number).stage == "assessed"
    duty.press("escape", "escape")
    for each in (chief, group):
        each.event()
        each.press("enter")
        each.see(_("本人口令"))
    for each in (chief, group):
        each.form("emergency.activate", send=False, response="2", reason=said("grown"))
    wall.see(_("待"))
    chief.press("ctrl+s")
    group.press("ctrl+s")
    until = time.monotonic() + PATIENCE_S
    while room.emergency(event.number).stage != "responding":
        assert time.monotonic() < until, chief.screen() + group.screen()
        time.sleep(0.02)
    wall.wait_for(_chief())
    duty.wait_for(_("指挥 {name}").format(name="").strip())
    kinds = [entry.kind for entry in room.emergency(event.number).timeline]
    assert kinds.count("emergency.activate") == 1
    # The form that comes second is refused, or has heard of it before its key; what was typed stays in it either way.
    refused = _("您打开之后，{who}已作更改，本次没有提交。").split("{who}")[-1][:6]
    told = (refused, _("事件现在的阶段是「{stage}」，不能办这一项。").split("{stage}")[-1][1:7])
    while not (late := [each for each in (chief, group) if any(words in each.screen() for words in told)]):
        assert time.monotonic() < until + PATIENCE_S, chief.screen() + group.screen()
        time.sleep(0.05)
    late[0].settled()
    late[0].press("escape")


def _chief() -> str:
    return "Zhao Guoqiang" if language() == "en" else "赵国强"


def _scene(duty: Desk, wall: Desk, room: Front) -> None:
    """Part 5: five workstreams side by side; facts of the scene; a threshold makes a report due."""
    duty.event()
    screen = duty.settled()
    (event,) = room.emergencies()
    for stream in event.workstreams:
        assert named(stream)[:8] in screen, stream
    assert {stream.state for stream in event.workstreams} == {"active"}
    duty.press("f")
    duty.form("emergency.fact", people="110", injured="1")
    duty.wait_gone("Ctrl+S")
    duty.see("110")
    assert any(line.act == "emergency.inform" for line in room.emergency(event.number).now)
    duty.press("1")
    duty.see(named(event.workstreams[0]))
    duty.press("escape")
    duty.see(_("终止条件"))
    assert _chief() in wall.settled()


def _paper(desk: Desk, act: str, **values: str) -> None:
    """On a paper's page: an act by its number, its form, sent."""
    desk.choose(act)
    desk.form(act, **values)
    desk.wait_gone("Ctrl+S")


def _statement(chief: Desk, group: Desk, room: Front) -> None:
    """Draft, legal check, approval, published; an edited one needs its check again; before that it is refused."""
    group.change_person("wuting")
    group.press("7")
    group.see(_("还没有声明或处理方案，按 A 起草"))
    group.press("a")
    group.choose("statement.draft")
    group.form("statement.draft", title=said("title"), text=said("text1"))
    group.see("P1")
    group.press("enter")
    group.see(_("发布声明"))
    group.choose("statement.publish")
    group.see(_("须先经：{gates}").split("{")[0])
    group.change_person("zhoulei")
    _paper(group, "statement.check", outcome="1")
    group.change_person("wuting")
    _paper(group, "statement.edit", text=said("text2"))
    group.choose("statement.publish")
    group.see(_("须先经：{gates}").split("{")[0])
    group.change_person("zhoulei")
    _paper(group, "statement.check", outcome="1")
    chief.see(_("声明审批") if language() == "zh" else "approval of the statement")
    chief.press("7")
    chief.see("P1")
    chief.press("enter")
    _paper(chief, "statement.approve", outcome="1")
    group.change_person("wuting")
    _paper(group, "statement.publish", where=said("site"))
    (event,) = room.emergencies()
    assert [(paper.edition, paper.state) for paper in event.papers] == [(2, "published")]
    for each in (chief, group):
        each.press("escape", "escape")
        each.see(_("终止条件"))
