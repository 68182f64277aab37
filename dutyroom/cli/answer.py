"""`dutyroom answer CODE`: whoever got a message has seen what it tells. It acknowledges and decides nothing."""

from __future__ import annotations

import argparse
import json

from dutyroom.lang import gettext as _


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the code and `--json`."""
    parser.add_argument("code", metavar=_("回复码"), help=_("消息末尾的回复码，只能用一次"))
    parser.add_argument("--json", action="store_true", help=_("以 JSON 输出"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Exit code 0; raises Refusal for a code that is none, served already or is too old."""
    from dutyroom.bootstrap import open_room
    from dutyroom.services.telling.outbox import answer

    room = open_room(args.database)
    try:
        said = answer(room, args.code)
    finally:
        room.close()
    print(json.dumps({"answered": said}, ensure_ascii=False) if args.json else said)
    return 0
