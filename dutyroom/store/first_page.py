"""The board, read by the database driver alone: its top is shown before the rest of the program is loaded."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dutyroom.domain.board import BoardRow
from dutyroom.store import driver
from dutyroom.store.text import from_store
from dutyroom.store.url import sqlite_path

_FIELDS = fields(BoardRow)
_COLUMNS = ", ".join(f'"{each.name}"' for each in _FIELDS)
# Four walks along one index (pinned, due, number): the queue's order without sorting the whole table.
_PARTS = tuple(
    f"SELECT {_COLUMNS} FROM board_row WHERE pinned = {pinned} AND due IS {null} ORDER BY due, number LIMIT %d"
    for pinned in ("true", "false")
    for null in ("NOT NULL", "NULL")
)


def first_page(address: str | Path, count: int) -> tuple[list[BoardRow], dict[str, Any]]:
    """The first ``count`` rows in the order of the queue, and facts for the head of the screen.

    The facts: ``seq`` (the journal's last entry; the feed goes on from here), ``open`` (how many rows there are),
    ``settings`` (every setting by key, decoded), ``key_check`` and ``schema`` (whose room it is, of which version, each
    "" where it does not say), and of a server ``server_time``. All from one moment. Raises Refusal when there is no
    database or no table yet.
    """
    with _connected(address) as (connection, on_file):
        rows, facts = _read(connection, count, "BEGIN" if on_file else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        if not on_file:
            facts["server_time"] = connection.execute("SELECT clock_timestamp()").fetchone()[0]
        return rows, facts


def every_page(address: str | Path, size: int) -> Iterator[list[BoardRow]]:
    """Every row in the order of the queue, ``size`` at a time, each page read in a moment of its own.

    A row that moves meanwhile comes once or not at all: whoever reads what changed since before the first page has it
    right afterwards. Raises Refusal as ``first_page`` does.
    """
    shared: dict[str, str] = {}
    seen: set[str] = set()
    with _connected(address) as (connection, on_file):
        mark = "?" if on_file else "%s"
        for part in _PARTS:
            head, _order, _rest = part.partition(" ORDER BY ")
            by_due = "NOT NULL" in head
            further = f" AND (due, number) > ({mark}, {mark})" if by_due else f" AND number > {mark}"
            last: tuple[Any, ...] = ()
            while True:
                query = f"{head}{further if last else ''} ORDER BY due, number LIMIT {size:d}"
                found = connection.execute(query, last).fetchall()
                rows = [row for row in _rows(found, shared) if row.number not in seen]
                seen.update(row.number for row in rows)
                if rows:
                    yield rows
                if len(found) < size:
                    break
                last = (found[-1][_DUE], found[-1][0]) if by_due else (found[-1][0],)


@contextmanager
def _connected(address: str | Path) -> Iterator[tuple[Any, bool]]:
    """A connection for reading, and whether it is to a file. Its faults come out as Refusals."""
    url = str(address)
    path = sqlite_path(url)
    if path is not None:
        connection: Any = driver.connect(path, readonly=True)
        known: type[Exception] = driver.Error
    else:
        import psycopg

        from dutyroom.store import server

        known = psycopg.Error
        connection = server.connect(url)
    try:
        yield connection, path is not None
    except known as fault:
        raise _explained(fault) from fault
    finally:
        connection.close()


def _read(connection: Any, count: int, begin: str) -> tuple[list[BoardRow], dict[str, Any]]:
    connection.execute(begin)
    rows: list[BoardRow] = []
    for part in _PARTS:
        if len(rows) < count:
            rows += _rows(connection.execute(part % (count - len(rows))).fetchall(), {})
    settings = {
        from_store(key): json.loads(from_store(value))
        for key, value in connection.execute("SELECT key, value FROM setting")
    }
    seq, key_check = connection.execute("SELECT seq, key_check FROM journal_head WHERE id = 1").fetchone()
    schema = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    total = connection.execute("SELECT count(*) FROM board_row").fetchone()[0]
    connection.execute("COMMIT")
    facts = {"seq": seq, "open": total, "settings": settings}
    return rows, {**facts, "key_check": key_check, "schema": schema[0] if schema else ""}


def _rows(found: Sequence[tuple[Any, ...]], shared: dict[str, str]) -> list[BoardRow]:
    # Column by column: a hundred thousand rows take 1.15 s of the processor, and field by field 1.65 s.
    if not found:
        return []
    return list(map(BoardRow, *(read(column, shared) for read, column in zip(_READ, zip(*found, strict=True), strict=True))))


def _texts(values: Iterable[str], shared: dict[str, str]) -> list[str]:
    return list(map(from_store, values))


def _codes(values: Iterable[str], shared: dict[str, str]) -> list[str]:
    # Codes and names are the same few in every row: kept once, a board of many rows takes half the memory.
    return [known if (known := shared.get(value)) is not None else _learn(value, shared) for value in values]


def _learn(value: str, shared: dict[str, str]) -> str:
    shared[value] = from_store(value)
    return shared[value]


def _truths(values: Iterable[Any], shared: dict[str, str]) -> list[bool]:
    return list(map(bool, values))


def _moments(values: Iterable[Any], shared: dict[str, str]) -> list[datetime | None]:
    # SQLite holds UTC without a zone; PostgreSQL answers in the session's zone.
    return [
        None if value is None
        else datetime.fromisoformat(value + "+00:00") if isinstance(value, str)
        else value.astimezone(UTC)
        for value in values
    ]  # fmt: skip


def _numbers(values: Iterable[int], shared: dict[str, str]) -> Iterable[int]:
    return values


def _reader(name: str, kind: Any) -> Callable[[Any, dict[str, str]], Iterable[Any]]:
    if kind == "str":
        return _texts if name in ("number", "summary") else _codes
    return _truths if kind == "bool" else _numbers if kind == "int" else _moments


_READ = tuple(_reader(each.name, each.type) for each in _FIELDS)
_DUE = [each.name for each in _FIELDS].index("due")


def _explained(fault: Exception) -> Exception:
    from dutyroom.store.faults import explain

    return explain(fault)
