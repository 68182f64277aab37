"""`dutyroom roster`: who holds which role; import and export as csv, xlsx and ics."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from dutyroom.cli import signing
from dutyroom.cli import taking as reading
from dutyroom.cli.words import as_json, moment, table, visible
from dutyroom.lang import gettext as _

if TYPE_CHECKING:
    from dutyroom.domain.plan.plan import Plan


def configure(parser: argparse.ArgumentParser) -> None:
    """Add `show`, `import` and `export`."""
    acts = parser.add_subparsers(metavar=_("操作"), required=True)
    show = acts.add_parser("show", help=_("角色、现任与状态"))
    show.set_defaults(run=_show)
    taking = acts.add_parser("import", help=_("导入班次（csv、xlsx、ics）：人员、开始、结束、值班长"))
    taking.add_argument("file", metavar=_("文件"), type=Path)
    reading.reading_options(taking)
    taking.add_argument("--ignore", action="append", default=[], metavar="COLUMN", help=_("略过的列，可多次给出"))
    signing.options(taking)
    taking.set_defaults(run=_import)
    giving = acts.add_parser("export", help=_("导出班次（csv、xlsx 或 ics）"))
    giving.add_argument("file", metavar=_("文件"), type=Path)
    giving.set_defaults(run=_export)
    for each in (show, taking, giving):
        each.add_argument("--json", action="store_true", help=_("以 JSON 输出"))


def _show(args: argparse.Namespace) -> int:
    from dutyroom.bootstrap import open_room
    from dutyroom.domain.names import choice_name, named, post_name, role_name

    room = open_room(args.database)
    try:
        plan, holders = room.plan, room.roster()
    finally:
        room.close()
    if args.json:
        rows = [
            {
                "role": each.role, "name": role_name(plan, each.role), "post": post_name(plan, each.role),
                "person": each.person, "person_name": each.name,
                "phone": each.phone, "state": each.state, "since": moment(each.since, plan.hours.zone),
            }
            for each in holders
        ]  # fmt: skip
        print(as_json({"roster": rows}))
        return 0
    for line in table(
        (_titled(plan, each.role), named(each) or _("空缺"), choice_name(each.state) if each.state else "", each.phone)
        for each in holders
    ):
        print(line)
    return 0


def _titled(plan: Plan, role: str) -> str:
    from dutyroom.domain.names import aside, post_name, role_name

    return role_name(plan, role) + aside(post_name(plan, role))


def _import(args: argparse.Namespace) -> int:
    from dutyroom.bootstrap import open_room
    from dutyroom.services.intake.ics import read_ics
    from dutyroom.services.intake.shifts import import_shifts, known_titles
    from dutyroom.services.intake.tabular import read_rows

    room = open_room(args.database)
    try:
        signed, _secret = signing.sign_in(room, args)
        if args.file.suffix.lower() == ".ics":
            names = [name for each in room.people() for name in (each.code, each.name, each.en) if name]
            sheet = read_ics(args.file, names, room.plan.hours.zone)
        else:
            sheet = read_rows(args.file, reading.wanted(args, known_titles()))
        for note in sheet.notes:
            print(visible(note), file=sys.stderr)
        count, already = import_shifts(room, sheet, signed, args.ignore)
    finally:
        room.close()
    said = _("已导入 {n} 个班次。").format(n=count)
    if already:
        said += _("{n} 个班次原已排定，没有再排。").format(n=already)
    print(as_json({"shifts": count, "already": already}) if args.json else said)
    return 0


def _export(args: argparse.Namespace) -> int:
    from dutyroom.bootstrap import open_room
    from dutyroom.outbound.workbook import write_workbook
    from dutyroom.services.intake.ics import as_ics
    from dutyroom.services.intake.shifts import as_csv, as_rows, planned
    from dutyroom.settings.files import new_file

    room = open_room(args.database)
    try:
        shifts, zone, now = planned(room), room.plan.hours.zone, room.now()
    finally:
        room.close()
    kind = args.file.suffix.lower()
    if kind == ".xlsx":
        write_workbook(args.file, [(_("班次"), as_rows(shifts, zone))])
    else:
        text = as_ics(shifts, now) if kind == ".ics" else as_csv(shifts, zone)
        with new_file(args.file, encoding="utf-8" if kind == ".ics" else "utf-8-sig", newline="") as out:
            out.write(text)
    said = _("已导出 {n} 个班次到 {file}。").format(n=len(shifts), file=args.file)
    print(as_json({"shifts": len(shifts), "file": str(args.file)}) if args.json else said)
    return 0
