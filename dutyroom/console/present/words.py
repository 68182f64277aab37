"""The names behind the codes of a row: levels, channels, units, people, in the language in force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from dutyroom.domain.names import named

if TYPE_CHECKING:
    from dutyroom.domain.clock.calendar import Calendar
    from dutyroom.domain.plan.organisation import Role
    from dutyroom.domain.plan.plan import Plan
    from dutyroom.services.organisation.views import PersonView, UnitView


class Coded(Protocol):
    """Anything with a code and a name in both languages."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def en(self) -> str: ...


def short(name: str) -> str:
    """The name for a narrow column, without what is to be noted with it: 其他（注明） is 其他."""
    return name.partition("（")[0].partition(" (")[0] or name


def names(terms: Iterable[Coded]) -> dict[str, str]:
    """Code → name."""
    return {term.code: named(term) for term in terms}


@dataclass(frozen=True, slots=True)
class Words:
    """Names by code. A code that is not known shows as it is, but none before the names are read (``known``)."""

    levels: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    categories: Mapping[str, str] = field(default_factory=dict)
    known: bool = True

    def of(self, terms: Mapping[str, str], code: str) -> str:
        """The name of a code, "" while names are being read: a screen never shows the program's own words."""
        return terms.get(code, code if self.known else "")


UNREAD = Words(known=False)
"""Before the names are read."""


@dataclass(frozen=True, slots=True)
class Named:
    """The plan in force, the calendar, staff and units, the names behind all their codes, roles of earlier plans too."""

    plan: Plan
    calendar: Calendar
    people: tuple[PersonView, ...]
    units: tuple[UnitView, ...]
    words: Words
    posts: tuple[Role, ...] = ()
