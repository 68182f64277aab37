"""No key on the way over the pages blocks the event loop for longer than a person would notice.

Measured is the processor time that the loop's own thread spends before it can answer again. Time on the wall would be
falsified by whatever else the machine does. What sleeps on the loop without working is not seen here, nor what holds
the interpreter in another thread: the time on the wall stands beside it, for a machine at rest (bench `board`).
"""

import sys
from pathlib import Path

from dutyroom.console.stall import VARIABLE
from dutyroom.services.sample import SECRET
from tests.e2e.room import make_file
from tests.e2e.terminal import Terminal

MOST_MS = 50
PLANTED = """
import sys
from time import thread_time
from dutyroom.cli.main import main
from dutyroom.console.app import DutyroomApp
theme = DutyroomApp.next_theme
def slow(app):
    end = thread_time() + 0.12
    while thread_time() < end:
        pass
    theme(app)
DutyroomApp.next_theme = slow
sys.exit(main(sys.argv[1:]))
"""
BOARD = "F2 新来电"
PAGES: tuple[tuple[str, str, str], ...] = (
    ("ctrl+o", "口令", ""),
    ("pagedown", BOARD, ""),
    ("home", BOARD, ""),
    ("s", "排序", ""),
    ("enter", "办理记录", "esc"),
    ("f2", "来电", "esc"),
    ("n", "登记投诉", "esc"),
    ("f5", "联系", "esc"),
    ("f6", "转办", "esc"),
    ("f7", "定级", "esc"),
    ("f8", "上报", "esc"),
    ("f12", "记一笔", "esc"),
    ("f4", "查找", "esc"),
    ("ctrl+p", "输入命令名称", "esc"),
    ("?", "帮助", "esc"),
    ("d", "草稿", "esc"),
    ("c", "待回拨", "esc"),
    ("t", "通讯录", "esc"),
    ("w", "关注", "esc"),
    ("b", "本班", "esc"),
    ("h", "接班值班长", "esc"),
    ("ctrl+l", "值班日志", "esc"),
    ("ctrl+r", "角色", "esc"),
    ("ctrl+e", "突发事件", "esc"),
    ("f9", "应急", "esc"),
    ("ctrl+t", "配色", ""),
)


class Watched(Terminal):
    """A console whose recorder is read after every key."""

    def __init__(self, program: list[str], folder: Path) -> None:
        self.log = folder / "stall"
        database = make_file(folder, 60)
        super().__init__([sys.executable, *program, "--database", database], 160, 50, {VARIABLE: str(self.log)})
        self.blocked: dict[str, float] = {}
        self.wait_for("只读，未登录", 60)
        self.wait_for("值班日志", 60)
        self.note("start")

    def note(self, what: str) -> None:
        """Remembers a new longest block under what was done last."""
        self.wait_quiet(0.2, 30)
        worst = float(self.log.read_text().split()[1])
        if worst > max(self.blocked.values(), default=0):
            self.blocked[what] = worst

    def visit(self, key: str, text: str, back: str) -> None:
        """One key, its page, and back."""
        self.press(key)
        self.wait_for(text, 30)
        self.note(key)
        if back:
            self.press(back)
            self.wait_for(BOARD, 30)
            self.note(f"{key}, {back}")


def test_no_page_blocks_the_loop(tmp_path: Path) -> None:
    with Watched(["-m", "dutyroom"], tmp_path) as console:
        for key, text, back in PAGES:
            console.visit(key, text, back)
            if key == "ctrl+o":
                console.type("wangmin")
                console.press("enter")
                console.type(SECRET)
                console.press("enter")
                console.wait_for("已登录", 30)
                console.note("signed in")
        console.press("ctrl+q")
        assert console.wait_exit(30) == 0
        worst = float(console.log.read_text().split()[1])
        found = {**console.blocked, "ctrl+q": worst}
        assert worst <= MOST_MS, found


def test_a_planted_stall_is_seen(tmp_path: Path) -> None:
    with Watched(["-c", PLANTED], tmp_path) as console:
        console.visit("ctrl+t", "配色", "")
        assert console.blocked["ctrl+t"] >= 100 > console.blocked["start"]
