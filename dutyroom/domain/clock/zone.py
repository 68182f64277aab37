"""Time zones by their IANA name, from the data that comes with the program: every machine of a room reckons by the same.

The machine's own data is what is left where the program's is missing; it may be years old. A zone that neither has is
refused, told from data that is not there at all.
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from dutyroom.domain.errors import Refusal
from dutyroom.lang import gettext as _

_NAME = re.compile(r"[A-Za-z0-9_+-]+(?:/[A-Za-z0-9_+-]+)*")
_KNOWN_EVERYWHERE = "Asia/Shanghai"


class _Zone(ZoneInfo):
    """One read from the program's own data: a copy of it is the same one, by its name."""

    def __reduce__(self) -> Any:
        return time_zone, (self.key,)


@cache
def time_zone(name: str) -> ZoneInfo:
    """The zone of that name. Raises Refusal ``bad_zone``, ``no_zone_data``."""
    found = _loaded(name)
    if found is not None:
        return found
    if name != _KNOWN_EVERYWHERE and _loaded(_KNOWN_EVERYWHERE) is not None:
        raise Refusal("bad_zone", _("没有这个时区：{zone}").format(zone=name), _("用 IANA 名称，如 Asia/Shanghai。"))
    raise Refusal("no_zone_data", _("这台机器上没有时区数据，时限无法推算。"), _("请安装：python -m pip install tzdata。"))


def data_version() -> str:
    """The release of the data that the program goes by (``2025b``), "" where it is the machine's own."""
    data = _data()
    return str(data.IANA_VERSION) if data is not None else ""


def _data() -> Any:
    try:
        return import_module("tzdata")
    except ImportError:
        return None


def _loaded(name: str) -> ZoneInfo | None:
    if not _NAME.fullmatch(name):
        return None
    data = _data()
    with suppress(OSError, ValueError):
        if data is not None:
            with (Path(data.__file__).parent / "zoneinfo" / name).open("rb") as file:
                return _Zone.from_file(file, key=name)
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None
