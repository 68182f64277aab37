"""All that a database holds, written out without its plan and whatever its schema: the way out of a room that is refused."""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect
from sqlalchemy.exc import DBAPIError

from dutyroom.domain.errors import Refusal
from dutyroom.settings.files import new_file, unwritten
from dutyroom.store.canonical import stamp
from dutyroom.store.engine import Database, faults_explained
from dutyroom.store.keys import RoomKeys
from dutyroom.store.sealed import under
from dutyroom.store.text import from_store

_OF_CASE = ("name", "phone", "id_number", "content", "demand")


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: tables, rows, texts of plans, personal values in plain; ``unread`` says what could not be read."""

    tables: int
    rows: int
    plans: int
    personal: int
    unread: tuple[str, ...] = ()


def export(database: Database, folder: Path, keys: RoomKeys | None = None) -> Exported:
    """Writes every table into the new ``folder`` (``tables/*.jsonl``, times in UTC) and every plan's text (``plans/*.toml``).

    With ``keys`` the personal values too, in plain (``personal.jsonl``): whoever asks for that has put it on record. The
    folder and its files are for their owner alone, and gone where not all could be written.
    Raises Refusal ``exists``, ``cannot_write``, or when nothing can be read.
    """
    try:
        folder.mkdir(mode=0o700)
        for name in ("tables", "plans"):
            (folder / name).mkdir(mode=0o700)
    except OSError as fault:
        raise unwritten(folder, fault) from fault
    try:
        return _into(folder, database, keys)
    except BaseException:
        # Half of it would be taken for the whole, and stand in the way of the next try.
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _into(folder: Path, database: Database, keys: RoomKeys | None) -> Exported:
    unread: list[str] = []
    rows = tables = plans = personal = 0
    with faults_explained(), database.read_engine.connect() as connection:
        names = sorted(inspect(connection).get_table_names())
        for name in names:
            file = folder / "tables" / f"{_plain_name(name)}.jsonl"
            rows += _write(file, _guarded(connection, name, unread))
            tables += 1
        for name in ("planversion", "plandraft"):
            for row in _guarded(connection, name, unread) if name in names else ():
                file = folder / "plans" / _plain_name(f"{row.get('plan') or 'draft'}-{row['id']}.toml")
                plans += _write(file, iter((row["text"],)))
        if keys is not None:
            personal = _write(folder / "personal.jsonl", _opened(connection, keys, unread))
    return Exported(tables, rows, plans, personal, tuple(unread))


def _guarded(connection: Connection, table: str, unread: list[str]) -> Iterator[dict[str, Any]]:
    """The rows of the table as they are stored, as far as they can be read."""
    quoted = connection.dialect.identifier_preparer.quote(table)
    try:
        # What a table refuses must not take the others with it, which it would on PostgreSQL.
        with connection.begin_nested():
            # Through no type of ours: a moment or text that no program of today writes is written out all the same.
            for found in connection.exec_driver_sql(f"SELECT * FROM {quoted}").mappings():
                yield {name: _as_json(value) for name, value in found.items()}
    except DBAPIError as fault:
        unread.append(f"{table}: {fault.orig}")


def _opened(connection: Connection, keys: RoomKeys, unread: list[str]) -> Iterator[dict[str, Any]]:
    """Every sealed value whose key is there, in plain; one that was erased has none and is left out."""
    mine = {row["subject"]: row["wrapped"] for row in _guarded(connection, "subjectkey", unread)}

    def plain(subject: str, sealed: str) -> str:
        try:
            return keys.unseal(keys.unwrap(subject, mine[subject]), sealed) if sealed and subject in mine else ""
        except Refusal as no:
            unread.append(f"{subject}: {no.message}")
            return ""

    for row in _guarded(connection, "personal", unread):
        values = {name: plain(row["subject"], row.get(name, "")) for name in _OF_CASE}
        values.update(json.loads(plain(row["subject"], row.get("extra", "")) or "{}"))
        yield {"subject": row["subject"], **{name: value for name, value in values.items() if value}}
    for row in _guarded(connection, "journal", unread):
        for name, value in _values(row["payload"]).items():
            key = under(value, row["subject"])
            if key and not key.startswith("person:") and (text := plain(key, value["sealed"])):
                yield {"subject": row["subject"], "seq": row["seq"], "field": name, "text": text}


def _values(payload: str) -> dict[str, Any]:
    try:
        values = json.loads(payload)["values"]
    except (ValueError, KeyError, TypeError):
        return {}
    return values if isinstance(values, dict) else {}


def _as_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    return from_store(value) if isinstance(value, str) else value


def _plain_name(name: str) -> str:
    return "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-_.") else "_" for sign in name)[-80:]


def _write(file: Path, lines: Iterator[Any]) -> int:
    """Rows as JSON, one a line; texts as they are."""
    count = 0
    with new_file(file, 0o600, encoding="utf-8", errors="backslashreplace", newline="") as out:
        for line in lines:
            out.write(line if isinstance(line, str) else json.dumps(line, ensure_ascii=not _encodes(line)) + "\n")
            count += 1
    return count


def _encodes(line: Any) -> bool:
    try:
        json.dumps(line, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True
