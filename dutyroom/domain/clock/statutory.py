"""Days off that the law fixes for every year, known before the yearly paper.

《全国年节及纪念日放假办法》第二条: 元旦 January 1, 劳动节 May 1 and, since 2025, May 2, 国庆节 October 1 to 3. Days by the
moon, and what the yearly paper moves, are known when it comes.
"""

from __future__ import annotations

from datetime import date

from dutyroom.lang import N_

CHINA = frozenset({
    "Asia/Shanghai", "Asia/Urumqi", "Asia/Chongqing", "Asia/Chungking", "Asia/Harbin", "Asia/Kashgar", "PRC",
})  # fmt: skip
"""The time zones in which the State Council's holidays hold."""

_FIXED = {
    (1, 1): (N_("元旦"), 0), (5, 1): (N_("劳动节"), 0), (5, 2): (N_("劳动节"), 2025),
    (10, 1): (N_("国庆节"), 0), (10, 2): (N_("国庆节"), 0), (10, 3): (N_("国庆节"), 0),
}  # fmt: skip


def statutory(day: date) -> str:
    """The name of the holiday that the law fixes on that day, "" for none."""
    name, since = _FIXED.get((day.month, day.day), ("", 0))
    return name if day.year >= since else ""
