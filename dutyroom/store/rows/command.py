"""What leading an emergency leaves behind: who commanded, what was asked and answered, told outside, and learned."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Text
from sqlmodel import Field, SQLModel

from dutyroom.domain.subjects import Numbered


class CommandPost(SQLModel, table=True):
    """Who commands an event, in which role, from–to. ``state``: offered, held, withdrawn, ended.

    An offered one has no ``since`` yet; ``offered_by`` is who hands over, "" where nobody was there to do so.
    """

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    emergency: str = Field(index=True)
    person: str
    role: str
    state: str
    since: datetime | None = None
    until: datetime | None = None
    offered_by: str = ""
    offered: datetime | None = None
    reason: str = Field(default="", sa_type=Text)


class Report(SQLModel, table=True):
    """信息报告: one 首报, 续报 or 终报 as it went out, by one way to one or several recipients; never changed afterwards.

    ``code`` is the plan's report, ``serial`` counts the event's reports, ``corrects`` the serial of the one whose
    figures this one corrects. ``at`` is when it went out, ``typed`` when it was entered.
    """

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    emergency: str = Field(index=True)
    serial: int
    code: str
    kind: str
    way: str
    recipients: str
    taken_by: str = ""
    number: str = ""
    place: str = ""
    people: int | None = None
    injured: int | None = None
    cause: str = Field(default="", sa_type=Text)
    text: str = Field(default="", sa_type=Text)
    corrects: int = 0
    at: datetime
    typed: datetime
    by: str


class Request(Numbered, SQLModel, table=True):
    """请示: a question to whoever decides, with its options. ``state``: open, answered; ``decision`` is the 批复."""

    KIND: ClassVar[str] = "request"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    version: int = 1
    emergency: str = Field(index=True)
    question: str = Field(sa_type=Text)
    options: str = Field(default="", sa_type=Text)
    facts: str = Field(default="", sa_type=Text)
    role: str
    by: str
    at: datetime
    state: str = "open"
    decision: int = 0


class Conference(Numbered, SQLModel, table=True):
    """会商: called for a moment, then its minutes (会商纪要). ``state``: called, held. People by code, guests by name."""

    KIND: ClassVar[str] = "conference"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    version: int = 1
    emergency: str = Field(index=True)
    title: str
    place: str = ""
    at: datetime
    host: str
    invited: str
    guests: str = Field(default="", sa_type=Text)
    attended: str = ""
    minutes: str = Field(default="", sa_type=Text)
    state: str = "called"
    by: str
    called: datetime


class InstructionNote(SQLModel, table=True):
    """What happened to a followed instruction (督办): ``kind`` report (反馈) or chase (催办)."""

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    instruction: int = Field(index=True)
    kind: str
    text: str = Field(default="", sa_type=Text)
    by: str
    at: datetime


class Concurrence(SQLModel, table=True):
    """会签: one member's word on a gate for which the plan asks a quorum; the last word of each counts."""

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    subject: str = Field(index=True)
    gate: str
    edition: int = 0
    by: str
    role: str
    outcome: str
    reason: str = Field(default="", sa_type=Text)
    at: datetime
