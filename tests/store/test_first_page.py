"""The top of the queue through the driver alone: the queue's own order, exact text, nothing heavy imported."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from dataclasses import fields
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from dutyroom.domain.board import BoardRow
from dutyroom.domain.errors import Refusal
from dutyroom.store.engine import Database
from dutyroom.store.first_page import every_page, first_page
from dutyroom.store.keys import RoomKeys
from dutyroom.store.rows.board import BoardEntry
from dutyroom.store.rows.room import Setting
from dutyroom.store.schema import HISTORY
from dutyroom.store.tables import columns
from tests.store.acts import HOSTILE, START, board_row, entry
from tests.whole import few


def _fill(database: Database, keys: RoomKeys, count: int) -> list[BoardRow]:
    dice = random.Random(3)
    with database.write() as session:
        for number in range(count):
            due = dice.choice((None, START + timedelta(minutes=dice.randrange(50))))
            row = board_row(f"0930-{number:03}", due, dice.random() < 0.1, HOSTILE[number % len(HOSTILE)])
            row.paused, row.late = dice.random() < 0.5, dice.random() < 0.5
            session.add(row)
        session.add(Setting(key="organisation", value=json.dumps("示例银行", ensure_ascii=False)))
        entry(session, keys, "fill")
    with database.read() as session:
        rows = [BoardRow(**columns(row)) for row in session.exec(select(BoardEntry)).all()]
    return sorted(rows, key=lambda row: row.order)


def test_the_columns_are_the_rows_fields() -> None:
    assert [c.name for c in BoardEntry.__table__.columns] == [f.name for f in fields(BoardRow)]  # type: ignore[attr-defined]


@pytest.mark.parametrize("count", few([0, 1, 7, 60, 100, 500], 0, 60))
def test_rows_are_the_queues_first(database: Database, keys: RoomKeys, count: int) -> None:
    expected = _fill(database, keys, 100)
    rows, head = first_page(database.url, count)
    assert rows == expected[:count]
    assert (head["seq"], head["open"], head["settings"]) == (1, 100, {"organisation": "示例银行"})
    assert (head["key_check"], head["schema"]) == (keys.check, HISTORY[-1])


@pytest.mark.parametrize("size", few([1, 7, 100, 2000], 7))
def test_all_pages_are_the_whole_queue(database: Database, keys: RoomKeys, size: int) -> None:
    expected = _fill(database, keys, 100)
    pages = list(every_page(database.url, size))
    assert [row for page in pages for row in page] == expected
    assert max(map(len, pages)) <= size


def test_a_row_that_moves_while_pages_are_read_comes_once(database: Database, keys: RoomKeys) -> None:
    expected = _fill(database, keys, 100)
    pages = every_page(database.url, 10)
    rows = next(pages)
    with database.write() as session:
        moved = session.get(BoardEntry, rows[0].number)
        assert moved is not None
        moved.pinned, moved.due = False, START + timedelta(days=1)
        entry(session, keys, "move")
    rows += [row for page in pages for row in page]
    assert [row.number for row in rows] == [row.number for row in expected]


def test_an_empty_room_has_an_empty_page(database_url: str) -> None:
    rows, head = first_page(database_url, 50)
    assert (rows, head["seq"], head["open"], head["settings"]) == ([], 0, 0, {})


def test_no_database_or_no_tables_is_told(empty_url: str, tmp_path: Path) -> None:
    with pytest.raises(Refusal) as no:
        first_page(empty_url, 5)
    assert no.value.code == ("no_database" if empty_url.startswith("sqlite") else "no_schema")
    with pytest.raises(Refusal) as no:
        first_page("postgresql://nobody@127.0.0.1:9/none", 5)
    assert no.value.code == "connection_lost"


def test_nothing_heavy_is_imported(database: Database, keys: RoomKeys) -> None:
    _fill(database, keys, 3)
    program = (
        "import sys; from dutyroom.store.first_page import every_page, first_page; rows, _ = first_page(sys.argv[1], 9);"
        "assert len(rows) == 3; heavy = {'sqlmodel', 'sqlalchemy', 'pydantic', 'arrow', 'alembic', 'textual'};"
        "print(sorted(heavy & set(sys.modules)), 'psycopg' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, database.url], check=True, capture_output=True, text=True
    )
    assert done.stdout.split("\n")[0] == f"[] {database.dialect == 'postgresql'}"


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_the_index_is_walked_and_nothing_sorted(database: Database, keys: RoomKeys) -> None:
    from dutyroom.store.first_page import _PARTS

    with database.read_engine.connect() as connection:
        for part in _PARTS:
            plan = connection.exec_driver_sql("EXPLAIN QUERY PLAN " + part % 50).all()
            assert "ix_board_row_order" in plan[0][3]
            assert not [line for line in plan if "TEMP B-TREE" in line[3]]
