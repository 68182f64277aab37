"""What is known of the places of an event: each scene with its latest facts, and every count as it was entered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SiteView:
    """One scene of an event: its latest facts as (name, value, at); ``open`` until it is cleared."""

    number: str
    name: str
    since: datetime
    open: bool = True
    facts: tuple[tuple[str, str, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class FigureView:
    """A figure as it was entered: of which place (``*`` for all together), from whom; ``stands`` while none came after it."""

    name: str
    place: str
    value: str
    at: datetime
    by: str
    source: str
    stands: bool
