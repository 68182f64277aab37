"""What is shown, in its smallest pieces: parts with a look, lines of parts, entries of a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Part = tuple[str, str]
"""(text, already safe; name of its look)."""

Line = Sequence[Part]

Tone = Literal["calm", "good", "bad"]
"""How a message is meant."""


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of a list. An empty `key` is a heading, which the cursor passes over."""

    key: str
    lines: tuple[Line, ...]
