"""The file fails under a running console: told in red, nothing called saved that is not, typed text kept, well again after."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from sqlmodel import select

from dutyroom.services.front.front import Front
from dutyroom.store.rows.record import JournalEntry
from dutyroom.store.verify import verify
from tests.e2e import room as rooms
from tests.faults.desk import Desk
from tests.whole import few

TEXT = "门口聚集二十人"
SAVED = "已记入值班日志"

LOCK = """
import sys, time
from dutyroom.store import driver
held = driver.connect(sys.argv[1])
held.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
time.sleep(float(sys.argv[2]))
held.execute("ROLLBACK")
"""


@contextmanager
def failing_disk(address: str, desk: Desk) -> Iterator[None]:
    """Every write of the program ends with an error."""
    resource.prlimit(desk.pid, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
    yield
    resource.prlimit(desk.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


@contextmanager
def full_disk(address: str, desk: Desk) -> Iterator[None]:
    """Of a console started with ``filling``: no byte more finds room where the database lies."""
    sign = Path(address).with_name("full")
    sign.touch()
    yield
    sign.unlink()


@contextmanager
def moved_away(address: str, desk: Desk) -> Iterator[None]:
    """There is no file of that name any more."""
    path = Path(address)
    path.rename(path.with_suffix(".away"))
    yield
    path.with_suffix(".away").rename(path)


@contextmanager
def replaced(address: str, desk: Desk) -> Iterator[None]:
    """A copy lies in the file's place, as after a restore beside a running console."""
    path = Path(address)
    path.rename(path.with_suffix(".away"))
    shutil.copy(path.with_suffix(".away"), path)
    yield
    path.with_suffix(".away").rename(path)


@contextmanager
def damaged(address: str, desk: Desk) -> Iterator[None]:
    """Every page but the first is noise; later it is as it was."""
    sound = Path(address).read_bytes()
    with Path(address).open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(len(sound) - 4096))
    yield
    with Path(address).open("r+b") as file:
        file.write(sound)


def _outlast(
    address: str, fault: Callable[[str, Desk], AbstractContextManager[None]], words: str, room: Front
) -> None:
    """A line is sent while the fault is there, refused, and sent again when it is over: once on the record."""
    with Desk(address, filling=fault is full_disk).start() as desk:
        desk.log_form()
        head = room.wait(-1, 0)
        with fault(address, desk):
            desk.type(TEXT)
            desk.press("ctrl+s")
            screen = desk.wait_for(words)
            assert TEXT in screen
            assert SAVED not in screen
            # Left by mistake: what was typed is kept here and among the drafts afterwards, or stays.
            desk.press("esc")
            desk.wait_for("本机待入账 1")
        desk.wait_for("草稿 1")
        desk.log_form()
        desk.wait_for("带回")
        desk.press("ctrl+d")
        desk.wait_for(TEXT)
        desk.press("ctrl+s")
        desk.wait_for(SAVED)
        desk.wait_for("数据正常")
        desk.press("ctrl+q")
        assert desk.wait_exit() == 0
    assert [line.text for line in room.log(limit=500)].count(TEXT) == 1
    with room.database.read() as session:
        written = session.exec(select(JournalEntry.kind).where(JournalEntry.seq > head)).all()
    # The keeper of clocks writes what falls due beside it.
    assert len([kind for kind in written if not kind.startswith("keeper.")]) == 1
    assert room.drafts() == ()
    assert verify(room.database, room.keys).sound
    assert rooms.replay_faults(address) == []


@pytest.mark.whole
@pytest.mark.parametrize(
    ("fault", "words"),
    few(
        [
            (failing_disk, "磁盘读写出错"),
            (full_disk, "磁盘已满"),
            (moved_away, "数据库文件已被换掉或移走"),
            (replaced, "数据库文件已被换掉或移走"),
            (damaged, "数据库文件已损坏"),
        ],
        (replaced, "数据库文件已被换掉或移走"),
    ),
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_fault_of_the_file_is_told_and_outlasted(
    address: str,
    opened: Callable[[str], Front],
    fault: Callable[[str, Desk], AbstractContextManager[None]],
    words: str,
) -> None:
    _outlast(address, fault, words, opened(address))


@pytest.mark.whole
def test_a_lock_held_by_another_program_is_waited_out(address: str, opened: Callable[[str], Front]) -> None:
    """Seven seconds: longer than the driver's own five."""
    room = opened(address)
    with Desk(address).start() as desk:
        desk.log_form()
        other = subprocess.Popen([sys.executable, "-c", LOCK, address, "7"], stdout=subprocess.PIPE)
        assert other.stdout is not None
        other.stdout.readline()
        began = time.monotonic()
        desk.type(TEXT)
        desk.press("ctrl+s")
        desk.wait_for("正在提交")
        # The loop never waits for the lock: keys and clock go on.
        desk.press("esc")
        desk.wait_for("再按一次 Esc 离开")
        assert SAVED not in desk.screen()
        desk.wait_for(SAVED)
        assert time.monotonic() - began > 6
        other.wait()
    assert [line.text for line in room.log(limit=500)].count(TEXT) == 1


@pytest.mark.whole
def test_a_journal_changed_behind_our_back_is_found(address: str, opened: Callable[[str], Front]) -> None:
    """By somebody who took the triggers away, too."""
    room = opened(address)
    assert _audit(address) == 0
    with room.database.write_engine.begin() as connection:
        for (name,) in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").all():
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        connection.exec_driver_sql("UPDATE journal SET actor = 'liwei' WHERE seq = 5")
    assert _audit(address) == 1
    with Desk(address).start() as desk:
        # The room goes on: calls must be taken on whatever day this is found.
        desk.write_log(TEXT)
        desk.wait_for(SAVED)


def _audit(address: str) -> int:
    words = [sys.executable, "-m", "dutyroom", "--database", address, "audit", "verify"]
    return subprocess.run(words, check=False, capture_output=True).returncode
