"""Two calendars of one organisation: legal rest days, and its own working days with their hours.

Legal rest days (weekends and official off days, less make-up days) are what `calendar_days` roll by (民法典
§203). Working days and spans are the organisation's: its own exception, then the official off or make-up
day, then what the law fixes for every year, then the week. Everything is in the organisation's zone. Days
without official data are computed and called provisional.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta

from dutyroom.domain.clock.spans import DAY, Span, check_nights, check_spans
from dutyroom.domain.clock.statutory import CHINA, statutory
from dutyroom.domain.clock.timeline import FIRST_YEAR, LAST_YEAR, Timeline, year_of
from dutyroom.domain.clock.zone import time_zone
from dutyroom.domain.errors import Refusal
from dutyroom.lang import gettext as _


@dataclass(frozen=True, slots=True)
class OfficialDay:
    """One day that the official schedule changes: off (放假) or a make-up working day (调休补班)."""

    date: date
    name: str
    is_off_day: bool


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """Working spans of each weekday, () for closed; `make_up` for make-up days, Monday's when not given.

    Raises Refusal `bad_hours` when spans overlap or leave 00:00–24:00.
    """

    monday: tuple[Span, ...] = ()
    tuesday: tuple[Span, ...] = ()
    wednesday: tuple[Span, ...] = ()
    thursday: tuple[Span, ...] = ()
    friday: tuple[Span, ...] = ()
    saturday: tuple[Span, ...] = ()
    sunday: tuple[Span, ...] = ()
    make_up: tuple[Span, ...] | None = None

    def __post_init__(self) -> None:
        for day in fields(self):
            spans = getattr(self, day.name)
            if spans is not None:
                object.__setattr__(self, day.name, check_spans(spans))
        check_nights(getattr(self, day.name) or () for day in fields(self))

    @classmethod
    def weekdays(cls, spans: tuple[Span, ...], saturday: tuple[Span, ...] = ()) -> "WeeklyHours":
        """The same spans Monday to Friday, closed on Sunday, and on Saturday unless given."""
        return cls(spans, spans, spans, spans, spans, saturday)

    def of(self, weekday: int) -> tuple[Span, ...]:
        """Spans of a weekday, 0 for Monday."""
        week = (
            self.monday,
            self.tuesday,
            self.wednesday,
            self.thursday,
            self.friday,
            self.saturday,
            self.sunday,
        )
        return week[weekday]

    @property
    def on_make_up(self) -> tuple[Span, ...]:
        """Spans of a make-up day."""
        return self.monday if self.make_up is None else self.make_up


@dataclass(frozen=True, slots=True)
class DayException:
    """The organisation's own word on one day: open or closed, and why.

    An open day keeps its weekday's hours, or the make-up hours where that weekday is closed, unless `spans`
    says.
    """

    date: date
    open: bool
    reason: str
    spans: tuple[Span, ...] | None = None


class Calendar:
    """What each day is, and the timeline of working time made from it. Never changes once made.

    `official` gives each year's schedule as published; a year with no days counts as not yet published.
    Raises Refusal `bad_zone` for an unknown zone, `no_zone_data`, and `bad_calendar` for two exceptions on one day.
    """

    def __init__(
        self,
        zone: str,
        hours: WeeklyHours,
        official: Mapping[int, Sequence[OfficialDay]],
        exceptions: Iterable[DayException] = (),
    ) -> None:
        self.zone = zone
        self.hours = hours
        self.tz = time_zone(zone)
        self._in_china = zone in CHINA
        self._official: dict[date, OfficialDay] = {}
        self._published_by: dict[date, int] = {}
        self._years = frozenset(year for year, days in official.items() if days)
        for year in sorted(self._years):
            # A later schedule may speak of the December before it, and then has the last word (2018-12-31).
            for day in official[year]:
                self._published_by[day.date] = year
                # Some data says of an ordinary weekday that it is worked (2020-02-03): nothing is made up
                # for.
                if day.is_off_day or day.date.weekday() >= 5:
                    self._official[day.date] = day
                else:
                    self._official.pop(day.date, None)
        self._exceptions: dict[date, DayException] = {}
        for own in exceptions:
            if own.date in self._exceptions:
                twice = _("{day} 有两条本单位安排").format(day=own.date)
                raise Refusal("bad_calendar", twice, _("同一天只留一条。"))
            if own.spans is not None:
                check_nights([*(hours.of(day) for day in range(7)), hours.on_make_up, check_spans(own.spans)])
            self._exceptions[own.date] = own
        # As far as it has been worked out; `grown` puts a longer one here.
        self.line: Timeline | None = None

    @property
    def years(self) -> tuple[int, ...]:
        """The years whose official schedule is known."""
        return tuple(sorted(self._years))

    def is_rest_day(self, day: date) -> bool:
        """Whether `day` is a legal rest day; the organisation's own exceptions don't change the law."""
        official = self._official.get(day)
        return official.is_off_day if official else bool(day.weekday() >= 5 or self._by_law(day))

    def spans(self, day: date) -> tuple[Span, ...]:
        """The organisation's working spans of `day`, () when it is not a working day."""
        own = self._exceptions.get(day)
        if own:
            if not own.open:
                return ()
            return own.spans or self.hours.of(day.weekday()) or self.hours.on_make_up
        official = self._official.get(day)
        if official:
            return () if official.is_off_day else self.hours.on_make_up
        return () if self._by_law(day) else self.hours.of(day.weekday())

    def is_open(self, moment: datetime) -> bool:
        """Whether the aware ``moment`` lies in the organisation's working hours; the end of a span does not."""
        there = self.local(moment)
        second = there.hour * 3600 + there.minute * 60 + there.second
        night = self.spans(there.date() - timedelta(days=1))[-1:]
        spans = (*self.spans(there.date()), *((start - DAY, end - DAY) for start, end in night))
        return any(start <= second < end for start, end in spans)

    def provisional(self, day: date) -> bool:
        """Whether official data for `day` may still come: its year, and after 20 December the next one's."""
        if day.month == 12 and day.day > 20:
            if day.year + 1 not in self._years:
                return True
            if self._published_by.get(day) == day.year + 1:
                return False
        return day.year not in self._years and not self._by_law(day)

    def _by_law(self, day: date) -> str:
        """The holiday that the law fixes on a day of which no paper speaks yet."""
        return statutory(day) if self._in_china and day.year not in self._years else ""

    def why(self, day: date) -> str:
        """Why the organisation works on `day` or not, in a few words for people."""
        own = self._exceptions.get(day)
        if own:
            return _("本单位：{reason}").format(reason=own.reason)
        if day in self._official:
            return self.why_rest(day)
        if by_law := self._by_law(day):
            return _(by_law)
        return _("工作日") if self.hours.of(day.weekday()) else weekday_name(day)

    def why_rest(self, day: date) -> str:
        """Why the law calls `day` a rest day or not."""
        official = self._official.get(day)
        if official:
            return _(official.name) if official.is_off_day else _("调休补班")
        return _(self._by_law(day)) or weekday_name(day)

    def local(self, moment: datetime) -> datetime:
        """The aware `moment` in the organisation's zone."""
        return moment.astimezone(self.tz)

    def working_day_after(self, day: date, amount: int) -> date:
        """The `amount`-th (≥ 1) working day after `day`, `day` itself not counted.

        Raises Refusal `out_of_range` when the organisation has no such day before the year 2200.
        """
        line = self.line
        while True:
            if line is not None:
                place = day.toordinal() - line.first
                if place >= 0:
                    try:
                        return line.work_dates[line.work_before[place + 1] + amount - 1]
                    except IndexError:
                        pass
            line = self.grown(line, day.year)

    def grown(self, line: Timeline | None, year: int) -> Timeline:
        """A timeline longer than `line` that holds `year` with its neighbours.

        Raises Refusal `out_of_range` outside the years 1900–2199 or when `line` is that long already.
        """
        first, last = max(year - 1, FIRST_YEAR), min(year + 1, LAST_YEAR)
        if line is not None:
            inside = line.first_year <= first and last <= line.last_year
            further = line.last_year + (line.last_year - line.first_year + 1 if inside else 0)
            first, last = min(first, line.first_year), max(last, min(further, LAST_YEAR))
        same = line is not None and (first, last) == (line.first_year, line.last_year)
        if same or not FIRST_YEAR <= year <= LAST_YEAR:
            says = _("{first} 年至 {last} 年之间算不出这个时限").format(first=FIRST_YEAR, last=LAST_YEAR)
            raise Refusal("out_of_range", says, _("请核对起算时刻、数量和营业时间。"))
        self.line = Timeline(self, self.tz, first, last)
        return self.line

    def grown_to(self, line: Timeline | None, moment: int) -> Timeline:
        """As `grown`, for a moment in microseconds since 1970 UTC."""
        return self.grown(line, year_of(moment))


def weekday_name(day: date) -> str:
    """周一 … 周日."""
    names = (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))
    return names[day.weekday()]
