"""What is wrong with the data, in the few words that the head has room for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo

from dutyroom.domain.errors import UNREADABLE
from dutyroom.lang import N_
from dutyroom.lang import gettext as _

LOST = "lost"
_WORDS = {
    LOST: N_("数据中断 {at} 起"),
    "replaced": N_("数据库被换 {at} 起"),
    "corrupt": N_("数据损坏 {at} 起"),
    "busy": N_("写不进：被占用 {at} 起"),
    "disk_full": N_("写不进：磁盘已满 {at} 起"),
    "read_only": N_("写不进：只读 {at} 起"),
    "unwritable": N_("写不进 {at} 起"),
    # What no waiting and no trying again mends: since when says nothing.
    "unreadable_plan": N_("预案读不出"),
    "unreadable_limits": N_("监管时限读不出"),
    "unreadable_scenario": N_("演练方案读不出"),
    "newer_format": N_("须升级程序"),
    "newer_schema": N_("须升级程序"),
    "old_schema": N_("须升级数据库"),
}
_SAME = {"wrong_key": "replaced", "not_a_database": "replaced"}


@dataclass(frozen=True, slots=True)
class Outage:
    """Since an aware moment something of that `kind` is wrong; `why` says it in a line of its own, "" where nothing is to add."""

    since: datetime
    kind: str = LOST
    why: str = ""

    def words(self, zone: tzinfo) -> str:
        """For the head."""
        return _(_WORDS[self.kind]).format(at=f"{self.since.astimezone(zone):%H:%M:%S}")


def kind_of(code: str, unread: bool) -> str:
    """The kind of outage that a refusal of that code tells of; ``unread`` when the data can't even be read."""
    code = _SAME.get(code, code)
    if code in ("replaced", "corrupt") or code in UNREADABLE:
        return code
    if unread:
        return LOST
    return code if code in _WORDS else "unwritable"
