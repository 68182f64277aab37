"""One entry of the duty log, as screens and papers read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dutyroom.domain.names import shown_subject
from dutyroom.domain.result import heading, result


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One act as people read it. ``text`` is what somebody wrote (masked), ``kind`` the act, ``values`` its masked values
    and ``given`` those of them, and of what came of it, that are told, in words. ``thing`` is what the subject is called.
    """

    seq: int
    at: datetime
    actor: str
    actor_name: str
    role: str
    clause: str
    kind: str
    subject: str
    text: str = ""
    happened: datetime | None = None
    late: bool = False
    corrects: int = 0
    values: tuple[tuple[str, str], ...] = ()
    given: tuple[str, ...] = ()
    thing: str = ""

    @property
    def label(self) -> str:
        """What people call what was done, "" for somebody's own words."""
        return heading(self.kind)

    @property
    def line(self) -> str:
        """What was done, to what, and what became of it."""
        return " ".join(filter(None, [self.label, shown_subject(None, self.kind, self.subject), self.result]))

    @property
    def result(self) -> str:
        """What became of it, in one line that every place tells alike: to what, the values, then the words written."""
        return result(self.thing, self.given, self.text)
