"""The import contracts of pyproject.toml hold, and would be seen to break."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]


def lint(where: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(where)}
    return subprocess.run(LINT, cwd=where, env=environment, capture_output=True, text=True)


def test_the_contracts_hold() -> None:
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("room", "line", "contract"),
    [
        ("domain", "import dutyroom.store", "Imports run one way"),
        ("services", "import dutyroom.console", "Imports run one way"),
        ("console", "import dutyroom.outbound", "Imports run one way"),
        ("console", "import sqlmodel", "never touch the store"),
        ("outbound", "import dutyroom.store", "never touch the store"),
        ("services", "from textual import events", "never import the user interface"),
        ("domain", "def late():\n    import sqlalchemy", "no ORM"),
        ("services", "import sqlcipher3", "opened in store alone"),
        ("console/widgets", "def late():\n    from dutyroom.console.screens import board", "Inside the console"),
        ("console", "", "Inside the console"),
        ("console/present", "from rich import cells", "made without the user interface"),
    ],
)
def test_a_planted_violation_is_caught(tmp_path: Path, room: str, line: str, contract: str) -> None:
    shutil.copytree(ROOT / "dutyroom", tmp_path / "dutyroom", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "dutyroom" / room / "planted.py").write_text(line + "\n", encoding="utf-8")
    result = lint(tmp_path)
    assert result.returncode == 1, result.stdout
    broken = [row for row in result.stdout.splitlines() if row.endswith("BROKEN")]
    assert any(contract in row for row in broken), result.stdout
    assert f"dutyroom.{room}.planted".replace("/", ".") in result.stdout or not line


def test_package_inits_are_empty() -> None:
    """All but lang's, which gives every room its one-line `_`."""
    inits = sorted((ROOT / "dutyroom").rglob("__init__.py"))
    full = [str(p.relative_to(ROOT)) for p in inits if p.read_text(encoding="utf-8").strip()]
    assert full == ["dutyroom/lang/__init__.py"]


def test_no_handler_calls_that_of_its_parent() -> None:
    """Textual calls the handlers of all classes itself: called once more, a console started two feeds and wrote its log twice."""
    handler = re.compile(r"super\(\)\.on_(?!event\b)\w+\(")
    found = [file.name for file in (ROOT / "dutyroom").rglob("*.py") if handler.search(file.read_text("utf-8"))]
    assert found == []
