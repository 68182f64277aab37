"""Programs on a raw pseudo-terminal: nothing is parsed, so that only the program's own work is measured."""

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time

SIZE = (200, 60)
# An installed program has its bytecode; a checkout that may not write any would be compiled at every start.
AWAY = ("NO_COLOR", "TERM_PROGRAM", "TMUX", "PYTHONDONTWRITEBYTECODE")


class Raw:
    """One run of `python -m …` on 200×60, from exec to `close`, by this Python or another. Times are seconds."""

    def __init__(self, *arguments: str, python: str = sys.executable, **more: str) -> None:
        self.output = b""
        self._began = time.perf_counter()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", SIZE[1], SIZE[0], 0, 0))
            environment = {k: v for k, v in os.environ.items() if k not in AWAY}
            environment |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
            os.execve(python, [python, "-m", *arguments], environment | more)

    def read(self, seconds: float, until: bytes = b"") -> float:
        """Collect output for so long, or until a text has come. Returns the time since exec."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            if not select.select([self.fd], [], [], left)[0]:
                break
            try:
                self.output += os.read(self.fd, 65536)
            except OSError:
                break
            if until and until in self.output:
                return time.perf_counter() - self._began
        if until:
            raise TimeoutError(f"{until!r} did not come; the last was {self.output[-200:]!r}")
        return time.perf_counter() - self._began

    def press(self, keys: bytes, quiet: float = 0.05) -> float:
        """Seconds from a key to the last byte of what it painted (silence of `quiet` seconds ends it)."""
        began = last = time.perf_counter()
        os.write(self.fd, keys)
        while select.select([self.fd], [], [], 0.5 if last == began else quiet)[0]:
            self.output += os.read(self.fd, 65536)
            last = time.perf_counter()
        return last - began

    def cpu(self) -> float:
        """Processor seconds used so far, all threads."""
        used = 0
        for thread in os.listdir(f"/proc/{self.pid}/task"):
            with open(f"/proc/{self.pid}/task/{thread}/schedstat") as file:
                used += int(file.read().split()[0])
        return used / 1e9

    def forget(self) -> None:
        """Take what has been painted so far for read."""
        self.read(0)
        self.output = b""

    def memory(self) -> float:
        """Resident megabytes."""
        with open(f"/proc/{self.pid}/status") as file:
            return next(int(line.split()[1]) / 1024 for line in file if line.startswith("VmRSS"))

    def close(self) -> None:
        """End it."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.fd)


def quiet_cpu(*arguments: str, ready: bytes, seconds: float) -> tuple[float, int, float]:
    """CPU percent and bytes a second of a program left alone, and its memory."""
    run = Raw(*arguments)
    try:
        run.read(60, ready)
        run.read(3)
        before, at, size = run.cpu(), time.perf_counter(), len(run.output)
        run.read(seconds)
        span = time.perf_counter() - at
        return (run.cpu() - before) / span * 100, round((len(run.output) - size) / span), run.memory()
    finally:
        run.close()
