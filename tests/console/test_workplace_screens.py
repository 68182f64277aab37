"""The places of work under real keys: what each group keeps is in sight, entered by keys, and opens with its history."""

from __future__ import annotations

import pytest

from dutyroom.console.widgets.rows import Rows
from tests.console.played import running
from tests.console.test_emergency_screens import desk, panel, sees
from tests.services.conftest import Played
from tests.whole import few


@pytest.mark.whole
@pytest.mark.beat(play=running)
@pytest.mark.parametrize("size", few([(80, 24), (120, 40)], (80, 24), one=True))
async def test_what_is_kept_is_in_sight_and_goes_on_by_keys(room: Played, size: tuple[int, int]) -> None:
    event = room.begun
    room.act("workstream.add", "zhaoguoqiang", event, workstream="legal", reason="涉法")
    room.act("opinion.add", "wuting", event, place="短视频平台", reach=58000, tone="neutral", text="同一视频", item=1)
    number = room.emergency(event).complaints[0].number
    room.act("customer.mood", "sunli", number, mood="angry", text="张三不肯离开")
    room.act("exhibit.add", "zhoulei", event, text="柜台录像", place="法务部柜")
    async with desk(room, "wuting", size) as pilot:
        await panel(pilot)
        await pilot.press("2")
        screen = await sees(pilot, "宣传舆论组", "舆情监测", "58,000", "# 负面", "发言人", "事前评估")
        assert "=" * 10 in screen
        await pilot.press("a")
        await sees(pilot, "记录谣言")
        await pilot.press("escape", "escape")
        await pilot.press("4")
        screen = await sees(pilot, "客户关系组", "张*", number, "激动")
        assert "张三" not in screen
        await pilot.press("escape")
        await pilot.press("3")
        await sees(pilot, "柜台录像", "持有 周磊")
        await pilot.press("tab")
        kept = pilot.app.screen.query_one("#kept" if size[0] >= 110 else "#work", Rows)
        exhibit = next(f"R{each.id}" for each in room.emergency(event).records if each.kind == "exhibit")
        while kept.cursor != exhibit:
            before = kept.cursor
            await pilot.press("down")
            assert kept.cursor != before, before
        await pilot.press("enter")
        await sees(pilot, "移交证据", "登记证据")
