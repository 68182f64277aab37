"""Backups are taken while others write, prove themselves, and come back whole, with erasures done again."""

from __future__ import annotations

import stat
from contextlib import closing
from pathlib import Path

import pytest
from sqlmodel import select

from dutyroom.domain.errors import Refusal
from dutyroom.store import driver, erasure, migrate
from dutyroom.store.backup import backup, prove, restore
from dutyroom.store.engine import Database, open_database
from dutyroom.store.feed import Feed
from dutyroom.store.keys import RoomKeys
from dutyroom.store.rows.cases import Call
from dutyroom.store.rows.record import SubjectKey
from dutyroom.store.verify import verify
from tests.patience import PATIENCE_S
from tests.store import workers
from tests.store.acts import START, act, entry

sqlite_only = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def _files(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir() if file.is_file()}


@pytest.mark.whole
@sqlite_only
def test_backups_under_load_restore_and_verify(database: Database, keys: RoomKeys, tmp_path: Path) -> None:
    writers = [
        workers.start("write_acts", database.url, tmp_path / "keys", f"p{n}", 10**6)
        for n in range(2)
    ]
    counts = []
    try:
        with closing(Feed(database)) as feed:
            seq = 0
            for number in range(5):
                further = seq + 20
                while seq < further:
                    seq = feed.wait(seq, PATIENCE_S)
                counts.append(backup(database, keys, tmp_path / f"copy-{number}").count)
    finally:
        for writer in writers:
            writer.kill()
            writer.join()
    assert counts == sorted(set(counts)), "each copy holds more than the last: the writers were at work"
    assert verify(database, keys).count >= counts[-1]
    for number, count in enumerate(counts):
        file = tmp_path / f"copy-{number}"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        with closing(open_database(tmp_path / f"new-{number}")) as fresh:
            done = restore(file, fresh, keys, START)
            assert (done.report.count, done.kept, done.erased_again) == (count, None, 0)
            assert prove(fresh, keys).count == count
            assert act(fresh, keys, "goes on") == count + 1
    assert not [name for name in _files(tmp_path) if name.startswith(".")]


@sqlite_only
def test_restoring_keeps_what_was_there_and_open_consoles_see_it(
    database: Database, keys: RoomKeys, tmp_path: Path
) -> None:
    act(database, keys, "before")
    backup(database, keys, tmp_path / "copy")
    act(database, keys, "after")
    with closing(open_database(database.url)) as console:
        with console.read() as session:
            assert len(session.exec(select(Call)).all()) == 2
        with closing(open_database(database.url)) as other:
            done = restore(tmp_path / "copy", other, keys, START)
        with console.read() as session:
            assert [row.number for row in session.exec(select(Call)).all()] == ["before"]
        assert act(console, keys, "again") == 2
    assert done.kept is not None
    with closing(open_database(done.kept)) as former:
        assert prove(former, keys).count == 2
    assert prove(database, keys).sound


@sqlite_only
def test_what_was_erased_stays_erased(database: Database, keys: RoomKeys, tmp_path: Path) -> None:
    with database.write() as session:
        for subject in ("a", "b", "c"):
            session.add(SubjectKey(subject=subject, wrapped=keys.wrap(subject, keys.new_key())))
    act(database, keys, "c-1")
    backup(database, keys, tmp_path / "copy")
    for subject in ("a", "b"):
        with database.write() as session:
            erasure.erase(session, keys, subject, START)
            entry(session, keys, f"erase-{subject}", kind=erasure.KIND, subject=subject)
    done = restore(tmp_path / "copy", database, keys, START)
    assert done.erased_again == 2
    with database.read() as session:
        assert [row.subject for row in session.exec(select(SubjectKey)).all()] == ["c"]
        assert erasure.erased(session) == {"a", "b"}
    assert prove(database, keys).count == 3


@sqlite_only
def test_a_room_that_was_not_upgraded_yet_is_asked_by_its_journal(
    database: Database, keys: RoomKeys, tmp_path: Path
) -> None:
    with database.write() as session:
        session.add(SubjectKey(subject="a", wrapped=keys.wrap("a", keys.new_key())))
    backup(database, keys, tmp_path / "copy")
    with database.write() as session:
        erasure.erase(session, keys, "a", START)
        entry(session, keys, "erase-a", kind=erasure.KIND, subject="a")
    migrate.downgrade(database, "alarm")
    assert restore(tmp_path / "copy", database, keys, START).erased_again == 1


def _cut_short(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _overwrite_pages(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[4096 * 4 : 4096 * 30] = b"\xff" * (4096 * 26)
    file.write_bytes(data)


def _sql(statement: str) -> object:
    def run(file: Path) -> None:
        with closing(driver.connect(file)) as connection:
            connection.execute("DROP TRIGGER journal_no_update")
            connection.execute(statement)
            connection.execute(
                "CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal "
                "BEGIN SELECT RAISE(ABORT, 'the journal is never changed'); END"
            )
            connection.execute("PRAGMA journal_mode=DELETE")

    return run


@pytest.mark.whole
@sqlite_only
@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (_cut_short, "corrupt"),
        (_overwrite_pages, "corrupt"),
        (lambda file: file.write_text("no database"), "not_a_database"),
        (lambda file: file.write_bytes(b""), "no_schema"),
        (lambda file: file.unlink(), "no_database"),
        (_sql("UPDATE journal SET actor = 'li' WHERE seq = 3"), "broken_chain"),
        (_sql("UPDATE \"call\" SET summary = 'x' WHERE number = 'c-3'"), "unlike_journal"),
        (_sql("DELETE FROM \"call\" WHERE number = 'c-3'"), "unlike_journal"),
        (_sql("DROP TRIGGER journal_no_delete"), "no_triggers"),
        (_sql("UPDATE journal_head SET key_check = 'x'"), "wrong_key"),
        (_sql("UPDATE alembic_version SET version_num = '9999'"), "newer_schema"),
    ],
)
def test_a_damaged_backup_changes_nothing(
    database: Database, keys: RoomKeys, tmp_path: Path, damage: object, code: str
) -> None:
    for number in range(40):
        act(database, keys, f"c-{number}")
    backup(database, keys, tmp_path / "copy")
    act(database, keys, "later")
    damage(tmp_path / "copy")  # type: ignore[operator]
    files = _files(tmp_path)
    with pytest.raises(Refusal) as no:
        restore(tmp_path / "copy", database, keys, START)
    assert no.value.code == code
    assert prove(database, keys).count == 41
    assert _files(tmp_path) | {"copy-wal", "copy-shm"} >= files
    assert not [name for name in _files(tmp_path) if name.startswith(".")]


@sqlite_only
def test_a_backup_overwrites_nothing_and_says_where_it_cannot_write(
    database: Database, keys: RoomKeys, tmp_path: Path
) -> None:
    (tmp_path / "letter").write_text("x")
    for file, code in ((tmp_path / "letter", "exists"), (tmp_path / "no" / "folder", "cannot_write")):
        with pytest.raises(Refusal) as no:
            backup(database, keys, file)
        assert no.value.code == code
    assert (tmp_path / "letter").read_text() == "x"


@pytest.mark.whole
@pytest.mark.parametrize("engine", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
def test_postgres_has_its_own_tools(database: Database, keys: RoomKeys, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="PostgreSQL"):
        backup(database, keys, tmp_path / "copy")
    with pytest.raises(Refusal, match="PostgreSQL"):
        restore(tmp_path / "copy", database, keys, START)
    act(database, keys, "c-1")
    assert prove(database, keys).count == 1
