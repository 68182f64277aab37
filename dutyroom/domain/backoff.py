"""How soon a person's secret may be tried again after wrong ones: counted by terminal, with one ceiling for all of them.

A terminal at which the person has proven their secret before is known, and has a count of its own: what is tried elsewhere
never keeps them from it. All others share one count, to which wrong tries at known terminals add. Together, those others and
one known terminal get at no moment more tries than one count of five tries and waits of 30 s doubling up to 15 minutes gave.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

FREE = 5
"""Wrong secrets at a known terminal before it waits; those that were wrong elsewhere are among them, but for the last one."""
FREE_ELSEWHERE = 4
"""Wrong secrets, wherever, before terminals wait at which the person never was."""
LONGEST_WAIT = timedelta(minutes=30)
_AT_KNOWN = (timedelta(seconds=30), 6)
_ELSEWHERE = (timedelta(seconds=90), 4)
# The first wait, and by how much each further wrong secret lengthens it.


@dataclass(frozen=True, slots=True)
class Tries:
    """Of one person at one terminal: wrong ones in a row, those being checked, when the last one began (aware)."""

    failures: int = 0
    pending: int = 0
    last: datetime | None = None
    known: bool = False


def next_try(here: Tries, others: Iterable[Tries], now: datetime) -> tuple[timedelta, bool]:
    """How long the terminal waits still, and whether a check may begin now beside those that have begun.

    Those still being checked may all be wrong: they take the place of free tries until their answer is there.
    """
    others = tuple(others)
    if here.known:
        pending, last = here.pending, here.last
        first, growth = _AT_KNOWN
    else:
        every = (here, *others)
        pending = sum(each.pending for each in every if not each.known)
        last = max((each.last for each in every if each.last and each.failures), default=None)
        first, growth = _ELSEWHERE
    more = free_tries(here, others)
    wait = min(first * growth ** min(-more, 10), LONGEST_WAIT) if more <= 0 else timedelta(0)
    left = last + wait - now if last is not None else timedelta(0)
    # After a clock that was set back nobody waits longer than once.
    left = left if timedelta(0) < left <= wait else timedelta(0)
    return left, not pending or pending < more


def free_tries(here: Tries, others: Iterable[Tries]) -> int:
    """How many more may be wrong before the terminal waits; 0 or less when it waits after each."""
    wrong = sum(each.failures for each in others)
    return max(1, FREE - wrong) - here.failures if here.known else FREE_ELSEWHERE - wrong - here.failures
