"""What the journal keeps of an act's values: whatever is personal sealed, beside its masked form."""

from __future__ import annotations

import json
from typing import Any

from dutyroom.domain.mask import masked
from dutyroom.services.act.work import Work
from dutyroom.services.room.vocabulary import form_fields
from dutyroom.store.erasure import ENTRY
from dutyroom.store.rows.cases import Complaint
from dutyroom.store.rows.places import WorkRecord
from dutyroom.store.tables import columns


def key_subject(work: Work) -> str:
    """Under whose key the act's values are sealed: that of the call or complaint that it is about, which erasing destroys.

    What is about neither has a key of its own, so that what it tells of somebody can be destroyed alone.
    """
    kind = work.act.subject or work.act.name.partition(".")[0]
    if kind in ("call", "complaint") and work.subject:
        return work.subject
    return getattr(work.row, "complaint", "") or f"{ENTRY}{work.command.command_id}"


def sealed_values(work: Work) -> dict[str, Any]:
    """The values as the journal keeps them: whatever is personal sealed beside its masked form, and the marks of a late entry
    and of who should step back."""
    out: dict[str, Any] = {}
    for field in form_fields(work.act, work.plan):
        value = work.clear.get(field.name, work.values.get(field.name))
        if value is None or field.secret or field.in_rows:
            continue
        if field.personal or field.name in work.clear:
            free = field.kind in ("line", "text")
            shown = work.masked(field.name) if free else masked(field.kind, str(value))
            out[field.name] = _sealed(work, shown, str(value))
        else:
            out[field.name] = stored(value)
    if work.late:
        out["late"] = True
    if work.actor in work.aside:
        out["_aside"] = True
    if work.text:
        out["_text"] = work.text
    if came := {name: stored(value) for name, value in work.came.items() if value not in (None, "", ())}:
        out["_came"] = came
    if was := _was(work):
        out["_was"] = was
    if "corrects" in work.data:
        out["_corrects"] = work.data["corrects"]
    return out


def stored(value: Any) -> Any:
    """A value of a form as the journal keeps it."""
    return value.isoformat() if hasattr(value, "isoformat") else list(value) if isinstance(value, tuple) else value


def own_values(work: Work) -> dict[str, Any]:
    """What the subject says now of that which the form may change: by field, personal data and long texts left out."""
    if work.row is None:
        return {}
    facts = json.loads(work.row.facts) if isinstance(work.row, (Complaint, WorkRecord)) else {}
    told = {**facts, **columns(work.row)}
    fields = (*form_fields(work.act, work.plan), *work.act.came)
    plain = {each.name for each in fields if not (each.personal or each.secret or each.in_rows or each.kind == "text")}
    return {name: stored(value) for name, value in told.items() if name in plain and value not in (None, "", [])}


def _was(work: Work) -> dict[str, Any]:
    """What was another before: of the subject itself, and what the act says of other rows."""
    given = {name: stored(value) for name, value in {**work.values, **work.came}.items()}
    now = own_values(work) if work.subject == work.command.subject else {}
    # A field and a column of one name may be two things: how many were used, how many there are.
    own = {name: old for name, old in work.before.items() if now.get(name, old) != old and now[name] == given.get(name)}
    told = {name: stored(value) for name, value in work.was.items() if value not in (None, "", ())}
    return {**own, **told}


def _sealed(work: Work, shown: str, value: str) -> dict[str, str]:
    under = key_subject(work)
    told = {"masked": shown, "sealed": work.seal(under, value)}
    return told if under == work.subject else {**told, "under": under}
