"""The journal read back: from its entries alone come the same rows, to the byte, as stand in the tables."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache

from sqlalchemy import select
from sqlmodel import Session

from dutyroom.store.canonical import canonical, stamp
from dutyroom.store.record import Change
from dutyroom.store.rows.record import JournalEntry
from dutyroom.store.tables import REPLAYED

Rows = dict[str, dict[str, dict[str, object]]]
"""By table, by key (canonical JSON of the key's values), the row."""

_PAGE = 500


def payloads(session: Session) -> Iterator[str]:
    """The payload of every entry in order, a page at a time."""
    last = 0
    while True:
        query = (
            select(JournalEntry.seq, JournalEntry.payload)  # type: ignore[call-overload]
            .where(JournalEntry.seq > last)
            .order_by(JournalEntry.seq)
            .limit(_PAGE)
        )
        page = session.connection().execute(query).all()
        yield from (payload for _seq, payload in page)
        if len(page) < _PAGE:
            return
        last = page[-1][0]


def replay(payloads: Iterable[str]) -> Rows:
    """The rows that the journal's entries, taken in order, leave behind.

    Raises ValueError when an entry changes a row that is not there or makes one that is.
    """
    rows: Rows = {}
    for payload in payloads:
        for change in json.loads(payload)["rows"]:
            _apply(rows, change)
    return rows


def _apply(rows: Rows, change: Change) -> None:
    what, table, key_values, values = change
    of_table = rows.setdefault(table, {})
    key = canonical(key_values)
    if (key in of_table) == (what == "insert"):
        raise ValueError(f"{what} of {table} {key} does not fit what came before")
    if what == "insert":
        # What was inserted before a column came has the value that the upgrade gave it: the column's default.
        of_table[key] = {**_later().get(table, {}), **values}
    elif what == "update":
        of_table[key] = {**of_table[key], **values}
    else:
        del of_table[key]


@cache
def _later() -> dict[str, dict[str, object]]:
    plain = (str, int, bool, type(None))
    return {
        each.__table__.name: {  # type: ignore[attr-defined]
            name: field.default for name, field in each.model_fields.items() if isinstance(field.default, plain)
        }
        for each in REPLAYED
    }


def snapshot(session: Session) -> Rows:
    """The rows that stand in the tables now, in the same form."""
    rows: Rows = {}
    for each in REPLAYED:
        table = each.__table__  # type: ignore[attr-defined]
        names = [column.name for column in table.columns]
        keys = [column.name for column in table.primary_key]
        for found in session.connection().execute(select(table)):
            row = {
                name: stamp(value) if hasattr(value, "tzinfo") else value
                for name, value in zip(names, found, strict=True)
            }
            rows.setdefault(table.name, {})[canonical([row[name] for name in keys])] = row
    return rows


def differences(journal: Rows, tables: Rows) -> list[str]:
    """The rows (``table key``) that stand otherwise in the tables than the journal says."""
    found = []
    for table in sorted(journal.keys() | tables.keys()):
        said, stands = journal.get(table, {}), tables.get(table, {})
        for key in sorted(said.keys() | stands.keys()):
            if canonical(said.get(key)) != canonical(stands.get(key)):
                found.append(f"{table} {key}")
    return found
