"""What the console is measured against: the floor and the peer, run as `python -m bench.peers NAME [ROWS]`."""

import json
import os
import signal
import sys
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from threading import Thread
from time import process_time
from typing import Any

READY = "就绪"
ARRIVED = "9001-{:03}"
"""Numbers of the cases that arrive, one at each SIGUSR1."""
MONTH = "DUTYROOM_BENCH_MONTH"
"""The environment variable that names the file for the tenths of a month."""


def static() -> None:
    """The floor of a first paint: Textual with one Static."""
    from textual.app import App, ComposeResult
    from textual.widgets import Static

    class One(App[None]):
        def compose(self) -> ComposeResult:
            yield Static(READY)

    One().run()


def clock() -> None:
    """The floor of a tick: Textual with one line that tells the time."""
    from textual.app import App, ComposeResult
    from textual.widgets import Static

    class Clock(App[None]):
        def compose(self) -> ComposeResult:
            yield Static(READY)

        def on_mount(self) -> None:
            self.set_interval(1, lambda: self.query_one(Static).update(f"{READY} {datetime.now():%H:%M:%S}"))

    Clock().run()


def table(size: int) -> None:
    """The peer: the same rows in Textual's DataTable, its countdown cells updated every second."""
    from textual.app import App, ComposeResult
    from textual.widgets import DataTable

    from dutyroom.console.present.board.time_left import left
    from tests.console.fake_room import NOW, FakeRoom

    rows = _rows(size, near=True)
    calendar = FakeRoom([]).calendar

    class Table(App[None]):
        def compose(self) -> ComposeResult:
            yield DataTable(cursor_type="row")

        def on_mount(self) -> None:
            grid = self.query_one(DataTable)
            for name in ("left", "due", "clock", "number", "level", "channel", "unit", "summary", "owner"):
                grid.add_column(name, key=name)
            for row in rows:
                cells = (f"{row.due:%m-%d %H:%M}" if row.due else "-", row.clock_name, row.number, row.level, row.channel)
                grid.add_row(left(row, NOW, calendar), *cells, row.unit, row.summary, row.owner, key=row.number)
            grid.focus()
            self.began = datetime.now()
            self.set_interval(1, self.tick)

        def tick(self) -> None:
            now = NOW + (datetime.now() - self.began)
            grid = self.query_one(DataTable)
            for row in rows[:58]:
                text = left(row, now, calendar)
                if text != grid.get_cell(row.number, "left"):
                    grid.update_cell(row.number, "left", text)

    Table().run()


def console(size: int, near: bool) -> None:
    """The console itself on generated cases; `near`: 58 of them within their last hour, so that every second all change."""
    from dutyroom.console.app import DutyroomApp
    from tests.console.fake_room import NOW, FakeRoom

    class Running(FakeRoom):
        began = datetime.now()

        def now(self) -> datetime:
            return NOW + (datetime.now() - self.began)

    room = Running(_rows(size, near))
    first, head = room.first_page(80)
    Thread(target=_arrivals, args=(room,), daemon=True).start()
    DutyroomApp(room, first, head).run()  # type: ignore[arg-type]


def month(size: int) -> None:
    """The wallboard through thirty days: a tick each ten minutes, and between them acts of other consoles; a line each tenth."""
    from asyncio import sleep

    from bench.month import STEPS
    from dutyroom.console.wallboard import WallboardApp
    from dutyroom.services.board.views import News
    from tests.console.fake_room import NOW, FakeRoom, row

    class Month(FakeRoom):
        def tell(self, *rows: Any, **more: Any) -> None:
            super().tell(*rows, **more)
            # What the room has told long ago is not kept: it would grow here, and not on the wall.
            del self._news[:-200]

        def since(self, seq: int) -> News:
            return super().since(max(seq, self._news[0].seq - 1 if self._news else 0))

    room = Month(_rows(size, near=False))

    class Wall(WallboardApp):
        def on_ready(self) -> None:
            super().on_ready()
            self.run_worker(self.live())

        async def live(self) -> None:
            while self.board.loading_board or self.summary is None:
                await sleep(0.1)
            acts, told = count(), 0
            used = process_time()
            for step in range(1, STEPS + 1):
                room.at += timedelta(minutes=10)
                # 50,000 in a month, a new due moment each.
                while told < step * 50_000 // STEPS:
                    number = next(acts) % size
                    room.tell(row(100 + number, room.at - NOW + timedelta(hours=number % 90)))
                    told += 1
                self._tick()
                await sleep(0)
                if step % (STEPS // 10) == 0:
                    spent, used = process_time() - used, process_time()
                    self.tenth(spent, 50_000 // 10)
            assert self._driver is not None
            self._driver.write("month over")
            self._driver.flush()

        def tenth(self, spent: float, acts: int) -> None:
            status = Path("/proc/self/status").read_text(encoding="ascii")
            memory = next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS"))
            with open(os.environ[MONTH], "a", encoding="utf-8") as log:
                log.write(json.dumps({"memory": memory, "cpu": spent, "acts": acts}) + "\n")

    first, head = room.first_page(80)
    Wall(room, first, head).run()  # type: ignore[arg-type]


def _rows(size: int, near: bool) -> list[Any]:
    from tests.console.fake_room import row, sample

    rows = sample(size)
    if near:
        return [row(900_000 + n, timedelta(minutes=30, seconds=n), clock_unit="minutes") for n in range(58)] + rows[7:]
    return [rows[0], *rows[5:]]


def _arrivals(room: Any) -> None:
    """As the feed tells of others' acts: a case, overdue so that it stands among the first, at each signal."""
    from tests.console.fake_room import row

    for number in count():
        signal.sigwait({signal.SIGUSR1})
        room.tell(row(number, -timedelta(minutes=2), number=ARRIVED.format(number)))


if __name__ == "__main__":
    # Before any thread is there, so that all of them leave it to the one that waits for it.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
    name, given = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 0
    if name == "static":
        static()
    elif name == "clock":
        clock()
    elif name == "month":
        month(given)
    elif name == "table":
        table(given)
    else:
        console(given, near=name == "near")
