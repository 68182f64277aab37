"""Points in time as people type and say them, in the organisation's zone.

A day and a time of day in their usual spellings (9月30日 15:00, 今晚8点, next monday 10am), or a span from now (半小时后). What
is left out is the nearest that makes sense: 23:50 typed at 00:20 of what has happened was yesterday, 08:30 typed at 17:00 of
what is promised is tomorrow.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Literal

from dutyroom.domain.clock.zone import time_zone
from dutyroom.lang import gettext as _

Lean = Literal["", "past", "ahead"]
DAY = (time(9), time(14))
"""When morning and afternoon begin where no plan says it."""

_HALF_DAY = timedelta(hours=12)
_JUST = timedelta(minutes=30)
"""A time of day so shortly gone by is not tomorrow's: somebody mistook it."""

_DIGITS = {**{sign: at for at, sign in enumerate("零一二三四五六七八九")}, "〇": 0, "两": 2, "俩": 2}
_WEEKDAYS = {sign: at for at, sign in enumerate("一二三四五六")} | {"日": 6, "天": 6}
_ENGLISH = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAYS = {
    "大前天": -3, "前天": -2, "前日": -2, "昨天": -1, "昨日": -1, "昨晚": -1, "今天": 0, "今日": 0, "今早": 0, "今晚": 0,
    "明天": 1, "明日": 1, "明早": 1, "明晚": 1, "后天": 2, "后日": 2, "大后天": 3, "昨": -1, "今": 0, "明": 1,
    "yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1,
}  # fmt: skip
_PARTS = ("凌晨", "清晨", "早上", "早晨", "上午", "中午", "下午", "傍晚", "晚上", "夜里", "深夜", "早", "晚")
_LATER_HALF = frozenset({"下午", "傍晚", "晚上", "夜里", "深夜", "晚"})

_SPAN = re.compile(
    r"(?:in )?(?P<n>\d+(?:\.\d+)?|一个半|半个?|a|an|half an|[一二两俩三四五六七八九十]+)\s*个?\s*"
    r"(?P<unit>分钟|分|刻钟|小时|钟头|天|日|周|星期|minutes?|mins?|hours?|h|days?|weeks?)(?P<half>半)?"
    r"\s*(?P<way>后|以后|之后|内|以内|前|以前|之前|ago|later)?"
)  # fmt: skip
_UNITS = {
    "分钟": 1, "分": 1, "刻钟": 15, "小时": 60, "钟头": 60, "天": 1440, "日": 1440, "周": 10080, "星期": 10080, "min": 1, "h": 60,
    "hour": 60, "day": 1440, "week": 10080,
}  # fmt: skip
_DATE = re.compile(r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})[日号]?(?=$|[ t\d凌清早上中下傍晚夜深])[ t]*")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[ t]?(\d{2})(\d{2})(\d{2})?)?")
_WEEK = re.compile(r"(上|下下|下|本|这)?个?(?:周|星期|礼拜)([一二三四五六日天])\s*")
_ENGLISH_DAY = re.compile(r"(last |next |this )?(mon|tue|wed|thu|fri|sat|sun)[a-z]*[, ]*(?:at )?")
_TIME = re.compile(
    r"(?P<part>" + "|".join(_PARTS) + r")?\s*(?:at )?(?P<hour>\d{1,2}|[一二两三四五六七八九十]{1,3})"
    r"(?:\s*[:.点时]\s*(?P<minute>\d{1,2}|半|一刻|三刻)?\s*分?(?:[:](?P<second>\d{2}))?|(?P<bare>\d{2})(?!\d))?\s*(?P<half>am|pm)?"
)  # fmt: skip


def parse_moment(text: str, now: datetime, zone: str, lean: Lean = "", day: Sequence[time] = DAY) -> datetime:
    """The moment, aware UTC, of what was typed; no offset → ``zone``.

    ``lean``: whether it is about what has happened or what will, "" where it may be either; ``day``: when morning and
    afternoon begin, for who names no hour. Raises ValueError, in words for people, when it is no moment, or one that the
    zone's clocks never showed.
    """
    said = unicodedata.normalize("NFKC", text).strip().lower()
    here = now.astimezone(time_zone(zone))
    try:
        found = _span(said, here, lean) or _compact(said, here.tzinfo) or _spoken(said, here, lean, day)
        if found is None:
            found = datetime.fromisoformat(text.strip())
            if found.tzinfo is None:
                found = found.replace(tzinfo=time_zone(zone))
        return found.astimezone(UTC)
    except (ValueError, OverflowError, KeyError):
        hint = _("看不懂时间「{text}」，请写成 09-30 16:50、16:50、明天上午 或 30分钟后。")
        raise ValueError(hint.format(text=text.strip())) from None


def opening(spans: Sequence[Sequence[str]]) -> tuple[time, time]:
    """When morning and afternoon begin by the organisation's week (``08:30-12:00`` per day, Monday first)."""
    first = next((each for each in spans if each), ())
    begins = [time.fromisoformat(span.partition("-")[0]) for span in first]
    return begins[0] if begins else DAY[0], next((each for each in begins if each >= time(12)), DAY[1])


def _span(said: str, here: datetime, lean: Lean) -> datetime | None:
    """``半小时后``, ``30分钟``, ``2 hours ago``: without a direction, the way that the field looks."""
    match = _SPAN.fullmatch(said)
    if match is None:
        return None
    number, unit = match["n"], match["unit"].removesuffix("s").replace("minute", "min")
    if number in ("a", "an"):
        count = 1.0
    elif number.startswith("half"):
        count = 0.5
    elif number == "一个半":
        count = 1.5
    elif number.startswith("半"):
        count = 0.5
    else:
        count = float(number) if number[0].isdigit() else _chinese(number)
    minutes = (count + (0.5 if match["half"] else 0)) * _UNITS[unit]
    back = match["way"] in ("前", "以前", "之前", "ago") or (not match["way"] and lean == "past")
    return here + timedelta(minutes=-minutes if back else minutes)


def _compact(said: str, zone: tzinfo | None) -> datetime | None:
    """``20260929101500`` and ``20260929``, as other systems write."""
    match = _COMPACT.fullmatch(said)
    if match is None:
        return None
    year, month, day_, hour, minute, second = (int(part or 0) for part in match.groups())
    return datetime(year, month, day_, hour, minute, second, tzinfo=zone)


def _spoken(said: str, here: datetime, lean: Lean, day: Sequence[time]) -> datetime | None:
    """A day, a time of day, or both."""
    evening = said.startswith(("今晚", "明晚", "昨晚", "tonight"))
    on, year_said, rest = _day(said, here, lean)
    rest = rest.removeprefix("at ").strip()
    at: time | None
    if rest in _PARTS or rest in ("morning", "afternoon", "noon", "evening"):
        at = time(12) if rest in ("中午", "noon") else day[0] if rest in _MORNING else time(19) if rest in _EVENING else day[1]
    elif rest:
        at = _time(rest, evening)
        if at is None:
            return None
    elif on is None:
        return None
    else:
        at = time(19) if evening else day[0]
    if on is not None:
        chosen = datetime.combine(on, at, here.tzinfo)
        return chosen if year_said else _nearest_year(chosen, here)
    return _nearest_day(datetime.combine(here.date(), at, here.tzinfo), here, lean)


_MORNING = frozenset({"凌晨", "清晨", "早上", "早晨", "上午", "早", "morning"})
_EVENING = frozenset({"傍晚", "晚上", "夜里", "深夜", "晚", "evening"})


def _day(said: str, here: datetime, lean: Lean) -> tuple[date | None, bool, str]:
    """(the day, whether it is beyond doubt which year, what is left of the text)."""
    for word in sorted(_DAYS, key=len, reverse=True):
        if said.startswith(word) and (len(word) > 1 or said[1:2].isdigit()):
            return here.date() + timedelta(days=_DAYS[word]), True, said.removeprefix(word).strip()
    if match := _DATE.match(said):
        year, month, on = match.groups()
        # ``9:30`` has no date in it, and ``9.30 16:50`` has.
        return date(int(year or here.year), int(month), int(on)), bool(year), said[match.end() :].strip()
    if match := _WEEK.match(said):
        return _weekday(match[1] or "", _WEEKDAYS[match[2]], here, lean), True, said[match.end() :]
    if match := _ENGLISH_DAY.match(said):
        which = {"last ": "上", "next ": "下", "this ": "本"}.get(match[1] or "", "")
        return _weekday(which, _ENGLISH.index(match[2]), here, lean), True, said[match.end() :]
    return None, True, said


def _weekday(which: str, wanted: int, here: datetime, lean: Lean) -> date:
    """下周一 is in the week that begins next Monday; 周五 alone is the next one, or the last one of what has happened."""
    monday = here.date() - timedelta(days=here.weekday())
    if which:
        return monday + timedelta(days=wanted, weeks={"上": -1, "下": 1, "下下": 2}.get(which, 0))
    away = (wanted - here.weekday()) % 7
    return here.date() + timedelta(days=away - 7 if lean == "past" and away else away)


def _time(rest: str, evening: bool) -> time | None:
    match = _TIME.fullmatch(rest)
    if match is None or (not any(match[name] for name in ("minute", "bare", "half", "part")) and not re.search("[点时:]", rest)):
        return None
    hour = int(match["hour"]) if match["hour"].isdigit() else int(_chinese(match["hour"]))
    quarter = {"半": 30, "一刻": 15, "三刻": 45}
    said = match["minute"] or match["bare"] or "0"
    minute = quarter[said] if said in quarter else int(said)
    late = evening or match["half"] == "pm" or match["part"] in _LATER_HALF or (match["part"] == "中午" and hour < 6)
    if hour < 12 and late:
        hour += 12
    elif hour == 12 and (match["half"] == "am" or match["part"] == "凌晨"):
        hour = 0
    return time(hour, minute, int(match["second"] or 0))


def _chinese(number: str) -> float:
    """A number below a hundred in Chinese signs."""
    tens, ten, ones = number.partition("十")
    if not ten:
        return _DIGITS[number]
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)


def _nearest_day(today: datetime, here: datetime, lean: Lean) -> datetime:
    if lean != "ahead" and today - here > _HALF_DAY:
        return today - timedelta(days=1)
    gone = here - today
    return today + timedelta(days=1) if gone > (_HALF_DAY if not lean else _JUST) and lean != "past" else today


def _nearest_year(chosen: datetime, here: datetime) -> datetime:
    """12-31 typed on January 1 is of last year, 01-02 typed on December 31 of the next."""
    years = []
    for more in (-1, 0, 1):
        try:
            years.append(chosen.replace(year=chosen.year + more))
        except ValueError:
            continue
    return min(years, key=lambda each: abs(each - here))
