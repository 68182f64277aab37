"""Whatever was typed comes back, and sorts alike, on both databases."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from dutyroom.store.canonical import as_bytes, canonical, stamp
from dutyroom.store.engine import Database
from dutyroom.store.keys import RoomKeys
from dutyroom.store.replay import payloads
from dutyroom.store.rows.cases import Call
from dutyroom.store.rows.room import Setting
from dutyroom.store.text import from_store, to_store
from tests.store.acts import HOSTILE, act, call, entry

ANY = st.text(alphabet=st.characters(codec=None))


@given(ANY)
def test_to_store_and_back(text: str) -> None:
    stored = to_store(text)
    assert from_store(stored) == text
    assert "\x00" not in stored
    stored.encode("utf-8")


@given(ANY, ANY)
def test_different_texts_stay_different(one: str, two: str) -> None:
    assert (to_store(one) == to_store(two)) == (one == two)
    assert (as_bytes(canonical(one)) == as_bytes(canonical(two))) == (one == two)


@pytest.mark.whole
def test_hostile_texts_round_trip_exactly(database: Database, keys: RoomKeys) -> None:
    dice = random.Random(1)
    typed = [*HOSTILE, *("".join(chr(dice.randrange(0x110000)) for _ in range(30)) for _ in range(300))]
    with database.write() as session:
        for number, text in enumerate(typed):
            session.add(call(f"{number:05}{text}", text))
        entry(session, keys, "\ud800\x00␚", subject="\x00")
    with database.read() as session:
        found = {row.number: row.summary for row in session.exec(select(Call)).all()}
        assert found == {f"{number:05}{text}": text for number, text in enumerate(typed)}
        for number, text in enumerate(typed):
            assert session.exec(
                select(Call.number).where(Call.summary == text, Call.number == f"{number:05}{text}")
            ).one()
        rows = json.loads(next(payloads(session)))["rows"]
    assert [row[3]["summary"] for row in rows] == typed


def test_both_databases_sort_by_code_point(database: Database, keys: RoomKeys) -> None:
    names = ["a", "B", "b", "A", "_", "-1", "10", "9", "é", "z", "中", "一", "ａ", "👩", "\ufeff", "ä"]
    with database.write() as session:
        for name in names:
            session.add(Setting(key=name, value="1"))
        entry(session, keys, "c")
    with database.read() as session:
        assert list(session.exec(select(Setting.key).order_by(Setting.key)).all()) == sorted(names)


def test_moments_keep_zone_and_microseconds_and_sort(database: Database, keys: RoomKeys) -> None:
    shanghai = timezone(timedelta(hours=8))
    moments = [
        datetime(2026, 9, 30, 8, 0, tzinfo=shanghai), datetime(2026, 9, 30, 0, 0, 0, 1, tzinfo=UTC),
        datetime(2026, 9, 30, 7, 59, 59, 999999, tzinfo=shanghai), datetime(1999, 12, 31, 23, 59, 59, tzinfo=UTC),
        datetime(2038, 1, 19, 3, 14, 8, tzinfo=UTC),
    ]  # fmt: skip
    with database.write() as session:
        for number, moment in enumerate(moments):
            row = call(f"{number}")
            row.received = moment
            session.add(row)
        entry(session, keys, "c")
    with database.read() as session:
        found = session.exec(select(Call).order_by(Call.received)).all()
    assert [row.received for row in found] == sorted(moments)
    assert all(row.received.utcoffset() == timedelta(0) for row in found)
    assert [stamp(row.received) for row in found] == sorted(stamp(moment) for moment in moments)


def test_a_moment_without_a_zone_is_refused(database: Database, keys: RoomKeys) -> None:
    row = call("1")
    row.received = datetime(2026, 9, 30)
    with pytest.raises(Exception, match="zone"):
        act(database, keys, "c", row)
    with database.read() as session:
        assert session.exec(select(Call)).all() == []
