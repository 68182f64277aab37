"""What workstreams keep besides tasks and papers: domain.records says what kinds there are."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Text
from sqlmodel import Field, SQLModel

from dutyroom.domain.subjects import Numbered


class WorkRecord(Numbered, SQLModel, table=True):
    """One thing that a workstream keeps: a fact, rumour, exhibit, promise, scene … as it stands now.

    ``complaint`` where it is about one; ``person`` has it or answers for it; ``at`` is when it happened, ``due`` its time
    limit. ``facts`` (JSON, masked) holds the fields of the kind's acts as last given.
    """

    KIND: ClassVar[str] = "record"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    version: int = 1
    kind: str
    emergency: str = Field(default="", index=True)
    complaint: str = Field(default="", index=True)
    state: str = ""
    person: str = ""
    due: datetime | None = None
    at: datetime
    typed: datetime
    late: bool = False
    by: str
    facts: str = Field(default="{}", sa_type=Text)


class WorkStep(SQLModel, table=True):
    """One thing done with a record, its beginning among them: together they are its history. ``facts`` as there."""

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    record: int = Field(index=True)
    act: str
    state: str = ""
    person: str = ""
    at: datetime
    typed: datetime
    late: bool = False
    by: str
    facts: str = Field(default="{}", sa_type=Text)
