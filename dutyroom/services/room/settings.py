"""Values that the whole room shares, kept in the database as JSON."""

from __future__ import annotations

import json
from typing import Any

from sqlmodel import Session, select

from dutyroom.store.rows.room import Setting


def read_setting(session: Session, key: str, default: Any = None) -> Any:
    """The value kept under ``key``, ``default`` when there is none."""
    row = session.get(Setting, key)
    return default if row is None else json.loads(row.value)


def write_setting(session: Session, key: str, value: Any) -> None:
    """Keeps the value under ``key`` in this transaction."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    row = session.get(Setting, key)
    if row is None:
        session.add(Setting(key=key, value=text))
    else:
        row.value = text


def settings_under(session: Session, prefix: str) -> dict[str, str]:
    """The stored JSON texts of all keys that begin with ``prefix``."""
    rows = session.exec(select(Setting).where(Setting.key >= prefix, Setting.key < prefix + "\U0010ffff")).all()
    return {row.key: row.value for row in rows}
