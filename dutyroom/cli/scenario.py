"""`dutyroom scenario`: whether a scenario file is sound, and a new one to start from."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from dutyroom.cli.words import visible, write_new
from dutyroom.lang import gettext as _

if TYPE_CHECKING:
    from dutyroom.domain.plan.fault import PlanFault


def configure(parser: argparse.ArgumentParser) -> None:
    """Add `check`, `new` and `from`."""
    verbs = parser.add_subparsers(metavar=_("操作"), required=True)
    check = verbs.add_parser("check", help=_("检查演练方案，无错再照方案演一遍，一次列出全部错误"))
    check.add_argument("files", nargs="+", metavar=_("文件"))
    check.set_defaults(run=_check)
    new = verbs.add_parser("new", help=_("写一份新方案的底稿"))
    new.add_argument("file", metavar=_("文件"))
    new.set_defaults(run=_new)
    made = verbs.add_parser("from", help=_("把一件已结束的突发事件改写成方案：已知的个人信息替换，疑似的列出"))
    made.add_argument("number", metavar=_("突发事件编号"))
    made.add_argument("file", metavar=_("文件"))
    made.set_defaults(run=_from)
    for verb in (check, new, made):
        verb.add_argument("--json", action="store_true", help=_("以 JSON 输出"))
        for option in ("--lang", "--database"):
            verb.add_argument(option, default=argparse.SUPPRESS, help=argparse.SUPPRESS)


def _check(args: argparse.Namespace) -> int:
    found = {file: _faults(file) for file in dict.fromkeys(args.files)}
    if args.json:
        rows = [
            {
                "file": file,
                "ok": not faults,
                "faults": [
                    {"line": each.line, "path": each.path, "message": each.message, "mend": each.mend} for each in faults
                ],
            }
            for file, faults in found.items()
        ]
        print(json.dumps({"files": rows}, ensure_ascii=False))
    else:
        for file, faults in found.items():
            for each in faults:
                print(f"{each.field}  {each.path}  {each.message}")
            if not faults:
                print(_("{file}：检查通过。").format(file=file))
    broken = sum(map(len, found.values()))
    if broken:
        print(_("共 {n} 处错误。").format(n=broken), file=sys.stderr)
    return 1 if broken else 0


def _faults(file: str) -> tuple[PlanFault, ...]:
    """What is wrong in the text; where nothing is, what does not work when it is played through."""
    from dutyroom.bootstrap import passing_room
    from dutyroom.domain.plan.fault import Locator
    from dutyroom.domain.plan.reader import located
    from dutyroom.domain.scenario.reader import check_scenario
    from dutyroom.services.exercise.running import rehearse
    from dutyroom.services.exercise.setting_up import pack_plan
    from dutyroom.settings.scenarios import scenario_text

    text = scenario_text(file)
    faults = check_scenario(text, file, pack_plan)
    if faults:
        return faults
    with passing_room() as room:
        return located(rehearse(room, text), Locator(text), file)


def _new(args: argparse.Namespace) -> int:
    from dutyroom.settings.scenarios import new_scenario_text

    return _write(args, new_scenario_text())


def _from(args: argparse.Namespace) -> int:
    from dutyroom.bootstrap import open_room
    from dutyroom.services.exercise.from_emergency import scenario_from

    room = open_room(args.database)
    try:
        made = scenario_from(room, args.number)
    finally:
        room.close()
    code = _write(args, made.text, {"suspected": [{"where": where, "words": words} for where, words in made.suspected]})
    for where, words in made.suspected:
        print(visible(f"  {where}  {words}"), file=sys.stderr)
    print(_("疑似个人信息 {n} 处，请人工核对；未列出的也可能有，请通读。").format(n=len(made.suspected)), file=sys.stderr)
    return code


def _write(args: argparse.Namespace, text: str, more: Mapping[str, object] | None = None) -> int:
    file = Path(args.file)
    write_new(file, text)
    if args.json:
        print(json.dumps({"file": str(file), **(more or {})}, ensure_ascii=False))
    else:
        print(_("已写好：{file}。改完用 dutyroom scenario check 检查。").format(file=file))
    return 0
