"""`dutyroom watch`: the keeper of clocks without a screen. One line for each warning, until a signal ends it."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from threading import Event
from typing import TYPE_CHECKING

from dutyroom.lang import gettext as _

if TYPE_CHECKING:
    from dutyroom.services.board.warnings import WarningView
    from dutyroom.services.front.front import Front
    from dutyroom.services.telling.keeper import Keeper


def configure(parser: argparse.ArgumentParser) -> None:
    """Add `--once` and `--json`."""
    parser.add_argument("--once", action="store_true", help=_("看一遍就退出（供定时任务用）"))
    parser.add_argument("--json", action="store_true", help=_("每条告警输出一行 JSON"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Keeps until SIGTERM, SIGINT or SIGHUP: exit code 0. Raises Refusal where no room is or its channels can't be read."""
    from dutyroom.bootstrap import open_room, post
    from dutyroom.services.telling.keeper import Keeper
    from dutyroom.services.telling.outbox import send_waiting
    from dutyroom.services.telling.thread import Sending
    from dutyroom.settings.channels import read_channels

    room = open_room(args.database)
    ended = Event()
    for name in ("SIGTERM", "SIGINT", "SIGHUP", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: ended.set())
    read_channels()
    by = post()
    keeper = Keeper(room, by.ways)
    sending = Sending(room, keeper, by)
    try:
        print(_("开始盯时限：{where}").format(where=room.database.shown), file=sys.stderr, flush=True)
        wait, failing = 0.0, ""
        if not args.once:
            sending.start()
        while not ended.wait(wait):
            wait, failing = _beat(room, keeper, args, failing)
            if args.once:
                send_waiting(room, by.ways(), by.send)
                break
        if not args.once:
            sending.stop()
        keeper.end()
        return 1 if args.once and failing else 0
    finally:
        room.close()


def _beat(room: Front, keeper: Keeper, args: argparse.Namespace, failing: str) -> tuple[float, str]:
    """Seconds until the next beat, and what kept this one from being done ("" for nothing), which is told once."""
    from dutyroom.domain.errors import Refusal
    from dutyroom.services.telling.queries import views_of
    from dutyroom.services.telling.thread import PATIENCE_S

    try:
        raised = keeper.beat()
        if raised:
            with room.database.read() as session:
                views = views_of(room, session, raised)
            for view in views:
                print(_json(view) if args.json else _line(room, view), flush=True)
        if failing:
            print(_("已恢复。"), file=sys.stderr, flush=True)
        return keeper.wait_s, ""
    except Refusal as no:
        if no.message != failing:
            print(f"{no.message} {no.hint}".strip(), file=sys.stderr, flush=True)
        return PATIENCE_S, no.message


def _line(room: Front, view: WarningView) -> str:
    zone = room.calendar.tz
    parts = (f"{view.at.astimezone(zone):%Y-%m-%d %H:%M}", view.line, f"{view.due.astimezone(zone):%m-%d %H:%M}", view.asks)
    return "  ".join(parts)


def _json(view: WarningView) -> str:
    told = {
        "warning": view.number, "at": view.at.isoformat(), "kind": view.kind, "rank": view.rank, "subject": view.subject,
        "what": view.what, "due": view.due.isoformat(), "step": view.step, "late": view.late, "told": list(view.told),
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False)
