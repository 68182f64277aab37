"""The organisation, its people, roles and shifts."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Text
from sqlmodel import Field, SQLModel

from dutyroom.domain.subjects import Numbered


class Unit(SQLModel, table=True):
    """A node of the organisation: head office, branch, outlet, department. ``kind`` is one of those words in code."""

    code: str = Field(primary_key=True)
    name: str
    en: str
    parent: str = ""
    kind: str = "department"


class Person(SQLModel, table=True):
    """Staff. ``secret`` is an argon2id hash; staff are never masked to those on duty.

    ``phone`` is the registered number, to which decisions by telephone are called back; ``deputy`` the B角 of this A角.
    """

    code: str = Field(primary_key=True)
    name: str
    en: str = ""
    phone: str = ""
    unit: str = ""
    secret: str = ""
    pinyin: str = ""
    verified: datetime | None = None
    active: bool = True
    deputy: str = ""


class PersonNumber(SQLModel, table=True):
    """A further number of a person. ``kind``: mobile, office, home, other; ``verified``: when it was last answered."""

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    person: str = Field(index=True)
    kind: str
    number: str
    verified: datetime | None = None


class Appointment(SQLModel, table=True):
    """Who holds a role of the plan, from–to, appointed by whom. ``state``: in_room, on_call (听班), away."""

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    role: str = Field(index=True)
    person: str
    unit: str = ""
    since: datetime
    until: datetime | None = None
    state: str = "in_room"
    by: str = ""


class Shift(SQLModel, table=True):
    """Who is on duty from–to; ``planned`` (排班): who is to be, which makes nobody present."""

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    person: str
    since: datetime
    until: datetime | None = None
    lead: bool = False
    planned: bool = False


class RoomCheck(SQLModel, table=True):
    """One 点名: who was in the room at that moment (``present``: codes, commas between)."""

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime
    by: str
    present: str
    text: str = Field(default="", sa_type=Text)


class Handover(Numbered, SQLModel, table=True):
    """交接班. ``items`` (JSON) each with its taker, ``clocks`` (JSON) as they stood when it was last signed.

    ``state``: proposed, replaced (by a later proposal), accepted. ``signed_by`` is who proposed it with their own secret.
    """

    KIND: ClassVar[str] = "handover"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    version: int = 1
    state: str = Field(default="proposed", index=True)
    outgoing: str
    signed_by: str
    incoming: str
    arriving: str = ""
    staying: str = ""
    items: str = Field(default="[]", sa_type=Text)
    clocks: str = Field(default="{}", sa_type=Text)
    note: str = Field(default="", sa_type=Text)
    proposed: datetime
    accepted: datetime | None = None
