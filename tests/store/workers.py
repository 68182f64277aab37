"""Processes that write at the same time, each of which opens the database for itself."""

from __future__ import annotations

import random
import time
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from sqlalchemy import create_engine
from sqlmodel import Session

from dutyroom.store import driver, migrate
from dutyroom.store.engine import Database, open_database
from dutyroom.store.keys import RoomKeys
from dutyroom.store.numbers import next_number
from dutyroom.store.rows.room import Counter
from dutyroom.store.url import psycopg_url
from tests.loaded import processes
from tests.store.acts import act, entry


def start(task: str, url: str, folder: Path, name: str, count: int, told: Connection | None = None) -> BaseProcess:
    """Start one such process. What it acknowledges is sent to ``told``."""
    process = processes.Process(target=_work, args=(task, url, folder, name, count, told))
    process.start()
    return process


def ended(process: BaseProcess) -> int:
    """Waits for its end: the exit code. Killed when that takes more than two minutes."""
    process.join(120)
    process.kill()
    process.join()
    assert process.exitcode is not None
    return process.exitcode


def _work(task: str, url: str, folder: Path, name: str, count: int, told: Connection | None) -> None:
    TASKS[task](open_database(url), RoomKeys.open(folder), name, count, told)


def count_up(database: Database, keys: RoomKeys, name: str, count: int, _told: Connection | None) -> None:
    """Read, think, write one more: as an act does."""
    for number in range(count):
        with database.write() as session:
            next_number(session, "shared")
            time.sleep(0.001)
            entry(session, keys, f"{name}-{number}")


def count_up_naively(
    database: Database, _keys: RoomKeys, _name: str, count: int, _told: Connection | None
) -> None:
    """The same with a plain engine and session, as first written by most."""
    if database.path is not None:
        path = database.path
        engine = create_engine("sqlite://", module=driver.library, creator=lambda: driver.connect(path))
    else:
        engine = create_engine(psycopg_url(database.url).replace("postgresql:", "postgresql+psycopg:", 1))
    for _ in range(count):
        with Session(engine) as session:
            counter = session.get_one(Counter, "shared")
            time.sleep(0.001)
            counter.value += 1
            session.commit()


def write_acts(database: Database, keys: RoomKeys, name: str, count: int, told: Connection | None) -> None:
    """Act after act, each number told once it is committed."""
    for number in range(count):
        act(database, keys, f"{name}-{number}")
        if told is not None:
            told.send_bytes(f"{name}-{number}".encode())


def write_serials(database: Database, _keys: RoomKeys, name: str, count: int, _told: Connection | None) -> None:
    """Events numbered by a plain sequence (PostgreSQL), committed a moment after they got their number."""
    import psycopg

    with psycopg.connect(psycopg_url(database.url)) as connection:
        for number in range(count):
            connection.execute("INSERT INTO serial_event (what) VALUES (%s)", (f"{name}-{number}",))
            time.sleep(random.uniform(0, 0.005))
            connection.commit()


def upgrade(database: Database, _keys: RoomKeys, _name: str, _count: int, _told: Connection | None) -> None:
    """Lays out the tables."""
    migrate.upgrade(database)


TASKS = {each.__name__: each for each in (count_up, count_up_naively, write_acts, write_serials, upgrade)}
