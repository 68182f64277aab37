"""What the screens and documents of an exercise show: its clock and injects, what was expected and done, the score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlmodel import Session, col, select

from dutyroom.domain.names import named
from dutyroom.domain.scenario.conduct import Happened, due_at
from dutyroom.domain.scenario.evaluation import Judged, Score, judge, scores
from dutyroom.domain.scenario.scenario import Inject, Scenario, Trigger
from dutyroom.lang import language
from dutyroom.services.exercise.conductor import due_end, happened_in
from dutyroom.services.log.entries import entries_of, plans_of
from dutyroom.services.log.views import LogEntry
from dutyroom.services.room.exercise import scenario_of, state_of
from dutyroom.services.room.people import people_of
from dutyroom.store.rows.exercises import InjectState, Observation
from dutyroom.store.rows.record import JournalEntry

if TYPE_CHECKING:
    from dutyroom.services.room.room import Room


@dataclass(frozen=True, slots=True)
class InjectView:
    """One inject as people see it, in the language in force. ``due`` is None while what it waits for has not happened.

    ``trigger`` is None for one that the facilitator made up; ``phone`` shows when it rings. ``guided``: its hint shows by itself.
    """

    no: int
    state: str
    due: datetime | None
    sent_at: datetime | None
    sender: str
    to: str
    method: str
    text: str
    hint: str
    trigger: Trigger | None
    own: bool
    expected: tuple[Judged, ...] = ()
    guided: bool = False
    phone: str = ""


@dataclass(frozen=True, slots=True)
class ObservationView:
    """One observation: ``kind`` is strength, gap, improvement or note."""

    at: datetime
    by: str
    kind: str
    text: str
    objective: str
    owner: str
    due: str


@dataclass(frozen=True, slots=True)
class ExerciseView:
    """The exercise as it stands. ``began`` None: minute 0 has not come; ``rate`` 0: paused. Moments are aware."""

    number: str
    scenario: Scenario
    plays: tuple[str, ...]
    began: datetime | None
    ended: datetime | None
    ends: datetime | None
    rate: int
    injects: tuple[InjectView, ...]
    judged: tuple[Judged, ...]
    scores: tuple[Score, ...]
    observations: tuple[ObservationView, ...]
    timeline: tuple[tuple[Happened, LogEntry], ...]

    @property
    def percent(self) -> int | None:
        """The score over all that was expected, each act alike; None when nothing was."""
        total = sum(each.met + each.late + each.missed for each in self.scores)
        return round(sum(100 * each.met + 50 * each.late for each in self.scores) / total) if total else None


def exercise(room: Room) -> ExerciseView:
    """The exercise that this room is. Raises Refusal ``no_exercise`` in a live room."""
    now = room.now()
    with room.database.read() as session:
        scenario = scenario_of(session)
        state = state_of(session) or {}
        happened, values, ids = happened_in(session)
        began = _moment(state.get("began"))
        ended = _moment(state.get("ended"))
        rows: Sequence[InjectState] = session.exec(select(InjectState).order_by(col(InjectState.no))).all()
        if began is None:
            rows = [InjectState(no=each.no) for each in scenario.injects]
        sent = {row.no: row.sent_at for row in rows if row.state == "sent" and row.sent_at}
        ends = due_end(scenario, state, ids) if began else None
        done = any(began and each.act == scenario.ending.act and each.at >= began for each in happened)
        # Broken off by the facilitator, perhaps for a real emergency: what was not due yet is held against nobody.
        over = ended is not None and ends is not None and (done or ended >= ends)
        judged = judge(scenario, began, sent, happened, values, ended or now, over) if began else ()
        people = people_of(session)
        return ExerciseView(
            str(state.get("number", "")), scenario, tuple(state.get("plays", ())), began, ended,
            ends, getattr(room.clock, "rate", 0),
            tuple(_inject(row, scenario, began, happened, sent, judged) for row in rows), judged,
            scores(scenario, judged), _observations(session, people), _timeline(room, session, happened, began),
        )  # fmt: skip


def received(room: Room) -> tuple[InjectView, ...]:
    """What the players have been fed so far, the newest last."""
    with room.database.read() as session:
        scenario = scenario_of(session)
        query = select(InjectState).where(InjectState.state == "sent").order_by(col(InjectState.sent_at), col(InjectState.no))
        return tuple(_inject(row, scenario, None, [], {}, ()) for row in session.exec(query).all())


def _inject(
    row: InjectState, scenario: Scenario, began: datetime | None, happened: list[Happened], sent: dict[int, datetime],
    judged: tuple[Judged, ...],
) -> InjectView:  # fmt: skip
    inject = scenario.inject(row.no)
    if inject is None:
        return InjectView(row.no, row.state, None, row.sent_at, row.sender, row.to, row.method, row.text, "", None, row.own)
    english = language() == "en"
    due = due_at(inject.trigger, began, happened, sent) if began else None
    sender, text, hint = _told(inject, english)
    return InjectView(
        row.no, row.state, due, row.sent_at, sender, inject.to, inject.method, text, hint,
        inject.trigger, row.own, tuple(each for each in judged if each.inject == row.no),
        scenario.guided, inject.sender.phone if inject.method == "phone" else "",
    )  # fmt: skip


def _told(inject: Inject, english: bool) -> tuple[str, str, str]:
    if english:
        return named(inject.sender), inject.text_en, inject.hint_en
    return named(inject.sender), inject.text, inject.hint


def _observations(session: Session, people: dict[str, str]) -> tuple[ObservationView, ...]:
    rows = session.exec(select(Observation).order_by(col(Observation.id))).all()
    return tuple(
        ObservationView(row.at, people.get(row.by, row.by), row.kind, row.text, row.objective, row.owner, row.due) for row in rows
    )


def _timeline(
    room: Room, session: Session, happened: list[Happened], began: datetime | None
) -> tuple[tuple[Happened, LogEntry], ...]:
    """Every act since the beginning, with the line that the log would have of it."""
    if began is None:
        return ()
    rows = session.exec(select(JournalEntry).where(JournalEntry.at >= began).order_by(col(JournalEntry.seq))).all()
    lines = entries_of(session, rows, plans_of(room, session, rows), room.calendar_of(session).tz, every=True)
    told = {each.seq: each for each in lines}
    return tuple((each, told[each.seq]) for each in happened if each.seq in told)


def _moment(text: Any) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
