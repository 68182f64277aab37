"""Every table of the room. Times are aware UTC; codes are the plan's; personal data lies in ``personal`` only."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from dutyroom.store.types import use_exact_text

# Tables hold state that acts change; every row of these is written together with a journal row and can be replayed.


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
    """Who holds a role of the plan, from–to. ``state``: in_room, on_call (听班), away."""

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    role: str = Field(index=True)
    person: str
    unit: str = ""
    since: datetime
    until: datetime | None = None
    state: str = "in_room"


class Shift(SQLModel, table=True):
    """Who is on duty from–to."""

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    person: str
    since: datetime
    until: datetime | None = None
    lead: bool = False


class Call(SQLModel, table=True):
    """来电记录: what comes in before it is known to be a complaint. ``state``: open, parked, done."""

    number: str = Field(primary_key=True)
    version: int = 1
    taken_by: str
    received: datetime
    typed: datetime
    caller: str = "customer"
    state: str = "open"
    summary: str = ""
    complaint: str = ""
    outcome: str = ""


class Complaint(SQLModel, table=True):
    """One case. ``summary`` is masked; ``facts`` (JSON) holds the plan's own fields; ``steps`` (JSON) what is done."""

    number: str = Field(primary_key=True)
    version: int = 1
    plan_version: int
    level: str
    category: str = ""
    channel: str
    unit: str = ""
    owner: str = ""
    status: str = "registered"
    summary: str = ""
    happened: datetime | None = None
    received: datetime
    typed: datetime
    late: bool = False
    acknowledged_by: str = ""
    acknowledged_at: datetime | None = None
    satisfied: str = ""
    closed_at: datetime | None = None
    emergency: str = Field(default="", index=True)
    facts: str = Field(default="{}", sa_type=Text)
    steps: str = Field(default="{}", sa_type=Text)


class Personal(SQLModel, table=True):
    """The personal data of a subject, each value sealed under the subject's own key."""

    subject: str = Field(primary_key=True)
    name: str = ""
    phone: str = ""
    id_number: str = ""
    content: str = Field(default="", sa_type=Text)
    demand: str = Field(default="", sa_type=Text)
    extra: str = Field(default="", sa_type=Text)


class CaseClock(SQLModel, table=True):
    """One deadline of one subject: what it counts, when due, and how it ended. ``verdict``: running, met, breached, void."""

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    subject: str = Field(index=True)
    code: str
    kind: str
    unit: str
    amount: int
    start: datetime
    due: datetime
    provisional: bool = False
    warn: datetime | None = None
    met_at: datetime | None = None
    verdict: str = "running"
    clause: str = ""
    source: str = "plan"


class Pause(SQLModel, table=True):
    """One interval in which a clock did not run, and why."""

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    clock: int = Field(index=True)
    since: datetime
    until: datetime | None = None
    reason: str


class Contact(SQLModel, table=True):
    """One try to reach somebody: the customer, or a superior (``purpose`` report_up). ``result``: reached, no_answer, agreed."""

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    subject: str = Field(index=True)
    at: datetime
    by: str
    purpose: str
    person: str = ""
    number: str = ""
    result: str
    again_at: datetime | None = None
    text: str = Field(default="", sa_type=Text)


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


class Task(SQLModel, table=True):
    """One piece of work of a workstream. ``after`` lists task codes that come first; ``state``: open, done."""

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


class Paper(SQLModel, table=True):
    """A text that goes through gates: ``kind`` statement, solution, review. ``edition`` counts its versions.

    ``state``: draft, checked, returned, approved, refused, published, carried_out.
    """

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    version: int = 1
    kind: str
    emergency: str = Field(default="", index=True)
    complaint: str = ""
    title: str = ""
    edition: int = 1
    text: str = Field(default="", sa_type=Text)
    state: str = "draft"
    author: str = ""
    at: datetime


class Decision(SQLModel, table=True):
    """Who decided what, in which role, under which clause. ``gate`` is the plan's gate; ``edition`` the text's version."""

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


class Measure(SQLModel, table=True):
    """One measure of a solution: apology, refund, process change … ``state``: planned, done."""

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    paper: int = Field(index=True)
    kind: str
    text: str = Field(default="", sa_type=Text)
    amount: str = ""
    owner: str = ""
    state: str = "planned"
    proof: str = ""
    done_at: datetime | None = None


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
    """A public-opinion item seen: where, when, reach, tone."""

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    emergency: str = Field(index=True)
    at: datetime
    place: str
    reach: int = 0
    tone: str = ""
    text: str = Field(default="", sa_type=Text)
    by: str


class Notice(SQLModel, table=True):
    """A notice to every unit (``kind`` activation, termination)."""

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    emergency: str = Field(index=True)
    kind: str
    text: str = Field(default="", sa_type=Text)
    at: datetime
    by: str


class Receipt(SQLModel, table=True):
    """One unit's receipt of a notice; ``at`` is None until it is in."""

    notice: int = Field(primary_key=True)
    unit: str = Field(primary_key=True)
    at: datetime | None = None
    by: str = ""


class LogLine(SQLModel, table=True):
    """值班日志: what somebody wrote. ``late`` 补记, ``corrects`` the journal seq of the line it corrects (更正)."""

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime
    happened: datetime | None = None
    by: str
    subject: str = ""
    late: bool = False
    corrects: int = 0
    text: str = Field(default="", sa_type=Text)


class Watch(SQLModel, table=True):
    """关注: a neutral note on a number or person, with a reason and an end. All that is personal lies in ``personal``.

    ``number`` and ``name`` are masked; ``dropped`` is when it was lifted before its end.
    """

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    number: str = ""
    name: str = ""
    reason: str = Field(sa_type=Text)
    by: str
    at: datetime
    until: datetime
    dropped: datetime | None = None


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


class Instruction(SQLModel, table=True):
    """批示、交办: what a leader asked for, who takes it, until when. ``state``: open, done. ``line`` is its line of the log."""

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    line: int
    giver: str
    taker: str
    text: str = Field(sa_type=Text)
    due: datetime | None = None
    at: datetime
    by: str
    state: str = Field(default="open", index=True)
    outcome: str = Field(default="", sa_type=Text)
    done_at: datetime | None = None
    done_by: str = ""


class RoomCheck(SQLModel, table=True):
    """One 点名: who was in the room at that moment (``present``: codes, commas between)."""

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime
    by: str
    present: str
    text: str = Field(default="", sa_type=Text)


class LogSignature(SQLModel, table=True):
    """The duty log was read and signed up to the journal's entry ``upto``."""

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    upto: int
    by: str
    role: str
    at: datetime
    text: str = Field(default="", sa_type=Text)


class Handover(SQLModel, table=True):
    """交接班. ``items`` (JSON) each with its taker, ``clocks`` (JSON) as they stood when it was last signed.

    ``state``: proposed, replaced (by a later proposal), accepted. ``signed_by`` is who proposed it with their own secret.
    """

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


# Tables below are not replayed: the record itself, keys, and what is thrown away when done.


class JournalHead(SQLModel, table=True):
    """The one row (id 1) that orders all writers: last seq and its MAC.

    ``key_check`` tells whether a room key belongs to this database; empty until the first key has claimed it.
    """

    __tablename__ = "journal_head"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    seq: int
    mac: str
    key_check: str = ""


class JournalEntry(SQLModel, table=True):
    """操作留痕: one act, never changed. ``payload`` is canonical JSON: the values given and the rows that changed."""

    __tablename__ = "journal"
    __table_args__ = (UniqueConstraint("prev"), UniqueConstraint("command_id"))

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
    """What a command did, so that a retry gets the same answer. ``digest`` tells the same id with other content."""

    __tablename__ = "command"

    id: str = Field(primary_key=True)
    digest: str
    outcome: str = Field(sa_type=Text)


class SubjectKey(SQLModel, table=True):
    """A subject's own key, wrapped by the room key. Erasing personal data deletes this row."""

    subject: str = Field(primary_key=True)
    wrapped: str


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
    """Wrong secrets in a row of one account: the back-off outlives a restart."""

    person: str = Field(primary_key=True)
    failures: int
    last: datetime


REPLAYED: tuple[type[SQLModel], ...] = (
    Setting, Counter, PlanVersion, Unit, Person, Appointment, Shift, Call, Complaint, Personal, CaseClock, Pause,
    Contact, Emergency, Workstream, Task, Paper, Decision, Measure, Evidence, Sighting, Notice, Receipt, LogLine,
    Instruction, RoomCheck, LogSignature, Handover,
    BoardEntry, PersonNumber, Watch, Wording,
)  # fmt: skip


use_exact_text(SQLModel.metadata)


def columns(row: SQLModel) -> dict[str, Any]:
    """The row's stored values by column name."""
    return {column.name: getattr(row, column.key) for column in row.__table__.columns}  # type: ignore[attr-defined]
