"""Database addresses, read without loading a database library."""

from __future__ import annotations

import re
from pathlib import Path

from dutyroom.domain.errors import Refusal
from dutyroom.lang import gettext as _

_POSTGRES = ("postgresql://", "postgres://", "postgresql+psycopg://")
_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_PORT = re.compile(r"(?:\[[^\]]*\]|[^:\]]*)(?::(\d*))?")


def is_postgres(url: str) -> bool:
    """Whether the address names a PostgreSQL server."""
    return url.startswith(_POSTGRES)


def sqlite_path(url: str) -> Path | None:
    """The file that the address names (``sqlite:///relative``, ``sqlite:////absolute`` or a plain path), None for PostgreSQL.

    Raises Refusal for any other kind of address.
    """
    if is_postgres(url):
        return None
    if url.startswith("sqlite:///"):
        url = url.removeprefix("sqlite:///")
    elif "://" in url:
        raise Refusal(
            "bad_url",
            _("不支持这种数据库地址：{kind}").format(kind=url.partition("://")[0]),
            _("请用文件路径、sqlite:///文件，或 postgresql://…"),
        )
    if not url or url.startswith(":memory:"):
        raise Refusal(
            "bad_url", _("数据库地址里没有文件名。"), _("例：sqlite:////var/lib/dutyroom/room.sqlite3")
        )
    return Path(url)


def psycopg_url(url: str) -> str:
    """The address in the form that the PostgreSQL driver itself takes.

    Raises Refusal ``bad_url`` for one that the driver would read otherwise than it is meant: a sign in the password that
    divides an address. Nothing of the address is said again, it may be a piece of the password.
    """
    rest = url.partition("://")[2]
    place, _slash, after = rest.partition("/")
    user, _at, hosts = place.rpartition("@")
    database = after.partition("?")[0]
    ports = [_PORT.fullmatch(host) for host in hosts.partition("?")[0].split(",")]
    if any(port and port[1] and not 1 <= int(port[1]) <= 65535 for port in ports):
        raise Refusal("bad_url", _("数据库地址里的端口须在 1 至 65535 之间。"), _("PostgreSQL 通常是 5432；可以不写。"))
    if "@" in user or "@" in database or "/" in database or None in ports or _BROKEN_ESCAPE.search(rest):
        raise Refusal(
            "bad_url",
            _("数据库地址看不懂。"),
            _("口令里的 @ : / # ? % 须写成 %40 %3A %2F %23 %3F %25；例：postgresql://用户:口令@主机/库"),
        )
    return f"postgresql://{rest}"
