"""回避: who may not handle a complaint because it is about them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence


def named_in(text: str, staff: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """The codes of those ``staff`` (code → names) whom the words of 涉及人员 name.

    A name counts wherever it stands ("柜员王敏", "Wang Min (teller)"), but not as a part of a longer name of somebody
    else on the staff: 李伟明 is not 李伟. Latin names count as whole words, in any case.
    """
    places: dict[str, list[tuple[int, int]]] = {}
    for code, names in staff.items():
        spans = [span for name in names if len(name.strip()) > 1 for span in _found(text, name.strip())]
        if spans:
            places[code] = spans
    every = [span for spans in places.values() for span in spans]
    return frozenset(code for code, spans in places.items() if any(not _within(span, every) for span in spans))


def _found(text: str, name: str) -> list[tuple[int, int]]:
    edge = r"\b" if name.isascii() else ""
    return [match.span() for match in re.finditer(edge + re.escape(name) + edge, text, re.IGNORECASE)]


def _within(span: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    return any(at <= span[0] and span[1] <= end and end - at > span[1] - span[0] for at, end in others)
