"""Files beside the database: read up to a bound, so that none of them, and no device, fills the memory; kept over a power cut."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from dutyroom.domain.errors import Refusal
from dutyroom.lang import gettext as _

LARGEST = 8 * 1024 * 1024
"""Bytes that a file of settings may have."""


def contents(file: Path, most: int = LARGEST) -> bytes:
    """The file's bytes. Raises Refusal ``bad_file`` when it can't be opened or has more than ``most``."""
    try:
        with file.open("rb") as opened:
            found = opened.read(most + 1)
    except (OSError, ValueError) as unread:
        raise Refusal("bad_file", _("打不开文件：{file}").format(file=file), _("请核对路径和读取权限。")) from unread
    if len(found) > most:
        raise Refusal("bad_file", _("文件太大：{file}").format(file=file), _("最多 {n} MB。").format(n=most // 1024**2))
    return found


def text(file: Path, most: int = LARGEST) -> str:
    """The file's text, without a byte order mark. Raises Refusal ``bad_file``, for another encoding than UTF-8 too."""
    try:
        return contents(file, most).decode("utf-8-sig")
    except UnicodeDecodeError as other:
        no = _("{file} 不是 UTF-8 文字文件").format(file=file)
        raise Refusal("bad_file", no, _("请另存为 UTF-8。")) from other


@contextmanager
def new_file(file: Path, rights: int = 0o666, **how: Any) -> Iterator[IO[Any]]:
    """A file that was not there, open for writing as ``how`` (of ``open``) says; gone again where it could not be written whole.

    Raises Refusal ``exists``, or as ``unwritten``.
    """
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), rights)
    except OSError as fault:
        raise unwritten(file, fault) from fault
    try:
        with open(handle, **{"mode": "w", **how}) as out:
            yield out
    except BaseException as cut:
        # Half of it would be taken for the whole, and stand in the way of the next try.
        file.unlink(missing_ok=True)
        if isinstance(cut, OSError):
            raise unwritten(file, cut) from cut
        raise


def unwritten(file: Path, fault: OSError) -> Refusal:
    """Why that file was not written: ``exists`` where it is in the way, else ``cannot_write``."""
    if isinstance(fault, FileExistsError):
        return Refusal("exists", _("文件已存在，没有覆盖：{file}").format(file=file), _("请换一个文件名。"))
    whys = {
        errno.ENOSPC: (_("磁盘已满"), _("请腾出空间后重试。")),
        errno.EDQUOT: (_("磁盘已满"), _("请腾出空间后重试。")),
        errno.EROFS: (_("磁盘只读"), _("请换一个文件夹。")),
        errno.ENOENT: (_("没有这个文件夹"), _("请核对路径。")),
        errno.ENOTDIR: (_("没有这个文件夹"), _("请核对路径。")),
        errno.ENAMETOOLONG: (_("文件名太长"), _("请换一个文件名。")),
    }
    why, do = whys.get(fault.errno or 0, (fault.strerror or _("未知"), _("请核对目录和写入权限。")))
    if isinstance(fault, PermissionError):
        why = _("没有写入权限")
    return Refusal("cannot_write", _("写不了文件：{file}（{why}）").format(file=file, why=why), do)


def settle(folder: Path) -> None:
    """The names in that folder outlast a power cut from now on; where the system can't say so, in its own time."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
