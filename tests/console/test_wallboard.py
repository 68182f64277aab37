"""The wallboard: large figures, ten cases, masked and read-only; an emergency takes it over; it says how fresh it is."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Digits

from dutyroom import bootstrap
from dutyroom.cli.main import main
from dutyroom.console.wallboard import WallboardApp
from dutyroom.domain.errors import Refusal
from dutyroom.domain.plan.reader import read_plan
from dutyroom.lang import set_language
from dutyroom.services.board.views import Summary
from dutyroom.services.emergency.panel.views import ConditionView, EmergencyView, NowLine
from dutyroom.settings.plans import pack_text
from tests.console.driving import lines, until
from tests.console.fake_room import NOW, FakeRoom
from tests.console.real_room import make_room


def planned() -> FakeRoom:
    """A room of the bank's plan."""
    room = FakeRoom()
    room.plan = read_plan(pack_text("rural-commercial-bank"), "plan")  # type: ignore[assignment]
    return room


def wallboard(room: FakeRoom) -> WallboardApp:
    rows, head = room.first_page(80)
    return WallboardApp(room, rows, head)  # type: ignore[arg-type]


def shown(app: WallboardApp) -> str:
    return "\n".join(lines(app))


@pytest.mark.whole
@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_figures_ten_cases_clock_and_freshness(size: tuple[int, int]) -> None:
    app = wallboard(FakeRoom())
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: all(word in shown(app) for word in ("只读", "数据正常", "李伟")))
        figures = {name: app.wall.query_one(f"#{name}", Digits).value for name in ("overdue", "soon", "unseen", "clock")}
        assert figures == {"overdue": "1", "soon": "2", "unseen": "2", "clock": "16:50"}
        numbers = [row.number for row in app.wall.picture.rows]
        most = max(10, app.wall.query_one("#urgent").size.height // 4)
        assert [number in shown(app) for number in numbers[: most + 1]] == [True] * most + [False]
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


def event(number: str, **other: Any) -> EmergencyView:
    told: dict[str, Any] = {
        "version": 1, "title": "城关网点聚集", "place": "城关", "stage": "responding", "response": "Ⅲ",
        "reported": NOW - timedelta(hours=2), "activated": NOW - timedelta(hours=1), "commander": "zhao",
        "commander_role": "chief", "scope": "", "rail": (("reported", NOW - timedelta(hours=2)),),
    }  # fmt: skip
    return EmergencyView(number=number, **told | other)


FIRST_REPORT = NowLine(
    "emergency.inform", "2026-3", "", "zhao", "首报：省联社、监管局派出机构、地方政府、公安机关",
    "first report by telephone: provincial union, regulator's branch, local government, the police",
    NOW + timedelta(minutes=21, seconds=30),
)  # fmt: skip


async def shows(pilot: Pilot[None], app: WallboardApp, room: FakeRoom, *events: EmergencyView) -> str:
    """The wall once it knows of these, in the order in which the room gives them."""
    room.emergencies = lambda over=False: events  # type: ignore[method-assign]
    room.tell(summary=Summary(emergencies=tuple((each.number, each.title, each.stage) for each in events)))
    await until(pilot, lambda: all(_named(each, shown(app)) for each in events))
    return shown(app)


def _named(event: EmergencyView, told: str) -> bool:
    year, serial = event.number.split("-")
    return event.title in told or f"应急〔{year}〕{serial}号" in told


@pytest.mark.whole
async def test_an_emergency_takes_the_wall_over_in_english_too() -> None:
    set_language("en")
    room = planned()
    app = wallboard(room)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "data current" in shown(app))
        told = await shows(pilot, app, room, event("2026-3", title="Crowd at Chengguan", now=(FIRST_REPORT,)))
        assert "Crowd at Chengguan" in told
        assert app.theme == "emergency"
        assert "Zhao Guoqiang" in told
        # A countdown that is cut says another time.
        assert re.search(r"Now .*~?  by 17:11 21:\d\d left", told), told


async def test_the_gravest_event_is_told_whole_and_no_other_is_hidden() -> None:
    room = planned()
    conditions = (
        ConditionView("calm", "人群散去", "crowd gone", True, "", "", "", "plan"),
        ConditionView("settled", "诉求已办", "demands met", False, "", "", "", "plan"),
    )
    gravest = event(
        "2026-3", response="Ⅰ", now=(FIRST_REPORT,), conditions=conditions,
        facts=(("people", "120", NOW), ("injured", "2", NOW)),
    )  # fmt: skip
    others = [event(f"2026-{n}", title=f"另一起{n}", stage="ended") for n in range(4, 9)]
    for size in ((80, 24), (120, 40), (200, 60), (300, 80)):
        async with wallboard(room).run_test(size=size) as pilot:
            app = pilot.app
            assert isinstance(app, WallboardApp)
            told = await shows(pilot, app, room, gravest, *others)
            for words in ("Ⅰ级", "现场人数", "120", "受伤", "赵国强", "21:", "1/2 已满足"):
                assert words in told, (size, words, told)
            assert len([line for line in lines(app) if "0930-" in line]) >= 1, told


async def test_nowhere_on_the_wall_is_the_data_current_when_it_is_not() -> None:
    """The event's own lines said so beside the foot that told of the cut."""
    room = planned()
    app = wallboard(room)
    async with app.run_test(size=(120, 40)) as pilot:
        assert "数据正常" in await shows(pilot, app, room, event("2026-3", now=(FIRST_REPORT,)))
        room.broken = OSError("gone")
        room.at = NOW + timedelta(seconds=9)
        await until(pilot, lambda: "数据中断" in shown(app))
        app.wall.tick(room.at)
        await pilot.pause()
        assert "数据正常" not in shown(app)


async def test_a_room_in_which_nothing_was_written_yet_is_not_still_being_read(monkeypatch: pytest.MonkeyPatch) -> None:
    room = FakeRoom()
    monkeypatch.setattr(room, "log", lambda *_given, **_more: ())
    app = wallboard(room)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "数据正常" in shown(app))
        assert "正在读取" not in shown(app)


async def test_pages_turn_by_themselves_where_it_is_narrow_and_stand_side_by_side_where_it_is_wide(
    tmp_path: Path,
) -> None:
    """On a real room: who is here, who comes, today's figures, duties."""
    room = make_room(tmp_path)
    rows, head = room.first_page(80)
    app = WallboardApp(room, rows, head)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "最近一笔" in shown(app) and app.wall._beside is not None)
        seen = []
        for _n in range(4):
            seen.append(shown(app))
            app.wall.turn_page()
            await pilot.pause()
        assert ["当班" in each for each in seen] == [False, True, False, False]
        assert ["新收" in each.split("\n", 8)[-1] for each in seen] == [False, False, True, False]
        assert shown(app) == seen[0]
    app = WallboardApp(room, rows, head)
    async with app.run_test(size=(300, 80)) as pilot:
        await until(pilot, lambda: "当班" in shown(app))
        assert all(word in shown(app) for word in ("当班", "下一班", "今日", "定期事项"))
    room.close()


def test_it_opens_again_by_itself_after_any_failure(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    ends = iter([OSError("no space"), RuntimeError("张三 13800138000"), None])
    doors = iter(["room", Refusal("unreachable", "数据库连不上。", "稍后再试。"), "room", "room"])

    def opened(_database: str | None) -> str:
        if isinstance(door := next(doors), Refusal):
            raise door
        return door

    def run(_room: str) -> int:
        if (end := next(ends)) is not None:
            raise end
        return 0

    waited: list[float] = []
    monkeypatch.setattr("dutyroom.settings.terminal.must_be_terminal", lambda: None)
    monkeypatch.setattr(bootstrap, "open_room", opened)
    monkeypatch.setattr(bootstrap, "run_wallboard", run)
    monkeypatch.setattr("dutyroom.cli.wallboard.sleep", waited.append)
    assert main(["wallboard"]) == 0
    said = capsys.readouterr().err
    assert said.count("自动重新打开") == 2
    assert "数据库连不上" in said
    assert "张三" not in said
    assert len(waited) == 3
