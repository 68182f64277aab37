"""The room itself: settings, numbers given out, plans in force."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Text
from sqlmodel import Field, SQLModel

from dutyroom.domain.subjects import Numbered


class Setting(SQLModel, table=True):
    """One value that the whole room shares: organisation, zone, plan in force, demo clock. ``value`` is JSON."""

    key: str = Field(primary_key=True)
    value: str = Field(sa_type=Text)


class Counter(SQLModel, table=True):
    """The last number given out in a series (``complaint:2026-09-30``, ``clock`` …)."""

    name: str = Field(primary_key=True)
    value: int


class PlanVersion(SQLModel, table=True):
    """A plan as it was in force; cases stay on the version they were opened under."""

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    plan: str
    digest: str
    text: str = Field(sa_type=Text)
    since: datetime


class PlanDraft(Numbered, SQLModel, table=True):
    """A plan on its way into force. ``base`` is the version it was drafted from, ``edition`` counts its texts.

    ``state``: draft, reviewed, returned, refused, accepted, withdrawn. ``since``: from when it is to hold, None for at once;
    ``accepted`` is the version that it became.
    """

    KIND: ClassVar[str] = "plan"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    version: int = 1
    edition: int = 1
    base: int
    what: str = Field(sa_type=Text)
    text: str = Field(sa_type=Text)
    since: datetime | None = None
    state: str = Field(default="draft", index=True)
    author: str
    at: datetime
    accepted: int = 0


class PlanReading(SQLModel, table=True):
    """解释: how those who interpret the plan read one of its clauses."""

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    plan_version: int
    clause: str
    question: str = Field(sa_type=Text)
    answer: str = Field(sa_type=Text)
    by: str
    role: str
    at: datetime
