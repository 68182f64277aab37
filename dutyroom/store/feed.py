"""Waiting for what others commit. A wake-up only says "look"; what is new is always read as ``seq > last``."""

from __future__ import annotations

import contextlib
import threading
import time
from typing import Any

from dutyroom.domain.errors import Refusal
from dutyroom.lang import gettext as _
from dutyroom.store import driver
from dutyroom.store.engine import Database, other_file
from dutyroom.store.faults import explain, is_busy
from dutyroom.store.schema import check_version
from dutyroom.store.wake import Wake, watch

POLL_S = 0.02
"""Seconds between two looks where nothing wakes the feed."""
SLOW_POLL_S = 0.25
"""Seconds between two looks where something should: whatever it misses is seen this late."""
# A write to the log is told before its commit can be seen: look again soon, then less and less often.
_FIRST_LOOK_S, _LAST_LOOK_S = 0.0002, 0.05
LOOK = (
    "SELECT seq, mac, key_check, (SELECT version_num FROM alembic_version), (SELECT mac FROM journal WHERE seq = %d)"
    " FROM journal_head WHERE id = 1"
)
_TIMED = LOOK.replace(" FROM journal_head", ", clock_timestamp() FROM journal_head")
# A server that has gone silent is noticed within this time, and shown.
_SILENCE_S = 3


class Feed:
    """Waiting on one database. Threads may share it: each waits on a connection of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._own = threading.local()

    def wait(self, after: int, timeout: float) -> int:
        """Block until the journal has an entry after ``after`` or ``timeout`` seconds are over; returns its last seq.

        Raises Refusal when the database is gone, and when its schema is no longer this program's; the next call
        connects anew, and no entry is missed. ``rewound`` when the journal does not go on from where it was: all that was
        read is to be read anew. ``replaced`` while another room lies there.
        """
        try:
            self._database.check_file()
            if self._database.dialect == "sqlite":
                return self._wait_sqlite(after, timeout)
            return self._wait_postgres(after, timeout)
        except Exception as fault:
            self.close()
            if _is_database_error(fault):
                raise explain(fault) from fault
            raise

    def close(self) -> None:
        """Give this thread's connection back."""
        for name in ("wake", "connection"):
            held = getattr(self._own, name, None)
            setattr(self._own, name, None)
            if held is not None:
                held.close()

    @property
    def _connection(self) -> Any:
        return getattr(self._own, "connection", None)

    def _look(self, after: int, asked: str = LOOK) -> int:
        """The journal's last seq, when it goes on from what this thread has seen of it."""
        seen: tuple[int, str, str] | None = getattr(self._own, "seen", None)
        found = self._connection.execute(asked % (seen[0] if seen else 0)).fetchone()
        if found is None:
            raise other_file()
        check_version(str(found[3]))
        if asked is _TIMED:
            self._database.time.at(found[5])
        now = int(found[0]), str(found[1]), str(found[2])
        if seen is not None and now[2] != seen[2]:
            raise other_file()
        if now[0] < after or (seen is not None and (found[4] or "") != seen[1]):
            self._own.seen = None
            raise Refusal(
                "rewound", _("数据库已换成另一时刻的内容（从备份恢复）。"), _("画面随即重新读取；恢复之后办的事须重办。")
            )
        self._own.seen = now
        return now[0]

    def _wait_sqlite(self, after: int, timeout: float) -> int:
        until = time.monotonic() + timeout
        path = self._database.path
        assert path is not None
        if self._connection is not None and driver.lying(path):
            # What is read as it lies stays as it was when it was opened.
            self.close()
        if self._connection is None:
            self._own.connection = driver.connect(path, readonly=True)
            with contextlib.suppress(driver.Error):
                # The log lies beside the file once somebody has read.
                self._own.connection.execute(LOOK % 0).fetchone()
            self._own.wake = watch(path.with_name(f"{path.name}-wal"))
        wake: Wake | None = self._own.wake
        known: int | None = None
        seq = after
        again = 0.0
        while True:
            try:
                now = int(self._connection.execute("PRAGMA data_version").fetchone()[0])
                if now != known:
                    seq, again = self._look(after), 0.0
                    known = now
            except driver.Error as fault:
                # With a rollback journal a writer may hold the file; that is no news yet.
                if not is_busy(fault):
                    raise
            left = until - time.monotonic()
            if seq > after or left <= 0:
                return seq
            if wake is None:
                time.sleep(min(POLL_S, left))
            elif again:
                time.sleep(min(again, left))
                again = again * 2 if again < _LAST_LOOK_S else 0.0
            elif wake.wait(min(SLOW_POLL_S, left)):
                again = _FIRST_LOOK_S

    def _wait_postgres(self, after: int, timeout: float) -> int:
        until = time.monotonic() + timeout
        if self._connection is None:
            self._own.connection, self._own.told = _listening(self._database.url)
        while True:
            seq = self._look(after, _TIMED)
            left = until - time.monotonic()
            if seq > after or left <= 0:
                return seq
            if not self._own.told:
                time.sleep(min(SLOW_POLL_S, left))
                continue
            for _notice in self._connection.notifies(timeout=min(left, _SILENCE_S), stop_after=1):
                pass


def _listening(url: str) -> tuple[Any, bool]:
    """A connection, and whether it is told of what is new: not by a standby, nor through a pooler."""
    import psycopg

    from dutyroom.store import server

    connection = server.connect(url, silence_ms=_SILENCE_S * 1000)
    try:
        if server.shared(connection):
            return connection, False
        # Listen before the first look, so that nothing falls between the two.
        connection.execute("LISTEN dutyroom")
    except psycopg.errors.ReadOnlySqlTransaction:
        return connection, False
    except BaseException:
        connection.close()
        raise
    return connection, True


def _is_database_error(fault: Exception) -> bool:
    if isinstance(fault, driver.Error):
        return True
    import psycopg

    return isinstance(fault, psycopg.Error)
