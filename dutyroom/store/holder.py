"""Who holds the lock that all writers wait for, as far as the system tells it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

_WRITES_LOG, _RESERVES = 120, 0x40000001
"""Bytes that SQLite locks for writing: of the log's index, of the file itself where there is no log."""
_HELD_S = 3
# Whoever has changed the head's row holds that lock on its table until the end of the transaction.
_OF_HEAD = f"""
    SELECT a.pid, coalesce(host(a.client_addr), ''), coalesce(a.usename, ''), coalesce(a.state, '')
    FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
    WHERE l.relation = 'journal_head'::regclass AND l.mode = 'RowExclusiveLock' AND l.granted
      AND a.pid <> pg_backend_pid() AND a.xact_start < clock_timestamp() - interval '{_HELD_S} s'
    ORDER BY a.xact_start LIMIT 1
"""


def of_file(path: Path) -> str:
    """``4711 dutyroom``: number and name of the process that writes to the SQLite file; "" where the system does not tell.

    Nothing of the file is opened: closing it again would drop the locks that this process has on it.
    """
    try:
        places = {
            f"{os.major(found.st_dev):02x}:{os.minor(found.st_dev):02x}:{found.st_ino}": byte
            for name, byte in ((f"{path.name}-shm", _WRITES_LOG), (path.name, _RESERVES))
            if (found := _status(path.with_name(name))) is not None
        }
        for line in Path("/proc/locks").read_text("ascii").splitlines():
            fields = line.split()
            # `1: POSIX  ADVISORY  WRITE 4711 08:01:393245 120 120`; who waits has an arrow before the kind.
            if len(fields) != 8 or fields[3] != "WRITE" or fields[5] not in places:
                continue
            last = float("inf") if fields[7] == "EOF" else int(fields[7])
            if int(fields[6]) <= places[fields[5]] <= last:
                return f"{fields[4]} {_name(fields[4])}".strip()
    except (OSError, ValueError):
        pass
    return ""


def of_server(connection: Any) -> str:
    """``4711 user 10.0.0.7``: the session that has held the head of the journal for some seconds; "" for none."""
    found = connection.execute(_OF_HEAD).fetchone()
    return " ".join(str(word) for word in found[:3] if word) if found else ""


def _status(path: Path) -> os.stat_result | None:
    try:
        return os.stat(path)
    except OSError:
        return None


def _name(process: str) -> str:
    try:
        return Path(f"/proc/{process}/comm").read_text("utf-8", "replace").strip()
    except OSError:
        return ""
