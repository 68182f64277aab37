"""The back-off: nobody is kept from a terminal of theirs by what is tried elsewhere, and guessing gains nothing by moving."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from dutyroom.domain.backoff import FREE, Tries, next_try

BEGAN = datetime(2026, 9, 30, 8, tzinfo=UTC)
DAY = timedelta(hours=24)


def before() -> list[timedelta]:
    """When the tries of a day were answered while one count served all terminals: five, then 30 s doubling to 15 minutes."""
    at, wait = timedelta(0), timedelta(seconds=30)
    out = [at] * 5
    while at + wait <= DAY:
        at += wait
        out.append(at)
        wait = min(wait * 2, timedelta(minutes=15))
    return out


class Guesser:
    """Tries wrong secrets of one person at known terminals and at ever new ones, as soon as any answers."""

    def __init__(self, known: int, first: str) -> None:
        self.known = [Tries(known=True) for _ in range(known)]
        self.elsewhere: list[Tries] = []
        self.first = first
        self.answered: list[timedelta] = []

    def one(self, place: int | None, now: datetime) -> timedelta:
        """Tries once; how long it has to wait there if it may not."""
        every = [*self.known, *self.elsewhere]
        here = Tries() if place is None else self.known[place]
        wait, free = next_try(here, [each for each in every if each is not here], now)
        assert free
        if wait:
            return wait
        self.answered.append(now - BEGAN)
        wrong = replace(here, failures=here.failures + 1, last=now)
        if place is None:
            self.elsewhere.append(wrong)
        else:
            self.known[place] = wrong
        return timedelta(0)

    def a_day(self) -> list[timedelta]:
        now = BEGAN
        places: list[int | None] = [*range(len(self.known)), None]
        if self.first == "elsewhere":
            places.reverse()
        while now - BEGAN <= DAY:
            waits = [self.one(place, now) for place in places]
            now += min(waits)
        return self.answered


@pytest.mark.parametrize("known", [0, 1])
@pytest.mark.parametrize("first", ["known", "elsewhere"])
def test_a_guesser_gets_at_no_moment_more_tries_than_before(known: int, first: str) -> None:
    got, were = Guesser(known, first).a_day(), before()
    assert len(were) == 104
    assert len(got) <= len(were)
    assert all(mine >= theirs for mine, theirs in zip(got, were, strict=False))


def test_the_figures_of_a_day() -> None:
    """What docs/trust.md says: before; now at new terminals alone; at these and one, two where the person signs in."""
    most = [max(len(Guesser(known, first).a_day()) for first in ("known", "elsewhere")) for known in (0, 1, 2)]
    assert [len(before()), *most] == [104, 53, 102, 104]


def test_no_number_of_wrong_ones_elsewhere_keeps_the_right_one_from_a_known_terminal() -> None:
    others = [Tries(failures=1, last=BEGAN) for _ in range(500)]
    assert next_try(Tries(known=True), others, BEGAN) == (timedelta(0), True)
    wait, _free = next_try(Tries(failures=1, last=BEGAN, known=True), others, BEGAN)
    assert wait == timedelta(seconds=30), "one's own wrong one is waited for, as long as it would be alone"
    assert next_try(Tries(), others, BEGAN)[0] == timedelta(minutes=30)


def test_as_many_are_checked_at_once_as_may_be_wrong() -> None:
    assert next_try(Tries(pending=FREE - 1, known=True), (), BEGAN)[1]
    assert not next_try(Tries(pending=FREE, known=True), (), BEGAN)[1]
    assert not next_try(Tries(), [Tries(pending=1) for _ in range(4)], BEGAN)[1]


def test_a_clock_that_was_set_back_locks_nobody_out() -> None:
    later = Tries(failures=6, last=BEGAN + timedelta(days=2), known=True)
    assert next_try(later, (), BEGAN)[0] == timedelta(0)
