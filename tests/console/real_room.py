"""A real room on a temporary database, for tests of forms: what the screens say is what the services answered."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from dutyroom.domain.act import Command, Done
from dutyroom.services.front.front import Front
from dutyroom.services.plan.founding import Member, found
from dutyroom.settings.plans import pack_text
from dutyroom.store.keys import RoomKeys
from tests.copies import copy_file, give_keys, ready

NOW = datetime(2026, 9, 30, 8, 50, 7, 250_000, tzinfo=UTC)
"""2026-09-30 16:50:07 in Shanghai, the evening before the long holiday."""

SECRET = "sample-secret-1"

PEOPLE = (
    Member("zhao", "赵国强", "Zhao Guoqiang", "13800000003", pinyin="zgq", secret=SECRET),
    Member("qian", "钱明", "Qian Ming", "13800000004", pinyin="qm", secret=SECRET),
    Member("liwei", "李伟", "Li Wei", "13800000001", pinyin="lw", shift="lead", secret=SECRET),
    Member("wangmin", "王敏", "Wang Min", "13800000002", pinyin="wm", shift="on", secret=SECRET),
)


class SteppedClock:
    """A clock that a test moves."""

    def __init__(self, at: datetime = NOW) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def pass_by(self, **span: float) -> None:
        self.at += timedelta(**span)


def make_room(folder: Path, plan: str = "sudden-incident") -> Front:
    """A room with a leader, a shift lead and an officer on duty, and nothing in it."""

    def make(url: str, keys: RoomKeys) -> None:
        ready(url, keys)
        with closing(Front(url, keys, SteppedClock())) as room:
            found(room, "县农商银行", pack_text(plan), PEOPLE, cheap=True)

    url = copy_file(f"desk-{plan}", folder / "room.sqlite3", make)
    return Front(url, give_keys(folder / "keys"), SteppedClock())


def do(room: Front, actor: str, act: str, subject: str = "", seen: int | None = None, **values: Any) -> Done:
    """Performs an act as somebody else would at another console."""
    return room.perform(Command(act, actor, "", uuid4().hex, subject, values, seen))
