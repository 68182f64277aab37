"""One written form for values: the same rows give the same bytes on both databases, for MACs, replay and comparison."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces; aware moments in UTC with microseconds.

    Raises TypeError for a naive moment and for anything that is not plain data.
    """
    return _ENCODER.encode(value)


def stamp(moment: datetime) -> str:
    """A moment as canonical text, e.g. ``2026-09-30T01:02:03.000000Z``; sorts as the moments do."""
    if moment.tzinfo is None:
        raise TypeError("a moment without a zone")
    return f"{moment.astimezone(UTC).isoformat(timespec='microseconds')[:-6]}Z"


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, (tuple, frozenset, set)):
        return sorted(value) if isinstance(value, (set, frozenset)) else list(value)
    raise TypeError(f"not plain data: {type(value).__name__}")


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def as_bytes(text: str) -> bytes:
    """The bytes that are authenticated; lone surrogates are kept apart from each other."""
    return text.encode("utf-8", "surrogatepass")
