"""Lines of the duty log, for people: when, who, what, about which case, in their own words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import tzinfo
from typing import TYPE_CHECKING

from dutyroom.console.present.cells import titled
from dutyroom.console.present.safe import one_line
from dutyroom.domain.names import joined, listed, shown_subject
from dutyroom.lang import gettext as _
from dutyroom.services.log.views import LogEntry

if TYPE_CHECKING:
    from dutyroom.domain.plan.plan import Plan


def said(entry: LogEntry, plan: Plan | None = None) -> str:
    """What the line says, on one line and safe: 补记 and 更正 are shown, the act, its subject, the words written.

    ``plan``: how the organisation writes the numbers of its emergencies.
    """
    marks = (_("补记") if entry.late else "") + (_("更正") if entry.corrects else "")
    about = (f"#{entry.corrects}" if entry.corrects else "") or shown_subject(plan, entry.kind, entry.subject)
    return " ".join(filter(None, [marks, titled(entry.label), one_line(about), one_line(entry.result)]))


def line(entry: LogEntry, zone: tzinfo, plan: Plan | None = None, brief: bool = False) -> str:
    """Time, person and what is said, for a narrow place: which case comes first, as the end will be cut.

    An emergency's number is long and there are few of them: what was done comes before it. Where Latin names would leave
    no room for what was done, ``brief`` gives the first word of each.
    """
    name = who(entry).split(" ")[0] if brief else who(entry)
    head = f"{entry.at.astimezone(zone):%H:%M} {name} "
    if entry.corrects or not entry.subject or shown_subject(plan, entry.kind, entry.subject) != entry.subject:
        return head + said(entry, plan)
    return f"{head}{one_line(entry.subject)} {said(replace(entry, subject=''))}"


def who(entry: LogEntry) -> str:
    """Whose line it is."""
    return one_line(entry.actor_name)


def folded(entries: Iterable[LogEntry]) -> list[tuple[LogEntry, ...]]:
    """The lines, with what one person clicked on end as one: a shift must not drown in clicks.

    The same act on several cases, or several acts on the same case. What somebody wrote, and what is late or corrects,
    stays a line of its own.
    """
    made: list[tuple[LogEntry, ...]] = []
    for entry in entries:
        if made and _goes_with(made[-1], entry):
            made[-1] = (*made[-1], entry)
        else:
            made.append((entry,))
    return made


def _goes_with(group: tuple[LogEntry, ...], entry: LogEntry) -> bool:
    head = group[0]
    if entry.text or entry.late or entry.corrects or not entry.subject or head.late or head.kind.startswith("log."):
        return False
    if (head.actor, head.at.date()) != (entry.actor, entry.at.date()):
        return False
    same_act = not head.text and all((each.kind, each.given) == (entry.kind, entry.given) for each in group)
    return same_act or all(each.subject == entry.subject for each in group)


def parts(group: Sequence[LogEntry], zone: tzinfo, plan: Plan | None = None) -> tuple[str, str]:
    """The marks of a line (补记 with when it happened, 更正), and what it says; of several acts all their subjects."""
    entry = group[0]
    marks = ""
    if entry.late:
        happened = f" {entry.happened.astimezone(zone):%m-%d %H:%M}" if entry.happened else ""
        marks += f"{_('补记')}{happened} "
    if entry.corrects:
        marks += f"{_('更正')} #{entry.corrects} "
    if any((each.kind, each.given) != (entry.kind, entry.given) for each in group):
        rest = dict.fromkeys(said(replace(each, subject="")) for each in group[1:])
        rest.pop(said(replace(entry, subject="")), None)
        return marks, joined([said(entry, plan), *rest])
    if len(group) > 1:
        subjects = listed(dict.fromkeys(one_line(shown_subject(plan, each.kind, each.subject)) for each in group))
        return marks, " ".join(filter(None, [titled(entry.label), subjects, one_line(entry.result)]))
    return marks, said(replace(entry, late=False, corrects=0, subject="" if entry.corrects else entry.subject), plan)
