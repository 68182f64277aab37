"""Whether what was written is the same words again: in this case, or by the same person in others around that time."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from dutyroom.domain.act import Act, Field
from dutyroom.domain.names import joined, listed
from dutyroom.lang import gettext as _

READ_BY = frozenset({"paper.review", "paper.read", "solution.decide", "charge.check", "complaint.close"})
"""The acts whose doer reads first what others wrote."""

_WRITTEN = ("complaint", "solution", "paper", "charge")
_EPOCH = datetime.fromisoformat("2000-01-03T00:00+00:00")
_WEEK = timedelta(weeks=1)
AROUND = 4
"""Weeks before and after: our own figure, no plan speaks of it."""


@dataclass(frozen=True, slots=True)
class Again:
    """The same words (``text``, as first written): in ``places`` of this case, how often in each, and by the same person in so
    many ``others``."""

    text: str
    places: Mapping[str, int]
    others: int = 0

    def __bool__(self) -> bool:
        return sum(self.places.values()) > 1 or self.others > 0


def bare(text: str) -> str:
    """The letters and signs of writing alone: a full stop or a blank makes no other words of it."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum())


def told_in(act: Act, fields: Iterable[Field]) -> tuple[Field, ...]:
    """The fields in which the act tells of a deed in a case: of a form with such a text all texts, but for reasons."""
    tells = act.name == "complaint.contact" or any(field.deed for field in act.fields)
    if not tells or act.subject not in _WRITTEN:
        return ()
    return tuple(field for field in fields if field.kind == "text" and field.name != "reason")


def week_of(at: datetime) -> int:
    """The number of the week in which the aware moment lies."""
    return (at - _EPOCH) // _WEEK


def token(person: str, week: int, text: str) -> str:
    """By which it is known that the person wrote these (bare) words in that week."""
    return f"words:{person}:{week}:{text}"


def tokens_around(person: str, at: datetime, text: str) -> list[str]:
    """Those of the weeks before and after ``at``."""
    return [token(person, week_of(at) + each, text) for each in range(-AROUND, AROUND + 1)]


def in_words(again: Again | None) -> str:
    """That it is the same again and where, "" where it is not."""
    if not again:
        return ""
    times = sum(again.places.values())
    here = _("本件 {n} 处同文：{places}").format(n=times, places=listed(again.places)) if times > 1 else ""
    there = _("同一人近期另有 {n} 件同文").format(n=again.others) if again.others else ""
    return joined(filter(None, [here, there]))


def mark(found: Mapping[str, Again], text: str) -> str:
    """``in_words`` of a text, "" where it is nowhere else; ``found`` by the bare text."""
    return in_words(found.get(bare(text)))
