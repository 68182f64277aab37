"""Figures of an event: each has a place, a moment and a source, and three moments are not one (事发, 接报, 录入)."""

from __future__ import annotations

import pytest

from tests.services.conftest import Played
from tests.services.test_emergency_story import refused, running
from tests.services.test_first_hour import local


def known(room: Played, event: str) -> dict[str, str]:
    return {name: value for name, value, _at in room.emergency(event).facts}


@pytest.mark.beat(play=running)
def test_a_figure_without_a_place_is_of_the_reported_one_and_places_add_up(room: Played) -> None:
    _number, event = room.begun
    room.act("emergency.fact", "liwei", event, people=200)
    east = room.act("scene.open", "zhenggang", event, place="东门支行").subject
    room.act("scene.count", "zhenggang", east, people=30)
    assert known(room, event)["people"] == "230"
    # The place that was reported is no second one when a scene is set up there.
    same = room.act("scene.open", "zhenggang", event, place=room.emergency(event).place).subject
    room.clock.on(minutes=1)
    room.act("scene.count", "zhenggang", same, people=150)
    assert known(room, event)["people"] == "180"
    room.clock.on(minutes=1)
    room.act("emergency.fact", "liwei", event, people=160, whole=True, source="公安通报")
    assert known(room, event)["people"] == "160"
    room.clock.on(minutes=1)
    room.act("scene.count", "zhenggang", east, people=20)
    assert known(room, event)["people"] == "170"
    with refused(room, "bad_input", "合计数"):
        room.act("emergency.fact", "liwei", event, people=1, whole=True, site=east)


@pytest.mark.beat(play=running)
def test_of_two_about_one_minute_the_later_entry_counts_an_older_moment_never_and_all_stand_on_record(room: Played) -> None:
    _number, event = room.begun
    room.clock.on(seconds=5)
    began = room.now()
    room.act("emergency.fact", "liwei", event, people=200, text="约200人", source="大堂经理")
    room.act("emergency.fact", "liwei", event, people=120, text="更正", happened=began.replace(second=0, microsecond=0))
    assert known(room, event)["people"] == "120"
    room.clock.on(hours=1)
    room.act("emergency.fact", "liwei", event, people=150, text="再更正", happened=began.replace(second=0, microsecond=0))
    assert (known(room, event)["people"], known(room, event)["text"]) == ("150", "再更正")
    room.act("emergency.fact", "liwei", event, people=90, happened=began.replace(minute=began.minute - 3))
    assert known(room, event)["people"] == "150"
    told = [(each.value, each.stands) for each in room.emergency(event).figures if each.name == "people"]
    assert sorted(told) == [("120", False), ("150", True), ("200", False), ("90", False)]
    printed = "\n".join(room.event_paper("event", event).lines)
    assert all(each in printed for each in ("200", "120", "信息来源：大堂经理", "已有更新"))


@pytest.mark.beat(play=running)
def test_what_a_report_says_weighs_as_any_other_figure(room: Played) -> None:
    """A report with 150 people and one injured owed nothing to the two other recipients."""
    _number, event = room.begun
    told = {"report": "first", "way": "phone", "recipients": "regulator", "place": "城关支行", "people": 150, "injured": 1}
    room.act("emergency.inform", "liwei", event, **told)
    assert (known(room, event)["people"], known(room, event)["injured"]) == ("150", "1")
    owed = {(each.recipient, each.way) for each in room.emergency(event).reports_due if each.code == "first"}
    assert owed >= {("government", "phone"), ("government", "written"), ("provincial_union", "phone"), ("regulator", "written")}


@pytest.mark.beat(play=running)
def test_typing_late_moves_no_limit_later(room: Played) -> None:
    _number, event = room.begun
    began = room.now()
    room.act("emergency.fact", "liwei", event, people=150, injured=1)
    room.clock.on(hours=2, minutes=30)
    room.act(
        "emergency.inform", "liwei", event, report="first", way="phone", place="营业部", people=150, injured=1,
        happened=began.replace(minute=began.minute + 20), text="已电话报",
    )  # fmt: skip
    follow = {each.due for each in room.emergency(event).reports_due if each.code == "follow_up"}
    assert {local(each) for each in follow} == {local(began.replace(hour=began.hour + 4, minute=began.minute + 20))}


def test_a_figure_of_before_counts_from_then_but_not_from_before_the_room_knew(room: Played) -> None:
    room.clock.to("19:31")
    event = room.act(
        "emergency.report", "liwei", title="昨晚聚集", place="城关支行", happened="2026-09-29T23:00", received="2026-09-30T19:25"
    ).subject
    view = room.emergency(event)
    told = [local(each) for each in (view.happened, view.reported, view.typed) if each]
    assert told == ["09-29 23:00", "09-30 19:25", "09-30 19:31"]
    assert room.emergency(event).timeline[0].late
    room.clock.to("20:00")
    room.act("emergency.fact", "liwei", event, people=150, happened="2026-09-29T23:10")
    assert {local(each.due) for each in room.emergency(event).reports_due if each.way == "phone"} == {"09-30 19:55"}
    room.act("emergency.fact", "liwei", event, injured=1, happened="2026-09-30T19:45")
    for wrong in ({"received": "2026-09-30T21:00"}, {"happened": "2026-09-30T19:30", "received": "2026-09-30T19:20"}):
        with refused(room, "bad_input", "先后不对"):
            room.act("emergency.report", "liwei", title="又一件", place="东门", **wrong)


@pytest.mark.beat(play=running)
def test_the_final_report_is_refused_while_the_emergency_lasts_and_what_was_owed_stays(room: Played) -> None:
    _number, event = room.begun
    room.act("emergency.fact", "liwei", event, people=150)
    owed = room.emergency(event).reports_due
    with refused(room, "wrong_stage", "还没有终止"):
        room.act("emergency.inform", "liwei", event, report="final", way="written", place="城关支行", people=2, text="终报")
    assert room.emergency(event).reports_due == owed
