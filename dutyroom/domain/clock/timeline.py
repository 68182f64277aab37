"""Working time of a stretch of years as sorted instants with prefix sums: a due moment is then a bisection.

Instants are integers, microseconds since 1970-01-01 UTC, so that zones and clock changes are dealt with
once, here.
"""

from bisect import bisect_left, bisect_right
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Protocol

from dutyroom.domain.clock.spans import DAY, Span

FIRST_YEAR, LAST_YEAR = 1900, 2199
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = 1_000_000
_MICROSECOND = timedelta(microseconds=1)
_EPOCH_DAY = EPOCH.date().toordinal()


class _Days(Protocol):
    def is_rest_day(self, day: date) -> bool: ...
    def spans(self, day: date) -> tuple[Span, ...]: ...
    def provisional(self, day: date) -> bool: ...


class Timeline:
    """All days of `first_year`..`last_year`, laid out for bisection. Never changes once made.

    A "place" is the number of days since the first one; `midnight[place]` is where that day begins,
    `midnight[place + 1]` where it ends. A working day closes at the end of its last span.
    """

    def __init__(self, days: _Days, zone: tzinfo, first_year: int, last_year: int) -> None:
        self.first_year, self.last_year = first_year, last_year
        self.first = date(first_year, 1, 1).toordinal()
        self.count = date(last_year + 1, 1, 1).toordinal() - self.first
        self.dates = [date.fromordinal(self.first + place) for place in range(self.count)]
        offsets = [_offset(self.first + place, zone) for place in range(self.count + 1)]
        # Far from a change of the clocks an instant is plain arithmetic.
        around = zip([offsets[0], *offsets], offsets, [*offsets[1:], offsets[-1]], strict=False)
        steady = [before == there == behind for before, there, behind in around]

        def instant_of(place: int, second: int) -> int:
            if second >= DAY:
                place, second = place + 1, second - DAY
            ordinal = self.first + place
            if steady[place]:
                return ((ordinal - _EPOCH_DAY) * DAY + second - offsets[place]) * SECOND
            return _near_a_change(datetime.fromordinal(ordinal) + timedelta(seconds=second), zone)

        self.midnight = [instant_of(place, 0) for place in range(self.count + 1)]
        self.day_end = self.midnight[1:]
        self.day_close: list[int] = []
        self.rest = [days.is_rest_day(day) for day in self.dates]
        self.provisional_before = [0]
        self.work_before = [0]
        self.work_dates: list[date] = []
        self.work_places: list[int] = []
        self.work_close: list[int] = []
        self.work_end: list[int] = []
        self.opens: list[int] = []
        self.ends: list[int] = []
        self.span_places: list[int] = []
        self.run_before = [0]
        for place, day in enumerate(self.dates):
            self.provisional_before.append(self.provisional_before[-1] + days.provisional(day))
            close = self.day_end[place]
            spans = days.spans(day)
            for start, end in spans:
                opens, close = instant_of(place, start), instant_of(place, end)
                self.opens.append(opens)
                self.ends.append(close)
                self.span_places.append(place)
                self.run_before.append(self.run_before[-1] + close - opens)
            self.day_close.append(close)
            if spans:
                self.work_dates.append(day)
                self.work_places.append(place)
                self.work_close.append(close)
                self.work_end.append(self.day_end[place])
            self.work_before.append(len(self.work_dates))

    def place(self, moment: int) -> int:
        """The day that holds `moment`. Raises IndexError outside this timeline."""
        place = bisect_right(self.midnight, moment) - 1
        if not 0 <= place < self.count:
            raise IndexError(moment)
        return place

    def spans_of(self, place: int) -> list[tuple[int, int]]:
        """The working spans that lie in one day as instants, the tail of the night before included."""
        first = bisect_right(self.ends, self.midnight[place])
        last = bisect_left(self.opens, self.midnight[place + 1])
        return list(zip(self.opens[first:last], self.ends[first:last], strict=True))

    def run(self, moment: int) -> int:
        """Working microseconds from the first day to `moment`. Raises IndexError outside this timeline."""
        if not self.midnight[0] <= moment < self.midnight[-1]:
            raise IndexError(moment)
        span = bisect_right(self.opens, moment) - 1
        if span < 0:
            return 0
        return self.run_before[span] + min(moment, self.ends[span]) - self.opens[span]

    def after_run(self, run: int) -> int:
        """The first instant at which `run` (≥ 1) working microseconds have passed since the first day.

        Raises IndexError when this timeline has less.
        """
        span = bisect_left(self.run_before, run)
        return self.ends[span - 1] - (self.run_before[span] - run)


def instant(moment: datetime) -> int:
    """Microseconds since 1970 UTC of an aware moment. Raises TypeError for a naive one."""
    since = moment - EPOCH
    return since.days * (DAY * SECOND) + since.seconds * SECOND + since.microseconds


def moment_of(at: int) -> datetime:
    """The aware UTC moment of an instant."""
    return EPOCH + at * _MICROSECOND


def year_of(at: int) -> int:
    """The UTC year of an instant."""
    return moment_of(at).year


def _offset(ordinal: int, zone: tzinfo) -> int:
    offset = datetime.fromordinal(ordinal).replace(tzinfo=zone).utcoffset()
    assert offset is not None
    return round(offset.total_seconds())


def _near_a_change(wall: datetime, zone: tzinfo) -> int:
    # The clock shows a repeated time twice: the first one counts. It never shows a skipped time: the
    # instant of the change counts, found between the two readings that Python gives such a time.
    first = instant(wall.replace(tzinfo=zone, fold=0))
    second = instant(wall.replace(tzinfo=zone, fold=1))
    if first <= second:
        return first
    low, high = second, first
    before = moment_of(low).astimezone(zone).utcoffset()
    while high - low > SECOND:
        middle = (low + high) // 2 // SECOND * SECOND
        if moment_of(middle).astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high
