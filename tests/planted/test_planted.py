"""Thirty planted faults (faults.toml): each would be a plausible slip, and an everyday test must see it.

Every day the list is held against the code. ``--whole`` plants each fault in a copy of the house and runs its tests there.
"""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = shutil.ignore_patterns(".venv", ".git", ".*cache", ".hypothesis", "*.egg-info", "dist", "build", "*.sqlite3*")
# None of these tests takes a picture or works in parallel: most of what starting pytest costs is loading what does.
PYTEST = [sys.executable, "-m", "pytest", "-qx", "-k", "not postgresql", "-p", "no:cacheprovider", "-p", "pytest_asyncio.plugin"]


@dataclass(frozen=True, slots=True)
class Planted:
    """One fault: ``old`` in ``file`` becomes ``new``, and one of ``tests`` must fail."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]
    why: str


def _read() -> tuple[Planted, ...]:
    listed = tomllib.loads(Path(__file__).with_name("faults.toml").read_text("utf-8"))["fault"]
    return tuple(Planted(**{**each, "tests": tuple(each["tests"])}) for each in listed)


FAULTS = _read()
PACKAGES = {"domain", "services", "store", "console", "cli", "outbound", "settings"}


def functions(file: Path) -> dict[str, set[str]]:
    """The tests of a file, each with what its marks and parameters say."""
    found = {}
    for node in ast.parse(file.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found[node.name] = {ast.unparse(each) for each in node.decorator_list}
    return found


def test_they_are_of_all_packages_each_once() -> None:
    assert len(FAULTS) == 44
    assert [name for name, count in Counter(each.name for each in FAULTS).items() if count > 1] == []
    assert {each.file.split("/")[1] for each in FAULTS} == PACKAGES


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_the_old_text_stands_once_and_its_tests_run_every_day(fault: Planted) -> None:
    assert (ROOT / fault.file).read_text("utf-8").count(fault.old) == 1
    assert fault.new != fault.old
    assert fault.why
    assert fault.tests
    for test in fault.tests:
        file, _sign, name = test.partition("::")
        known = functions(ROOT / file)
        function = name.partition("[")[0]
        assert function in known, test
        assert "pytest.mark.whole" not in known[function], test


def run(house: Path, *tests: str) -> subprocess.CompletedProcess[str]:
    """Those tests in that copy of the house."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "PYTHON"))}
    own = clean | {"PYTHONPATH": str(house), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run([*PYTEST, *tests], cwd=house, env=own, capture_output=True, text=True)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of the house, in which all that is named here passes."""
    tree = tmp_path_factory.mktemp("planted") / "dutyroom"
    shutil.copytree(ROOT, tree, ignore=LEFT_OUT)
    result = run(tree, *sorted({test for fault in FAULTS for test in fault.tests}))
    assert result.returncode == 0, result.stdout[-3000:]
    yield tree
    shutil.rmtree(tree)


@pytest.mark.whole
@pytest.mark.parametrize("place", range(len(FAULTS)), ids=[fault.name for fault in FAULTS])
def test_every_planted_fault_is_caught(house: Path, place: int) -> None:
    fault = FAULTS[place]
    file = house / fault.file
    file.write_text((ROOT / fault.file).read_text("utf-8").replace(fault.old, fault.new), encoding="utf-8")
    # Python knows compiled files by second and size: no two states of one file may share both.
    later = (ROOT / fault.file).stat().st_mtime + 10 * (place + 1)
    os.utime(file, (later, later))
    try:
        result = run(house, *fault.tests)
    finally:
        shutil.copy2(ROOT / fault.file, file)
    # 1: a test failed. Anything else is a run that did not take place.
    assert result.returncode == 1, f"{fault.why}\n{result.stdout[-2000:]}{result.stderr[-500:]}"
