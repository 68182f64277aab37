"""Termination conditions and the order of tasks, from plain facts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dutyroom.domain.plan.response import Condition
from dutyroom.domain.tasks import Work, in_order, waiting_for
from dutyroom.domain.termination import EventFacts, Finding, JoinedCase, Statement, findings

START = datetime(2026, 9, 30, 9, 0, tzinfo=UTC)
ALL = (
    Condition("settled", "妥善处理", "settled", "complaints_closed"),
    Condition("satisfied", "投诉人满意", "satisfied", "all_satisfied"),
    Condition("quiet", "无新投诉", "quiet", "no_new_for", 12),
    Condition("analysed", "已分析", "analysed", "stated"),
)


def show(moment: datetime) -> str:
    return f"{moment:%m-%d %H:%M}"


def judge(now: datetime, *cases: JoinedCase, **stated: Statement) -> dict[str, Finding]:
    return {each.condition.code: each for each in findings(ALL, EventFacts(now, START, cases, stated), show)}


def case(number: str, closed: bool = True, answer: str = "satisfied", hours: float = 0) -> JoinedCase:
    return JoinedCase(number, closed, answer, START + timedelta(hours=hours))


def test_the_evidence_says_what_is_missing_in_both_languages() -> None:
    found = judge(START + timedelta(hours=5), case("0930-001", False, ""), case("0930-002", answer="forgiven", hours=3))
    assert [each.met for each in found.values()] == [False, False, False, False]
    assert found["settled"].evidence == "1 件在办：0930-001"
    assert found["settled"].evidence_en == "1 open: 0930-001"
    assert found["satisfied"].evidence == "满意或谅解 1/2，尚未：0930-001"
    assert found["quiet"].evidence == "最近纳入 0930-002，09-30 12:00；至 10-01 00:00 无新增即满足（须满 12 小时）"
    assert found["quiet"].evidence_en == "last to join: 0930-002, 09-30 12:00; met at 10-01 00:00 if none joins (12 hours)"
    assert found["analysed"].evidence == "尚无佐证"


def test_met_when_all_is_closed_content_quiet_and_stated() -> None:
    said = Statement(True, "责任部门已分析", "孙丽", START)
    found = judge(START + timedelta(hours=15), case("0930-001"), case("0930-002", hours=3), analysed=said)
    assert all(each.met for each in found.values())
    assert found["settled"].evidence == "2 件全部办结"
    assert found["analysed"].evidence == "责任部门已分析（孙丽，09-30 09:00）"


def test_an_event_without_complaints_waits_from_its_activation() -> None:
    found = judge(START + timedelta(hours=11, minutes=59))
    assert (found["settled"].met, found["satisfied"].met, found["quiet"].met) == (False, False, False)
    assert judge(START + timedelta(hours=12))["quiet"].met


def test_who_has_not_been_asked_or_is_dissatisfied_is_not_satisfied() -> None:
    for answer in ("", "dissatisfied"):
        assert not judge(START, case("0930-001", answer=answer))["satisfied"].met


def test_a_long_list_is_cut() -> None:
    found = judge(START, *(case(f"0930-{n:03}", False) for n in range(1, 9)))
    assert found["settled"].evidence == "8 件在办：0930-001、0930-002、0930-003、0930-004、0930-005 等"
    assert found["settled"].evidence_en.endswith("0930-005 and 3 more")


@given(st.lists(st.floats(0, 200), max_size=8), st.floats(0, 300))
def test_quiet_is_met_exactly_when_the_hours_have_passed_since_the_last(joined: list[float], at: float) -> None:
    cases = [case(f"0930-{n:03}", hours=hours) for n, hours in enumerate(joined)]
    now = START + timedelta(hours=at)
    last = max([START, *(each.joined for each in cases)])
    found = judge(now, *cases)["quiet"]
    assert found.met == (now >= last + timedelta(hours=12))
    assert found.from_moment == last + timedelta(hours=12)


TASKS = (
    Work(1, "a.look", "查", False, due=START + timedelta(hours=2)),
    Work(2, "a.solve", "办", False, ("a.look",), START),
    Work(3, "a.watch", "看", False, due=START + timedelta(hours=1)),
    Work(4, "a.done", "完", True, due=START),
    Work(5, "a.lost", "等", False, ("b.never",)),
)


def test_tasks_wait_only_for_open_tasks_that_there_are() -> None:
    assert waiting_for(TASKS[1], TASKS) == ("查",)
    assert waiting_for(TASKS[4], TASKS) == ()


def test_free_tasks_come_first_by_due_then_those_that_wait_then_the_done() -> None:
    assert [task.id for task in in_order(TASKS)] == [3, 1, 5, 2, 4]
