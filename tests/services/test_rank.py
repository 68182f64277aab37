"""A met clock never hides the case: an urgent one whose report is made leads the queue every hour until it is closed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dutyroom.console.picture import Picture
from dutyroom.domain.board_view import GROUPS, SORTS, BoardView
from tests.services.conftest import Played


@pytest.mark.requirement("X.01")
def test_an_urgent_case_leads_every_hour_over_the_holiday_until_it_is_closed(room: Played) -> None:
    def register(level: str) -> str:
        return room.act("complaint.register", "liwei", content="聚集", level=level, channel="phone").subject

    urgent = register("urgent")
    room.act("complaint.report_up", "liwei", urgent, person="qianming", result="reached")
    room.act("complaint.contact", "liwei", urgent, result="reached", text="已安抚")
    others = [register("normal") for _n in range(3)]
    end = room.clock.at + timedelta(days=9)
    while room.clock.at < end:
        if room.clock.at.hour == 3:
            others.append(register("important"))
        rows = [row for page in room.board() for row in page]
        # Alone it would not lead: others fall due, and are overdue, long before it.
        assert rows[0].number == urgent, room.clock.at
        assert room.first_page(1)[0][0].number == urgent
        for group in GROUPS:
            view = BoardView(only={"level": ("normal",), "state": ("overdue",)}, group=group)
            kept = [row for row in rows if view.keeps(row, room.now())]
            for sort in SORTS:
                assert Picture(kept, sort, group).rows[0].number == urgent, (room.clock.at, group, sort)
        room.clock.on(hours=1)
    assert any(row.due and row.due < room.now() for row in rows if row.number != urgent)
    room.act("complaint.reply", "liwei", urgent, text="已答复", way="phone")
    assert room.first_page(1)[0][0].number == urgent, "answered is not closed"
