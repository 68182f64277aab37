"""Where past and running exercises lie: one folder each, named by its number, with a database and key of its own."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from dutyroom.domain.errors import Refusal
from dutyroom.lang import gettext as _
from dutyroom.settings.paths import DEMO_KEYS, exercise_folder

_NUMBER = re.compile(r"\d{4}-\d{1,4}")
_DATABASE = "room.sqlite3"


def numbers() -> tuple[str, ...]:
    """The numbers of all exercises on this machine, the oldest first."""
    folder = exercise_folder()
    found = [each.name for each in folder.iterdir() if _NUMBER.fullmatch(each.name)] if folder.is_dir() else []
    return tuple(sorted(found, key=lambda name: tuple(map(int, name.split("-")))))


def new_exercise(today: date) -> tuple[str, str]:
    """A new number of this year and the address of its database; its folder is made."""
    folder = exercise_folder()
    for serial in range(1, 10_000):
        number = f"{today.year}-{serial}"
        try:
            (folder / number / DEMO_KEYS).mkdir(mode=0o700, parents=True)
        except FileExistsError:
            continue
        return number, str(folder / number / _DATABASE)
    raise Refusal("too_many", _("演练太多，编号用完了。"), _("请整理 {folder}。").format(folder=folder))


def database_of(number: str) -> str:
    """The address of an exercise's database. Raises Refusal ``not_found``."""
    path = exercise_folder() / number / _DATABASE
    if not _NUMBER.fullmatch(number) or not path.is_file():
        known = _("可选：{known}").format(known="、".join(numbers())) if numbers() else _("先开一场：dutyroom exercise run。")
        raise Refusal("not_found", _("没有这场演练：{number}").format(number=number), known)
    return str(path)


def folder_of(database: str) -> Path:
    """The folder of an exercise whose database is there."""
    return Path(database).parent
