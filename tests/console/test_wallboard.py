"""The wallboard: large figures, ten cases, masked and read-only; an emergency takes it over; it says how fresh it is."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from textual.widgets import Digits

from dutyroom.console.wallboard import WallboardApp
from dutyroom.lang import set_language
from dutyroom.services.board.views import Summary
from tests.console.driving import lines, until
from tests.console.fake_room import NOW, FakeRoom


def wallboard(room: FakeRoom) -> WallboardApp:
    rows, head = room.first_page(80)
    return WallboardApp(room, rows, head)  # type: ignore[arg-type]


def shown(app: WallboardApp) -> str:
    return "\n".join(lines(app))


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_figures_ten_cases_clock_and_freshness(size: tuple[int, int]) -> None:
    app = wallboard(FakeRoom())
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: all(word in shown(app) for word in ("只读", "数据正常", "李伟")))
        figures = {name: app.wall.query_one(f"#{name}", Digits).value for name in ("overdue", "soon", "unseen", "clock")}
        assert figures == {"overdue": "1", "soon": "2", "unseen": "2", "clock": "16:50"}
        numbers = [row.number for row in app.wall.picture.rows]
        assert [number in shown(app) for number in numbers[:10]] == [True] * 10
        assert numbers[10] not in shown(app)
        assert "李伟" in shown(app)
        assert "在办 41" in shown(app)


async def test_nothing_can_be_done_on_it_but_marks_and_leaving() -> None:
    room = FakeRoom()
    app = wallboard(room)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "数据正常" in shown(app))
        for key in ("f2", "space", "f9", "f12", "ctrl+o", "ctrl+p", "f5", "n", "enter"):
            await pilot.press(key)
        assert app.screen is app.wall
        assert not room.performed
        await pilot.press("question_mark")
        await pilot.pause()
        assert "暂停计时" in lines(app)[-1]
        await pilot.press("q")
    assert app.return_code == 0


async def test_news_and_lost_data_show() -> None:
    room = FakeRoom()
    app = wallboard(room)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "数据正常" in shown(app))
        room.tell(gone=("0930-015",))
        await until(pilot, lambda: "0930-015" not in shown(app))
        assert app.wall.query_one("#overdue", Digits).value == "0"
        room.broken = OSError("gone")
        room.at = NOW + timedelta(seconds=9)
        await until(pilot, lambda: "数据中断" in shown(app))


async def test_digits_are_drawn_only_when_they_change(monkeypatch: pytest.MonkeyPatch) -> None:
    room = FakeRoom()
    app = wallboard(room)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "数据正常" in shown(app))
        drawn: list[str] = []
        monkeypatch.setattr(Digits, "update", lambda _self, value: drawn.append(value))
        app.wall.tick(NOW + timedelta(seconds=3))
        assert not drawn
        app.wall.tick(NOW + timedelta(seconds=60))
        assert drawn == ["16:51"]


async def test_an_emergency_takes_the_wall_over_in_english_too(monkeypatch: pytest.MonkeyPatch) -> None:
    set_language("en")
    room = FakeRoom()
    view = SimpleNamespace(
        number="2026-3", title="Crowd at Chengguan", stage="responding", response="", commander="zhao", activated=NOW,
        commander_role="chief", workstreams=(), place="",
        now=(
            SimpleNamespace(
                act="", role="", person="zhao", due=NOW + timedelta(minutes=21, seconds=30), subject="", what="",
                en="first report by telephone: provincial union, regulator's branch, local government, the police",
            ),
        ),
    )  # fmt: skip
    monkeypatch.setattr(room, "emergencies", lambda over=False: (view,))
    monkeypatch.setattr("dutyroom.console.present.emergency.banner.shown_number", lambda _plan, number: number)
    app = wallboard(room)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "data current" in shown(app))
        room.tell(summary=Summary(emergencies=(("2026-3", "Crowd at Chengguan", "responding"),)))
        await until(pilot, lambda: "Crowd at Chengguan" in shown(app))
        assert app.theme == "emergency"
        assert "Zhao Guoqiang" in shown(app)
        # A countdown that is cut says another time.
        assert re.search(r"Now: .*~  21:\d\d left", shown(app)), shown(app)
