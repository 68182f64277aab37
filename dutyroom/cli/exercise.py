"""`dutyroom exercise`: tabletop exercises. Each has a database of its own; the live one is never touched."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dutyroom.lang import gettext as _

if TYPE_CHECKING:
    from dutyroom.services.exercise.views import ExerciseView
    from dutyroom.services.front.front import Front


def configure(parser: argparse.ArgumentParser) -> None:
    """Add `list`, `run`, `join`, `report` and `compare`."""
    verbs = parser.add_subparsers(metavar=_("操作"), required=True)
    each = verbs.add_parser("list", help=_("演练方案和本机的历次演练"))
    each.set_defaults(run=_list)
    run = verbs.add_parser("run", help=_("开一场演练，或接着一场没演完的"))
    run.add_argument("scenario", metavar=_("方案"), help=_("方案代码、方案文件，或要接着演的演练编号"))
    run.add_argument("--play", metavar=_("角色"), help=_("由人扮演的角色，逗号分开；all 为全部（默认：方案所列）"))
    run.add_argument("--facilitate", action="store_true", help=_("从导调台开始，由导调员宣布开始"))
    run.add_argument("--speed", type=_speed, default=1, metavar="X", help=_("演练时钟的快慢，1 到 600 倍（默认 1）"))
    on = _("放在这个 PostgreSQL 空库上，供多台电脑一起演（默认：本机）")
    run.add_argument("--on", metavar="URL", help=on)
    run.add_argument("--anyway", action="store_true", help=_("正式值班室有突发事件时也开"))
    run.add_argument("--headless", action="store_true", help=_("不开界面，按方案和脚本一口气演完，输出评估"))
    run.add_argument("--players", metavar=_("脚本"), help=_("无界面时代替人的动作脚本（[[move]]，写法同方案）"))
    run.set_defaults(run=_run)
    join = verbs.add_parser("join", help=_("参加本机正在进行的演练"))
    join.add_argument("number", metavar=_("编号"), help=_("例：2026-1"))
    join.add_argument("--wall", action="store_true", help=_("作为演练的大屏"))
    join.set_defaults(run=_join)
    report = verbs.add_parser("report", help=_("写出评估报告（.docx）"))
    report.add_argument("number", metavar=_("编号"), help=_("例：2026-1"))
    report.add_argument("file", metavar=_("文件"))
    report.set_defaults(run=_report)
    compare = verbs.add_parser("compare", help=_("两场同方案的演练并排看"))
    compare.add_argument("numbers", nargs=2, metavar=_("编号"))
    compare.set_defaults(run=_compare)
    for verb in (each, run, join, report, compare):
        verb.add_argument("--json", action="store_true", help=_("以 JSON 输出"))
        for option in ("--lang", "--database"):
            verb.add_argument(option, default=argparse.SUPPRESS, help=argparse.SUPPRESS)


def _speed(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 600:
        raise argparse.ArgumentTypeError(_("须为 1 到 600 的整数"))
    return int(text)


def _list(args: argparse.Namespace) -> int:
    from dutyroom.cli.words import as_json, table
    from dutyroom.domain.errors import Refusal
    from dutyroom.domain.names import named
    from dutyroom.domain.scenario.reader import read_scenario
    from dutyroom.services.exercise.setting_up import pack_plan
    from dutyroom.settings.exercise_store import numbers
    from dutyroom.settings.scenarios import scenario_names, scenario_text

    scenarios = [read_scenario(scenario_text(name), name, pack_plan) for name in scenario_names()]
    runs = []
    for number in numbers():
        try:
            runs.append(_view(number))
        except Refusal as no:
            # Its server may be away: the others are listed all the same.
            print(f"{number}：{no.message}", file=sys.stderr)
    if args.json:
        data = {
            "scenarios": [
                {"code": s.code, "name": named(s), "plan": s.plan, "minutes": s.sitting, "roles": list(s.plays)}
                for s in scenarios
            ],
            "exercises": [
                {"number": v.number, "scenario": v.scenario.code, "state": _state(v), "percent": v.percent} for v in runs
            ],
        }
        print(as_json(data))
        return 0
    rows = [(s.code, named(s), _("{n} 分钟").format(n=s.sitting), s.plan) for s in scenarios]
    print("\n".join(table([(_("方案"), _("名称"), _("时长"), _("预案")), *rows])))
    if runs:
        print()
        past = [(v.number, named(v.scenario), _state_name(v), "-" if v.percent is None else f"{v.percent}%") for v in runs]
        print("\n".join(table([(_("演练"), _("方案"), _("状态"), _("得分")), *past])))
    return 0


def _state(view: ExerciseView) -> str:
    return "ended" if view.ended else "running" if view.began else "ready"


def _state_name(view: ExerciseView) -> str:
    return {"ended": _("已结束"), "running": _("进行中"), "ready": _("未开始")}[_state(view)]


def _opened(number: str) -> Front:
    """The room of that exercise. One of an older schema is refused with the command that upgrades it, not the live room."""
    from dutyroom.bootstrap import open_room
    from dutyroom.domain.errors import Refusal
    from dutyroom.settings.exercise_store import database_of
    from dutyroom.store.url import is_postgres

    address = database_of(number)
    try:
        return open_room(address)
    except Refusal as no:
        if no.code != "old_schema":
            raise
        # An address may hold a password.
        shown = _("演练的地址") if is_postgres(address) else address
        raise Refusal(no.code, no.message, _("请运行 dutyroom --database {file} db upgrade。").format(file=shown)) from no


def _view(number: str) -> ExerciseView:
    room = _opened(number)
    try:
        return room.exercise()
    finally:
        room.close()


def _run(args: argparse.Namespace) -> int:
    from dutyroom.bootstrap import live_emergencies
    from dutyroom.domain.errors import Refusal
    from dutyroom.settings.exercise_store import numbers
    from dutyroom.settings.terminal import must_be_terminal

    if args.headless:
        return _headless(args)
    must_be_terminal()
    live = live_emergencies(args.database)
    if live and not args.anyway:
        no = _("正式值班室有突发事件：{what}，演练没有开始。").format(what=live)
        raise Refusal("live_emergency", no, _("确要开始，加 --anyway；导调员可随时暂停或结束。"))
    if args.scenario in numbers():
        return _lead(args, args.scenario)
    number, _address = _new(args)
    return _lead(args, number)


def _new(args: argparse.Namespace) -> tuple[str, str]:
    """Makes the room of a new exercise; its number and address. The folder goes again when it can't be made."""
    import shutil

    from dutyroom.bootstrap import open_room, server_for_exercise
    from dutyroom.domain.scenario.reader import read_scenario
    from dutyroom.services.exercise.setting_up import pack_plan, set_up
    from dutyroom.services.room.clock import WallClock
    from dutyroom.settings.exercise_store import folder_of, new_exercise
    from dutyroom.settings.paths import DEMO_KEYS
    from dutyroom.settings.scenarios import scenario_text

    text = scenario_text(args.scenario)
    scenario = read_scenario(text, args.scenario, pack_plan)
    plays = _plays(args.play, scenario)
    wall = WallClock()
    server = server_for_exercise(args.on, args.database) if args.on else ""
    number, address = new_exercise(wall.now().date(), server)
    try:
        room = open_room(address, None if server else wall, create=True, keys_in=folder_of(number) / DEMO_KEYS)
        try:
            # By whose clock the room goes, the exercise's does.
            set_up(room, text, number, plays, room.clock, carries_key=bool(server))
        finally:
            room.close()
    except BaseException:
        shutil.rmtree(folder_of(number), ignore_errors=True)
        raise
    return number, address


def _plays(said: str | None, scenario: Any) -> tuple[str, ...]:
    from dutyroom.domain.errors import Refusal
    from dutyroom.services.exercise.setting_up import pack_plan

    if said is None:
        return tuple(scenario.plays)
    known = tuple(role.code for role in pack_plan(scenario.plan).roles)
    wanted = known if said == "all" else tuple(part.strip() for part in said.split(",") if part.strip())
    unknown = [role for role in wanted if role not in known]
    if unknown:
        no = _("预案没有这个角色：{value}。").format(value="、".join(unknown))
        raise Refusal("bad_input", no, _("预案的角色：{known}。").format(known="、".join(known)))
    return wanted


def _join(args: argparse.Namespace) -> int:
    from dutyroom.bootstrap import run_exercise_of, run_wallboard
    from dutyroom.settings.paths import database_url

    room = _opened(args.number)
    return run_wallboard(room, database_url(args.database)) if args.wall else run_exercise_of(room, False, args.database)


def _lead(args: argparse.Namespace, number: str) -> int:
    from dutyroom.bootstrap import run_exercise_of
    from dutyroom.services.exercise.running import Leading, facilitate
    from dutyroom.services.exercise.words import join_words

    room = _opened(number)
    view = room.exercise()
    if not args.facilitate:
        if view.began is None:
            facilitate(room, "exercise.begin")
        if view.ended is None and (view.began is not None or args.speed != 1):
            facilitate(room, "exercise.clock", rate=args.speed)
    print(_("演练 {number}：{path}").format(number=number, path=room.database.shown), file=sys.stderr)
    print(join_words(room, number), file=sys.stderr)
    leading = Leading(_opened(number))
    leading.start()
    try:
        return run_exercise_of(room, args.facilitate, args.database)
    finally:
        leading.stop()
        leading.pause()
        leading.room.close()
        print(_("接着演：dutyroom exercise run {number}").format(number=number), file=sys.stderr)
        print(_("评估报告：dutyroom exercise report {number} 评估.docx").format(number=number), file=sys.stderr)


def _headless(args: argparse.Namespace) -> int:
    from dutyroom.bootstrap import passing_room
    from dutyroom.cli.words import as_json
    from dutyroom.domain.scenario.reader import read_scenario
    from dutyroom.services.exercise.running import run_through
    from dutyroom.services.exercise.setting_up import pack_plan, set_up
    from dutyroom.settings.scenarios import scenario_text

    text = scenario_text(args.scenario)
    scenario = read_scenario(text, args.scenario, pack_plan)
    script = read_scenario(scenario_text(args.players), args.players, pack_plan).moves if args.players else ()
    plays = _plays(args.play, scenario) if args.play or args.players else ()
    with passing_room() as room:
        set_up(room, text, "0000-0", plays)
        turned = run_through(room, script)
        view = room.exercise()
    data = evaluation_data(view)
    data["refused"] = [{"role": each.move.role, "act": each.move.act, "why": each.why} for each in turned]
    if args.json:
        print(as_json(data))
    else:
        from dutyroom.services.exercise.words import evaluation_text

        print(evaluation_text(view))
        for each in turned:
            print(_("没有办成：{role} {act}：{why}").format(role=each.move.role, act=each.move.act, why=each.why))
    return 0


def evaluation_data(view: ExerciseView) -> dict[str, Any]:
    """The evaluation as data: the same for the same run."""
    zone = view.scenario.at.tzinfo

    def at(moment: Any) -> str | None:
        return moment.astimezone(zone).isoformat() if moment else None

    return {
        "scenario": view.scenario.code,
        "began": at(view.began),
        "ended": at(view.ended),
        "percent": view.percent,
        "objectives": [
            {"code": s.objective, "met": s.met, "late": s.late, "missed": s.missed, "percent": s.percent} for s in view.scores
        ],
        "expected": [
            {
                "inject": j.inject, "act": j.expected.act, "within": j.expected.within, "due": at(j.due), "done": at(j.done),
                "by": j.actor, "verdict": j.verdict,
            }
            for j in view.judged
        ],
        "timeline": [{"at": at(h.at), "act": h.act, "by": h.actor, "subject": h.subject} for h, _line in view.timeline],
    }  # fmt: skip


def _report(args: argparse.Namespace) -> int:
    from dutyroom.outbound.after_action import write_report

    view = _view(args.number)
    path = Path(args.file)
    write_report(view, path)
    if args.json:
        print(json.dumps({"file": str(path)}, ensure_ascii=False))
    else:
        print(_("已写出评估报告：{file}").format(file=path))
    return 0


def _compare(args: argparse.Namespace) -> int:
    from dutyroom.cli.words import as_json
    from dutyroom.services.exercise.words import comparison

    one, other = (_view(number) for number in args.numbers)
    if args.json:
        print(as_json({"exercises": [evaluation_data(one), evaluation_data(other)]}))
    else:
        print(comparison(one, other))
    return 0
