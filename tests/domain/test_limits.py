"""Regulatory limits beside a plan: the shipped file, and every fault of a mended one at its line."""

from __future__ import annotations

from datetime import date

import pytest

from dutyroom.domain.clock.course import REGULATION
from dutyroom.domain.errors import Refusal
from dutyroom.domain.plan.limits import read_limits, with_limits
from dutyroom.domain.plan.reader import read_plan
from dutyroom.settings.limits import limits_names, limits_text
from dutyroom.settings.plans import pack_names, pack_text

TEXT = limits_text("cn-bank-insurance")


def test_the_shipped_limits_say_what_the_regulation_says_and_where() -> None:
    limits = read_limits(TEXT, "x")
    assert [(spec.amount, spec.unit, spec.clause) for spec in limits.clocks] == [
        (15, "calendar_days", "银保监会令2020年第3号 第十八条"),
        (30, "calendar_days", "银保监会令2020年第3号 第二十条"),
    ]
    assert [(each.amount, each.approved, each.told) for each in limits.extensions["limits-decide"]] == [
        (30, False, False),
        (60, True, True),
    ]
    assert (limits.recusal, limits.effective, limits.checked) == (17, date(2020, 3, 1), date(2026, 11, 25))
    assert limits.in_english().clocks[0].clause == "CBIRC Order 3/2020 Art. 18"
    assert limits.articles() == {17, 18, 20}


@pytest.mark.parametrize("pack", pack_names())
@pytest.mark.parametrize("name", limits_names())
def test_they_stand_beside_every_plan(name: str, pack: str) -> None:
    plan, limits = read_plan(pack_text(pack), pack), read_limits(limits_text(name), name)
    beside = with_limits(plan, limits)
    assert beside.clocks[: len(plan.clocks)] == plan.clocks
    assert {spec.source for spec in beside.clocks[len(plan.clocks) :]} == {REGULATION}
    assert not {spec.code for spec in plan.clocks} & {spec.code for spec in limits.clocks}
    for act in ("plan.limits", "plan.limits_off", "complaint.extend", "complaint.check_ask", "complaint.check_decide"):
        assert plan.allowed(act), f"{pack}: nobody may do {act}"


@pytest.mark.parametrize(
    ("old", "new", "line_of", "said"),
    [
        ('limit = "15 calendar_days"', 'limit = "15 days"', 'limit = "15 days"', "15 calendar_days"),
        ('limit = "60 calendar_days"', 'limit = "20 calendar_days"', 'limit = "20 calendar_days"', "更长"),
        ('code = "limits-decide"', 'code = "reply"', 'code = "reply"', "limits-"),
        ("article = 20", "article = 0", "article = 0", "正整数"),
        ("published = 2020-01-14", 'published = "2020"', 'published = "2020"', "类型"),
        ('stop = ["complaint.reply"]', 'stop = ["complaint.answer"]', "complaint.answer", "complaint.answer"),
        ('warn = ["3d", "1d"]', 'warn = ["3x"]', "3x", "3x"),
        ("pausable = true", "pauseable = true", "pauseable", "不认识"),
        ('start = "check_asked"', 'start = "moon"', "moon", "check_asked"),
        ("format = 1", "format = 0", "format = 0", "format"),
        ("[limits]", "[limits", "[limits", "line"),
    ],
)
def test_a_fault_in_a_mended_file_is_told_at_its_line(old: str, new: str, line_of: str, said: str) -> None:
    text = TEXT.replace(old, new, 1)
    assert text != TEXT
    with pytest.raises(Refusal) as no:
        read_limits(text, "own.toml")
    assert no.value.code == "bad_limits"
    assert said in no.value.faults[0].message
    line = next(n for n, each in enumerate(text.splitlines(), 1) if line_of in each)
    if said != "line":
        assert no.value.faults[0].field == f"own.toml:{line}"
