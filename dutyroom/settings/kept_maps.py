"""How files of one sender are read, kept on this machine under a name: which column is which field, and what is said for all."""

from __future__ import annotations

import json
import os
import re
import tempfile
from pathlib import Path
from typing import Any

from dutyroom.domain.errors import Refusal
from dutyroom.domain.strict import from_json
from dutyroom.lang import gettext as _
from dutyroom.settings.files import text, unwritten

_NAME = re.compile(r"[\w-]{1,40}")


def map_file(name: str) -> Path:
    """Where the map of that name lies. Raises Refusal ``bad_input`` for what is no name."""
    from platformdirs import user_config_path

    if not _NAME.fullmatch(name):
        raise Refusal("bad_input", _("名称只用文字、数字和连字符：{name}").format(name=name))
    return user_config_path("dutyroom") / "imports" / f"{name}.json"


def load_map(name: str) -> dict[str, Any]:
    """What is kept under that name. Raises Refusal ``not_found`` or ``bad_file``."""
    file = map_file(name)
    if not file.exists():
        known = "、".join(sorted(each.stem for each in file.parent.glob("*.json"))) or _("无")
        raise Refusal("not_found", _("没有名为「{name}」的导入方式。").format(name=name), _("可选：{known}").format(known=known))
    try:
        content = from_json(text(file))
    except ValueError as unread:
        raise Refusal("bad_file", _("读不出导入方式：{file}").format(file=file), _("请重新给出各项并保存。")) from unread
    if not isinstance(content, dict):
        raise Refusal("bad_file", _("读不出导入方式：{file}").format(file=file), _("请重新给出各项并保存。"))
    return content


def save_map(name: str, content: dict[str, Any]) -> None:
    """Keeps it under that name, in place of what was there; whole or not at all. Raises Refusal ``cannot_write``."""
    file = map_file(name)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=file.parent, prefix=".map-")
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            json.dump(content, out, ensure_ascii=False, indent=2)
        os.replace(draft, file)
    except OSError as fault:
        raise unwritten(file, fault) from fault
