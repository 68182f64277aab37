"""A call becomes a complaint, the board shows it, the log tells it."""

from __future__ import annotations

from datetime import datetime

from tests.services.conftest import Played


def local(moment: datetime | None) -> str:
    assert moment is not None
    from zoneinfo import ZoneInfo

    return moment.astimezone(ZoneInfo("Asia/Shanghai")).strftime("%m-%d %H:%M")


def test_a_call_becomes_a_complaint_on_top_of_the_board(room: Played) -> None:
    call = room.act("call.take", "wangmin", caller="customer", phone="13812345678", content="城关支行门口聚集二十人")
    assert call.subject == "L0930-001"
    room.act("call.park", "wangmin", call.subject)
    room.clock.to("16:54")
    other = room.act("complaint.register", "wangmin", content="柜面收费", level="normal", channel="phone")
    done = room.act(
        "complaint.register", "wangmin", call=call.subject, name="张三丰", content="张三丰等二十人聚集，电话13812345678",
        level="urgent", channel="on_site", unit="chengguan",
    )  # fmt: skip
    assert done.subject == "0930-002"
    assert done.data["repeats"] == ["L0930-001"]
    rows = [row for page in room.board() for row in page]
    assert [row.number for row in rows] == [done.subject, other.subject]
    top = rows[0]
    assert top.pinned
    assert (top.clock, local(top.due)) == ("report_up", "09-30 17:05")
    assert top.summary == "张*等二十人聚集，电话138****5678"
    view = room.complaint(done.subject)
    assert {clock.code: local(clock.due) for clock in view.clocks} == {
        "report_up": "09-30 17:05", "first_contact": "09-30 17:20", "reply": "10-08 17:30",
    }  # fmt: skip
    assert not view.late
    assert view.calls == ("L0930-001",)
    page, head = room.first_page(10)
    assert page == rows
    assert head["open"] == 2
    room.act("log.write", "liwei", text="保安到场", happened="16:40")
    last = room.log()[-1]
    assert (last.text, last.late, last.actor_name) == ("保安到场", True, "李伟")
    news = room.since(0)
    assert {row.number for row in news.rows} == {done.subject, other.subject}
