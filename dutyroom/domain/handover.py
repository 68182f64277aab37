"""What one shift leaves to the next, and who takes each of it. Nothing is left without a taker."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

KINDS = ("emergency", "unseen", "promise", "instruction", "call", "draft")
"""In the order in which they are read out: what burns first."""

REST = "*"
"""In place of an item: whatever has no other taker."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that passes to the next shift. ``holder`` has it now ("" for nobody), ``taker`` takes it.

    ``number`` is the subject's; ``text`` masked words; ``due`` (aware) when it falls due, None where nothing says so.
    """

    kind: str
    number: str
    text: str = ""
    holder: str = ""
    due: datetime | None = None
    taker: str = ""

    @property
    def key(self) -> str:
        """How a taker is named for it: kind and number."""
        return f"{self.kind}:{self.number}"


def read_takers(text: str) -> tuple[dict[str, str], tuple[int, ...]]:
    """``key person`` a line → key → person; and the numbers of the lines that are not of that form."""
    named: dict[str, str] = {}
    bad = []
    for at, line in enumerate(text.splitlines(), 1):
        parts = line.split()
        if len(parts) == 2 and (parts[0] == REST or parts[0].partition(":")[0] in KINDS):
            named[parts[0]] = parts[1]
        elif parts:
            bad.append(at)
    return named, tuple(bad)


def write_takers(named: Mapping[str, str]) -> str:
    """The text that ``read_takers`` reads."""
    return "\n".join(f"{key} {person}" for key, person in named.items() if person)


def with_takers(
    items: Iterable[Item], named: Mapping[str, str], leaving: Collection[str], incoming: str
) -> tuple[Item, ...]:
    """Every item with its taker: who is named, else its holder where that person stays, else the new shift lead for a
    running emergency, else who is named for the rest, else nobody ("")."""

    def taker(item: Item) -> str:
        if named.get(item.key):
            return named[item.key]
        if item.holder and item.holder not in leaving:
            return item.holder
        if item.kind == "emergency" and incoming:
            return incoming
        return named.get(REST, "")

    return tuple(replace(item, taker=taker(item)) for item in items)


def without_taker(items: Iterable[Item]) -> tuple[Item, ...]:
    """The items that nobody takes."""
    return tuple(item for item in items if not item.taker)


def leavers(on: Iterable[str], incoming: str, arriving: Collection[str], staying: Collection[str]) -> tuple[str, ...]:
    """Who goes off duty: everyone on shift who neither stays nor begins."""
    keep = {incoming, *arriving, *staying}
    return tuple(dict.fromkeys(person for person in on if person not in keep))
