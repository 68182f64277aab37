"""What the board is told: the news since an entry of the journal, and the counts of the header."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dutyroom.domain.act import Kept
from dutyroom.domain.board import BoardRow
from dutyroom.services.board.warnings import WarningView
from dutyroom.services.log.views import LogEntry


@dataclass(frozen=True, slots=True)
class News:
    """What changed since a journal sequence number: rows to put, numbers gone, subjects touched, new log lines.

    ``kinds`` are those of all the acts, of those too that the log leaves out.
    """

    seq: int
    rows: tuple[BoardRow, ...] = ()
    gone: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    log: tuple[LogEntry, ...] = ()
    kinds: tuple[str, ...] = ()

    @property
    def changed(self) -> frozenset[Kept]:
        """What consoles keep that is another now."""
        from dutyroom.domain.acts import changed

        return changed(self.kinds)


@dataclass(frozen=True, slots=True)
class Summary:
    """The counts of the header that rows alone do not give, and who leads the shift."""

    received_today: int = 0
    closed_today: int = 0
    open_calls: int = 0
    call_backs: int = 0
    emergencies: tuple[tuple[str, str, str], ...] = ()  # (number, title, stage) of those not over
    shift_lead: str = ""
    on_duty: tuple[str, ...] = ()
    not_relieved: tuple[tuple[str, datetime], ...] = ()  # (name, when the planned shift ended) of who is still there
    not_come: tuple[tuple[str, datetime], ...] = ()  # (name, when the planned shift began) of who is not there yet
    call_back_first: datetime | None = None  # when the first promised call-back is due
    duties: tuple[datetime, ...] = ()  # when open duties are due, the first first
    groups: int = 0  # groups of complaints alike on which somebody must say something
    warnings: tuple[WarningView, ...] = ()  # what fell due and nobody has answered, the gravest first
