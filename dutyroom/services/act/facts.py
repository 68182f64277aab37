"""The facts of a call or complaint: personal ones sealed, masked ones beside them for every screen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dutyroom.domain.act import Field
from dutyroom.domain.mask import mask_name, mask_text, masked
from dutyroom.services.act.work import Work

SUMMARY = 60
"""Characters of the masked summary that the board keeps."""


def masked_facts(fields: Iterable[Field], values: Mapping[str, object], name: str = "") -> dict[str, str]:
    """Each given value as screens may show it; the person's own ``name`` is masked inside free text too."""
    shown = {}
    for field in fields:
        value = values.get(field.name)
        if value is None:
            continue
        if field.personal:
            shown[field.name] = hide_name(masked(field.kind, str(value)), name if field.kind != "name" else "")
        elif field.kind in ("choices",):
            shown[field.name] = ",".join(str(each) for each in value)  # type: ignore[attr-defined]
        else:
            text = value.isoformat() if hasattr(value, "isoformat") else str(value)
            shown[field.name] = hide_name(mask_text(text), name) if field.kind in ("line", "text") else text
    return shown


def hide_name(text: str, name: str) -> str:
    """The text with every mention of the name masked."""
    name = name.strip()
    return text.replace(name, mask_name(name)) if len(name) > 1 else text


def summary_of(content: str, name: str = "") -> str:
    """The first words of what was said, masked, on one line."""
    words = hide_name(mask_text(" ".join(content.split())), name)
    return words if len(words) <= SUMMARY else f"{words[: SUMMARY - 1]}~"


def keep_personal(work: Work, subject: str, fields: Iterable[Field]) -> None:
    """Seals the personal values given, under the subject's own key."""
    given = {f.name: str(work.values[f.name]) for f in fields if f.personal and work.values.get(f.name) is not None}
    if given:
        work.room.vault.put(work.session, subject, given, fresh=not work.command.subject)


def known_name(work: Work) -> str:
    """The name of the person whom the call or complaint is about, "" when it is not known."""
    asked = work.act.field("name")
    if work.values.get("name") and asked is not None and asked.personal:
        return str(work.values["name"])
    if work.act.subject not in ("call", "complaint") or not work.subject:
        return ""
    return work.room.vault.value(work.session, work.subject, "name")
