"""What only one plan asks for, done in a room of that plan: 24 hours off hours, 紧急 at once, four papers before 归档."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from dutyroom.console.present.cases.complaint import Naming, clocks, head_line, steps
from dutyroom.domain.errors import Refusal
from dutyroom.domain.names import clause_name, shown_number
from dutyroom.lang import set_language
from dutyroom.settings.plans import pack_names
from tests.plans.conftest import Opened
from tests.services.conftest import Played
from tests.services.test_emergency_plans import hand, unnamed
from tests.whole import few


def register(room: Played, level: str, **values: object) -> str:
    channel = room.plan.channels[0].code
    given = {**unnamed(room.plan), "content": "事由", "level": level, "channel": channel, **values}
    return room.act("complaint.register", "second", **given).subject


def due(room: Played, number: str, code: str) -> str:
    """When the clock is due, in the organisation's zone."""
    clock = next(each for each in room.complaint(number).clocks if each.code == code)
    return f"{clock.due.astimezone(ZoneInfo('Asia/Shanghai')):%m-%d %H:%M}"


def step(room: Played, number: str, code: str, **values: object) -> None:
    """A step by somebody of the step's own roles."""
    wanted = next(each for each in room.plan.steps if each.code == code)
    role = room.plan.role(wanted.roles[0])
    assert role is not None
    who = ("first" if role.shift_lead else "second") if role.by_shift else role.code.replace("_", "-")
    room.act("complaint.step", who, number, step=code, text="已办", **values)


@pytest.mark.whole
def test_units_are_offered_as_a_tree_in_the_plans_order_and_what_was_added_comes_behind(opened: Opened) -> None:
    room = opened("bank-branches")
    names = [each.name for each in room.units()]
    assert names[0] == "总行"
    assert names.index("东城支行市场网点") == names.index("东城支行") + 1
    room.act("unit.set", hand(room.plan, "unit.set"), code="a_desk", name="新设网点", parent="east", kind="outlet")
    names = [each.name for each in room.units()]
    assert names[names.index("东城支行") :][:3] == ["东城支行", "东城支行市场网点", "新设网点"]
    assert [each.name for each in room.unit_plans()] == names


@pytest.mark.requirement("9.03")
def test_9_03_ordinary_24_hours_or_the_time_the_customer_asked_for(opened: Opened) -> None:
    room = opened("property-management")
    plain = register(room, "normal")
    assert due(room, plain, "reply") == "10-01 16:50"
    asked = datetime.fromisoformat("2026-09-30T20:00:00+08:00")
    sooner = register(room, "normal", requested_time=asked, requested_why="晚间离开")
    assert due(room, sooner, "reply") == "09-30 20:00"
    assert dict(room.complaint(sooner).facts)["requested_why"] == "晚间离开"


@pytest.mark.requirement("9.04")
def test_9_04_off_hours_another_department_passes_on_and_the_customer_hears_on_the_next_working_day(opened: Opened) -> None:
    room = opened("property-management")
    room.clock.to("09-30 22:00")
    channel = room.plan.channels[0].code
    number = room.act("complaint.register", "other-department", content="停电", level="major", channel=channel).subject
    assert due(room, number, "arrive") == "09-30 22:15"
    step(room, number, "attend")
    assert {each.code: each.verdict for each in room.complaint(number).clocks}["arrive"] == "met"
    # The highest leader on duty is told, and asks the general manager directly: only that is the report.
    told = lambda: "tell_general_manager" in {each.code for each in room.complaint(number).steps if each.done_at}  # noqa: E731
    with pytest.raises(Refusal) as no:
        room.act("complaint.step", "senior-on-duty", number, step="tell_general_manager", text="已汇报")
    assert no.value.code == "wrong_act"
    call = {"person": "senior-on-duty", "result": "reached"}
    said = room.act("complaint.report_up", "service-duty", number, **call).message
    assert "须接通中心总经理" in said
    assert not told()
    room.act("complaint.report_up", "senior-on-duty", number, person="general-manager", result="no_answer")
    assert not told()
    room.act("complaint.report_up", "senior-on-duty", number, person="general-manager", result="reached", text="已请示处理方式")
    assert told()
    room.act("complaint.step", "service-duty", number, step="explained", text="当日无法解决，已解释")
    # 国庆节 lies between: the first working day after is the 8th.
    assert due(room, number, "next_working_day") == "10-08 17:30"
    room.clock.to("10-08 09:00")
    room.act("complaint.reply", "manager", number, text="已修复", way="phone")
    assert {each.code: each.verdict for each in room.complaint(number).clocks}["next_working_day"] == "met"


@pytest.mark.whole
def test_who_stands_in_may_be_told_once_the_general_manager_was_called_in_vain(opened: Opened) -> None:
    room = opened("property-management")
    number = register(room, "major")

    def call(person: str, result: str = "reached") -> bool:
        room.act("complaint.report_up", "first", number, person=person, result=result)
        return "tell_general_manager" in {each.code for each in room.complaint(number).steps if each.done_at}

    assert not call("general-manager", "no_answer")
    assert not call("senior-on-duty")
    assert not call("general-manager", "busy")
    assert not call("manager"), "the highest leader on duty comes before the manager"
    assert call("senior-on-duty")


@pytest.mark.requirement("4.03", "5.06", "7.03", "8.05")
@pytest.mark.parametrize("name", ["three-tier", "sudden-incident", "disposal-office", "bank-branches"])
def test_the_level_that_activates_does_so_at_any_hour(opened: Opened, name: str) -> None:
    """4.03, 7.02, 5.06, 8.05: at once, also at night and on a holiday; its place is a name, never a code."""
    room = opened(name)
    room.clock.to("10-02 23:30")
    level = next(each for each in room.plan.levels if each.activates)
    unit = room.plan.units[-1]
    number = register(room, level.code, unit=unit.code)
    (event,) = room.emergencies()
    assert (event.stage, [row.number for row in event.complaints], event.place) == ("assessed", [number], unit.name)
    assert event.now[0].act == "emergency.activate"
    channel = room.plan.channels[0].code
    done = room.act("complaint.register", "second", content="又一件", level=level.code, channel=channel, **unnamed(room.plan))
    assert shown_number(room.plan, event.number) in done.message
    assert len(room.emergencies()) == 1
    view, naming = room.complaint(number), Naming(room.plan, {}, {}, None, ZoneInfo("Asia/Shanghai"))
    assert "应急〔2026〕1号" in "".join(part for part, _look in head_line(view, naming, room.now()))


@pytest.mark.requirement("7.02", "7.03")
def test_7_02_clocks_count_working_days_though_activated_at_once(opened: Opened) -> None:
    room = opened("sudden-incident")
    room.clock.to("10-02 23:30")
    numbers = {level.code: register(room, level.code) for level in room.plan.levels}
    told = {code: due(room, number, "reply") for code, number in numbers.items()}
    # 10-08 is the first working day after the holiday, 10-10 a make-up day.
    assert told == {"urgent": "10-08 17:30", "important": "10-10 17:30", "normal": "10-13 17:30"}


def test_only_banks_note_their_cash_position(opened: Opened) -> None:
    room = opened("property-management")
    event = room.act("emergency.report", "second", title="停电", place="一楼").subject
    with pytest.raises(Refusal):
        room.act("emergency.fact", "second", event, cash="充足")
    room.act("emergency.fact", "second", event, people=3)


def test_reasons_in_english_are_english(opened: Opened) -> None:
    room = opened("disposal-office")
    number = register(room, "plain")
    set_language("en")
    with pytest.raises(Refusal) as no:
        room.act("complaint.reply", hand(room.plan, "complaint.reply"), number, text="result")
    assert no.value.message.isascii()


@pytest.mark.whole
@pytest.mark.parametrize("name", few(pack_names(), "company"))
def test_an_english_room_says_nothing_in_chinese_of_its_plan(opened: Opened, name: str) -> None:
    """Clocks with what stops them and by which clause, steps, what is asked for, what is to be done in an emergency."""
    room = opened(name)
    set_language("en")
    plan = room.plan
    number = register(room, plan.levels[0].code)
    if not room.emergencies():
        event = room.act("emergency.report", "first", title="Crowd", place="Hall", complaint=number).subject
        room.act("emergency.propose", "first", event, scope="wide")
    (view,) = room.emergencies()
    naming = Naming(plan, {}, {}, None, ZoneInfo("Asia/Shanghai"))
    seen = room.complaint(number)
    lines = [*clocks(seen, room.now(), naming, 60), *steps(seen, naming, 60)]
    lines += [stream_line for stream in plan.workstreams for stream_line in [[(clause_name(stream.clause), "")]]]
    # Who registered it, and what they typed, is theirs.
    said = [text.replace("乙", "").replace("事由", "") for line in lines for text, _look in line]
    said += [view.scope, *(line.en for line in view.now), *(each.evidence_en for each in view.conditions)]
    assert [text for text in said if re.search("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]", text)] == []
