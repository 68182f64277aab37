"""The room itself: settings, numbers given out, plans in force."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Text
from sqlmodel import Field, SQLModel


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
