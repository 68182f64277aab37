"""An emergency as the leading group's screen and the papers read it: plain values, masked, times aware UTC."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from dutyroom.domain.board import BoardRow
from dutyroom.domain.names import aside, in_words
from dutyroom.domain.subjects import Numbered
from dutyroom.services.emergency.panel.figures import FigureView, SiteView
from dutyroom.services.emergency.panel.work_views import (
    CustomerView,
    MeasureView,
    RecordView,
    RhythmView,
    StageView,
)
from dutyroom.services.log.views import LogEntry


@dataclass(frozen=True, slots=True)
class NowLine:
    """What must be decided or done now: by which role and person, which act on which subject, until when.

    ``values`` are what the form of the act starts with; ``alarm``: it can't wait, whatever its limit. ``why``: why it is not
    who comes first, or what is left to do when nobody can be had, in the language in force; ``may``: whose it could be, by
    account.
    """

    act: str
    subject: str
    role: str
    person: str
    what: str
    en: str
    due: datetime | None = None
    since: datetime | None = None
    values: tuple[tuple[str, str], ...] = ()
    alarm: bool = False
    why: str = ""
    may: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """What it asks for, and why of whom."""
        return in_words(self.what, self.en) + aside(self.why)


@dataclass(frozen=True, slots=True)
class TaskView(Numbered):
    """One task of a workstream. ``blocked``: titles of tasks that come first and are not done."""

    KIND: ClassVar[str] = "task"

    id: int
    version: int
    code: str
    title: str
    en: str
    owner: str
    owner_name: str
    state: str
    due: datetime | None
    provisional: bool = False
    clause: str = ""
    blocked: tuple[str, ...] = ()
    evidence: str = ""
    done_at: datetime | None = None
    stand_in: str = ""
    stand_in_name: str = ""
    offered: str = ""
    offered_name: str = ""
    offered_by_name: str = ""
    offer: str = ""


@dataclass(frozen=True, slots=True)
class WorkstreamView:
    """One workstream: its leader, its tasks in the order of what is next, and its worst clock.

    ``parts`` is what lies in its place of work (domain.records), ``rhythms`` what comes round, ``stages`` its procedure.
    """

    code: str
    name: str
    en: str
    state: str  # active, stood_down, standby (not chosen)
    leader: str
    done: int
    total: int
    due: datetime | None
    tasks: tuple[TaskView, ...] = ()
    duties: str = ""
    clause: str = ""
    parts: tuple[str, ...] = ()
    rhythms: tuple[RhythmView, ...] = ()
    stages: tuple[StageView, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperView(Numbered):
    """A statement or solution: its current edition, the gates passed and still closed for that edition."""

    KIND: ClassVar[str] = "paper"

    id: int
    version: int
    kind: str
    title: str
    edition: int
    text: str
    state: str
    author: str
    at: datetime
    passed: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    reason: str = ""
    measures: tuple[tuple[str, str, str], ...] = ()  # (kind, state, proof)
    sum: str = ""
    work: tuple[MeasureView, ...] = ()  # the measures, with who answers for each
    pays: tuple[str, ...] = ()  # the sum of a solution, paid and open; who may approve it


@dataclass(frozen=True, slots=True)
class DecisionView(Numbered):
    """One decision on record. ``unwitnessed``: taken by telephone, and nobody but who entered it heard it."""

    KIND: ClassVar[str] = "decision"

    id: int
    gate: str
    subject: str
    edition: int
    outcome: str
    by_name: str
    role: str
    reason: str
    clause: str
    at: datetime
    telephone: bool = False
    unwitnessed: bool = False
    signed_at: datetime | None = None
    question: str = ""
    options: str = ""
    choice: str = ""
    facts: str = ""
    request: int = 0
    conference: int = 0
    replaces: int = 0
    replaced_by: int = 0
    signer: str = ""


@dataclass(frozen=True, slots=True)
class ConditionView:
    """One termination condition: met or not, and on what evidence (Chinese and English)."""

    code: str
    name: str
    en: str
    met: bool
    evidence: str
    evidence_en: str
    clause: str
    source: str


@dataclass(frozen=True, slots=True)
class NoticeView(Numbered):
    """A notice and its receipts: (unit code, unit name, English name, receipt time or None).

    ``chased``: (unit code, how often, when last) of those that were asked again. ``due`` while receipts are awaited.
    """

    KIND: ClassVar[str] = "notice"

    id: int
    kind: str
    text: str
    at: datetime
    receipts: tuple[tuple[str, str, str, datetime | None], ...] = ()
    chased: tuple[tuple[str, int, datetime], ...] = ()
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class SightingView:
    """A public-opinion item."""

    id: int
    at: datetime
    place: str
    reach: int
    tone: str
    text: str
    link: str = ""
    seen_by: str = ""
    item: int = 0  # the first sighting of the same item, 0 for a first one


@dataclass(frozen=True, slots=True)
class PostView:
    """Who commanded from–to, or to whom command is offered. ``state``: offered, held, withdrawn, ended."""

    person: str
    name: str
    role: str
    state: str
    since: datetime | None
    until: datetime | None
    offered_by: str = ""
    offered: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ReportView:
    """One 首报, 续报 or 终报 as it went out. ``changes``: (figure, as reported before, as reported here)."""

    serial: int
    code: str
    kind: str
    way: str
    recipients: tuple[str, ...]
    taken_by: str
    place: str
    people: int | None
    injured: int | None
    cause: str
    text: str
    at: datetime
    typed: datetime
    by_name: str
    corrects: int = 0
    changes: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class DueReportView:
    """A report that is owed: of which kind, by which way, to whom, counted from ``since``, until when."""

    code: str
    way: str
    recipient: str
    since: datetime
    due: datetime


@dataclass(frozen=True, slots=True)
class RequestView(Numbered):
    """One 请示, open or answered by decision ``decision``."""

    KIND: ClassVar[str] = "request"

    id: int
    version: int
    question: str
    options: str
    facts: str
    role: str
    by_name: str
    at: datetime
    state: str
    decision: int = 0
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class FollowedView(Numbered):
    """One 批示 that is followed (督办). ``notes``: (kind report or chase, text, by, at)."""

    KIND: ClassVar[str] = "instruction"

    id: int
    version: int
    giver: str
    taker: str
    taker_name: str
    text: str
    due: datetime | None
    at: datetime
    state: str
    outcome: str = ""
    done_at: datetime | None = None
    notes: tuple[tuple[str, str, str, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class ConferenceView(Numbered):
    """One 会商; ``invited`` and ``attended`` are names."""

    KIND: ClassVar[str] = "conference"

    id: int
    version: int
    title: str
    place: str
    at: datetime
    host: str
    invited: tuple[str, ...]
    guests: str
    attended: tuple[str, ...]
    minutes: str
    state: str


@dataclass(frozen=True, slots=True)
class SitrepView(Numbered):
    """One 态势报告 with its three sections, (section, text); ``receipts`` are how many are in, of how many."""

    KIND: ClassVar[str] = "paper"

    id: int
    version: int
    code: str
    serial: int
    title: str
    edition: int
    state: str
    author: str
    at: datetime
    sections: tuple[tuple[str, str], ...] = ()
    reason: str = ""
    receipts: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class EmergencyView:
    """An emergency as the leading group's screen shows it. ``rail``: (stop, reached at or None).

    ``facts`` are those of the whole event, ``sites`` those of each scene, ``figures`` every count as it was entered, oldest
    moment first. ``happened`` (None when nobody said), ``reported`` and ``typed`` are 事发, 接报 and 录入.
    ``rhythm``: (situation report, next one due).
    ``follows`` is the event that flared up again in this one, ``followed_by`` the ones that this one flared up in.
    ``contributions``: (name, acts, decisions) of everybody who did something in it, once it has ended; who did most first.
    """

    number: str
    version: int
    title: str
    place: str
    stage: str
    response: str
    reported: datetime
    activated: datetime | None
    commander: str
    commander_role: str
    scope: str
    rail: tuple[tuple[str, datetime | None], ...] = ()
    now: tuple[NowLine, ...] = ()
    commander_lost: str = ""  # how it is that the commander can't be had now
    facts: tuple[tuple[str, str, datetime], ...] = ()
    figures: tuple[FigureView, ...] = ()
    happened: datetime | None = None
    typed: datetime | None = None
    source: str = ""
    news: tuple[str, ...] = ()  # what came since the end was asked for, in words
    left: tuple[str, ...] = ()  # what an end would leave behind, in words
    complaints: tuple[BoardRow, ...] = ()
    workstreams: tuple[WorkstreamView, ...] = ()
    papers: tuple[PaperView, ...] = ()
    decisions: tuple[DecisionView, ...] = ()
    conditions: tuple[ConditionView, ...] = ()
    notices: tuple[NoticeView, ...] = ()
    sightings: tuple[SightingView, ...] = ()
    timeline: tuple[LogEntry, ...] = ()
    review: tuple[tuple[str, str], ...] = field(default=())
    records: tuple[RecordView, ...] = ()
    customers: tuple[CustomerView, ...] = ()
    sites: tuple[SiteView, ...] = ()
    posts: tuple[PostView, ...] = ()
    reports: tuple[ReportView, ...] = ()
    reports_due: tuple[DueReportView, ...] = ()
    requests: tuple[RequestView, ...] = ()
    followed: tuple[FollowedView, ...] = ()
    conferences: tuple[ConferenceView, ...] = ()
    sitreps: tuple[SitrepView, ...] = ()
    rhythm: tuple[tuple[str, datetime], ...] = ()
    follows: str = ""
    followed_by: tuple[str, ...] = ()
    contributions: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class WordingView:
    """统一口径 in force about one emergency, and which statement it was taken from ("" for none)."""

    emergency: str
    title: str
    edition: int
    text: str
    by_name: str
    at: datetime
    paper: str = ""
