"""The top of the queue, read by the database driver alone: shown before the rest of the program is loaded."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dutyroom.domain.board import BoardRow
from dutyroom.store import driver
from dutyroom.store.text import from_store
from dutyroom.store.url import psycopg_url, sqlite_path

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

    The facts: ``seq`` (the journal's last entry; the feed goes on from here), ``open`` (how many rows there are) and
    ``settings`` (every setting by key, decoded). All from one moment. Raises Refusal when there is no database or no
    table yet.
    """
    url = str(address)
    path = sqlite_path(url)
    if path is not None:
        connection = driver.connect(path, readonly=True)
        known: type[Exception] = driver.Error
    else:
        import psycopg

        known = psycopg.Error
        try:
            connection = psycopg.connect(psycopg_url(url), connect_timeout=5, autocommit=True)
        except psycopg.Error as fault:
            raise _explained(fault) from fault
    try:
        return _read(
            connection, count, "BEGIN" if path else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        )
    except known as fault:
        raise _explained(fault) from fault
    finally:
        connection.close()


def _read(connection: Any, count: int, begin: str) -> tuple[list[BoardRow], dict[str, Any]]:
    connection.execute(begin)
    rows: list[BoardRow] = []
    for part in _PARTS:
        if len(rows) < count:
            rows += [_row(found) for found in connection.execute(part % (count - len(rows)))]
    settings = {
        from_store(key): json.loads(from_store(value))
        for key, value in connection.execute("SELECT key, value FROM setting")
    }
    seq = connection.execute("SELECT seq FROM journal_head WHERE id = 1").fetchone()[0]
    total = connection.execute("SELECT count(*) FROM board_row").fetchone()[0]
    connection.execute("COMMIT")
    return rows, {"seq": seq, "open": total, "settings": settings}


def _row(found: tuple[Any, ...]) -> BoardRow:
    return BoardRow(*(_value(field.type, value) for field, value in zip(_FIELDS, found, strict=True)))


def _value(kind: Any, value: Any) -> Any:
    if kind == "str":
        return from_store(value)
    if kind == "bool":
        return bool(value)
    if kind.startswith("datetime") and value is not None:
        # SQLite holds UTC without a zone; PostgreSQL answers in the session's zone.
        return (
            datetime.fromisoformat(value).replace(tzinfo=UTC)
            if isinstance(value, str)
            else value.astimezone(UTC)
        )
    return value


def _explained(fault: Exception) -> Exception:
    from dutyroom.store.faults import explain

    return explain(fault)
