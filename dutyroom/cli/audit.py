"""`dutyroom audit`: whether the journal is whole, and anchors by which later rewriting is evident."""

from __future__ import annotations

import argparse
from pathlib import Path

from dutyroom.cli.words import say
from dutyroom.domain.errors import Refusal
from dutyroom.lang import gettext as _


def configure(parser: argparse.ArgumentParser) -> None:
    """Add `verify` and `anchor`."""
    parser.set_defaults(json=False)
    acts = parser.add_subparsers(metavar=_("操作"), required=True)
    verify = acts.add_parser("verify", help=_("逐条核验留痕链"))
    verify.add_argument("--anchor", metavar=_("文件"), type=Path, help=_("并与此文件中的锚点比对"))
    verify.set_defaults(run=_verify)
    anchor = acts.add_parser("anchor", help=_("把现在的链头添入锚点文件；文件请存于别处"))
    anchor.add_argument("file", metavar=_("文件"), type=Path)
    anchor.set_defaults(run=_anchor)
    for act in (verify, anchor):
        act.add_argument("--json", action="store_true", help=_("以 JSON 输出"))


def _verify(args: argparse.Namespace) -> int:
    from dutyroom.settings.paths import database_url, key_folder
    from dutyroom.store import verify
    from dutyroom.store.claim import keys_for
    from dutyroom.store.engine import open_database
    from dutyroom.store.migrate import check

    database = open_database(database_url(args.database))
    check(database)
    keys = keys_for(database, key_folder(database.url))
    anchors = verify.read_anchors(args.anchor) if args.anchor else []
    report = verify.verify(database, keys, anchors)
    if not report.sound:
        raise Refusal(
            "broken_chain",
            _("留痕链不完整：{why}。此前 {n} 条完好。").format(why=report.why, n=report.count),
            _("请保全现场，与最近的锚点和备份比对。"),
        )
    if anchors:
        words = _("留痕 {n} 条，逐条相接、校验相符，链头相符；至第 {last} 条与 {anchors} 个锚点相符。").format(
            n=report.count, anchors=len(anchors), last=max(anchor.seq for anchor in anchors)
        )
        words += _("最后一个锚点之后，持有密钥者改写、整库换回当时以后的样子，仍无从看出。")
    else:
        words = _("留痕 {n} 条，逐条相接、校验相符，链头相符。").format(n=report.count)
        words += _("未给锚点：持有密钥者改写、整库换回从前的样子，无从看出。")
    words += _("数据、个人信息的密钥和触发器由 dutyroom db check 核对。")
    return say(
        args.json, {"sound": True, "entries": report.count, "mac": report.mac, "anchors": len(anchors)}, words
    )


def _anchor(args: argparse.Namespace) -> int:
    from dutyroom.services.room.clock import WallClock
    from dutyroom.settings.paths import database_url
    from dutyroom.store import erased_list, verify
    from dutyroom.store.engine import open_database
    from dutyroom.store.migrate import check

    database = open_database(database_url(args.database))
    check(database)
    anchor = verify.head_anchor(database, WallClock().now())
    verify.write_anchor(args.file, anchor)
    words = _("锚点：第 {n} 条，{mac}。请把 {file} 存于他处。").format(
        n=anchor.seq, mac=anchor.mac[:16], file=args.file
    )
    # Whoever loses the database loses with it what says whose data was erased.
    beside = args.file.with_name(f"{args.file.name}.erased")
    erased_list.keep(database, beside)
    if beside.exists():
        words += _("已删除名单在 {file}，同样存于他处。").format(file=beside)
    return say(args.json, {"seq": anchor.seq, "mac": anchor.mac, "at": anchor.at}, words)
