"""What a database error means to a person: what happened, what was kept, what to do."""

from __future__ import annotations

from dutyroom.domain.errors import Refusal
from dutyroom.lang import gettext as _

_BUSY = (
    "database is locked",
    "database table is locked",
    "lock timeout",
    "deadlock detected",
    "could not serialize",
)
_GONE = (
    "server closed the connection",
    "connection is lost",
    "terminating connection",
    "connection failed",
    "connection refused",
    "connection is closed",
    "could not receive data",
    "consuming input failed",
    "connection timeout",
    "the connection is bad",
)


def is_busy(fault: BaseException) -> bool:
    """Whether somebody else held the lock, so that trying again may help."""
    return any(words in str(fault).lower() for words in _BUSY)


def explain(fault: BaseException) -> Refusal:
    """The refusal that says what this database error means. Nothing uncommitted was kept, nothing committed was lost."""
    text = str(fault).lower()
    if is_busy(fault):
        return Refusal("busy", _("数据库正忙，这次没有存上。"), _("请稍候再试；已录入的内容仍在。"))
    if any(words in text for words in _GONE):
        return Refusal(
            "connection_lost",
            _("与数据库的连接断了，不能确定这次是否已存上。"),
            _("连上后请重试：同一次操作不会重复办理。"),
        )
    if "disk is full" in text or "no space left" in text or "could not extend file" in text:
        return Refusal("disk_full", _("磁盘已满，这次没有存上。"), _("请腾出空间后重试；已录入的内容仍在。"))
    if "readonly" in text or "read-only" in text:
        return Refusal("read_only", _("数据库只读，这次没有存上。"), _("请查看文件与磁盘的写权限。"))
    if "malformed" in text or "not a database" in text or "corrupt" in text:
        return Refusal(
            "corrupt",
            _("数据库文件已损坏，这次没有存上。"),
            _("请停止使用并从备份恢复：dutyroom db restore 文件。"),
        )
    if "disk i/o error" in text:
        return Refusal("io_error", _("磁盘读写出错，这次没有存上。"), _("请查看磁盘与文件的状况后重试；已录入的内容仍在。"))
    if "unable to open database file" in text:
        return Refusal(
            "cannot_open", _("打不开数据库文件，这次没有存上。"), _("请查看文件和所在目录是否存在、是否可写。")
        )
    if "no such table" in text or ("relation" in text and "does not exist" in text):
        return Refusal("no_schema", _("数据库还没有建好表。"), _("请运行 dutyroom db upgrade。"))
    return Refusal(
        "database_error",
        _("数据库出错，这次没有存上：{why}").format(
            why=str(fault).splitlines()[0][:200] if str(fault) else ""
        ),
        _("请运行 dutyroom doctor 查看。"),
    )
