"""Plan 9: an ordinary complaint is answered within 24 hours, or within the time that the customer asked for (2.3)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from dutyroom.domain.errors import Refusal
from dutyroom.services.clocks.views import ClockView
from tests.services.conftest import SECRET, Played
from tests.services.test_emergency_plans import staffed


def due(folder: Path, asked: str, level: str = "normal") -> tuple[datetime, str]:
    """When the reply falls due, and the stored fact of the time asked for."""
    room = staffed(folder, "property-management")
    values = {"content": "电梯停运", "channel": "on_site", "level": level}
    if asked:
        values["requested_time"] = datetime.fromisoformat(asked)
        values["requested_why"] = "晚上有客人"
    number = room.act("complaint.register", "receiver", **values).subject
    view = room.complaint(number)
    reply = next(clock for clock in view.clocks if clock.code == "reply")
    assert reply.due is not None
    room.close()
    return reply.due, str(view)


def test_24_hours_without_a_wish(tmp_path: Path) -> None:
    assert due(tmp_path, "")[0] == datetime.fromisoformat("2026-10-01T16:50:00+08:00")


@pytest.mark.requirement("9.03")
@pytest.mark.parametrize("asked", ["2026-09-30T19:00:00+08:00", "2026-10-03T10:00:00+08:00"])
def test_the_time_asked_for_takes_its_place_and_the_record_says_why(asked: str, tmp_path: Path) -> None:
    moment, record = due(tmp_path, asked)
    assert moment == datetime.fromisoformat(asked)
    assert "晚上有客人" in record


def test_a_major_one_keeps_the_units_limit(tmp_path: Path) -> None:
    moment, _record = due(tmp_path, "2026-10-03T10:00:00+08:00", level="major")
    assert moment == datetime.fromisoformat("2026-10-01T00:50:00+08:00")


def asked_for(folder: Path, moment: str = "2026-10-03T10:00:00+08:00") -> tuple[Played, str]:
    room = staffed(folder, "property-management")
    values = {"content": "电梯停运", "channel": "on_site", "level": "normal", "requested_why": "周六家里才有人"}
    values["requested_time"] = datetime.fromisoformat(moment)
    return room, room.act("complaint.register", "receiver", **values).subject


def reply(room: Played, number: str) -> ClockView:
    return next(clock for clock in room.complaint(number).clocks if clock.code == "reply")


def test_it_outlives_a_corrected_receipt_a_change_of_level_and_a_call_in_vain(tmp_path: Path) -> None:
    """The receipt corrected by five minutes lost it; a call that nobody answered, with 再拨, moved the result by weeks."""
    room, number = asked_for(tmp_path)
    moment = datetime.fromisoformat("2026-10-03T10:00:00+08:00")
    room.act("complaint.correct", "receiver", number, received=datetime.fromisoformat("2026-09-30T16:45+08:00"), reason="核对")
    assert reply(room, number).due == moment
    again = datetime.fromisoformat("2026-10-20T10:00:00+08:00")
    room.act("complaint.contact", "receiver", number, result="no_answer", again_at=again)
    assert reply(room, number).due == moment
    room.act("complaint.level", "manager", number, level="major", reason="多户停运", valid=True)
    assert reply(room, number).due == datetime.fromisoformat("2026-10-01T00:45:00+08:00")
    room.act("complaint.level", "manager", number, level="normal", reason="已恢复", valid=True)
    assert reply(room, number).due == moment
    said = [each.why for each in room.explain(reply(room, number).id)]
    assert said[:2] == ["客户要求的时间", "客户所说：周六家里才有人"]
    assert any("定级" in each for each in said[2:])
    room.close()


def test_a_time_far_off_is_signed_by_another_and_always_has_the_customers_words(tmp_path: Path) -> None:
    """2027-12-31, typed by one clerk, made of 24 hours fifteen months, 按时."""
    with pytest.raises(Refusal, match="太远"):
        asked_for(tmp_path / "far", "2027-12-31T10:00:00+08:00")
    room, number = asked_for(tmp_path)
    far = datetime.fromisoformat("2027-12-31T10:00:00+08:00")
    with pytest.raises(Refusal) as alone:
        room.act("complaint.ask_time", "receiver", number, requested_time=far, requested_why="出国一年")
    assert alone.value.code == "second_needed"
    signed = {"second": "general-manager", "second_secret": SECRET}
    with pytest.raises(Refusal, match="内容"):
        room.act("complaint.ask_time", "receiver", number, requested_time=far, requested_why="x", **signed)
    said = room.act("complaint.ask_time", "receiver", number, requested_time=far, requested_why="出国一年", **signed).message
    assert "2027" in said
    assert reply(room, number).due == far
    near = far.replace(year=2026, month=10, day=2)
    room.act("complaint.ask_time", "receiver", number, requested_time=near, requested_why="提前回来")
    assert reply(room, number).due == near
    room.close()


def test_a_time_that_has_gone_by_is_refused_and_what_is_overdue_stays_so_in_words(tmp_path: Path) -> None:
    """今晚七点, entered at 20:00, made the case overdue at once, and mending it was confirmed and did nothing."""
    room, number = asked_for(tmp_path)
    room.clock.to("20:00")
    gone = datetime.fromisoformat("2026-09-30T19:00:00+08:00")
    with pytest.raises(Refusal, match="已经过去"):
        room.act("complaint.ask_time", "receiver", number, requested_time=gone, requested_why="今晚七点")
    room.clock.to("10-04 09:30")
    later = datetime.fromisoformat("2026-10-06T09:00:00+08:00")
    said = room.act("complaint.ask_time", "receiver", number, requested_time=later, requested_why="周二再说").message
    assert "仍按超时计" in said
    assert reply(room, number).late
    room.close()


def test_where_no_limit_gives_way_it_is_refused(tmp_path: Path) -> None:
    room = staffed(tmp_path, "company")
    number = room.act("complaint.register", "second", content="收费", channel="phone", level="plain", name="李四").subject
    moment = datetime.fromisoformat("2026-10-02T10:00:00+08:00")
    with pytest.raises(Refusal, match="没有可按客户要求"):
        room.act("complaint.ask_time", "second", number, requested_time=moment, requested_why="那天才有空")
    room.close()


@pytest.mark.parametrize("asked", ["2026-09-30T16:00:00+08:00", "2026-09-30T16:50:00+08:00"])
def test_a_time_not_after_the_receipt_is_refused(asked: str, tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        due(tmp_path, asked)
    assert refused.value.faults[0].field == "requested_time"
