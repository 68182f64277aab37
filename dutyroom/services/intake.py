"""Complaints from another system's file: each row checked like a form; good rows are taken, bad ones told by line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlmodel import Session, select

from dutyroom.domain.act import Field
from dutyroom.domain.acts import ACTS
from dutyroom.domain.errors import NotAllowed, Refusal
from dutyroom.domain.plan import Plan
from dutyroom.lang import gettext as _
from dutyroom.lang.catalogue import catalogue
from dutyroom.services.bulk import Bulk
from dutyroom.services.tabular import Sheet
from dutyroom.services.values import clean
from dutyroom.services.vocabulary import form_fields
from dutyroom.store.tables import JournalEntry, Person, Unit

if TYPE_CHECKING:
    from dutyroom.services.room import Room

_ACT = "complaint.register"
_CHUNK = 200
"""Rows in one transaction, so that others can work meanwhile."""


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
        fields = form_fields(ACTS[_ACT], plan)
        columns = _columns(fields, sheet, mapping)
        names = _names(session, plan, fields)
    for at in range(0, max(len(sheet.rows), 1), _CHUNK):
        rows = sheet.rows[at : at + _CHUNK]
        if dry_run:
            with room.database.read() as session:
                accepted += _some(Bulk(room, session), rows, columns, names, sheet.digest, "", rejected)
        else:
            with room.database.write() as session:
                bulk = Bulk(room, session)
                who = actor or _on_duty(bulk)
                accepted += _some(bulk, rows, columns, names, sheet.digest, who, rejected)
    return Taken(accepted, tuple(sorted(rejected)))


def _some(
    bulk: Bulk, rows: Any, columns: dict[str, Field], names: dict[str, dict[str, str]], digest: str, actor: str,
    rejected: list[tuple[int, str, str]],
) -> int:  # fmt: skip
    room, taken = bulk.room, 0
    if actor and not bulk.may(_ACT, actor):
        raise NotAllowed(_("{person}不能登记投诉。").format(person=actor), _("请用 --as 指定当班值班员的账号。"))
    for line, cells in rows:
        values = {
            field.name: names.get(field.name, {}).get(cells[column].strip(), cells[column])
            for column, field in columns.items()
            if column in cells
        }
        command_id = f"import:{digest[:32]}:{line}"
        try:
            if bulk.session.exec(select(JournalEntry.seq).where(JournalEntry.command_id == command_id)).first():
                raise Refusal("no_change", _("这一行已经导入过。"))
            now = room.now()
            typed = clean(ACTS[_ACT], tuple(columns.values()) + _missing(bulk, columns), values, bulk.codes, now, bulk.plan.hours.zone)
            for name in ("received", "happened"):
                if name in typed and typed[name] > now:
                    rejected.append((line, name, _("这个时间还没有到。")))
                    raise _Told
            if actor:
                bulk.do_apart(_ACT, actor, now, command_id=command_id, **values)
            taken += 1
        except _Told:
            continue
        except Refusal as no:
            if no.faults:
                rejected += [(line, fault.field, fault.message) for fault in no.faults]
            else:
                rejected.append((line, "", no.message))
    return taken


class _Told(Exception):
    """The row was refused and the reason is on the list."""


def _missing(bulk: Bulk, columns: dict[str, Field]) -> tuple[Field, ...]:
    named = {field.name for field in columns.values()}
    return tuple(field for field in form_fields(ACTS[_ACT], bulk.plan) if field.name not in named)


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


def _on_duty(bulk: Bulk) -> str:
    people = sorted(bulk.codes("persons"))
    found = next((person for person in people if bulk.may(_ACT, person)), "")
    if not found:
        raise NotAllowed(_("现在没有人可以登记投诉。"), _("请先安排值班，或用 --as 指定账号。"))
    return found
