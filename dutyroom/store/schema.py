"""Which schema versions this program knows. Light: the console checks before anything else is loaded."""

from __future__ import annotations

from dutyroom.domain.errors import Refusal
from dutyroom.lang import gettext as _

HISTORY = (
    "0001", "cases", "duties", "exercises", "settled", "workplaces", "plan_life", "command", "alarm", "keyed", "terminals",
    "sealed", "spelling", "alike", "papers", "deeds", "course", "keeper",
)  # fmt: skip
"""Every schema version this program knows, oldest first; the last is the one it works with."""


def check_version(found: str) -> None:
    """Raises Refusal when the schema of that version ("" for none) is missing, older or newer than the program."""
    if found == HISTORY[-1]:
        return
    if not found:
        raise Refusal("no_schema", _("数据库还没有建好表。"), _("请运行 dutyroom db upgrade。"))
    if found in HISTORY:
        raise Refusal(
            "old_schema",
            _("数据库结构是旧版（{found}）。").format(found=found),
            _("请先备份，再运行 dutyroom db upgrade。"),
        )
    raise Refusal(
        "newer_schema",
        _("数据库由更新版本的程序建立（{found}），本程序只认到 {known}；未作任何改动。").format(
            found=found, known=HISTORY[-1]
        ),
        _("请升级本机的 dutyroom。"),
    )
