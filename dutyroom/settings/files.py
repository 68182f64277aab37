"""Files beside the database: read up to a bound, so that none of them, and no device, fills the memory; kept over a power cut."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

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


def settle(folder: Path) -> None:
    """The names in that folder outlast a power cut from now on; where the system can't say so, in its own time."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
