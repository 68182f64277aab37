"""Being woken when a file is written to: Linux tells (inotify); elsewhere the caller goes on polling."""

from __future__ import annotations

import contextlib
import ctypes
import os
import select
import sys
from pathlib import Path

_MODIFY = 0x2
_BUFFER = 65536


class Wake:
    """Waits for writes to one file. One thread at a time."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._poll = select.poll()
        self._poll.register(handle, select.POLLIN)

    def wait(self, seconds: float) -> bool:
        """Whether the file was written to before that many seconds were over; earlier writes not yet told count too."""
        if not self._poll.poll(max(0, int(seconds * 1000))):
            return False
        with contextlib.suppress(BlockingIOError):
            os.read(self._handle, _BUFFER)
        return True

    def close(self) -> None:
        """Give the handle back."""
        os.close(self._handle)


def watch(file: Path) -> Wake | None:
    """Something that wakes when ``file`` is written to; None where the system can't tell or the file is not there."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        system = ctypes.CDLL(None)
        handle = system.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, AttributeError):
        return None
    if handle < 0:
        return None
    if system.inotify_add_watch(handle, os.fsencode(file), _MODIFY) < 0:
        os.close(handle)
        return None
    return Wake(handle)
