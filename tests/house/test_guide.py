"""The guide for plan authors is true: its examples are plan text, every item has its meaning, its pages are of today."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from dutyroom.domain.plan.meaning import TABLES, item_meaning, table_meaning
from dutyroom.domain.plan.shapes import TOP
from dutyroom.domain.scenario.form import LISTS

ROOT = Path(__file__).resolve().parents[2]


def test_every_item_that_a_plan_may_have_has_its_meaning() -> None:
    for table, shape in TABLES.items():
        assert table_meaning(table)
        for item in shape:
            assert item_meaning(table, item), (table, item)


def test_the_pages_of_items_are_of_today() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "plan_items.py"), "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_example_of_the_guide_is_plan_text(language: str) -> None:
    guide = (ROOT / "docs" / f"plan-guide.{language}.md").read_text(encoding="utf-8")
    examples = re.findall(r"```toml\n(.*?)```", guide, re.S)
    assert examples
    for example in examples:
        for table, rows in tomllib.loads(example).items():
            assert table in TOP, table
            for row in rows if isinstance(rows, list) else ():
                assert set(row) <= set(TABLES[table]), row
                for inner in ("task", "stage", "rhythm"):
                    for each in row.get(inner, ()):
                        assert set(each) <= set(TABLES[inner]), each
                assert {key for key, kind in TABLES[table].items() if not kind.startswith("?")} <= set(row), row


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_guide_for_scenarios_has_every_part_of_one(language: str) -> None:
    guide = (ROOT / "docs" / f"scenario-guide.{language}.md").read_text(encoding="utf-8")
    assert [part for part in (*LISTS, "inject.expect") if f"[[{part}]]" not in guide] == []
    assert [key for key in ("plan", "at", "plays", "ends_at", "ends_with", "guided") if f"`{key}" not in guide] == []
