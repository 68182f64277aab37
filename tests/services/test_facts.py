"""What the board and the papers say of a complaint and of a limit, in few words."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dutyroom.domain.clock.clock import ClockSpec
from dutyroom.lang import set_language
from dutyroom.services.act.facts import SUMMARY, in_short
from dutyroom.services.plan.told import limit_words


@pytest.fixture
def english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("zh")


def test_a_summary_that_is_cut_says_so() -> None:
    whole = "退" * SUMMARY
    assert in_short(whole) == whole
    cut = in_short(whole + "款")
    assert (len(cut), cut[-1]) == (SUMMARY, "~")


@pytest.mark.usefixtures("english")
def test_one_day_is_a_day() -> None:
    specs = [ClockSpec("a", "reply", "答复", "reply", "working_days", amount) for amount in (1, 2)]
    assert [limit_words(each) for each in specs] == ["1 working day", "2 working days"]
