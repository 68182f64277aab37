"""The night by keys in real terminals: five calls in four minutes by one operator; the drill of the chief who is away."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from dutyroom.domain.act import Command
from dutyroom.services.front.front import Front
from tests.e2e import room as rooms
from tests.e2e.forms import tabs
from tests.e2e.stage import point
from tests.e2e.story import SECRET, Desk
from tests.e2e.test_handover_keys import here

PACE = 5.0
"""Keys a second of somebody who types while listening."""
LIMIT = 240.0
"""Seconds for five calls (DUTY.md: people go back to paper at 3 a.m.)."""


class Operator(Desk):
    """Counts every key: a Chinese character takes two with an input method."""

    keys = 0

    def press(self, *keys: str) -> None:
        self.keys += len(keys)
        super().press(*keys)

    def type(self, text: str) -> None:
        self.keys += sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
        super().type(text)

    def call(self, phone: str, name: str, content: str, caller: str = "") -> None:
        """A telephone rings: stamped by one key, then typed without waiting for anything."""
        self.press("f2")
        self.write(phone)
        self.press(*tabs("call.finish", "phone", "name"))
        self.write(name)
        self.press(*tabs("call.finish", "name", "content"))
        self.write(content)
        if caller:
            self.press(*tabs("call.finish", "content", "caller"), caller)


@pytest.mark.whole
def test_five_calls_in_four_minutes_by_one_operator(tmp_path: Path) -> None:
    url = rooms.make_file(tmp_path, 6, "10-01 03:05")
    known: list[str] = []

    def earlier(room: Front) -> None:
        values = {"phone": "13811112222", "name": "赵大", "content": "卡被吞", "channel": "phone", "level": "normal"}
        known.append(room.perform(Command("complaint.register", "wangmin", "", "known", "", values)).subject)

    at = "10-01 03:05"
    here(url, earlier, at)
    with Operator(url, (80, 24)) as desk:
        desk.start()
        desk.press("ctrl+o")
        # Over the board, from the first time on: who signs in does not lose sight of it.
        # At 80x24 the panel with all its names covers the head; what stands around it is the board.
        assert "承办人" in desk.see("账号、姓名或拼音首字母")
        desk.press("esc")
        desk.sign_in("liwei")
        desk.keys = 0
        # 1: a customer; while it is being registered the next one rings.
        desk.call("13900010001", "钱二", "东门支行门口三十人要求取款")
        desk.see("L1001-001")
        desk.press("f6")
        desk.see("将启动的时限")
        desk.press("f7", "2", "ctrl+s")
        desk.wait_for("已登记")
        # 2: a customer who is put aside because 3 rings: a journalist, whose call stays a call.
        desk.call("13900010002", "孙三", "问明天是否照常营业")
        desk.call("01088880003", "李记者", "询问挤兑传言", "4")
        desk.press(*tabs("call.finish", "caller", "outcome"))
        desk.write("已转宣传组回复")
        desk.press("ctrl+b")
        desk.wait_for("L1001-003 已办结")
        # 4: a leader gives an instruction: it is written down with who carries it out.
        desk.call("13900010004", "市领导", "要求两小时内书面报告", "2")
        desk.press(*tabs("call.finish", "caller", "outcome"))
        desk.write("已记批示")
        desk.press("ctrl+b")
        desk.wait_for("L1001-004 已办结")
        desk.press("b", "3")
        desk.form("log.instruct", giver="市领导", text="两小时内书面报告", taker="sl")
        # The heading stood behind the form; the line comes when it is on the record and the form has gone.
        desk.wait_for("市领导 → 孙丽")
        desk.press("escape")
        # 5: who called before is known by the number, and the call joins that complaint.
        desk.press("f2")
        desk.write("13811112222")
        desk.see(f"此号码有在办投诉：{known[0]}")
        desk.press(*tabs("call.finish", "phone", "content"))
        desk.write("催问处理结果")
        desk.press("f4", "f4")
        desk.wait_for(f"已并入 {known[0]}")
        # And the one who waits: a call-back is promised.
        desk.press("f3")
        desk.see("L1001-002")
        desk.press("f5")
        desk.write("09:00")
        desk.press("escape")
        desk.wait_for("已暂存 L1001-002")
        assert desk.keys / PACE <= LIMIT / 2, "the other half is for the program and for listening"
        assert "待回拨 1" in desk.see("待回拨 1")
        assert not desk.strays, desk.strays
    here(url, lambda room: _nothing_lost(room, known[0]), at)
    assert rooms.replay_faults(url) == []


def _nothing_lost(room: Front, known: str) -> None:
    calls = {call.number: call for call in room.calls(all_day=True)}
    assert {number[-3:]: (call.state, call.caller) for number, call in calls.items()} == {
        "001": ("done", "customer"), "002": ("parked", "customer"), "003": ("done", "journalist"),
        "004": ("done", "leader"), "005": ("done", "customer"),
    }  # fmt: skip
    assert [calls[number].summary for number in sorted(calls)] == [
        "东门支行门口三十人要求取款", "问明天是否照常营业", "询问挤兑传言", "要求两小时内书面报告", "催问处理结果",
    ]  # fmt: skip
    stamps = [calls[number].received for number in sorted(calls)]
    assert stamps == sorted(stamps)
    assert len(set(stamps)) == 5
    case = next(row for page in room.board() for row in page if row.summary.startswith("东门支行"))
    assert (case.received, case.level) == (stamps[0], "important"), "its clocks run from the key that took the call"
    assert room.complaint(case.number).calls == ("L1001-001",)
    assert room.complaint(known).calls == ("L1001-005",)
    (promise,) = room.call_backs()
    assert promise.subject == "L1001-002"
    shift = room.shift()
    assert [(each.giver, each.text, each.taker) for each in shift.instructions] == [("市领导", "两小时内书面报告", "sunli")]
    assert room.drafts() == ()


@pytest.mark.whole
def test_the_chief_is_away(tmp_path: Path) -> None:
    """Down the chain with each result, the deputy decides by telephone and signs afterwards: all of it on the record."""
    url = rooms.make_file(tmp_path, 6)
    number: list[str] = []

    def crowd(room: Front) -> None:
        values = {"content": "二十人聚集在城关支行", "channel": "phone", "level": "urgent", "phone": "13900010001"}
        number.append(room.perform(Command("complaint.register", "wangmin", "", "crowd", "", values)).subject)

    here(url, crowd)
    with Desk(url, (120, 40)) as duty, Desk(url, (80, 24)) as deputy:
        duty.start("liwei")
        deputy.start("qianming")
        duty.find(number[0])
        duty.press("f9")
        duty.form("emergency.report", title="储户聚集", place="城关支行")
        duty.see("现在")
        duty.press("enter")
        duty.form("emergency.propose", scope="二十人聚集，可能扩大")
        duty.see("决定是否启动预案")
        # The deputy may not pass the chief by while nobody has tried to reach him.
        deputy.event()
        deputy.press("a")
        deputy.choose("emergency.activate")
        deputy.form("emergency.activate", workstreams="1", reason="人数增加")
        deputy.see("由总指挥赵国强决定")
        deputy.see("5 分钟内 2 次呼叫未接通并有记录")
        deputy.press("escape", "escape", "escape")
        # Down the list, one key a try.
        duty.press("escape")
        duty.see("查找")
        duty.press("f8")
        duty.see("> 1 赵国强")
        duty.press("2")
        duty.see("无人接  13900001000")
        duty.press("3")
        duty.see("> 2 钱明")
        duty.see("尚未上报")
        duty.press("1")
        duty.see("已上报 钱明")
        duty.press("escape")
        # He decides by telephone: called back at the number on file, heard by a second person, entered by the officer.
        duty.event()
        duty.press("a")
        duty.choose("emergency.activate")
        phone = {"decider": "qm", "telephone": "13900009999", "witness": "wm", "witness_secret": SECRET}
        duty.form("emergency.activate", workstreams="1", reason="总指挥无法联系", **phone)
        duty.see("这不是钱明的登记号码")
        duty.go_to("回拨的登记号码")
        duty.press("ctrl+u")
        duty.write("13900001001")
        # What signs is there for one try only, the witness's as well.
        for signs in ("旁听人口令", "本人口令"):
            duty.go_to(signs)
            duty.type(SECRET)
        duty.press("ctrl+s")
        duty.see("补签")
        # Back in the room he signs what was entered for him.
        deputy.event()
        deputy.see("补签")
        deputy.press("enter")
        deputy.form("emergency.sign")
        deputy.see("已补签")
        deputy.press("escape")
        _in_person(duty, deputy)
        assert not duty.strays | deputy.strays
    here(url, lambda room: _on_record(room, number[0]))
    assert rooms.replay_faults(url) == []


def _in_person(duty: Desk, deputy: Desk) -> None:
    """A second event, the chief still away: two calls not answered, and the deputy decides himself."""
    duty.press("escape", "ctrl+e")
    duty.see("报告新的突发事件")
    duty.press("n")
    duty.form("emergency.report", title="东门支行聚集", place="东门支行")
    duty.see("提请启动")
    duty.press("enter")
    duty.form("emergency.propose", scope="二十人聚集，可能扩大")
    duty.see("决定是否启动预案")
    duty.press("f8")
    duty.see("> 1 赵国强")
    duty.press("2")
    duty.see("无人接  13900001000")
    duty.press("3")
    duty.see("> 2 钱明")
    deputy.press("f9")
    deputy.see("报告新的突发事件")
    # The gravest first: what waits for its decision stands behind what runs.
    point(deputy, "东门支行聚集")
    deputy.press("enter")
    deputy.see("东门支行聚集")
    deputy.press("a")
    deputy.choose("emergency.activate")
    deputy.form("emergency.activate", workstreams="1", reason="总指挥无法联系")
    deputy.see("预案已启动")


def _on_record(room: Front, number: str) -> None:
    first, second = sorted(room.emergencies(), key=lambda each: each.number)
    for event, telephone in ((first, True), (second, False)):
        (decision,) = event.decisions
        assert (decision.by_name, decision.telephone, decision.signed_at is not None) == ("钱明", telephone, True)
        assert (event.stage, event.commander) == ("responding", "钱明")
    tries = [(each.person, each.result) for each in room.complaint(number).contacts if each.purpose == "report_up"]
    assert tries == [("赵国强", "no_answer"), ("赵国强", "busy"), ("钱明", "reached")]
