"""Where past and running exercises lie: one folder each, named by its number, with a database and key of its own.

Where the database is on a server, the folder has its address instead.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from dutyroom.domain.errors import Refusal
from dutyroom.lang import gettext as _
from dutyroom.settings.paths import DEMO_KEYS, exercise_folder

_NUMBER = re.compile(r"\d{4}-\d{1,4}")
_DATABASE = "room.sqlite3"
_ADDRESS = "address"


def numbers() -> tuple[str, ...]:
    """The numbers of all exercises on this machine, the oldest first."""
    folder = exercise_folder()
    found = [each.name for each in folder.iterdir() if _NUMBER.fullmatch(each.name)] if folder.is_dir() else []
    return tuple(sorted(found, key=lambda name: tuple(map(int, name.split("-")))))


def new_exercise(today: date, server: str = "") -> tuple[str, str]:
    """A new number of this year and the address of its database, on this machine if not on a ``server``; its folder is made."""
    folder = exercise_folder()
    for serial in range(1, 10_000):
        number = f"{today.year}-{serial}"
        try:
            (folder / number / DEMO_KEYS).mkdir(mode=0o700, parents=True)
        except FileExistsError:
            continue
        if server:
            # The address may hold a password.
            (folder / number / _ADDRESS).touch(mode=0o600)
            (folder / number / _ADDRESS).write_text(server, encoding="utf-8")
        return number, server or str(folder / number / _DATABASE)
    raise Refusal("too_many", _("演练太多，编号用完了。"), _("请整理 {folder}。").format(folder=folder))


def database_of(number: str) -> str:
    """The address of an exercise's database. Raises Refusal ``not_found``."""
    path, address = exercise_folder() / number / _DATABASE, exercise_folder() / number / _ADDRESS
    if _NUMBER.fullmatch(number) and address.is_file():
        return address.read_text(encoding="utf-8")
    if not _NUMBER.fullmatch(number) or not path.is_file():
        known = _("可选：{known}").format(known="、".join(numbers())) if numbers() else _("先开一场：dutyroom exercise run。")
        raise Refusal("not_found", _("没有这场演练：{number}").format(number=number), known)
    return str(path)


def folder_of(number: str) -> Path:
    """The folder of that exercise."""
    return exercise_folder() / number
