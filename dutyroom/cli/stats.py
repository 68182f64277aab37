"""`dutyroom stats`: figures of a period, on screen, as JSON, or in a spreadsheet."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from datetime import datetime, time, timedelta
from pathlib import Path

from dutyroom.cli.words import as_json, moment, table, visible
from dutyroom.domain.clock.zone import time_zone
from dutyroom.lang import gettext as _


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--from", dest="since", metavar="T", help=_("期间起点（默认：本月一日）"))
    parser.add_argument("--to", dest="until", metavar="T", help=_("期间终点，不含（默认：现在）"))
    parser.add_argument("--base", type=int, default=0, metavar="N", help=_("投诉率的基数，如客户数；不填按工作日计"))
    parser.add_argument("--json", action="store_true", help=_("以 JSON 输出"))
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE.xlsx", help=_("另存为电子表格"))
    parser.set_defaults(run=run, json=False)


def run(args: argparse.Namespace) -> int:
    """Print the figures, or write them. Raises Refusal for no period, or a file that is there already."""
    from dutyroom.bootstrap import open_room
    from dutyroom.domain.names import choice_name, listed
    from dutyroom.domain.ways_out import way_name
    from dutyroom.outbound.workbook import Chart, write_workbook
    from dutyroom.services.documents.figure_sheets import rate_name, sheets, warned, ways_name
    from dutyroom.services.documents.figures import figures

    room = open_room(args.database)
    try:
        now, zone, calendar = room.now(), room.plan.hours.zone, room.calendar
        first = datetime.combine(calendar.local(now).date().replace(day=1), time(), time_zone(zone))
        since = _moment(args.since, now, zone) if args.since else first
        until = _moment(args.until, now, zone) if args.until else now + timedelta(seconds=1)
        found = figures(room, since, until, max(args.base, 0))
    finally:
        room.close()
    if args.file:
        # Received beside closed, by name; the trend is a line.
        drawn = [*(Chart(each.title, "column", (1, 2)) for each in found.tables), Chart(_("趋势"), "line", (1, 2))]
        write_workbook(args.file, sheets(found, calendar), drawn)
    if args.json:
        print(as_json({**asdict(found), "since": moment(found.since, zone), "until": moment(found.until, zone)}))
        return 0
    if args.file:
        print(_("已写好：{file}").format(file=visible(str(args.file))))
        return 0
    total = found.total
    print(
        _("新收 {received}  已办结 {closed}  在办 {open}  时限内 {kept}  超时 {broken}").format(
            received=total.received, closed=total.closed, open=found.open, kept=total.kept, broken=total.broken
        )
    )
    print(f"{rate_name(found)} {found.rate:.3f}   " + _("满意 {n}/{m}").format(n=found.satisfied, m=found.asked))
    if told := warned(found):
        print("  ".join(f"{name} {value}" for name, value in told))
    if found.neither:
        print("  ".join(f"{choice_name(status)} {count}" for status, count in found.neither))
    for each in found.tables:
        print(f"\n{each.title}")
        head = ("", _("新收"), _("已办结"), _("时限内"), _("超时"))
        rows = [(row.name, *map(str, (row.received, row.closed, row.kept, row.broken))) for row in each.rows]
        print("\n".join(table([head, *rows])))
    print(f"\n{ways_name()}")
    taken = [(each.month, each.by, way_name(each.way), str(each.times), listed(each.cases)) for each in found.ways]
    print("\n".join(table(taken)) if taken else _("无"))
    return 0


def _moment(said: str, now: datetime, zone: str) -> datetime:
    from dutyroom.domain.errors import Refusal
    from dutyroom.domain.moments import parse_moment

    try:
        return parse_moment(said, now, zone)
    except ValueError as unread:
        raise Refusal("bad_input", str(unread)) from None
