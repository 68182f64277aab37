"""What the keeper of clocks raises and sends, and who keeps now."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from dutyroom.domain.subjects import Numbered


class WarningRow(Numbered, SQLModel, table=True):
    """One warning: that something owed falls due soon (``kind`` warn), is past due (breach), or that nobody is there (empty).

    ``source`` and ``ref`` say what is owed (``clock`` 12, ``duty`` 3), ``due`` when; the three and ``kind`` together stand
    once, by a unique index. ``subject`` is what it speaks of, ``code`` the clock's, ``rank`` how grave (1 gravest of 3).
    ``late``: raised when its moment had long passed, because no keeper ran. ``told``: whom it asks for a deed (accounts,
    commas between), "" where nobody could be had. ``step`` counts how often it was raised, ``again`` is when it is raised
    next unless a person answers. ``state``: open, answered, shelved (``until``); ``by`` whom, ``answered`` when.
    """

    __tablename__ = "warning"
    __table_args__ = (
        Index("ux_warning_once", "source", "ref", "kind", "due", unique=True), Index("ix_warning_again", "again"),
    )  # fmt: skip
    KIND: ClassVar[str] = "warning"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    version: int = 1
    source: str
    ref: int
    kind: str
    due: datetime
    subject: str = Field(index=True)
    code: str = ""
    rank: int
    at: datetime
    late: bool = False
    told: str = ""
    step: int = 1
    again: datetime | None = None
    state: str = Field(default="open", index=True)
    by: str = ""
    answered: datetime | None = None
    until: datetime | None = None
    reason: str = Field(default="", sa_type=Text)


class KeeperRow(SQLModel, table=True):
    """The one row (id 1) of who keeps the clocks: a lease, and what was looked through.

    ``until`` is a moment of ``store.lease``, in seconds; ``seq`` the journal's last entry that the keeper knows of, ``next``
    when the next moment comes if nothing changes, None for none. Nothing of it is the record's.
    """

    __tablename__ = "keeper"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    holder: str = ""
    until: float = 0.0
    seq: int = -1
    next: datetime | None = None


class Message(SQLModel, table=True):
    """One message to one person by one channel, put out in the transaction of what it tells; sent from there.

    ``warnings`` are the numbers of what it tells (commas between), ``text`` its plain words without anything personal,
    ``code`` what its addressee answers with, once. ``state``: waiting, sent, failed (given up), answered. ``tries`` so far,
    ``next`` when the next one is made. Nothing of it is replayed: that it was sent or failed is on the journal.
    """

    id: str = Field(primary_key=True)
    warnings: str
    person: str
    channel: str
    text: str = Field(sa_type=Text)
    code: str = Field(unique=True)
    at: datetime
    state: str = Field(default="waiting", index=True)
    tries: int = 0
    next: datetime
    sent: datetime | None = None
    failure: str = ""
