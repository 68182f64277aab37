"""What is wrong in a plan file, where, and how it is mended; and the finder of lines, which tomllib does not tell."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from dutyroom.domain.errors import Fault

Path = tuple[str | int, ...]
"""The way to a value: ``("clock", 2, "start")`` is the key ``start`` of the third ``[[clock]]``."""

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SPACE = re.compile(r"[ \t]*")
_SCALAR = re.compile(r"[^,\]}\s#]+(?: \d[^,\]}\s#]*)?")


@dataclass(frozen=True, slots=True)
class PlanFault(Fault):
    """``field`` is ``file:line``, ``message`` what is wrong, ``mend`` what to do. A ``warning`` does not stop a plan."""

    line: int = 0
    path: str = ""
    mend: str = ""
    warning: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault whose line has not been looked up yet."""

    path: Path
    message: str
    mend: str = ""
    warning: bool = False


def hidden(sign: str) -> bool:
    """Whether a character can't be seen, or turns others about: control, format, private, surrogate, separators."""
    return unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")


def visible(text: str) -> str:
    """The text with marks in place of what can't be seen: a plan file must not write to the terminal by its faults."""
    return text if text.isprintable() else "".join(f"<U+{ord(s):04X}>" if hidden(s) else s for s in text)


def write_path(path: Path) -> str:
    """The path as an author counts: ``clock[3].start``."""
    return "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")


class Locator:
    """Finds the line (from 1) of every header, key and list item of a TOML text that tomllib has accepted."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._line = 1
        self._lines: dict[Path, int] = {}
        self._counts: dict[Path, int] = {}
        self._document()

    def line(self, path: Path) -> int:
        """The line of ``path``, or of the nearest thing around it that is written down."""
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 1)

    def _document(self) -> None:
        table: Path = ()
        while self._skip():
            if self._text.startswith("[[", self._at):
                self._at += 2
                outer = self._dotted(())
                *around, last = outer
                path = (*self._inside(tuple(around)), last)
                self._counts[path] = count = self._counts.get(path, -1) + 1
                self._lines.setdefault(path, self._line)
                table = (*path, count)
                self._lines[table] = self._line
                self._at += 2
            elif self._text[self._at] == "[":
                self._at += 1
                table = self._inside(self._dotted(()))
                self._lines[table] = self._line
                self._at += 1
            else:
                self._pair(table)

    def _inside(self, path: Path) -> Path:
        # A header names an array of tables without its number: it means the last one so far.
        real: Path = ()
        for part in path:
            real = (*real, part)
            if real in self._counts:
                real = (*real, self._counts[real])
        return real

    def _pair(self, table: Path) -> None:
        line = self._line
        path = self._dotted(table)
        for end in range(len(table) + 1, len(path) + 1):
            self._lines.setdefault(path[:end], line)
        self._at += 1  # the equals sign
        self._value(path)

    def _dotted(self, path: Path) -> Path:
        while True:
            self._blank()
            sign = self._text[self._at]
            if sign in "\"'":
                start = self._at
                self._string()
                path = (*path, _plain(self._text[start : self._at]))
            else:
                found = _BARE.match(self._text, self._at)
                word = found.group() if found else ""
                self._at += len(word)
                path = (*path, word)
            self._blank()
            if self._text[self._at] != ".":
                return path
            self._at += 1

    def _value(self, path: Path) -> None:
        self._blank()
        sign = self._text[self._at]
        if sign in "\"'":
            self._string()
        elif sign == "[":
            self._at += 1
            item = 0
            while self._skip(",") and self._text[self._at] != "]":
                self._lines[(*path, item)] = self._line
                self._value((*path, item))
                item += 1
            self._at += 1
        elif sign == "{":
            self._at += 1
            while self._skip(",") and self._text[self._at] != "}":
                self._pair(path)
            self._at += 1
        else:
            found = _SCALAR.match(self._text, self._at)
            self._at = found.end() if found else self._at + 1

    def _string(self) -> None:
        sign = self._text[self._at]
        mark = sign * 3 if self._text.startswith(sign * 3, self._at) else sign
        at = self._at + len(mark)
        while not self._text.startswith(mark, at):
            at += 2 if sign == '"' and self._text[at] == "\\" else 1
        at += len(mark)
        while len(mark) == 3 and self._text.startswith(sign, at):
            at += 1  # a quote of the text itself, just before the end
        self._line += self._text.count("\n", self._at, at)
        self._at = at

    def _blank(self) -> None:
        found = _SPACE.match(self._text, self._at)
        self._at = found.end() if found else self._at

    def _skip(self, also: str = "") -> bool:
        # Over blanks, line ends, comments; False at the end of the text.
        while self._at < len(self._text):
            sign = self._text[self._at]
            if sign == "\n":
                self._line += 1
            elif sign == "#":
                end = self._text.find("\n", self._at)
                self._at = len(self._text) if end < 0 else end
                continue
            elif not (sign in " \t\r" or sign in also):
                return True
            self._at += 1
        return False


def _plain(quoted: str) -> str:
    inner = quoted[1:-1]
    return inner if quoted[0] == "'" else re.sub(r"\\([\"\\])", r"\1", inner)
