"""`dutyroom calendar`: the official calendar as known, and the organisation's own days.

They are the room's, where there is one, and changed by an act of a person; else those of the file that `dutyroom clock`
reads on this machine.
"""

import argparse
import json
from datetime import date
from functools import partial

from dutyroom.cli import signing
from dutyroom.cli.days import known_days, room_there
from dutyroom.cli.words import as_json, visible
from dutyroom.lang import gettext as _


def configure(parser: argparse.ArgumentParser) -> None:
    """Add `show`, `import` and `exception`."""
    parser.set_defaults(json=False)
    acts = parser.add_subparsers(metavar=_("操作"), required=True)
    show = acts.add_parser("show", help=_("查看一年的放假、补班和本单位安排"))
    show.add_argument("year", type=int, metavar=_("年份"))
    show.set_defaults(run=_show)
    bring = acts.add_parser("import", help=_("导入一年的官方节假日安排"))
    bring.add_argument("file", metavar=_("文件"))
    bring.set_defaults(run=partial(_import, bring))
    own = acts.add_parser("exception", help=_("本单位某日照常营业或停业"))
    own.add_argument("date", metavar=_("日期"))
    own.add_argument("state", choices=["on", "off"], help=_("on 营业，off 停业"))
    own.add_argument("reason", metavar=_("原因"))
    own.add_argument("--hours", metavar="SPANS", help=_("当日营业时间，默认按平日"))
    own.set_defaults(run=partial(_exception, own))
    for act in (bring, own):
        signing.options(act, required=False)
    for act in (show, bring, own):
        act.add_argument("--json", action="store_true", help=_("以 JSON 输出"))


def _show(args: argparse.Namespace) -> int:
    from dutyroom.domain.clock.calendar import weekday_name
    from dutyroom.domain.clock.schedule import write_schedule
    from dutyroom.domain.errors import Refusal
    from dutyroom.settings.official import shipped_schedules

    if not 1900 <= args.year <= 2199:
        raise Refusal("bad_input", _("年份须在 1900 至 2199 之间：{year}").format(year=args.year))
    years, days = known_days(args)
    known = {**shipped_schedules(), **{each.year: each for each in years}}
    schedule = known.get(args.year)
    exceptions = [each for each in days if each.date.year == args.year]
    if args.json:
        form = write_schedule(schedule) if schedule else {"year": args.year, "papers": [], "days": []}
        rows = [{"date": e.date.isoformat(), "open": e.open, "reason": e.reason} for e in exceptions]
        known_now = {"known": schedule is not None, "exceptions": rows}
        print(as_json({**form, **known_now}))
        return 0
    if schedule:
        print(_("{year} 年官方安排").format(year=args.year))
        for paper in schedule.papers:
            print(visible(f"  {paper}"))
        for day in schedule.days:
            state = _("放假") if day.is_off_day else _("补班")
            print(visible(f"  {day.date} {weekday_name(day.date)}  {state}  {_(day.name)}"))
    else:
        print(_("{year} 年官方安排尚未导入：逢周末推算，时限标为暂估").format(year=args.year))
    for each in exceptions:
        state = _("营业") if each.open else _("停业")
        said = _("本单位：{reason}").format(reason=each.reason)
        print(visible(f"  {each.date} {weekday_name(each.date)}  {state}  {said}"))
    return 0


def _import(parser: argparse.ArgumentParser, args: argparse.Namespace) -> int:
    from dutyroom.domain.clock.schedule import write_schedule
    from dutyroom.settings.official import read_schedule_file
    from dutyroom.settings.own_days import load_own_days, own_days_file, save_own_days

    schedule = read_schedule_file(args.file)
    if _of_room(parser, args):
        return _in_room(args, "calendar.import", {"text": json.dumps(write_schedule(schedule))})
    place = own_days_file()
    save_own_days(place, load_own_days(place).with_schedule(schedule))
    done = _("已导入 {year} 年安排，{n} 天").format(year=schedule.year, n=len(schedule.days))
    return _say(args, done, {"imported": schedule.year, "days": len(schedule.days)})


def _exception(parser: argparse.ArgumentParser, args: argparse.Namespace) -> int:
    from dutyroom.domain.clock.calendar import DayException
    from dutyroom.domain.clock.spans import parse_hours
    from dutyroom.domain.errors import Refusal
    from dutyroom.settings.own_days import load_own_days, own_days_file, save_own_days

    try:
        day = date.fromisoformat(args.date)
    except ValueError as unread:
        no = _("看不懂的日期：{text}").format(text=args.date)
        raise Refusal("bad_time", no, _("写法如 2026-12-31。")) from unread
    if not args.reason.strip():
        raise Refusal("bad_input", _("须写明原因"), _("原因会显示在每个时限的说明里。"))
    if args.state == "off" and args.hours is not None:
        raise Refusal("bad_input", _("停业日没有营业时间"), _("去掉 --hours，或改为 on。"))
    spans = None if args.hours is None else parse_hours(args.hours)
    if _of_room(parser, args):
        if spans:
            raise Refusal("bad_input", _("值班室的例外日按平日营业时间"), _("去掉 --hours。"))
        values = {
            "date": day.isoformat(),
            "open": "true" if args.state == "on" else "false",
            "reason": args.reason,
        }
        return _in_room(args, "calendar.exception", values)
    own = DayException(day, args.state == "on", args.reason.strip(), spans)
    place = own_days_file()
    save_own_days(place, load_own_days(place).with_exception(own))
    state = _("营业") if own.open else _("停业")
    done = _("已记下：{date} {state}（{reason}）").format(date=day, state=state, reason=own.reason)
    return _say(args, done, {"date": day.isoformat(), "open": own.open, "reason": own.reason})


def _of_room(parser: argparse.ArgumentParser, args: argparse.Namespace) -> bool:
    """Whether it is the room's calendar; then somebody must sign for it."""
    there = bool(args.user) or room_there(args)
    if there and not args.user:
        parser.error(_("缺少：--as"))
    return there


def _in_room(args: argparse.Namespace, act: str, values: dict[str, str]) -> int:
    from dutyroom.cli.main import main

    # The room's own calendar is changed by an act like any other: signed, journalled, open clocks reckoned anew.
    secret = ["--secret-file", str(args.secret_file)] if args.secret_file else []
    words = ["act", act, "--as", args.user, *secret, *(f"--{name}={value}" for name, value in values.items())]
    database = ["--database", args.database] if args.database else []
    return main([*database, "--lang", args.lang, *words, *(["--json"] if args.json else [])])


def _say(args: argparse.Namespace, words: str, data: dict[str, object]) -> int:
    print(as_json(data) if args.json else visible(words + _("（这里没有值班室，只供本机推算）")))
    return 0
