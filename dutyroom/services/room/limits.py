"""The regulatory limits in force beside the plan, as they are read."""

from __future__ import annotations

import hashlib

from sqlmodel import Session

from dutyroom.domain.errors import Refusal
from dutyroom.domain.names import cite
from dutyroom.domain.plan.limits import Limits, read_limits
from dutyroom.lang import gettext as _
from dutyroom.services.room.settings import read_setting

KEY = "limits"


def in_force(session: Session) -> Limits | None:
    """The regulatory limits in force, None when none are switched on. Raises Refusal ``unreadable_limits``, ``newer_format``."""
    kept = read_setting(session, KEY)
    if not kept or not kept["text"]:
        return None
    try:
        return read_limits(kept["text"], kept["code"])
    except Refusal as no:
        why = no.message + (no.faults[0].message if no.faults else "")
        said = _("生效的监管时限（{code}）读不出：{why}").format(code=kept["code"], why=why)
        way = _("数据都在：dutyroom db export 文件夹 可全部导出。")
        code = no.code if no.code == "newer_format" else "unreadable_limits"
        raise Refusal(code, said, way if code != no.code else f"{no.hint} {way}") from no


def digest_in_force(session: Session) -> str:
    """What tells one text in force from another, "" for none. No number: one that was rolled back is given out again."""
    kept = read_setting(session, KEY)
    return hashlib.sha256(kept["text"].encode()).hexdigest() if kept and kept["text"] else ""


def use_words(limits: Limits) -> None:
    """From now on this process cites the regulation's articles in both languages."""
    for article in limits.articles():
        cite(limits.clause(article), limits.clause_en(article))
