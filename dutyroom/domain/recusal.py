"""回避: who may not handle a complaint because it is about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dutyroom.domain.spelling import places, plain_name


def named_in(text: str, staff: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """The codes of those ``staff`` (code → names) whom the words of 涉及人员 name.

    A name counts wherever it stands ("柜员王敏", "Wang Min (teller)"), but not as a part of a longer name of somebody
    else on the staff: 李伟明 is not 李伟. Latin names count as whole words, in any case. However it is spelt
    (李偉, 李 伟), it is found.
    """
    spans_of: dict[str, list[tuple[int, int]]] = {}
    for code, names in staff.items():
        spans = places(text, tuple(plain for name in names if len(plain := plain_name(name)) > 1))
        if spans:
            spans_of[code] = spans
    every = [span for spans in spans_of.values() for span in spans]
    return frozenset(code for code, spans in spans_of.items() if any(not _within(span, every) for span in spans))


def _within(span: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    return any(at <= span[0] and span[1] <= end and end - at > span[1] - span[0] for at, end in others)
