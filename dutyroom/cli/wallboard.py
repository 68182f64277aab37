"""`dutyroom wallboard`: the shared screen of the room, read-only and masked."""

from __future__ import annotations

import argparse


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Show the wallboard until somebody quits it. Raises Refusal when there is no room."""
    from dutyroom.bootstrap import open_room, run_wallboard

    return run_wallboard(open_room(args.database))
