"""New rows of many acts without the ORM: the journal's entries and the tables are written from the very same values.

An act is performed on a `Gather` in place of a session. It may make rows and take numbers; whatever else it asks the
database for raises `Asks`, and the act is performed alone by `perform` instead. So a rule that looks at more than its
own values can be late, never wrong.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from operator import itemgetter
from typing import Any, TypeVar, cast, get_args

from pydantic_core import PydanticUndefined
from sqlalchemy import Connection, insert, select
from sqlmodel import Session, SQLModel, col

from dutyroom.store.canonical import canonical
from dutyroom.store.faults import explain
from dutyroom.store.keys import RoomKeys
from dutyroom.store.record import (
    FORMAT,
    STANDING,
    Unrecorded,
    entry_mac,
    found_broken,
    head,
    know_head,
    new_head,
    set_head,
)
from dutyroom.store.rows.record import JournalEntry
from dutyroom.store.rows.room import Counter
from dutyroom.store.tables import REPLAYED
from dutyroom.store.text import is_risky, to_store

Row = TypeVar("Row", bound=SQLModel)

_REPLAYED = frozenset(REPLAYED)


class Asks(Exception):
    """The act looks at more than its own values."""


class _Row:
    """A row being made: its columns as attributes."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.__dict__ = values


@dataclass(slots=True)
class Entry:
    """One act: the journal's row but for its place in the chain, and the rows by table."""

    journal: dict[str, Any]
    rows: dict[type[SQLModel], list[dict[str, Any]]]


class Gather(Session):
    """Stands in for the session of acts that make new subjects. ``reader`` is asked for the numbers given out so far."""

    def __init__(self, reader: Session) -> None:
        super().__init__()
        self._reader = reader
        self.numbers: dict[str, int | None] = {}
        """The numbers found, by series; None where none was given out yet."""
        self._given: dict[str, int] = {}
        self._begin()
        know_head(self, head(reader))

    def _begin(self) -> None:
        self._rows: list[tuple[type[SQLModel], _Row]] = []
        self._beside: dict[type[SQLModel], list[dict[str, Any]]] = {}
        self._taken: dict[str, _Row] = {}

    def make(self, table: type[SQLModel], values: dict[str, Any]) -> Any:
        """A new row of this act."""
        row = _Row({**_shape(table).defaults, **values})
        if table is Counter:
            self._taken[row.name] = row  # type: ignore[attr-defined]
        else:
            self._rows.append((table, row))
        return row

    def made(self, table: type[Row]) -> list[Row]:
        """The rows of that table that this act has made."""
        return [cast(Row, row) for kind, row in self._rows if kind is table]

    def made_about(self, subject: str, table: type[Row]) -> list[Row]:
        """The rows of that table that this act has made, where the subject is one that it makes. Raises Asks for another."""
        if not any(getattr(row, "number", "") == subject for _kind, row in self._rows):
            raise Asks
        return self.made(table)

    def beside(self, table: type[SQLModel], rows: Iterable[dict[str, Any]]) -> None:
        """Rows that the journal does not tell: what finds a subject."""
        self._beside.setdefault(table, []).extend(rows)

    def finish(self, journal: Mapping[str, Any], values: Mapping[str, Any]) -> Entry:
        """The act is done: what it leaves behind. The next one begins."""
        changes: list[Any] = []
        for name, row in self._taken.items():
            first = self._given.get(name, self.numbers[name]) is None
            now = {"name": name, "value": row.value}  # type: ignore[attr-defined]
            what = ["insert", "counter", [name], now] if first else ["update", "counter", [name], {"value": now["value"]}]
            changes.append(what)
            self._given[name] = now["value"]
        rows = self._beside
        for table, made in self._rows:
            values_of = made.__dict__
            rows.setdefault(table, []).append(values_of)
            if table in _REPLAYED:
                shape = _shape(table)
                changes.append(["insert", shape.name, [values_of[key] for key in shape.key], values_of])
        entry = Entry({**journal, "payload": canonical({"values": values, "rows": changes})}, rows)
        self._begin()
        return entry

    def drop(self) -> None:
        """The act was refused: nothing of it remains, and its numbers are given out again."""
        self._begin()

    def get(self, entity: Any, ident: Any, **_more: Any) -> Any:
        """A counter. Raises Asks for anything else."""
        if entity is not Counter:
            raise Asks
        if ident in self._taken:
            return self._taken[ident]
        if ident not in self.numbers:
            query = select(col(Counter.value)).where(col(Counter.name) == ident)
            self.numbers[ident] = self._reader.connection().execute(query).scalar()
        value = self._given.get(ident, self.numbers[ident])
        if value is None:
            return None
        row = self._taken[ident] = _Row({"name": ident, "value": value})
        return row

    def add(self, instance: object, _warn: bool = True) -> None:
        """A new row made elsewhere."""
        row = cast(SQLModel, instance)
        self.make(type(row), {name: getattr(row, name) for name in _shape(type(row)).columns})

    def flush(self, objects: Any = None) -> None:
        """Nothing is written before all is."""

    def exec(self, *_: Any, **__: Any) -> Any:
        """Raises Asks."""
        raise Asks

    execute = connection = exec

    def given(self) -> dict[str, int]:
        """The last number of each series from which one was taken."""
        return self._given


def make(session: Session, table: type[Row], **values: Any) -> Row:
    """A new row of this transaction."""
    if isinstance(session, Gather):
        return cast(Row, session.make(table, values))
    row = table(**values)
    session.add(row)
    return row


def put_beside(session: Session, table: type[SQLModel], rows: Sequence[dict[str, Any]]) -> None:
    """Writes new rows that the journal does not tell."""
    if isinstance(session, Gather):
        session.beside(table, rows)
    elif rows:
        session.connection().execute(insert(table), list(rows))


def write_entries(session: Session, keys: RoomKeys, entries: Sequence[Entry], gather: Gather) -> list[int]:
    """Writes the rows of these acts and the journal's entries, in this order; returns the entries' places."""
    last = head(session)
    seq, prev = last.seq, last.mac
    if broken := found_broken(keys, last):
        first = entries[0].journal
        first["payload"] = canonical({**broken, **json.loads(first["payload"])})
    journal = []
    tables: dict[type[SQLModel], list[dict[str, Any]]] = {}
    for entry in entries:
        seq += 1
        row = {**entry.journal, "seq": seq, "prev": prev, "format": FORMAT}
        row["mac"] = prev = entry_mac(keys, row)
        risky = is_risky(entry.journal["payload"])
        journal.append(_stored(row) if risky else row)
        for table, rows in entry.rows.items():
            tables.setdefault(table, []).extend([_stored(each) for each in rows] if risky else rows)
    counters = [{"name": name, "value": value} for name, value in gather.given().items()]
    for table, rows in tables.items():
        if _shape(table).name in STANDING:
            raise Unrecorded(f"{_shape(table).name} seldom changes and is not written by the gross")
        put_rows(session, table, rows)
    _count(session.connection(), counters, gather)
    places = [row["seq"] for row in journal]
    put_rows(session, JournalEntry, journal)
    set_head(session, new_head(keys, seq, prev, last.settled))
    return places


def _count(connection: Connection, counters: list[dict[str, Any]], gather: Gather) -> None:
    table = Counter.__table__  # type: ignore[attr-defined]
    for each in counters:
        if gather.numbers[each["name"]] is None:
            connection.execute(insert(table), each)
        else:
            connection.execute(table.update().where(table.c.name == each["name"]).values(value=each["value"]))


@dataclass(frozen=True, slots=True)
class _Shape:
    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    moments: tuple[str, ...]
    defaults: dict[str, Any]


@cache
def _shape(table: type[SQLModel]) -> _Shape:
    stored = table.__table__  # type: ignore[attr-defined]
    defaults = {
        name: field.default for name, field in table.model_fields.items() if field.default is not PydanticUndefined
    }
    kinds = {name: (field.annotation, *get_args(field.annotation)) for name, field in table.model_fields.items()}
    return _Shape(
        stored.name, tuple(each.name for each in stored.columns), tuple(each.name for each in stored.primary_key),
        tuple(name for name, kind in kinds.items() if datetime in kind), defaults,
    )  # fmt: skip


def _stored(row: dict[str, Any]) -> dict[str, Any]:
    return {name: to_store(value) if isinstance(value, str) else value for name, value in row.items()}


def put_rows(session: Session, table: type[SQLModel], rows: list[dict[str, Any]]) -> None:
    """Writes these whole rows, text as it is stored, as fast as the driver can."""
    if not rows:
        return
    try:
        _put(session.connection(), table, rows)
    except Exception as fault:
        if type(fault).__module__.startswith("psycopg"):
            raise explain(fault) from fault
        raise


def _put(connection: Connection, table: type[SQLModel], rows: list[dict[str, Any]]) -> None:
    shape = _shape(table)
    names = ", ".join(f'"{name}"' for name in shape.columns)
    pick = itemgetter(*shape.columns)
    raw: Any = connection.connection.cursor()
    try:
        if connection.dialect.name == "postgresql":
            with raw.copy(f'COPY "{shape.name}" ({names}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(pick(row))
            return
        for row in rows if shape.moments else ():
            for name in shape.moments:
                if row[name] is not None:
                    row[name] = row[name].astimezone(UTC).isoformat(" ", "microseconds")[:-6]
        marks = ", ".join("?" * len(shape.columns))
        raw.executemany(f'INSERT INTO "{shape.name}" ({names}) VALUES ({marks})', map(pick, rows))
    finally:
        raw.close()
