"""Clocks as screens read them: due when, why, and what a form would start. Times aware UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dutyroom.domain.names import aside, verdict_name
from dutyroom.lang import gettext as _


@dataclass(frozen=True, slots=True)
class ExplainLine:
    """One day (or span) of a clock's reckoning: counted or not, and why. ``note``: no day, but what moved the due moment."""

    date: str
    counted: bool
    why: str
    seconds: int = 0
    note: bool = False


@dataclass(frozen=True, slots=True)
class ClockView:
    """One clock of a case. ``stops`` are the acts that meet it; ``waived_by`` (a name) decided it away, ``waived_why``.

    ``late``: it still runs, and its due moment was passed when this was asked.
    """

    id: int
    code: str
    kind: str
    name: str
    en: str
    unit: str
    amount: int
    start: datetime
    due: datetime
    provisional: bool
    verdict: str
    met_at: datetime | None
    paused: bool
    clause: str
    source: str
    stops: tuple[str, ...] = ()
    waived_by: str = ""
    waived_why: str = ""
    late: bool = False

    @property
    def standing(self) -> str:
        """How it ended, or how it stands, in words."""
        if self.paused:
            return _("暂停计时")
        if self.late:
            return _("超时未结")
        return verdict_name(self.verdict) + (aside(_("按暂估日历")) if self.judged_provisionally else "")

    @property
    def judged_provisionally(self) -> bool:
        """Whether its verdict stands on days of which no official schedule was known."""
        return self.provisional and self.verdict in ("met", "breached")


@dataclass(frozen=True, slots=True)
class ClockPreview:
    """A clock that a form would start (or move: ``was`` is its due moment before the change, None for a new one)."""

    code: str
    name: str
    en: str
    kind: str
    unit: str
    amount: int
    due: datetime
    provisional: bool
    clause: str
    source: str
    was: datetime | None = None
    explain: tuple[ExplainLine, ...] = ()
