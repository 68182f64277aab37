"""排班 says who is to come; who is there came, and stays until they hand over or leave."""

from __future__ import annotations

import pytest

from dutyroom.domain.errors import NotAllowed, Refusal
from tests.services.conftest import Played

pytestmark = pytest.mark.usefixtures("room")


def planned(room: Played, person: str, since: str, until: str, lead: int = 0) -> None:
    line = f"{person}\t2026-{since}:00+08:00\t2026-{until}:00+08:00\t{lead}"
    room.act("shift.plan", "zhaoguoqiang", text=line)


def on(room: Played) -> set[str]:
    return {code for code, _name, _lead in room.shift().on}


def test_who_is_planned_is_not_there_until_they_come(room: Played) -> None:
    planned(room, "sunli", "09-30T20:00", "10-01T08:00")
    with pytest.raises(NotAllowed):
        room.act("shift.begin", "sunli", person="sunli")
    room.clock.to("20:30")
    assert on(room) == {"liwei", "wangmin"}
    assert [name for name, _at in room.shift().not_come] == ["孙丽"]
    assert [name for name, _at in room.summary().not_come] == ["孙丽"]
    room.act("shift.begin", "sunli", person="sunli")
    assert on(room) == {"liwei", "wangmin", "sunli"}
    assert room.shift().not_come == ()
    with pytest.raises(Refusal):
        room.act("shift.begin", "sunli", person="sunli")


def test_a_planned_shift_does_not_end_at_its_second(room: Played) -> None:
    """In the middle of a call the officer could not save, register or come on duty again."""
    planned(room, "sunli", "09-30T16:00", "09-30T20:00")
    room.act("shift.begin", "sunli", person="sunli")
    call = room.act("call.take", "sunli", content="电话打了很久").subject
    room.clock.to("20:01")
    room.act("call.note", "sunli", call, content="还在通话")
    number = room.act("complaint.register", "sunli", content="收费", level="normal", channel="phone", call=call).subject
    assert number
    assert [name for name, _at in room.shift().not_relieved] == ["孙丽"]
    room.act("shift.end", "sunli", person="sunli")
    assert room.shift().not_relieved == ()


def test_a_planned_lead_comes_by_themselves_where_nobody_leads_and_else_by_handover(room: Played) -> None:
    planned(room, "sunli", "09-30T16:00", "09-30T23:00", lead=1)
    with pytest.raises(Refusal):
        room.act("shift.begin", "sunli", person="sunli", lead=True)
    room.act("shift.end", "liwei", person="liwei")
    room.act("shift.begin", "sunli", person="sunli", lead=True)
    assert room.summary().shift_lead == "孙丽"


def test_nobody_comes_on_for_another_or_as_what_they_are_not_planned(room: Played) -> None:
    planned(room, "sunli", "09-30T16:00", "09-30T23:00")
    with pytest.raises(NotAllowed):
        room.act("shift.begin", "sunli", person="zhoulei")
    room.act("shift.end", "liwei", person="liwei")
    with pytest.raises(Refusal):
        room.act("shift.begin", "sunli", person="sunli", lead=True)
