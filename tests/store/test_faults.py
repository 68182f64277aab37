"""What the disk and the server do to us: no false "saved", everything told in words, and the next act works."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from sqlmodel import select

from dutyroom.domain.errors import Refusal
from dutyroom.lang import set_language
from dutyroom.store import faults
from dutyroom.store.engine import Database, open_database
from dutyroom.store.keys import RoomKeys
from dutyroom.store.rows.cases import Call
from dutyroom.store.url import psycopg_url, sqlite_path
from dutyroom.store.verify import verify
from tests.store.acts import act, call, entry

sqlite_only = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
postgres_only = pytest.mark.parametrize(
    "engine", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)


@sqlite_only
def test_a_full_disk_saves_nothing_and_says_so(database: Database, keys: RoomKeys) -> None:
    act(database, keys, "c-1")
    with database.write_engine.connect() as connection:
        used = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={used + 4}")
    saved, told = 1, ""
    for number in range(50):
        try:
            with database.write() as session:
                session.add(call(f"big-{number}", "报" * 3000))
                entry(session, keys, f"big-{number}")
            saved += 1
        except Refusal as no:
            told = no.code
            break
    assert told == "disk_full"
    with database.write_engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1000000")
    assert act(database, keys, "c-2") == saved + 1
    assert verify(database, keys).sound


@sqlite_only
def test_a_damaged_page_is_told(database: Database, keys: RoomKeys) -> None:
    for number in range(30):
        act(database, keys, f"c-{number}")
    with database.write_engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1")
    database.close()
    assert database.path is not None
    data = bytearray(database.path.read_bytes())
    data[4096:] = os.urandom(len(data) - 4096)
    database.path.write_bytes(data)
    with pytest.raises(Refusal) as no:
        act(database, keys, "later")
    assert no.value.code == "corrupt"


@sqlite_only
def test_a_database_that_may_only_be_read_is_told(database: Database, keys: RoomKeys) -> None:
    with database.write_engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only=ON")
    with pytest.raises(Refusal) as no:
        act(database, keys, "c-1")
    assert no.value.code == "read_only"
    database.close()
    assert act(database, keys, "c-1") == 1


@pytest.mark.whole
@postgres_only
def test_a_cut_in_the_middle_of_an_act_is_told_and_the_retry_enters_once(
    database: Database, keys: RoomKeys
) -> None:
    def cut_before_commit() -> None:
        with database.write() as session:
            session.add(call("c-1"))
            entry(session, keys, "c-1")
            with psycopg.connect(psycopg_url(database.url), autocommit=True) as connection:
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )

    with pytest.raises(Refusal) as no:
        cut_before_commit()
    assert no.value.code == "connection_lost"
    assert act(database, keys, "c-1") == 1
    with database.read() as session:
        assert len(session.exec(select(Call)).all()) == 1


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("postgresql://nobody@127.0.0.1:9/none", "connection_lost"),
        ("mysql://x/y", "bad_url"),
        ("postgresql://nobody@127.0.0.1:65536/none", "bad_url"),
        ("postgresql://nobody@127.0.0.1:0/none", "bad_url"),
        ("sqlite://", "bad_url"),
    ],
)
def test_an_address_that_leads_nowhere_is_told(url: str, code: str) -> None:
    with pytest.raises(Refusal) as no, open_database(url).read() as session:
        session.exec(select(Call)).all()
    assert no.value.code == code


def test_addresses_of_files(tmp_path: Path) -> None:
    assert sqlite_path("sqlite:////var/x") == Path("/var/x")
    assert sqlite_path("sqlite:///x") == Path("x")
    assert sqlite_path("/var/x") == Path("/var/x")
    assert sqlite_path("postgresql+psycopg://u@h/d") is None


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_word_about_faults_is_one_line_and_free_of_sql(language: str) -> None:
    set_language(language)
    messages: list[Callable[[], Refusal]] = [
        lambda words=words: faults.explain(RuntimeError(words))  # type: ignore[misc]
        for words in (
            "database is locked", "connection is lost", "database or disk is full",
            "attempt to write a readonly database", "database disk image is malformed", "no such table: journal",
            "something else\nDETAIL: row (张三, 13812345678)", "",
        )
    ]  # fmt: skip
    for make in messages:
        no = make()
        assert "\n" not in no.message + no.hint
        assert "13812345678" not in no.message
        chinese = any("\u4e00" <= c <= "\u9fff" for c in no.message + no.hint)
        assert chinese == (language == "zh")
