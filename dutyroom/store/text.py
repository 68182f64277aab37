"""Text exactly as it was typed, on both databases.

PostgreSQL refuses NUL and no driver takes lone surrogates, so these stand in the store as ``␚`` and four hex digits
(``␚0000``, ``␚d800``); ``␚`` itself stands as ``␚241a``. Everything else is stored as it is.
"""

from __future__ import annotations

import re

_MARK = "\u241a"
_RISKY = re.compile("[\x00\ud800-\udfff\u241a]")
_MARKED = re.compile("\u241a([0-9a-f]{4})")


def to_store(text: str) -> str:
    """The text as both databases can hold it."""
    return _RISKY.sub(lambda hit: f"{_MARK}{ord(hit[0]):04x}", text)


def is_risky(payload: str) -> bool:
    """Whether a canonical payload holds a character that must not be stored as it is."""
    return bool(_RISKY.search(payload)) or "\\u0000" in payload


def from_store(text: str) -> str:
    """The text as it was typed."""
    return _MARKED.sub(lambda hit: chr(int(hit[1], 16)), text) if _MARK in text else text
