"""``erased.list`` beside the room key: the marks of keys that were destroyed, for the day on which the database is lost.

A backup from before an erasure has the key still. With the list a restore knows it and destroys it again. A mark follows
from a key made by chance, so the list tells of nobody.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from sqlmodel import col, select

from dutyroom.domain.errors import Refusal
from dutyroom.domain.strict import from_json
from dutyroom.lang import gettext as _
from dutyroom.settings.files import settle, unwritten
from dutyroom.store.canonical import stamp
from dutyroom.store.engine import Database
from dutyroom.store.keys import RoomKeys
from dutyroom.store.rows.record import Erased
from dutyroom.store.scrub import scrub

FILE_NAME = "erased.list"

Marks = dict[str, str]
"""By the mark of a destroyed key the complaint that was erased."""


def list_file(keys: RoomKeys) -> Path | None:
    """Where the list lies: beside the key; None for an exercise, whose database carries its key."""
    return keys.folder / FILE_NAME if keys.folder is not None else None


def read(*files: Path | None) -> Marks:
    """The marks in these files; one that is not there has none. Raises Refusal when one can't be read or is no such list."""
    marks: Marks = {}
    for file in files:
        try:
            lines = file.read_text(encoding="utf-8").splitlines() if file is not None else []
            for line in lines:
                said = from_json(line)
                marks[str(said["mark"])] = str(said["complaint"])
        except FileNotFoundError:
            continue
        except (OSError, ValueError, KeyError, TypeError) as fault:
            raise Refusal("bad_list", _("读不了已删除名单：{file}").format(file=file), _("请取回完好的一份。")) from fault
    return marks


def keep(database: Database, file: Path) -> None:
    """Adds to the list what the database has and it lacks (mode 0600). Raises Refusal ``cannot_write``, or as ``read``."""
    known = read(file)
    with database.read() as session:
        rows = session.exec(select(Erased).order_by(col(Erased.at), col(Erased.mark))).all()
    rows = [row for row in rows if row.mark not in known]
    if not rows:
        return
    lines = [json.dumps({"mark": row.mark, "complaint": row.complaint, "at": stamp(row.at)}) for row in rows]
    try:
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8") as out:
            out.write("".join(f"{line}\n" for line in lines))
            out.flush()
            os.fsync(out.fileno())
        settle(file.parent)
    except OSError as fault:
        raise unwritten(file, fault) from fault


def finish(database: Database, keys: RoomKeys) -> str:
    """After an erasure was committed: the list, and nothing left in the files. What is to be told about it, never raises."""
    told = []
    try:
        file = list_file(keys)
        if file is not None:
            keep(database, file)
    except Refusal as no:
        told.append(_("已删除名单没有写成：{why}").format(why=no.message))
    try:
        if not scrub(database):
            told.append(_("数据库文件中还有残留：请退出各值班台后运行 dutyroom db scrub。"))
    except Refusal as no:
        told.append(_("数据库文件中还有残留：{why} 之后请运行 dutyroom db scrub。").format(why=f"{no.message} {no.hint}"))
    if database.path is None:
        told.append(_("服务器的日志、副本和此前的备份中还有，须由管理员清除。"))
    else:
        told.append(_("此前的备份中还有，恢复时会再次删除。"))
    return "".join(told)
