"""Drafts: what somebody has typed and not yet sent, sealed under the room key, gone when done."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from dutyroom.domain.acts import ACTS
from dutyroom.services.desk.views import DraftView
from dutyroom.store.erasure import check_known
from dutyroom.store.rows.record import Draft

if TYPE_CHECKING:
    from dutyroom.services.room.room import Room


def save(room: Room, draft: str, person: str, form: str, subject: str, values: dict[str, str]) -> None:
    """Keeps what was typed under the draft's own id, in place of what it held before; a secret is never kept.

    Raises Refusal ``erased`` about a subject whose personal data was erased.
    """
    act = ACTS.get(form)
    kept = {name: value for name, value in values.items() if not ((field := act and act.field(name)) and field.secret)}
    sealed = room.keys.seal(room.keys.drafts, json.dumps(kept))

    def once(session: Session) -> None:
        if subject:
            check_known(session, subject)
        row = session.get(Draft, draft)
        if row is None:
            session.add(Draft(id=draft, person=person, form=form, subject=subject, sealed=sealed, at=room.now()))
        else:
            row.person, row.form, row.subject, row.sealed, row.at = person, form, subject, sealed, room.now()

    room.database.act(once)


def kept(room: Room, person: str = "") -> tuple[DraftView, ...]:
    """Kept drafts (of one person), newest first."""
    query = select(Draft).order_by(col(Draft.at).desc())
    if person:
        query = query.where(Draft.person == person)
    with room.database.read() as session:
        rows = session.exec(query).all()
    return tuple(
        DraftView(
            row.id, row.person, row.form, row.subject, row.at,
            tuple(json.loads(room.keys.unseal(room.keys.drafts, row.sealed)).items()),
        )
        for row in rows
    )  # fmt: skip


def drop(room: Room, draft: str) -> None:
    """Forgets a draft."""

    def once(session: Session) -> None:
        row = session.get(Draft, draft)
        if row is not None:
            session.delete(row)

    room.database.act(once)
