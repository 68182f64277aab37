"""What threads tell the app. Posting a message is the only thing a thread may do to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dutyroom.console.engine.from_thread import FromThread
from dutyroom.console.picture import Picture
from dutyroom.console.present.outage import Outage
from dutyroom.console.present.words import Named

if TYPE_CHECKING:
    from dutyroom.console.theming import Loaded
    from dutyroom.domain.act import Done
    from dutyroom.domain.errors import Refusal
    from dutyroom.services.board.views import News, Summary
    from dutyroom.services.log.views import LogEntry
    from dutyroom.services.organisation.views import RoleHolder


@dataclass
class Themes(FromThread):
    """The palettes have been read."""

    loaded: Loaded


@dataclass
class Known(FromThread):
    """The plan, the calendar and the names behind the codes are known."""

    named: Named


@dataclass
class Complete(FromThread):
    """The whole board is in memory."""

    picture: Picture


@dataclass
class Aside(FromThread):
    """What stands beside the queue: roster and log."""

    roster: tuple[RoleHolder, ...]
    log: tuple[LogEntry, ...]
    summary: Summary


@dataclass
class Fresh(FromThread):
    """News from the journal."""

    news: News


@dataclass
class Counted(FromThread):
    """The counts of the head after what changed."""

    summary: Summary


@dataclass
class Linked(FromThread):
    """The data is well (None), or what is wrong with it and since when."""

    outage: Outage | None


@dataclass
class Rewound(FromThread):
    """The database is as it was at another time, from a backup; all of it has been read anew."""


@dataclass
class Performed(FromThread):
    """An act is done and on the journal."""

    done: Done
    then: Callable[[Done], Any] | None


@dataclass
class Refused(FromThread):
    """An act was refused, and nothing was written; or a question could not be answered. ``subject``: what the act was about."""

    refusal: Refusal
    otherwise: Callable[[Refusal], Any] | None
    subject: str = ""
    question: bool = False


@dataclass
class Answer(FromThread):
    """A question to the room was answered in a thread."""

    value: Any
    then: Callable[[Any], Any]
