"""The plan's life by keys: a file is checked and drafted, its changes are read, it is approved, the old version is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from dutyroom.console.screens.plan.draft import PlanDraftScreen, PlanToldScreen
from dutyroom.console.screens.plan.file import PlanDraftForm, PlanFileScreen
from dutyroom.console.screens.plan.plans import PlansScreen
from dutyroom.settings.plans import pack_text
from tests.console.at_desk import at_desk, form, shown, until
from tests.console.played import new_room
from tests.services.conftest import SECRET


@pytest.mark.requirement("3.08", "5.07", "9.08")
async def test_from_file_to_force(tmp_path: Path) -> None:
    room = new_room(tmp_path / "room")
    text = pack_text("rural-commercial-bank")
    file = tmp_path / "p.toml"
    file.write_text(text.replace("rank = 0", "rank = 9", 1), encoding="utf-8")
    async with at_desk(tmp_path, "", (120, 40), room) as (app, pilot):
        app.session = room.sign_in("sunli", SECRET)
        await pilot.press("p")
        await until(pilot, lambda: isinstance(app.screen, PlansScreen) and "第 1 版" in shown(pilot))
        await pilot.press("n")
        await until(pilot, lambda: form(app, PlanFileScreen))
        await pilot.press(*str(file), "enter")
        await until(pilot, lambda: "处错误" in shown(pilot))
        new = text.replace('version = "1"', 'version = "2"', 1).replace('urgent = "15 minutes"', 'urgent = "10 minutes"', 1)
        assert new.count("10 minutes") > text.count("10 minutes")
        file.write_text(new, encoding="utf-8")
        await pilot.press("enter")
        await until(pilot, lambda: form(app, PlanDraftForm))
        await pilot.press(*"shorter", "ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, PlansScreen) and "待批准" in shown(pilot))
        app.session = room.sign_in("zhaoguoqiang", SECRET)
        await pilot.press("home", "enter")
        await until(pilot, lambda: isinstance(app.screen, PlanDraftScreen) and "10 分钟" in shown(pilot))
        assert "- 15 分钟" in shown(pilot)
        await pilot.press("2")
        await until(pilot, lambda: form(app, type(app.screen)) and "口令" in shown(pilot))
        app.screen.body.rows["outcome"].put("approve")
        # Nobody of standing has passed it before: the deputy signs beside the chief.
        app.screen.body.rows["second"].put("qianming")
        app.screen.body.focus_field("second_secret")
        await pilot.press(*SECRET)
        app.screen.body.focus_field("secret")
        await pilot.press(*SECRET)
        assert SECRET not in shown(pilot)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: room.plan.version == "2")
        await until(pilot, lambda: isinstance(app.screen, PlanDraftScreen))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, PlansScreen) and "第 2 版" in shown(pilot))
        await pilot.press("end", "enter")
        await until(pilot, lambda: isinstance(app.screen, PlanToldScreen) and "农商银行重大投诉应急预案" in shown(pilot))
    room.close()
