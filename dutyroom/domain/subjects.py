"""What an act can be about, and the number that people use for each: ``0930-018``, ``T12``, ``P5``. The one table of both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Protocol


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of subject. ``prefix`` stands before its row's id; "" for kinds that have numbers of their own."""

    prefix: str = ""
    event: bool = False


KINDS = {
    "call": Kind(),
    "complaint": Kind(),
    "emergency": Kind(),
    "person": Kind(),
    "task": Kind("T", event=True),
    "statement": Kind("P", event=True),
    "solution": Kind("P", event=True),
    "sitrep": Kind("P", event=True),
    "paper": Kind("P", event=True),
    "charge": Kind("C"),
    "group": Kind("G"),
    "notice": Kind("N", event=True),
    "handover": Kind("H"),
    "watch": Kind("W"),
    "duty": Kind("D"),
    "supply": Kind("S"),
    "request": Kind("Q", event=True),
    "decision": Kind("J", event=True),
    "instruction": Kind("I", event=True),
    "conference": Kind("M", event=True),
    "record": Kind("R", event=True),
    "plan": Kind("V"),
    "warning": Kind("A"),
}
"""Every kind of subject by its name in the catalogue. ``event``: it belongs to an emergency, or to a complaint in its place."""


def number_of(kind: str, row: int | str) -> str:
    """The number of the row with that id: ``number_of("task", 12)`` is ``T12``."""
    return f"{KINDS[kind].prefix}{row}"


def row_of(kind: str, number: str) -> int:
    """The id in a number as people type it, with the prefix or without, in either case; -1 when it is none."""
    digits = number.upper().removeprefix(KINDS[kind].prefix)
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else -1


def is_kind(kind: str, number: str) -> bool:
    """Whether a number with its prefix is one of that kind."""
    prefix = KINDS[kind].prefix
    return number.startswith(prefix) and number[len(prefix) :].isdigit()


class _HasId(Protocol):
    KIND: ClassVar[str]

    @property
    def id(self) -> int: ...


class Numbered:
    """What a row, and a view of it, of a kind with a prefix have in common: the number that people use for it."""

    __slots__ = ()
    KIND: ClassVar[str] = ""

    @property
    def number(self: _HasId) -> str:
        """The number under which it is spoken of, found and written down: ``T12``."""
        return number_of(self.KIND, self.id)
