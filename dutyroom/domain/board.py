"""The picture of what is open: one row a complaint, in the order of the queue. Masked: no personal data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dutyroom.domain.names import in_words


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One open complaint as every screen may show it.

    Codes (level, channel, category, unit, status, clock) are the plan's or the program's; screens look up their names.
    ``unit`` is whom it is about, ``handling`` the unit to which it was passed, "" for none.
    ``due`` is the next running clock's due moment (aware UTC), None when none runs; ``started`` its start, ``warn`` its
    next warning point; ``clock_unit`` its unit (``working_days`` …), by which what is left is shown.
    ``acknowledged``: somebody has seen it; ``alarm``: the first warning or due moment, of any of its running clocks, since
    somebody did: from then on it is to be seen anew (DUTY.md, 知悉). ``summary`` is masked text. ``pinned`` rows stay on top
    until closed (DUTY.md, order of the queue).
    """

    number: str
    version: int
    pinned: bool
    level: str
    level_rank: int
    channel: str
    category: str
    unit: str
    owner: str
    status: str
    summary: str
    received: datetime
    late: bool
    clock: str
    clock_name: str
    clock_en: str
    clock_unit: str
    started: datetime | None
    due: datetime | None
    warn: datetime | None
    provisional: bool
    paused: bool
    acknowledged: bool
    emergency: str
    alarm: datetime | None = None
    handling: str = ""

    @property
    def clock_word(self) -> str:
        """What its next deadline is called in the language in force, "" for none."""
        return in_words(self.clock_name, self.clock_en)

    @property
    def order(self) -> tuple[bool, float, str]:
        """Sort key of the queue: pinned first, then by due moment (so overdue before the rest), no clock last."""
        return (not self.pinned, self.due.timestamp() if self.due else float("inf"), self.number)

    def lit(self, now: datetime) -> bool:
        """Whether nobody has acknowledged it as it stands at ``now``: new, or warned of or overdue since it was seen."""
        return not self.acknowledged or (self.alarm is not None and now > self.alarm)

    def overdue(self, now: datetime) -> bool:
        """Whether the next due moment has passed at ``now``; a moment that falls on the due moment is not late."""
        return self.due is not None and not self.paused and now > self.due
