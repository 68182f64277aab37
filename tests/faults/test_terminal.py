"""What happens to the terminal: any size, hang-up, an end by signal, a multiplexer left and found again."""

from __future__ import annotations

import codecs
import os
import random
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dutyroom.services.front.front import Front
from tests.e2e.terminal import PATIENCE_S, dutyroom
from tests.faults.desk import Desk
from tests.faults.storm import state
from tests.whole import few

SIZES = [(1, 1), (300, 100), (2, 1), (1, 2), (3, 50), (80, 24), (200, 2), (19, 5), (1, 1), (120, 40)]

PAGES: dict[str, tuple[str, ...]] = {
    "board": (),
    "complaint": ("enter",),
    "call": ("f2",),
    "register": ("n",),
    "help": ("f1",),
    "log": ("ctrl+l",),
    "palette": ("ctrl+p",),
    "sign in": ("ctrl+x", "ctrl+o"),
    "roster": ("ctrl+r",),
    "emergencies": ("ctrl+e",),
    "find": ("f4",),
}
EVERYDAY = ("board", "call", "log", "sign in")
"""One of each kind: the table, a form, a list, a panel that the board shines through."""


@pytest.mark.whole
@pytest.mark.parametrize("pages", few([tuple(PAGES), EVERYDAY], EVERYDAY, one=True), ids=len)
def test_no_size_brings_the_console_down(address: str, pages: tuple[str, ...]) -> None:
    dice = random.Random(1)
    with Desk(address).start() as desk:
        for page in pages:
            keys = PAGES[page]
            desk.press(*keys)
            desk.wait_quiet(0.05)
            for size in (*dice.sample(SIZES, 4 if len(pages) > 4 else 2), (1, 1), (120, 40)):
                desk.resize(*size)
                time.sleep(0.04)
            assert desk.alive, page
            desk.wait_quiet(0.1)
            desk.press("esc", "esc")
            if page == "sign in":
                desk.sign_in()
        desk.wait_for("数据正常")
        desk.press("ctrl+q")
        assert desk.wait_exit() == 0
        assert desk.modes_left() == set()


@pytest.mark.whole
def test_a_panel_over_the_board_outlives_any_size(address: str) -> None:
    """What shines through a panel is the screen below, which may still have the size from before."""
    dice = random.Random(1)
    with Desk(address).start() as desk:
        desk.press(*PAGES["sign in"])
        for _round in range(8):
            for size in (*dice.sample(SIZES, 4), (1, 1), (120, 40)):
                desk.resize(*size)
                time.sleep(0.04)
            assert desk.alive
        desk.wait_for("账号、姓名")


@pytest.mark.whole
@pytest.mark.parametrize("number", few([signal.SIGTERM, signal.SIGHUP, signal.SIGINT], signal.SIGTERM))
def test_an_end_by_signal_keeps_what_was_typed_and_gives_the_terminal_back(
    address: str, opened: Callable[[str], Front], number: int
) -> None:
    with Desk(address).start() as desk:
        desk.form("登记", "n")
        desk.type("张三丰")
        desk.wait_for("张三丰")
        assert desk.stop(number) == 128 + number
        assert desk.modes_left() == set()
        assert "Traceback" not in desk.screen()
    (draft,) = opened(address).drafts("wangmin")
    assert dict(draft.values)["name"] == "张三丰"


@pytest.mark.whole
@pytest.mark.parametrize("deaf", few([False, True], True))
def test_a_terminal_that_goes_away_ends_the_console(
    address: str, opened: Callable[[str], Front], tmp_path: Path, deaf: bool
) -> None:
    """Also one that no signal tells: its writer died of the first write, its loop stood still, its reader took a processor."""
    with Desk(address, env={"XDG_STATE_HOME": str(tmp_path / "state")}, deaf=deaf).start() as desk:
        desk.form("登记", "n")
        desk.type("张三丰")
        desk.wait_for("张三丰")
        desk.hang_up()
        desk.wait_exit()
    (draft,) = opened(address).drafts("wangmin")
    assert dict(draft.values)["name"] == "张三丰"
    assert not list(tmp_path.rglob("error.log")), "an end of the terminal is no fault of the program"


@pytest.mark.whole
def test_a_line_taken_into_the_whole_form_is_never_without_a_draft(
    address: str, opened: Callable[[str], Front]
) -> None:
    with Desk(address).start() as desk:
        desk.log_form()
        desk.type("说到一半")
        desk.wait_for("说到一半")
        desk.press("f12")
        desk.wait_for("发生时间")
        assert "说到一半" in desk.screen()
        desk.kill()
    (draft,) = opened(address).drafts("wangmin")
    assert dict(draft.values)["text"] == "说到一半"


@pytest.mark.whole
def test_no_byte_ends_it_and_what_was_lost_is_seen(address: str, opened: Callable[[str], Front]) -> None:
    """A byte that is no character, a GBK terminal, a sequence that nobody knows, a paste without its end."""
    with Desk(address).start() as desk:
        os.write(desk._fd, b"\xff")
        desk.wait_for("终端的编码请设为 UTF-8")
        desk.form("登记", "n")
        os.write(desk._fd, "张三".encode("gbk"))
        desk.wait_for("\ufffd\ufffd")
        os.write(desk._fd, b"\x1b[99999999999999999999u\x1b[1114112u")
        desk._write("李\x1b[200~四")
        desk.wait_for("李四")
        desk.type("五")
        desk.wait_for("李四五")
        desk.press("ctrl+q")
        assert desk.wait_exit() == 0
    (draft,) = opened(address).drafts("wangmin")
    assert dict(draft.values)["name"].endswith("李四五")


@pytest.mark.whole
def test_a_gbk_terminal_that_says_so_is_served(address: str, opened: Callable[[str], Front]) -> None:
    with Desk(address, env={"PYTHONIOENCODING": "gbk"}) as desk:
        desk._stream = TextOf(desk)  # type: ignore[assignment]
        desk.start()
        desk.form("登记", "n")
        os.write(desk._fd, "张三丰".encode("gbk"))
        desk.wait_for("张三丰")
        desk.press("ctrl+q")
        assert desk.wait_exit() == 0
    (draft,) = opened(address).drafts("wangmin")
    assert dict(draft.values)["name"] == "张三丰"


class TextOf:
    """A terminal that reads GBK."""

    def __init__(self, desk: Desk) -> None:
        self._stream, self._decode = desk._stream, codecs.getincrementaldecoder("gbk")().decode

    def feed(self, data: bytes) -> None:
        """What the program has written."""
        self._stream.feed(self._decode(data).encode())


BOXES = (("ctrl+x", "ctrl+o"), ("enter", "a"), ("ctrl+p",), ("f12",), ("f2",), ("f1",))


@pytest.mark.whole
@pytest.mark.parametrize("keys", few(BOXES, BOXES[1], one=True), ids="-".join)
def test_the_key_that_leaves_is_never_hidden(address: str, keys: tuple[str, ...]) -> None:
    with Desk(address).start() as desk:
        for key in keys:
            desk.press(key)
            desk.wait_quiet(0.1)
        desk.press("ctrl+q")
        assert desk.wait_exit() == 0
        assert desk.modes_left() == set()


def test_it_falls_with_a_code_a_line_and_the_terminal_given_back(
    address: str, opened: Callable[[str], Front], tmp_path: Path
) -> None:
    with Desk(address, env={"XDG_STATE_HOME": str(tmp_path / "state")}, spoiled="falls").start() as desk:
        desk.form("登记", "n")
        desk.type("张三丰")
        desk.press("ctrl+t")
        assert desk.wait_exit() == 1
        assert desk.modes_left() == set()
        assert desk.echoes
        said = desk.screen().replace("\n", "")
        assert "没有提交的内容已存为草稿" in said
        assert "error.log" in said
        assert "Traceback" not in said
        assert "13800138000" not in said
    (report,) = tmp_path.rglob("error.log")
    assert "KeyError" in (text := report.read_text("utf-8"))
    assert "13800138000" not in text
    (draft,) = opened(address).drafts("wangmin")
    assert dict(draft.values)["name"] == "张三丰"


@pytest.mark.whole
@pytest.mark.parametrize("number", few([signal.SIGTERM, signal.SIGHUP], signal.SIGTERM))
def test_a_loop_in_circles_is_ended_by_a_signal(address: str, opened: Callable[[str], Front], number: int) -> None:
    with Desk(address, spoiled="circles").start() as desk:
        desk.form("登记", "n")
        desk.type("张三丰")
        desk.wait_for("草稿已存")
        desk.press("ctrl+t")
        assert desk.stop(number) == 128 + number
        assert desk.modes_left() == set()
        assert desk.echoes
        assert "已强行结束" in desk.screen()
    (draft,) = opened(address).drafts("wangmin")
    assert dict(draft.values)["name"] == "张三丰"


@pytest.mark.parametrize("stream", few(["stdin", "stdout", "stderr"], "stdout"))
@pytest.mark.parametrize("command", few([(), ("wallboard",), ("demo",)], ("wallboard",), one=True), ids="".join)
def test_without_a_terminal_it_refuses_in_a_line(address: str, stream: str, command: tuple[str, ...]) -> None:
    """It painted megabytes into a file, deaf to signals."""
    ours, other = os.openpty()
    try:
        ends: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), other) | {"stderr": subprocess.PIPE}
        if stream != "stderr":
            ends[stream] = subprocess.DEVNULL
        words = dutyroom("--database", address, *command)
        done = subprocess.run(words, check=False, timeout=60, **ends)
        assert done.returncode == 1
        assert done.stderr.decode().count("\n") == 1
        assert "在终端里打开" in done.stderr.decode()
    finally:
        os.close(ours)
        os.close(other)


@pytest.mark.whole
def test_a_flood_of_letters_keeps_no_signal_and_not_the_key_that_leaves(address: str) -> None:
    """What a terminal that marks no pastes sends of a long text: as keys it took minutes, deaf to SIGTSTP for good."""
    with Desk(address).start() as desk:
        desk.type("nd" * 60_000)
        desk._signal(signal.SIGTSTP)
        _until(lambda: state(desk.pid) == "T")
        desk._signal(signal.SIGCONT)
        # Before it has its terminal again, Ctrl+Q is the line's.
        _until(lambda: not desk.echoes)
        desk.press("ctrl+q")
        assert desk.wait_exit() == 0
        assert desk.modes_left() == set()


def _until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.005)
