"""What a console says that may not start: in words, on a terminal left as it was, with nothing changed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from dutyroom.settings.paths import DEMO_KEYS
from dutyroom.store import driver
from dutyroom.store.keys import RoomKeys
from tests.e2e.terminal import Terminal, dutyroom
from tests.whole import few


def _other_key(path: Path) -> None:
    shutil.rmtree(path.parent / DEMO_KEYS)
    RoomKeys.open(path.parent / DEMO_KEYS, create=True)


def _newer(path: Path) -> None:
    connection = driver.connect(path)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _damaged(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:4096] + b"\xa5" * 200_000)


def _no_database(path: Path) -> None:
    path.write_text("值班日志\n" * 2000, encoding="utf-8")


@pytest.mark.whole
@pytest.mark.parametrize(
    ("spoil", "words"),
    few(
        [
            (_other_key, "值班室密钥不属于这个数据库"),
            (_newer, "请升级本机的 dutyroom"),
            (_damaged, "数据库文件已损坏"),
            (_no_database, "这个文件不是值班台的数据库"),
        ],
        (_other_key, "值班室密钥不属于这个数据库"),
    ),
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_it_says_why_and_changes_nothing(address: str, spoil: Callable[[Path], None], words: str) -> None:
    path = Path(address)
    spoil(path)
    before = path.read_bytes()
    for command in ((), ("status",), ("act", "log.write", "--as", "wangmin", "--text", "x")):
        with Terminal(dutyroom("--database", address, *command), 120, 20) as terminal:
            assert terminal.wait_exit() == 1
            said = terminal.screen().replace("\n", "")
            assert words in said, command
            assert "Traceback" not in said
            assert "程序出错" not in said
            assert b"\x1b[?1049h" not in terminal.raw, "no screen was opened over it"
    assert path.read_bytes() == before
    assert not list(path.parent.parent.rglob("error.log"))
