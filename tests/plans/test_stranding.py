"""A sound plan of any form passes and can be followed to the end; whatever would strand somebody is refused with a mend."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dutyroom.domain.acts import ACTS
from dutyroom.domain.errors import Refusal
from dutyroom.domain.plan.reader import check_plan
from dutyroom.settings.plans import new_plan_text
from tests.deeds.honest import Clerk
from tests.plans.made import Made, plans
from tests.services.conftest import Played
from tests.services.test_emergency_plans import hand, staffed_by

BASE = new_plan_text()
NOUNS = {f"{act.partition('.')[0]}.*" for act in ACTS}


def put(block: str) -> Callable[[str], str]:
    """Puts a block before the units."""
    return lambda text: text.replace("[[unit]]", block + "\n\n[[unit]]", 1)


def swap(old: str, new: str) -> Callable[[str], str]:
    """Changes one thing that every made plan has."""
    assert old in BASE, old
    return lambda text: text.replace(old, new, 1)


def step(code: str, rest: str) -> str:
    return f'[[step]]\ncode = "{code}"\nname = "加步"\nen = "added"\nsource = "supplement"\n{rest}'


PLANTED: dict[str, tuple[Callable[[str], str], str]] = {
    "a step that no role can do": (
        swap('acts = ["statement.check"]', 'acts = ["statement.check", "complaint.step"]'), "没有人能办",
    ),
    "a gate without authority": (
        swap('act = "solution.decide"\nroles = ["leader", "deputy"]', 'act = "solution.decide"\nroles = ["handler"]'), "没有人有权决定",  # noqa: E501
    ),
    "a clock that can't stop": (swap('stop = ["complaint.report_up"]', 'stop = ["complaint.satisfied=happy"]'), "没有这种结果"),
    "a clock that waits for a step of another level": (
        lambda text: put(step("only_normal", 'roles = ["handler"]\nlevels = ["normal"]'))(
            swap('stop = ["complaint.report_up"]', 'stop = ["complaint.step=only_normal"]')(text)
        ),
        "停不下来",
    ),
    "a clock that never starts": (
        lambda text: put(step("only_normal", 'roles = ["handler"]\nlevels = ["normal"]'))(
            swap('start = "level"\nstop = ["complaint.report_up"]', 'start = "step:only_normal"\nstop = ["complaint.report_up"]')(text)  # noqa: E501
        ),
        "永远不会起算",
    ),
    "steps that wait for each other": (
        put(step("one", 'roles = ["handler"]\nafter = ["two"]') + "\n\n" + step("two", 'roles = ["handler"]\nafter = ["one"]')),
        "永远轮不到",
    ),
    "a step by an act that no complaint has": (put(step("odd", 'roles = ["leader"]\nact = "emergency.activate"')), "永远办不了"),
    "a report that says not whom it must reach": (put(step("odd", 'roles = ["handler"]\nact = "complaint.report_up"')), "不符"),
    "a step of a round that there is not": (put(step("odd", 'roles = ["handler"]\nround = "second"')), "没有第二轮"),
    "a reply that waits for the close": (
        put(
            step("end", 'roles = ["leader"]\nact = "complaint.close"\nblocks = ["complaint.reply"]')
        ),
        "永远办不结",
    ),
    "a solution that is blocked by its own approval": (
        swap('blocks = ["measure.carry_out"]', 'blocks = ["measure.carry_out", "solution.submit"]'), "挡住了提请它的事项",
    ),
    "an activation that waits for a statement": (
        swap('applies_to = "emergency"\nclause = "三.1"', 'applies_to = "emergency"\nafter = ["statement_legal"]\nclause = "三.1"'),  # noqa: E501
        "走不到终点",
    ),
    "a termination that waits for more than a year": (swap("hours = 12", "hours = 9000"), "超过一年"),
    "a termination that waits for cases that never close": (
        put(step("shut", 'roles = ["leader"]\nact = "complaint.close"\nblocks = ["complaint.close"]')), "永远不满足：投诉办不结",
    ),
    "a termination that waits for a satisfaction nobody can note": (
        put(
            step("content", 'roles = ["leader"]\nact = "complaint.satisfied"\nblocks = ["complaint.satisfied"]') + "\n\n"
            + '[[condition]]\ncode = "content"\nname = "满意"\nen = "satisfied"\nkind = "all_satisfied"\nsource = "supplement"'
        ),
        "永远不满足：满意度办不了",
    ),
    "a termination that waits for what nobody can show": (
        lambda text: put(
            '[[condition]]\ncode = "shown"\nname = "已整改"\nen = "rectified"\nkind = "stated"\nsource = "supplement"'
        )(swap('acts = ["*"]', f"acts = {json.dumps(sorted(NOUNS - {'evidence.*'}))}")(text)),
        "永远不满足：没有人可以佐证",
    ),
    "a termination without authority": (
        swap('act = "emergency.decide_end"\nroles = ["leader", "deputy"]', 'act = "emergency.decide_end"\nroles = ["duty_officer"]'),  # noqa: E501
        "没有人有权决定",
    ),
    "a succession in a circle": (
        swap('name = "副组长"\nen = "deputy head"', 'name = "副组长"\nen = "deputy head"\nsuccession = ["leader"]'), "又回到自己",
    ),
    "a duty that nobody can sign": (
        lambda text: put(
            '[[duty]]\ncode = "stock"\nname = "清点"\nen = "stock"\nevery = 1\nunit = "months"\nrole = "handler"\nsource = "supplement"'  # noqa: E501
        )(swap('acts = ["statement.check"]', 'acts = ["statement.check", "duty.done"]')(text)),
        "没有人能签",
    ),
}  # fmt: skip


def faults(text: str) -> list[str]:
    return [each.message for each in check_plan(text, "x") if not each.warning]


@settings(max_examples=settings.default.max_examples // 2, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plans(), st.sampled_from(sorted(PLANTED)))
def test_sound_plans_pass_and_each_planted_stranding_is_caught(made: Made, planted: str) -> None:
    assert faults(made.text) == []
    plant, said = PLANTED[planted]
    broken = plant(made.text)
    assert broken != made.text
    found = check_plan(broken, "x")
    mine = [each for each in found if said in each.message]
    assert mine, [each.message for each in found]
    lines = broken.count("\n") + 1
    assert all(1 < each.line <= lines and each.mend for each in mine)


@pytest.mark.parametrize("planted", sorted(PLANTED))
def test_every_stranding_is_caught_in_the_skeleton_and_all_at_once(planted: str) -> None:
    plant, said = PLANTED[planted]
    assert any(said in each for each in faults(plant(BASE)))
    other = plant(BASE).replace("rank = 1", "rank = 0", 1)
    assert any(said in each for each in faults(other))
    assert any("次序" in each for each in faults(other))


@pytest.mark.whole
@settings(max_examples=settings.default.max_examples // 12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plans())
def test_a_made_plan_is_followed_to_the_close_and_an_emergency_to_its_end(made: Made) -> None:
    with tempfile.TemporaryDirectory() as folder:
        room = staffed_by(Path(folder), made.text)
        for level in made.levels:
            number = room.act(
                "complaint.register", "second", content="事由", level=level, channel="phone"
            ).subject
            close(room, number)
            assert room.complaint(number).closed_at is not None
        end_emergency(room)
        room.close()


def close(room: Played, number: str) -> None:
    """Does whatever can be done until the case is closed; fails when a whole round brought nothing."""
    plan, level = room.plan, room.complaint(number).level
    while room.complaint(number).closed_at is None:
        moved = False
        for each in room.complaint(number).steps:
            spec = plan.step(each.code)
            assert spec is not None
            if (
                each.done_at is None
                and not each.blocked
                and spec.act == "complaint.step"
                and spec.applies(level)
            ):
                gate = next((gate for gate in plan.gates if gate.act == "paper.review" and gate.step == each.code), None)
                # Nobody decides on their own paper.
                writer = next(role for role in spec.roles if gate is None or [role] != list(gate.roles))
                room.act("complaint.step", _who(room, writer), number, step=each.code, text="已办")
                moved = True
        for paper in papers(room, number):
            gate = next(gate for gate in plan.gates if gate.act == "paper.review" and gate.step == paper[1])
            room.act("paper.review", _who(room, gate.roles[0]), paper[0], outcome="pass")
            moved = True
        for act, values in (("complaint.reply", {"text": "结果", "way": "phone"}), ("complaint.close", {"text": "办完"})):
            if act == "complaint.reply" and room.complaint(number).status == "replied":
                continue
            try:
                room.act(act, hand(plan, act), number, **values)
            except Refusal:
                continue
            moved = True
        moved = moved or Clerk(room, number).meet_limits()
        assert moved, [(each.code, each.blocked) for each in room.complaint(number).steps]


def papers(room: Played, number: str) -> list[tuple[str, str]]:
    """Papers of the case that still wait for a gate: (number, step)."""
    from sqlmodel import select

    from dutyroom.services.gates.gates import decided
    from dutyroom.store.rows.emergencies import Paper

    with room.database.read() as session:
        rows = session.exec(select(Paper).where(Paper.complaint == number, Paper.kind == "paper")).all()
        gated = {gate.step for gate in room.plan.gates if gate.applies_to == "paper"}
        return [
            (f"P{row.id}", row.form)
            for row in rows
            if row.form in gated and not decided(session, f"P{row.id}", row.edition)
        ]


def end_emergency(room: Played) -> None:
    """From report to return to normal by whoever the plan names."""
    plan = room.plan

    def act(what: str, subject: str = "", **values: object) -> str:
        return room.act(what, hand(plan, what), subject, **values).subject

    event = act("emergency.report", title="聚集", place="一楼")
    act("emergency.propose", event, scope="可能扩大")
    act("emergency.activate", event, workstreams=tuple(each.code for each in plan.workstreams), reason="依据")
    room.clock.at += timedelta(hours=max(each.hours for each in plan.conditions) + 1)
    for condition in plan.conditions:
        if condition.kind != "no_new_for":
            act("evidence.add", event, condition=condition.code, met="是", text="已办")
    act("emergency.request_end", event, reason="条件满足")
    act("emergency.decide_end", event, outcome="approve")
    act("review.write", event, causes="沟通不足", held="二", gaps="三", improvements="四")
    for notice in room.emergency(event).notices:
        for unit, _name, _en, _at in notice.receipts:
            act("notice.receipt", f"N{notice.id}", unit=unit)
    act("emergency.finish", event)
    assert room.emergency(event).stage == "finished"


def _who(room: Played, code: str) -> str:
    role = room.plan.role(code)
    assert role is not None
    return ("first" if role.shift_lead else "second") if role.by_shift else code.replace("_", "-")
