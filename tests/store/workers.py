"""Processes that write at the same time; run as ``python -m tests.store.workers TASK URL KEYS NAME COUNT``."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

from sqlalchemy import create_engine
from sqlmodel import Session

from dutyroom.store import driver
from dutyroom.store.engine import Database, open_database
from dutyroom.store.keys import RoomKeys
from dutyroom.store.numbers import next_number
from dutyroom.store.rows.room import Counter
from dutyroom.store.url import psycopg_url
from tests.store.acts import act, entry

ROOT = Path(__file__).resolve().parents[2]


def start(
    task: str, url: str, folder: Path, name: str, count: int, out: IO[bytes] | int | None = None
) -> subprocess.Popen[bytes]:
    """Start one such process; its standard output goes to ``out``."""
    words = [sys.executable, "-m", "tests.store.workers", task, url, str(folder), name, str(count)]
    return subprocess.Popen(words, cwd=ROOT, stdout=out)


def count_up(database: Database, keys: RoomKeys, name: str, count: int) -> None:
    """Read, think, write one more: as an act does."""
    for number in range(count):
        with database.write() as session:
            next_number(session, "shared")
            time.sleep(0.001)
            entry(session, keys, f"{name}-{number}")


def count_up_naively(database: Database, _keys: RoomKeys, _name: str, count: int) -> None:
    """The same with a plain engine and session, as first written by most."""
    if database.path is not None:
        path = database.path
        engine = create_engine("sqlite://", module=driver.library, creator=lambda: driver.connect(path))
    else:
        engine = create_engine(database.write_engine.url)
    for _ in range(count):
        with Session(engine) as session:
            counter = session.get_one(Counter, "shared")
            time.sleep(0.001)
            counter.value += 1
            session.commit()


def write_acts(database: Database, keys: RoomKeys, name: str, count: int) -> None:
    """Act after act, each number printed once it is committed."""
    for number in range(count):
        act(database, keys, f"{name}-{number}")
        print(f"{name}-{number}", flush=True)


def write_serials(database: Database, _keys: RoomKeys, name: str, count: int) -> None:
    """Events numbered by a plain sequence (PostgreSQL), committed a moment after they got their number."""
    import psycopg

    with psycopg.connect(psycopg_url(database.url)) as connection:
        for number in range(count):
            connection.execute("INSERT INTO serial_event (what) VALUES (%s)", (f"{name}-{number}",))
            time.sleep(random.uniform(0, 0.005))
            connection.commit()


TASKS = {each.__name__: each for each in (count_up, count_up_naively, write_acts, write_serials)}

if __name__ == "__main__":
    task, url, folder, name, count = sys.argv[1:]
    TASKS[task](open_database(url), RoomKeys.open(Path(folder)), name, int(count))
