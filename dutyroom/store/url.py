"""Database addresses, read without loading a database library."""

from __future__ import annotations

from pathlib import Path

from dutyroom.domain.errors import Refusal
from dutyroom.lang import gettext as _

_POSTGRES = ("postgresql://", "postgres://", "postgresql+psycopg://")


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
    """The address in the form that the PostgreSQL driver itself takes."""
    return "postgresql://" + url.partition("://")[2]
