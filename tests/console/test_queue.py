"""The queue on screen: exact lines, the cursor on its complaint, and only changed lines repainted."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from rich.cells import cell_len
from textual.geometry import Region

from dutyroom.console.app import DutyroomApp
from dutyroom.console.widgets.queue import Queue
from tests.console.driving import console, lines, loaded, until
from tests.console.fake_room import NOW, FakeRoom, row, sample

SIZES = [(80, 24), (120, 40), (200, 60)]
MINUTE = timedelta(minutes=1)


class Painted:
    """What of the queue was asked to repaint."""

    def __init__(self, queue: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
        self.regions: list[Region] = []
        refresh = queue.refresh

        def listen(*regions: Region, **more: Any) -> Queue:
            self.regions += regions or [queue.size.region]
            return refresh(*regions, **more)

        monkeypatch.setattr(queue, "refresh", listen)

    def rows(self) -> list[int]:
        return sorted({y for region in self.regions for y in range(region.y, region.bottom)})


@pytest.mark.whole
@pytest.mark.parametrize("size", SIZES)
async def test_every_line_is_as_wide_as_the_screen(size: tuple[int, int]) -> None:
    app = console(FakeRoom())
    async with app.run_test(size=size) as pilot:
        await loaded(pilot)
        assert {cell_len(line) for line in lines(app)} == {size[0]}
        text = "\n".join(lines(app))
        for words in ("超12分", "剩1工作日", "08:41", "暂停计时", "0930-015", "紧急", "待交办"):
            assert (words in text) == (words != "暂停计时" or size[1] > 45), words


async def test_a_tiny_terminal_and_back() -> None:
    app = console(FakeRoom())
    async with app.run_test(size=(80, 24)) as pilot:
        await loaded(pilot)
        for size in ((1, 1), (10, 3), (30, 8)):
            await pilot.resize_terminal(*size)
            await pilot.press("down")
            await pilot.resize_terminal(120, 40)
            await pilot.pause()
            assert "0930-015" in "\n".join(lines(app)), size


async def test_a_tick_repaints_the_rows_that_changed_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    room = FakeRoom()
    app = console(room)
    async with app.run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        # Only what has been painted once is painted again.
        await until(pilot, lambda: len(app.board.queue._drawn) >= 30)
        painted = Painted(app.board.queue, monkeypatch)
        app.board.tick(room.at)
        assert painted.rows() == []
        room.at = NOW + timedelta(seconds=1)
        app.board.tick(room.at)
        near = [n for n, each in enumerate(app.board.picture.rows) if each.number in ("0930-031", "0930-032")]
        assert painted.rows() == near
        assert all(region.width < 20 for region in painted.regions)
        await pilot.pause()
        assert "08:40" in "\n".join(lines(app))


async def test_news_of_one_row_repaint_that_row(monkeypatch: pytest.MonkeyPatch) -> None:
    room = FakeRoom()
    app = console(room)
    async with app.run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        painted = Painted(app.board.queue, monkeypatch)
        at = app.board.picture.place("0930-105")
        room.tell(replace(room.rows["0930-105"], owner="wangmin", version=2))
        await until(pilot, lambda: app.board.picture.rows[at].version == 2)
        assert painted.rows() == [at]


async def test_the_cursor_stays_on_its_complaint() -> None:
    room = FakeRoom()
    app = console(room)
    async with app.run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        await pilot.press("down", "down", "down", "down")
        number = app.selected.number if app.selected else ""
        room.tell(row(900, -90 * MINUTE), row(901, -91 * MINUTE, pinned=True))
        await until(pilot, lambda: app.board.picture.place("0930-900") >= 0)
        assert app.selected is not None
        assert app.selected.number == number
        assert app.board.queue.index == app.board.picture.place(number)
        room.tell(gone=(number,))
        await until(pilot, lambda: app.board.picture.place(number) < 0)
        assert app.selected is not None
        assert app.selected.number != number


async def test_keys_and_mouse_move_the_cursor() -> None:
    app = console(FakeRoom(sample(500)))
    async with app.run_test(size=(80, 24)) as pilot:
        await loaded(pilot)
        queue = app.board.queue
        for keys, wanted in ((["end"], 499), (["home"], 0), (["pagedown"], 19), (["up"], 18), (["down", "down"], 20)):
            await pilot.press(*keys)
            assert queue.index == wanted, keys
        assert queue.scroll_offset.y <= 20 < queue.scroll_offset.y + queue.size.height
        await pilot.press("home")
        await pilot.click(Queue, offset=(10, 4))
        assert queue.index == 4


async def test_an_empty_room_and_one_row() -> None:
    room = FakeRoom([])
    app = console(room)
    async with app.run_test(size=(80, 24)) as pilot:
        await loaded(pilot)
        assert "没有在办投诉" in "\n".join(lines(app))
        await pilot.press("down", "space", "end", "pagedown", "enter")
        assert "没有选中的投诉" in "\n".join(lines(app))
        room.tell(row(1, MINUTE * 30))
        await until(pilot, lambda: app.selected is not None)
        assert "30:00" in "\n".join(lines(app))


async def test_hostile_text_is_shown_and_does_nothing() -> None:
    evil = "[@click=app.quit]点[/] \x1b]52;c;ZXZpbA==\x1b\\ \u202e倒"
    app = console(FakeRoom([row(1, MINUTE * 30, summary=evil)]))
    async with app.run_test(size=(200, 60)) as pilot:
        await loaded(pilot)
        text = "\n".join(lines(app))
        assert "[@click=app.quit]点[/]" in text
        assert "\x1b" not in text
        assert "\u202e" not in text
        column = text.splitlines()[3].index("点")
        await pilot.click(Queue, offset=(column + 20, 0))
        await pilot.pause()
        assert app.is_running


@pytest.mark.parametrize("theme", ["night", "mono"])
async def test_overdue_stands_out_without_colour(theme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app: DutyroomApp = console(FakeRoom())
    async with app.run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app.theme = theme
        await pilot.pause()
        strips = app.screen._compositor.render_strips()
        overdue = next(strip for strip in strips if "超12分" in strip.text)
        segment = next(each for each in overdue if "超12分" in each.text)
        calm = next(each for each in strips[7] if "剩" in each.text)
        assert segment.text.startswith("#!+")
        assert segment.style is not None
        assert calm.style is not None
        assert segment.style.bold
        assert segment.style.bgcolor != calm.style.bgcolor


@pytest.mark.whole
async def test_few_rows_stand_apart_on_a_wall_and_many_do_not() -> None:
    room = FakeRoom(sample(20))
    app = console(room)
    async with app.run_test(size=(200, 60)) as pilot:
        await loaded(pilot)
        queue = app.board.queue
        assert queue.lines_each == 2
        numbers = [row.number for row in queue.picture.rows]

        def at(n: int) -> str:
            return lines(app)[queue.region.y + n]

        assert [numbers[n] in at(2 * n) for n in range(20)] == [True] * 20
        assert not any(number in at(2 * n + 1)[:150] for n, number in enumerate(numbers))
        await pilot.press("down", "down")
        assert app.selected is queue.picture.rows[2]
        await pilot.click(queue, offset=(20, 9))
        assert app.selected is queue.picture.rows[4]
        for n in range(20):
            room.tell(row(300 + n, timedelta(days=3, minutes=n)))
        await until(pilot, lambda: len(queue.picture) == 40)
        await pilot.pause()
        assert queue.lines_each == 1
        assert [row.number in at(n) for n, row in enumerate(queue.picture.rows)] == [True] * 40
        await pilot.resize_terminal(120, 40)
        await pilot.pause()
        assert queue.lines_each == 1
