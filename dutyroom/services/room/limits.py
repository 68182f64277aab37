"""The regulatory limits in force beside the plan, as they are read."""

from __future__ import annotations

import hashlib

from sqlmodel import Session

from dutyroom.domain.names import cite
from dutyroom.domain.plan.limits import Limits, read_limits
from dutyroom.services.room.settings import read_setting

KEY = "limits"


def in_force(session: Session) -> Limits | None:
    """The regulatory limits in force, None when none are switched on."""
    kept = read_setting(session, KEY)
    return read_limits(kept["text"], kept["code"]) if kept and kept["text"] else None


def digest_in_force(session: Session) -> str:
    """What tells one text in force from another, "" for none. No number: one that was rolled back is given out again."""
    kept = read_setting(session, KEY)
    return hashlib.sha256(kept["text"].encode()).hexdigest() if kept and kept["text"] else ""


def use_words(limits: Limits) -> None:
    """From now on this process cites the regulation's articles in both languages."""
    for article in limits.articles():
        cite(limits.clause(article), limits.clause_en(article))
