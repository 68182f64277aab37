"""An emergency, its groups and their work."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Text
from sqlmodel import Field, SQLModel

from dutyroom.domain.subjects import Numbered


class Emergency(SQLModel, table=True):
    """突发事件: from report to termination and review. ``stage`` is one of domain.emergency's stages."""

    number: str = Field(primary_key=True)
    version: int = 1
    plan_version: int
    title: str
    place: str = ""
    stage: str
    response: str = ""
    reported: datetime
    proposed_by: str = ""
    commander: str = ""
    activated: datetime | None = None
    ended: datetime | None = None
    scope: str = ""
    facts: str = Field(default="{}", sa_type=Text)
    rail: str = Field(default="{}", sa_type=Text)
    follows: str = ""


class Workstream(SQLModel, table=True):
    """One 工作组 of a running emergency. ``state``: active, stood_down."""

    emergency: str = Field(primary_key=True)
    code: str = Field(primary_key=True)
    state: str = "active"
    since: datetime


class Task(Numbered, SQLModel, table=True):
    """One piece of work of a workstream. ``after`` lists task codes (or ``T12``) that come first; ``state``: open, done.

    ``stand_in`` does it while ``owner`` can't; ``offered`` is who was asked to take it over and has not answered yet.
    ``minutes``: the limit of one that was given by hand, 0 for none; it counts from when the task can begin.
    """

    KIND: ClassVar[str] = "task"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    version: int = 1
    emergency: str = Field(index=True)
    workstream: str
    code: str = ""
    title: str
    en: str = ""
    owner: str = ""
    after: str = ""
    state: str = "open"
    evidence: str = Field(default="", sa_type=Text)
    done_at: datetime | None = None
    done_by: str = ""
    clause: str = ""
    stand_in: str = ""
    offered: str = ""
    offered_by: str = ""
    offer: str = Field(default="", sa_type=Text)
    minutes: int = 0


class Paper(Numbered, SQLModel, table=True):
    """A text that goes through gates: ``kind`` statement, solution, paper, sitrep, review. ``edition`` counts its versions.

    A paper (材料) is that of the complaint's step ``form``, with the step's masked ``fields`` (JSON). A sitrep is the plan's
    situation report ``code``, number ``serial`` of its kind in the event.
    ``state``: draft, checked, returned, approved, refused, published, carried_out, sent. ``sum`` is the compensation that
    this edition of a solution asks for, in yuan, "" for none.
    """

    KIND: ClassVar[str] = "paper"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    version: int = 1
    kind: str
    code: str = ""
    serial: int = 0
    emergency: str = Field(default="", index=True)
    complaint: str = ""
    title: str = ""
    edition: int = 1
    text: str = Field(default="", sa_type=Text)
    state: str = "draft"
    author: str = ""
    at: datetime
    form: str = ""
    fields: str = Field(default="{}", sa_type=Text)
    sum: str = ""


class Decision(Numbered, SQLModel, table=True):
    """Who decided what, in which role, under which clause. ``gate`` is the plan's gate; ``edition`` the text's version.

    ``question``, ``options`` and ``choice`` where it answers a question, ``facts`` on which it was taken. ``request`` is
    the 请示 it answers, ``conference`` the 会商 it was taken in, ``replaces`` the decision that it withdraws.
    """

    KIND: ClassVar[str] = "decision"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    subject: str = Field(index=True)
    gate: str
    edition: int = 0
    outcome: str
    by: str
    role: str
    reason: str = Field(default="", sa_type=Text)
    clause: str = ""
    at: datetime
    telephone: str = ""
    witness: str = ""
    signed_at: datetime | None = None
    question: str = Field(default="", sa_type=Text)
    options: str = Field(default="", sa_type=Text)
    choice: str = Field(default="", sa_type=Text)
    facts: str = Field(default="", sa_type=Text)
    request: int = 0
    conference: int = 0
    replaces: int = 0


class Measure(SQLModel, table=True):
    """One measure of a solution: apology, refund, process change … ``state``: planned, done.

    ``owner`` answers for it; ``done_by`` carried it out and gave the proof.
    """

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    paper: int = Field(index=True)
    kind: str
    text: str = Field(default="", sa_type=Text)
    amount: str = ""
    owner: str = ""
    state: str = "planned"
    proof: str = ""
    done_at: datetime | None = None
    done_by: str = ""


class Evidence(SQLModel, table=True):
    """What a person put on record for a termination condition that facts alone can't show."""

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    emergency: str = Field(index=True)
    condition: str
    met: bool
    text: str = Field(default="", sa_type=Text)
    by: str
    at: datetime


class Sighting(SQLModel, table=True):
    """A public-opinion item seen: where, when, reach, tone, by whom.

    ``item`` is the id of the first sighting of the same item, 0 for a first one: its reach is that of the last.
    """

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    emergency: str = Field(index=True)
    at: datetime
    place: str
    reach: int = 0
    tone: str = ""
    text: str = Field(default="", sa_type=Text)
    by: str
    link: str = ""
    seen_by: str = ""
    item: int = 0


class Notice(Numbered, SQLModel, table=True):
    """A notice: ``kind`` activation and termination to every unit, sitrep to persons. ``to``: units, persons."""

    KIND: ClassVar[str] = "notice"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    emergency: str = Field(index=True)
    kind: str
    to: str = "units"
    paper: int = 0
    text: str = Field(default="", sa_type=Text)
    at: datetime
    by: str


class Receipt(SQLModel, table=True):
    """One receipt of a notice, owed by a ``unit`` (or the person of that code); ``at`` is None until it is in.

    ``chased`` counts how often it was asked for, ``chased_at`` is the last time.
    """

    notice: int = Field(primary_key=True)
    unit: str = Field(primary_key=True)
    at: datetime | None = None
    by: str = ""
    chased: int = 0
    chased_at: datetime | None = None


class Wording(SQLModel, table=True):
    """统一口径: what everyone who answers a telephone says about an emergency. The last edition is in force.

    ``paper`` is the approved statement it was taken from, 0 where the commander set it.
    """

    emergency: str = Field(primary_key=True)
    edition: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    text: str = Field(sa_type=Text)
    paper: int = 0
    by: str
    at: datetime
