"""`dutyroom complaint`: list, show and import complaints. Masked, most urgent first."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dutyroom.cli import signing
from dutyroom.cli import taking as reading
from dutyroom.cli.words import as_json, moment, short, table, visible
from dutyroom.lang import gettext as _

if TYPE_CHECKING:
    from dutyroom.domain.board import BoardRow
    from dutyroom.services.cases.views import ComplaintView


def configure(parser: argparse.ArgumentParser) -> None:
    """Add `list`, `show` and `import`."""
    acts = parser.add_subparsers(metavar=_("操作"), required=True)
    listing = acts.add_parser("list", help=_("在办投诉，最紧急的在前"))
    listing.set_defaults(run=_list)
    show = acts.add_parser("show", help=_("一件投诉，隐去个人信息"))
    show.add_argument("number", metavar=_("编号"))
    show.set_defaults(run=_show)
    taking = acts.add_parser("import", help=_("由 csv、xlsx、xls、ods、jsonl 文件导入"))
    taking.add_argument("file", metavar=_("文件"), type=Path)
    reading.reading_options(taking)
    reading.mapping_options(taking)
    taking.add_argument("--dry-run", action="store_true", help=_("只检查，不写入"))
    signing.options(taking)
    taking.set_defaults(run=_import)
    for each in (listing, show, taking):
        each.add_argument("--json", action="store_true", help=_("以 JSON 输出"))


def as_document(row: BoardRow, now: datetime, zone: str) -> dict[str, Any]:
    """One open complaint as other systems read it."""
    return {
        "number": row.number, "level": row.level, "status": row.status, "channel": row.channel,
        "category": row.category, "unit": row.unit, "handling": row.handling, "owner": row.owner,
        "received": moment(row.received, zone),
        "next_due": moment(row.due, zone), "next_clock": row.clock, "overdue": row.overdue(now), "paused": row.paused,
    }  # fmt: skip


def _list(args: argparse.Namespace) -> int:
    from dutyroom.bootstrap import open_room
    from dutyroom.domain.names import named, term

    room = open_room(args.database)
    try:
        plan, now = room.plan, room.now()
        zone = plan.hours.zone
        rows = [row for page in room.board() for row in page]
        if args.json:
            print(as_json({"complaints": [as_document(row, now, zone) for row in rows]}))
            return 0
        people = {each.code: named(each) for each in room.people(gone=True)}
        lines = [
            (
                short(row.due, zone), _("暂停计时") if row.paused else _("超时") if row.overdue(now) else "", row.clock_word,
                row.number, term(plan.levels, row.level), people.get(row.owner, row.owner) or _("待交办"), row.summary,
            )
            for row in rows
        ]  # fmt: skip
        for line in table(lines):
            print(line)
    finally:
        room.close()
    return 0


def _show(args: argparse.Namespace) -> int:
    from dutyroom.bootstrap import open_room
    from dutyroom.domain.names import aside, choice_name, headed, named, term, told_name

    room = open_room(args.database)
    try:
        view = room.complaint(args.number)
        plan = room.plan
        people = {each.code: named(each) for each in room.people(gone=True)}
        units = {each.code: named(each) for each in room.units()}
    finally:
        room.close()
    zone = plan.hours.zone
    if args.json:
        from dutyroom.cli import complaint_json

        print(as_json(complaint_json.as_document(view, zone)))
        return 0
    from dutyroom.domain.acts import ACTS
    from dutyroom.domain.clock.zone import time_zone
    from dutyroom.domain.result import Naming, fact_in_words
    from dutyroom.services.room.vocabulary import form_fields

    print(f"{view.number}  {term(plan.levels, view.level)}  {choice_name(view.status)}  {short(view.received, zone)}")
    naming = Naming(plan, people, units, time_zone(zone))
    fields = {each.name: each for each in form_fields(ACTS["complaint.register"], plan)}
    for name, value in view.facts:
        said = fact_in_words(fields[name], value, naming) if name in fields else value
        print(visible(f"  {told_name(name, fields)}  {said}"))
    for clock in view.clocks:
        mark = "" if clock.verdict == "running" and not (clock.paused or clock.late) else clock.standing
        if clock.waived_by:
            mark += aside(headed(clock.waived_by, clock.waived_why))
        print(visible(f"  {named(clock)}  {short(clock.due, zone)} {_('暂估') if clock.provisional else ''} {mark}".rstrip()))
    print(_("办理步骤"))
    for step in view.steps:
        mark = "[x]" if step.done_at and not step.waiting else "[ ]"
        said = step.waiting or (f"{short(step.done_at, zone)} {step.by_name}" if step.done_at else step.blocked)
        print(visible(f"  {mark} {named(step)}  {said}".rstrip()))
    for said in _belongs(view):
        print(visible(f"  {said}"))
    for line in view.record:
        print(visible(f"  {short(line.at, zone)} {' '.join(filter(None, [line.actor_name, line.label, line.result]))}"))
    return 0


def _belongs(view: ComplaintView) -> Iterator[str]:
    """Its other round, papers with their gates, what departments are charged with, its group, and what its file lacks."""
    from dutyroom.domain.names import choice_name, headed, named

    work = view.work
    if work.round_of:
        yield f"{_('复议')}  {_('第一轮')} {work.round_of}"
    if work.followed_by:
        yield _("已进入复议，记录固定；请到 {number} 办理").format(number=work.followed_by)
    for paper in work.papers:
        yield f"P{paper.id} {named(paper)} {_('第 {n} 版').format(n=paper.edition)}"
        yield from (f"  {said}" for said in paper.pays)
        for gate in paper.gates:
            waits = _("{gate}：待{roles}").format(gate=named(gate), roles=gate.roles)
            yield f"  {headed(named(gate), f'{choice_name(gate.outcome)} {gate.by_name}') if gate.outcome else waits}"
    for charge in work.charges:
        yield f"C{charge.id} {charge.unit} {named(charge)}  {charge.report or charge.text}"
    if work.group is not None:
        yield f"G{work.group.id} {work.group.name}  {work.group.why}"
    for missing in (*work.missing, *work.owing):
        yield f"- {missing}"


def _import(args: argparse.Namespace) -> int:
    from dutyroom.bootstrap import open_room
    from dutyroom.services.intake.complaints import known_titles, take_in
    from dutyroom.services.intake.tabular import read_rows

    said = reading.mapped(args)
    room = open_room(args.database)
    try:
        signed, _secret = signing.sign_in(room, args)
        sheet = read_rows(args.file, reading.wanted(args, known_titles(room)))
        if sheet.encoding:
            print(_("文件编码：{name}").format(name=sheet.encoding), file=sys.stderr)
        for note in sheet.notes:
            print(visible(note), file=sys.stderr)
        with _stoppable(len(sheet.rows)) as go_on:
            result = take_in(room, sheet, said, signed, args.dry_run, go_on)
        if result.passed:
            print(visible(_("没有导入的列：{names}。").format(names="、".join(result.passed))), file=sys.stderr)
    finally:
        room.close()
    rejected = [{"line": line, "field": field, "why": why} for line, field, why in result.rejected]
    none = bool(rejected) and not result.accepted and not result.already
    if args.json:
        document: dict[str, Any] = {
            "accepted": result.accepted, "already": result.already, "rejected": rejected, "encoding": sheet.encoding,
            "notes": list(sheet.notes), "passed": list(result.passed),
        }  # fmt: skip
        if result.stopped:
            document["error"] = {"code": "stopped", "message": result.stopped, "hint": _GO_ON()}
        if none:
            document["error"] = {"code": "bad_file", "message": _("没有一行可以导入。"), "hint": _("请按所列各行改正。")}
        print(as_json(document))
    else:
        for each in rejected:
            where = _("第 {line} 行 {field}：{why}") if each["field"] else _("第 {line} 行：{why}")
            print(visible(where.format(**each)), file=sys.stderr)
        words = _("可导入 {n} 件，不收 {m} 行。") if args.dry_run else _("已导入 {n} 件，不收 {m} 行。")
        before = _("此前已导入 {n} 件。").format(n=result.already) if result.already else ""
        print(words.format(n=result.accepted, m=len({each["line"] for each in rejected})) + before)
        if result.stopped:
            print(f"{result.stopped}{_GO_ON()}", file=sys.stderr)
    return 1 if none or result.stopped else 0


def _GO_ON() -> str:
    return _("其余各行未导入；同一文件再导入一次，从停下处继续。")


@contextmanager
def _stoppable(total: int) -> Iterator[Callable[[int], bool]]:
    """Tells on a terminal how far it is; Ctrl-C stops after what is being written."""
    stopped = False

    def stop(_number: int, _frame: object) -> None:
        nonlocal stopped
        stopped = True

    def go_on(done: int) -> bool:
        if sys.stderr.isatty():
            print("\r" + _("已处理 {n} / {m} 行，Ctrl-C 停下").format(n=done, m=total), end="", file=sys.stderr, flush=True)
        return not stopped

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield go_on
    finally:
        signal.signal(signal.SIGINT, before)
        if sys.stderr.isatty():
            print("\r\033[K", end="", file=sys.stderr, flush=True)
