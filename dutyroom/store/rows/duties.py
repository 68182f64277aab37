"""Duties that have a date, what was done about them, and supplies."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Text
from sqlmodel import Field, SQLModel

from dutyroom.domain.subjects import Numbered


class Duty(Numbered, SQLModel, table=True):
    """Something to be done by a date: what comes round by the plan (``code`` is the plan's), or what was resolved.

    ``kind``: round, improvement, opinion, rectification, notice. ``every`` 0: once. ``role``, ``owner``, ``unit``
    say whose it is; ``hour`` is the time of day at which it is due, "" for the close of business; ``about`` is the complaint or
    emergency that it came of. ``state``: open, done, dropped.
    """

    KIND: ClassVar[str] = "duty"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    version: int = 1
    kind: str
    code: str = ""
    title: str
    en: str = ""
    text: str = Field(default="", sa_type=Text)
    role: str = ""
    owner: str = ""
    unit: str = ""
    every: int = 0
    period: str = ""
    due: datetime
    about: str = ""
    clause: str = ""
    source: str = ""
    at: datetime
    by: str
    state: str = Field(default="open", index=True)
    hour: str = ""


class DutyRecord(SQLModel, table=True):
    """What was done about a duty that was ``due`` then. ``kind``: done, missed, chased, moved, assigned, dropped.

    ``happened`` is when it was done, ``text`` the evidence or the reason, ``reference`` where papers about it are kept.
    """

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    duty: int = Field(index=True)
    kind: str
    due: datetime
    at: datetime
    happened: datetime
    by: str
    role: str = ""
    text: str = Field(default="", sa_type=Text)
    reference: str = ""


class Supply(SQLModel, table=True):
    """物资: how many, where, who keeps it, when last counted. ``state``: kept, gone."""

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    version: int = 1
    name: str
    number: int
    measure: str = ""
    least: int = 0
    place: str
    keeper: str
    counted: datetime
    counted_by: str
    state: str = Field(default="kept", index=True)
    note: str = Field(default="", sa_type=Text)
