"""消息: put out in the transaction of what they tell, sent from there, answered by a code. Nothing personal stands in them."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from sqlmodel import Session, col, select

from dutyroom.domain.errors import Refusal
from dutyroom.domain.names import joined, named, term
from dutyroom.lang import gettext as _
from dutyroom.services.clocks.clocks import spec_of
from dutyroom.services.room.exercise import state_of
from dutyroom.services.room.people import name_of
from dutyroom.services.room.roster import roster_of
from dutyroom.services.room.settings import read_setting
from dutyroom.services.telling.owed import CALL_BACK, CLOCK, DUTY, INSTRUCTION, ROOM, SIGNATURE
from dutyroom.store.record import append
from dutyroom.store.rows.cases import Complaint
from dutyroom.store.rows.telling import Message, WarningRow

if TYPE_CHECKING:
    from dutyroom.services.room.room import Room

SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Signs of a code: none that is mistaken for another when it is read out."""
CODE = 8
VALID = timedelta(days=7)
"""So long a code can be answered with."""
FIRST = timedelta(seconds=15)
MOST = timedelta(minutes=30)
GIVEN_UP = timedelta(days=1)
"""A message that can't be sent is tried again after longer and longer whiles, and given up after a day."""
_NAMED = 8


class Way(Protocol):
    """A channel as the settings name it: to a person, or to whoever holds a role."""

    @property
    def name(self) -> str:
        """What the room calls it."""

    @property
    def person(self) -> str:
        """Whose it is, "" for a role's."""

    @property
    def role(self) -> str:
        """Whose holders it reaches, "" for a person's."""

    @property
    def url(self) -> str:
        """Where to, with its secrets."""


def put_out(room: Room, session: Session, now: datetime, rows: Sequence[WarningRow], ways: Iterable[Way]) -> list[Message]:
    """One message for each addressee and channel about all that was raised together; never from an exercise or a demo."""
    if not rows or state_of(session) is not None or read_setting(session, "clock_offset") is not None:
        return []
    roster = roster_of(session, room.plan_of(session, room.plan_in_force(session)), now)
    made = []
    for way in ways:
        holders = {way.person} if way.person else set(roster.holders(way.role))
        # What nobody can be told in person goes to every role that has a channel.
        mine = [row for row in rows if holders & set(row.told.split(",")) or (way.role and not row.told)]
        if mine:
            code = "".join(secrets.choice(SIGNS) for _sign in range(CODE))
            message = Message(
                id=secrets.token_hex(4), warnings=",".join(row.number for row in mine), person=way.person or f"@{way.role}",
                channel=way.name, text="", code=code, at=now, next=now,
            )  # fmt: skip
            message.text = _text(room, session, mine, message)
            session.add(message)
            made.append(message)
    return made


def _text(room: Room, session: Session, rows: Sequence[WarningRow], message: Message) -> str:
    zone = room.calendar_of(session).tz
    said = []
    for row in sorted(rows, key=lambda row: (row.rank, row.due))[:_NAMED]:
        word = {"warn": _("临近"), "breach": _("超时"), "empty": ""}[row.kind]
        parts = [row.subject, *_what(room, session, row), word, f"{row.due.astimezone(zone):%m-%d %H:%M}"]
        said.append(" ".join(filter(None, parts)))
    if len(rows) > _NAMED:
        said.append(_("另有 {n} 项").format(n=len(rows) - _NAMED))
    answer = _("知悉请在值班台办理，或运行 dutyroom answer {code}。消息编号 {id}，重复收到的以编号为准。")
    return f"{joined(said)}。\n" + answer.format(code=message.code, id=message.id)


def _what(room: Room, session: Session, row: WarningRow) -> tuple[str, ...]:
    """Level and what is owed, in words of the plan and of the program alone: what people typed is not sent."""
    case = session.get(Complaint, row.subject)
    if case is None:
        words = {
            CLOCK: _("时限"), CALL_BACK: _("回拨约定"), DUTY: _("定期与改进事项"), INSTRUCTION: _("批示"), SIGNATURE: _("补签"),
            ROOM: _("值班室无人在班"),
        }  # fmt: skip
        return (words[row.source],)
    plan = room.plan_of(session, case.plan_version)
    spec = spec_of(plan, row.code, case.level) if row.source == CLOCK else None
    return (term(plan.levels, case.level), named(spec) if spec is not None else _("回拨约定"))


def send_waiting(room: Room, ways: Iterable[Way], send: Callable[[str, str, str], None]) -> int:
    """Tries every message whose time has come, each noted by itself; how many were sent. ``send`` raises Refusal.

    A process that ends between sending and noting it sends once more, under the same number.
    """
    known, sent = {way.name: way for way in ways}, 0
    with room.database.read() as session:
        now = room.now()
        query = select(Message).where(Message.state == "waiting", col(Message.next) <= now)
        waiting = session.exec(query.order_by(col(Message.at)).limit(100)).all()
    for message in waiting:
        way = known.get(message.channel)
        try:
            if way is None:
                raise Refusal("not_sent", _("这台机器上没有这个渠道"))
            send(way.url, _("值班室告警"), message.text)
            _note(room, message.id, "")
            sent += 1
        except Refusal as no:
            _note(room, message.id, no.message)
    return sent


def _note(room: Room, number: str, failure: str) -> None:
    """Keeps what became of one try. On the journal: that it was sent, that it failed for the first time, that it was given up."""

    def once(session: Session) -> None:
        message = session.get_one(Message, number)
        if message.state not in ("waiting", "answered"):
            return
        now = room.now()
        message.tries, message.failure = message.tries + 1, failure
        answered = message.state == "answered"
        if not failure:
            message.state, message.sent = ("answered" if answered else "sent"), now
        elif now - message.at > GIVEN_UP:
            message.state = "failed"
        else:
            message.next = now + min(FIRST * 2 ** min(message.tries - 1, 10), MOST)
        if failure and message.tries > 1 and message.state != "failed":
            return
        kind = "keeper.failed" if failure else "keeper.sent"
        values: dict[str, Any] = {"message": number, "channel": message.channel, "warnings": message.warnings.split(",")}
        who = message.person if message.person.startswith("@") else name_of(session, message.person)
        why, end = (f"：{failure}", "，不再重试" if message.state == "failed" else "，将重试") if failure else ("", "")
        values["_text"] = f"{who} {message.channel}（{message.warnings}）{why}{end}"
        append(
            session, room.keys, at=now, actor="", role="", kind=kind, command_id=f"{kind}:{number}:{message.tries}",
            values=values,
        )  # fmt: skip

    room.database.act(once)


def answer(room: Room, code: str) -> str:
    """Whoever has the code has seen what it told: its open warnings are acknowledged, and nothing is decided.

    Returns what to say. Raises Refusal ``no_code`` for none, ``used`` for one that served, ``expired``.
    """
    said = "".join(code.split()).upper()

    def once(session: Session) -> str:
        now = room.now()
        message = session.exec(select(Message).where(Message.code == said)).first()
        if message is None:
            raise Refusal("no_code", _("没有这个回复码。"), _("请核对消息中的回复码。"))
        if message.state == "answered":
            raise Refusal("used", _("这个回复码已经用过。"), _("其余的请在值班台知悉。"))
        if now - message.at > VALID:
            raise Refusal("expired", _("这个回复码已过期。"), _("请在值班台知悉。"))
        message.state = "answered"
        who = "" if message.person.startswith("@") else message.person
        seen = 0
        for number in message.warnings.split(","):
            row = session.get(WarningRow, int(number[1:]))
            if row is not None and row.state == "open":
                row.state, row.by, row.answered, row.again, row.version = "answered", who, now, None, row.version + 1
                seen += 1
        append(
            session, room.keys, at=now, actor=who, role="", kind="keeper.answer", command_id=f"keeper.answer:{message.id}",
            values={
                "message": message.id, "channel": message.channel,
                "_text": f"{message.warnings}", "warnings": message.warnings.split(","),
            },
        )  # fmt: skip
        return _("已知悉 {n} 项告警").format(n=seen)

    return room.database.act(once)
