"""Every changed row is in the journal, and from the journal come the same rows, to the byte."""

from __future__ import annotations

import random

import pytest
from sqlalchemy import delete, func, insert, text, update
from sqlmodel import Session, select

from dutyroom.domain.errors import Refusal
from dutyroom.store import record
from dutyroom.store.canonical import canonical
from dutyroom.store.engine import Database
from dutyroom.store.keys import RoomKeys
from dutyroom.store.record import Unrecorded
from dutyroom.store.replay import differences, payloads, replay, snapshot
from dutyroom.store.rows.cases import Call
from dutyroom.store.rows.record import BlindToken, JournalEntry, JournalHead
from dutyroom.store.rows.room import Counter
from tests.store.acts import START, act, call, entry, random_acts
from tests.whole import few


@pytest.mark.requirement("X.05")
@pytest.mark.parametrize("seed", few(range(3), 0))
def test_replay_gives_the_tables_to_the_byte(database: Database, keys: RoomKeys, seed: int) -> None:
    rolled_back = random_acts(database, keys, random.Random(seed), 120)
    assert rolled_back > 0
    with database.read() as session:
        said, stands = replay(payloads(session)), snapshot(session)
        assert session.exec(select(JournalHead)).one().seq == 120 - rolled_back
    assert len(stands) >= 6
    assert canonical({table: rows for table, rows in said.items() if rows}) == canonical(stands)


def test_a_row_changed_behind_the_journal_is_found(database: Database, keys: RoomKeys) -> None:
    act(database, keys, "c-1")
    act(database, keys, "c-2")
    with database.write_engine.begin() as connection:
        connection.exec_driver_sql("UPDATE \"call\" SET summary = 'nothing happened' WHERE number = 'c-1'")
    with database.read() as session:
        assert differences(replay(payloads(session)), snapshot(session)) == ['call ["c-1"]']


def test_update_holds_only_what_changed(database: Database, keys: RoomKeys) -> None:
    act(database, keys, "c-1")
    with database.write() as session:
        row = session.get_one(Call, "c-1")
        row.summary = "退款"
        row.caller = row.caller
        assert record.changes_of(session) == [["update", "call", ["c-1"], {"summary": "退款"}]]
        entry(session, keys, "c-2")


def test_the_chain_links_and_counts_without_gaps(database: Database, keys: RoomKeys) -> None:
    with database.write() as session:
        assert record.next_seq(session) == 1
    assert [act(database, keys, f"c-{n}") for n in range(5)] == [1, 2, 3, 4, 5]
    with database.read() as session:
        rows = session.exec(select(JournalEntry).order_by(JournalEntry.seq)).all()
        head = session.get_one(JournalHead, 1)
    assert [row.prev for row in rows] == ["", *(row.mac for row in rows[:-1])]
    assert (head.seq, head.mac) == (5, rows[-1].mac)
    assert rows[0].at == START


def test_a_command_enters_once(database: Database, keys: RoomKeys) -> None:
    act(database, keys, "same")
    with pytest.raises(Refusal) as no:
        act(database, keys, "same", call("another"))
    assert no.value.code == "reused_command"
    with database.read() as session:
        assert session.get(Call, "another") is None


def _unrecorded(session: Session, keys: RoomKeys) -> None:
    session.add(call("a"))


def _after_the_entry(session: Session, keys: RoomKeys) -> None:
    session.add(call("a"))
    entry(session, keys, "c")
    session.add(call("b"))


def _flushed_after_the_entry(session: Session, keys: RoomKeys) -> None:
    entry(session, keys, "c")
    session.add(call("b"))
    session.flush()


def _bulk_update(session: Session, keys: RoomKeys) -> None:
    session.execute(update(Call).values(state="done"))


def _core_update(session: Session, keys: RoomKeys) -> None:
    session.execute(update(Call.__table__).values(state="done"))


def _bulk_delete(session: Session, keys: RoomKeys) -> None:
    session.execute(delete(Call))


def _bulk_insert(session: Session, keys: RoomKeys) -> None:
    session.execute(insert(Counter), [{"name": "x", "value": 1}])


def _journal_delete(session: Session, keys: RoomKeys) -> None:
    session.execute(delete(JournalEntry))


def _raw(session: Session, keys: RoomKeys) -> None:
    session.execute(text("UPDATE counter SET value = 9"))


def _saved_in_bulk(session: Session, keys: RoomKeys) -> None:
    session.bulk_save_objects([call("a")])


def _inserted_in_bulk(session: Session, keys: RoomKeys) -> None:
    session.bulk_insert_mappings(Counter.__mapper__, [{"name": "x", "value": 1}])


def _updated_in_bulk(session: Session, keys: RoomKeys) -> None:
    session.bulk_update_mappings(Counter.__mapper__, [{"name": "x", "value": 1}])


def _savepoint(session: Session, keys: RoomKeys) -> None:
    session.add(call("a"))
    session.flush()
    session.begin_nested().rollback()
    entry(session, keys, "c")


def _worked_out_by_the_database(session: Session, keys: RoomKeys) -> None:
    session.get_one(Call, "c-1").version = Call.version + 1  # type: ignore[assignment]
    entry(session, keys, "c")


def _new_key(session: Session, keys: RoomKeys) -> None:
    session.get_one(Call, "c-1").number = "c-2"
    entry(session, keys, "c")


@pytest.mark.requirement("X.05")
@pytest.mark.parametrize(
    "mistake",
    [
        _unrecorded, _after_the_entry, _flushed_after_the_entry, _bulk_update, _core_update, _bulk_delete,
        _bulk_insert, _journal_delete, _raw, _saved_in_bulk, _inserted_in_bulk, _updated_in_bulk,
        _worked_out_by_the_database, _new_key, _savepoint,
    ],
)  # fmt: skip
def test_nothing_passes_the_journal_by(database: Database, keys: RoomKeys, mistake: object) -> None:
    act(database, keys, "c-1")
    with pytest.raises(Unrecorded), database.write() as session:
        mistake(session, keys)  # type: ignore[operator]
    with database.read() as session:
        assert session.exec(select(func.count()).select_from(Call)).one() == 1
        assert session.get_one(JournalHead, 1).seq == 1
        assert differences(replay(payloads(session)), snapshot(session)) == []


def test_tables_that_are_not_replayed_are_free(database: Database) -> None:
    with database.write() as session:
        session.add(BlindToken(token="t", subject="s"))
    with database.write() as session:
        session.execute(delete(BlindToken))
    with database.read() as session:
        assert session.exec(select(BlindToken)).all() == []


def test_what_was_rolled_back_is_not_in_the_journal(database: Database, keys: RoomKeys) -> None:
    with database.write() as session:
        session.add(call("a"))
        session.flush()
        session.rollback()
        session.add(call("b"))
        entry(session, keys, "c")
    with database.read() as session:
        assert list(replay(payloads(session))["call"]) == ['["b"]']
        assert differences(replay(payloads(session)), snapshot(session)) == []


def test_a_refused_act_leaves_nothing_behind_for_the_next(database: Database, keys: RoomKeys) -> None:
    def refused() -> None:
        with database.write() as session:
            session.add(call("a"))
            session.flush()
            raise ValueError("refused")

    with pytest.raises(ValueError, match="refused"):
        refused()
    act(database, keys, "b")
    with database.read() as session:
        assert list(replay(payloads(session))["call"]) == ['["b"]']
