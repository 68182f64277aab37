"""Lines of the duty log, for people: when, who, what, about which case, in their own words."""

from __future__ import annotations

from dataclasses import replace
from datetime import tzinfo

from dutyroom.console.present.safe import one_line
from dutyroom.domain.acts import label
from dutyroom.lang import gettext as _
from dutyroom.services.views import LogEntry


def said(entry: LogEntry) -> str:
    """What the line says, on one line and safe: 补记 and 更正 are shown, the act, its subject, the words written."""
    # What somebody wrote needs no heading; an act does.
    what = "" if entry.kind == "log.write" else _(label(entry.kind))
    marks = (_("补记") if entry.late else "") + (_("更正") if entry.corrects else "")
    about = (f"#{entry.corrects}" if entry.corrects else "") or entry.subject
    return " ".join(filter(None, [marks, what, one_line(about), one_line(entry.text)]))


def line(entry: LogEntry, zone: tzinfo) -> str:
    """Time, person and what is said, for a narrow place: which case comes first, as the end will be cut."""
    about = "" if entry.corrects or not entry.subject else one_line(entry.subject) + " "
    return f"{entry.at.astimezone(zone):%H:%M} {one_line(entry.actor_name)} {about}{said(replace(entry, subject=''))}"
