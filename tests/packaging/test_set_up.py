"""`make` on a machine that has just been set up: a Python without its venv package is told, and leaves nothing broken."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
READY = ".venv/.ready"

# As Debian's: without its package venv makes the environment, no pip in it, and fails.
PYTHON = """#!/bin/sh
case "$1 $2" in
  "-m venv")
    echo venv >> {log}
    mkdir -p "$3/bin" && echo "home = /usr/bin" > "$3/pyvenv.cfg"
    cp {made} "$3/bin/python"
    {ends} ;;
  *) exec {real} "$@" ;;
esac
"""
WITHOUT_PIP = """#!/bin/sh
echo "No module named pip" >&2
exit 1
"""
WITH_PIP = """#!/bin/sh
shift; echo "$1 $2" >> {log}
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A folder with what the set-up reads."""
    for name in ("Makefile", "requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def python(house: Path, pip: bool) -> str:
    """A Python whose environments have pip, or have not."""
    log, made = house / "log", house / f"made-{pip}"
    made.write_text((WITH_PIP if pip else WITHOUT_PIP).format(log=log), encoding="utf-8")
    made.chmod(0o755)
    own = house / f"python-{pip}"
    own.write_text(PYTHON.format(log=log, made=made, real=sys.executable, ends="exit 0" if pip else "exit 1"), encoding="utf-8")
    own.chmod(0o755)
    return str(own)


def make(house: Path, own: str) -> subprocess.CompletedProcess[str]:
    """`make`, as far as the environment is ready."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(["make", READY, f"PYTHON={own}"], cwd=house, env=clean, capture_output=True, text=True)


def done(house: Path) -> list[str]:
    """What was called, in order."""
    return (house / "log").read_text(encoding="utf-8").splitlines()


def test_without_the_venv_package_it_is_said_which_and_nothing_broken_stays(house: Path) -> None:
    result = make(house, python(house, pip=False))
    assert result.returncode != 0
    own = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    assert f"the package python3-venv (or {own}) is missing" in result.stderr
    assert f"缺少软件包 python3-venv（或 {own}）" in result.stderr
    assert not (house / ".venv").exists()
    # The package was installed meanwhile.
    assert make(house, python(house, pip=True)).returncode == 0
    assert (house / READY).exists()


def test_an_environment_left_broken_heals_and_a_sound_one_is_kept(house: Path) -> None:
    (house / ".venv" / "bin").mkdir(parents=True)
    (house / ".venv" / "pyvenv.cfg").touch()
    (house / ".venv" / "left").touch()
    broken = house / ".venv" / "bin" / "python"
    broken.write_text(WITHOUT_PIP, encoding="utf-8")
    broken.chmod(0o755)
    own = python(house, pip=True)
    assert make(house, own).returncode == 0
    assert not (house / ".venv" / "left").exists()
    assert done(house) == ["venv", "pip --version", "pip install", "pip install"]
    os.utime(house / "requirements.lock")
    (house / READY).unlink()
    assert make(house, own).returncode == 0
    assert done(house).count("venv") == 1
