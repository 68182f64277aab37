"""The log beside an SQLite file: what SQLite itself does with it is no fault, what somebody else put there is."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from dutyroom.store import driver
from dutyroom.store.log_file import LogFile


def written(path: Path, connection: Any, word: str) -> None:
    connection.execute("INSERT INTO said VALUES (?)", (word,))


def opened(path: Path) -> Any:
    connection = driver.connect(path)
    connection.execute("PRAGMA journal_mode=WAL")
    return connection


def test_a_log_begun_anew_by_a_fresh_process_is_its_own(tmp_path: Path) -> None:
    """Emptied between two looks it begins with other salts: `db restore` was called damage now and then."""
    path = tmp_path / "room.sqlite3"
    first = opened(path)
    first.execute("CREATE TABLE said (word TEXT)")
    log = LogFile(path)
    assert log.is_own()
    for round_ in range(4):
        first.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        fresh = opened(path)
        written(path, fresh, f"neu {round_}")
        assert log.is_own(), round_
        fresh.close()
    first.close()


def test_what_was_overwritten_is_not(tmp_path: Path) -> None:
    path = tmp_path / "room.sqlite3"
    first = opened(path)
    first.execute("CREATE TABLE said (word TEXT)")
    log = LogFile(path)
    assert log.is_own()
    beside = path.with_name(f"{path.name}-wal")
    whole = beside.read_bytes()
    beside.write_bytes(whole[:100] + bytes([whole[100] ^ 1]) + whole[101:])
    assert not log.is_own()
    beside.write_bytes(os.urandom(len(whole)))
    assert not log.is_own()
