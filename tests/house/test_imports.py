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


@pytest.mark.whole  # Every day it is a part of `make lint`.
def test_the_contracts_hold() -> None:
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout


PLANTED = (
    ("domain", "import dutyroom.store", "Imports run one way"),
    ("services/room", "import dutyroom.console", "Imports run one way"),
    ("console", "import dutyroom.outbound", "Imports run one way"),
    ("console", "import sqlmodel", "never touch the store"),
    ("outbound", "import dutyroom.store", "never touch the store"),
    ("services/room", "from textual import events", "never import the user interface"),
    ("domain", "def late():\n    import sqlalchemy", "no ORM"),
    ("services/room", "import sqlcipher3", "opened in store alone"),
    ("services/room", "def late():\n    from dutyroom.services.act import work", "Within services"),
    (
        "services/desk",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from dutyroom.services.cases import cases",
        "Within services",
    ),
    ("services/log", "from dutyroom.services.clocks import clocks", "Within services"),
    ("console/widgets", "def late():\n    from dutyroom.console.screens import board", "Inside the console"),
    ("console/present", "from rich import cells", "made without the user interface"),
)
"""Where an arrow is planted, the arrow, and the contract that must see it."""


def test_every_planted_violation_is_caught(tmp_path: Path) -> None:
    """All in one copy of the house: each broken contract names the file that breaks it."""
    shutil.copytree(ROOT / "dutyroom", tmp_path / "dutyroom", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for number, (room, line, _contract) in enumerate(PLANTED):
        (tmp_path / "dutyroom" / room / f"planted_{number}.py").write_text(line + "\n", encoding="utf-8")
    result = lint(tmp_path)
    assert result.returncode == 1, result.stdout
    broken = {row.removesuffix(" BROKEN") for row in result.stdout.splitlines() if row.endswith(" BROKEN")}
    _summary, _line, told = result.stdout.partition("Broken contracts")
    parts = re.split(r"\n(.+)\n-+\n", told)
    found = dict(zip(parts[1::2], parts[2::2], strict=True))
    for number, (room, line, contract) in enumerate(PLANTED):
        name = next((name for name in broken if contract in name), None)
        assert name is not None, (contract, result.stdout)
        assert f"dutyroom.{room.replace('/', '.')}.planted_{number}" in found[name], (room, line, found[name])


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
