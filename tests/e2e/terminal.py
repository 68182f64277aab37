"""A real terminal for tests: runs a program on a pseudo-terminal and reads the screen it paints."""

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from multiprocessing.process import BaseProcess

import pyte
from pyte.modes import IRM
from pyte.screens import Char, wcwidth

from tests import whole
from tests.loaded import start_console
from tests.patience import PATIENCE_S

KEYS = {
    "enter": "\r", "tab": "\t", "shift+tab": "\x1b[Z", "esc": "\x1b", "escape": "\x1b", "space": " ",
    "backspace": "\x7f", "delete": "\x1b[3~", "insert": "\x1b[2~",
    "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D",
    "home": "\x1b[H", "end": "\x1b[F", "pgup": "\x1b[5~", "pgdn": "\x1b[6~", "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~", "shift+up": "\x1b[1;2A", "shift+down": "\x1b[1;2B",
    "f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS", "f5": "\x1b[15~", "f6": "\x1b[17~",
    "f7": "\x1b[18~", "f8": "\x1b[19~", "f9": "\x1b[20~", "f10": "\x1b[21~", "f11": "\x1b[23~",
    "f12": "\x1b[24~", "shift+f1": "\x1b[1;2P",
}  # fmt: skip



class Screen(pyte.Screen):
    """Makes no cell and no style twice: half of what following a program's screen costs."""

    def __init__(self, columns: int, lines: int) -> None:
        self._cells: dict[Char, dict[str, tuple[Char, ...]]] = {}
        self._styles: dict[tuple[Char, tuple[int, ...]], Char] = {}
        super().__init__(columns, lines)

    def draw(self, data: str) -> None:
        """Text that fits into its line and combines with nothing, at once; all other text as pyte does."""
        cursor, attrs = self.cursor, self.cursor.attrs
        known = self._cells.setdefault(attrs, {})
        cells: list[Char] = []
        for char in data:
            if (made := known.get(char)) is None:
                made = known[char] = (attrs._replace(data=char), attrs._replace(data=""))[: max(wcwidth(char), 0)]
            if not made:
                return super().draw(data)
            cells += made
        if IRM in self.mode or cursor.x + len(cells) > self.columns:
            return super().draw(data)
        self.buffer[cursor.y].update(enumerate(cells, cursor.x))
        cursor.x += len(cells)
        self.dirty.add(cursor.y)

    def select_graphic_rendition(self, *attrs: int) -> None:
        """Colours and weight of what is drawn next."""
        asked = (self.cursor.attrs, attrs)
        if asked not in self._styles:
            super().select_graphic_rendition(*attrs)
            self._styles[asked] = self.cursor.attrs
        self.cursor.attrs = self._styles[asked]


_QUICK = re.compile("\x1b\\[([0-9;]*)([mH])")


class Stream(pyte.ByteStream):
    """Reads in one go what a screen consists of, styles and places; all else byte by byte as pyte does."""

    def __init__(self, screen: Screen) -> None:
        super().__init__(screen)
        self._does = {"m": screen.select_graphic_rendition, "H": screen.cursor_position}

    def feed(self, data: bytes) -> None:
        """What the program has written."""
        text, at = self.utf8_decoder.decode(data), 0
        for found in _QUICK.finditer(text):
            pyte.Stream.feed(self, text[at : found.start()])
            if self._taking_plain_text:
                self._does[found[2]](*(int(each or 0) for each in found[1].split(";")))
            else:
                pyte.Stream.feed(self, found[0])
            at = found.end()
        pyte.Stream.feed(self, text[at:])


class Terminal:
    """A program on a pseudo-terminal. It answers no query, as the plainest terminals do.

    `env` is laid over the environment of the caller. ``loaded``: of the command line ``argv`` of this program, as
    `dutyroom` gives it, a process that has loaded it already. Times are seconds.
    """

    def __init__(
        self, argv: Sequence[str], cols: int = 120, rows: int = 40, env: Mapping[str, str] | None = None,
        loaded: bool = False,
    ) -> None:  # fmt: skip
        self.argv = list(argv)
        self.bytes_out = 0
        self.raw = bytearray()
        self._buffer = Screen(cols, rows)
        self._stream = Stream(self._buffer)
        self._text: dict[int, str] = {}
        self._lock = threading.Lock()
        self._gone = threading.Event()
        self._status: int | None = None
        # Any terminal's own variables would change what Textual decides about this one.
        outer = ("TERM_PROGRAM", "NO_COLOR", "TMUX", "COLUMNS", "LINES")
        inherited = {k: v for k, v in os.environ.items() if k not in outer}
        settings = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
        whole_env = inherited | settings | dict(env or {})
        self._process: BaseProcess | None = None
        if loaded and not whole.RUNS:
            self._open_loaded(cols, rows, whole_env)
        else:
            self._open(cols, rows, whole_env)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _open(self, cols: int, rows: int, env: Mapping[str, str]) -> None:
        # The child waits for its size before it starts, or its first paint is for 80×24.
        go_read, go_write = os.pipe()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            try:
                os.close(go_write)
                os.read(go_read, 1)
                os.close(go_read)
                os.execvpe(self.argv[0], self.argv, env)
            except OSError as fault:
                os.write(2, f"{self.argv[0]}: {fault}\r\n".encode())
            os._exit(127)
        os.close(go_read)
        self._set_size(cols, rows)
        os.write(go_write, b"1")
        os.close(go_write)

    def _open_loaded(self, cols: int, rows: int, env: Mapping[str, str]) -> None:
        self._fd, end = pty.openpty()
        self._set_size(cols, rows)
        self._process = start_console(self.argv[len(dutyroom()) :], os.ttyname(end), env)
        os.close(end)
        assert self._process.pid
        self.pid = self._process.pid

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def press(self, *keys: str) -> None:
        """Press keys by name: `f2`, `enter`, `ctrl+x`, `alt+x`, or a single character such as `张`."""
        for key in keys:
            self._write(sequence(key))
            if key in ("esc", "escape"):
                # It is told from the start of a sequence by the pause behind it: one in which the program had read it.
                self._rest(0.15)
            else:
                time.sleep(0.02)

    def type(self, text: str) -> None:
        """Type text, as an input method commits it: all at once."""
        self._write(text)
        time.sleep(0.02)

    def screen(self) -> str:
        """What stands on the screen, one line a row, right ends stripped."""
        with self._lock:
            # Making text of cells is dear: only of the lines that have changed.
            for y in self._buffer.dirty:
                self._text[y] = self.row(y)
            self._buffer.dirty.clear()
            return "\n".join(self._text.get(y, "") for y in range(self._buffer.lines))

    def row(self, y: int) -> str:
        """One row. A wide character fills two cells, of which pyte leaves the second one empty."""
        cells = self._buffer.buffer[y]
        return "".join(cells[x].data for x in range(self._buffer.columns)).rstrip()

    def cells(self) -> list[list[Char]]:
        """A copy of every cell with its colours, row by row."""
        with self._lock:
            size = range(self._buffer.columns)
            return [[self._buffer.buffer[y][x] for x in size] for y in range(self._buffer.lines)]

    @property
    def cursor(self) -> tuple[int, int] | None:
        """Column and row of the terminal's cursor; None while it is hidden."""
        cursor = self._buffer.cursor
        return None if cursor.hidden else (cursor.x, cursor.y)

    def wait_for(self, text: str, timeout: float = PATIENCE_S) -> str:
        """The screen as soon as it shows `text`. AssertionError with the screen after `timeout` seconds."""
        return self._wait(lambda screen: text in screen, f"{text!r} did not appear", timeout)

    def wait_gone(self, text: str, timeout: float = PATIENCE_S) -> str:
        """The screen as soon as it no longer shows `text`. AssertionError after `timeout` seconds."""
        return self._wait(lambda screen: text not in screen, f"{text!r} is still there", timeout)

    def at_work(self) -> bool:
        """Whether a thread of the program runs, or would if a processor were free: what it shows is not its last word."""
        tasks = f"/proc/{self.pid}/task"
        with contextlib.suppress(OSError):
            for task in os.listdir(tasks):
                with contextlib.suppress(OSError), open(f"{tasks}/{task}/stat", "rb") as file:
                    if file.read().rpartition(b") ")[2][:1] in (b"R", b"D"):
                        return True
        return False

    def _rest(self, seconds: float, longest: float = 10, silent: bool = False) -> None:
        """Returns when the program has done nothing for that long, and with ``silent`` has written nothing either."""
        last, since = self.bytes_out, time.monotonic()
        until = since + longest
        while (now := time.monotonic()) < min(since + seconds, until):
            if self.at_work() or (silent and self.bytes_out != last):
                last, since = self.bytes_out, now
            time.sleep(0.015)

    def wait_quiet(self, seconds: float = 0.3, timeout: float = PATIENCE_S) -> str:
        """The screen after the program has done and written nothing for that long."""
        deadline, last, since = time.monotonic() + timeout, -1, time.monotonic()
        while time.monotonic() < deadline:
            if self.bytes_out != last or self.at_work():
                last, since = self.bytes_out, time.monotonic()
            elif time.monotonic() - since >= seconds:
                return self.screen()
            time.sleep(0.02)
        raise AssertionError(f"never quiet for {seconds} s in {timeout} s\n{self._dump()}")

    def wait_exit(self, timeout: float = PATIENCE_S) -> int:
        """The exit code (negative: killed by that signal). AssertionError if it still runs."""
        if not self._gone.wait(timeout):
            raise AssertionError(f"still running after {timeout} s\n{self._dump()}")
        self._reader.join(timeout)
        assert self._status is not None
        return self._status

    @property
    def alive(self) -> bool:
        """Whether the program still runs."""
        return not self._gone.is_set()

    def resize(self, cols: int, rows: int) -> None:
        """Change the size of the window, as a person dragging its corner."""
        with self._lock:
            self._buffer.resize(lines=rows, columns=cols)
            self._buffer.dirty.update(range(rows))
        self._set_size(cols, rows)

    def kill(self) -> None:
        """SIGKILL: no farewell, nothing flushed. Returns when it is gone."""
        self._signal(signal.SIGKILL)
        self._gone.wait(10)

    def close(self) -> None:
        """End the program if it still runs, politely first, and release the terminal."""
        if self.alive:
            self._signal(signal.SIGTERM)
            if not self._gone.wait(1):
                self.kill()
        self._reader.join(5)
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def _wait(self, wanted: Callable[[str], bool], complaint: str, timeout: float) -> str:
        deadline, seen = time.monotonic() + timeout, -1
        while True:
            over = self._gone.is_set() or time.monotonic() > deadline
            # Looking is dear: only at what has been written since.
            if seen != self.bytes_out or over:
                seen = self.bytes_out
                screen = self.screen()
                if wanted(screen):
                    return screen
            if over:
                raise AssertionError(f"{complaint} within {timeout} s\n{self._dump()}")
            time.sleep(0.02)

    def _dump(self) -> str:
        state = "running" if self.alive else f"ended with {self._status}"
        edge = "─" * self._buffer.columns
        return f"{' '.join(self.argv)} ({state})\n{edge}\n{self.screen()}\n{edge}"

    def _write(self, text: str) -> None:
        data = text.encode()
        while data:
            data = data[os.write(self._fd, data) :]

    def _set_size(self, cols: int, rows: int) -> None:
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))

    def _signal(self, number: int) -> None:
        if self.alive:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def _read(self) -> None:
        while True:
            ready, _, _ = select.select([self._fd], [], [], 0.1)
            if ready:
                try:
                    data = os.read(self._fd, 65536)
                except OSError:  # Linux's way to say that the other side is closed
                    data = b""
                if data:
                    with self._lock:
                        self.bytes_out += len(data)
                        self.raw += data
                        self._stream.feed(data)
                    continue
            self._status = self._ended()
            if self._status is not None:
                self._gone.set()
                return
            if ready:
                time.sleep(0.02)


    def _ended(self) -> int | None:
        if self._process is not None:
            return self._process.exitcode
        ended, status = os.waitpid(self.pid, os.WNOHANG)
        return os.waitstatus_to_exitcode(status) if ended else None


def sequence(key: str) -> str:
    """The characters that a terminal sends for a key."""
    if key in KEYS:
        return KEYS[key]
    if key.startswith("ctrl+") and len(key) == 6:
        return chr(ord(key[5].upper()) & 0x1F)
    if key.startswith("alt+"):
        return "\x1b" + sequence(key[4:])
    if len(key) == 1:
        return key
    raise ValueError(f"no such key: {key}")


def dutyroom(*words: str) -> list[str]:
    """The command line that runs this checkout's dutyroom under the tests' own Python."""
    return [sys.executable, "-m", "dutyroom", *words]
