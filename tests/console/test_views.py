"""The board at ease: filters that stay, groups, columns, saved views; what is left out is always said."""

from datetime import timedelta
from pathlib import Path

import pytest

from dutyroom.console.app import DutyroomApp
from dutyroom.console.screens.views import ViewsScreen
from dutyroom.console.widgets.queue import Queue
from dutyroom.domain.board_view import BoardView
from dutyroom.settings.board_views import Kept, Shelf
from tests.console.driving import console, lines, loaded, until
from tests.console.fake_room import NOW, FakeRoom, row, sample
from tests.whole import few

MINUTE = timedelta(minutes=1)
SIZES = [(80, 24), (120, 40), (200, 60)]


def shown(app: DutyroomApp) -> str:
    return "\n".join(lines(app))


def on_shelf(room: FakeRoom, file: Path) -> DutyroomApp:
    rows, head = room.first_page(80)
    return DutyroomApp(room, rows, head, Shelf(file))  # type: ignore[arg-type]


def test_what_a_terminal_keeps_comes_back_and_a_broken_file_is_set_aside(tmp_path: Path) -> None:
    file = tmp_path / "views" / "room.toml"
    shelf = Shelf(file)
    assert shelf.read() == Kept()
    hostile = BoardView('夜"班\\\n', {"level": ("urgent", "x]\x7f"), "owner": ("",)}, "unit", "received", ("due", "owner"))
    kept = Kept(hostile, (hostile, BoardView("白班")), "day")
    shelf.write(kept)
    again = shelf.read()
    assert (again.view.only, again.view.group, again.saved[1], again.theme) == (hostile.only, "unit", BoardView("白班"), "day")
    assert again.view.columns == ("due", "owner")
    file.write_text("[now]\ngroup = 'moon'", encoding="utf-8")
    broken = shelf.read()
    assert broken.view == BoardView()
    assert "room.toml" in broken.fault
    shelf.write(broken)
    assert "moon" in file.with_suffix(".unread").read_text("utf-8")
    assert shelf.read() == Kept()


@pytest.mark.parametrize("size", few(SIZES, (80, 24), one=True))
async def test_a_filter_stays_and_says_what_it_leaves_out(size: tuple[int, int], tmp_path: Path) -> None:
    room, file = FakeRoom(), tmp_path / "views.toml"
    app = on_shelf(room, file)
    async with app.run_test(size=size) as pilot:
        await loaded(pilot)
        assert "筛去" not in shown(app)
        await pilot.press("v")
        assert isinstance(app.screen, ViewsScreen)
        await pilot.press("down", "enter")
        assert "只看 状态" in shown(app)
        await pilot.press("space", "escape", "escape")
        # 0930-015 is overdue; 0930-007 is not, but pinned.
        assert [each.number for each in app.board.queue.picture.rows] == ["0930-015", "0930-007"]
        assert "筛去 39 件" in shown(app)
        assert "只看 状态 超时" in shown(app)
        # Overdue comes in as time passes, without any news.
        room.at = NOW + 9 * MINUTE
        app.board.tick(room.at)
        assert app.board.queue.picture.get("0930-031")
        # News that the filter leaves out stays out, news that it shows comes in.
        room.tell(row(900, 200 * MINUTE), row(901, -MINUTE))
        await until(pilot, lambda: app.board.picture.get("0930-901") is not None)
        assert app.board.queue.picture.get("0930-901")
        assert not app.board.queue.picture.get("0930-900")
        await pilot.pause()
        assert "筛去 39 件" in shown(app)
        await until(pilot, file.exists)
    app = on_shelf(room, file)
    async with app.run_test(size=size) as pilot:
        await loaded(pilot)
        assert "只看 状态 超时" in shown(app)
        await pilot.press("0")
        assert "筛去" not in shown(app)
        assert len(app.board.queue.picture) == len(app.board.picture)


async def test_what_is_sought_is_found_behind_a_filter_and_hidden_pinned_rows_are_told() -> None:
    app = console(FakeRoom())
    async with app.run_test(size=(80, 24)) as pilot:
        await loaded(pilot)
        app.board.look(BoardView(only={"state": ("paused",)}))
        await pilot.press("f4", *"031", "enter")
        await until(pilot, lambda: len(app.board.queue.picture) == 1)
        await pilot.pause()
        assert "置顶 2 件没有显示" in shown(app)
        await pilot.press("escape")
        await pilot.pause()
        assert "置顶" not in shown(app)


async def test_a_search_closed_and_begun_anew_in_one_moment_is_one_search() -> None:
    app = console(FakeRoom())
    async with app.run_test(size=(80, 24)) as pilot:
        await loaded(pilot)
        for _n in range(2):
            # Faster than the screen: the line that goes is still there when the next one comes.
            app.board.find()
            app.board.action_clear()
            app.board.find()
            app.board.find()
        await pilot.pause()
        await pilot.press(*"031", "enter")
        await until(pilot, lambda: len(app.board.queue.picture) == 1)


@pytest.mark.parametrize("size", few(SIZES, (80, 24), one=True))
async def test_groups_have_headings_that_the_cursor_passes_over(size: tuple[int, int]) -> None:
    app = console(FakeRoom(sample(60)))
    async with app.run_test(size=size) as pilot:
        await loaded(pilot)
        app.board.look(BoardView(group="level"))
        await pilot.pause()
        queue = app.board.queue
        major = queue.picture.size_of(1)
        screen = shown(app)
        assert screen.index("置顶  2 件") < screen.index(f"重要  {major} 件")
        assert queue.picture.size_of(2) == 58 - major
        assert queue.index == 0
        await pilot.press("end")
        assert queue.index == 59
        assert queue.scroll_offset.y + queue.size.height >= queue.picture.line_of(59) + 1
        await pilot.press("home", "down", "down")
        assert queue.index == 2
        assert queue.picture.rows[2].level == "major"
        await pilot.click(Queue, offset=(10, 0))
        assert queue.index == 2
        await pilot.click(Queue, offset=(10, 1))
        assert queue.index == 0


async def test_a_case_that_changes_its_group_moves_there() -> None:
    room = FakeRoom()
    app = console(room)
    async with app.run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app.board.look(BoardView(group="owner"))
        await pilot.pause()
        moving = next(each for each in app.board.picture.rows if not each.owner and not each.pinned)
        app.board.queue.go_to(moving.number)
        room.tell(row(int(moving.number[-3:]), 5 * MINUTE, owner="zhao", version=2))
        await until(pilot, lambda: app.selected is not None and app.selected.owner == "zhao")
        assert app.selected is not None
        assert app.selected.number == moving.number
        await pilot.press("end")
        await pilot.pause()
        assert "赵国强  1 件" in shown(app)


async def test_a_view_is_saved_recalled_by_its_digit_and_deleted(tmp_path: Path) -> None:
    room, file = FakeRoom(), tmp_path / "views.toml"
    app = on_shelf(room, file)
    async with app.run_test(size=(80, 24)) as pilot:
        await loaded(pilot)
        app.board.look(BoardView(only={"level": ("major",)}, group="unit"))
        await pilot.press("v", "n", *"ye")
        await pilot.press("enter")
        assert [each.name for each in app.kept.saved] == ["ye"]
        await pilot.press("escape", "0", "1")
        assert app.board.view.only == {"level": ("major",)}
        assert "视图：ye" in shown(app)
        await until(pilot, lambda: file.exists() and len(Shelf(file).read().saved) == 1)
        await pilot.press("v", "end", "up", "delete")
        assert "再按一次删除" in shown(app)
        await pilot.press("delete")
        assert app.kept.saved == ()
        await pilot.press("escape", "1")
        assert "没有第 1 个视图" in shown(app)


async def test_columns_are_chosen_and_the_palette_stays(tmp_path: Path) -> None:
    room, file = FakeRoom(), tmp_path / "views.toml"
    app = on_shelf(room, file)
    async with app.run_test(size=(80, 24)) as pilot:
        await loaded(pilot)
        app.board.look(BoardView(columns=("due", "received", "summary")))
        await pilot.pause()
        titles = next(line for line in lines(app) if "到期" in line)
        assert "接报" in titles
        assert "渠道" not in titles
        assert len({len(each.encode("gb18030")) for each in lines(app)[3:10]}) == 1
        await pilot.press("ctrl+t")
        chosen = app.theme
        await until(pilot, lambda: file.exists() and Shelf(file).read().theme == chosen)
    app = on_shelf(room, file)
    async with app.run_test(size=(80, 24)) as pilot:
        await loaded(pilot)
        await until(pilot, lambda: app.theme == chosen)
        assert app.board.view.columns == ("due", "received", "summary")
