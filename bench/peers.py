"""What the console is measured against: the floor and the peer, run as `python -m bench.peers NAME [ROWS]`."""

import signal
import sys
from datetime import datetime, timedelta
from itertools import count
from threading import Thread
from typing import Any

READY = "就绪"
ARRIVED = "9001-{:03}"
"""Numbers of the cases that arrive, one at each SIGUSR1."""


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

    from dutyroom.console.present.left import left
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
    elif name == "table":
        table(given)
    else:
        console(given, near=name == "near")
