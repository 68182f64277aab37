"""The log beside an SQLite file (``-wal``). It is only ever written on, and anew from its beginning after all of it went into
the file: what stood in it and is another thing now was put there by somebody else. SQLite itself looks at a log's checksums
only when it recovers, and takes what lies there for its own.

https://www.sqlite.org/fileformat2.html#walformat
"""

from __future__ import annotations

import struct
from pathlib import Path
from zlib import crc32

_HEADER = 32
_FRAME = 24


class LogFile:
    """One log, looked at again and again. Only that of ``-wal``: whoever opens and closes ``-shm`` loses SQLite's locks on it."""

    def __init__(self, path: Path) -> None:
        """``path`` of the database."""
        self._path = path.with_name(f"{path.name}-wal")
        self._salts = b""
        self._size, self._sum = 0, 0

    def is_own(self) -> bool:
        """Whether all that stood in it at the last look still does. Only while nobody writes to it."""
        with self._path.open("rb") as file:
            data = file.read()
        if not data:
            # Emptied into the file; where it was not, the file itself shows it.
            return True
        if len(data) < _HEADER:
            return False
        salts = data[16:24]
        if self._salts and salts != self._salts:
            # Begun anew, by whom the salts don't tell: emptied between two looks, they have nothing to do with those before.
            if not _sound(data[:_HEADER]):
                return False
        elif self._salts and crc32(data[: self._size]) != self._sum:
            return False
        self._size = _committed(data, salts)
        self._salts, self._sum = salts, crc32(data[: self._size])
        return True


def _committed(data: bytes, salts: bytes) -> int:
    """Bytes up to the end of the last transaction."""
    page = _number(data[8:12])
    end = at = _HEADER
    while data[at + 8 : at + 16] == salts and at + _FRAME + page <= len(data):
        done, at = _number(data[at + 4 : at + 8]), at + _FRAME + page
        end = at if done else end
    return end


def _sound(header: bytes) -> bool:
    order = ">" if _number(header[:4]) & 1 else "<"
    words = struct.unpack(f"{order}6I", header[:24])
    one = two = 0
    for first, second in zip(words[::2], words[1::2], strict=True):
        one = (one + first + two) % (1 << 32)
        two = (two + second + one) % (1 << 32)
    return (one, two) == struct.unpack(">2I", header[24:32])


def _number(four: bytes) -> int:
    return int.from_bytes(four[:4], "big")
