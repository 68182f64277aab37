"""Leads an exercise: sends each inject when its time comes, and plays the roles that nobody plays."""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from dutyroom.domain.act import Command, Done
from dutyroom.domain.acts import ACTS
from dutyroom.domain.errors import Refusal
from dutyroom.domain.permission import why_not
from dutyroom.domain.scenario.conduct import Happened, due_at, holds
from dutyroom.domain.scenario.scenario import NUMBERED, Jump, Move, Scenario
from dutyroom.domain.subjects import number_of
from dutyroom.lang import gettext as _
from dutyroom.lang import language
from dutyroom.services.demo.sample import SECRET
from dutyroom.services.perform.perform import perform
from dutyroom.services.room.exercise import MORE, scenario_of, state_of
from dutyroom.services.room.roster import roster_of
from dutyroom.services.room.subjects import TABLES, load_subject
from dutyroom.store.rows.cases import Call, Complaint
from dutyroom.store.rows.emergencies import Emergency, Task
from dutyroom.store.rows.exercises import InjectState
from dutyroom.store.rows.record import JournalEntry
from dutyroom.store.rows.staff import Person, Unit

if TYPE_CHECKING:
    from dutyroom.domain.plan.plan import Plan
    from dutyroom.services.room.room import Room

_SPACE = uuid.UUID("6f1d1d52-8f0a-4f0e-9f0c-3f6f6b1f2a11")
FACILITATOR = "facilitator"
EVERY_UNIT = "$units"
"""A value that stands for every unit in turn: the move is done once for each."""


@dataclass(frozen=True, slots=True)
class Turned:
    """A move of a role that nobody plays which was refused so far: what, by whom, and why. ``label``: which, ``move/3``."""

    label: str
    move: Move
    at: datetime
    why: str


def _command_id(number: str, label: str) -> str:
    return uuid.uuid5(_SPACE, f"{number}/{label}").hex


class Player:
    """Does what a scenario's roles do, as one of the cast. The same move is never done twice."""

    def __init__(self, room: Room, scenario: Scenario, number: str) -> None:
        self.room = room
        self.scenario = scenario
        self.number = number

    def command_id(self, label: str) -> str:
        """The id under which that move of this exercise is on the journal."""
        return _command_id(self.number, label)

    def play(self, move: Move, label: str) -> Done:
        """Performs the move now. Raises Refusal as ``perform`` does, ``not_found`` when its subject is not there yet."""
        given = dict(move.values_en if language() == "en" else move.values)
        every = [name for name, value in given.items() if value == EVERY_UNIT]
        if not every:
            return self._play(move, label, given)
        with self.room.database.read() as session:
            units = session.exec(select(Unit.code).order_by(col(Unit.code))).all()
        for unit in units[:-1]:
            self._play(move, f"{label}/{unit}", {**given, every[0]: unit})
        # The last under the move's own label: only then is it done.
        return self._play(move, label, {**given, every[0]: units[-1]})

    def _play(self, move: Move, label: str, given: Mapping[str, Any]) -> Done:
        act = ACTS[move.act]
        with self.room.database.read() as session:
            subject = self._meant(session, move.subject)
            values = {name: self._value(session, value) for name, value in given.items()}
            row = load_subject(session, act.subject, subject)
            actor = self._actor(session, move)
        seen = int(row.version) if act.sees and row is not None else None
        return perform(
            self.room,
            Command(act.name, actor, move.role, self.command_id(label), subject, values, seen, SECRET if act.grave else "")
        )

    def _actor(self, session: Session, move: Move) -> str:
        plan = self.room.plan_of(session, self.room.plan_in_force(session))
        now = self.room.now()
        for person, held in _held(session, plan, now):
            if move.role in held and not why_not(plan, ACTS[move.act], held):
                return person
        raise Refusal("not_found", _("角色 {value} 无人担任。").format(value=move.role))

    def _value(self, session: Session, value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(self._value(session, each) for each in value)
        return self._meant(session, value) if isinstance(value, str) else value

    def _meant(self, session: Session, said: str) -> str:
        """The number that ``$complaint`` and the like mean now; other text is itself."""
        if not said.startswith("$"):
            return said
        what, _dot, which = said[1:].partition(".")
        if what == "person":
            plan = self.room.plan_of(session, self.room.plan_in_force(session))
            found = next((each for each, held in _held(session, plan, self.room.now()) if which in held), None)
        elif what == "task":
            rows = session.exec(select(Task.id).where(Task.code == which).order_by(col(Task.id).desc())).first()
            found = number_of("task", rows) if rows is not None else None
        else:
            numbers = _numbers(session, what)
            place = int(which) - 1 if which else len(numbers) - 1
            found = numbers[place] if 0 <= place < len(numbers) else None
        if found is None:
            raise Refusal("not_found", _("还没有 {what}。").format(what=said))
        return str(found)


def _held(session: Session, plan: Plan, now: datetime) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Everybody with the roles held now, by code; appointments and shifts are read once for all of them."""
    roster = roster_of(session, plan, now)
    for person in session.exec(select(Person.code).order_by(col(Person.code))).all():
        yield person, roster.roles(person)


def _numbers(session: Session, what: str) -> Sequence[str]:
    """The numbers of everything that ``what`` means, the oldest first."""
    dated: dict[str, tuple[Any, Any]] = {
        "complaint": (Complaint.number, Complaint.typed), "emergency": (Emergency.number, Emergency.reported),
        "call": (Call.number, Call.received),
    }  # fmt: skip
    if what in dated:
        number, since = dated[what]
        return list(session.exec(select(number).order_by(since, number)).all())
    table, kind = NUMBERED.get(what, ("record", what))
    rows: Any = TABLES[table]
    query = select(rows.id).order_by(rows.id)
    if kind:
        query = query.where(rows.kind == kind)
    return [number_of(table, each) for each in session.exec(query).all()]


def acts_in(session: Session, after: int = 0) -> list[tuple[Happened, str]]:
    """Every act on the journal behind that number, in its order, with its command id; without what was typed, which is long."""
    columns = (
        col(JournalEntry.seq), col(JournalEntry.at), col(JournalEntry.kind), col(JournalEntry.actor), col(JournalEntry.role),
        col(JournalEntry.subject), col(JournalEntry.command_id),
    )  # fmt: skip
    rows = session.execute(select_columns(*columns).where(columns[0] > after).order_by(columns[0])).all()
    return [(Happened(*row[:6]), row[6]) for row in rows]


def happened_in(session: Session) -> tuple[list[Happened], dict[int, Mapping[str, Any]], set[str]]:
    """Every act on the journal in its order, its values by sequence number, and every command id."""
    rows = session.exec(select(JournalEntry).order_by(col(JournalEntry.seq))).all()
    acts = [Happened(row.seq, row.at, row.kind, row.actor, row.role, row.subject) for row in rows]
    return acts, {row.seq: json.loads(row.payload)["values"] for row in rows}, {row.command_id for row in rows}


@dataclass(frozen=True, slots=True)
class Standing:
    """How the exercise under way stands: when it began, when it ends at the latest, what was sent, what waits."""

    began: datetime
    ends: datetime
    sent: Mapping[int, datetime]
    pending: Sequence[tuple[datetime, tuple[int, int], Any]]


class Conductor:
    """Leads one exercise from its database: nothing is kept here that a new conductor would not find again.

    ``script`` are moves of a players' script, beside those of roles that nobody plays. What it has read of the journal it
    keeps, and reads on from there.
    """

    def __init__(self, room: Room, script: Sequence[Move] = ()) -> None:
        self.room = room
        with room.database.read() as session:
            self.scenario = scenario_of(session)
            state = state_of(session) or {}
        self.player = Player(room, self.scenario, str(state.get("number", "")))
        plays = set(state.get("plays", ()))
        own = [(f"move/{at}", move) for at, move in enumerate(self.scenario.moves) if move.role not in plays]
        self.moves = [*own, *((f"script/{at}", move) for at, move in enumerate(script))]
        self.turned: dict[str, Turned] = {}
        self._tried: dict[str, int] = {}
        self._happened: list[Happened] = []
        self._done: set[str] = set()

    def next(self) -> datetime | None:
        """The next moment at which something will come if nobody does anything, aware; None when nothing will."""
        now, stands = self.room.now(), self._look()
        if stands is None:
            return None
        return min((at for at in (stands.ends, *(each[0] for each in stands.pending)) if at > now), default=None)

    def step(self) -> int:
        """Does everything that is due now; returns how many acts that were."""
        count = 0
        while self._one():
            count += 1
        return count

    def _one(self) -> bool:
        now, stands = self.room.now(), self._look()
        if stands is None:
            return False
        began = stands.began
        over = any(each.act == self.scenario.ending.act and each.at >= began for each in self._happened)
        if over or now >= stands.ends:
            self._facilitate("exercise.end", f"end/{began.isoformat()}", {})
            return True
        for at, _order, what in stands.pending:
            if at > now:
                return False
            if isinstance(what, int):
                inject = self.scenario.inject(what)
                fits = inject is None or holds(inject.trigger, began, self._happened)
                name = "inject.send" if fits else "inject.skip"
                self._facilitate(name, f"{name}/{what}/{len(self._happened)}", {"no": what})
                return True
            label, move = what
            if isinstance(move, Jump):
                if holds(move.trigger, began, self._happened):
                    self._facilitate("exercise.clock", label, {"to": now + timedelta(minutes=move.by)})
                    return True
                continue
            if self._move(label, move, began):
                return True
        return False

    def _move(self, label: str, move: Move, began: datetime) -> bool:
        if not holds(move.trigger, began, self._happened) or self._tried.get(label) == len(self._happened):
            return False
        # Refused, it is tried again whenever something else has happened: the players may be slower than the scenario.
        self._tried[label] = len(self._happened)
        try:
            self.player.play(move, label)
        except Refusal as no:
            self.turned[label] = Turned(label, move, self.room.now(), " ".join(filter(None, [no.message, no.hint])))
            return False
        self.turned.pop(label, None)
        return True

    def _facilitate(self, act: str, label: str, values: dict[str, Any]) -> None:
        with self.room.database.read() as session:
            plan = self.room.plan_of(session, self.room.plan_in_force(session))
            actor = next(each for each, held in _held(session, plan, self.room.now()) if FACILITATOR in held)
        perform(self.room, Command(act, actor, FACILITATOR, self.player.command_id(label), values=values))

    def _look(self) -> Standing | None:
        """Reads what has happened since it last looked; None while nothing is under way."""
        with self.room.database.read() as session:
            state = state_of(session) or {}
            if not state.get("began") or state.get("ended"):
                return None
            for act, command in acts_in(session, self._happened[-1].seq if self._happened else 0):
                self._happened.append(act)
                self._done.add(command)
            injects = session.exec(select(InjectState)).all()
        began = datetime.fromisoformat(state["began"])
        sent = {row.no: row.sent_at for row in injects if row.state == "sent" and row.sent_at}
        waiting = [row.no for row in injects if row.state == "waiting"]
        return Standing(began, due_end(self.scenario, state, self._done), sent, self._pending(began, sent, waiting))

    def _pending(
        self, began: datetime, sent: Mapping[int, datetime], waiting: Iterable[int]
    ) -> list[tuple[datetime, tuple[int, int], Any]]:
        """What waits and when it is due, in that order; injects before moves of the same moment."""
        out: list[tuple[datetime, tuple[int, int], Any]] = []
        for no in waiting:
            inject = self.scenario.inject(no)
            at = due_at(inject.trigger, began, self._happened, sent) if inject else None
            if at is not None:
                out.append((at, (0, no), no))
        jumps: list[tuple[str, Move | Jump]] = [(f"jump/{at}", jump) for at, jump in enumerate(self.scenario.jumps)]
        for place, (label, move) in enumerate([*self.moves, *jumps]):
            if self.player.command_id(label) in self._done:
                continue
            at = due_at(move.trigger, began, self._happened, sent)
            if at is not None:
                out.append((at, (1, place), (label, move)))
        return sorted(out, key=lambda each: each[:2])


def due_end(scenario: Scenario, state: Mapping[str, Any], done: Collection[str]) -> datetime:
    """When the exercise that has begun ends at the latest, aware: after its minutes of sitting, and those jumped over.

    ``done`` are the command ids on its journal: a jump that was not taken leaves no time.
    """
    number = str(state.get("number", ""))
    jumped = sum(jump.by for at, jump in enumerate(scenario.jumps) if _command_id(number, f"jump/{at}") in done)
    return datetime.fromisoformat(state["began"]) + timedelta(minutes=scenario.sitting + jumped + int(state.get(MORE, 0)))
