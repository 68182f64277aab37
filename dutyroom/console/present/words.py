"""The names behind the codes of a row: levels, channels, units, people, in the language in force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from dutyroom.lang import language


class Named(Protocol):
    """Anything with a code and a name in both languages."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def en(self) -> str: ...


def name_of(named: Named) -> str:
    """The name in the language in force; the Chinese one where no other is known."""
    return named.en or named.name if language() == "en" else named.name


def short(name: str) -> str:
    """The name for a narrow column, without what is to be noted with it: 其他（注明） is 其他."""
    return name.partition("（")[0].partition(" (")[0] or name


def names(terms: Iterable[Named]) -> dict[str, str]:
    """Code → name."""
    return {term.code: name_of(term) for term in terms}


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
