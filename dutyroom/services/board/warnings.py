"""Warnings as screens and commands read them. Times aware UTC, names in the language in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dutyroom.domain.names import aside, listed, side_by_side
from dutyroom.lang import gettext as _


@dataclass(frozen=True, slots=True)
class WarningView:
    """One warning. ``what`` is owed, by ``due``; ``told`` are the names of whom it asks, () where nobody can be had.

    ``kind`` is warn, breach or empty, ``rank`` how grave (1 gravest of 3), ``step`` how often it was raised, ``state`` open,
    answered, shelved (until ``until``) or over; ``by_name`` answered or shelved it, for ``reason``.
    """

    number: str
    version: int
    kind: str
    rank: int
    subject: str
    what: str
    due: datetime
    at: datetime
    late: bool
    step: int
    told: tuple[str, ...]
    state: str
    by_name: str = ""
    answered: datetime | None = None
    until: datetime | None = None
    reason: str = ""
    sent: tuple[tuple[str, str, datetime | None], ...] = ()
    """Messages about it: to whom, in which state, when sent."""

    @property
    def word(self) -> str:
        """What has happened, in a word."""
        return {"warn": _("临近"), "breach": _("超时"), "empty": _("无人在岗")}[self.kind]

    @property
    def about(self) -> str:
        """What it speaks of: the number and what is owed."""
        return " ".join(filter(None, [self.subject, self.what]))

    @property
    def asks(self) -> str:
        """Whom it asks; that nobody can be had is said."""
        return listed(self.told) if self.told else _("无人可通知")

    @property
    def line(self) -> str:
        """It in one line, without its moments."""
        again = _("第 {n} 次").format(n=self.step) if self.step > 1 else ""
        marks = aside(side_by_side([_("迟报") if self.late else "", again]))
        return " ".join(filter(None, [self.word + marks, self.about]))
