"""The page of duties by keys: late ones are lit on the board, one is signed with its evidence, supplies are counted."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from dutyroom.console.screens.duties import DutiesScreen
from dutyroom.console.screens.form import FormScreen
from dutyroom.console.screens.supplies import SuppliesScreen
from tests.console.at_desk import at_desk, form, shown, until
from tests.console.played import new_room
from tests.services.conftest import SECRET
from tests.whole import few


@pytest.mark.requirement("1.11", "9.07")
@pytest.mark.parametrize("size", few([(80, 24), (120, 40)], (80, 24), one=True))
async def test_signed_by_keys(size: tuple[int, int], tmp_path: Path) -> None:
    room = new_room(tmp_path / "room")
    monthly = next(each for each in room.duties() if each.title == "通讯录逐号试拨")
    room.clock.at = monthly.due + timedelta(days=2)
    number = room.act("supply.add", "wangmin", name="扩音器", number=4, measure="台", place="一楼", keeper="liwei").subject
    async with at_desk(tmp_path, "", size, room) as (app, pilot):
        await until(pilot, lambda: "事项超期 1" in shown(pilot))
        app.session = room.sign_in("liwei", SECRET)
        await pilot.press("x")
        await until(pilot, lambda: isinstance(app.screen, DutiesScreen) and "通讯录逐号试拨" in shown(pilot))
        assert "超期 2 天" in shown(pilot)
        assert "每个月" in shown(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: "预案规定的事项不能撤销" in shown(pilot))
        await pilot.press("1")
        await until(pilot, lambda: form(app, FormScreen))
        await pilot.press(*"23 people")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, DutiesScreen) and "李伟 已完成（超期）" in shown(pilot))
        assert not [each for each in room.duties() if each.due <= room.now()]
        await pilot.press("s")
        await until(pilot, lambda: isinstance(app.screen, SuppliesScreen) and "扩音器" in shown(pilot))
        await pilot.press("enter", "1")
        await until(pilot, lambda: form(app, FormScreen))
        await pilot.press(*"7", "ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, SuppliesScreen) and "7台" in shown(pilot))
        assert room.supplies()[0].number == number
        await pilot.press("escape", "escape")
        await until(pilot, lambda: "事项超期" not in shown(pilot))
    room.close()
