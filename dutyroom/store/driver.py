"""The one SQLite library of the process, and how files are opened through it.

Two SQLite libraries on one file in one process drop each other's locks and lose commits, so everything that touches
the file (first paint, engines, feed, backup, tests) comes through here. WAL with several connections can lose commits
in SQLite before 3.51.3 (fixed too in 3.44.6 and 3.50.7); an affected library gets a rollback journal instead.
"""

from __future__ import annotations

import contextlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from dutyroom.domain.errors import Refusal
from dutyroom.lang import gettext as _
from dutyroom.store.faults import explain

library = dbapi2
Connection = dbapi2.Connection
Error = dbapi2.Error

BUSY_TIMEOUT_MS = 5_000
OVERWRITE = "PRAGMA secure_delete=ON"
"""What is deleted is overwritten: nothing erased is found again in pages that are free."""
_NETWORK = frozenset(
    [
        "nfs",
        "nfs4",
        "cifs",
        "smb",
        "smb2",
        "smb3",
        "smbfs",
        "afs",
        "ceph",
        "9p",
        "ncpfs",
        "glusterfs",
        "fuse.sshfs",
        "fuse.glusterfs",
        "lustre",
        "davfs",
    ]
)


@dataclass(frozen=True, slots=True)
class Mode:
    """How a file is kept: ``journal`` WAL or DELETE, ``synchronous`` FULL or EXTRA. Both keep every acknowledged commit."""

    journal: str
    synchronous: str


def mode_for(version: tuple[int, ...]) -> Mode:
    """The safe mode for a SQLite library of that version."""
    sound = version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)
    return Mode("WAL", "FULL") if sound else Mode("DELETE", "EXTRA")


def library_version() -> tuple[int, ...]:
    """Version of the SQLite library in use."""
    return tuple(int(part) for part in dbapi2.sqlite_version.split("."))


def missing(path: Path) -> Refusal:
    """There is no such file."""
    return Refusal("no_database", _("没有这个数据库文件：{path}").format(path=path))


def connect(path: str | Path, readonly: bool = False) -> Any:
    """Open the file in the safe mode; the caller controls transactions (BEGIN, COMMIT) itself.

    A connection may pass between threads but be used by one at a time. ``readonly`` opens with ``query_only``; a
    missing file is then not created. Where nothing can be written the file is read as it lies, on a share too. Raises
    Refusal for a network file system, a missing file or one that is no database.
    """
    path = Path(path)
    lies = lying(path)
    if not lies:
        refuse_network(path)
    if readonly and not path.exists():
        raise missing(path)
    if not path.exists():
        # Personal data is sealed, yet what is in the file is nobody else's business.
        with contextlib.suppress(OSError):
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        connection = dbapi2.connect(
            f"{path.absolute().as_uri()}?{lies}" if lies else str(path),
            timeout=BUSY_TIMEOUT_MS / 1000, isolation_level=None, check_same_thread=False, uri=bool(lies),
        )  # fmt: skip
    except Error as fault:
        raise Refusal(
            "no_database",
            _("打不开数据库文件：{path}（{why}）").format(path=path, why=fault),
            _("请查看目录是否存在、是否有读写权限。"),
        ) from fault
    try:
        _prepare(connection, readonly or bool(lies))
    except Error as fault:
        connection.close()
        raise explain(fault) from fault
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: Any, readonly: bool) -> None:
    mode = mode_for(library_version())
    connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    try:
        now = connection.execute("PRAGMA journal_mode").fetchone()[0]
        if now.upper() != mode.journal and not readonly:
            connection.execute(f"PRAGMA journal_mode={mode.journal}")
        connection.execute(f"PRAGMA synchronous={mode.synchronous}")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute(OVERWRITE)
        if readonly:
            connection.execute("PRAGMA query_only=ON")
    except dbapi2.DatabaseError as fault:
        if "not a database" in str(fault):
            raise Refusal(
                "not_a_database",
                _("这个文件不是值班台的数据库，未改动它。"),
                _("请用 --database 指定正确的文件。"),
            ) from fault
        raise


def lying(path: Path) -> str:
    """How SQLite is to open a file that can't be written here: ``mode=ro``, ``immutable=1``; "" for one that can.

    In a folder that can't be written there is no place for the files that SQLite needs beside a log: where there are none,
    nobody is writing. Raises Refusal ``cannot_open`` where a log without its index holds part of the data.
    """
    if not path.exists():
        return ""
    into, file = os.access(path.parent, os.W_OK), os.access(path, os.W_OK)
    if into:
        return "" if file else "mode=ro"
    beside = [path.with_name(f"{path.name}-{tail}") for tail in ("wal", "journal")]
    if not any(each.exists() and each.stat().st_size for each in beside):
        return "immutable=1"
    if path.with_name(f"{path.name}-shm").exists():
        return "mode=ro"
    raise Refusal(
        "cannot_open",
        _("数据库在只读的地方，旁边的 -wal 或 -journal 里还有内容，在那里读不全：{path}").format(path=path),
        _("请连同 -wal、-journal 一起拷到可写的文件夹再打开。"),
    )


def refuse_network(path: Path) -> None:
    """Raise Refusal when the file lies on a network file system, where locks cannot be trusted."""
    kind = file_system(path)
    if kind in _NETWORK:
        raise Refusal(
            "network_file_system",
            _("数据库不能放在网络文件系统上（{kind}）：那里的文件锁不可靠，会丢数据。").format(kind=kind),
            _("请放在本机磁盘；多台机器共用请改用 PostgreSQL。"),
        )


def file_system(path: Path, mounts: str | None = None) -> str:
    """The kind of file system that holds ``path`` (``ext4``, ``nfs`` …); empty where the system does not say.

    ``mounts`` is the text of /proc/mounts, read when not given.
    """
    if mounts is None:
        if not sys.platform.startswith("linux"):
            return "smb" if str(path).startswith("\\\\") else ""
        try:
            mounts = Path("/proc/mounts").read_text(encoding="utf-8", errors="surrogateescape")
        except OSError:
            return ""
    real = os.path.realpath(path)
    best, kind = "", ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        point = (
            fields[1].encode("utf-8", "surrogateescape").decode("unicode_escape") if len(fields) > 2 else ""
        )
        inside = real == point or real.startswith(point.rstrip("/") + "/")
        # Later lines cover earlier ones of the same place.
        if point and inside and len(point) >= len(best):
            best, kind = point, fields[2]
    return kind


def describe() -> dict[str, str]:
    """What runs and why, for ``doctor``."""
    mode = mode_for(library_version())
    sound = mode.journal == "WAL"
    return {
        "library": "sqlcipher3",
        "version": dbapi2.sqlite_version,
        "journal": mode.journal,
        "synchronous": mode.synchronous,
        "why": _("此版本无 WAL 丢失提交的缺陷") if sound else _("此版本在 WAL 下可能丢失提交，改用回滚日志"),
    }
