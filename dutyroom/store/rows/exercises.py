"""A tabletop exercise: its injects and what was observed. Empty in a live room."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Text
from sqlmodel import Field, SQLModel


class InjectState(SQLModel, table=True):
    """情景信息: one inject of the exercise. ``state``: waiting, held, sent, skipped.

    Those of the scenario have their text there; one added on the spot (``own``) has its own here. ``to`` is a role,
    ``sent_at`` when it was sent or skipped.
    """

    __tablename__ = "inject"

    no: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    state: str = "waiting"
    sent_at: datetime | None = None
    own: bool = False
    sender: str = ""
    to: str = ""
    method: str = ""
    text: str = Field(default="", sa_type=Text)


class Observation(SQLModel, table=True):
    """观察记录. ``kind``: strength, gap, improvement, note; an improvement has who does it and until when (a date)."""

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime
    by: str
    kind: str
    text: str = Field(sa_type=Text)
    objective: str = ""
    owner: str = ""
    due: str = ""
