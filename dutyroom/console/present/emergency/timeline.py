"""One line of an event's timeline: what was done, with the figures and words that were given."""

from __future__ import annotations

from dutyroom.console.present.cells import titled
from dutyroom.console.present.emergency.event import Scene
from dutyroom.console.present.safe import one_line
from dutyroom.lang import gettext as _
from dutyroom.services.log.views import LogEntry


def actor(entry: LogEntry, scene: Scene) -> str:
    """Who did it, in the language in force where the room knows them."""
    return one_line(scene.words.people.get(entry.actor, entry.actor_name))


def said(entry: LogEntry, scene: Scene) -> str:
    """The act, its subject unless it is the event itself, what became of it; on one line and safe."""
    marks = (_("补记") if entry.late else "") + (_("更正") if entry.corrects else "")
    about = "" if entry.subject == scene.view.number else one_line(entry.subject)
    return " ".join(filter(None, [marks, titled(entry.label), about, one_line(entry.result)]))
