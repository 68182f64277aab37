"""An end is asked for and decided on by people who see what is still there, what came since, and who came meanwhile."""

from __future__ import annotations

import pytest

from tests.services.conftest import Played
from tests.services.test_emergency_story import refused, running

PEOPLE = ("settled", "satisfied")


def without_complaints(room: Played) -> str:
    event = room.act("emergency.report", "wangmin", title="储户集中取款", place="营业部").subject
    room.act("emergency.fact", "wangmin", event, people=150)
    room.act("emergency.propose", "liwei", event, scope="全市关注")
    room.act("emergency.activate", "zhaoguoqiang", event, workstreams="complaints", reason="人多")
    room.clock.on(hours=23)
    return event


def test_with_no_complaint_in_it_a_person_says_how_the_people_are(room: Played) -> None:
    event = without_complaints(room)
    assert [each.code for each in room.emergency(event).conditions if not each.met] == list(PEOPLE)
    with refused(room, "conditions_open", "须由人佐证"):
        room.act("emergency.request_end", "qianming", event, reason="平稳")
    for condition in PEOPLE:
        room.act("evidence.add", "sunli", event, condition=condition, met="是", text="逐户回访，均已取到款")
    told = room.act("emergency.request_end", "qianming", event, reason="平稳").message
    assert "现场仍有 150 人" in told


def test_what_came_since_it_was_asked_for_is_seen_before_it_is_decided(room: Played) -> None:
    event = without_complaints(room)
    for condition in PEOPLE:
        room.act("evidence.add", "sunli", event, condition=condition, met="是", text="逐户回访，均已取到款")
    room.act("emergency.request_end", "qianming", event, reason="平稳")
    room.clock.on(minutes=5)
    room.act("emergency.fact", "wangmin", event, people=500, injured=2, text="又聚集，2人受伤")
    assert any("500" in each for each in room.emergency(event).news)
    with refused(room, "not_seen", "500"):
        room.act("emergency.decide_end", "zhaoguoqiang", event, outcome="approve", reason="同意")
    assert room.emergency(event).stage == "end_requested"
    # Whoever refuses need not say that it was seen.
    room.act("emergency.decide_end", "zhaoguoqiang", event, outcome="refuse", reason="又有人受伤")
    assert room.emergency(event).news == ()


@pytest.mark.beat(play=running)
def test_who_came_meanwhile_belongs_to_it_or_is_said_not_to(room: Played) -> None:
    """Two 重大 and two 紧急 registered after the activation were 「启动以来无新增」."""
    number, event = room.begun
    room.clock.on(minutes=5)
    told = {"content": "取不出钱", "channel": "phone", "unit": "chengguan"}
    graver = room.act("complaint.register", "wangmin", level="important", **told).subject
    other = room.act("complaint.register", "wangmin", level="normal", content="柜员态度", channel="phone", unit="dongmen").subject
    quiet = next(each for each in room.emergency(event).conditions if each.code == "quiet")
    assert not quiet.met
    assert graver in quiet.evidence
    assert other not in quiet.evidence
    assert number not in quiet.evidence
    room.act("emergency.join", "liwei", event, complaint=graver, reason="同一事")
    quiet = next(each for each in room.emergency(event).conditions if each.code == "quiet")
    assert "未定" not in quiet.evidence
    assert f"最近纳入 {graver}" in quiet.evidence


def test_what_does_not_belong_is_named_by_who_asks_for_the_end(room: Played) -> None:
    event = without_complaints(room)
    came = room.act("complaint.register", "wangmin", content="理财亏损", channel="phone", level="important").subject
    for condition in PEOPLE:
        room.act("evidence.add", "sunli", event, condition=condition, met="是", text="逐户回访，均已取到款")
    room.clock.on(hours=13)
    with refused(room, "conditions_open", came):
        room.act("emergency.request_end", "qianming", event, reason="平稳")
    with refused(room, "bad_input", "0930-999"):
        room.act("emergency.request_end", "qianming", event, reason="平稳", apart="0930-999")
    room.act("emergency.request_end", "qianming", event, reason="平稳", apart=came)
    room.act("emergency.decide_end", "zhaoguoqiang", event, outcome="approve", reason="同意")
    assert room.emergency(event).stage == "ended"
    room.clock.on(minutes=5)
    room.act("emergency.fact", "wangmin", event, people=0)
    assert room.emergency(event).news == (), "after the end nobody is asked to see it any more"
