"""JSON and TOML that somebody else wrote: what the parsers let through or die of is one fault like any other, a ValueError."""

from __future__ import annotations

import json
from math import isfinite
from typing import Any, NoReturn

DOTS = 500
"""Dots that a line of TOML may have: a key of a hundred thousand parts would take its parser all the memory there is."""


def from_json(text: str) -> Any:
    """The value written in ``text``. Raises ValueError, also for Infinity, NaN and brackets without end."""
    try:
        return json.loads(text, parse_constant=_refuse, parse_float=_finite)
    except RecursionError:
        raise ValueError("nested too deep") from None


def from_toml(text: str) -> dict[str, Any]:
    """The document written in ``text``. Raises ValueError, also for brackets and dots without end."""
    import tomllib

    if text.count(".") > DOTS and any(line.count(".") > DOTS for line in text.split("\n")):
        raise ValueError("too many dots in a line")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ValueError("nested too deep") from None


def _finite(digits: str) -> float:
    number = float(digits)
    return number if isfinite(number) else _refuse(digits)


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)
