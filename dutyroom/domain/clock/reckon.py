"""The arithmetic of the units on a timeline: bisection, in integer microseconds.

Moments are instants; `pauses` are finished ones, merged and ascending. Each function answers with the due instant and
whether a day that was looked at is provisional, or raises IndexError where the timeline is too short to tell.
"""

from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections.abc import Sequence
from datetime import date

from dutyroom.domain.clock.timeline import SECOND, Timeline

Interval = tuple[int, int]
Pauses = Sequence[Interval]
Answer = tuple[int, bool]


def elapsed(start: int, length: int, pauses: Pauses) -> Answer:
    """`length` microseconds of plain time, less pauses."""
    due = start + length
    for since, until in pauses:
        if due <= since:
            break
        due += max(0, until - max(since, start))
    return due, False


def working_time(line: Timeline, start: int, length: int, pauses: Pauses) -> Answer:
    """`length` (≥ 1) microseconds inside the organisation's spans, less pauses. Every day from the start is looked at."""
    # Written out for speed: this is `line.run(start)` and `line.place(start)` with one bisection for both.
    opens, run_before, midnight = line.opens, line.run_before, line.midnight
    span = bisect_right(opens, start) - 1
    if not 0 <= span < len(opens) - 1:
        raise IndexError(start)
    end = line.ends[span]
    target = run_before[span] + (start if start < end else end) - opens[span] + length
    first = line.span_places[span]
    if start >= midnight[first + 1]:
        first = bisect_right(midnight, start, first) - 1
    for since, until in pauses:
        if until > start:
            run = line.run(max(since, start))
            if target <= run:
                break
            target += line.run(until) - run
    last = bisect_left(run_before, target, span + 1) - 1
    due = line.ends[last] - (run_before[last + 1] - target)
    known = line.provisional_before
    return due, known[line.span_places[last] + 1] > known[first]


def working_days(line: Timeline, start: int, amount: int, pauses: Pauses, business_end: bool) -> Answer:
    """The close of the `amount`-th working day after the day of `start`. Every day after that is looked at."""
    closes = line.work_close if business_end else line.work_end
    place = bisect_right(line.midnight, start)
    if not place:
        raise IndexError(start)
    last = line.work_before[place] + amount - 1
    if pauses:
        last = _past_pauses(line, closes, line.work_before[place], last, pauses)
    known = line.provisional_before
    return closes[last], known[line.work_places[last] + 1] > known[place]


def calendar_days(
    line: Timeline, start: int, amount: int, pauses: Pauses, business_end: bool, roll: bool
) -> Answer:
    """The close of the `amount`-th day after the day of `start`, or of the next one that is no legal rest day.

    Only the days at the end are looked at.
    """
    closes = line.day_close if business_end else line.day_end
    first = line.place(start) + 1
    last = nth = _past_pauses(line, closes, first, first + amount - 1, pauses)
    while (roll and line.rest[last]) or paused_at(closes[last], pauses):
        last += 1
    known = line.provisional_before
    return closes[last], (roll or business_end) and known[last + 1] > known[nth]


def month_days(line: Timeline, start: int, amount: int) -> int:
    """How many days after the day of `start` the corresponding day so many months later is (民法典 §202)."""
    day = line.dates[line.place(start)]
    return (months_after(day, amount) - day).days


def close_after(line: Timeline, start: int, amount: int, pauses: Pauses, business_end: bool) -> Answer:
    """The `amount`-th close of a working day after `start`; the day of `start` is one while it has not closed."""
    closes = line.work_close if business_end else line.work_end
    first = bisect_right(closes, start)
    last = _past_pauses(line, closes, first, first + amount - 1, pauses)
    known = line.provisional_before
    return closes[last], known[line.work_places[last] + 1] > known[line.place(start)]


def time_after(line: Timeline, start: int, minute: int, pauses: Pauses) -> Answer:
    """The first moment after `start` at which a working day shows that minute of the day."""
    place = line.place(start)
    for nth in range(line.work_before[place], len(line.work_places)):
        day = line.work_places[nth]
        at = line.midnight[day] + minute * 60 * SECOND
        if at > start and not paused_at(at, pauses):
            known = line.provisional_before
            return at, known[day + 1] > known[place]
    raise IndexError(start)


def months_after(day: date, months: int) -> date:
    """The corresponding day so many months later; where that month has no such day, its last one (民法典 §202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def paused_at(close: int, pauses: Pauses) -> bool:
    """Whether the clock stands as `close` comes: a pause that begins at that very instant comes too late."""
    return any(since < close <= until for since, until in pauses)


def _past_pauses(line: Timeline, closes: list[int], first: int, last: int, pauses: Pauses) -> int:
    # Every day from `first` to `last` at whose close the clock stands puts the last one off by a day.
    for since, until in pauses:
        if until >= line.midnight[-1]:
            raise IndexError(until)
        low = max(bisect_right(closes, since), first)
        if last < low:
            break
        last += max(0, bisect_right(closes, until) - low)
    return last
