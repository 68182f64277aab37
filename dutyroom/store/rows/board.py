"""The stored projection that the first page is painted from."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel


class BoardEntry(SQLModel, table=True):
    """The stored projection of one open complaint, as domain.board.BoardRow; read by the driver alone at first paint."""

    __tablename__ = "board_row"
    __table_args__ = (Index("ix_board_row_order", "pinned", "due", "number"),)

    number: str = Field(primary_key=True)
    version: int
    pinned: bool
    level: str
    level_rank: int
    channel: str
    category: str
    unit: str
    owner: str
    status: str
    summary: str
    received: datetime
    late: bool
    clock: str
    clock_name: str
    clock_en: str
    clock_unit: str
    started: datetime | None
    due: datetime | None
    warn: datetime | None
    provisional: bool
    paused: bool
    acknowledged: bool
    emergency: str
    alarm: datetime | None = None
    handling: str = ""
