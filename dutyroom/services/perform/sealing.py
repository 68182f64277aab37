"""What the journal keeps of an act's values: whatever is personal sealed, beside its masked form."""

from __future__ import annotations

from typing import Any

from dutyroom.domain.mask import masked
from dutyroom.services.act.work import Work
from dutyroom.services.room.vocabulary import form_fields
from dutyroom.store.erasure import ENTRY


def key_subject(work: Work) -> str:
    """Under whose key the act's values are sealed: that of the call or complaint that it is about, which erasing destroys.

    What is about neither has a key of its own, so that what it tells of somebody can be destroyed alone.
    """
    kind = work.act.subject or work.act.name.partition(".")[0]
    if kind in ("call", "complaint") and work.subject:
        return work.subject
    return getattr(work.row, "complaint", "") or f"{ENTRY}{work.command.command_id}"


def sealed_values(work: Work) -> dict[str, Any]:
    """The values as the journal keeps them: whatever is personal sealed beside its masked form, and a late entry's mark."""
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
            out[field.name] = value.isoformat() if hasattr(value, "isoformat") else value
    if work.late:
        out["late"] = True
    if work.text:
        out["_text"] = work.text
    if "corrects" in work.data:
        out["_corrects"] = work.data["corrects"]
    return out


def _sealed(work: Work, shown: str, value: str) -> dict[str, str]:
    under = key_subject(work)
    told = {"masked": shown, "sealed": work.seal(under, value)}
    return told if under == work.subject else {**told, "under": under}
