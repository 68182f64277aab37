"""`dutyroom demo`: a room of its own with sample data and complaints that keep arriving."""

import argparse
import os
import shutil
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dutyroom.lang import gettext as _


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--at", metavar="T", help=_("演示时钟的起点，例 2026-09-30T16:50（默认：现在）"))
    of_plan = _("预案名称，或尚未启用的预案文件（默认：农商银行）")
    parser.add_argument("--plan", metavar="NAME", default="rural-commercial-bank", help=of_plan)
    parser.add_argument("--complaints", type=_count, metavar="N", default=40, help=_("在办投诉件数（默认 40）"))
    parser.add_argument("--headless", action="store_true", help=_("不开界面：备好数据，运行片刻，输出概况"))
    parser.add_argument("--seconds", type=_count, metavar="N", default=5, help=_("无界面时运行的秒数（默认 5）"))
    parser.epilog = _("演示账号的口令都是 demo，例如 liwei（值班长）、wangmin（值班员）。")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Make the room, fill it, open the console on it or let it run for a while. Raises Refusal for an unknown plan."""
    from dutyroom.bootstrap import open_room
    from dutyroom.domain.errors import Refusal
    from dutyroom.domain.moments import parse_moment
    from dutyroom.services.demo.demo import Arrivals, fill
    from dutyroom.services.room.clock import ShiftedClock, WallClock
    from dutyroom.settings.paths import DEMO_KEYS
    from dutyroom.settings.plans import pack_names, pack_text, plan_file_text
    from dutyroom.settings.terminal import must_be_terminal

    if not args.headless:
        must_be_terminal()
    if args.database not in (None, os.environ.get("DUTYROOM_DATABASE")):
        raise Refusal(
            "own_database",
            _("演示自带数据库，不用 --database 所指的那个。"),
            _("看演示请去掉 --database；看那个值班室请运行 dutyroom console。"),
        )
    of_file = args.plan not in pack_names() and (args.plan.endswith(".toml") or Path(args.plan).exists())
    text = plan_file_text(Path(args.plan)) if of_file else pack_text(args.plan)
    wall = WallClock().now()
    offset = _offset(args.at, wall, parse_moment) if args.at else timedelta(0)
    folder = Path(tempfile.mkdtemp(prefix="dutyroom-demo-"))
    (folder / DEMO_KEYS).mkdir(mode=0o700)
    address = str(folder / "room.sqlite3")
    try:
        room = open_room(address, ShiftedClock(offset), create=True)
        fill(room, text, args.complaints, offset, args.plan if of_file else "")
    except BaseException:
        # Half a room is nobody's: not of a plan that can't be filled, nor of one who pressed Ctrl-C.
        shutil.rmtree(folder, ignore_errors=True)
        raise
    arrivals = Arrivals(room, every=2.0 if args.headless else 20.0)
    arrivals.start()
    try:
        if args.headless:
            from dutyroom.cli.status import show

            time.sleep(args.seconds)
            arrivals.stop()
            return show(room, as_json=getattr(args, "json", False), plain=True)
        print(_("演示值班室：{path}").format(path=address), file=sys.stderr)
        print(_("再开一台：dutyroom --database {path}").format(path=address), file=sys.stderr)
        from dutyroom.bootstrap import FIRST_ROWS, run_console

        return run_console((room, *room.first_page(FIRST_ROWS)))
    finally:
        arrivals.stop()
        room.close()
        if args.headless:
            shutil.rmtree(folder, ignore_errors=True)


def _offset(said: str, wall: datetime, parse) -> timedelta:  # type: ignore[no-untyped-def]
    from dutyroom.domain.errors import Refusal

    try:
        at: datetime = parse(said, wall, "Asia/Shanghai")
    except ValueError as unread:
        raise Refusal("bad_input", str(unread)) from None
    return at - wall.astimezone(UTC)


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 1_000_000:
        raise argparse.ArgumentTypeError(_("须为 0 到 1000000 的整数"))
    return int(text)
