"""Whether the database could be written this moment, and is whole: asked again and again, so that nobody learns it from a call.

What can be read may still be unwritable (a full disk, somebody's lock) or damaged where nobody has read it for a while.
"""

from __future__ import annotations

import contextlib
import errno
import os
import time
from pathlib import Path
from threading import Lock
from typing import Any

from dutyroom.domain.errors import Refusal
from dutyroom.lang import gettext as _
from dutyroom.store import driver, holder
from dutyroom.store.engine import Database, other_file
from dutyroom.store.faults import by_state, explain, is_busy
from dutyroom.store.feed import LOOK
from dutyroom.store.log_file import LogFile

BUSY_S = 2.5
"""Seconds for which somebody's lock is nobody's business: every act holds it for a moment."""
LOOKED_AT_S = 2.0
"""Seconds between two looks at the whole file."""
_SHARE = 50
"""A look at a large file is made so seldom that it takes this part of the time."""
_ROOM = 64 * 1024
"""Bytes that must still fit beside the file: what one act writes."""
_SAID = {
    errno.ENOSPC: "disk is full", errno.EDQUOT: "disk is full",
    errno.EROFS: "readonly", errno.EACCES: "readonly", errno.EPERM: "readonly",
}  # fmt: skip
_UNSOUND = ("corrupt", "replaced")
_TRY = "UPDATE journal_head SET seq = seq WHERE id = 1"


class Health:
    """One database, looked at from one thread on connections of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection: Any = None
        self._log: tuple[int, int] | None = None
        self._written: LogFile | None = None
        self._kept_open: Any = None
        self._busy_since: float | None = None
        self._version = -1
        self._look_next = 0.0
        self._room = ""
        self._looking = Lock()
        self._left = False

    def check(self) -> None:
        """Raises the Refusal that a writer would get now, ``busy`` with who holds the lock, or ``corrupt``."""
        with self._looking:
            try:
                self._check_all()
            finally:
                if self._left:
                    self._left = False
                    self._close_all()

    def _check_all(self) -> None:
        try:
            self._check()
        except Refusal as no:
            if no.code in _UNSOUND:
                # Nobody writes into it any more: what is open would mend nothing and might spoil more.
                self._database.unsound[:] = [no]
                # Read meanwhile, pages of another file would stay in memory after the room's own is there again. But
                # whoever closes the last connection writes the log into the file, whatever lies in it by now.
                if self._kept_open is None:
                    self._kept_open, self._connection = self._connection, None
                self._close()
            raise
        if self._database.unsound:
            self._database.close()
            self._database.unsound.clear()
        _give_back(self._kept_open)
        self._kept_open = None

    def _check(self) -> None:
        self._database.check_file()
        try:
            if self._database.dialect == "sqlite":
                self._check_sqlite()
            else:
                self._check_server()
        except Refusal:
            raise
        except Exception as fault:
            no = explain(fault)
            if no.code not in _UNSOUND:
                self._close()
            raise no from fault

    def close(self) -> None:
        """Give the connections back; at the end of a look that is under way: closed under it, SQLite brings the process down."""
        # Said first: who finds the lock taken must not leave before the look has seen it.
        self._left = True
        if self._looking.acquire(blocking=False):
            try:
                self._left = False
                self._close_all()
            finally:
                self._looking.release()

    def _close_all(self) -> None:
        self._close()
        _give_back(self._kept_open)
        self._kept_open = None

    def _close(self) -> None:
        held, self._connection = self._connection, None
        _give_back(held)

    # SQLite

    def _check_sqlite(self) -> None:
        path = self._database.path
        assert path is not None
        room_beside(path)
        if self._connection is None:
            self._connection = driver.connect(path)
            self._connection.execute("PRAGMA busy_timeout=0")
            self._log = None
            if self._written is None or not self._database.unsound:
                # Nobody may have had the file open meanwhile: then it has another log, which may lie in the same place.
                self._written = LogFile(path)
        self._check_log(path)
        try:
            self._connection.execute("BEGIN IMMEDIATE")
        except driver.Error as fault:
            if not is_busy(fault):
                raise
            self._busy(path)
        else:
            self._busy_since = None
            try:
                if self._written is not None and self._log is not None and not self._written.is_own():
                    raise explain(driver.Error("malformed"))
                self._prove(self._connection)
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
        self._look(path)

    def _check_log(self, path: Path) -> None:
        """The log that the open connections write to is still the one that others would find."""
        if driver.mode_for(driver.library_version()).journal != "WAL":
            return
        self._connection.execute("SELECT seq FROM journal_head").fetchone()
        try:
            found = os.stat(path.with_name(f"{path.name}-wal"))
            now = (found.st_dev, found.st_ino)
        except OSError:
            now = (0, 0)
        self._log = self._log or now
        if now != self._log:
            raise other_file()

    def _busy(self, path: Path) -> None:
        version = int(self._connection.execute("PRAGMA data_version").fetchone()[0])
        now = time.monotonic()
        if self._busy_since is None or version != self._version:
            # Somebody else was quicker; only who keeps it is in the way.
            self._busy_since, self._version = now, version
        elif now - self._busy_since > BUSY_S:
            raise busy(holder.of_file(path))

    def _look(self, path: Path) -> None:
        if time.monotonic() < self._look_next:
            return
        began = time.monotonic()
        # On a connection of its own, which has read nothing yet: others may have in memory what is no longer on the disk.
        known = self._connection.execute(LOOK % 0).fetchone()
        fresh = driver.connect(path, readonly=True)
        try:
            found = fresh.execute(LOOK % known[0]).fetchone()
            sound = fresh.execute("PRAGMA quick_check(1)").fetchall() == [("ok",)]
        finally:
            fresh.close()
        self._room = self._room or known[2]
        if found is None or {known[2], found[2]} != {self._room} or (found[4] or "") != known[1]:
            # Copied over: what is open still reads what was there before.
            raise other_file()
        if not sound:
            raise explain(driver.Error("malformed"))
        now = time.monotonic()
        self._look_next = now + max(LOOKED_AT_S, (now - began) * _SHARE)

    # PostgreSQL

    def _check_server(self) -> None:
        if self._connection is None:
            from dutyroom.store import server

            self._connection = server.connect(self._database.url)
        if self._connection.execute("SHOW transaction_read_only").fetchone()[0] == "on":
            raise by_state("25006")
        if who := holder.of_server(self._connection):
            raise busy(who)
        self._prove(self._connection)

    # Both

    def _prove(self, connection: Any) -> None:
        """After a write that failed, whether the next one would pass is tried: no row is changed by it."""
        if not self._database.failed:
            return
        if self._database.dialect == "sqlite":
            # A number in the file that nobody asks for; SQLite writes nothing where nothing is another afterwards.
            number = int(connection.execute("PRAGMA user_version").fetchone()[0])
            connection.execute(f"PRAGMA user_version = {number ^ 1}")
            connection.execute("COMMIT")
        else:
            connection.execute(_TRY)
        self._database.failed.clear()


def _give_back(connection: Any) -> None:
    if connection is not None:
        with contextlib.suppress(Exception):
            connection.close()


def room_beside(path: Path) -> None:
    """Raises the Refusal of a writer where no new page can be written beside that file. Leaves nothing there."""
    try:
        if not _written_beside(path):
            free = os.statvfs(path.parent) if hasattr(os, "statvfs") else None
            if free is not None and free.f_bavail * free.f_frsize < _ROOM:
                raise OSError(errno.ENOSPC, "no space left")
    except OSError as fault:
        raise explain(driver.Error(_SAID.get(fault.errno or 0, "disk i/o error"))) from fault


def _written_beside(path: Path) -> bool:
    """Whether that could be tried: with a file that has no name, where the system has such files."""
    try:
        handle = os.open(path.parent, os.O_TMPFILE | os.O_WRONLY, 0o600)
    except AttributeError:
        return False
    except OSError as fault:
        if fault.errno in (errno.EISDIR, errno.ENOENT, errno.EOPNOTSUPP, errno.EINVAL):
            return False
        raise
    try:
        left = _ROOM
        while left:
            left -= os.write(handle, b"\0" * left)
        return True
    finally:
        os.close(handle)


def busy(who: str) -> Refusal:
    """Somebody has held the lock for longer than an act takes; ``who`` as ``holder`` tells it, "" for not known."""
    if not who:
        return Refusal("busy", _("数据库被别的程序占住，写入要等。"), _("已录入的内容仍在。"))
    return Refusal("busy", _("数据库被占住，写入要等。占用者：{who}。").format(who=who), _("已录入的内容仍在。"))
