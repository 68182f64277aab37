"""What belongs to complaints beside themselves: departments' charges, groups of complaints alike, units' own plans."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Text
from sqlmodel import Field, SQLModel

from dutyroom.domain.subjects import Numbered


class ChargeRow(Numbered, SQLModel, table=True):
    """交办事项: what a department is charged with. ``kind`` is the plan's; ``complaint`` "" for one without a complaint.

    ``state``: open, reported (and, where the plan has it checked, waiting for that), done. ``returned``: how often what was
    reported was sent back.
    """

    KIND: ClassVar[str] = "charge"

    __tablename__ = "charge"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    version: int = 1
    plan_version: int
    complaint: str = Field(default="", index=True)
    kind: str
    unit: str
    owner: str = ""
    text: str = Field(default="", sa_type=Text)
    by: str
    at: datetime
    state: str = Field(default="open", index=True)
    report: str = Field(default="", sa_type=Text)
    reported_by: str = ""
    reported_at: datetime | None = None
    opinion: str = Field(default="", sa_type=Text)
    checked_by: str = ""
    checked_at: datetime | None = None
    returned: int = 0
    clause: str = ""


class CaseGroup(Numbered, SQLModel, table=True):
    """Complaints taken for alike. ``state``: proposed, confirmed, refused. ``reason``: why they were taken for it."""

    KIND: ClassVar[str] = "group"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    version: int = 1
    plan_version: int
    state: str = Field(default="proposed", index=True)
    reason: str = Field(default="", sa_type=Text)
    by: str
    at: datetime
    decided_by: str = ""
    decided_at: datetime | None = None
    decision: str = Field(default="", sa_type=Text)


class GroupMember(SQLModel, table=True):
    """A complaint of a group; ``left_at`` when it was taken out again. ``likeness`` in percent to those already there.

    ``waiting``: it came after the group was confirmed, and nobody has said yet whether it belongs to it.
    """

    group_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    complaint: str = Field(primary_key=True, index=True)
    likeness: int = 0
    at: datetime
    left_at: datetime | None = None
    waiting: bool = False


class UnitPlan(SQLModel, table=True):
    """A unit's own plan from ``since``: it overrides its parent's for complaints about the unit and the units below it."""

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    unit: str = Field(index=True)
    plan_version: int
    since: datetime
    until: datetime | None = None
    by: str
