"""From an act on console A to its words painted on console B, real programs on one database, both kinds.

A person signed in on A writes lines in the duty log; the clock runs from the key that sends one until B's terminal has
been given its words. Beside it: how long A itself takes to say that it is done, and what waiting costs an idle feed.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from select import select
from statistics import median
from time import perf_counter, process_time

from bench.big_room import KEYS, copy, fill
from bench.figure import Figure, percentile, spread
from bench.live import server
from bench.raw import Raw
from dutyroom.services.demo.sample import SECRET
from dutyroom.store.engine import open_database
from dutyroom.store.feed import Feed

COUNT, ACTS, IDLE_S = 10_000, 40, 10.0
WRITE, SEND, SIGN_IN, ENTER = b"\x1b[24~", b"\x13", b"\x0f", b"\r"


def main() -> list[Figure]:
    """First SQLite, then PostgreSQL."""
    figures = []
    for name, room in (("SQLite", _sqlite()), ("PostgreSQL", _postgres())):
        with room as (place, url):
            idle = _idle(url)
            painted, done = _watch(place, url)
        p50, p95 = percentile(painted, 50) * 1000, percentile(painted, 95) * 1000
        figures += [
            Figure(
                f"act on console A → painted on B, {name}, {COUNT // 1000}k open", "p50 ≤ 20, p95 ≤ 45 ms",
                spread(painted, 50, 95), f"A's own answer p50 {median(done) * 1000:.1f} ms", p50 <= 20 and p95 <= 45,
            ),
            Figure(f"an idle feed, {name}", "≤ 0.6 % CPU", f"{idle:.2f} % CPU", "", idle <= 0.6),
        ]  # fmt: skip
    return figures


@contextmanager
def _sqlite() -> Iterator[tuple[Path, str]]:
    with tempfile.TemporaryDirectory(prefix="dutyroom-painted-") as folder:
        yield Path(folder), copy(COUNT, Path(folder))


@contextmanager
def _postgres() -> Iterator[tuple[Path, str]]:
    with tempfile.TemporaryDirectory(prefix="dutyroom-painted-") as folder, server() as url:
        fill(Path(folder), url, COUNT)
        yield Path(folder), url


def _idle(url: str) -> float:
    database = open_database(url)
    feed = Feed(database)
    seq = feed.wait(0, 0)
    before = process_time()
    feed.wait(seq, IDLE_S)
    used = process_time() - before
    feed.close()
    database.close()
    return used / IDLE_S * 100


def _watch(place: Path, url: str) -> tuple[list[float], list[float]]:
    """Seconds until B, and until A, showed each line."""
    words, more = ("dutyroom", "--database", url), {KEYS: f"{place}"}
    acting, watching = Raw(*words, **more), Raw(*words, **more)
    try:
        for each in (acting, watching):
            # The log beside the queue comes last: names are known by then.
            each.read(60, "值班日志".encode())
            each.read(4)
        _type(acting, SIGN_IN, "口令")
        _type(acting, b"wangmin" + ENTER, "王敏")
        _type(acting, SECRET.encode() + ENTER, "已登录")
        painted, done = [], []
        for number in range(ACTS):
            word = f"q{number:03}z"
            _type(acting, WRITE, "记一笔")
            _type(acting, word.encode(), word)
            for each in (acting, watching):
                each.read(0.3)
                each.forget()
            at = perf_counter()
            os.write(acting.fd, SEND)
            here, there = _until(at, acting, watching, word.encode())
            done.append(here)
            painted.append(there)
        return painted, done
    finally:
        acting.close()
        watching.close()


def _type(run: Raw, keys: bytes, then: str) -> None:
    run.read(0.1)
    run.forget()
    os.write(run.fd, keys)
    run.read(20, then.encode())


def _until(began: float, acting: Raw, watching: Raw, word: bytes) -> tuple[float, float]:
    """Reads both at once, each for its own word: A says that the line is written, B shows it."""
    wanted = {acting.fd: (acting, "已记".encode()), watching.fd: (watching, word)}
    took: dict[int, float] = {}
    while wanted.keys() - took.keys():
        ready = select([*wanted.keys() - took.keys()], [], [], 20)[0]
        if not ready:
            raise TimeoutError(f"{word!r} was not painted")
        for fd in ready:
            run, text = wanted[fd]
            run.output += os.read(fd, 65536)
            if text in run.output:
                took[fd] = perf_counter() - began
    return took[acting.fd], took[watching.fd]
