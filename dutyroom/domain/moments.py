"""Points in time as people type them, in the organisation's zone."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from dutyroom.domain.clock.zone import time_zone
from dutyroom.lang import gettext as _

_SHORT = re.compile(r"(?:(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?[ T]?)?\s*(\d{1,2})[:：](\d{2})(?:[:：](\d{2}))?")


def parse_moment(text: str, now: datetime, zone: str) -> datetime:
    """The moment, aware UTC. Takes ISO 8601, ``09-30 16:50`` (this year), ``16:50`` (today); no offset → ``zone``.

    Raises ValueError, in words for people, when it is no moment, or one that the zone's clocks never showed.
    """
    text = text.strip()
    here = now.astimezone(time_zone(zone))
    match = _SHORT.fullmatch(text)
    try:
        if match:
            year, month, day, hour, minute, second = (int(part) if part else None for part in match.groups())
            moment = datetime(
                year or here.year, month or here.month, day or here.day, hour or 0, minute or 0, second or 0,
                tzinfo=time_zone(zone),
            )  # fmt: skip
        else:
            moment = datetime.fromisoformat(text)
            if moment.tzinfo is None:
                moment = moment.replace(tzinfo=time_zone(zone))
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(_("看不懂时间「{text}」，请写成 09-30 16:50 或 16:50。").format(text=text)) from None
