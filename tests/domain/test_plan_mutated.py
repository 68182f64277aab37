"""A pack with anything dropped, renamed, doubled or replaced reads, or is refused with a place: it never crashes."""

import tomllib
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dutyroom.domain.errors import Refusal
from dutyroom.domain.plan.fault import Locator
from dutyroom.domain.plan.reader import check_plan, read_plan
from dutyroom.settings.plans import new_plan_text, pack_names, pack_text

VALUES = st.sampled_from(
    [
        "0",
        "-1",
        "true",
        '""',
        '"x"',
        "[]",
        "{}",
        "[[1]]",
        '"四.2"',
        "1.5",
        "2026-01-01",
        '"complaint.reply"',
        '["*"]',
        "'{serial'",
    ]
)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A pack after one to three changes of whole lines or blocks."""
    name = draw(st.sampled_from(["", *pack_names()]))
    lines = (pack_text(name) if name else new_plan_text()).split("\n")
    for _change in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(lines) - 1))
        kind = draw(
            st.sampled_from(
                ["drop", "double", "rename", "replace", "drop block", "double block", "cut", "swap"]
            )
        )
        key, sign, value = lines[at].partition(" = ")
        start = max((n for n in range(at + 1) if lines[n] == ""), default=0)
        end = next((n for n in range(at + 1, len(lines)) if lines[n] == ""), len(lines))
        if kind == "drop":
            lines[at : at + 1] = []
        elif kind == "double":
            lines[at:at] = [lines[at]]
        elif kind == "rename" and sign:
            lines[at] = f"{key}{draw(st.sampled_from(['s', '_x', 'en']))} = {value}"
        elif kind == "replace" and sign:
            lines[at] = f"{key} = {draw(VALUES)}"
        elif kind == "drop block":
            lines[start:end] = []
        elif kind == "double block":
            lines[end:end] = lines[start:end]
        elif kind == "cut":
            lines[at] = lines[at][: len(lines[at]) // 2]
        elif kind == "swap":
            other = draw(st.integers(0, len(lines) - 1))
            lines[at], lines[other] = lines[other], lines[at]
        lines = lines or [""]
    return "\n".join(lines)


@given(mutated())
def test_reads_or_is_refused_with_a_place(text: str) -> None:
    faults = [fault for fault in check_plan(text, "x") if not fault.warning]
    lines = text.count("\n") + 1
    assert all(1 <= fault.line <= lines and fault.message for fault in faults)
    if faults:
        with pytest.raises(Refusal) as refused:
            read_plan(text, "x")
        assert refused.value.code == "bad_plan"
        assert refused.value.faults == tuple(faults)
    else:
        plan = read_plan(text, "x")
        hash(plan.levels)
        assert plan.allowed("emergency.decide_end") is not None


@pytest.mark.whole
@given(st.text(max_size=200))
@example('format = 1\n[text]\n"a\\"b" = 3')
def test_any_text_at_all(text: str) -> None:
    assert check_plan(text, "x")


@given(mutated())
def test_the_finder_of_lines_knows_every_key(text: str) -> None:
    """Each key that tomllib finds is on the line that the finder names."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    locator, lines = Locator(text), text.split("\n")
    for path in paths(document, ()):
        if isinstance(path[-1], str):
            assert str(path[-1]) in lines[locator.line(path) - 1], path


def paths(value: Any, path: tuple[str | int, ...]) -> list[tuple[str | int, ...]]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [each for key, inner in pairs for each in [(*path, key), *paths(inner, (*path, key))]]
