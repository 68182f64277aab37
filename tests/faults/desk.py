"""One person at the real console, with every byte that the console sends to the terminal."""

from __future__ import annotations

import os
import re
import signal
import sys
import termios
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from dutyroom.services.demo.sample import SECRET
from tests.e2e.terminal import Terminal, dutyroom

_MODE = re.compile(rb"\x1b\[\?([0-9;]+)([hl])")
_LEFT_ON = {"25": "h", "7": "h"}
"""Modes that a shell wants set: the cursor, wrapping. All others it wants off."""

SLIPPING = """
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from dutyroom.bootstrap import FIRST_ROWS, open_page, run_console

class Slipping:
    of_machine = True

    def now(self):
        return datetime.now(timezone.utc) + timedelta(seconds=float(Path(sys.argv[2]).read_text()))

sys.exit(run_console(open_page(sys.argv[1], FIRST_ROWS, Slipping())))
"""
"""The console on a clock that a file moves: a machine's clock may not be moved in a test."""

SPOILED = """
import sys
from threading import Event
from dutyroom.cli.main import main
from dutyroom.console.app import DutyroomApp
from dutyroom.console.engine import leaving

def falls(app):
    number = "13800138000"
    raise KeyError(number)

def circles(app):
    while True:
        pass

leaving.LONGEST = 1.0
DutyroomApp.next_theme = {"falls": falls, "circles": circles}[sys.argv[1]]
sys.exit(main(["--database", sys.argv[2]]))
"""
"""The console with a mistake in it, behind Ctrl+T: it fails, or goes in circles."""

FILLING = """
import errno, os, stat, sys
from pathlib import Path
from dutyroom.cli.main import main
from tests.faults.power import recorded

full, write = Path(sys.argv[1]).with_name("full").exists, os.write

def written(handle, data):
    if full() and stat.S_ISREG(os.fstat(handle).st_mode):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    return write(handle, data)

os.write = written
with recorded(Path(sys.argv[1]).parent) as disk:
    disk.full = full
    sys.exit(main(["--database", sys.argv[1]]))
"""
"""The console on a disk that takes nothing while a file `full` lies beside the room: only root has a real one to fill."""

DEAF = """
import os, signal, sys
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGHUP, signal.SIGTERM])
os.execv(sys.argv[1], sys.argv[1:])
"""
"""Starts what follows without its ever hearing that the terminal went away, as a loop that stands still does not."""


class Desk(Terminal):
    """A console on the room at ``url``; ``who`` signs in with the secret of the samples."""

    def __init__(
        self, url: str, who: str = "wangmin", cols: int = 120, rows: int = 40,
        env: Mapping[str, str] | None = None, clock: Path | None = None, deaf: bool = False, spoiled: str = "",
        filling: bool = False,
    ) -> None:  # fmt: skip
        argv = [sys.executable, "-c", SLIPPING, url, str(clock)] if clock else dutyroom("--database", url)
        if spoiled:
            argv = [sys.executable, "-c", SPOILED, spoiled, url]
        if filling:
            argv = [sys.executable, "-c", FILLING, url]
        loaded = not (clock or deaf or spoiled or filling)
        super().__init__([sys.executable, "-c", DEAF, *argv] if deaf else argv, cols, rows, env, loaded)
        self.who = who
        self._kept_open = -1

    def __enter__(self) -> Desk:
        return self

    def start(self) -> Desk:
        """On the board, signed in."""
        self.wait_for("值班日志")
        self.sign_in()
        return self

    def sign_in(self) -> None:
        self.press("ctrl+o")
        self.wait_for("账号、姓名")
        self.wait_quiet(0.15)
        self.type(self.who)
        self.press("enter")
        self.wait_quiet(0.15)
        self.type(SECRET)
        self.press("enter")
        self.wait_for("已登录")

    def form(self, title: str, *keys: str) -> None:
        """Open a form by its keys and wait until it can be typed into."""
        self.press(*keys)
        self.wait_for(title)
        self.wait_quiet(0.2)

    def log_form(self) -> None:
        """The form of a line in the duty log, open and empty."""
        self.form("内容存为草稿", "f12")

    def write_log(self, text: str) -> None:
        """Types a line of the duty log and sends it, without waiting for what becomes of it."""
        self.log_form()
        self.type(text)
        self.press("ctrl+s")

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Sends a signal and waits for the end."""
        self._signal(number)
        return self.wait_exit()

    def hang_up(self) -> None:
        """The terminal goes away, as a line that breaks or a window that is closed."""
        end, other = os.pipe()
        # The reader goes on at an end on which nothing comes; it may have been told a moment ago that something had.
        os.set_blocking(end, False)
        os.dup2(end, self._fd)
        os.close(end)
        self._kept_open = other

    def close(self) -> None:
        super().close()
        if self._kept_open >= 0:
            os.close(self._kept_open)
            self._kept_open = -1

    def pause(self, on: bool) -> None:
        """As a suspended machine: nothing of the program runs."""
        self._signal(signal.SIGSTOP if on else signal.SIGCONT)

    def modes_left(self) -> set[str]:
        """Modes of the terminal that are not as a shell wants them: mouse, alternate screen, hidden cursor, paste."""
        now: dict[str, str] = {}
        for found in _MODE.finditer(bytes(self.raw)):
            for mode in found[1].decode().split(";"):
                now[mode] = found[2].decode()
        return {f"{mode}{state}" for mode, state in now.items() if state != _LEFT_ON.get(mode, "l")}

    @property
    def echoes(self) -> bool:
        """Whether the terminal shows what is typed and hands it on by lines, as a shell expects it."""
        wanted = termios.ICANON | termios.ECHO
        return termios.tcgetattr(self._fd)[3] & wanted == wanted


def shown(moment: datetime) -> str:
    """A moment as the board's head shows it."""
    return f"{moment:%H:%M:%S}"
