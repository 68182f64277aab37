"""Every plan leads its own emergency from report to return to normal: nothing here knows any plan's words."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from dutyroom.domain.errors import Refusal
from dutyroom.domain.gate import gate_of
from dutyroom.domain.plan.plan import Plan
from dutyroom.domain.plan.reader import read_plan
from dutyroom.services.plan.founding import Member
from dutyroom.settings.plans import pack_names, pack_text
from tests.copies import give_keys
from tests.databases import Databases, Files
from tests.services.conftest import SECRET, Played, founding, opened
from tests.whole import few

BOOK = [name for name in pack_names() if not name.startswith("_")]


def staffed(folder: Path, name: str) -> Played:
    """A room of that pack where every role has a person of its own, and two are on shift."""
    return staffed_by(folder, pack_text(name))


def staffed_by(folder: Path, text: str) -> Played:
    """The same, of a plan's text."""
    return staffed_at(Files(folder), folder / "keys", text)


def staffed_at(databases: Databases, keys: Path, text: str) -> Played:
    """The same, where databases of either kind are made."""
    plan = read_plan(text, "plan")
    people = [
        Member(role.code.replace("_", "-"), role.name, role.en, f"1390000{place:04}", roles=(role.code,))
        for place, role in enumerate(role for role in plan.roles if not role.by_shift)
    ]
    people += [Member("first", "甲", shift="lead"), Member("second", "乙", shift="on")]
    name = f"staffed-{hashlib.sha256(text.encode()).hexdigest()[:16]}"
    return opened(databases.copy(name, founding(text, people, "本单位")), give_keys(keys))


def hand(plan: Plan, act: str) -> str:
    """Somebody who may do the act: where a gate decides it, one of the gate's roles, else the first whom the plan allows."""
    gate = gate_of(plan, act)
    allow = plan.allowed(act)
    assert allow is not None
    role = next(code for code in (gate.roles if gate else allow.roles) if code in allow.roles)
    known = plan.role(role)
    assert known is not None
    return ("first" if known.shift_lead else "second") if known.by_shift else role.replace("_", "-")


def unnamed(plan: Plan) -> dict[str, str]:
    """What is said of a complainant of whom nothing is known, where the plan asks who complains."""
    return {"anonymous": "yes"} if any("anonymous" in form.either for form in plan.forms) else {}


def grounds(plan: Plan) -> dict[str, str]:
    """On which ground the plan is activated, where it names any."""
    return {"ground": plan.grounds[0].code} if plan.grounds else {}


def heads(room: Played, person: str, unit: str) -> None:
    """The person belongs to that unit, whose matters they answer for."""
    others = [each.person for each in room.roster() if each.person not in (person, "")]
    by = next(each for each in others if not room.may(room.sign_in(each, SECRET), "person.unit", person))
    second = next(each for each in others if each != by and not room.may(room.sign_in(each, SECRET), "roster.appoint"))
    room.act("person.unit", by, person, unit=unit, second=second, second_secret=SECRET)


@pytest.mark.whole
def test_a_level_that_activates_opens_the_event_by_itself(tmp_path: Path) -> None:
    room = staffed(tmp_path, "sudden-incident")
    level = next(each for each in room.plan.levels if each.activates)
    other = next(each for each in room.plan.levels if not each.activates)
    channel = room.plan.channels[0].code
    number = room.act("complaint.register", "second", content="多人受伤", level=other.code, channel=channel).subject
    assert room.emergencies() == ()
    room.act("complaint.level", "first", number, level=level.code, reason="伤情确认")
    (view,) = room.emergencies()
    assert (view.stage, [row.number for row in view.complaints]) == ("assessed", [number])
    assert view.now[0].act == "emergency.activate"
    room.act("complaint.register", "second", content="另一件", level=level.code, channel=channel)
    assert len(room.emergencies()) == 1
    leader = hand(room.plan, "emergency.activate")
    given = {"workstreams": (room.plan.workstreams[0].code,), "reason": "立即启动", **grounds(room.plan)}
    room.act("emergency.activate", leader, view.number, **given)
    assert room.emergency(view.number).stage == "responding"
    room.close()


@pytest.mark.requirement("1.09", "1.12")
@pytest.mark.parametrize("name", few(BOOK, "rural-commercial-bank"))
def test_from_report_to_return_to_normal(name: str, tmp_path: Path) -> None:
    room = staffed(tmp_path, name)
    plan = room.plan

    def act(what: str, subject: str = "", **values: object) -> str:
        return room.act(what, hand(plan, what), subject, **values).subject

    level, channel = plan.levels[0].code, plan.channels[0].code
    number = act("complaint.register", content="事由", level=level, channel=channel, **unnamed(plan))
    begun = room.emergencies()
    if plan.levels[0].activates:
        event = begun[0].number
    else:
        event = act("emergency.report", title="聚集", place="一楼", complaint=number)
        act("emergency.propose", event, scope="可能扩大")
    streams = [each.code for each in plan.workstreams]
    act("emergency.activate", event, workstreams=tuple(streams), reason="依据", **grounds(plan))
    view = room.emergency(event)
    assert [each.state for each in view.workstreams] == ["active"] * len(streams)
    assert [each.total for each in view.workstreams] == [len(each.tasks) for each in plan.workstreams]
    assert len(view.notices) == sum(rule.kind == "activation" for rule in plan.notices)
    open_ = [task for each in view.workstreams for task in each.tasks]
    while open_:
        free = [task for task in open_ if not task.blocked]
        assert free, "the plan's tasks wait for each other"
        for task in free:
            act("task.done", f"T{task.id}", evidence="已办")
        open_ = [task for each in room.emergency(event).workstreams for task in each.tasks if task.state == "open"]
    measure = plan.measures[0].code if plan.measures else ""
    act("solution.submit", event, title="方案", text="正文", measures=(measure,))
    solution = f"P{room.emergency(event).papers[-1].id}"
    blocked = [gate for gate in plan.gates if "measure.carry_out" in gate.blocks]
    if blocked:
        with pytest.raises(Refusal) as no:
            act("measure.carry_out", solution, measure=measure, proof="已办")
        assert no.value.code == "gate_closed"
        assert all(gate.name in no.value.message for gate in blocked)
    act("solution.decide", solution, outcome="approve")
    act("measure.carry_out", solution, measure=measure, proof="已办")
    act("statement.draft", event, title="声明", text="正文")
    statement = f"P{room.emergency(event).papers[-1].id}"
    for gate in sorted((gate for gate in plan.gates if gate.applies_to == "statement"), key=lambda gate: len(gate.after)):
        with pytest.raises(Refusal):
            act("statement.publish", statement, where="官网")
        act(gate.act, statement, outcome="pass" if gate.act == "statement.check" else "approve")
    act("statement.publish", statement, where="官网")
    with pytest.raises(Refusal) as no:
        act("emergency.request_end", event, reason="已缓和")
    assert no.value.code == "conditions_open"
    assert {fault.field for fault in no.value.faults} == {each.code for each in plan.conditions}
    act("emergency.leave", event, complaint=number, reason="另行办理")
    for condition in plan.conditions:
        if condition.kind != "no_new_for":
            act("evidence.add", event, condition=condition.code, met="是", text="已办")
    room.clock.on(hours=max((each.hours for each in plan.conditions), default=0))
    act("emergency.request_end", event, reason="条件满足")
    act("emergency.decide_end", event, outcome="approve")
    act("review.write", event, causes="沟通不足", held="二", gaps="三", improvements="四")
    with pytest.raises(Refusal) as no:
        act("emergency.finish", event)
    assert {fault.message for fault in no.value.faults} == {unit.name for unit in plan.units}
    for notice in room.emergency(event).notices:
        for unit, _name, _en, _at in notice.receipts:
            act("notice.receipt", f"N{notice.id}", unit=unit)
    act("emergency.finish", event)
    assert room.emergency(event).stage == "finished"
    room.close()
