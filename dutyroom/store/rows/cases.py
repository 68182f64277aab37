"""Calls, complaints, their clocks and contacts; personal data lies in ``Personal`` only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel


class Call(SQLModel, table=True):
    """来电记录: what comes in before it is known to be a complaint. ``state``: open, parked, done."""

    number: str = Field(primary_key=True)
    version: int = 1
    taken_by: str
    received: datetime
    typed: datetime
    caller: str = "customer"
    state: str = "open"
    summary: str = ""
    complaint: str = ""
    outcome: str = ""


class Complaint(SQLModel, table=True):
    """One case. ``summary`` is masked; ``facts`` (JSON) holds the plan's own fields; ``steps`` (JSON) what is done.

    ``round`` 2 is a second round (复议) of ``round_of``; ``followed_by`` is the second round of this one, which is frozen.
    ``off_hours``: received outside working hours. ``unit`` is whom it is about (被投诉机构), ``handling`` the unit to which
    it was passed (承办单位), "" for none: passing it on never changes whom it is about.
    ``told``: how the complainant was told the outcome (call, phone, in_person, written), or why not (unreached, anonymous).
    ``status`` owing is one that is closed and of which something is still to be done, withdrawn one that was taken back.
    ``levels`` (JSON) has every level with the moment it was set, "" for the receipt; none while it never changed.
    ``danger`` says which danger to life there is (self_harm, violence, crowd, other), "" for none: such a case is pinned.
    """

    number: str = Field(primary_key=True)
    version: int = 1
    plan_version: int
    level: str
    category: str = ""
    channel: str
    unit: str = ""
    owner: str = ""
    status: str = "registered"
    summary: str = ""
    happened: datetime | None = None
    received: datetime = Field(index=True)
    typed: datetime
    late: bool = False
    acknowledged_by: str = ""
    acknowledged_at: datetime | None = None
    told: str = ""
    satisfied: str = ""
    danger: str = ""
    closed_at: datetime | None = None
    emergency: str = Field(default="", index=True)
    facts: str = Field(default="{}", sa_type=Text)
    steps: str = Field(default="{}", sa_type=Text)
    round: int = 1
    round_of: str = ""
    followed_by: str = ""
    off_hours: bool = False
    handling: str = ""
    levels: str = Field(default="[]", sa_type=Text)


class Personal(SQLModel, table=True):
    """The personal data of a subject, each value sealed under the subject's own key."""

    subject: str = Field(primary_key=True)
    name: str = ""
    phone: str = ""
    id_number: str = ""
    content: str = Field(default="", sa_type=Text)
    demand: str = Field(default="", sa_type=Text)
    extra: str = Field(default="", sa_type=Text)


class CaseClock(SQLModel, table=True):
    """One deadline of one subject: what it counts, when due, and how it ended.

    ``verdict``: running, met, breached, waived (decided away, ``waived_by`` whom and ``waived_why``; one that was past due
    stays breached), withdrawn (with the complaint), void (it never applied). ``moves`` (JSON): what moved its due
    moment, when, by whom.
    """

    __table_args__ = (
        Index("ix_caseclock_verdict_due", "verdict", "due"), Index("ix_caseclock_verdict_warn", "verdict", "warn"),
    )  # fmt: skip

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    subject: str = Field(index=True)
    code: str
    kind: str
    unit: str
    amount: int
    start: datetime
    due: datetime
    provisional: bool = False
    warn: datetime | None = None
    met_at: datetime | None = None
    verdict: str = "running"
    waived_by: str = ""
    waived_why: str = Field(default="", sa_type=Text)
    clause: str = ""
    source: str = "plan"
    moves: str = Field(default="[]", sa_type=Text)


class Pause(SQLModel, table=True):
    """One interval in which a clock did not run, and why."""

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    clock: int = Field(index=True)
    since: datetime
    until: datetime | None = None
    reason: str


class Contact(SQLModel, table=True):
    """One try to reach somebody. ``purpose``: who that was (domain.contacts). ``result``: reached, no_answer, agreed."""

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    subject: str = Field(index=True)
    at: datetime
    by: str
    purpose: str
    person: str = ""
    number: str = ""
    result: str
    again_at: datetime | None = None
    text: str = Field(default="", sa_type=Text)


class Ruling(SQLModel, table=True):
    """回避认定: what somebody else said of ``person`` in a complaint or emergency; the last word counts.

    ``outcome``: aside (must step back), cleared (need not, though named).
    """

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    subject: str = Field(index=True)
    person: str
    outcome: str
    by: str
    at: datetime
    reason: str = Field(default="", sa_type=Text)


class Watch(SQLModel, table=True):
    """关注: a neutral note on a number or person, with a reason and an end. All that is personal lies in ``personal``.

    ``number`` and ``name`` are masked; ``dropped`` is when it was lifted before its end.
    """

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    number: str = ""
    name: str = ""
    reason: str = Field(sa_type=Text)
    by: str
    at: datetime
    until: datetime
    dropped: datetime | None = None
