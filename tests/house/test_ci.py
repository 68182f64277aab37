"""In CI a skipped test is a failed run; elsewhere it is not."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.whole import few

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("workers", "ci", "code"), few([("0", "true", 1), ("0", "", 0), ("2", "true", 1), ("2", "", 0)], ("0", "true", 1))
)
def test_a_skipped_test_fails_ci(tmp_path: Path, workers: str, ci: str, code: int) -> None:
    (tmp_path / "tests").mkdir()
    for name in ("tests/conftest.py", "tests/whole.py", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    skipping = "import pytest\ndef test_a():\n    pytest.skip('no server')\ndef test_b():\n    pass\n"
    (tmp_path / "tests" / "test_skipping.py").write_text(skipping, encoding="utf-8")
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    # Most of what starting pytest costs is loading plug-ins; these are what the two files ask for.
    environment |= {"CI": ci, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [sys.executable, "-m", "pytest", "-p", "xdist", "-p", "pytest_asyncio.plugin", "-n", workers]
    result = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert result.returncode == code, result.stdout
    assert "1 passed, 1 skipped" in result.stdout
