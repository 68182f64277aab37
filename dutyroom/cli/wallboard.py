"""`dutyroom wallboard`: the shared screen of the room, read-only and masked."""

from __future__ import annotations

import argparse
import sys
from time import sleep
from typing import TYPE_CHECKING

from dutyroom.lang import gettext as _

if TYPE_CHECKING:
    from dutyroom.services.front.front import Front

AGAIN = 5
"""Seconds after a failure until the wall is opened again."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Show the wallboard until somebody quits it. Raises Refusal when there is no room.

    Nobody sits at a wall: whatever brings it down, it opens again by itself.
    """
    from dutyroom.bootstrap import open_room, run_wallboard
    from dutyroom.settings.terminal import must_be_terminal

    must_be_terminal()
    room = open_room(args.database)
    while True:
        try:
            return run_wallboard(room)
        except Exception as fault:
            must_be_terminal()
            # Its words may be anybody's; what kind of fault it was is not.
            kind = type(fault.__cause__ or fault).__name__
            _tell(_("大屏出错（{fault}），{n} 秒后自动重新打开，按 Ctrl+C 退出。").format(fault=kind, n=AGAIN))
        sleep(AGAIN)
        room = _opened_again(args.database)


def _opened_again(database: str | None) -> Front:
    """The room, once it can be opened; why it can't is told whenever that is another reason."""
    from dutyroom.bootstrap import open_room
    from dutyroom.domain.errors import Refusal

    told = ""
    while True:
        try:
            return open_room(database)
        except Refusal as no:
            if no.message != told:
                _tell(f"{no.message} {no.hint}")
            told = no.message
        sleep(AGAIN)


def _tell(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
