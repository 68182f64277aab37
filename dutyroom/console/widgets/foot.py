"""The foot of every screen: one line for what was just done or refused, one for the keys that work here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from rich.cells import cell_len

from dutyroom.console.present.cells import fit
from dutyroom.console.present.safe import one_line
from dutyroom.console.widgets.parts import Line, Part, Parts

Tone = Literal["calm", "good", "bad"]
_LOOKS: dict[Tone, str] = {"calm": "plain", "good": "accent", "bad": "alarm"}


class StatusLine(Parts):
    """Left: the last message. Right: who is signed in, and where the cursor stands."""

    def __init__(self) -> None:
        super().__init__(id="status")
        self._message, self._tone, self._right = "", "calm", ""

    def say(self, message: str, tone: Tone = "calm") -> None:
        """Show a message in place of the last one."""
        self._message, self._tone = one_line(message), tone
        self._draw()

    def right(self, text: str) -> None:
        """Show `text`, already safe, at the right."""
        self._right = text
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        width = self.size.width
        right = f" {self._right} "
        room = max(width - cell_len(right) - 1, 0)
        look = _LOOKS[self._tone] if self._message else "plain"  # type: ignore[index]
        text = fit(" " + self._message + " ", min(room, cell_len(self._message) + 2))
        self.put([((text, look), (" " * max(room + 1 - cell_len(text), 0), "plain"), (right, "quiet"))])


class KeysLine(Parts):
    """Key and word of each command; those that are off here are grey, and still answer why."""

    def __init__(self) -> None:
        super().__init__(id="keys")
        self._keys: Sequence[tuple[str, str, bool]] = ()

    def show(self, keys: Sequence[tuple[str, str, bool]]) -> None:
        """(key, word, whether it is on), the most important first."""
        if keys != self._keys:
            self._keys = keys
            self._draw()

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        width, used = self.size.width, 0
        tight = sum(cell_len(key) + cell_len(word) + 3 for key, word, _on in self._keys) > width
        parts: list[Part] = []
        for key, word, on in self._keys:
            made: Line = ((" " + key, "accent" if on else "quiet"), (("" if tight else " ") + word + ("" if tight else " "), "plain" if on else "quiet"))
            size = sum(cell_len(text) for text, _look in made)
            if used + size > width:
                break
            parts += made
            used += size
        self.put([parts])
