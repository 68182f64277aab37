"""`dutyroom report`: a paper of the room as plain text, masked: of an emergency, of a complaint, of a handover."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from dutyroom.lang import gettext as _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dutyroom.services.front.front import Front


_OTHERS = (".doc", ".docx", ".pdf", ".rtf", ".odt", ".wps", ".ofd", ".xls", ".xlsx", ".html")
"""Names under which no program would open the text that is written."""


def kinds() -> dict[str, str]:
    """Every kind of paper, with what it is and by which number it is asked for."""
    return {
        "event": _("突发事件记录（2026-3）"),
        "statement": _("声明（P5）"),
        "solution": _("处理方案（P6）"),
        "decision": _("决定（J4）"),
        "sitrep": _("态势报告（P7）"),
        "inform": _("信息报告（2026-3/1：事件的第 1 报）"),
        "notice": _("通知及回执（N2）"),
        "conference": _("会商纪要（M1）"),
        "review": _("总结评估（2026-3）"),
        "case": _("投诉处理档案（0930-018）"),
        "paper": _("投诉的一份材料（P9）"),
        "handover": _("交接班记录（H2）"),
    }


def configure(parser: argparse.ArgumentParser) -> None:
    """Add what, which, and where to."""
    listed = "\n".join(f"  {kind:<12}{what}" for kind, what in kinds().items())
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = f"{_('种类')}\n{listed}"
    parser.add_argument("kind", choices=list(kinds()), metavar=_("种类"), help=_("见下"))
    parser.add_argument("subject", metavar=_("编号"), help=_("事件、投诉或文稿的编号"))
    parser.add_argument("file", metavar=_("文件"), help=_("写到这个文件（不覆盖已有的）；- 为标准输出"))
    parser.add_argument("--json", action="store_true", help=_("以 JSON 输出"))
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    from dutyroom.bootstrap import open_room
    from dutyroom.cli.words import as_json

    room = open_room(args.database)
    try:
        lines = _lines(room, args.kind, args.subject)
    finally:
        room.close()
    if args.file != "-":
        _write(Path(args.file), lines)
    if args.json:
        where = {} if args.file == "-" else {"file": args.file}
        print(as_json({"kind": args.kind, "subject": args.subject, **where, "lines": list(lines)}))
    elif args.file == "-":
        print("\n".join(lines))
    else:
        print(_("已写出：{file}").format(file=args.file), file=sys.stderr)
    return 0


def _lines(room: Front, kind: str, subject: str) -> Sequence[str]:
    from dutyroom.services.documents.case import case_lines, paper_lines
    from dutyroom.services.documents.log import handover_lines, safe

    made = {"case": case_lines, "paper": paper_lines, "handover": handover_lines}.get(kind)
    return [safe(line) for line in made(room, subject)] if made else room.event_paper(kind, subject).lines


def _write(path: Path, lines: Sequence[str]) -> None:
    """A new file that only its owner may read. Raises Refusal ``bad_input`` for a name that says another kind than text,
    ``exists`` or ``cannot_write``."""
    from dutyroom.domain.errors import Refusal
    from dutyroom.settings.files import new_file

    if (ending := path.suffix.lower()) in _OTHERS:
        raise Refusal("bad_input", _("这里写出的是纯文字，不能用 {ending} 作文件名。").format(ending=ending), _("请用 .txt。"))

    with new_file(path, 0o600, encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
