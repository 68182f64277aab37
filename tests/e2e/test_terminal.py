"""The terminal driver itself, against a small Textual program."""

import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.terminal import Terminal, sequence

PROGRAM = """
from textual.app import App
from textual.binding import Binding
from textual.widgets import Input, Static

class Small(App):
    BINDINGS = [Binding("f2", "say('按了 F2')", priority=True), Binding("ctrl+x", "exit(3)", priority=True),
                Binding("escape", "say('退出键')", priority=True)]
    def compose(self):
        yield Static("│投诉│级别│", id="head")
        yield Static("", id="said")
        yield Static("", id="size")
        yield Input()
    def on_resize(self, event):
        self.query_one("#size").update(f"{event.size.width}x{event.size.height}")
    def on_key(self, event):
        if event.key in ("up", "pagedown", "f12", "shift+tab"):
            self.action_say("<" + event.key + ">")
    def action_say(self, text):
        self.query_one("#said").update(text)
    def action_exit(self, code):
        self.exit(return_code=code)
    def on_input_submitted(self, event):
        self.action_say("收到：" + event.value)

import sys
app = Small(); app.run(); sys.exit(app.return_code)
"""


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    file = tmp_path / "small.py"
    file.write_text(PROGRAM, encoding="utf-8")
    with Terminal([sys.executable, str(file)], cols=90, rows=20) as term:
        term.wait_for("90x20")
        yield term


def test_wide_characters_are_read_without_gaps(terminal: Terminal) -> None:
    assert "│投诉│级别│" in terminal.screen()


def test_keys_and_typed_chinese_arrive(terminal: Terminal) -> None:
    terminal.press("f2")
    terminal.wait_for("按了 F2")
    terminal.type("客户")
    terminal.press("张", "space", "a", "backspace", "enter")
    assert "收到：客户张" in terminal.wait_for("收到：")
    for key, name in (("up", "up"), ("pgdn", "pagedown"), ("f12", "f12"), ("shift+tab", "shift+tab")):
        terminal.press(key)
        terminal.wait_for(f"<{name}>")
    terminal.press("esc")
    terminal.wait_for("退出键")
    terminal.wait_gone("<shift+tab>")


def test_a_wait_in_vain_shows_the_screen(terminal: Terminal) -> None:
    with pytest.raises(AssertionError, match=r"(?s)'不存在' did not appear.*投诉"):
        terminal.wait_for("不存在", timeout=0.2)
    with pytest.raises(AssertionError, match="still there"):
        terminal.wait_gone("投诉", timeout=0.2)


def test_resize_reaches_the_program(terminal: Terminal) -> None:
    terminal.resize(70, 18)
    terminal.wait_for("70x18")


def test_bytes_are_counted_and_the_exit_code_told(terminal: Terminal) -> None:
    terminal.wait_quiet()
    before = terminal.bytes_out
    terminal.press("f2")
    terminal.wait_for("按了 F2")
    assert terminal.bytes_out > before > 0
    terminal.press("ctrl+x")
    assert terminal.wait_exit() == 3
    assert not terminal.alive


def test_kill_leaves_no_time_to_tidy_up(terminal: Terminal) -> None:
    terminal.kill()
    assert terminal.wait_exit() == -signal.SIGKILL


def test_a_program_that_does_not_exist_says_so() -> None:
    with Terminal(["/no/such/program"]) as term:
        assert term.wait_exit() == 127
        assert "/no/such/program" in term.screen()


def test_a_misspelt_key_is_an_error() -> None:
    with pytest.raises(ValueError, match="f99"):
        sequence("f99")
