"""`dutyroom status`: counts, the ten most urgent, emergencies, who is on duty."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from dutyroom.cli.words import as_json as json_text
from dutyroom.cli.words import moment, short, table, visible
from dutyroom.domain.clock.zone import time_zone
from dutyroom.lang import gettext as _

if TYPE_CHECKING:
    from dutyroom.services.front.front import Front

_MOST_URGENT = 10


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--plain", action="store_true", help=_("逐行文字，便于屏幕朗读和管道"))
    parser.add_argument("--json", action="store_true", help=_("以 JSON 输出"))
    parser.set_defaults(run=run, json=False)


def run(args: argparse.Namespace) -> int:
    """Print how the room stands. Raises Refusal when there is no room."""
    from dutyroom.bootstrap import open_room

    room = open_room(args.database)
    try:
        return show(room, args.json, args.plain)
    finally:
        room.close()


def show(room: Front, as_json: bool = False, plain: bool = False) -> int:
    """Print how this room stands; used by the demo too."""
    from dutyroom.domain.emergency import stage_name
    from dutyroom.domain.names import listed, shown_number

    document, lines = _document(room), []
    if as_json:
        print(json_text(document))
        return 0
    counts = document["counts"]
    head = _("在办 {open}   超时 {overdue}   待知悉 {unseen}   今日新收 {received} 办结 {closed}   来电 {calls}   待回拨 {backs}")
    lines.append(
        head.format(
            open=counts["open"], overdue=counts["overdue"], unseen=counts["unacknowledged"],
            received=counts["received_today"], closed=counts["closed_today"], calls=counts["open_calls"],
            backs=counts["call_backs"],
        )
    )  # fmt: skip
    people = listed(document["on_duty"]) or _("无")
    lines.append(_("值班长 {lead}   在岗 {people}").format(lead=document["shift_lead"] or _("空缺"), people=people))
    zone = time_zone(room.plan.hours.zone)
    for word, told in ((_("班次已满未交班"), room.summary().not_relieved), (_("应到未到"), room.summary().not_come)):
        lines += [f"{word}：{name}（{at.astimezone(zone):%m-%d %H:%M}）" for name, at in told]
    for event in document["emergencies"]:
        number, stage = shown_number(room.plan, event["number"]), stage_name(event["stage"])
        lines.append(_("应急 {number} {title}（{stage}）").format(number=number, title=event["title"], stage=stage))
        lines += [f"  {line}" for line in _next(room, event["number"])]
    lines += _urgent(room, plain)
    for line in lines:
        print(visible(line))
    return 0


def _document(room: Front) -> dict[str, Any]:
    from dutyroom.cli.complaint import as_document

    now, zone = room.now(), room.plan.hours.zone
    rows = [row for page in room.board() for row in page]
    counts = room.summary()
    return {
        "now": moment(now, zone),
        "organisation": room.first_page(0)[1]["settings"].get("organisation", {}).get("name", ""),
        "counts": {
            "open": len(rows),
            "overdue": sum(row.overdue(now) for row in rows),
            "unacknowledged": sum(row.lit(now) for row in rows),
            "received_today": counts.received_today,
            "closed_today": counts.closed_today,
            "open_calls": counts.open_calls,
            "call_backs": counts.call_backs,
        },
        "urgent": [as_document(row, now, zone) for row in rows[:_MOST_URGENT]],
        "emergencies": [
            {"number": number, "title": title, "stage": stage} for number, title, stage in counts.emergencies
        ],
        "shift_lead": counts.shift_lead,
        "on_duty": list(counts.on_duty),
    }


def _next(room: Front, number: str) -> list[str]:
    """What is to be done first in the event: who, what, until when."""
    from dutyroom.domain.names import headed, role_name

    plan, view = room.plan, room.emergency(number)
    if not view.now:
        return []
    line = view.now[0]
    who = " ".join(filter(None, [role_name(plan, line.role) if line.role else "", line.person or _("空缺")]))
    due = _("限 {at}").format(at=short(line.due, plan.hours.zone)) if line.due else ""
    return [f"{_('现在')}  " + "  ".join(filter(None, [headed(who, line.told), due]))]


def _urgent(room: Front, plain: bool) -> list[str]:
    from dutyroom.domain.names import named, term

    plan, now = room.plan, room.now()
    rows = [row for page in room.board() for row in page][:_MOST_URGENT]
    people = {each.code: named(each) for each in room.people(gone=True)} if rows else {}
    cells = []
    for row in rows:
        mark = _("暂停计时") if row.paused else _("超时") if row.overdue(now) else ""
        cells.append(
            (
                short(row.due, plan.hours.zone), mark, row.clock_word, row.number, term(plan.levels, row.level),
                people.get(row.owner, row.owner) or _("待交办"),
            )
        )  # fmt: skip
    return [" ".join(filter(None, each)) for each in cells] if plain else table(cells)
