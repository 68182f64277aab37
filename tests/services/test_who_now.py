"""「现在」 names who can do it: who may, who can be had, who stands in and why, and what is left when nobody can."""

from __future__ import annotations

from typing import Any

import pytest

from dutyroom.cli import emergency as told_in_lines
from dutyroom.domain.errors import Refusal
from dutyroom.lang import set_language
from dutyroom.services.emergency.panel.views import NowLine
from tests.services.conftest import SECRET, Played
from tests.services.test_emergency_story import called, complaint

TOLD = {"workstreams": "complaints,publicity", "reason": "群体性投诉"}


def assessed(room: Played, by: str = "liwei") -> tuple[str, str]:
    """A complaint and its event, which waits for a decision on activation, at 17:02."""
    number = complaint(room)
    event = room.act("emergency.report", "liwei", title="储户聚集", place="城关支行", complaint=number).subject
    room.clock.to("17:02")
    room.act("emergency.propose", by, event, scope="二十人聚集")
    return number, event


def line(room: Played, event: str, act: str) -> NowLine:
    return next(each for each in room.emergency(event).now if each.act == act)


def who(room: Played, event: str, act: str) -> tuple[str, str]:
    found = line(room, event, act)
    return found.role, found.person


def unreached(room: Played, number: str, person: str, minute: int = 3) -> None:
    for n in range(2):
        room.clock.to(f"17:{minute + n:02}")
        called(room, number, "no_answer", person)


def agree(room: Played, event: str, act: str, subject: str, **values: Any) -> None:
    """Whom the line names may, and of the others that hold a role nobody may whom it leaves out."""
    found = line(room, event, act)
    people = {each.code: each.name for each in room.people()}
    assert found.person in [people[code] for code in found.may] or not found.may
    for code in people:
        head = room.head()
        try:
            room.act(act, code, subject, **values, command_id=f"{act}-{code}-{head}")
        except Refusal:
            assert code not in found.may, code
        else:
            assert code in found.may, code
            return


def test_who_comes_first_and_is_there_needs_no_reason(room: Played) -> None:
    _number, event = assessed(room)
    found = line(room, event, "emergency.activate")
    assert (found.role, found.person, found.why, found.alarm) == ("chief", "赵国强", "", False)
    # The deputy stands behind the chief: not one of those who may.
    assert found.may == ("zhaoguoqiang",)


def test_called_twice_in_vain_the_deputy_is_named_with_the_reason(room: Played) -> None:
    number, event = assessed(room)
    called(room, number, "no_answer")
    assert who(room, event, "emergency.activate") == ("chief", "赵国强"), "one call is not enough by the plan"
    room.clock.to("17:04")
    called(room, number, "no_answer")
    found = line(room, event, "emergency.activate")
    assert (found.role, found.person) == ("deputy", "钱明")
    assert found.told == "决定是否启动预案（总指挥赵国强 2 次未接通，按预案代行）"
    assert told_in_lines._next(room.emergency(event)) == found.told
    agree(room, event, "emergency.activate", event, **TOLD)


def test_reached_after_all_it_is_the_chief_again(room: Played) -> None:
    number, event = assessed(room)
    unreached(room, number, "zhaoguoqiang")
    room.clock.to("17:05")
    called(room, number, "reached")
    found = line(room, event, "emergency.activate")
    assert (found.person, found.why) == ("赵国强", "")


def test_when_nobody_is_reached_it_says_so_and_what_is_left(room: Played) -> None:
    number, event = assessed(room)
    unreached(room, number, "zhaoguoqiang")
    unreached(room, number, "qianming", 5)
    found = line(room, event, "emergency.activate")
    assert (found.person, found.may, found.alarm) == ("赵国强", (), True)
    assert "总指挥赵国强 2 次未接通、副总指挥钱明 2 次未接通，现无人可办" in found.told
    assert "继续逐级通知，接通后可电话授权" in found.told


def test_who_proposed_it_is_not_named_to_decide_it(room: Played) -> None:
    room.act("roster.appoint", "zhaoguoqiang", role="publicity", person="qianming", second="heyan", second_secret=SECRET)
    room.act("roster.state", "liwei", person="zhaoguoqiang", state="away")
    _number, event = assessed(room, by="qianming")
    found = line(room, event, "emergency.activate")
    assert found.may == ()
    assert found.why.startswith("总指挥赵国强离岗，现无人可办")


def running(room: Played, commander: str = "zhaoguoqiang") -> tuple[str, str]:
    number, event = assessed(room)
    if commander == "qianming":
        unreached(room, number, "zhaoguoqiang")
    room.act("emergency.activate", commander, event, **TOLD)
    return number, event


def solution(room: Played, event: str, **more: Any) -> str:
    told = {"title": "补偿", "text": "按户补偿", "measures": ("refund",)}
    return room.act("solution.submit", "sunli", event, **told, **more).subject


def test_a_sum_above_the_deputys_limit_is_never_the_deputys(room: Played) -> None:
    _number, event = running(room, "qianming")
    small = solution(room, event, sum=800)
    assert who(room, event, "solution.decide") == ("deputy", "钱明"), "the commander decides"
    room.act("solution.decide", "qianming", small, outcome="approve")
    large = solution(room, event, sum=60000)
    found = line(room, event, "solution.decide")
    assert (found.subject, found.role, found.person) == (large, "chief", "赵国强")
    # And while the chief can't be had: nobody, and not the deputy.
    assert (found.alarm, found.may) == (True, ())
    assert "总指挥赵国强 2 次未接通，现无人可办：继续逐级通知，接通后由其本人办理" in found.told
    with pytest.raises(Refusal, match="可批至"):
        room.act("solution.decide", "qianming", large, outcome="approve")


def test_who_is_complained_of_is_not_named(room: Played) -> None:
    number, event = running(room)
    room.act("complaint.correct", "liwei", number, persons="赵国强行长", reason="来电人补充")
    solution(room, event, complaint=number)
    found = line(room, event, "solution.decide")
    assert "zhaoguoqiang" not in found.may
    assert found.person != "赵国强"
    agree(room, event, "solution.decide", found.subject, outcome="approve")


def test_who_wrote_a_statement_is_not_named_to_check_it(room: Played) -> None:
    _number, event = running(room)
    room.act("workstream.add", "zhaoguoqiang", event, workstream="legal", reason="审核")
    paper = room.act("statement.draft", "wuting", event, title="说明", text="正在核实").subject
    assert who(room, event, "statement.check") == ("legal", "周磊")
    room.act("roster.appoint", "zhaoguoqiang", role="legal", person="wuting", second="heyan", second_secret=SECRET)
    room.clock.on(seconds=1)
    found = line(room, event, "statement.check")
    assert "wuting" not in found.may
    assert found.person != "吴婷"
    agree(room, event, "statement.check", paper, outcome="pass")


def test_a_commander_who_cannot_be_had_is_stood_in_for(room: Played) -> None:
    number, event = running(room)
    solution(room, event)
    assert who(room, event, "solution.decide") == ("chief", "赵国强")
    unreached(room, number, "zhaoguoqiang", 10)
    found = line(room, event, "solution.decide")
    assert (found.role, found.person) == ("deputy", "钱明")
    assert "赵国强 2 次未接通" in found.told
    agree(room, event, "solution.decide", found.subject, outcome="approve")


def test_whose_task_it_is_and_who_stands_in(room: Played) -> None:
    _number, event = running(room)
    task = room.emergency(event).workstreams[0].tasks[0]
    room.act("task.assign", "sunli", task.number, owner="fengjun", stand_in="wuting")
    assert line(room, event, "task.done").person == "冯军"
    room.act("roster.state", "liwei", person="fengjun", state="away")
    found = line(room, event, "task.done")
    assert (found.person, found.why) == ("吴婷", "投诉处理组组长冯军离岗，改由其办理")


def test_a_complaints_own_page_names_who_decides_too(room: Played) -> None:
    """Outside an emergency as well: the paper that waits, and who leads."""
    number = complaint(room, level="important")
    for step in ("investigate", "measures"):
        room.act("complaint.step", "sunli", number, step=step, text="经过")
    room.act("complaint.solve", "sunli", number, title="补偿", text="按户补偿", measures=("refund",), sum=60000)

    def gate() -> str:
        return room.complaint(number).work.papers[-1].gates[0].who

    assert gate() == "总指挥 赵国强"
    room.act("roster.state", "liwei", person="zhaoguoqiang", state="away")
    assert gate() == "总指挥 赵国强（总指挥赵国强离岗，现无人可办：继续逐级通知，接通后由其本人办理）"


def test_that_the_commander_cannot_be_had_stands_where_the_commander_is_named(room: Played) -> None:
    number, event = running(room)
    assert room.emergency(event).commander_lost == ""
    unreached(room, number, "zhaoguoqiang", 10)
    assert room.emergency(event).commander_lost == "2 次未接通"
    room.act("log.write", "zhaoguoqiang", text="已到场")
    assert room.emergency(event).commander_lost == ""


def test_the_reason_in_english(room: Played) -> None:
    number, event = assessed(room)
    unreached(room, number, "zhaoguoqiang")
    set_language("en")
    told = line(room, event, "emergency.activate").told
    assert told == "decide on activation (commander-in-chief Zhao Guoqiang 2 calls unanswered: stands in by the plan)"
