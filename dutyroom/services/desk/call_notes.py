"""What was said in a call as each who spoke with the caller wrote it: what somebody wrote stays theirs, going on adds."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlmodel import Session

from dutyroom.domain.names import headed
from dutyroom.services.act.facts import in_short
from dutyroom.services.act.work import Work
from dutyroom.services.room.people import name_of
from dutyroom.services.room.vault import WHOSE
from dutyroom.store.rows.cases import Call

if TYPE_CHECKING:
    from dutyroom.services.room.vault import Vault

NOTES = WHOSE[0]
"""Where they lie among the call's sealed values, beside ``content``, which is all of them."""


@dataclass(frozen=True, slots=True)
class Note:
    """What one person wrote, in plain and as everybody may read it."""

    person: str
    text: str
    shown: str


def notes_of(vault: Vault, session: Session, call: Call) -> list[Note]:
    """The notes of a call in the order in which they were begun; what was kept of old is his who took the call."""
    kept = vault.value(session, call.number, NOTES)
    if kept:
        return [Note(*each) for each in json.loads(kept)]
    said = vault.value(session, call.number, "content")
    return [Note(call.taken_by, said, call.summary)] if said else []


def with_own(work: Work, call: Call, fresh: bool) -> dict[str, str]:
    """The sealed values that keep what the actor says of the call beside what others said; its summary follows.

    Whoever writes again says their own anew and leaves that of others as it is.
    """
    session, mine = work.session, Note(work.actor, str(work.values["content"]), work.masked("content"))
    notes = [] if fresh else notes_of(work.room.vault, session, call)
    if any(each.person == work.actor for each in notes):
        notes = [mine if each.person == work.actor else each for each in notes]
    else:
        notes.append(mine)
    if len(notes) == 1:
        call.summary = in_short(" ".join(mine.shown.split()))
        return {"content": mine.text, NOTES: _stored(notes)}
    names = {each.person: name_of(session, each.person) for each in notes}
    shown = " ".join(headed(names[each.person], each.shown) for each in notes if each.shown)
    call.summary = in_short(work.hide(" ".join(shown.split())))
    whole = "\n".join(headed(names[each.person], each.text) for each in notes if each.text)
    return {"content": whole, NOTES: _stored(notes)}


def _stored(notes: list[Note]) -> str:
    return json.dumps([[each.person, each.text, each.shown] for each in notes], ensure_ascii=False)
