"""The first hour of the two-day emergency, act by act, with every refusal that it asks for."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from dutyroom.domain.errors import NotAllowed, Refusal, Stale
from dutyroom.settings.plans import pack_text
from dutyroom.store.keys import RoomKeys
from tests.databases import Databases
from tests.deeds.honest import settle
from tests.services.conftest import BANK, SIGNED, Played, founding, opened


def local(moment: datetime | None) -> str:
    assert moment is not None
    return moment.astimezone(ZoneInfo("Asia/Shanghai")).strftime("%m-%d %H:%M")


def crowd(room: Played) -> str:
    """16:50 to 16:54: a call, parked, registered as 紧急."""
    call = room.act("call.take", "wangmin", caller="customer", phone="13812345678", content="二十人聚集城关支行").subject
    room.act("call.park", "wangmin", call)
    room.act("call.take", "liwei", caller="journalist", content="询问情况")
    room.clock.to("16:54")
    return room.act(
        "complaint.register", "wangmin", call=call, content="二十人聚集城关支行", level="urgent", channel="phone",
        unit="chengguan",
    ).subject  # fmt: skip


def clocks(room: Played, number: str) -> dict[str, tuple[str, str]]:
    return {clock.code: (local(clock.due), clock.verdict) for clock in room.complaint(number).clocks}


def test_preview_tells_what_registration_then_starts(room: Played) -> None:
    received = room.clock.now()
    number = crowd(room)
    told = {each.code: local(each.due) for each in room.preview({"level": "urgent", "received": received})}
    assert told == {code: due for code, (due, _verdict) in clocks(room, number).items()}
    assert told["report_up"] == "09-30 17:05"
    assert told["reply"] == "10-08 17:30"
    why = room.explain(next(clock.id for clock in room.complaint(number).clocks if clock.code == "reply"))
    assert [line.date for line in why if line.counted] == ["2026-10-08"]
    assert any("国庆" in line.why for line in why)


@pytest.mark.whole
def test_nobody_reached_is_no_report(room: Played) -> None:
    number = crowd(room)
    for at in ("16:56", "16:58"):
        room.clock.to(at)
        done = room.act("complaint.report_up", "liwei", number, person="zhaoguoqiang", number="13900000001", result="no_answer")
        assert "不算已上报" in done.message
    assert clocks(room, number)["report_up"][1] == "running"
    assert [each.result for each in room.complaint(number).contacts] == ["no_answer", "no_answer"]
    room.clock.to("17:02")
    room.act("complaint.report_up", "liwei", number, person="qianming", number="13900000002", result="reached")
    assert clocks(room, number)["report_up"][1] == "met"


def test_a_late_entry_is_marked_and_improves_no_verdict(room: Played) -> None:
    number = crowd(room)
    room.clock.to("17:06")
    room.act("complaint.report_up", "liwei", number, person="qianming", result="reached", happened="17:01")
    assert clocks(room, number)["report_up"][1] == "breached"
    view = room.complaint(number)
    assert local(view.contacts[0].at) == "09-30 17:01"
    assert view.record[-1].late
    assert local(next(each for each in view.clocks if each.code == "report_up").met_at) == "09-30 17:06"


def test_the_due_moment_itself_is_in_time(room: Played) -> None:
    number = crowd(room)
    room.clock.to("17:05")
    room.act("complaint.report_up", "liwei", number, person="qianming", result="reached")
    assert clocks(room, number)["report_up"][1] == "met"


def test_contact_meets_only_when_reached(room: Played) -> None:
    number = crowd(room)
    room.act("complaint.contact", "wangmin", number, result="no_answer")
    assert clocks(room, number)["first_contact"][1] == "running"
    with pytest.raises(Refusal, match="约定再拨须有时间"):
        room.act("complaint.contact", "wangmin", number, result="agreed")
    room.act("complaint.contact", "wangmin", number, result="agreed", again_at="17:15")
    assert clocks(room, number)["first_contact"][1] == "running"
    assert room.summary().call_backs == 1
    room.clock.to("17:15")
    room.act("complaint.contact", "wangmin", number, result="reached", text="客户同意等候")
    assert clocks(room, number)["first_contact"][1] == "met"
    assert room.summary().call_backs == 0


def test_a_change_of_level_counts_from_the_original_start(room: Played) -> None:
    number = room.act("complaint.register", "wangmin", content="收费", level="normal", channel="phone").subject
    assert clocks(room, number)["reply"][0] == "10-13 17:30"
    room.clock.to("17:10")
    room.act("complaint.level", "liwei", number, level="important", reason="人数增加")
    assert clocks(room, number)["reply"] == ("10-10 17:30", "running")
    assert clocks(room, number)["report_up"] == ("09-30 17:40", "running"), "立即 counts from when it was known"
    room.clock.to("17:41")
    room.act("complaint.level", "liwei", number, level="normal", reason="已疏散", **SIGNED)
    assert clocks(room, number)["report_up"][1] == "breached"
    assert clocks(room, number)["reply"][0] == "10-13 17:30"


def test_a_corrected_receipt_moves_open_clocks_only(room: Played) -> None:
    number = crowd(room)
    room.act("complaint.report_up", "liwei", number, person="qianming", result="reached")
    room.clock.to("17:00")
    room.act("complaint.correct", "liwei", number, received="16:40", reason="录音显示 16:40 接报")
    after = clocks(room, number)
    assert after["report_up"] == ("09-30 17:05", "met")
    assert after["first_contact"] == ("09-30 17:10", "running")
    assert room.complaint(number).late
    room.clock.to("17:11")
    room.act("complaint.correct", "liwei", number, received="16:59", reason="改晚")
    assert clocks(room, number)["first_contact"][0] == "09-30 17:10"


def test_two_people_one_record(room: Played) -> None:
    number = crowd(room)
    seen = room.complaint(number).version
    room.act("complaint.assign", "liwei", number, owner="wangmin", seen=seen)
    head = room.head()
    with pytest.raises(Stale) as refused:
        room.act("complaint.assign", "sunli", number, owner="sunli", seen=seen)
    assert ("owner", "（空）", "wangmin", "李伟") in refused.value.changes
    assert room.head() == head


def test_what_overwrites_nothing_spoils_no_form(room: Played) -> None:
    number = crowd(room)
    seen = room.complaint(number).version
    room.act("complaint.acknowledge", "wangmin", number)
    room.act("complaint.contact", "wangmin", number, result="no_answer")
    room.act("complaint.assign", "liwei", number, owner="wangmin", seen=seen)
    assert room.complaint(number).owner == "wangmin"


def test_the_same_command_acts_once(room: Played) -> None:
    first = room.act("log.write", "liwei", text="保安到场", command_id="once")
    assert room.act("log.write", "liwei", text="保安到场", command_id="once") == first
    with pytest.raises(Refusal) as refused:
        room.act("log.write", "liwei", text="另一句", command_id="once")
    assert refused.value.code == "reused_command"
    assert [line.text for line in room.log() if line.kind == "log.write"] == ["保安到场"]


def test_closing_names_all_that_is_missing(room: Played) -> None:
    number = crowd(room)
    room.act("complaint.contact", "wangmin", number, result="agreed", again_at="18:00")
    with pytest.raises(Refusal) as refused:
        room.act("complaint.close", "liwei", number, text="了结")
    assert refused.value.code == "not_ready"
    said = [each.message for each in refused.value.faults]
    assert {"尚未完成步骤：调查核实", "尚未完成步骤：答复客户", "尚未首联"} <= set(said)
    assert "尚未答复" not in said, "the step says so"
    assert any("约定回拨" in each for each in said)
    room.act("complaint.contact", "wangmin", number, result="reached", text="已接通说明")
    room.act("complaint.reply", "sunli", number, text="已当面答复")
    with pytest.raises(Refusal, match="争取客户谅解"):
        room.act("complaint.close", "liwei", number, text="了结")
    settle(room, number)
    assert [row for page in room.board() for row in page] == []
    assert room.since(0).gone == (number,)
    with pytest.raises(Refusal) as closed:
        room.act("complaint.assign", "liwei", number, owner="wangmin")
    assert closed.value.code == "closed"


def test_corrections_of_the_log_keep_the_first_line(room: Played) -> None:
    line = room.act("log.write", "liwei", text="现场 110 人").seq
    room.act("log.correct", "liwei", line=line, text="现场 96 人")
    told = [(each.text, each.corrects) for each in room.log() if each.kind.startswith("log.")]
    assert told == [("现场 110 人", 0), ("现场 96 人", line)]


def test_who_may_not_act_is_told_who_may(room: Played) -> None:
    head = room.head()
    with pytest.raises(NotAllowed, match="总指挥") as refused:
        room.act("emergency.activate", "liwei", crowd_event(room), workstreams="security", reason="聚集")
    assert "值班长" in refused.value.hint
    assert room.may(room.sign_in("liwei", "a long secret"), "plan.adopt") == "「启用预案」由总指挥办理。"
    assert room.head() == head + 2


def crowd_event(room: Played) -> str:
    number = room.act("emergency.report", "wangmin", title="储户聚集", place="城关支行").subject
    room.act("emergency.propose", "liwei", number, scope="二十人聚集")
    return number


def test_handing_over_the_shift_leads(room: Played) -> None:
    room.act("shift.begin", "liwei", person="wangmin", lead=True)
    assert room.summary().shift_lead == "王敏"
    held = {each.role: each.name for each in room.roster()}
    assert held["shift_lead"] == "王敏"
    assert held["duty_officer"] == "李伟"


def test_a_clock_is_paused_and_let_run_on_where_the_plan_lets_it(databases: Databases, keys: RoomKeys) -> None:
    text = pack_text(BANK).replace('stop = ["complaint.reply"]', 'stop = ["complaint.reply"]\npausable = true', 1)
    with closing(opened(databases.copy("pausable", founding(text)), keys)) as room:
        lead = room.sign_in("liwei", "a long secret")
        number = room.act("complaint.register", "wangmin", content="暂停", level="urgent", channel="phone").subject
        assert [room.may(lead, f"complaint.{act}", number) for act in ("pause", "resume")] == ["", "没有暂停的时限。"]
        room.act("complaint.pause", "liwei", number, reason="等客户材料")
        assert [room.may(lead, f"complaint.{act}", number) for act in ("pause", "resume")] == ["没有可以暂停的时限。", ""]
        room.clock.on(days=9)
        # It stood when it would have fallen due: that moment did not pass, the next close of business is the one.
        room.act("complaint.resume", "liwei", number)
        assert clocks(room, number)["reply"] == ("10-09 17:30", "running")
