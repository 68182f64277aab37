"""Fewer bytes for slow lines: what Textual writes, without looks that are in force already and moves that lead nowhere.

Textual ends every piece of text with a reset and begins the next with all its colours, also where the next one looks
the same; of 58 countdowns, each a line below the last, most bytes are those.
"""

from __future__ import annotations

import re

from textual.driver import Driver

_LOOKS = re.compile(r"\x1b\[([\d;]*)m")
_MOVES = re.compile(r"(?:\n|\x1b\[\d+;\d+H)+")


def lean(data: str) -> str:
    """The same picture and the same cursor in fewer characters."""
    made: list[str] = []
    # Looks as `data` means them by now, and as written: codes since its beginning, from the last reset ("0") on.
    meant, written, moves, at = "", "", "", 0
    for found in _LOOKS.finditer(data):
        if found.start() > at:
            more, text = _split(data[at : found.start()])
            moves += more
            if text:
                made += (_last(moves), _change(written, meant), text)
                moves, written = "", meant
        code, at = found[1] or "0", found.end()
        meant = f"{meant};{code}" if meant and code != "0" else code
    more, text = _split(data[at:])
    made += (_last(moves + more), _change(written, meant), text)
    return "".join(made)


def _split(text: str) -> tuple[str, str]:
    """Moves at the beginning of a text, and the rest."""
    found = _MOVES.match(text)
    return (found[0], text[found.end() :]) if found else ("", text)


def _last(moves: str) -> str:
    """The last of several moves, with what follows it."""
    at = moves.rfind("\x1b")
    return moves[at:] if at > 0 else moves


def _change(written: str, meant: str) -> str:
    if meant == written:
        return ""
    if not written or meant.startswith(written + ";"):
        return f"\x1b[{meant[len(written) :].lstrip(';')}m"
    return f"\x1b[{meant}m"


def leaner(driver: type[Driver]) -> type[Driver]:
    """That driver, writing less."""

    class Lean(driver):  # type: ignore[misc, valid-type]
        def write(self, data: str) -> None:
            super().write(lean(data) if "\x1b[0m" in data else data)

    return Lean
