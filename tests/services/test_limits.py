"""监管时限 in a room: on, extended, reviewed, mended and off, on both databases; verdicts stay, the record replays."""

from __future__ import annotations

import pytest

from dutyroom.domain.errors import Refusal
from dutyroom.settings.limits import limits_text
from dutyroom.store.replay import differences, payloads, replay, snapshot
from tests.services.conftest import SECRET, Played

CODE = "cn-bank-insurance"


def register(room: Played) -> str:
    return room.act("complaint.register", "liwei", content="费用争议", level="normal", channel="phone").subject


def due(room: Played, number: str, code: str = "limits-decide") -> list[tuple[str, str]]:
    zone = room.calendar.tz
    return [
        (f"{each.due.astimezone(zone):%m-%d}", each.verdict)
        for each in room.complaint(number).clocks
        if each.code == code
    ]


def refused(room: Played, act: str, actor: str, number: str = "", **values: object) -> Refusal:
    head = room.head()
    with pytest.raises(Refusal) as no:
        room.act(act, actor, number, **values)
    assert room.head() == head
    return no.value


def replays(room: Played) -> None:
    with room.database.read() as session:
        assert differences(replay(payloads(session)), snapshot(session)) == []


@pytest.mark.requirement("X.06")
def test_switched_on_they_run_beside_the_plans_clocks_for_every_open_complaint(room: Played) -> None:
    before = register(room)
    assert due(room, before) == []
    assert refused(room, "complaint.extend", "liwei", before, reason="x").code == "no_limits"
    done = room.act("plan.limits", "zhaoguoqiang", limits=CODE)
    assert "2020-3" in done.message
    after = register(room)
    for number in (before, after):
        # 15 days from 09-30: 10-15, a working day.
        assert due(room, number) == [("10-15", "running")]
        clocks = {each.code: each for each in room.complaint(number).clocks}
        assert clocks["limits-decide"].source == "regulation"
        assert clocks["limits-decide"].clause == "银保监会令2020年第3号 第十八条"
        assert clocks["reply"].source != "regulation"
        lines = room.explain(clocks["limits-decide"].id)
        assert sum(line.counted for line in lines) == 15
    # A level is the plan's: the regulation's limit stays.
    room.act("complaint.level", "liwei", after, level="important", reason="x")
    assert due(room, after) == [("10-15", "running")]
    room.act("complaint.reply", "liwei", after, text="已退费")
    assert due(room, after) == [("10-15", "met")]
    assert {each.code for each in room.preview({"level": "normal"})} >= {"reply", "limits-decide"}
    replays(room)


@pytest.mark.requirement("X.06")
def test_they_are_extended_as_far_and_as_the_regulation_asks(room: Played) -> None:
    room.act("plan.limits", "zhaoguoqiang", limits=CODE)
    number = register(room)
    room.act("complaint.extend", "liwei", number, reason="情况复杂，须调取录像")
    assert due(room, number) == [("10-30", "running")]
    no = refused(room, "complaint.extend", "liwei", number, reason="待鉴定")
    assert {fault.field for fault in no.faults} == {"approver", "told"}
    told = room.clock.at
    assert refused(room, "complaint.extend", "liwei", number, reason="x", approver="liwei", told=told).code == "same_person"
    done = room.act("complaint.extend", "liwei", number, reason="待鉴定", approver="qianming", told=told)
    # The 60th day is a Sunday and rolls to Monday.
    assert "11-30" in done.message
    assert due(room, number) == [("11-30", "running")]
    assert refused(room, "complaint.extend", "liwei", number, reason="x").code == "no_extension"
    # A level, and a mended file, leave what was extended.
    room.act("complaint.level", "liwei", number, level="important", reason="x")
    room.act("plan.limits", "zhaoguoqiang", text=limits_text(CODE).replace('"15 calendar_days"', '"10 calendar_days"'))
    assert due(room, number) == [("11-30", "running")]
    assert due(room, register(room)) == [("10-10", "running")]
    replays(room)


def test_a_limit_that_has_passed_is_not_extended_and_stays_a_breach_when_switched_off(room: Played) -> None:
    room.act("plan.limits", "zhaoguoqiang", limits=CODE)
    late, open_still = register(room), register(room)
    room.act("complaint.extend", "liwei", open_still, reason="x")
    room.clock.to("10-16 09:00")
    assert refused(room, "complaint.extend", "liwei", late, reason="x").code == "breached"
    room.act("plan.limits_off", "zhaoguoqiang", reason="改用新规定")
    assert due(room, late) == [("10-15", "breached")]
    assert due(room, open_still) == [("10-30", "void")]
    assert due(room, register(room)) == []
    assert refused(room, "plan.limits_off", "zhaoguoqiang", reason="x").code == "no_change"
    replays(room)


def test_a_review_opens_a_closed_case_again_and_has_thirty_days(room: Played) -> None:
    room.act("plan.limits", "zhaoguoqiang", limits=CODE)
    number = register(room)
    assert refused(room, "complaint.check_ask", "liwei", number, text="x").code == "not_yet"
    room.act("complaint.contact", "liwei", number, result="reached", text="已说明")
    room.act("complaint.reply", "liwei", number, text="不予退费")
    room.clock.to("10-20 10:00")
    done = room.act("complaint.check_ask", "liwei", number, text="认为核实不全")
    assert "11-19" in done.message
    assert due(room, number, "limits-check") == [("11-19", "running")]
    assert refused(room, "complaint.check_ask", "liwei", number, text="x").code == "no_change"
    room.act("complaint.check_decide", "liwei", number, text="维持")
    assert due(room, number, "limits-check") == [("11-19", "met")]
    assert refused(room, "complaint.check_decide", "liwei", number, text="x").code == "not_yet"
    # Asked again, it is another clock.
    room.clock.to("10-21 10:00")
    room.act("complaint.check_ask", "liwei", number, text="又有新材料")
    assert [verdict for _day, verdict in due(room, number, "limits-check")] == ["met", "running"]
    replays(room)


def test_only_who_may_switches_them_and_a_broken_text_changes_nothing(room: Played) -> None:
    assert refused(room, "plan.limits", "wangmin", limits=CODE).code == "not_allowed"
    assert refused(room, "plan.limits", "zhaoguoqiang", text="format = 1").code == "bad_limits"
    assert refused(room, "plan.limits", "zhaoguoqiang").code == "bad_input"
    assert refused(room, "plan.limits", "zhaoguoqiang", limits="moon").code == "bad_input"


def test_refusals_of_recusal_cite_the_article_once_it_is_switched_on(room: Played) -> None:
    number = room.act(
        "complaint.register", "liwei", content="争吵", level="normal", channel="phone", persons="王敏"
    ).subject
    assert "第十七条" not in refused(room, "complaint.assign", "liwei", number, owner="wangmin").hint
    room.act("plan.limits", "zhaoguoqiang", limits=CODE)
    assert "第十七条" in refused(room, "complaint.assign", "liwei", number, owner="wangmin").hint
    assert room.sign_in("liwei", SECRET).person == "liwei"
