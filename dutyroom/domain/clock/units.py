"""In what clocks count: every unit once, with the words for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

from dutyroom.lang import N_

Unit = Literal["minutes", "hours", "calendar_days", "working_hours", "working_days"]
UNITS: Final[tuple[str, ...]] = get_args(Unit)


@dataclass(frozen=True, slots=True)
class UnitWords:
    """A unit in words, to be translated where they are shown.

    `amount` within a sentence, `limit` in a list, `word` behind a figure; `meant` is what else people write for it.
    """

    amount: str
    limit: str
    word: str
    meant: tuple[str, ...]


WORDS: Final[dict[str, UnitWords]] = {
    "minutes": UnitWords(N_("{n}分钟"), N_("{n} 分钟"), N_("分钟"), ("分钟", "minute")),
    "hours": UnitWords(N_("{n}小时"), N_("{n} 小时"), N_("小时"), ("小时", "hour")),
    "calendar_days": UnitWords(
        N_("{n}个自然日"), N_("{n} 个自然日"), N_("个自然日"), ("日", "天", "day", "calendar_day")
    ),
    "working_hours": UnitWords(N_("{n}个工作小时"), N_("{n} 个工作小时"), N_("个工作小时"), ("工作小时", "working_hour")),
    "working_days": UnitWords(N_("{n}个工作日"), N_("{n} 个工作日"), N_("个工作日"), ("工作日", "working_day")),
}

MEANT: Final[dict[str, str]] = {said: unit for unit, words in WORDS.items() for said in words.meant}
"""What people write → the unit."""
