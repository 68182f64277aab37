"""One key from the panel: command, questions, instructions, conferences and reports; Enter answers, Esc leaves."""

from __future__ import annotations

import pytest

from tests.console.played import running
from tests.console.test_emergency_screens import desk, panel, sees
from tests.services.conftest import SECRET, Played
from tests.whole import few


@pytest.mark.whole
@pytest.mark.parametrize("size", few([(80, 24), (120, 40)], (80, 24), one=True))
@pytest.mark.beat(play=running)
async def test_what_was_asked_is_answered_from_its_page(room: Played, size: tuple[int, int]) -> None:
    event = room.begun
    room.act("emergency.ask", "sunli", event, question="是否停业", options="停业\n照常", minutes=10)
    room.act("emergency.instruct", "liwei", event, giver="行长", text="逐户答复", taker="sunli", due="09-30 20:00")
    async with desk(room, "zhaoguoqiang", size) as pilot:
        await panel(pilot)
        await pilot.press("c")
        await sees(pilot, "指挥与报告", "Q1", "是否停业", "待批复", "I1", "逐户答复")
        # With the cursor on an entry another one can be begun all the same.
        await pilot.press("a")
        await sees(pilot, "批复", "召集会商")
        await pilot.press("escape")
        await pilot.press("enter")
        await sees(pilot, "批复 Q1")
        await pilot.press("escape", "escape")
        await sees(pilot, "8 终止条件")


@pytest.mark.whole
@pytest.mark.beat(play=running)
async def test_a_report_is_signed_over_its_own_text(room: Played) -> None:
    """From the panel the form of the act opens over the entry that is decided on, and the panel is there again after it."""
    event = room.begun
    room.act("emergency.ask", "sunli", event, question="是否停业", options="停业\n照常", minutes=10)
    paper = room.act("sitrep.draft", "liwei", event, sitrep="leaders").subject
    async with desk(room, "zhaoguoqiang", (120, 40)) as pilot:
        await panel(pilot)
        scene = pilot.app.screen.scene
        away = next(n for n, line in enumerate(scene.lines) if line.act == "sitrep.approve") - scene.first_own
        await pilot.press(*["down" if away > 0 else "up"] * abs(away), "enter")
        await sees(pilot, "审签态势报告 " + paper, "投诉 1 件，在办 1 件。", "下一步：")
        await pilot.press("1", "tab", "tab", *SECRET, "ctrl+s")
        await sees(pilot, "8 终止条件", "已审签")
