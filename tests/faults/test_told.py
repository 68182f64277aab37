"""The head says what is wrong with the data within seconds, whether anybody writes or not; what is typed meanwhile is whole."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import pytest

from dutyroom.services.front.front import Front
from dutyroom.store import driver
from tests.e2e import room as rooms
from tests.faults.desk import Desk
from tests.faults.test_disk import LOCK, damaged, failing_disk, full_disk, moved_away, replaced
from tests.patience import PATIENCE_S
from tests.whole import few

AT_ONCE_S = 5.0
"""What is promised; a machine busy with other tests gets twice the time."""
NUMBER = ("13", "800", "138", "000")
Fault = Callable[[str, Desk], AbstractContextManager[None]]


@contextmanager
def locked(address: str, desk: Desk) -> Iterator[None]:
    """Another program has begun to write and does not end."""
    other = subprocess.Popen([sys.executable, "-c", LOCK, address, "40"], stdout=subprocess.PIPE)
    assert other.stdout is not None
    other.stdout.readline()
    try:
        yield
    finally:
        other.kill()
        other.wait()


@contextmanager
def foreign(address: str, desk: Desk) -> Iterator[None]:
    """Another room's file copied over it, as `cp` does."""
    path = Path(address)
    with closing(driver.connect(path)) as log:
        log.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    sound = path.read_bytes()
    other = path.parent / "other"
    other.mkdir()
    shutil.copyfile(rooms.make_file(other, 2), path)
    yield
    path.write_bytes(sound)


def until_told(desk: Desk, words: str) -> float:
    """Seconds until the head says so."""
    began = time.monotonic()
    desk.wait_for(words)
    return time.monotonic() - began


FAULTS: list[tuple[Fault, str]] = [
    (locked, "写不进：被占用"),
    (foreign, "数据库被换"),
    (moved_away, "数据库被换"),
    (replaced, "数据库被换"),
    (damaged, "数据损坏"),
    (failing_disk, "写不进"),
    (full_disk, "写不进：磁盘已满"),
]


@pytest.mark.whole
@pytest.mark.parametrize(("fault", "words"), few(FAULTS, FAULTS[1]), ids=lambda value: getattr(value, "__name__", ""))
def test_the_head_tells_the_truth(
    address: str, fault: Fault, words: str, opened: Callable[[str], Front], capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody is doing anything when it happens; then a call comes, typed in quick pieces, and is on the record afterwards."""
    with Desk(address, filling=fault is full_disk).start() as desk:
        desk.wait_for("数据正常")
        with fault(address, desk):
            seconds = until_told(desk, words)
            with capsys.disabled():
                print(f" {fault.__name__}: told after {seconds:.1f} s", end="")
            assert seconds < 2 * AT_ONCE_S
            desk.press("f2")
            desk.wait_for("接报")
            for piece in NUMBER:
                desk.type(piece)
            screen = desk.wait_for("".join(NUMBER))
            assert "数据正常" not in screen
            held = Path(address).parent / "held"
            until = time.monotonic() + PATIENCE_S
            # The line that says so makes room for the next one.
            while not list(held.glob("*.call")):
                assert time.monotonic() < until, desk.screen()
                time.sleep(0.05)
        desk.press("esc")
        desk.wait_for("数据正常")
        room, until = opened(address), time.monotonic() + PATIENCE_S
        while [call.state for call in room.calls(all_day=True)] != ["parked"]:
            assert time.monotonic() < until, (room.calls(all_day=True), room.drafts(), desk.screen())
            time.sleep(0.1)
        (call,) = room.calls(all_day=True)
        assert dict(room.call(call.number, room.sign_in("wangmin", "demo")).raw)["phone"] == "".join(NUMBER)


@pytest.mark.whole
def test_the_head_tells_of_a_log_overwritten_in_place(address: str) -> None:
    """Noise of the same length; SQLite goes on with what its connections have in memory."""
    with Desk(address).start() as desk:
        desk.wait_for("数据正常")
        log = Path(f"{address}-wal")
        log.write_bytes(os.urandom(log.stat().st_size))
        assert until_told(desk, "数据损坏") < 2 * AT_ONCE_S
        assert "数据正常" not in desk.screen()


@pytest.mark.whole
def test_a_restore_under_an_open_console_is_read_anew(address: str, tmp_path: Path) -> None:
    """It went through SQLite, so the console sees the file of before; what it had in memory is not what is there."""
    with Desk(address).start() as desk:
        run(address, "db", "backup", str(tmp_path / "kept"))
        desk.write_log("恢复之后没有这一条")
        desk.wait_for("已记入值班日志")
        run(address, "db", "restore", str(tmp_path / "kept"))
        seconds = until_told(desk, "画面已重新读取")
        assert seconds < 2 * AT_ONCE_S
        desk.wait_gone("恢复之后没有这一条")
        desk.wait_for("数据正常")
        desk.write_log("恢复之后的第一条")
        desk.wait_for("已记入值班日志")


def run(address: str, *words: str) -> None:
    subprocess.run([sys.executable, "-m", "dutyroom", "--database", address, *words], check=True, capture_output=True)


@pytest.mark.whole
def test_a_form_that_is_being_written_does_not_keep_the_next_call_waiting(
    address: str, opened: Callable[[str], Front]
) -> None:
    """One process stopped inside a transaction; the form waits for it, the caller does not."""
    with Desk(address).start() as desk:
        desk.log_form()
        desk.type("门口聚集二十人")
        other = subprocess.Popen([sys.executable, "-c", LOCK, address, "0.5"], stdout=subprocess.PIPE)
        assert other.stdout is not None
        other.stdout.readline()
        other.send_signal(signal.SIGSTOP)
        try:
            desk.press("ctrl+s")
            screen = desk.wait_for("占用者")
            assert "正在提交" in screen
            assert str(other.pid) in screen
            began = time.monotonic()
            desk.press("f2")
            desk.wait_for("接报")
            assert time.monotonic() - began < 2 * AT_ONCE_S
            for piece in NUMBER:
                desk.type(piece)
            desk.wait_for("来电已记在本机")
            assert "".join(NUMBER) in desk.screen()
        finally:
            other.send_signal(signal.SIGCONT)
            other.wait()
        desk.wait_for("数据已恢复")
        desk.press("esc")
        desk.wait_for("数据正常")
    assert [line.text for line in opened(address).log(limit=500)].count("门口聚集二十人") == 1
