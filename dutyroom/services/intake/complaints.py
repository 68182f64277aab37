"""Complaints from another system's file: each row checked like a form; good rows are taken, bad ones told by line."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlmodel import Session, col, select

from dutyroom.domain.act import Command, Field
from dutyroom.domain.acts import ACTS
from dutyroom.domain.errors import Refusal
from dutyroom.domain.mask import mask_text, masked
from dutyroom.domain.plan.plan import Plan
from dutyroom.lang import gettext as _
from dutyroom.services.intake.mapping import Found, Mapped, find_columns, reader, titles
from dutyroom.services.intake.tabular import Sheet
from dutyroom.services.intake.words import NUMBER
from dutyroom.services.perform.batch import AT_ONCE, perform_many
from dutyroom.services.room.vocabulary import form_fields
from dutyroom.store.rows.cases import Complaint
from dutyroom.store.rows.staff import Person, Unit

if TYPE_CHECKING:
    from dutyroom.services.organisation.views import SignedIn
    from dutyroom.services.room.room import Room

_ACT = "complaint.register"
_AT_ONCE = 500
_Rows = tuple[tuple[int, dict[str, str]], ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file's rows: how many are complaints now, how many were before, (line, field, why) of the others.

    ``stopped``: why the rest was not looked at, "" when all was. Given again, the same file goes on from there. ``passed``:
    the columns that were not taken.
    """

    accepted: int
    rejected: tuple[tuple[int, str, str], ...]
    stopped: str = ""
    already: int = 0
    passed: tuple[str, ...] = ()


def known_titles(room: Room) -> frozenset[str]:
    """Titles, in lower case, by which the row of names in a file of complaints is known."""
    return frozenset(titles(_fields(room.plan)))


def take_in(
    room: Room, sheet: Sheet, said: Mapped, signed: SignedIn, dry_run: bool = False,
    go_on: Callable[[int], bool] = lambda _done: True,
) -> Taken:
    """Registers every good row.

    A row that was taken before is not taken twice unless its person was erased: it is known by the number that the case has
    elsewhere, else by being the same on the same line. ``go_on`` is told now and then how many rows are done, and answers
    whether to go on. What was taken stays taken when it stops or the database fails. Raises Refusal as ``find_columns``.
    """
    with room.database.read() as session:
        plan = room.plan_of(session, room.plan_in_force(session))
        fields = _fields(plan)
        found = find_columns(fields, sheet, said)
        read = reader(fields, found, said, _names(session, plan, fields))
    number = next((column for column, name in found.columns.items() if name == NUMBER), "")
    rows, rejected = _whole(sheet, found)
    ours = _ours(room, [cells.get(number, "") for _line, cells in rows]) if number else set()
    rows = tuple(each for each in rows if each[1].get(number) not in ours) if ours else rows
    # The file's rows stay to the end: the collector of cycles need not walk them again and again.
    gc.freeze()
    try:
        taken = _take(room, rows, rejected, partial(_command, room, signed, read), dry_run, go_on)
        return replace(taken, already=taken.already + len(ours), passed=found.passed)
    finally:
        gc.unfreeze()


def _fields(plan: Plan) -> tuple[Field, ...]:
    # A row comes from no call of this room.
    return tuple(each for each in form_fields(ACTS[_ACT], plan) if each.name != "call")


def _whole(sheet: Sheet, found: Found) -> tuple[_Rows, list[tuple[int, str, str]]]:
    """The rows of which every cell that counts can be read, and what is wrong with the others."""
    rejected = list(sheet.bad)
    unread = {place: why for place, why in sheet.spoilt.items() if place[1] in found.columns}
    rejected += [(line, found.columns[column], why) for (line, column), why in unread.items()]
    lines = {line for line, _column in unread}
    return tuple(each for each in sheet.rows if each[0] not in lines) if lines else sheet.rows, rejected


def _take(
    room: Room, given: _Rows, rejected: list[tuple[int, str, str]], command: Callable[[int, dict[str, str]], Command],
    dry_run: bool, go_on: Callable[[int], bool],
) -> Taken:
    accepted, already = 0, 0
    stopped = ""
    done: set[str] = set()
    for at in range(0, len(given), AT_ONCE):
        if not go_on(at):
            stopped = _("已按要求停下。")
            break
        rows, commands = [], []
        for line, cells in given[at : at + AT_ONCE]:
            made = command(line, cells)
            if made.once in done:
                rejected.append((line, "", _("编号与前面一行相同。")))
                continue
            done.add(made.once)
            rows.append((line, cells))
            commands.append(made)
        try:
            answers = perform_many(room, commands, dry_run)
        except Refusal as no:
            if not accepted:
                raise
            stopped = no.message
            break
        for (line, cells), answer in zip(rows, answers, strict=True):
            if not isinstance(answer, Refusal):
                accepted += 1
            elif answer.code == "no_change":
                already += 1
            else:
                faults = [(line, fault.field, _unsaid(fault.message, cells)) for fault in answer.faults]
                rejected += faults or [(line, "", _unsaid(answer.message, cells))]
    return Taken(accepted, tuple(sorted(rejected)), stopped, already)


def _unsaid(why: str, cells: Mapping[str, str]) -> str:
    """``why`` a row was not taken, what it quotes of the row masked: who took one column for another has names there."""
    for cell in sorted({cell.strip() for cell in cells.values()} - {""}, key=len, reverse=True):
        for left, right in ("「」", "“”"):
            why = why.replace(f"{left}{cell}{right}", f"{left}{masked('name', mask_text(cell))}{right}")
    return why


def _ours(room: Room, numbers: Sequence[str]) -> set[str]:
    """Those of the numbers that cases of this room bear: what it gave out itself is no new case when it comes back."""
    found: set[str] = set()
    with room.database.read() as session:
        for at in range(0, len(numbers), _AT_ONCE):
            asked = select(Complaint.number).where(col(Complaint.number).in_(numbers[at : at + _AT_ONCE]))
            found.update(session.exec(asked).all())
    return found


def _command(
    room: Room, signed: SignedIn, read: Callable[[Mapping[str, str]], dict[str, str]], line: int, cells: Mapping[str, str]
) -> Command:
    values = read(cells)
    number = values.pop(NUMBER, "").strip()
    # Found again by a token that goes with the complaint's own; the journal keeps nothing that follows from the row.
    if number:
        once = room.keys.blind(f"case:{number}")
        values.setdefault("reference", number)
    else:
        once = room.keys.blind(f"row:{json.dumps([line, sorted(values.items())])}")
    return replace(signed.command(_ACT, "", values, command_id=f"import:{uuid4().hex}"), once=once)


def _names(session: Session, plan: Plan, fields: tuple[Field, ...]) -> dict[str, dict[str, str]]:
    """For each field with choices, the code of each name: other systems write 紧急, not urgent."""
    out: dict[str, dict[str, str]] = {}
    for field in fields:
        terms: list[Any] = list(getattr(plan, field.choices, ())) if field.choices and field.choices[0] != "=" else []
        if field.choices == "units":
            terms = list(session.exec(select(Unit)).all())
        elif field.choices == "persons":
            terms = list(session.exec(select(Person)).all())
        if terms:
            out[field.name] = {each.en: each.code for each in terms} | {each.name: each.code for each in terms}
    return out
