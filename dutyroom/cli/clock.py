"""`dutyroom clock`: when a deadline falls due and why, for any limit or for all clocks of a plan's level."""

import argparse
import re
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from dutyroom.cli.days import known_days
from dutyroom.cli.words import as_json, visible
from dutyroom.domain.clock.units import LIMIT, UNITS, WORDS, read_limit, shown_amount
from dutyroom.domain.names import clause_name
from dutyroom.lang import gettext as _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dutyroom.domain.clock.calendar import Calendar, OfficialDay
    from dutyroom.domain.clock.clock import ClockSpec
    from dutyroom.domain.clock.due import Due, ExplainedDay
    from dutyroom.domain.clock.schedule import Schedule
    from dutyroom.domain.plan.plan import Plan

    Line = tuple[ClockSpec, Due, tuple[ExplainedDay, ...]]
    Told = tuple[Calendar, list[Line], list[tuple[ClockSpec, str]]]

_ZONE = "Asia/Shanghai"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of both forms: one limit, or the clocks of a plan."""
    one = parser.add_argument_group(_("推算一个时限"))
    one.add_argument("--unit", choices=UNITS, help=_("单位"))
    one.add_argument("--amount", metavar="N", help=_("数量，不小于 1；by_time 写 17:00"))
    one.add_argument("--from", dest="start", metavar="T", help=_("起算时刻，ISO 8601；不带时差即本单位时区"))
    one.add_argument("--hours", metavar="SPANS", help=_("营业时间，如 09:00-12:00,13:30-17:30"))
    plan = parser.add_argument_group(_("推算预案某一级别的全部时限"))
    plan.add_argument("--plan", metavar="NAME", help=_("预案名称或文件"))
    plan.add_argument("--level", metavar="L", help=_("级别"))
    plan.add_argument("--received", metavar="T", help=_("接报时刻"))
    plan.add_argument("--limits", metavar="L", help=_("同时推算监管时限：名称或文件，如 cn-bank-insurance"))
    plan.add_argument("--activated", metavar="T", help=_("启动应急预案的时刻"))
    files = _("节假日文件，增补或替换一年，可多次给出")
    parser.add_argument("--calendar-file", action="append", default=[], metavar="F", help=files)
    parser.add_argument("--explain", action="store_true", help=_("逐日说明"))
    parser.add_argument("--json", action="store_true", help=_("以 JSON 输出"))
    parser.set_defaults(run=partial(run, parser))


def run(parser: argparse.ArgumentParser, args: argparse.Namespace) -> int:
    """Work out and print. Raises Refusal for input that can't be reckoned with; wrong usage leaves with 2."""
    waiting: list[tuple[ClockSpec, str]] = []
    if args.plan is None:
        calendar, lines = _one_limit(parser, args)
    else:
        calendar, lines, waiting = _plan_limits(parser, args)
    if args.json:
        told: dict[str, object] = {"clocks": [_as_json(calendar, *line) for line in lines]}
        if args.plan is not None:
            told["waiting"] = [_waiting_json(*each) for each in waiting]
        print(as_json(told))
    else:
        for line in lines:
            _print(calendar, *line, explained=args.explain)
        for spec, start in waiting:
            said = _("{name}  {limit}  待「{start}」后起算").format(name=_name(spec), limit=_limit(spec), start=start)
            print(visible(said))
    return 0


def _amount(parser: argparse.ArgumentParser, unit: str, text: str) -> int:
    """A number, for `by_time` the minute of the day that a time of day is; anything else leaves with 2."""
    if (found := LIMIT.fullmatch(f"by {text}")) and found["unit"] is None and text != "close" and unit == "by_time":
        return read_limit(f"by {text}")[1]
    if unit == "by_time" or not re.fullmatch(r"[+-]?\d{1,30}", text):
        parser.error(_("--amount 不对：{text}；写整数，by_time 写 17:00").format(text=visible(text)))
    return int(text)


def _one_limit(parser: argparse.ArgumentParser, args: argparse.Namespace) -> "tuple[Calendar, list[Line]]":
    for option, value in (("--unit", args.unit), ("--amount", args.amount), ("--from", args.start)):
        if value is None:
            parser.error(_("缺少 {option}；或用 --plan 推算预案的时限").format(option=option))
    for option, value in (
        ("--level", args.level),
        ("--received", args.received),
        ("--activated", args.activated),
        ("--limits", args.limits),
    ):
        if value is not None:
            parser.error(_("{option} 须与 --plan 同用").format(option=option))
    if args.unit == "working_hours" and args.hours is None:
        parser.error(_("working_hours 须给出 --hours"))
    from dutyroom.domain.clock.calendar import Calendar, WeeklyHours
    from dutyroom.domain.clock.clock import ClockSpec, Moments, due_of, explain_clock
    from dutyroom.domain.clock.spans import WHOLE_DAY, parse_hours

    spans = WHOLE_DAY if args.hours is None else parse_hours(args.hours)
    calendar = Calendar(_ZONE, WeeklyHours.weekdays(spans), _official(args, known_days(args)[0], _ZONE))
    spec = ClockSpec("custom", "custom", "自定时限", "custom", args.unit, _amount(parser, args.unit, args.amount))
    moments = Moments(read_moment(args.start, calendar))
    due = due_of(spec, moments, calendar)
    assert due is not None
    return calendar, [(spec, due, explain_clock(spec, moments, calendar))]


def _plan_limits(parser: argparse.ArgumentParser, args: argparse.Namespace) -> "Told":
    for option, value in (("--level", args.level), ("--received", args.received)):
        if value is None:
            parser.error(_("与 --plan 同用时缺少 {option}").format(option=option))
    for option, value in (("--unit", args.unit), ("--amount", args.amount), ("--from", args.start)):
        if value is not None:
            parser.error(_("{option} 不能与 --plan 同用").format(option=option))
    if args.hours is not None:
        parser.error(_("{option} 不能与 --plan 同用").format(option="--hours"))
    from dutyroom.domain.acts import ACTS
    from dutyroom.domain.names import act_name, named
    from dutyroom.domain.plan.clocks import plan_calendar, plan_clocks, plan_waiting

    plan = _plan(args.plan)
    if args.limits is not None:
        plan = _with_limits(plan, args.limits)
    years, days = known_days(args)
    calendar = plan_calendar(plan.hours, _official(args, years, plan.hours.zone), days)
    received = read_moment(args.received, calendar)
    activated = None if args.activated is None else read_moment(args.activated, calendar)
    started = plan_clocks(plan, args.level, received, activated, calendar)
    waiting = []
    for spec in plan_waiting(plan, args.level, activated):
        step = plan.step(spec.start.removeprefix("step:"))
        asked = _("核查申请") if spec.start.startswith("step:") else act_name(ACTS["emergency.activate"])
        waiting.append((spec, named(step) if step else asked))
    return calendar, [(clock.spec, clock.due, clock.explain) for clock in started], waiting


def _plan(name: str) -> "Plan":
    from dutyroom.domain.errors import Refusal
    from dutyroom.domain.plan.reader import read_plan
    from dutyroom.settings.plans import pack_names, pack_text

    if not name.endswith(".toml"):
        packs = {code: read_plan(pack_text(code), f"{code}.toml") for code in pack_names() if code == name}
        packs = packs or {code: read_plan(pack_text(code), f"{code}.toml") for code in pack_names()}
        for plan in packs.values():
            if name in (plan.code, plan.name, plan.en):
                return plan
        pack_text(name)
    try:
        return read_plan(Path(name).read_text("utf-8"), name)
    except (OSError, ValueError) as unread:
        no = _("打不开文件：{file}").format(file=name)
        raise Refusal("bad_file", no, _("请核对路径和读取权限。")) from unread


def _with_limits(plan: "Plan", name: str) -> "Plan":
    from dutyroom.domain.plan.limits import read_limits, with_limits
    from dutyroom.lang import language
    from dutyroom.settings.limits import limits_text

    limits = read_limits(limits_text(name), name)
    return with_limits(plan, limits.in_english() if language() == "en" else limits)


def read_moment(text: str, calendar: "Calendar") -> datetime:
    """An ISO 8601 moment as aware UTC; without offset it is told in the calendar's zone.

    Raises Refusal `bad_time` for anything else, a date without a time and a time that the clocks skipped
    included.
    """
    from dutyroom.domain.errors import Refusal

    hint = _("写法如 2026-09-30T16:50 或 2026-09-30T16:50:00+08:00。")
    try:
        if not re.match(r"\d{4}-?\d\d-?\d\d[T ]\d\d", text.strip()):
            raise ValueError(text)
        moment = datetime.fromisoformat(text.strip())
        told = moment if moment.tzinfo else moment.replace(tzinfo=calendar.tz)
        utc = told.astimezone(UTC)
        if not moment.tzinfo and calendar.local(utc).replace(tzinfo=None) != moment:
            raise ValueError(text)
    except (ValueError, OverflowError) as unread:
        raise Refusal("bad_time", _("看不懂的时刻：{text}").format(text=text), hint) from unread
    return utc


def _official(args: argparse.Namespace, years: "Sequence[Schedule]", zone: str) -> "dict[int, tuple[OfficialDay, ...]]":
    from dutyroom.settings.official import official_days, read_schedule_file

    return official_days([*years, *map(read_schedule_file, args.calendar_file)], zone)


def _as_json(
    calendar: "Calendar", spec: "ClockSpec", due: "Due", explained: "tuple[ExplainedDay, ...]"
) -> dict[str, object]:
    return {
        "kind": spec.kind,
        "name": _name(spec),
        "unit": spec.unit,
        "amount": spec.amount,
        "due": calendar.local(due.at).isoformat(),
        "provisional": due.provisional,
        "clause": spec.clause,
        "explain": [{"date": d.date.isoformat(), "counted": d.counted, "why": _why(d)} for d in explained],
    }


def _print(
    calendar: "Calendar",
    spec: "ClockSpec",
    due: "Due",
    days: "tuple[ExplainedDay, ...]",
    *,
    explained: bool,
) -> None:
    from dutyroom.domain.clock.calendar import weekday_name

    local = calendar.local(due.at)
    seconds = f":{local.second:02d}" if local.second else ""
    line = _("{name}  {limit}  到期 {due}（{weekday}）").format(
        name=_name(spec),
        limit=_limit(spec),
        due=f"{local:%Y-%m-%d %H:%M}{seconds}",
        weekday=weekday_name(local.date()),
    )
    clause = _("依据 {clause}").format(clause=clause_name(spec.clause)) if spec.clause else ""
    marks = [line, _("暂估") if due.provisional else "", clause]
    print(visible("  ".join(filter(None, marks))))
    for day in days if explained else ():
        counted = _("计入") if day.counted else _("不计")
        told = f"  {day.date} {weekday_name(day.date)}  {counted}  {_why(day)}"
        ran = _("计时 {time}").format(time=_length(day.seconds)) if day.seconds else ""
        print(visible("  ".join(filter(None, [told, ran, clause_name(day.clause)]))))


def _name(spec: "ClockSpec") -> str:
    from dutyroom.lang import language

    return spec.en if language() == "en" else spec.name


def _why(day: "ExplainedDay") -> str:
    return _("{why}（暂估）").format(why=day.why) if day.provisional else day.why


def _limit(spec: "ClockSpec") -> str:
    words, amount = WORDS[spec.unit], shown_amount(spec.amount, spec.unit)
    return _(words.limit).format(n=amount) if spec.unit.startswith("by_") else f"{amount} {_(words.word)}"


def _waiting_json(spec: "ClockSpec", start: str) -> dict[str, object]:
    return {
        "kind": spec.kind, "name": _name(spec), "unit": spec.unit, "amount": spec.amount, "after": start, "clause": spec.clause,
    }  # fmt: skip


def _length(seconds: int) -> str:
    text = f"{seconds // 3600}:{seconds // 60 % 60:02d}"
    return f"{text}:{seconds % 60:02d}" if seconds % 60 else text
