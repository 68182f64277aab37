"""A person answers a warning: seen, or put off for a while with a reason. Neither does what is owed, nor ends its limit."""

from __future__ import annotations

from datetime import timedelta

from dutyroom.domain.errors import Fault, Refusal
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.room.people import name_of
from dutyroom.store.rows.telling import WarningRow

LONGEST = timedelta(days=7)
"""So long a warning is put off at most: it comes back by itself."""


def acknowledge(work: Work) -> None:
    """知悉: it is not raised again. Raises Refusal ``no_change`` when somebody has answered, or it is over."""
    row = _open(work)
    row.state, row.by, row.answered, row.again = "answered", work.actor, work.now, None
    work.text = work.masked("text")
    work.message = _("已知悉告警 {number}。").format(number=row.number)


def shelve(work: Work) -> None:
    """暂缓: out of sight until a moment, with a reason; then it is raised again. Raises Refusal ``bad_input``, ``no_change``."""
    row = _open(work)
    until = work.values["until"]
    if not work.now < until <= work.now + LONGEST:
        why = _("须晚于现在，最长 7 天。")
        raise Refusal("bad_input", _("暂缓的时间不合要求。"), why, (Fault("until", why),))
    row.state, row.by, row.answered = "shelved", work.actor, work.now
    row.until = row.again = until
    row.reason = work.text = work.masked("reason")
    work.message = _("告警 {number} 暂缓到 {at}，到时再提醒。").format(number=row.number, at=work.shown(until))


def _open(work: Work) -> WarningRow:
    row: WarningRow = work.row
    if row.state == "answered":
        raise Refusal("no_change", _("{name}已知悉。").format(name=name_of(work.session, row.by)), _("无需重复。"))
    if row.state == "over":
        raise Refusal("no_change", _("这项告警已解除。"), _("无需知悉。"))
    return row
