"""Complaints from another system's file: each row checked like a form; good rows are taken, bad ones told by line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlmodel import Session, select

from dutyroom.domain.act import Command, Field
from dutyroom.domain.acts import ACTS
from dutyroom.domain.errors import Fault, NotAllowed, Refusal
from dutyroom.domain.permission import roles_for, roles_of
from dutyroom.domain.plan import Plan
from dutyroom.lang import gettext as _
from dutyroom.lang.catalogue import catalogue
from dutyroom.services.duty import holdings, shifts
from dutyroom.services.tabular import Sheet
from dutyroom.services.values import Vocabulary, clean
from dutyroom.services.vocabulary import form_fields, vocabulary
from dutyroom.store.rows.record import JournalEntry
from dutyroom.store.rows.staff import Person, Unit

if TYPE_CHECKING:
    from dutyroom.services.room import Room

_ACT = "complaint.register"


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file's rows: how many are complaints now, and (line, field, why) of those that are not."""

    accepted: int
    rejected: tuple[tuple[int, str, str], ...]


def take_in(room: Room, sheet: Sheet, mapping: Mapping[str, str], actor: str = "", dry_run: bool = False) -> Taken:
    """Registers every good row. ``mapping``: field → column, for columns that are not named as their field.

    A row that was taken from the very same file before is not taken twice. Raises Refusal ``bad_input`` for a mapping
    that names no field or column, and for a file without a column that a form requires.
    """
    rejected = list(sheet.bad)
    accepted = 0
    with room.database.read() as session:
        plan = room.plan_of(session, room.plan_in_force(session))
        # A row comes from no call of this room.
        fields = tuple(field for field in form_fields(ACTS[_ACT], plan) if field.name != "call")
        columns = _columns(fields, sheet, mapping)
        names = _names(session, plan, fields)
        codes = vocabulary(session, plan)
        who = actor or _on_duty(room, session, plan)
    for line, cells in sheet.rows:
        values = {
            field.name: names.get(field.name, {}).get(cells[column].strip(), cells[column])
            for column, field in columns.items()
            if column in cells
        }
        # One transaction a row: others can work meanwhile, and a refused row takes nothing with it.
        command = Command(_ACT, who, "", f"import:{sheet.digest[:32]}:{line}", values=values)
        try:
            _refuse_again(room, command)
            if dry_run:
                _try_out(room, command, fields, codes, plan.hours.zone)
            else:
                room.perform(command)
            accepted += 1
        except NotAllowed:
            raise
        except Refusal as no:
            rejected += [(line, fault.field, fault.message) for fault in no.faults] or [(line, "", no.message)]
    return Taken(accepted, tuple(sorted(rejected)))


def _refuse_again(room: Room, command: Command) -> None:
    with room.database.read() as session:
        if session.exec(select(JournalEntry.seq).where(JournalEntry.command_id == command.command_id)).first():
            raise Refusal("no_change", _("这一行已经导入过。"))


def _try_out(room: Room, command: Command, fields: tuple[Field, ...], codes: Vocabulary, zone: str) -> None:
    """Refuses what registering would refuse, so that a dry run tells the same."""
    typed = clean(ACTS[_ACT], fields, command.values, codes, room.now(), zone)
    for name in ("received", "happened"):
        if name in typed and typed[name] > room.now():
            raise Refusal("bad_input", _("时间晚于现在。"), faults=(Fault(name, _("这个时间还没有到。")),))
    room.preview({"level": typed["level"], "received": typed.get("received")})


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
            known = "、".join(sheet.columns)
            raise Refusal("bad_input", _("文件里没有列「{name}」。").format(name=column), _("可选：{known}").format(known=known))
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


def _on_duty(room: Room, session: Session, plan: Plan) -> str:
    """Who may register now, the first by account."""
    now = room.now()
    held, on = holdings(session, now), shifts(session, now)
    for person in session.exec(select(Person.code).where(Person.active).order_by(Person.code)).all():
        if roles_for(plan, _ACT, roles_of(plan, person, held, on, now)):
            return person
    raise NotAllowed(_("现在没有人可以登记投诉。"), _("请先安排值班，或用 --as 指定账号。"))
