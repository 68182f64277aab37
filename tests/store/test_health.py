"""What keeps the next act from being written is known before anybody tries, and so is a database that is another one by now."""

from __future__ import annotations

import errno
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from dutyroom.domain.errors import Refusal
from dutyroom.store import backup, driver, health, holder, server
from dutyroom.store.claim import upgrade
from dutyroom.store.engine import Database, open_database
from dutyroom.store.feed import Feed
from dutyroom.store.health import Health
from dutyroom.store.keys import RoomKeys
from tests.patience import PATIENCE_S
from tests.store.acts import START, act

sqlite_only = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
postgres_only = pytest.mark.parametrize(
    "engine", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "BUSY_S", 0.0)
    monkeypatch.setattr(health, "LOOKED_AT_S", 0.0)
    monkeypatch.setattr(health, "_SHARE", 0)


@pytest.fixture
def well(database: Database, keys: RoomKeys) -> Iterator[Health]:
    """A room in which something was done, and whose health is good."""
    act(database, keys, "c-1")
    with closing(Health(database)) as found:
        found.check()
        yield found


def told(asked: Callable[[], object]) -> Refusal:
    """What it is refused with, at the latest the third time."""
    for _try in range(3):
        try:
            asked()
        except Refusal as no:
            return no
    raise AssertionError("nothing is said")


@sqlite_only
def test_who_leaves_during_a_look_closes_nothing_under_it(well: Health, monkeypatch: pytest.MonkeyPatch) -> None:
    """The console's own thread looks once a second: leaving at that moment brought the process down (SIGSEGV)."""
    looking, left, found = Event(), Event(), list[object]()

    def look(_path: Path) -> None:
        looking.set()
        assert left.wait(PATIENCE_S)
        found.append(well._connection.execute("SELECT 1").fetchone())

    monkeypatch.setattr(well, "_look", look)
    thread = Thread(target=well.check)
    thread.start()
    assert looking.wait(PATIENCE_S)
    well.close()
    left.set()
    thread.join(PATIENCE_S)
    assert found == [(1,)]
    assert well._connection is None


def test_it_changes_nothing_and_wakes_nobody(database: Database, well: Health) -> None:
    with closing(Feed(database)) as feed:
        assert feed.wait(-1, 0) == 1
        well.check()
        start = time.monotonic()
        assert feed.wait(1, 0.2) == 1
        assert time.monotonic() - start >= 0.2
    assert database.path is None or {file.suffix for file in database.path.parent.glob("room*")} <= {
        ".sqlite3", ".sqlite3-wal", ".sqlite3-shm",
    }  # fmt: skip


@sqlite_only
@pytest.mark.parametrize(
    ("number", "code"), [(errno.ENOSPC, "disk_full"), (errno.EDQUOT, "disk_full"), (errno.EIO, "io_error")]
)
def test_no_room_for_the_next_page(
    database: Database, well: Health, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    def full(_handle: int, _data: bytes) -> int:
        raise OSError(number, "no")

    monkeypatch.setattr(os, "write", full)
    assert told(well.check).code == code
    monkeypatch.undo()
    well.check()


@sqlite_only
def test_a_lock_that_is_kept_and_by_whom(database: Database, well: Health, keys: RoomKeys) -> None:
    assert database.path is not None
    with closing(driver.connect(database.path)) as other:
        other.execute("BEGIN IMMEDIATE")
        no = told(well.check)
        assert no.code == "busy"
        if holder.of_file(database.path):
            assert str(os.getpid()) in no.message
        with closing(Feed(database)) as feed:
            assert feed.wait(-1, 0) == 1, "who only reads learns nothing of it"
        other.execute("ROLLBACK")
    assert holder.of_file(database.path) == ""
    well.check()


@sqlite_only
def test_who_writes_one_act_after_the_other_keeps_no_lock(
    database: Database, well: Health, keys: RoomKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Met at work each time, but the data goes on."""
    assert database.path is not None
    monkeypatch.setattr(health, "BUSY_S", 0.05)
    with closing(driver.connect(database.path)) as other:
        for number in range(6):
            other.execute("BEGIN IMMEDIATE")
            other.execute(f"PRAGMA user_version = {number}")
            well.check()
            other.execute("COMMIT")
            time.sleep(0.02 * (number > 3))


@sqlite_only
def test_pages_that_were_overwritten(database: Database, well: Health) -> None:
    assert database.path is not None
    # What is in the log goes into the file, so that there is something to lie in it.
    with closing(driver.connect(database.path)) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    sound = database.path.read_bytes()
    with database.path.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(len(sound) - 4096))
    assert told(well.check).code == "corrupt"
    with database.path.open("r+b") as file:
        file.write(sound)
    well.check()


@sqlite_only
@pytest.mark.parametrize("how", ["renamed", "copied"])
def test_another_file_in_its_place(
    database: Database, well: Health, keys: RoomKeys, tmp_path: Path, how: str
) -> None:
    assert database.path is not None
    foreign = open_database(tmp_path / "foreign.sqlite3")
    upgrade(foreign, tmp_path / "foreign-keys")
    assert foreign.path is not None
    foreign.close()
    with closing(Feed(database)) as feed:
        assert feed.wait(-1, 0) == 1
        if how == "renamed":
            foreign.path.rename(database.path)
            assert told(well.check).code == "replaced"
        else:
            # As `cp` does: the file stays the same one, and what is open goes on reading it.
            with closing(driver.connect(database.path)) as other:
                other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            shutil.copyfile(foreign.path, database.path)
        assert told(well.check).code in ("replaced", "corrupt")
        assert told(lambda: feed.wait(1, 0)).code in ("replaced", "corrupt")
        assert told(lambda: act(database, keys, "c-2")).code in ("replaced", "corrupt")
    assert how == "renamed" or database.path.read_bytes() == foreign.path.read_bytes(), "nothing was written into it"


@sqlite_only
def test_the_rooms_own_file_put_back_is_well_again(
    database: Database, well: Health, keys: RoomKeys, tmp_path: Path
) -> None:
    """Whoever read the other one meanwhile still has it in memory: nothing in the log says that it was another."""
    assert database.path is not None
    foreign = open_database(tmp_path / "foreign.sqlite3")
    upgrade(foreign, tmp_path / "foreign-keys")
    foreign.close()
    with closing(driver.connect(database.path)) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    own = database.path.read_bytes()
    shutil.copyfile(tmp_path / "foreign.sqlite3", database.path)
    # As when the next page to be read is not in memory any more.
    well._connection.execute("PRAGMA shrink_memory")
    assert told(well.check).code in ("replaced", "corrupt")
    database.path.write_bytes(own)
    for _try in range(3):
        with suppress(Refusal):
            well.check()
    well.check()
    act(database, keys, "c-2")


@sqlite_only
def test_its_log_taken_away(database: Database, well: Health) -> None:
    """What is written from then on would be found by nobody who opens the file later."""
    assert database.path is not None
    database.path.with_name(f"{database.path.name}-wal").unlink()
    assert told(well.check).code == "replaced"


def _noise(sound: bytes) -> bytes:
    return os.urandom(len(sound))


def _content(sound: bytes) -> bytes:
    """The pages are what they were by their looks; a value in one of them is another."""
    at = sound.rindex(b"c-1")
    return sound[:at] + b"c-9" + sound[at + 3 :]


def _emptied(_sound: bytes) -> bytes:
    return b""


def _another_rooms(sound: bytes) -> bytes:
    """A log that is sound, of another file."""
    salts = os.urandom(8)
    return sound[:16] + salts + sound[24:]


@sqlite_only
@pytest.mark.parametrize("spoilt", [_noise, _content, _emptied, _another_rooms])
def test_its_log_overwritten_in_place(database: Database, well: Health, spoilt: Callable[[bytes], bytes]) -> None:
    assert database.path is not None
    log = database.path.with_name(f"{database.path.name}-wal")
    sound = log.read_bytes()
    log.write_bytes(spoilt(sound))
    assert told(well.check).code in ("corrupt", "replaced", "io_error")
    log.write_bytes(sound)
    for _try in range(3):
        with suppress(Refusal):
            well.check()
    well.check()


@sqlite_only
def test_a_log_that_begins_anew_is_the_rooms_own(database: Database, well: Health, keys: RoomKeys) -> None:
    assert database.path is not None
    for number, how in enumerate(("PASSIVE", "FULL", "RESTART", "TRUNCATE") * 3):
        act(database, keys, f"c-{number + 2}")
        well.check()
        with closing(driver.connect(database.path)) as other:
            other.execute(f"PRAGMA wal_checkpoint({how})")
        well.check()


@sqlite_only
@pytest.mark.parametrize("spoilt", [_noise, lambda sound: bytes(len(sound))], ids=["noise", "zeros"])
@pytest.mark.parametrize("begin", [0, 136], ids=["whole", "its tables"])
def test_its_index_overwritten_in_place(
    database: Database, well: Health, keys: RoomKeys, begin: int, spoilt: Callable[[bytes], bytes]
) -> None:
    """SQLite makes it anew where its head is spoilt; where only the tables behind it are, what is read through them shows it."""
    assert database.path is not None
    with database.path.with_name(f"{database.path.name}-shm").open("r+b") as file:
        sound = file.read()
        file.seek(begin)
        file.write(spoilt(sound[begin:]))
    if begin:
        assert told(well.check).code in ("corrupt", "replaced")
    else:
        well.check()
        act(database, keys, "c-2")
        well.check()


@sqlite_only
def test_a_restore_under_a_reader(database: Database, keys: RoomKeys, tmp_path: Path) -> None:
    for number in range(3):
        act(database, keys, f"c-{number}")
    with closing(open_database(database.url)) as console, closing(Feed(console)) as feed:
        backup.backup(database, keys, tmp_path / "kept")
        act(database, keys, "later")
        assert feed.wait(-1, 0) == 4
        backup.restore(tmp_path / "kept", database, keys, START)
        assert told(lambda: feed.wait(4, 0)).code == "rewound"
        assert feed.wait(3, 0) == 3, "then it goes on from there"


@sqlite_only
def test_the_same_place_in_another_journal(database: Database, keys: RoomKeys, tmp_path: Path) -> None:
    """Restored, and as much done since: the number alone would say that nothing happened."""
    act(database, keys, "c-1")
    with closing(open_database(database.url)) as console, closing(Feed(console)) as feed:
        backup.backup(database, keys, tmp_path / "kept")
        act(database, keys, "here")
        assert feed.wait(-1, 0) == 2
        backup.restore(tmp_path / "kept", database, keys, START)
        act(database, keys, "there")
        assert told(lambda: feed.wait(2, 0)).code == "rewound"
        assert feed.wait(2, 0) == 2


def test_a_write_that_failed_is_tried_again_before_all_is_well(
    database: Database, well: Health, keys: RoomKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk that still has room beside the file, a quota, a server's own disk."""
    database.failed.add("disk_full")
    if database.dialect == "sqlite":
        well._connection.execute("PRAGMA query_only=ON")
        assert told(well.check).code == "read_only"
    else:
        monkeypatch.setattr(health, "_TRY", "UPDATE no_such_table SET x = 1")
        assert told(well.check).code == "no_schema"
        monkeypatch.undo()
    assert database.failed
    well.check()
    assert not database.failed


# One process stopped within a transaction


def holding(database: Database, until: Event) -> Thread:
    """Somebody who has begun an act and does not end it."""
    begun = Event()

    def hold() -> None:
        with suppress(Refusal), database.write():
            begun.set()
            until.wait(PATIENCE_S)

    thread = Thread(target=hold)
    thread.start()
    assert begun.wait(PATIENCE_S)
    return thread


@postgres_only
def test_who_holds_the_head_is_told(
    database: Database, well: Health, monkeypatch: pytest.MonkeyPatch
) -> None:
    until = Event()
    with closing(open_database(database.url)) as other:
        thread = holding(other, until)
        monkeypatch.setattr(holder, "_OF_HEAD", holder._OF_HEAD.replace("interval '3 s'", "interval '0 s'"))
        no = told(well.check)
        assert (no.code, "postgres" in no.message) == ("busy", True)
        until.set()
        thread.join()
    well.check()


@postgres_only
@pytest.mark.parametrize("idle", [0.3, 0])
def test_a_session_that_stands_still_gives_the_lock_up(
    database: Database, keys: RoomKeys, monkeypatch: pytest.MonkeyPatch, idle: float
) -> None:
    """The control: without the limit the writer behind it waits until its own patience ends."""
    monkeypatch.setattr(server, "IDLE_S", idle)
    until = Event()
    with closing(open_database(database.url)) as other:
        thread = holding(other, until)
        if idle:
            assert act(database, keys, "c-1") == 1
        else:
            limited: Any = "set_config('lock_timeout', '500', false)"
            with database.write_engine.begin() as connection:
                connection.exec_driver_sql(f"SELECT {limited}")
            with pytest.raises(Refusal) as no:
                act(database, keys, "c-1")
            assert no.value.code == "busy"
        until.set()
        thread.join()


@postgres_only
def test_every_session_of_ours_has_its_limits(database: Database) -> None:
    for engine in (database.write_engine, database.read_engine):
        with engine.connect() as connection:
            shown = {
                name: connection.exec_driver_sql(f"SHOW {name}").scalar_one()
                for name in ("lock_timeout", "idle_in_transaction_session_timeout", "statement_timeout")
            }
        assert shown == {
            "lock_timeout": "30s", "idle_in_transaction_session_timeout": "12s", "statement_timeout": "2min",
        }  # fmt: skip
