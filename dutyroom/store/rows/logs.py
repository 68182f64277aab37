"""What people write and read: the duty log, instructions, signatures."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Text
from sqlmodel import Field, SQLModel

from dutyroom.domain.subjects import Numbered


class LogLine(SQLModel, table=True):
    """值班日志: what somebody wrote. ``late`` 补记, ``corrects`` the journal seq of the line it corrects (更正)."""

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime
    happened: datetime | None = None
    by: str
    subject: str = ""
    late: bool = False
    corrects: int = 0
    text: str = Field(default="", sa_type=Text)


class Instruction(Numbered, SQLModel, table=True):
    """批示、交办: what a leader asked for, who takes it, until when. ``state``: open, done. ``line`` is its line of the log.

    ``emergency`` is the event that it is about, "" for one of the room's daily work.
    """

    KIND: ClassVar[str] = "instruction"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    version: int = 1
    emergency: str = Field(default="", index=True)
    line: int
    giver: str
    taker: str
    text: str = Field(sa_type=Text)
    due: datetime | None = None
    at: datetime
    by: str
    state: str = Field(default="open", index=True)
    outcome: str = Field(default="", sa_type=Text)
    done_at: datetime | None = None
    done_by: str = ""


class LogSignature(SQLModel, table=True):
    """The duty log was read and signed up to the journal's entry ``upto``."""

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    upto: int
    by: str
    role: str
    at: datetime
    text: str = Field(default="", sa_type=Text)
