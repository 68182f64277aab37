"""No rule reads the wall clock by itself: time comes from the injected Clock."""

import ast
import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "dutyroom"
# The system's Clock itself lives in one of these; nothing else may ask the machine what time it is.
ALLOWED = {"services/room/clock.py", "bootstrap.py"}
READS = {
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "datetime.datetime.now",
    "datetime.datetime.utcnow", "datetime.date.today", "time.time", "time.time_ns", "time.localtime",
    "time.gmtime", "arrow.now", "arrow.utcnow", "func.now", "func.current_timestamp",
}  # fmt: skip
LAST = {each.rpartition(".")[2] for each in READS}
NAMED = re.compile(rf"\.\s*({'|'.join(sorted(LAST))})\b")


def clock_reads(source: str) -> list[str]:
    """Calls and references that read the clock, as `line: name`."""
    # Reading a file as Python is dear: only what has such a name.
    if not NAMED.search(source):
        return []
    return [
        f"{node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute) and node.attr in LAST and ast.unparse(node) in READS
    ]


@pytest.mark.parametrize(
    "line",
    ["datetime.now()", "datetime.now(UTC)", "default_factory(date.today)", "time.time()", "arrow.utcnow()"],
)
def test_a_planted_read_is_seen(line: str) -> None:
    assert clock_reads(f"def f():\n    return {line}\n")


def test_an_injected_clock_is_not_mistaken_for_one() -> None:
    assert not clock_reads("clock.now()\nself._clock.now()\ntime.monotonic()\ntime.perf_counter()")


def test_nobody_reads_the_wall_clock() -> None:
    faults = []
    for file in sorted(PACKAGE.rglob("*.py")):
        name = file.relative_to(PACKAGE).as_posix()
        if name not in ALLOWED:
            faults += [f"{name}:{read}" for read in clock_reads(file.read_text(encoding="utf-8"))]
    assert not faults, "\n".join(faults)
