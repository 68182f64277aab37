"""The arithmetic of the five units on a timeline: bisection, in integer microseconds.

Each function answers one `Ask`, or raises IndexError where the timeline is too short; the caller then grows
it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from dutyroom.domain.timeline import SECOND, Timeline

Interval = tuple[int, int]

_MINUTE, _HOUR = 60 * SECOND, 3600 * SECOND


class Ask(NamedTuple):
    """A checked question: instants in microseconds since 1970 UTC, finished pauses merged and ascending."""

    start: int
    amount: int
    pauses: list[Interval]
    business_end: bool
    roll: bool


Answer = tuple[int, bool]
"""The due instant, and whether a day that was looked at is provisional."""


def _elapsed(line: Timeline, ask: Ask, length: int) -> Answer:
    due = ask.start + ask.amount * length
    for start, end in ask.pauses:
        if due <= start:
            break
        due += max(0, end - max(start, ask.start))
    return due, False


def _minutes(line: Timeline, ask: Ask) -> Answer:
    return _elapsed(line, ask, _MINUTE)


def _hours(line: Timeline, ask: Ask) -> Answer:
    return _elapsed(line, ask, _HOUR)


def _calendar_days(line: Timeline, ask: Ask) -> Answer:
    closes = line.day_close if ask.business_end else line.day_end
    first = line.place(ask.start) + 1
    last = nth = _nth_running(line, closes, first, ask)
    while (ask.roll and line.rest[last]) or paused_at(closes[last], ask.pauses):
        last += 1
    looked_at = ask.roll or ask.business_end
    known = line.provisional_before
    return closes[last], looked_at and known[last + 1] > known[nth]


def _working_days(line: Timeline, ask: Ask) -> Answer:
    closes = line.work_close if ask.business_end else line.work_end
    place = bisect_right(line.midnight, ask.start)
    first = line.work_before[place]
    last = _nth_running(line, closes, first, ask) if ask.pauses else first + ask.amount - 1
    known = line.provisional_before
    return closes[last], known[line.work_places[last] + 1] > known[place]


def _working_hours(line: Timeline, ask: Ask) -> Answer:
    start = ask.start
    span = line.span(start)
    target = line.run_at(span, start) + ask.amount * _HOUR
    for since, until in ask.pauses:
        if until > start:
            run = line.run(max(since, start))
            if target <= run:
                break
            target += line.run(until) - run
    last = bisect_left(line.run_before, target) - 1
    due = line.ends[last] - (line.run_before[last + 1] - target)
    known = line.provisional_before
    return due, known[line.span_places[last] + 1] > known[line.place_after(span, start)]


RECKON: Final[dict[str, Callable[[Timeline, Ask], Answer]]] = {
    "minutes": _minutes,
    "hours": _hours,
    "calendar_days": _calendar_days,
    "working_hours": _working_hours,
    "working_days": _working_days,
}


def _nth_running(line: Timeline, closes: list[int], first: int, ask: Ask) -> int:
    last = first + ask.amount - 1
    for start, end in ask.pauses:
        if end >= line.midnight[-1]:
            raise IndexError(end)
        low = max(bisect_right(closes, start), first)
        if last < low:
            break
        last += max(0, bisect_right(closes, end) - low)
    return last


def paused_at(close: int, pauses: Sequence[Interval]) -> bool:
    """Whether the clock stands as `close` comes: a pause that begins at that very instant comes too late."""
    return any(start < close <= end for start, end in pauses)
