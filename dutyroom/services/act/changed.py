"""What changed on a subject after somebody saw it, for the person whose act came too late."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import inspect
from sqlmodel import Session, col, select

from dutyroom.lang import gettext as _
from dutyroom.services.room.people import people_of
from dutyroom.services.room.subjects import number_of_row
from dutyroom.store.rows.record import JournalEntry

_SILENT = {"version", "facts", "rail"}


def changes_since(session: Session, row: Any, seen: int) -> tuple[tuple[str, str, str, str], ...]:
    """(field, seen then, is now, who) for every stored value of ``row`` that differs from version ``seen``, from the journal."""
    table = row.__table__.name
    key = [str(part) for part in inspect(row).mapper.primary_key_from_instance(row)]
    state: dict[str, Any] = {}
    then: dict[str, Any] | None = None
    who: dict[str, str] = {}
    entries = session.exec(
        select(JournalEntry.actor, JournalEntry.payload)
        .where(col(JournalEntry.subject).in_([number_of_row(row), *_elsewhere(table, row)]))
        .order_by(col(JournalEntry.seq))
    ).all()
    for actor, payload in entries:
        mine = [
            values for what, name, changed, values in json.loads(payload)["rows"]
            if name == table and [str(part) for part in changed] == key and what != "delete"
        ]  # fmt: skip
        # One act may write its row more than once, the version last.
        if then is None and any(int(values.get("version", 0)) > seen for values in mine):
            then = dict(state)
        for values in mine:
            if then is not None:
                who.update(dict.fromkeys(values, actor))
            state.update(values)
    if then is None:
        return ()
    people = people_of(session)
    return tuple(
        (name, _text(then.get(name)), _text(state.get(name)), people.get(actor, actor))
        for name, actor in who.items()
        if name not in _SILENT and then.get(name) != state.get(name)
    )


def _elsewhere(table: str, row: Any) -> list[str]:
    # What was done about a promise stands under the complaint that it was made to.
    return [row.complaint] if table == "workrecord" and row.complaint else []


def _text(value: Any) -> str:
    if value is None or value == "":
        return _("（空）")
    return str(value)
