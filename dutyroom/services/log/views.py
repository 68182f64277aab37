"""One entry of the duty log, as screens and papers read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One act as people read it. ``text`` is what somebody wrote (masked), ``kind`` the act, ``values`` its masked values."""

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
