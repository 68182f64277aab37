"""Deadlines through a case's whole life: levels that change twice, receipts that are corrected, papers that come late."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from dutyroom.domain.errors import NotAllowed, Refusal
from dutyroom.services.clocks.views import ClockView
from tests.services.conftest import SIGNED, Played
from tests.services.test_emergency_plans import staffed, unnamed

pytestmark = pytest.mark.usefixtures("room")


def registered(room: Played, level: str, **values: Any) -> str:
    given = {"content": "多收了费用", "level": level, "channel": "phone", "name": "李四", **values}
    return room.act("complaint.register", "wangmin", **given).subject


def graded(room: Played, number: str, level: str) -> None:
    room.act("complaint.level", "liwei", number, level=level, reason="情况变化", **SIGNED)


def clock(room: Played, number: str, code: str = "report_up", which: int = -1) -> ClockView:
    return [each for each in room.complaint(number).clocks if each.code == code][which]


def due(room: Played, number: str, code: str = "report_up") -> str:
    return f"{clock(room, number, code).due.astimezone(room.clock.at.tzinfo):%m-%d %H:%M}"


def test_a_case_that_becomes_urgent_has_its_15_minutes(room: Played) -> None:
    """重要→一般→紧急: the report stayed void, and none started."""
    number = registered(room, "important")
    assert due(room, number) == "09-30 17:20"
    room.clock.on(minutes=5)
    graded(room, number, "normal")
    assert clock(room, number).verdict == "void"
    room.clock.on(days=3)
    graded(room, number, "urgent")
    assert (clock(room, number).verdict, due(room, number)) == ("running", "10-03 17:10")


def test_urgent_on_the_third_day_is_not_born_overdue(room: Played) -> None:
    number = registered(room, "normal")
    room.clock.on(days=3)
    graded(room, number, "urgent")
    assert due(room, number) == "10-03 17:05"
    room.clock.on(minutes=1)
    graded(room, number, "normal")
    room.clock.on(minutes=5)
    graded(room, number, "urgent")
    assert due(room, number) == "10-03 17:05", "lowered and raised again, it counts from the first time"


def test_raising_the_level_never_gives_more_time(room: Played) -> None:
    """重要 leaves 30 minutes; 紧急 after 25 of them does not leave 15 more."""
    number = registered(room, "important")
    room.clock.on(minutes=25)
    graded(room, number, "urgent")
    shown = clock(room, number)
    assert (due(room, number), shown.amount) == ("09-30 17:20", 30)


def test_what_was_reported_as_important_is_reported_again_as_urgent(room: Played) -> None:
    number = registered(room, "important")
    room.act("complaint.report_up", "wangmin", number, person="zhaoguoqiang", result="reached", text="已报告")
    room.clock.on(hours=1)
    graded(room, number, "urgent")
    assert (clock(room, number).verdict, due(room, number)) == ("running", "09-30 18:05")
    room.act("complaint.report_up", "wangmin", number, person="zhaoguoqiang", result="reached", text="已报告升级")
    graded(room, number, "important")
    assert clock(room, number).verdict == "met", "less grave than what was reported is no news"


def test_a_limit_that_passed_keeps_its_words_when_the_level_is_lowered(room: Played) -> None:
    """It kept its moment and showed the other level's limit."""
    number = registered(room, "urgent")
    room.clock.on(hours=1)
    graded(room, number, "important")
    shown = clock(room, number)
    assert (shown.amount, due(room, number), shown.late) == (15, "09-30 17:05", True)
    graded(room, number, "normal")
    assert clock(room, number).verdict == "breached"


@pytest.mark.parametrize("first", ["level", "receipt"])
def test_the_same_facts_in_any_order_give_the_same_limits(room: Played, first: str) -> None:
    number = registered(room, "normal")
    earlier = datetime.fromisoformat("2026-09-30T16:30:00+08:00")
    acts = {
        "level": lambda: graded(room, number, "urgent"),
        "receipt": lambda: room.act("complaint.correct", "wangmin", number, received=earlier, reason="核对来电记录"),
    }
    for each in sorted(acts, key=lambda name: name != first):
        acts[each]()
    assert {each.code: (each.start, each.due) for each in room.complaint(number).clocks} == {
        "report_up": (room.clock.at, room.clock.at.replace(hour=17, minute=5)),
        "first_contact": (earlier, earlier.replace(hour=17, minute=0)),
        "reply": (earlier, datetime.fromisoformat("2026-10-08T17:30:00+08:00")),
    }


def test_a_due_moment_says_what_moved_it_when_and_by_whom(room: Played) -> None:
    number = registered(room, "normal")
    earlier = datetime.fromisoformat("2026-09-29T16:30:00+08:00")
    room.act("complaint.correct", "wangmin", number, received=earlier, reason="核对来电记录")
    notes = [each.why for each in room.explain(clock(room, number, "reply").id) if each.note]
    assert notes == ["16:50 王敏「更正」：到期由 10-13 17:30 改为 10-12 17:30"]


def paper(room: Played, *days: str) -> None:
    import json

    told = [{"name": "元旦", "date": day, "isOffDay": True} for day in days]
    room.act("calendar.import", "zhaoguoqiang", text=json.dumps({"year": 2027, "days": told}, ensure_ascii=False))


def test_a_provisional_moment_that_passed_moves_when_the_paper_comes(room: Played) -> None:
    """2018-12-31 became a rest day that way: an answer in time was a breach."""
    room.clock.at = datetime.fromisoformat("2026-12-28T10:00:00+08:00")
    number = registered(room, "important")
    shown = clock(room, number, "reply")
    assert (due(room, number, "reply"), shown.provisional) == ("12-31 17:30", True)
    room.clock.at = datetime.fromisoformat("2027-01-02T10:00:00+08:00")
    paper(room, "2026-12-31", "2027-01-01", "2027-01-02", "2027-01-03")
    shown = clock(room, number, "reply")
    assert (due(room, number, "reply"), shown.provisional, shown.late) == ("01-04 17:30", False, False)


def test_lowering_that_passed_the_moment_of_no_level_is_no_way_out(room: Played, tmp_path: Path) -> None:
    """A day of our own, said after the moment passed, moves nothing that is late."""
    number = registered(room, "urgent")
    room.clock.at = datetime.fromisoformat("2026-10-09T10:00:00+08:00")
    assert clock(room, number, "reply").late
    room.act("calendar.exception", "zhaoguoqiang", date="2026-10-08", open=False, reason="停业")
    assert due(room, number, "reply") == "10-08 17:30"
    assert clock(room, number, "reply").late


def at_night(folder: Path, received: str, explained: str) -> str:
    """When the next-day call of plan 9 falls due, for a call received and explained at these moments."""
    room = staffed(folder, "property-management")
    room.clock.at = datetime.fromisoformat(f"2026-{received}+08:00")
    values = {**unnamed(room.plan), "content": "漏水", "channel": room.plan.channels[0].code, "level": "normal"}
    number = room.act("complaint.register", "receiver", **values).subject
    room.clock.at = datetime.fromisoformat(f"2026-{explained}+08:00")
    room.act("complaint.step", "receiver", number, step="explained", text="已解释当日无法解决的原因", **room_fields(room))
    found = f"{clock(room, number, 'next_working_day').due.astimezone(room.clock.at.tzinfo):%m-%d}"
    room.close()
    return found


def room_fields(room: Played) -> dict[str, str]:
    step = room.plan.step("explained")
    assert step is not None
    return {field.name: "因夜间无法施工" for field in step.fields if field.required}


@pytest.mark.requirement("9.04")
@pytest.mark.parametrize(
    ("received", "explained", "is_"),
    [
        # 上班后的第一个工作日: in the small hours of a working day it is that day.
        ("10-14T02:20", "10-14T02:30", "10-14"), ("10-13T21:00", "10-13T21:10", "10-14"), ("10-17T10:00", "10-17T10:10", "10-19"),
        ("09-30T22:00", "09-30T22:10", "10-08"),
    ],
)  # fmt: skip
def test_the_first_working_day_after_a_night(tmp_path: Path, received: str, explained: str, is_: str) -> None:
    assert at_night(tmp_path, received, explained) == is_


def again(room: Played) -> str:
    return room.act("call.take", "wangmin", content="再次来电").subject


def test_a_call_joined_to_an_answered_case_lights_it_and_to_a_closed_one_is_refused(room: Played) -> None:
    """It lit nothing; joined to a closed case it vanished and could not be registered any more."""
    number = registered(room, "normal")
    room.act("complaint.acknowledge", "wangmin", number)
    room.act("complaint.reply", "wangmin", number, text="已退回", way="phone")
    room.act("call.join", "wangmin", again(room), complaint=number)
    assert next(row for page in room.board() for row in page if row.number == number).lit(room.now())
    room.act("complaint.satisfied", "wangmin", number, answer="satisfied")
    for code in ("investigate", "measures"):
        room.act("complaint.step", "sunli", number, step=code, text="已核实", **step_fields(room, code))
    room.act("complaint.close", "liwei", number, text="已办结说明")
    call = again(room)
    with pytest.raises(Refusal, match="不能并入"):
        room.act("call.join", "wangmin", call, complaint=number)
    fresh = room.act("complaint.register", "wangmin", content="又多收了费用", level="normal", channel="phone", call=call).subject
    assert fresh != number


def test_a_dissatisfied_customer_is_asked_again_until_they_are_content(room: Played) -> None:
    """不满意 met the follow-up, no limit was left and the row sank; a second answer started none."""
    number = registered(room, "normal")
    room.act("complaint.reply", "wangmin", number, text="已说明", way="phone")
    for _round in range(2):
        room.clock.on(hours=1)
        room.act("complaint.satisfied", "wangmin", number, answer="dissatisfied", text="不接受")
        assert clock(room, number, "follow_up").verdict == "running"
        room.clock.on(hours=1)
        room.act("complaint.reply", "wangmin", number, text="再次说明", way="phone")
        assert clock(room, number, "follow_up").verdict == "running"


def step_fields(room: Played, code: str) -> dict[str, str]:
    step = room.plan.step(code)
    return {field.name: "已核实清楚" for field in step.fields if field.required} if step else {}


def test_a_verdict_on_provisional_days_says_so_and_is_put_right_with_its_reason(room: Played) -> None:
    """An answer in time by the later paper (2018-12-31) was a breach for good."""
    room.clock.at = datetime.fromisoformat("2026-12-28T10:00:00+08:00")
    number, timely = registered(room, "important"), registered(room, "important")
    room.clock.at = datetime.fromisoformat("2026-12-31T10:00:00+08:00")
    room.act("complaint.reply", "wangmin", timely, text="已说明", way="phone")
    room.clock.at = datetime.fromisoformat("2027-01-01T10:00:00+08:00")
    room.act("complaint.reply", "wangmin", number, text="已说明", way="phone")
    assert clock(room, number, "reply").standing == "超时（按暂估日历）"
    again = {"clock": "reply", "reason": "元旦安排已公布"}
    with pytest.raises(Refusal, match="还没有公布"):
        room.act("complaint.rejudge", "sunli", number, **again)
    paper(room, "2026-12-31", "2027-01-01", "2027-01-02", "2027-01-03")
    with pytest.raises(NotAllowed):
        room.act("complaint.rejudge", "wangmin", number, **again)
    room.act("complaint.rejudge", "sunli", number, **again)
    shown = clock(room, number, "reply")
    assert (shown.standing, due(room, number, "reply")) == ("按时", "01-04 17:30")
    with pytest.raises(Refusal, match="没有按暂估日历"):
        room.act("complaint.rejudge", "sunli", number, **again)
    room.act("complaint.rejudge", "sunli", timely, **again)
    assert clock(room, timely, "reply").standing == "按时"


def test_a_mistyped_receipt_put_right_at_once_leaves_nothing_overdue(room: Played) -> None:
    """10:00 for 16:50: the limits fell into the past, and stayed there when it was put right a minute later."""
    number = registered(room, "important")
    before = {each.code: each.due for each in room.complaint(number).clocks}
    wrong, right = (datetime.fromisoformat(f"2026-09-30T{at}:00+08:00") for at in ("10:00", "16:50"))
    room.clock.on(minutes=2)
    room.act("complaint.correct", "wangmin", number, received=wrong, reason="记错")
    assert clock(room, number).late
    said = room.act("complaint.correct", "wangmin", number, received=right, reason="改回").message
    assert {each.code: each.due for each in room.complaint(number).clocks} == before
    assert "重新推算" in said
    # The control: a moment that people had before them and that went by is not moved.
    room.clock.to("17:30")
    room.act("complaint.correct", "wangmin", number, received=datetime.fromisoformat("2026-09-30T17:25:00+08:00"), reason="再改")
    assert (due(room, number), clock(room, number).late) == ("09-30 17:20", True)
