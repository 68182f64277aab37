"""The foot of every screen: one line for what was just done or refused, one for the keys that work here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, cast

from dutyroom.console.present.cell_widths import cell_len
from dutyroom.console.present.cells import fit
from dutyroom.console.present.line import Part, Tone
from dutyroom.console.present.safe import one_line
from dutyroom.console.widgets.parts import Parts

if TYPE_CHECKING:
    from dutyroom.console.shell import Shell

_LOOKS: dict[Tone, str] = {"calm": "plain", "good": "accent", "bad": "alarm"}


class StatusLine(Parts):
    """Left: the last message. Right: what the page says of itself, and on every page who is signed in."""

    def __init__(self) -> None:
        super().__init__(id="status")
        self._message, self._tone, self._right = "", "calm", ""
        self._holds: Callable[[], bool] | None = None

    def on_mount(self) -> None:
        self.watch(self.app, "session", self._draw)

    def say(self, message: str, tone: Tone = "calm", holds: Callable[[], bool] | None = None) -> None:
        """Show a message in place of the last one; `holds` says as long as it is so."""
        self._message, self._tone, self._holds = one_line(message), tone, holds
        self._draw()

    def settle(self) -> None:
        """A message that is so no longer goes."""
        if self._holds is not None and not self._holds():
            self.say("")

    def right(self, text: str) -> None:
        """Show `text`, already safe, before who is signed in."""
        self._right = text
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        width = self.size.width
        who = cast("Shell", self.app).who
        right = f" {self._right}  {who} " if self._right else f" {who} "
        room = max(width - cell_len(right) - 1, 0)
        look = _LOOKS[self._tone] if self._message else "plain"  # type: ignore[index]
        text = fit(" " + self._message + " ", min(room, cell_len(self._message) + 2))
        self.put([((text, look), (" " * max(room + 1 - cell_len(text), 0), "plain"), (right, "quiet"))])


Key = tuple[str, str, bool]
"""Key, word, whether the command is on."""


class KeysLine(Parts):
    """Key and word of each command; those that are off here are grey, and still answer why."""

    def __init__(self) -> None:
        super().__init__(id="keys")
        self._keys: Sequence[Key] = ()
        self._weights: Sequence[int] = ()

    def show(self, keys: Sequence[Key], weights: Sequence[int] = ()) -> None:
        """These keys. Where there is no room for all, those of the least weight go first, and of them those that are off."""
        # Words of one line are written alike, whatever else they stand for elsewhere.
        keys = [(key, word[:1].lower() + word[1:], on) for key, word, on in keys]
        if (keys, weights) != (self._keys, self._weights):
            self._keys, self._weights = keys, weights
            self._draw()

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        width = self.size.width
        weighed = list(zip(self._keys, self._weights or range(len(self._keys), 0, -1), strict=True))
        kept: list[tuple[Key, int]] = []
        # The heaviest first; what is too long makes room for a shorter one behind it.
        for each in sorted(weighed, key=lambda pair: (pair[1] - 4 * (not pair[0][2]), pair[1]), reverse=True):
            if sum(_cells(key) for key, _weight in (*kept, each)) <= width:
                kept.append(each)
        keys = [each for each in weighed if each in kept]
        # One more blank between the commands where there is room: they stand apart better than word and key.
        gap = "  " if sum(_cells(key) + 1 for key, _weight in keys) <= width else " "
        parts: list[Part] = []
        for (key, word, on), _weight in keys:
            parts.append((f" {key} ", "accent" if on else "quiet"))
            parts.append((word + gap[1:], "plain" if on else "quiet"))
        self.put([parts])


def _cells(key: Key) -> int:
    return 2 + cell_len(key[0]) + cell_len(key[1])
