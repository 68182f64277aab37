"""A storm over the real console: keys, sizes, signals, wrong bytes and pastes, as the dice fall; the same for the same seed."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable

from dutyroom.console.keys.keymap import TABLE
from tests.e2e.terminal import KEYS, sequence
from tests.faults.desk import Desk

_QUITS = {"quit"}
_NAMES = {"question_mark": "?", "colon": ":"}
_NAMES |= {f"shift+f{n}": f"\x1b[1;2{letter}" for n, letter in zip((2, 3, 4), "QRS", strict=True)}
_NAMES |= {f"shift+f{n}": f"\x1b[{code};2~" for n, code in zip(range(5, 13), (15, 17, 18, 19, 20, 21, 23, 24), strict=True)}

PAGES = [_NAMES.get(key) or sequence(key) for entry in TABLE if entry.id not in _QUITS for key in entry.keys.split(",")]
"""Every key of every command but the one that leaves."""
MOVES = [KEYS[name] for name in ("up", "down", "left", "right", "pgup", "pgdn", "home", "end", "tab", "shift+tab")]
INSIDE = [*"abcdefghijklmnopqrstuvwxyz0123456789", *"\r\r \x1b\x1b\x1b\x7f\x03\x13", KEYS["f10"]]
"""What pages and forms themselves listen to."""
WORDS = (
    "张三", "13800138000", "门口聚集二十人", "liwei", "0930-001", "二〇二六", "e\u0301\u200b\u202e", "😀", "a" * 300, "登记",
    "xd",
)  # fmt: skip
WRONG = (
    b"\xff", b"\xc3", b"\xe5\xbc", b"\xed\xa0\x80", b"\x00", b"\x9b2J", b"\xf8\x88\x80",
    "张三来电".encode("gbk"),
    "投訴".encode("big5"),
)  # fmt: skip
BROKEN = tuple(
    "\x1b" + rest
    for rest in (
        "[", "[200~", "[201~", "[<0;5", "[999;999R", "[48;1;1;1;1t", "[?2026;2$y", "]52;c;", "\x1b[A", "[M", "[I", "[O",
        "[99999999999999999999u", "[1114112u", "[?2048;0$y",
    )
)  # fmt: skip
SIZES = (
    (1, 1), (2, 1), (1, 2), (19, 5), (80, 24), (120, 40), (3, 50), (200, 2), (300, 100), (99, 29), (100, 30), (110, 31),
    (160, 50),
)  # fmt: skip


class Deaf:
    """Nobody looks at the screen: drawing it would take more of the processor than the console does."""

    def feed(self, data: bytes) -> None:
        """Nothing is made of it."""


class Storm:
    """One console in the storm. ``counts`` says what it went through, ``last`` its last steps."""

    def __init__(self, desk: Desk, dice: random.Random) -> None:
        self.desk, self.dice = desk, dice
        self.counts: Counter[str] = Counter()
        self.last: list[str] = []
        desk._stream = Deaf()  # type: ignore[assignment]
        self._kinds: list[tuple[int, str, Callable[[], object]]] = [
            (30, "keys", lambda: self._send(dice.choice(PAGES))),
            (25, "keys", lambda: self._send(dice.choice(INSIDE))),
            (15, "keys", lambda: self._send(dice.choice(MOVES) * dice.choice((1, 1, 5)))),
            (8, "keys", lambda: self._send(dice.choice(WORDS))),
            (12, "sizes", self._size),
            (12, "sizes", self._between),
            (5, "pastes", self._paste),
            (6, "wrong bytes", lambda: self._send(dice.choice(WRONG))),
            (5, "broken sequences", lambda: self._send(dice.choice(BROKEN))),
            (5, "mouse", self._mouse),
            (5, "signals", self._signalled),
        ]

    def steps(self, many: int) -> None:
        """So many steps. Raises OSError when the console goes away under them."""
        weights = [weight for weight, _name, _step in self._kinds]
        for _step in range(many):
            _weight, name, step = self.dice.choices(self._kinds, weights)[0]
            self.counts[name] += 1
            step()
            time.sleep(self.dice.choice((0, 0, 0.002, 0.01, 0.04)))

    def _send(self, data: str | bytes) -> None:
        self.last = [*self.last[-30:], repr(data)[:60]]
        sent = data.encode() if isinstance(data, str) else data
        while sent:
            sent = sent[os.write(self.desk._fd, sent) :]

    def _size(self) -> None:
        size = self.dice.choice(SIZES)
        self.last = [*self.last[-30:], f"{size}"]
        self.desk._set_size(*size)

    def _between(self) -> None:
        """While a page opens or goes."""
        for _again in range(self.dice.randint(1, 4)):
            self._send(self.dice.choice((*PAGES, "\x1b", "\x1b")))
            time.sleep(self.dice.choice((0, 0, 0.003, 0.015)))
            self._size()

    def _paste(self) -> None:
        text = self.dice.choice(WORDS) * self.dice.choice((1, 3, 400))
        self._send("\x1b[200~" + text + self.dice.choice(("", "\n第二行\n", "\x1b[31m", "\x00")) + "\x1b[201~")

    def _mouse(self) -> None:
        x, y, button = self.dice.randint(0, 130), self.dice.randint(0, 45), self.dice.choice((0, 0, 2, 35, 64, 65))
        self._send(f"\x1b[<{button};{x};{y}M" + self.dice.choice(("", f"\x1b[<{button};{x};{y}m")))

    def _signalled(self) -> None:
        number = self.dice.choice((signal.SIGWINCH, signal.SIGWINCH, signal.SIGTSTP, signal.SIGSTOP, signal.SIGCONT))
        self.last = [*self.last[-30:], number.name]
        self.desk._signal(number)
        if number in (signal.SIGTSTP, signal.SIGSTOP):
            # It puts its terminal in order before it stops; then somebody says `fg`.
            self._until(lambda: state(self.desk.pid) == "T")
            time.sleep(self.dice.choice((0, 0.01, 0.05)))
            self.desk._signal(signal.SIGCONT)
            # Until it has the terminal again a Ctrl+C is the shell's, and ends it as it should.
            self._until(lambda: state(self.desk.pid) != "T" and not self.desk.echoes)

    def _until(self, holds: Callable[[], bool]) -> None:
        until = time.monotonic() + 60
        while not holds() and self.desk.alive:
            assert time.monotonic() < until, f"neither stops nor goes on: {self.last}"
            time.sleep(0.005)

    # Afterwards

    def calm(self, patience: float = 30.0) -> None:
        """The storm is over: a window as before. AssertionError unless the console comes to rest."""
        desk = self.desk
        desk._signal(signal.SIGCONT)
        desk._set_size(120, 40)
        until = time.monotonic() + patience
        while True:
            before = busy_seconds(desk.pid)
            time.sleep(0.5)
            if busy_seconds(desk.pid) - before < 0.2:
                return
            assert time.monotonic() < until, f"at full load after {self.last}"

    def leave(self, way: str) -> None:
        """The console is told to end in one of four ways, and does."""
        desk = self.desk
        if way == "key":
            # What the storm left half said ends by itself; a lone Esc and a cut paste take a moment.
            time.sleep(1.5)
            desk._write("\x11")
            expected: int | None = 0
        elif way == "line":
            desk.hang_up()
            # What is still to be written when Python ends can't be, which has a code of its own.
            expected = None
        else:
            number = {"term": signal.SIGTERM, "hup": signal.SIGHUP}[way]
            desk._signal(number)
            expected = 128 + number
        code = desk.wait_exit(20)
        assert code == expected if expected is not None else code, (way, code, self.last)
        if way != "line":
            assert desk.modes_left() == set(), (way, desk.modes_left(), self.last)
            assert desk.echoes, (way, self.last)


def state(pid: int) -> str:
    """R, S, D, T …, as the system has it; "" when it is gone."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            return file.read().rpartition(b") ")[2][:1].decode()
    except OSError:
        return ""


def busy_seconds(pid: int) -> float:
    """Processor time that a process has used so far."""
    with open(f"/proc/{pid}/stat", "rb") as file:
        fields = file.read().rpartition(b") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
