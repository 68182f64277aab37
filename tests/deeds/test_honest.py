"""The honest clerk comes through every level of every plan; for the simplest case it needs no more acts than the lazy one."""

from __future__ import annotations

from pathlib import Path

import pytest

from dutyroom.domain.plan.reader import read_plan
from dutyroom.settings.plans import pack_text
from tests.deeds.honest import Clerk
from tests.deeds.lazy import KNOWN
from tests.services.test_emergency_plans import BOOK, heads, staffed
from tests.whole import few

PLANS = {name: read_plan(pack_text(name), name) for name in BOOK}
# A level that only many complaints alike have together is another story (8.02).
LEVELS = [
    (name, level.code)
    for name, plan in PLANS.items()
    for level in plan.levels
    if not plan.alike or plan.alike.level != level.code
]
SIMPLEST = [max((each for each in LEVELS if each[0] == name), key=lambda each: LEVELS.index(each)) for name in BOOK]


@pytest.mark.parametrize(("plan", "level"), few(LEVELS, *SIMPLEST[::9]))
def test_who_does_what_the_plan_says_comes_to_the_end(tmp_path: Path, plan: str, level: str) -> None:
    room = staffed(tmp_path, plan)
    for role in room.plan.roles:
        if role.of_unit:
            heads(room, role.code.replace("_", "-"), room.units()[-1].code)
    number = room.act(
        "complaint.register", "second", content="多收了费用", level=level, channel=room.plan.channels[0].code,
        name="张先生", phone="13912340001", category=room.plan.categories[0].code, unit=room.units()[-1].code,
    ).subject  # fmt: skip
    clerk = Clerk(room, number)
    clerk.settle()
    view = room.complaint(number)
    assert view.closed_at is not None
    assert {each.verdict for each in view.clocks} <= {"met", "running"}
    if (plan, level) in SIMPLEST:
        # To do what the plan says takes as few acts as the shortest way of who only wants it off the desk.
        assert len(clerk.acts) == KNOWN[plan, level, "deeds"]["acts"].count(" · ") + 1
    clerk.finish()
    assert room.complaint(number).status == "closed"
    room.close()
