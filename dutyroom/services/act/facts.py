"""The facts of a call or complaint: personal ones sealed, masked ones beside them for every screen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dutyroom.domain.act import Field
from dutyroom.domain.mask import masked
from dutyroom.services.act.work import Work

SUMMARY = 60
"""Characters of the masked summary that the board keeps."""


def masked_facts(work: Work, fields: Iterable[Field], values: Mapping[str, object]) -> dict[str, str]:
    """Each given value as screens may show it."""
    shown = {}
    for field in fields:
        value = values.get(field.name)
        if value is None:
            continue
        if field.kind in ("line", "text"):
            shown[field.name] = work.masked(field.name)
        elif field.personal:
            shown[field.name] = masked(field.kind, str(value))
        elif field.kind == "choices":
            shown[field.name] = ",".join(str(each) for each in value)  # type: ignore[attr-defined]
        else:
            shown[field.name] = value.isoformat() if hasattr(value, "isoformat") else str(value)
    return shown


def summary_of(work: Work, content: str) -> str:
    """The first words of what was said, as everybody may read them, on one line."""
    line = " ".join(content.split())
    return in_short(work.masked("content") if line == work.values.get("content") else work.hide(line))


def in_short(words: str) -> str:
    """As many of the words as a line of the board has room for; what is cut says so."""
    return words if len(words) <= SUMMARY else f"{words[: SUMMARY - 1]}~"


def keep_personal(work: Work, subject: str, fields: Iterable[Field], instead: Mapping[str, str] | None = None) -> None:
    """Seals the personal values given, under the subject's own key; ``instead``: values that are kept in their place."""
    given = {f.name: str(work.values[f.name]) for f in fields if f.personal and work.values.get(f.name) is not None}
    given.update(instead or {})
    if given:
        work.room.vault.put(work.session, subject, given, fresh=not work.command.subject)
