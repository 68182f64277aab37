"""In what clocks count: every unit once, with the words for it.

`by_close`: the close of the amount-th working day that has not closed yet (当日下班前). `by_time`: the next time of day of a
working day (17:00 前); its amount is the minute of the day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal, get_args

from dutyroom.lang import N_

Unit = Literal["minutes", "hours", "calendar_days", "working_hours", "working_days", "months", "by_close", "by_time"]
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
    "months": UnitWords(N_("{n}个月"), N_("{n} 个月"), N_("个月"), ("月", "个月", "month")),
    "by_close": UnitWords(N_("第{n}个工作日下班前"), N_("第 {n} 个工作日下班前"), N_("个工作日下班前"), ()),
    "by_time": UnitWords(N_("工作日{n}前"), N_("工作日 {n} 前"), N_("前（工作日）"), ()),
}


def shown_amount(number: int, unit: str) -> str:
    """The amount as it stands in those words: 5, or 17:00 for a time of day."""
    return f"{number // 60:02d}:{number % 60:02d}" if unit == "by_time" else str(number)


def read_limit(written: str) -> tuple[str, int]:
    """Unit and amount of a limit as files write it: ``5 working_days``, ``by close``, ``by 17:00``."""
    first, _blank, rest = written.partition(" ")
    if first != "by":
        return rest, int(first)
    if rest == "close":
        return "by_close", 1
    hour, minute = rest.split(":")
    return "by_time", int(hour) * 60 + int(minute)


LIMIT: Final = re.compile(
    r"(?P<amount>-?\d{1,9}) (?P<unit>minutes|hours|calendar_days|working_hours|working_days|months)"
    r"|by (?:close|(?:[01]\d|2[0-3]):[0-5]\d)"
)
"""How files write a limit."""

MEANT: Final[dict[str, str]] = {said: unit for unit, words in WORDS.items() for said in words.meant}
"""What people write → the unit."""
