"""`dutyroom plan`: which plans there are, what one says, whether a file is sound, and a new one to start from."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from dutyroom.cli.words import write_new
from dutyroom.lang import gettext as _

if TYPE_CHECKING:
    from dutyroom.domain.plan.fault import PlanFault
    from dutyroom.domain.plan.plan import Plan


def configure(parser: argparse.ArgumentParser) -> None:
    """Add `list`, `show`, `check`, `carried` and `new`."""
    verbs = parser.add_subparsers(metavar=_("操作"), required=True)
    each = verbs.add_parser("list", help=_("随程序提供的预案"))
    each.set_defaults(run=_list)
    show = verbs.add_parser("show", help=_("查看一份预案的全部规定和出处"))
    show.add_argument("name", metavar=_("预案"), help=_("预案代码，或预案文件"))
    show.set_defaults(run=_show)
    check = verbs.add_parser("check", help=_("检查预案文件，一次列出全部错误"))
    check.add_argument("files", nargs="+", metavar=_("文件"))
    check.set_defaults(run=_check)
    carried = verbs.add_parser("carried", help=_("值班室的预案按旧格式写成的，哪些处按今天的格式读"))
    carried.set_defaults(run=_carried)
    new = verbs.add_parser("new", help=_("写一份新预案的底稿"))
    new.add_argument("file", metavar=_("文件"))
    new.add_argument("--from", dest="like", metavar=_("预案"), help=_("照随程序提供的这一份写；不写即最小的底稿"))
    new.set_defaults(run=_new)
    for verb in (each, show, check, carried, new):
        verb.add_argument("--json", action="store_true", help=_("以 JSON 输出"))
        for option in ("--lang", "--database"):
            verb.add_argument(option, default=argparse.SUPPRESS, help=argparse.SUPPRESS)


def _list(args: argparse.Namespace) -> int:
    from dutyroom.domain.names import named
    from dutyroom.domain.plan.reader import read_plan
    from dutyroom.settings.plans import pack_names, pack_text

    plans = [read_plan(pack_text(code), f"{code}.toml") for code in pack_names()]
    if args.json:
        rows = [
            {
                "code": plan.code,
                "name": named(plan),
                "version": plan.version,
                "levels": [{"code": level.code, "name": named(level)} for level in plan.levels],
            }
            for plan in plans
        ]
        print(json.dumps({"plans": rows}, ensure_ascii=False))
        return 0
    for plan in plans:
        print(f"{plan.code:<24}{named(plan)}  [{' / '.join(named(level) for level in plan.levels)}]")
    return 0


def _show(args: argparse.Namespace) -> int:
    from dutyroom.services.plan.told import as_data, as_lines

    plan = _plan(args.name)
    if args.json:
        print(json.dumps({"plan": as_data(plan)}, ensure_ascii=False))
    else:
        print("\n".join(as_lines(plan)))
    return 0


def _plan(name: str) -> "Plan":
    from dutyroom.domain.plan.reader import read_plan
    from dutyroom.settings.plans import pack_names, pack_text, plan_file_text

    if name in pack_names() or not (name.endswith(".toml") or Path(name).exists()):
        return read_plan(pack_text(name), f"{name}.toml")
    return read_plan(plan_file_text(Path(name)), name)


def _check(args: argparse.Namespace) -> int:
    from dutyroom.settings.plans import pack_names

    found = {file: _faults(file) for file in dict.fromkeys(args.files)}
    wrong = {file: [each for each in faults if not each.warning] for file, faults in found.items()}
    if args.json:
        rows = [
            {
                "file": file,
                "ok": not wrong[file],
                "faults": [_as_json(each) for each in wrong[file]],
                "warnings": [_as_json(each) for each in faults if each.warning],
            }
            for file, faults in found.items()
        ]
        print(json.dumps({"files": rows}, ensure_ascii=False))
    else:
        for file, faults in found.items():
            for each in faults:
                kind = _("提醒") if each.warning else _("错误")
                print(f"{each.field}  {kind}  {each.path}  {each.message}".replace("    ", "  "))
            if not wrong[file]:
                print(_("{file}：检查通过。").format(file=file))
    broken = sum(map(len, wrong.values()))
    if broken:
        print(_("共 {n} 处错误。").format(n=broken), file=sys.stderr)
    elif len(found) == 1 and args.files[0] not in pack_names() and not args.json:
        print(_("可以先试：dutyroom demo --plan {file}").format(file=args.files[0]), file=sys.stderr)
    return 1 if broken else 0


def _faults(file: str) -> "tuple[PlanFault, ...]":
    from dutyroom.domain.errors import Refusal
    from dutyroom.domain.plan.fault import PlanFault
    from dutyroom.domain.plan.reader import check_plan
    from dutyroom.settings.plans import pack_names, pack_text, plan_file_text

    try:
        text = pack_text(file) if file in pack_names() else plan_file_text(Path(file))
    except Refusal as unread:
        return (PlanFault(file, f"{unread.message} {unread.hint}", line=0, mend=unread.hint),)
    return check_plan(text, file)


def _as_json(fault: "PlanFault") -> dict[str, object]:
    said = fault.message.removesuffix(fault.mend).rstrip()
    return {"line": fault.line, "path": fault.path, "message": said, "mend": fault.mend}


def _carried(args: argparse.Namespace) -> int:
    from dutyroom.services.plan.readable import plan_states
    from dutyroom.services.room.clock import WallClock
    from dutyroom.settings.paths import database_url
    from dutyroom.store.engine import open_database

    states = plan_states(open_database(database_url(args.database)), WallClock().now())
    if args.json:
        rows = [
            {
                "version": state.version,
                "plan": state.code,
                "in_force": state.in_force,
                "readable": state.no is None,
                "carried": [_as_json(each) for each in state.carried],
            }
            for state in states
        ]
        print(json.dumps({"plans": rows}, ensure_ascii=False))
        return 0
    for state in states:
        name = _("第 {n} 版（{code}）").format(n=state.version, code=state.code)
        if state.no is not None:
            print(f"{state.no.message} {state.no.hint}")
        elif not state.carried:
            print(_("{name}：照写的读。").format(name=name))
        for each in state.carried:
            print(f"{name}:{each.line}  {each.path}  {each.message}")
    return 0 if all(state.no is None for state in states) else 1


def _new(args: argparse.Namespace) -> int:
    from dutyroom.settings.plans import new_plan_text, pack_text

    text = pack_text(args.like) if args.like else new_plan_text()
    file = Path(args.file)
    write_new(file, text)
    if args.json:
        print(json.dumps({"file": str(file)}, ensure_ascii=False))
    else:
        print(_("已写好底稿：{file}。改完用 dutyroom plan check 检查。").format(file=file))
    return 0
