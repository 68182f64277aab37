"""Nobody misses what another process commits; a plain sequence, the control, makes readers skip."""

from __future__ import annotations

import threading
import time
from contextlib import closing
from multiprocessing.process import BaseProcess
from pathlib import Path

import psycopg
import pytest
from sqlmodel import select

from dutyroom.domain.errors import Refusal
from dutyroom.store import feed as feeds
from dutyroom.store.engine import Database
from dutyroom.store.feed import Feed
from dutyroom.store.keys import RoomKeys
from dutyroom.store.rows.record import Draft, JournalEntry
from dutyroom.store.url import psycopg_url
from tests import whole
from tests.patience import PATIENCE_S
from tests.store import workers
from tests.store.acts import START, act

PROCESSES = 4
EACH = 100 if whole.RUNS else 40


def test_what_is_there_already_is_told_at_once(database: Database, keys: RoomKeys) -> None:
    with closing(Feed(database)) as feed:
        assert feed.wait(0, 0) == 0
        act(database, keys, "c-1")
        start = time.perf_counter()
        assert feed.wait(0, PATIENCE_S) == 1
        assert feed.wait(-1, PATIENCE_S) == 1
        assert time.perf_counter() - start < 60, "it waited its time out"


def test_nothing_new_waits_the_time_out(database: Database, keys: RoomKeys) -> None:
    with closing(Feed(database)) as feed:
        act(database, keys, "c-1")
        start = time.perf_counter()
        assert feed.wait(1, 0.25) == 1
        assert time.perf_counter() - start >= 0.24


def test_a_commit_wakes_the_waiting(database: Database, keys: RoomKeys) -> None:
    with closing(Feed(database)) as feed:
        feed.wait(0, 0)
        for number in range(3):
            later = threading.Timer(0.05, act, (database, keys, f"c-{number}"))
            later.start()
            assert feed.wait(number, PATIENCE_S) == number + 1
            later.join()


def test_changes_that_are_no_acts_wake_nobody(database: Database, keys: RoomKeys) -> None:
    with closing(Feed(database)) as feed:
        feed.wait(0, 0)
        with database.write() as session:
            session.add(Draft(id="d", form="call.take", sealed="x", at=START))
        assert feed.wait(0, 0.1) == 0


def test_threads_share_a_feed(database: Database, keys: RoomKeys) -> None:
    feed = Feed(database)
    seen: list[int] = []

    def wait() -> None:
        seen.append(feed.wait(0, PATIENCE_S))
        feed.close()

    threads = [threading.Thread(target=wait) for _ in range(4)]
    for thread in threads:
        thread.start()
    act(database, keys, "c-1")
    for thread in threads:
        thread.join()
    assert seen == [1] * 4


def _follow(database: Database, table: str, column: str, writers: list[BaseProcess], feed: Feed | None) -> int:
    """Read ``column > last`` until all writers are done and nothing is left; returns how many entries were seen."""
    seen, last = 0, 0
    while True:
        done = not any(writer.is_alive() for writer in writers)
        if feed is not None:
            feed.wait(last, 0.5)
        with database.read_engine.connect() as connection:
            rows = connection.exec_driver_sql(
                f"SELECT {column} FROM {table} WHERE {column} > {last} ORDER BY 1"
            ).all()
        if rows:
            seen += len(rows)
            last = rows[-1][0]
        elif done:
            return seen


@pytest.mark.whole
@pytest.mark.slow
def test_no_event_of_several_writers_is_missed(database: Database, tmp_path: Path) -> None:
    several = [
        workers.start("write_acts", database.url, tmp_path / "keys", f"p{n}", EACH)
        for n in range(PROCESSES)
    ]
    with closing(Feed(database)) as feed:
        seen = _follow(database, "journal", "seq", several, feed)
    assert [workers.ended(each) for each in several] == [0] * PROCESSES
    assert seen == PROCESSES * EACH
    with database.read() as session:
        assert len(session.exec(select(JournalEntry.seq)).all()) == PROCESSES * EACH


@pytest.mark.whole
@pytest.mark.slow
@pytest.mark.parametrize("engine", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
def test_a_plain_sequence_misses_events(database: Database, tmp_path: Path) -> None:
    """The control: numbers given out before commit become visible out of order, and a reader passes them by."""
    with psycopg.connect(psycopg_url(database.url)) as connection:
        connection.execute("CREATE TABLE serial_event (id bigserial PRIMARY KEY, what text)")
    several = [
        workers.start("write_serials", database.url, tmp_path / "keys", f"p{n}", EACH)
        for n in range(PROCESSES)
    ]
    seen = _follow(database, "serial_event", "id", several, None)
    assert [workers.ended(each) for each in several] == [0] * PROCESSES
    assert seen < PROCESSES * EACH


@pytest.mark.parametrize("engine", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
def test_a_cut_connection_is_told_and_made_anew(database: Database, keys: RoomKeys) -> None:
    with closing(Feed(database)) as feed:
        feed.wait(0, 0)
        cut = threading.Timer(0.2, _cut_all_others, (database,))
        cut.start()
        with pytest.raises(Refusal) as no:
            feed.wait(0, PATIENCE_S)
        cut.join()
        assert no.value.code == "connection_lost"
        act(database, keys, "c-1")
        assert feed.wait(0, PATIENCE_S) == 1


def _cut_all_others(database: Database) -> None:
    with psycopg.connect(psycopg_url(database.url), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.mark.parametrize("told", [True, False])
def test_a_write_to_the_log_wakes_at_once_and_polling_does_where_nothing_tells(
    database: Database, keys: RoomKeys, monkeypatch: pytest.MonkeyPatch, told: bool
) -> None:
    if database.dialect != "sqlite":
        return
    monkeypatch.setattr(feeds, "SLOW_POLL_S" if told else "POLL_S", 600.0 if told else 0.02)
    if not told:
        monkeypatch.setattr(feeds, "watch", lambda _file: None)
    with closing(Feed(database)) as feed:
        feed.wait(0, 0)
        threading.Timer(0.1, act, (database, keys, "c-1")).start()
        assert feed.wait(0, PATIENCE_S) == 1
        assert (feed._own.wake is not None) == told
