"""One line of an event's timeline: what was done, with the figures and words that were given."""

from __future__ import annotations

from collections.abc import Sequence

from dutyroom.console.present.cells import titled
from dutyroom.console.present.emergency.event import Scene, fact_name, listed
from dutyroom.console.present.safe import one_line
from dutyroom.domain.acts import ACTS, label
from dutyroom.domain.names import choice_name, term
from dutyroom.lang import gettext as _
from dutyroom.lang import language
from dutyroom.services.log.views import LogEntry

_SILENT = frozenset({"text", "reason", "title", "decider", "telephone", "witness", "decision", "happened"})
"""Values that the entry's own words say already, or that the decision beside it says."""


def actor(entry: LogEntry, scene: Scene) -> str:
    """Who did it, in the language in force where the room knows them."""
    return one_line(scene.words.people.get(entry.actor, entry.actor_name))


def said(entry: LogEntry, scene: Scene) -> str:
    """The act, its subject unless it is the event itself, the values given, what somebody wrote; on one line and safe."""
    marks = (_("补记") if entry.late else "") + (_("更正") if entry.corrects else "")
    name = titled(_(label(entry.kind)))
    about = "" if entry.subject == scene.view.number else one_line(entry.subject)
    return " ".join(filter(None, [marks, name, about, _values(entry.values, scene, entry.kind), one_line(entry.text)]))


def _values(values: Sequence[tuple[str, str]], scene: Scene, kind: str) -> str:
    # Loaded by now: the event was read from the database.
    from dutyroom.services.room.vocabulary import form_fields

    act = ACTS.get(kind)
    fields = {field.name: field for field in form_fields(act, scene.plan)} if act else {}
    made = []
    for name, value in values:
        field = fields.get(name)
        if field is None or field.kind == "text" or name in _SILENT or not value:
            continue
        label = fact_name(name, scene.plan) + " " if kind == "emergency.fact" else ""
        made.append(label + _named(field.choices, value, scene))
    return ("，" if language() == "zh" else "; ").join(made)


def _named(choices: str, value: str, scene: Scene) -> str:
    if choices.startswith("="):
        return one_line(choice_name(value))
    if choices in ("persons", "units", "receivers"):
        return listed(scene.words.units.get(each) or scene.person(each) for each in value.split("、"))
    terms = getattr(scene.plan, choices, None) if choices else None
    return listed(term(terms, each) for each in value.split("、")) if terms else one_line(value)
