"""Moments as people type and say them: one table in both languages, worked out by hand from a calendar."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from dutyroom.domain.moments import Lean, opening, parse_moment

ZONE = "Asia/Shanghai"
# A Wednesday.
NOW = datetime(2026, 9, 30, 16, 50, tzinfo=ZoneInfo(ZONE))
DAY = (time(8, 30), time(14))

AHEAD = {
    "30分钟": "09-30 17:20", "30分钟后": "09-30 17:20", "半小时后": "09-30 17:20", "半个小时后": "09-30 17:20",
    "一个半小时后": "09-30 18:20",
    "两小时后": "09-30 18:50", "2小时半": "09-30 19:20", "一刻钟后": "09-30 17:05", "三天后": "10-03 16:50",
    "17:30": "09-30 17:30",
    "1730": "09-30 17:30", "下午5点": "09-30 17:00", "下午五点半": "09-30 17:30", "17点30": "09-30 17:30",
    "17点30分": "09-30 17:30",
    "今晚8点": "09-30 20:00", "今晚八点": "09-30 20:00", "晚上8点": "09-30 20:00", "明天上午": "10-01 08:30",
    "明早9点": "10-01 09:00",
    "明天下午": "10-01 14:00", "后天 10:00": "10-02 10:00", "后天10点": "10-02 10:00", "大后天中午": "10-03 12:00",
    "9月30日 18:00": "09-30 18:00",
    "10月8日上午9点": "10-08 09:00", "10-30": "10-30 08:30", "10.8": "10-08 08:30", "10/8 9:30": "10-08 09:30",
    "下周一": "10-05 08:30",
    "下周一 10:00": "10-05 10:00", "周五下午3点": "10-02 15:00", "星期五15:00": "10-02 15:00", "8:30": "10-01 08:30",
    "01-02": "2027-01-02 08:30",
    "2026-10-08 09:00": "10-08 09:00", "１７：３０": "09-30 17:30", "in 30 minutes": "09-30 17:20",
    "half an hour later": "09-30 17:20",
    "2 hours": "09-30 18:50", "5pm": "09-30 17:00", "5:30 pm": "09-30 17:30", "tomorrow 10am": "10-01 10:00",
    "tomorrow": "10-01 08:30",
    "tonight 8:00": "09-30 20:00", "next monday 10:00": "10-05 10:00", "friday 3pm": "10-02 15:00",
    "next monday": "10-05 08:30",
}  # fmt: skip
PAST = {
    "16:20": "09-30 16:20", "1620": "09-30 16:20", "16:20:05": "09-30 16:20", "10分钟前": "09-30 16:40",
    "半小时前": "09-30 16:20",
    "30分钟": "09-30 16:20", "昨天 20:00": "09-29 20:00", "昨晚8点": "09-29 20:00", "前天下午3点": "09-28 15:00",
    "上午9点": "09-30 09:00",
    "9月29日 10:15": "09-29 10:15", "2026/9/29 10:15": "09-29 10:15", "20260929101500": "09-29 10:15",
    "20260929": "09-29 00:00",
    "周一 9:00": "09-28 09:00", "上周五 9:00": "09-25 09:00", "12-31 10:00": "12-31 10:00", "凌晨2点": "09-30 02:00",
    "2 hours ago": "09-30 14:50", "yesterday 8pm": "09-29 20:00", "last friday 9am": "09-25 09:00",
    "monday 9:00": "09-28 09:00",
    "2026-09-29T10:15": "09-29 10:15", "2026-09-29T10:15:00": "09-29 10:15",
    "2026-09-29T10:15:00+08:00": "09-29 10:15", "2026-09-29T02:15:00Z": "09-29 10:15",
}  # fmt: skip


def local(moment: datetime) -> str:
    at = moment.astimezone(ZoneInfo(ZONE))
    return f"{at:%m-%d %H:%M}" if at.year == 2026 else f"{at:%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(("said", "meant"), AHEAD.items())
def test_of_what_will_be(said: str, meant: str) -> None:
    assert local(parse_moment(said, NOW, ZONE, "ahead", DAY)) == meant


@pytest.mark.parametrize(("said", "meant"), PAST.items())
def test_of_what_has_happened(said: str, meant: str) -> None:
    assert local(parse_moment(said, NOW, ZONE, "past", DAY)) == meant


@pytest.mark.parametrize(
    ("now", "said", "lean", "meant"),
    [
        ("2026-10-01T00:20", "23:50", "past", "09-30 23:50"),
        ("2026-10-01T00:20", "23:50", "ahead", "10-01 23:50"),
        ("2027-01-01T09:00", "12-31", "past", "12-31 08:30"),
        ("2026-12-31T22:00", "01-02 09:00", "ahead", "2027-01-02 09:00"),
        # A minute ahead is a slip, not yesterday; what has just gone by is one too, not tomorrow.
        ("2026-09-30T16:50", "16:51", "past", "09-30 16:51"),
        ("2026-09-30T16:50", "16:45", "ahead", "09-30 16:45"),
        ("2028-03-01T09:00", "02-29 10:00", "past", "2028-02-29 10:00"),
    ],
)
def test_the_nearest_day_that_makes_sense(now: str, said: str, lean: Lean, meant: str) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=ZoneInfo(ZONE))
    assert local(parse_moment(said, at, ZONE, lean, DAY)) == meant


@pytest.mark.parametrize(
    "said",
    [
        "", "soon", "25:00", "9:75", "13-01 10:00", "下周八", "十点钟左右", "1", "12", "明天25点", "30", "99999999",
        "2026-02-30 10:00", "半",
    ],
)
def test_what_is_no_moment_is_refused_in_words(said: str) -> None:
    with pytest.raises(ValueError, match="看不懂时间"):
        parse_moment(said, NOW, ZONE, "ahead", DAY)


def test_morning_and_afternoon_are_the_organisations() -> None:
    assert opening((("08:30-12:00", "14:00-17:30"),)) == (time(8, 30), time(14))
    assert opening(((), ("09:00-18:00",))) == (time(9), time(14))
    assert opening(()) == (time(9), time(14))


def test_it_is_told_in_utc() -> None:
    assert parse_moment("16:50", NOW, ZONE) == datetime(2026, 9, 30, 8, 50, tzinfo=UTC)
