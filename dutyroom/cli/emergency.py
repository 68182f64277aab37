"""`dutyroom emergency`: stage, what is next and whose, workstreams, termination conditions. Masked."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from dutyroom.cli.words import as_json, short, table, visible
from dutyroom.lang import gettext as _
from dutyroom.lang import language

if TYPE_CHECKING:
    from dutyroom.domain.plan.plan import Plan
    from dutyroom.services.emergency.panel.views import EmergencyView


def configure(parser: argparse.ArgumentParser) -> None:
    """Add `list` and `show`."""
    acts = parser.add_subparsers(metavar=_("操作"), required=True)
    listing = acts.add_parser("list", help=_("未结束的突发事件，新的在前"))
    listing.add_argument("--all", action="store_true", help=_("连同已结束和不启动的"))
    listing.set_defaults(run=_list)
    show = acts.add_parser("show", help=_("阶段、现在要做的事、工作组、终止条件"))
    show.add_argument("number", metavar=_("编号"), help=_("例：2026-3"))
    show.set_defaults(run=_show)
    for each in (listing, show):
        each.add_argument("--json", action="store_true", help=_("以 JSON 输出"))
        for option in ("--lang", "--database"):
            each.add_argument(option, default=argparse.SUPPRESS, help=argparse.SUPPRESS)


def _list(args: argparse.Namespace) -> int:
    from dutyroom.bootstrap import open_room
    from dutyroom.cli.emergency_json import head
    from dutyroom.domain.emergency import stage_name
    from dutyroom.domain.names import shown_number

    room = open_room(args.database)
    try:
        plan, found = room.plan, room.emergencies(over=args.all)
    finally:
        room.close()
    zone = plan.hours.zone
    if args.json:
        print(as_json({"emergencies": [head(view, plan) for view in found]}))
        return 0
    rows = [
        (shown_number(plan, view.number), stage_name(view.stage), short(view.reported, zone), view.title, view.place, _next(view))
        for view in found
    ]
    lines = table([(_("编号"), _("阶段"), _("报告"), _("事件"), _("地点"), _("现在要做的事")), *rows])
    print("\n".join(lines) if rows else _("没有突发事件。"))
    return 0


def _show(args: argparse.Namespace) -> int:
    from dutyroom.bootstrap import open_room
    from dutyroom.cli.emergency_json import as_document

    room = open_room(args.database)
    try:
        plan, view = room.plan, room.emergency(args.number)
    finally:
        room.close()
    if args.json:
        print(as_json(as_document(view, plan)))
        return 0
    print("\n".join(visible(line) for line in as_lines(view, plan)))
    return 0


def as_lines(view: EmergencyView, plan: Plan) -> list[str]:
    """One emergency for people at a terminal."""
    from dutyroom.domain.emergency import RAIL, stage_name
    from dutyroom.domain.names import joined, shown_number

    zone, english = plan.hours.zone, language() == "en"
    words = dict(RAIL)
    lines = [
        f"{shown_number(plan, view.number)}  {view.title}  {view.place}",
        _("阶段：{stage}").format(stage=stage_name(view.stage)),
        "  ".join(f"{_(words[stop])} {short(at, zone)}" for stop, at in view.rail),
    ]
    told = ((_("事发时间"), view.happened), (_("接报时间"), view.reported), (_("录入时间"), view.typed))
    lines.append("  ".join(f"{what} {short(at, zone)}" for what, at in told if at))
    if view.commander:
        said = _("指挥：{name}　响应级别：{level}　投诉：{n} 件")
        lines.append(said.format(name=view.commander, level=view.response or "—", n=len(view.complaints)))
    if view.now:
        lines += ["", _("现在要做的事")]
        lines += table([_now(line, plan, zone) for line in view.now])
    active = [each for each in view.workstreams if each.total or each.state != "standby"]
    if active:
        lines += ["", _("工作组")]
        lines += table(
            (each.en if english else each.name, _state(each.state), f"{each.done}/{each.total}", short(each.due, zone))
            for each in active
        )
    solutions = [each for each in view.papers if each.pays]
    if solutions:
        lines += ["", _("处理方案")]
        lines += [f"{each.number}  {each.title}  {joined(each.pays)}" for each in solutions]
    if view.conditions:
        lines += ["", _("终止条件")]
        for each in view.conditions:
            met = _("已满足") if each.met else _("未满足")
            name, evidence = (each.en, each.evidence_en) if english else (each.name, each.evidence)
            lines.append(f"{met}  {name}  {evidence}")
    return lines


def _now(line: Any, plan: Plan, zone: str) -> tuple[str, ...]:
    from dutyroom.domain.names import role_name

    who = " ".join(filter(None, [role_name(plan, line.role) if line.role else "", line.person or _("空缺")]))
    return who, line.told, short(line.due, zone)


def _next(view: EmergencyView) -> str:
    return view.now[0].told if view.now else "—"


def _state(state: str) -> str:
    return {"active": _("应急状态"), "stood_down": _("已撤收"), "standby": _("未设立")}[state]
