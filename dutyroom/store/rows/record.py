"""The record itself, keys, and what is thrown away when done. None of it is replayed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel


class JournalHead(SQLModel, table=True):
    """The one row (id 1) that orders all writers: last seq and its MAC.

    ``settled`` is the MAC of the last entry that changed what seldom changes (settings, plan, units, people, roles,
    shifts): while it is the same, what was read of them still holds. ``key_check`` tells whether a room key belongs to
    this database; empty until the first key has claimed it. ``seal`` is a keyed digest of the rest: who cuts the journal's end
    off can't mend the head without the room key.
    """

    __tablename__ = "journal_head"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    seq: int
    mac: str
    key_check: str = ""
    settled: str = ""
    seal: str = ""


class JournalEntry(SQLModel, table=True):
    """操作留痕: one act, never changed. ``payload`` is canonical JSON: the values given and the rows that changed."""

    __tablename__ = "journal"
    __table_args__ = (
        UniqueConstraint("prev"), UniqueConstraint("command_id"), Index("ix_journal_kind_at", "kind", "at"),
    )  # fmt: skip

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime
    actor: str
    role: str
    clause: str
    command_id: str
    subject: str = Field(index=True)
    kind: str
    payload: str = Field(sa_type=Text)
    prev: str
    format: int
    mac: str


class CommandResult(SQLModel, table=True):
    """What a command did, so that a retry gets the same answer.

    ``digest`` tells the same id with other content, under the room's key; ``own`` (``subject:digest``) what was typed, under
    that subject's key. An empty ``digest`` is from before there were keyed ones.
    """

    __tablename__ = "command"

    id: str = Field(primary_key=True)
    digest: str
    own: str = ""
    outcome: str = Field(sa_type=Text)


class SubjectKey(SQLModel, table=True):
    """A subject's own key, wrapped by the room key. Erasing personal data deletes this row."""

    subject: str = Field(primary_key=True)
    wrapped: str


class Erased(SQLModel, table=True):
    """A key that was destroyed, by its mark: whose it was, of which complaint, when. What a restore must destroy again."""

    mark: str = Field(primary_key=True)
    subject: str
    complaint: str
    at: datetime


class BlindToken(SQLModel, table=True):
    """A keyed token of a name or number, by which a subject is found without its plain value being stored."""

    token: str = Field(primary_key=True)
    subject: str = Field(primary_key=True, index=True)


class Gram(SQLModel, table=True):
    """Bigrams of masked text, for search (``%`` and ``_`` mean nothing here)."""

    gram: str = Field(primary_key=True)
    subject: str = Field(primary_key=True, index=True)


class Draft(SQLModel, table=True):
    """What somebody has typed and not yet sent, sealed under the room key; gone when done."""

    id: str = Field(primary_key=True)
    person: str = ""
    form: str
    subject: str = ""
    sealed: str = Field(sa_type=Text)
    at: datetime


class Attempt(SQLModel, table=True):
    """Secrets tried for one account at one terminal: the back-off outlives a restart. Nothing of it is the record's.

    ``known``: the account's person has proven their secret there. ``failures``: wrong in a row; ``pending``: being checked;
    ``begun``: how many ever; ``last``: when the last of them began; ``untold``: wrong ones that the person was not told of
    yet, the last of them ``wrong_at``; ``place``: what people call the terminal.
    """

    person: str = Field(primary_key=True)
    terminal: str = Field(primary_key=True)
    place: str = ""
    known: bool = False
    failures: int = 0
    pending: int = 0
    begun: int = 0
    last: datetime
    untold: int = 0
    wrong_at: datetime | None = None
