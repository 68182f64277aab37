"""Random acts on the store: inserts, updates and deletes of many tables, each with its journal entry."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from sqlmodel import Session, SQLModel, select

from dutyroom.store import record
from dutyroom.store.engine import Database
from dutyroom.store.keys import RoomKeys
from dutyroom.store.numbers import next_number
from dutyroom.store.rows.board import BoardEntry
from dutyroom.store.rows.cases import Call, CaseClock, Complaint
from dutyroom.store.rows.emergencies import Receipt, Workstream
from dutyroom.store.rows.room import Setting

START = datetime(2026, 9, 30, 1, 2, 3, 456789, tzinfo=UTC)

HOSTILE = (
    "[/]", "[ @click=app.quit]x", "[link=http://e]a", "\x1b]52;c;ZXZpbA==\x1b\\", "\x9b2J", "\u202e", "\u200b",
    "\U000e0041", "=cmd|' /C calc'!A0", "＝1+1", "\t\r\n", "\x00", "a\x00b", "\ud800", "\udfff\ud800", "␚", "␚0000",
    "␚␚d800", "'; DROP TABLE journal; --", "%_", "报" * 500, "👩‍👩‍👧", "\ufeff", "\uffff", "\x7f", "\\u0000", "", " ",
)  # fmt: skip


def text(dice: random.Random) -> str:
    """Something that somebody may have typed."""
    return "".join(dice.choice((*HOSTILE, "客户", "退款", "x")) for _ in range(dice.randrange(4)))


def moment(dice: random.Random) -> datetime:
    """A moment, with and without microseconds."""
    return START + timedelta(microseconds=dice.choice((0, dice.randrange(10**12))))


def board_row(
    number: str, due: datetime | None = None, pinned: bool = False, summary: str = ""
) -> BoardEntry:
    """One row of the board."""
    return BoardEntry(
        number=number, version=1, pinned=pinned, level="major", level_rank=1, channel="phone", category="fee",
        unit="hq", owner="wang", status="open", summary=summary, received=START, late=False, clock="reply",
        clock_name="答复", clock_en="Reply", clock_unit="working_days", started=START if due else None, due=due,
        warn=None, provisional=False, paused=False, acknowledged=True, emergency="",
    )  # fmt: skip


def call(number: str, summary: str = "") -> Call:
    """One call."""
    return Call(number=number, taken_by="wang", received=START, typed=START, summary=summary)


def entry(
    session: Session, keys: RoomKeys, command_id: str, kind: str = "test.act", subject: str = ""
) -> int:
    """The journal entry of this transaction."""
    return record.append(
        session,
        keys,
        at=START,
        actor="wang",
        role="duty_officer",
        kind=kind,
        command_id=command_id,
        subject=subject,
    )


def act(database: Database, keys: RoomKeys, command_id: str, row: SQLModel | None = None) -> int:
    """The smallest act there is: one new row, ``row`` or a call of the command's name."""
    with database.write() as session:
        session.add(row or call(command_id))
        return entry(session, keys, command_id)


def random_acts(database: Database, keys: RoomKeys, dice: random.Random, count: int) -> int:
    """Perform that many transactions; returns how many of them were rolled back."""
    failed = 0
    for number in range(count):
        try:
            with database.write() as session:
                for _ in range(dice.randrange(1, 5)):
                    dice.choice(_MOVES)(session, dice)
                    if dice.random() < 0.5:
                        session.flush()
                if dice.random() < 0.15:
                    raise KeyError("the act was refused")
                entry(session, keys, f"act-{number}")
        except KeyError:
            failed += 1
    return failed


def _new_complaint(session: Session, dice: random.Random) -> None:
    number = f"0930-{next_number(session, 'complaint:2026-09-30'):03}"
    session.add(
        Complaint(
            number=number, plan_version=1, level="major", channel="phone", summary=text(dice), received=moment(dice),
            typed=moment(dice), happened=dice.choice((None, moment(dice))), late=dice.random() < 0.5,
        )
    )  # fmt: skip
    session.add(board_row(number, dice.choice((None, moment(dice))), dice.random() < 0.2, text(dice)))
    session.add(
        CaseClock(
            id=next_number(session, "clock"), subject=number, code="reply", kind="reply", unit="working_days",
            amount=5, start=moment(dice), due=moment(dice),
        )
    )  # fmt: skip


def _change(session: Session, dice: random.Random) -> None:
    row = _any(session, dice, Complaint)
    if isinstance(row, Complaint):
        row.summary, row.version = text(dice), row.version + 1
        row.closed_at = dice.choice((None, moment(dice)))


def _take_off_board(session: Session, dice: random.Random) -> None:
    row = _any(session, dice, BoardEntry)
    if row is not None:
        session.delete(row)


def _put_anew(session: Session, dice: random.Random) -> None:
    row = _any(session, dice, BoardEntry)
    if isinstance(row, BoardEntry):
        number = row.number
        session.delete(row)
        if dice.random() < 0.5:
            session.flush()
        session.add(board_row(number, moment(dice), summary=text(dice)))


def _setting(session: Session, dice: random.Random) -> None:
    key = f"key-{dice.randrange(5)}"
    row = session.get(Setting, key)
    if row is None:
        session.add(Setting(key=key, value='"a"'))
        session.flush()
    else:
        row.value = f'"{dice.randrange(9)}"'


def _two_part_keys(session: Session, dice: random.Random) -> None:
    notice = next_number(session, "notice")
    session.add(Receipt(notice=notice, unit=f"u-{text(dice)}", at=dice.choice((None, moment(dice)))))
    session.add(Workstream(emergency=f"2026-{notice}", code="legal", since=moment(dice)))


def _any(session: Session, dice: random.Random, table: type[SQLModel]) -> SQLModel | None:
    key = next(iter(table.__table__.primary_key)).name  # type: ignore[attr-defined]
    rows = session.exec(select(table).order_by(key)).all()
    return dice.choice(rows) if rows else None


_MOVES = (_new_complaint, _change, _take_off_board, _put_anew, _setting, _two_part_keys)
