"""A room of generated cases for the console's own tests and measurements: same methods, no database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from threading import Condition
from types import SimpleNamespace
from typing import Any

from dutyroom.domain.act import Command, Done
from dutyroom.domain.board import BoardRow
from dutyroom.domain.clock.calendar import Calendar, OfficialDay, WeeklyHours
from dutyroom.domain.clock.spans import parse_hours
from dutyroom.domain.errors import Refusal
from dutyroom.services.board.views import News, Summary
from dutyroom.services.log.views import LogEntry
from dutyroom.services.organisation.views import PersonView, RoleHolder, SignedIn, UnitView
from dutyroom.services.shift.this_shift import ShiftView

NOW = datetime(2026, 9, 30, 8, 50, 7, tzinfo=UTC)
"""2026-09-30 16:50:07 in Shanghai, the evening before the long holiday."""

HOLIDAY = [OfficialDay(date(2026, 10, day), "国庆节", True) for day in range(1, 8)]
CALENDAR = Calendar("Asia/Shanghai", WeeklyHours.weekdays(parse_hours("08:30-12:00,13:30-17:30")), {2026: HOLIDAY})


@dataclass(frozen=True)
class Word:
    code: str
    name: str
    en: str
    post: str = ""
    post_en: str = ""


LEVELS = (Word("urgent", "紧急", "urgent"), Word("major", "重要", "major"), Word("plain", "一般", "plain"))
CHANNELS = (Word("phone", "电话", "phone"), Word("wechat", "微信", "WeChat"), Word("scene", "现场", "on site"))
ROLES = (
    Word("chief", "总指挥", "commander"),
    Word("deputy", "副总指挥", "deputy commander"),
    Word("complaints", "投诉处理组长", "complaints lead"),
    Word("legal", "法律事务组长", "legal lead"),
    Word("duty_officer", "值班员", "duty officer"),
    Word("shift_lead", "值班长", "shift lead"),
)
_BRANCHES = (("cg", "城关支行", "Chengguan"), ("yy", "营业部", "Main office"), ("dm", "东门支行", "East Gate"))
UNITS = (
    UnitView("head", "县农商银行", "County Rural Bank", "", "head_office"),
    *(UnitView(code, name, en, "head", "branch") for code, name, en in _BRANCHES),
)
PEOPLE = (
    PersonView("liwei", "李伟", "Li Wei", "13800000001", "head", ("shift_lead",), True, "lw"),
    PersonView("wangmin", "王敏", "Wang Min", "13800000002", "head", ("duty_officer",), True, "wm"),
    PersonView("zhao", "赵国强", "Zhao Guoqiang", "13800000003", "head", ("chief",), False, "zgq"),
)
SUMMARIES = (
    "利率纠纷聚集约二十人",
    "疑似违规销售理财产品",
    "柜面排队过久，态度生硬",
    "自动柜员机吞卡未处理",
    "账户被误冻结，要求说明",
)


def row(n: int, due: timedelta | None, **changes: Any) -> BoardRow:
    """Case number n, due that long after NOW."""
    level = LEVELS[2 if n % 7 else 1]
    base = BoardRow(
        number=f"0930-{n:03}",
        version=1,
        pinned=False,
        level=level.code,
        level_rank=LEVELS.index(level),
        channel=CHANNELS[n % 3].code,
        category="service",
        unit=UNITS[1 + n % 3].code,
        owner=("liwei", "wangmin", "")[n % 3],
        status="registered",
        summary=SUMMARIES[n % 5],
        received=NOW - timedelta(hours=2),
        late=False,
        clock="reply",
        clock_name="答复",
        clock_en="reply",
        clock_unit="working_days",
        started=NOW - timedelta(hours=2),
        due=None if due is None else NOW + due,
        warn=None,
        provisional=False,
        paused=False,
        acknowledged=True,
        emergency="",
    )
    return replace(base, **changes)


def sample(count: int = 41) -> list[BoardRow]:
    """Pinned, overdue, near, far, paused and provisional cases, then ordinary ones up to `count`."""
    day, minute = timedelta(days=1), timedelta(minutes=1)
    holiday = timedelta(days=8, minutes=39, seconds=53)
    report = {"clock_name": "上报", "clock_en": "report up", "clock_unit": "minutes"}
    urgent = {"pinned": True, "level": "urgent", "level_rank": 0}
    rows = [
        row(7, holiday, **urgent, channel="scene"),
        row(15, -12 * minute, **urgent, **report, owner="", acknowledged=False),
        row(31, timedelta(minutes=8, seconds=41), clock_name="首联", clock_en="first contact", clock_unit="minutes"),
        row(32, timedelta(minutes=47, seconds=10), clock_unit="hours", acknowledged=False),
        row(33, 5 * day, paused=True, summary="等客户补材料"),
        row(34, 100 * day, provisional=True),
        row(35, None),
    ]
    rows += [row(100 + n, holiday + n * 3 * minute) for n in range(max(count - len(rows), 0))]
    return rows[:count]


class FakeRoom:
    """The methods of services.room.Room that the console calls."""

    def __init__(self, rows: list[BoardRow] | None = None, now: datetime = NOW) -> None:
        self.rows = {each.number: each for each in (sample() if rows is None else rows)}
        self.at = now
        self.performed: list[Command] = []
        self.broken: Exception | None = None
        self._seq = 1
        self._news: list[News] = []
        self._summary = Summary(18, 12, 0, 3, shift_lead="李伟", on_duty=("李伟", "王敏"))
        self._changed = Condition()
        self.calendar = CALENDAR
        terms = {"levels": LEVELS, "channels": CHANNELS, "roles": ROLES, "categories": ()}
        self.plan = SimpleNamespace(
            **terms, name="农商银行", en="rural bank", event_pattern="应急〔{year}〕{serial}号",
            event_pattern_en="Emergency No. {serial} of {year}",
        )

    def now(self) -> datetime:
        return self.at

    def may(self, session: Any, act: str, subject: str = "") -> str:
        return ""

    def first_page(self, count: int) -> tuple[list[BoardRow], dict[str, Any]]:
        rows = sorted(self.rows.values(), key=lambda each: each.order)
        organisation = {"name": "县农商银行", "en": "County Rural Bank"}
        return rows[:count], {"seq": self._seq, "open": len(rows), "settings": {"organisation": organisation}}

    def board(self) -> Iterator[list[BoardRow]]:
        rows = list(self.rows.values())
        for start in range(0, len(rows), 2000):
            yield rows[start : start + 2000]

    def wait(self, seq: int, timeout: float) -> int:
        if self.broken:
            raise self.broken
        with self._changed:
            self._changed.wait_for(lambda: self._seq > seq, timeout)
            return self._seq

    def check(self) -> None:
        """It can be written."""

    def since(self, seq: int) -> News:
        fresh = [news for news in self._news if news.seq > seq]
        return News(
            self._seq,
            tuple(row for news in fresh for row in news.rows),
            tuple(number for news in fresh for number in news.gone),
            log=tuple(entry for news in fresh for entry in news.log),
        )

    def tell(self, *rows: BoardRow, gone: tuple[str, ...] = (), summary: Summary | None = None) -> None:
        """Something happened: other consoles' acts."""
        with self._changed:
            self._seq += 1
            self.rows.update({each.number: each for each in rows})
            for number in gone:
                self.rows.pop(number, None)
            self._news.append(News(self._seq, rows, gone, log=self.log()))
            self._summary = summary or self._summary
            self._changed.notify_all()

    def people(self, gone: bool = False) -> tuple[PersonView, ...]:
        return PEOPLE

    def units(self) -> tuple[UnitView, ...]:
        return UNITS

    def posts(self) -> tuple[Any, ...]:
        return ROLES

    def roster(self) -> tuple[RoleHolder, ...]:
        holders = {"chief": ("zhao", "赵国强", "on_call"), "complaints": ("wangmin", "王敏", "in_room")}
        return tuple(
            RoleHolder(role.code, *holders[role.code][:2], state=holders[role.code][2], phone="13800000003")
            if role.code in holders
            else RoleHolder(role.code)
            for role in ROLES
        )

    def log(
        self, since: object = None, until: object = None, limit: int = 200, subject: str = "", actor: str = "",
        written: bool = False,
    ) -> tuple[LogEntry, ...]:
        at = self.at - timedelta(minutes=1)
        return (
            LogEntry(1, at, "liwei", "李伟", "shift_lead", "", "complaint.register", "0930-018"),
            LogEntry(2, at, "wangmin", "王敏", "duty_officer", "", "log.write", "", "大厅已增派一名引导员", late=True),
        )

    def shift(self) -> ShiftView:
        hour = timedelta(hours=1)
        on = (("liwei", "李伟", True), ("wangmin", "王敏", False))
        return ShiftView(self.at - hour, on, (), (), (), self.at + hour, None, 2, 2, (), None, None)

    def summary(self) -> Summary:
        return self._summary

    def emergencies(self, over: bool = False) -> tuple[object, ...]:
        return ()

    def drafts(self, person: str = "") -> tuple[object, ...]:
        return ()

    def search(self, text: str, limit: int = 200) -> tuple[str, ...]:
        return tuple(number for number in self.rows if number.endswith(text))

    def sign_in(self, person: str, secret: str) -> SignedIn:
        if secret != "right":
            raise Refusal("secret", "账号或口令不对。", "还可再试 4 次。")
        return SignedIn(person, next(each.name for each in PEOPLE if each.code == person), ("duty_officer",))

    def still(self, session: SignedIn) -> SignedIn:
        return session

    def perform(self, command: Command) -> Done:
        self.performed.append(command)
        old = self.rows.get(command.subject)
        if command.act == "complaint.acknowledge" and old:
            fresh = replace(old, acknowledged=True, version=old.version + 1)
            self.tell(fresh)
            return Done(self._seq, old.number, fresh.version, f"已知悉 {old.number}")
        raise Refusal("not_allowed", "现在不能办理。", "请值班长办理。")

    def close(self) -> None:
        """Nothing is open."""
