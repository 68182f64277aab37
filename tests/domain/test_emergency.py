"""The table of stages: no dead ends but the two ends, every act has one place, and the picture in the docs is the table."""

from __future__ import annotations

from pathlib import Path

import pytest

from dutyroom.domain.acts import ACTS
from dutyroom.domain.emergency import (
    OVER,
    RAIL,
    RUNNING,
    TRANSITIONS,
    WITHIN,
    behind,
    check_within,
    next_stage,
    stage_name,
)
from dutyroom.domain.errors import Refusal
from dutyroom.domain.plan.reader import read_plan
from dutyroom.settings.plans import pack_text

PICTURE = Path(__file__).parents[2] / "docs" / "emergency-stages.md"
STAGES = {stage for stage, _step in TRANSITIONS} - {""} | set(TRANSITIONS.values())


def picture() -> str:
    """The page as the table says."""
    lines = ["stateDiagram-v2"]
    for (stage, step), after in TRANSITIONS.items():
        act, _colon, outcome = step.partition(":")
        said = {"approve": "（同意）", "refuse": "（不同意）", "": ""}[outcome]
        lines.append(f"    {stage or '[*]'} --> {after}: {ACTS[act].label}{said}")
    lines += [f"    {stage} --> [*]" for stage in sorted(OVER)]
    names = [f"| `{stage}` | {stage_name(stage)} |" for stage in dict.fromkeys(TRANSITIONS.values())]
    order = dict.fromkeys(TRANSITIONS.values())
    acts = [
        f"| {ACTS[act].label} | `{act}` | {'、'.join(stage for stage in order if stage in stages)} |"
        for act, stages in WITHIN.items()
    ]
    return "\n".join(
        [
            "# 突发事件的阶段 · Stages of an emergency",
            "",
            "`dutyroom/domain/emergency.py` 中的表即规则，本页与它逐字一致，由测试核对。",
            "The table in `dutyroom/domain/emergency.py` is the rule; a test keeps this page equal to it.",
            "",
            "```mermaid",
            *lines,
            "```",
            "",
            "| 代码 code | 阶段 stage |",
            "|---|---|",
            *names,
            "",
            "## 不改变阶段的事项 · Acts that leave the stage as it is",
            "",
            "| 事项 | act | 可办阶段 stages |",
            "|---|---|---|",
            *acts,
            "",
        ]
    )


def test_the_picture_in_the_docs_is_the_table() -> None:
    assert PICTURE.read_text(encoding="utf-8") == picture()


def test_every_stage_is_reached_and_only_the_ends_are_ends() -> None:
    seen, edge = set(), {""}
    while edge:
        seen |= edge
        edge = {after for (at, _step), after in TRANSITIONS.items() if at in edge} - seen
    assert seen - {""} == STAGES
    assert {stage for stage in STAGES if not any(at == stage for at, _step in TRANSITIONS)} == OVER
    assert RUNNING < STAGES
    assert {act.partition(":")[0] for _at, act in TRANSITIONS} <= set(ACTS)
    assert set(WITHIN) <= set(ACTS)
    assert all(stages <= STAGES for stages in WITHIN.values())
    assert all(stage_name(stage) for stage in STAGES)
    assert {stop for stop, _name in RAIL} - {"activated"} <= STAGES


@pytest.mark.parametrize("stage", sorted(STAGES))
def test_what_is_not_in_the_table_is_refused(stage: str) -> None:
    for _at, step in TRANSITIONS:
        if (stage, step) not in TRANSITIONS:
            with pytest.raises(Refusal, match=stage_name(stage)) as no:
                next_stage(stage, step)
            assert no.value.code == "wrong_stage"
    for act, stages in WITHIN.items():
        if stage not in stages:
            with pytest.raises(Refusal, match=stage_name(stage)):
                check_within(stage, act)
        else:
            check_within(stage, act)


def test_who_stands_behind_whom() -> None:
    plan = read_plan(pack_text("rural-commercial-bank"), "bank")
    assert behind(plan, "deputy", "chief")
    assert not behind(plan, "chief", "deputy")
    assert not behind(plan, "chief", "chief")
    assert not behind(plan, "legal", "chief")
    assert not behind(plan, "deputy", "")
