"""`dutyroom journal`: the duty log as it grows; the journal as jsonl."""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from dutyroom.cli.words import as_json, moment, short, visible
from dutyroom.domain.names import shown_subject
from dutyroom.lang import gettext as _

if TYPE_CHECKING:
    from dutyroom.services.log.views import LogEntry


def configure(parser: argparse.ArgumentParser) -> None:
    """Add `follow` and `export`."""
    acts = parser.add_subparsers(metavar=_("操作"), required=True)
    follow = acts.add_parser("follow", help=_("值班日志，随记随显（Ctrl-C 结束）"))
    follow.add_argument("--lines", type=int, default=20, metavar="N", help=_("先显示最近几行（默认 20）"))
    follow.add_argument("--once", action="store_true", help=_("显示后即结束"))
    follow.add_argument("--json", action="store_true", help=_("以 JSON 输出，每行一条"))
    follow.set_defaults(run=_follow)
    export = acts.add_parser("export", help=_("操作留痕全部条目，jsonl"))
    export.add_argument("file", metavar=_("文件"), type=Path, help=_("写到这个文件（不覆盖已有的）；- 为标准输出"))
    export.add_argument("--json", action="store_true", help=_("以 JSON 输出"))
    export.set_defaults(run=_export)


def _follow(args: argparse.Namespace) -> int:
    from dutyroom.bootstrap import open_room

    room = open_room(args.database)
    try:
        zone = room.plan.hours.zone
        seq = room.wait(-1, 0)
        for line in room.log(limit=max(args.lines, 0)):
            _print(line, zone, args.json)
        while not args.once:
            latest = room.wait(seq, 3600)
            while seq < latest:
                news = room.since(seq)
                seq = news.seq
                for line in news.log:
                    _print(line, zone, args.json)
    finally:
        room.close()
    return 0


def _print(line: LogEntry, zone: str, json_wanted: bool) -> None:
    if json_wanted:
        document = {
            "seq": line.seq, "at": moment(line.at, zone), "actor": line.actor, "name": line.actor_name, "role": line.role,
            "act": line.kind, "label": line.label, "subject": line.subject, "result": line.result, "text": line.text,
            "happened": moment(line.happened, zone), "late": line.late, "corrects": line.corrects, "clause": line.clause,
        }  # fmt: skip
        print(as_json(document), flush=True)
        return
    marks = _("补记") if line.late else _("更正 {n}").format(n=line.corrects) if line.corrects else ""
    words = (short(line.at, zone), line.actor_name, line.label, shown_subject(None, line.kind, line.subject), marks, line.result)
    print(visible("  ".join(filter(None, words))), flush=True)


def _export(args: argparse.Namespace) -> int:
    from dutyroom.bootstrap import open_room
    from dutyroom.services.documents.journal import journal_lines
    from dutyroom.settings.files import new_file

    count = 0
    with closing(open_room(args.database)) as room:
        if str(args.file) == "-":
            # As in a file: whatever the encoding of the terminal is, the lines are UTF-8.
            for line in journal_lines(room):
                sys.stdout.buffer.write(f"{line}\n".encode())
            sys.stdout.buffer.flush()
            return 0
        with new_file(args.file, encoding="utf-8", newline="\n") as out:
            for line in journal_lines(room):
                out.write(line + "\n")
                count += 1
    said = _("已导出 {n} 条到 {file}。").format(n=count, file=args.file)
    print(as_json({"entries": count, "file": str(args.file)}) if args.json else said)
    return 0
