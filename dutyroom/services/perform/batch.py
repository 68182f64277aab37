"""Acts by the gross: many that make new subjects, in one transaction, each with its own entry in the journal.

What an act writes is worked out by the same function as for a single act, before the lock that all writers wait for
is taken, and worked out again under it when somebody else took a number or changed the room meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlmodel import Session, col, select

from dutyroom.domain.act import Command, Done
from dutyroom.domain.acts import ACTS
from dutyroom.domain.errors import NotAllowed, Refusal
from dutyroom.services.act.readable import is_text, named_in
from dutyroom.services.board.board import enter
from dutyroom.services.perform.perform import (
    kept_of,
    outcome_of,
    perform,
    performer_of,
    permit,
    prepare,
)
from dutyroom.services.perform.repeated import check_once, keep_once, known_once
from dutyroom.services.perform.sealing import sealed_values
from dutyroom.store.gather import Asks, Entry, Gather, put_rows, write_entries
from dutyroom.store.rows.cases import CaseClock
from dutyroom.store.rows.record import CommandResult
from dutyroom.store.rows.room import Counter
from dutyroom.store.text import to_store

if TYPE_CHECKING:
    from dutyroom.services.room.room import Room

AT_ONCE = 200
"""Acts in one transaction: others wait about a tenth of a second for it."""


@dataclass(slots=True)
class _Drawn:
    gather: Gather
    known: set[str]
    # By the command's place: what it writes and tells, by what it is known again, why it is refused, or that it must be
    # performed alone.
    entries: dict[int, tuple[Entry, Done, dict[str, str]]] = field(default_factory=dict)
    refused: dict[int, Refusal] = field(default_factory=dict)
    alone: list[int] = field(default_factory=list)


def perform_many(room: Room, commands: Sequence[Command], try_out: bool = False) -> list[Done | Refusal]:
    """Performs acts that make new subjects; one whose ``once`` was done before is refused (``no_change``).

    The answers, in the order of the commands. With ``try_out`` nothing is written and what would be done is told. A
    refused act takes nothing with it. Raises NotAllowed, and Refusal when the database can't take any of them.
    """
    with room.database.read() as reader:
        facts = room.standing(reader)
        drawn = _draw(room, reader, commands)
    if try_out:
        alone: dict[int, Done | Refusal] = {at: Done(0, "") for at in drawn.alone}
        return _in_order(drawn, {}, alone)
    told: dict[int, Done] = {}
    if drawn.entries:
        read = drawn

        def write(session: Session) -> tuple[_Drawn, dict[int, Done]]:
            moved = room.standing(session) is not facts or _moved(session, read, commands)
            now = _draw(room, session, commands) if moved else read
            return now, _write(room, session, now, commands)

        drawn, told = room.database.act(write)
    return _in_order(drawn, told, {at: _one(room, commands[at]) for at in drawn.alone})


def _draw(room: Room, reader: Session, commands: Sequence[Command]) -> _Drawn:
    gather = Gather(reader)
    drawn = _Drawn(gather, known_once(reader, commands))
    texts = (str(each.values.get(field.name) or "") for each in commands for field in ACTS[each.act].fields if is_text(field))
    names = named_in(reader, room.vault, texts, room.now())
    for at, command in enumerate(commands):
        try:
            check_once(command, drawn.known)
            drawn.entries[at] = _entry(room, gather, command, names)
        except Asks:
            drawn.alone.append(at)
            gather.drop()
        except NotAllowed:
            raise
        except Refusal as no:
            drawn.refused[at] = no
            gather.drop()
    return drawn


def _entry(
    room: Room, gather: Gather, command: Command, names: tuple[str, ...]
) -> tuple[Entry, Done, dict[str, str]]:
    act = ACTS[command.act]
    work = prepare(room, gather, act, command, names=names)
    work.many = True
    permit(work, "")
    performer_of(act)(work)
    keep_once(gather, command, work.subject)
    if work.row is not None and work.touched == {work.subject}:
        enter(work, work.row, gather.made(CaseClock))
    journal = {
        "at": work.now, "actor": work.actor, "role": work.role, "clause": work.clause, "command_id": command.command_id,
        "subject": work.subject, "kind": act.name,
    }  # fmt: skip
    entry = gather.finish(journal, sealed_values(work))
    return entry, Done(0, work.subject, 1, work.message, work.data), kept_of(work, command)


def _write(room: Room, session: Session, drawn: _Drawn, commands: Sequence[Command]) -> dict[int, Done]:
    entries = [entry for entry, _told, _kept in drawn.entries.values()]
    places = write_entries(session, room.keys, entries, drawn.gather)
    told: dict[int, Done] = {}
    results: list[dict[str, Any]] = []
    for at, seq in zip(drawn.entries, places, strict=True):
        _entry, done, kept = drawn.entries[at]
        told[at] = Done(seq, done.subject, done.version, done.message, done.data)
        outcome = to_store(outcome_of(told[at]))
        results.append(kept | {"id": commands[at].command_id, "outcome": outcome})
    put_rows(session, CommandResult, results)
    return told


def _moved(session: Session, drawn: _Drawn, commands: Sequence[Command]) -> bool:
    """Whether somebody took a number of the same series, or performed one of the commands, meanwhile."""
    names = list(drawn.gather.numbers)
    rows = session.connection().execute(select(Counter.name, Counter.value).where(col(Counter.name).in_(names))).all()
    now = dict.fromkeys(names) | {row[0]: row[1] for row in rows}
    return now != drawn.gather.numbers or known_once(session, commands) != drawn.known


def _one(room: Room, command: Command) -> Done | Refusal:
    try:
        return perform(room, command)
    except NotAllowed:
        raise
    except Refusal as no:
        return no


def _in_order(drawn: _Drawn, told: dict[int, Done], alone: dict[int, Done | Refusal]) -> list[Done | Refusal]:
    done: dict[int, Done | Refusal] = {at: each for at, (_entry, each, _kept) in drawn.entries.items()}
    done.update(drawn.refused)
    done.update(told)
    done.update(alone)
    return [done[at] for at in sorted(done)]
