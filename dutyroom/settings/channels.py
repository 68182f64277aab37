"""How people are reached outside the console: one file on the machine that keeps the clocks, apart from database and backup.

    [[channel]]
    name = "李伟邮箱"
    person = "liwei"
    url = "mailtos://…"

``person`` is an account, ``role`` instead a role of the plan; ``url`` is what apprise reads, with its secrets, so the file is
for nobody else's eyes.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from dutyroom.domain.errors import Refusal
from dutyroom.domain.strict import from_toml
from dutyroom.lang import gettext as _
from dutyroom.settings.files import text

VARIABLE = "DUTYROOM_CHANNELS"


@dataclass(frozen=True, slots=True)
class Channel:
    """One way to one person, or to whoever holds a role. ``name`` is what the room calls it."""

    name: str
    person: str
    role: str
    url: str = field(repr=False)


def channels_file() -> Path:
    """Where they stand: ``DUTYROOM_CHANNELS``, else the user's configuration folder. It may not be there."""
    said = os.environ.get(VARIABLE)
    if said:
        return Path(said)
    from platformdirs import user_config_path

    return user_config_path("dutyroom") / "channels.toml"


def read_channels(file: Path | None = None) -> tuple[Channel, ...]:
    """The channels, none where there is no file. Raises Refusal ``bad_channels`` for one that can't be read."""
    file = file or channels_file()
    if not file.exists():
        return ()
    try:
        found = from_toml(text(file)).get("channel", [])
        made = tuple(
            Channel(str(each["name"]), str(each.get("person", "")), str(each.get("role", "")), str(each["url"])) for each in found
        )
    except (ValueError, TypeError, AttributeError, KeyError) as bad:
        raise _unreadable(file, type(bad).__name__ if isinstance(bad, KeyError) else str(bad)) from None
    names = [each.name for each in made]
    if len(set(names)) < len(names) or any(bool(each.person) == bool(each.role) for each in made):
        raise _unreadable(file, _("每条要有不重复的 name，以及 person 或 role 之一"))
    return made


def _unreadable(file: Path, why: str) -> Refusal:
    what = _("通知渠道文件读不出：{file}（{why}）。").format(file=file.name, why=why)
    return Refusal("bad_channels", what, _("改正后自动重新读取；在此之前不外发消息。"))
