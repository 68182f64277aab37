"""Several processes write at once: nothing is lost, numbers and chain have no gap; the naive way loses."""

from __future__ import annotations

import random
from contextlib import suppress
from multiprocessing import Pipe
from pathlib import Path

import pytest
from sqlmodel import select

from dutyroom.domain.errors import Refusal
from dutyroom.store.engine import Database, open_database
from dutyroom.store.keys import RoomKeys
from dutyroom.store.replay import differences, payloads, replay, snapshot
from dutyroom.store.rows.record import JournalEntry
from dutyroom.store.rows.room import Counter
from dutyroom.store.verify import verify
from tests import whole
from tests.store import workers
from tests.store.acts import act, call, entry

PROCESSES = 4
EACH = 60 if whole.RUNS else 20


def _race(task: str, database: Database, folder: Path) -> None:
    several = [workers.start(task, database.url, folder, f"p{n}", EACH) for n in range(PROCESSES)]
    assert [workers.ended(each) for each in several] == [0] * PROCESSES


def _counted(database: Database) -> int:
    with database.read() as session:
        return session.get_one(Counter, "shared").value


@pytest.mark.slow
def test_no_update_is_lost(database: Database, keys: RoomKeys, tmp_path: Path) -> None:
    _race("count_up", database, tmp_path / "keys")
    assert _counted(database) == PROCESSES * EACH
    report = verify(database, keys)
    assert report.sound
    assert report.count == PROCESSES * EACH
    with database.read() as session:
        assert differences(replay(payloads(session)), snapshot(session)) == []


@pytest.mark.whole
@pytest.mark.slow
def test_the_naive_way_loses_updates(database: Database, keys: RoomKeys, tmp_path: Path) -> None:
    """The control: without it, a race that never happens would look like safety."""
    with database.write() as session:
        session.add(Counter(name="shared", value=0))
        entry(session, keys, "start")
    _race("count_up_naively", database, tmp_path / "keys")
    assert _counted(database) < PROCESSES * EACH


@pytest.mark.slow
def test_a_killed_writer_loses_no_acknowledged_act(
    database: Database, keys: RoomKeys, tmp_path: Path
) -> None:
    dice = random.Random(7)
    acknowledged: set[str] = set()
    for run in range(6 if whole.RUNS else 3):
        hears, tells = Pipe(duplex=False)
        writer = workers.start("write_acts", database.url, tmp_path / "keys", f"run{run}", 10**6, tells)
        tells.close()
        with hears, suppress(EOFError):
            # At some moment between two acts or within one, when it was heard of so many.
            for _act in range(dice.randrange(4, 20)):
                acknowledged.add(hears.recv_bytes().decode())
            writer.kill()
            while True:
                acknowledged.add(hears.recv_bytes().decode())
        writer.join()
        act(database, keys, f"after-{run}")
    assert len(acknowledged) > 20
    report = verify(database, keys)
    assert report.sound
    with database.read() as session:
        kept = set(session.exec(select(JournalEntry.command_id)).all())
        assert differences(replay(payloads(session)), snapshot(session)) == []
    assert acknowledged <= kept


def test_a_reader_sees_one_moment_and_does_not_stop_writers(database: Database, keys: RoomKeys) -> None:
    act(database, keys, "c-1")
    with database.read() as reading:
        assert len(reading.exec(select(JournalEntry.seq)).all()) == 1
        act(database, keys, "c-2")
        assert len(reading.exec(select(JournalEntry.seq)).all()) == 1
    with database.read() as reading:
        assert len(reading.exec(select(JournalEntry.seq)).all()) == 2


def test_a_reader_cannot_write(database: Database) -> None:
    def write() -> None:
        with database.read() as session:
            session.add(call("c"))
            session.flush()

    with pytest.raises(Refusal) as no:
        write()
    assert no.value.code == "read_only"


def test_a_writer_that_waits_in_vain_is_told(
    database_url: str, keys: RoomKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dutyroom.store.engine._PATIENCE_S", 0.3)
    monkeypatch.setattr("dutyroom.store.driver.BUSY_TIMEOUT_MS", 50)
    first, second = open_database(database_url), open_database(database_url)
    with first.write() as holding:
        holding.add(call("mine"))
        with pytest.raises(Refusal) as no:
            act(second, keys, "c-1")
        assert no.value.code == "busy"
        entry(holding, keys, "c-0")
    assert act(second, keys, "c-1") == 2
    first.close()
    second.close()
