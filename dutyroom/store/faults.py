"""What a database error means to a person: what happened, what was kept, what to do.

PostgreSQL says what happened in a code (SQLSTATE) and in words of the server's own language: the code decides, and none of
the words is passed on. SQLite speaks English everywhere.
"""

from __future__ import annotations

from collections.abc import Callable

from dutyroom.domain.errors import Refusal, TornAway
from dutyroom.lang import gettext as _

UNWRITABLE = frozenset({
    "busy", "connection_lost", "disk_full", "read_only", "io_error", "cannot_open", "database_error", "internal",
    "wrong_password", "not_let_in", "no_such_database", "tls", "too_many_connections", "no_rights", "pooler",
})  # fmt: skip
"""Codes of refusals that say that the database can't be written now, not that the act may not be done."""

_BUSY = ("database is locked", "database table is locked")
_TORN = ("40001", "40P01")
"""A serialization failure, a deadlock: the transaction was given up for another's, and the same again may pass."""


def is_busy(fault: BaseException) -> bool:
    """Whether somebody else held the lock, so that trying again may help."""
    state = _state(fault)
    if state is not None:
        return state in ("55P03", "57014", *_TORN)
    return any(words in str(fault).lower() for words in _BUSY)


def explain(fault: BaseException) -> Refusal:
    """The refusal that says what this database error means. Nothing uncommitted was kept, nothing committed was lost."""
    if hasattr(fault, "sqlstate"):
        broken = any(each.__name__ in ("OperationalError", "InterfaceError") for each in type(fault).__mro__)
        return by_state(_state(fault)) if _state(fault) or broken else _unknown(type(fault).__name__)
    if type(fault).__name__ == "TimeoutError":
        # All of this process's own connections are in use.
        return _busy()
    if type(fault).__name__ == "NoSuchTableError":
        return _no_schema()
    return _of_sqlite(fault)


def by_state(state: str | None) -> Refusal:
    """The refusal for a PostgreSQL server's SQLSTATE; None where the connection broke without one."""
    if state is None:
        return _lost()
    if state in _TORN:
        return TornAway("busy", *_words_of_busy())
    says = _BY_STATE.get(state) or _BY_CLASS.get(state[:2])
    if says is None:
        return _unknown(f"SQLSTATE {state}")
    return says()


def unreachable() -> Refusal:
    """No server answers at that address."""
    return Refusal(
        "connection_lost", _("连不上数据库服务器，这次没有存上。"), _("请查看服务器和网络；连上后请重试。")
    )


def bad_options() -> Refusal:
    """The address names an option that there is not, or gives one what it can't be."""
    return Refusal(
        "bad_url", _("数据库地址里有看不懂的项，没有连接。"), _("请核对地址中的端口和 ? 之后的各项；例：postgresql://用户:口令@主机:5432/库")
    )


def no_password() -> Refusal:
    """The server asks for a password, and there is none."""
    return Refusal(
        "wrong_password", _("数据库服务器要口令，而没有给出。"), _("请写进地址 postgresql://用户:口令@主机/库，或用 PGPASSFILE。")
    )


def no_tls(certificate: bool = False) -> Refusal:
    """The address asks for an encrypted line: the server has none, or its ``certificate`` is not the one trusted."""
    if certificate:
        return Refusal(
            "tls", _("数据库服务器的证书不可信，没有连接。"), _("请管理员核对 sslrootcert 和服务器证书上的主机名。")
        )
    return Refusal(
        "tls", _("地址要求加密（sslmode），数据库服务器没有开启。"), _("请管理员在服务器上开启 TLS，或改地址里的 sslmode。")
    )


def not_utf8(encoding: str) -> Refusal:
    """The database keeps text in an encoding that has not all of it."""
    return Refusal(
        "bad_encoding",
        _("数据库编码须为 UTF8，现在是 {encoding}；未作任何改动。").format(encoding=encoding),
        _("请管理员另建：CREATE DATABASE 库 ENCODING 'UTF8' TEMPLATE template0。"),
    )


def refused_by_pooler(options: bool) -> Refusal:
    """A pooler that refuses the session: maybe for the ``options`` that the address gives for its start."""
    if options:
        return Refusal(
            "pooler",
            _("中间的连接池不接受地址里的 options。"),
            _("请直连数据库，或由管理员 ALTER ROLE 用户 SET search_path，地址里不写。"),
        )
    return Refusal(
        "not_let_in", _("中间的连接池不让这样连接。"), _("用户、口令或库名不对，或连接已满：请管理员查看连接池的日志。")
    )


def no_rights() -> Refusal:
    """The user of the database may not do this there."""
    return Refusal(
        "no_rights",
        _("数据库用户的权限不够，没有办成。"),
        _("建表、升级、清除须表的所有者；平日须对各表 SELECT、INSERT、UPDATE、DELETE：请管理员授权。"),
    )


def _state(fault: BaseException) -> str | None:
    return getattr(fault, "sqlstate", None)


def _words_of_busy() -> tuple[str, str]:
    return _("数据库正忙，这次没有存上。"), _("请稍候再试；已录入的内容仍在。")


def _busy() -> Refusal:
    return Refusal("busy", *_words_of_busy())


def _lost() -> Refusal:
    return Refusal(
        "connection_lost",
        _("与数据库的连接断了，不能确定这次是否已存上。"),
        _("连上后请重试：同一次操作不会重复办理。"),
    )


def _starting() -> Refusal:
    return Refusal("connection_lost", _("数据库服务器正在启动或停止，这次没有存上。"), _("请稍候再试；已录入的内容仍在。"))


def _wrong_password() -> Refusal:
    return Refusal(
        "wrong_password", _("数据库的用户或口令不对，没有连接。"), _("口令可能已更换：请管理员核对地址里的用户和口令。")
    )


def _not_let_in() -> Refusal:
    return Refusal(
        "not_let_in",
        _("数据库服务器不让这个用户这样连接。"),
        _("用户不存在、不许登录，或 pg_hba.conf 不放行（如须加密）：请管理员查看。"),
    )


def _closed() -> Refusal:
    return Refusal(
        "not_let_in", _("这个数据库不许连接（可能在维护）。"), _("请管理员查看；放行：ALTER DATABASE 库 ALLOW_CONNECTIONS true。")
    )


def _no_such_database() -> Refusal:
    return Refusal("no_such_database", _("服务器上没有这个数据库。"), _("请核对地址，或请管理员 CREATE DATABASE。"))


def _too_many() -> Refusal:
    return Refusal(
        "too_many_connections", _("数据库服务器的连接数已满，这次没有存上。"), _("请管理员调高上限，或关掉多余的连接。")
    )


def _server_read_only() -> Refusal:
    return Refusal(
        "read_only", _("数据库服务器只读（备库，或已设为只读），这次没有存上。"), _("可以查看；要办理请连主库。")
    )


def _disk_full() -> Refusal:
    return Refusal("disk_full", _("磁盘已满，这次没有存上。"), _("请腾出空间后重试；已录入的内容仍在。"))


def _server_corrupt() -> Refusal:
    return Refusal(
        "corrupt", _("数据库服务器上的数据已损坏，这次没有存上。"), _("请停止使用，由管理员从备份恢复（pg_restore）。")
    )


def _io_error() -> Refusal:
    return Refusal("io_error", _("磁盘读写出错，这次没有存上。"), _("请查看磁盘与文件的状况后重试；已录入的内容仍在。"))


def _no_schema() -> Refusal:
    return Refusal("no_schema", _("数据库还没有建好表。"), _("请运行 dutyroom db upgrade。"))


def _no_namespace() -> Refusal:
    return Refusal(
        "no_such_schema",
        _("地址里 search_path 所指的模式不在这个数据库里。"),
        _("请管理员先 CREATE SCHEMA，并授权给这个用户。"),
    )


def _no_session() -> Refusal:
    return Refusal(
        "pooler",
        _("中间的连接池换掉了会话，这次没有存上。"),
        _("请直连数据库，或请管理员把连接池改为会话模式（pool_mode = session）。"),
    )


def _unknown(why: str) -> Refusal:
    return Refusal(
        "database_error", _("数据库出错，这次没有存上：{why}").format(why=why), _("请运行 dutyroom doctor 查看。")
    )


_BY_STATE: dict[str, Callable[[], Refusal]] = {
    "55P03": _busy, "57014": _busy,
    "25006": _server_read_only,
    "25P03": _lost, "25P04": _lost,
    "26000": _no_session, "42P05": _no_session,
    "28P01": _wrong_password,
    "3D000": _no_such_database, "57P04": _no_such_database,
    "3F000": _no_namespace,
    "42501": no_rights,
    "42P01": _no_schema,
    "55000": _closed,
    "53100": _disk_full,
    "53300": _too_many,
    "57P03": _starting,
    "58030": _io_error,
    "XX001": _server_corrupt, "XX002": _server_corrupt,
}  # fmt: skip
_BY_CLASS: dict[str, Callable[[], Refusal]] = {"08": _lost, "28": _not_let_in, "57": _lost}
"""Connection exceptions, refused authorizations, an operator's intervention."""


def _of_sqlite(fault: BaseException) -> Refusal:
    text = str(fault).lower()
    if is_busy(fault):
        return _busy()
    if "disk is full" in text or "no space left" in text:
        return _disk_full()
    if "readonly" in text:
        return Refusal("read_only", _("数据库只读，这次没有存上。"), _("请查看文件与磁盘的写权限。"))
    if "malformed" in text or "not a database" in text or "corrupt" in text:
        return Refusal(
            "corrupt",
            _("数据库文件已损坏，这次没有存上。"),
            _("请停止使用并从备份恢复：dutyroom db restore 文件。"),
        )
    if "disk i/o error" in text:
        return _io_error()
    if "unable to open database file" in text:
        return Refusal(
            "cannot_open", _("打不开数据库文件，这次没有存上。"), _("请查看文件和所在目录是否存在、是否可写。")
        )
    if "no such table" in text:
        return _no_schema()
    return _unknown(str(fault).splitlines()[0][:200] if str(fault) else "")
