"""Every line that the nine plans ask is held by a test that bears its ID, and the page of them is true."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("coverage_page", ROOT / "scripts" / "coverage.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_line_has_a_test_every_mark_is_a_line_and_the_page_is_of_today() -> None:
    assert load().faults() == []


def test_every_line_has_a_test_in_the_everyday_run(lost_lines: set[str]) -> None:
    assert sorted(lost_lines) == []


@pytest.mark.parametrize(
    ("lines", "test", "said"),
    [
        ('id = "1.01"', "1.01", ""),
        ('id = "1.01"', "", "no test bears 1.01"),
        ('id = "1.01"\nwaits = "later"', "", "no test bears 1.01"),
        ('id = "1.01"', "1.02", "1.02 is no line"),
    ],
)
def test_what_is_missing_is_told(tmp_path: Path, lines: str, test: str, said: str) -> None:
    tests = tmp_path / "tests"
    tests.mkdir()
    (tests / "requirements.toml").write_text(f'[[requirement]]\nplan = "a"\nwhat = "b"\nwhere = "c"\n{lines}\n')
    mark = f'@pytest.mark.requirement("{test}")\n' if test else ""
    (tests / "test_a.py").write_text(f"import pytest\n{mark}def test_it():\n    pass\n")
    (tmp_path / "docs").mkdir()
    module = load()
    found = module.faults(tmp_path)
    assert "docs/coverage.md is stale: python scripts/coverage.py" in found
    (tmp_path / module.PAGE).write_text(module.page(tmp_path), encoding="utf-8")
    found = module.faults(tmp_path)
    assert any(said in each for each in found) if said else found == []
    shutil.rmtree(tests)
