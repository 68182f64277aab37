"""Complaints from another system's file: each row checked like a form; good rows are taken, bad ones told by line."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlmodel import Session, select

from dutyroom.domain.act import Command, Field
from dutyroom.domain.acts import ACTS
from dutyroom.domain.errors import Refusal
from dutyroom.domain.mask import mask_text, masked
from dutyroom.domain.plan.plan import Plan
from dutyroom.lang import gettext as _
from dutyroom.lang.catalogue import catalogue
from dutyroom.services.intake.tabular import Sheet
from dutyroom.services.perform.batch import AT_ONCE, perform_many
from dutyroom.services.room.vocabulary import form_fields
from dutyroom.store.rows.staff import Person, Unit

if TYPE_CHECKING:
    from dutyroom.services.organisation.views import SignedIn
    from dutyroom.services.room.room import Room

_ACT = "complaint.register"


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file's rows: how many are complaints now, and (line, field, why) of those that are not.

    ``stopped``: why the rest was not looked at, "" when all was. Given again, the same file goes on from there.
    """

    accepted: int
    rejected: tuple[tuple[int, str, str], ...]
    stopped: str = ""


def take_in(
    room: Room, sheet: Sheet, mapping: Mapping[str, str], signed: SignedIn, dry_run: bool = False,
    go_on: Callable[[int], bool] = lambda _done: True,
) -> Taken:
    """Registers every good row. ``mapping``: field → column, for columns that are not named as their field.

    A row that was taken before, the same on the same line, is not taken twice unless its person was erased. ``go_on`` is
    told now and then how many rows are done, and answers whether to go on. What was taken stays taken when it stops or the
    database fails. Raises Refusal ``bad_input`` for a mapping that names no field or column, and for a file without a
    column that a form requires.
    """
    rejected = list(sheet.bad)
    with room.database.read() as session:
        plan = room.plan_of(session, room.plan_in_force(session))
        # A row comes from no call of this room.
        fields = tuple(field for field in form_fields(ACTS[_ACT], plan) if field.name != "call")
        columns = _columns(fields, sheet, mapping)
        names = _names(session, plan, fields)
    # The file's rows stay to the end: the collector of cycles need not walk them again and again.
    gc.freeze()
    try:
        command = partial(_command, room, signed, columns=columns, names=names)
        return _take(room, sheet, rejected, command, dry_run, go_on)
    finally:
        gc.unfreeze()


def _take(
    room: Room, sheet: Sheet, rejected: list[tuple[int, str, str]], command: Callable[[int, dict[str, str]], Command],
    dry_run: bool, go_on: Callable[[int], bool],
) -> Taken:
    accepted = 0
    stopped = ""
    for at in range(0, len(sheet.rows), AT_ONCE):
        if not go_on(at):
            stopped = _("已按要求停下。")
            break
        rows = sheet.rows[at : at + AT_ONCE]
        try:
            answers = perform_many(room, [command(line, cells) for line, cells in rows], dry_run)
        except Refusal as no:
            if not accepted:
                raise
            stopped = no.message
            break
        for (line, cells), answer in zip(rows, answers, strict=True):
            if isinstance(answer, Refusal):
                faults = [(line, fault.field, _unsaid(fault.message, cells)) for fault in answer.faults]
                rejected += faults or [(line, "", _unsaid(answer.message, cells))]
            else:
                accepted += 1
    return Taken(accepted, tuple(sorted(rejected)), stopped)


def _unsaid(why: str, cells: Mapping[str, str]) -> str:
    """``why`` a row was not taken, what it quotes of the row masked: who took one column for another has names there."""
    for cell in sorted({cell.strip() for cell in cells.values()} - {""}, key=len, reverse=True):
        for left, right in ("「」", "“”"):
            why = why.replace(f"{left}{cell}{right}", f"{left}{masked('name', mask_text(cell))}{right}")
    return why


def _command(
    room: Room, signed: SignedIn, line: int, cells: Mapping[str, str], columns: Mapping[str, Field],
    names: Mapping[str, Mapping[str, str]],
) -> Command:
    values = {
        field.name: names.get(field.name, {}).get(cells[column].strip(), cells[column])
        for column, field in columns.items()
        if column in cells
    }
    # Found again by a token that goes with the complaint's own; the journal keeps nothing that follows from the row.
    once = room.keys.blind(f"row:{json.dumps([line, sorted(values.items())])}")
    return replace(signed.command(_ACT, "", values, command_id=f"import:{uuid4().hex}"), once=once)


def _columns(fields: tuple[Field, ...], sheet: Sheet, mapping: Mapping[str, str]) -> dict[str, Field]:
    """Which column is which field: as said, else by the field's name or label in either language."""
    english = catalogue("en")
    by_name = {field.name: field for field in fields}
    found: dict[str, Field] = {}
    for name, column in mapping.items():
        if name not in by_name:
            known = "、".join(by_name)
            raise Refusal("bad_input", _("没有字段「{name}」。").format(name=name), _("可选：{known}").format(known=known))
        if column not in sheet.columns:
            # A first line with somebody's number in it is no line of names.
            bare = any(mask_text(each) != each for each in sheet.columns)
            hint = _("第一行写列名。") if bare else _("可选：{known}").format(known="、".join(sheet.columns))
            raise Refusal("bad_input", _("文件里没有列「{name}」。").format(name=column), hint)
        found[column] = by_name[name]
    said = {field.name for field in found.values()}
    for column in sheet.columns:
        for field in fields:
            titles = (field.name, field.label, field.en, english.get(field.label, ""))
            if column not in found and field.name not in said and column and column.casefold() in map(str.casefold, titles):
                found[column] = field
                said.add(field.name)
    lacking = [field.label for field in fields if field.required and field.name not in said]
    if lacking and sheet.rows:
        what = _("文件缺少必需的列：{names}。").format(names="、".join(_(label) for label in lacking))
        raise Refusal("bad_input", what, _("用 --map 字段=列名 指明。"))
    return found


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
