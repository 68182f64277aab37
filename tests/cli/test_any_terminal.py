"""Whatever encoding a terminal has, no list or report ends in an error: a sign that it lacks is told by its number."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.rooms import new_room
from tests.cli.test_everyday import REGISTER, TOLD
from tests.patience import PATIENCE_S

LISTS = (
    "status", "stats", "plan list", "clock --help", "calendar show 2026", "complaint list", "act list",
    "act show complaint.register", "emergency list", "roster show", "exercise list", "journal follow --once", "journal export -",
    "audit verify", "doctor", "report event 2026-9 -", "--help",
)  # fmt: skip


def crawl(folder: Path, encoding: str, commands: tuple[str, ...]) -> None:
    """Each in a process whose streams are so coded, with an open room of Chinese names."""
    room = new_room(folder)
    assert room("act", "complaint.register", *REGISTER, "--as", "wangmin", stdin=TOLD).code == 0
    for words in commands:
        environment = os.environ | {
            "DUTYROOM_DATABASE": str(folder / "room.sqlite3"), "DUTYROOM_KEYS": str(folder / "keys"),
            "PYTHONIOENCODING": encoding,
        }  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-m", "dutyroom", *words.split()], env=environment, capture_output=True, timeout=PATIENCE_S,
        )  # fmt: skip
        said = (done.stdout + done.stderr).decode("latin-1")
        assert not any(sign in said for sign in ("Traceback", "UnicodeEncodeError", "UnicodeError")), (words, said[-400:])
        assert done.stdout or done.stderr, words


@pytest.mark.whole
def test_a_queue_on_a_terminal_of_ascii(tmp_path: Path) -> None:
    crawl(tmp_path, "ascii", ("complaint list",))


@pytest.mark.whole
@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "gbk"])
def test_every_list_on_any_terminal(tmp_path: Path, encoding: str) -> None:
    crawl(tmp_path, encoding, LISTS)
