"""This shift in lines: who is there, when to look round again, how far the log is signed, what leaders asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from dutyroom.console.present.board.time_left import left
from dutyroom.console.present.cells import titled, wrap
from dutyroom.console.present.line import Line
from dutyroom.console.present.safe import one_line
from dutyroom.domain.names import listed
from dutyroom.lang import gettext as _
from dutyroom.services.shift.this_shift import ShiftView

SOON = timedelta(minutes=10)
"""From here on the countdown to a 点名 is lit."""


@dataclass(frozen=True, slots=True)
class _Round:
    """The next 点名, as a clock that never stops."""

    due: datetime
    paused: bool = False
    clock_unit: str = "hours"


def due_check(due: datetime, now: datetime) -> tuple[str, str]:
    """How long until the next 点名, or since it was due, in words and look."""
    look = "alarm" if due < now else "soon" if due - now < SOON else "plain"
    return left(_Round(due), now, None), look


def shift_lines(shift: ShiftView, zone: tzinfo, now: datetime, width: int) -> list[Line]:
    """The page, as wide as `width` cells."""

    def at(moment: datetime) -> str:
        return f"{moment.astimezone(zone):%m-%d %H:%M}"

    def title(word: str) -> Line:
        return [(f" {titled(word)}", "strong")]

    lead = next((name for _code, name, leads in shift.on if leads), "")
    others = [one_line(name) for _code, name, leads in shift.on if not leads]
    lines: list[Line] = [
        title(_("在岗人员")),
        [("  " + _("值班长") + " ", "quiet"), (one_line(lead), "plain") if lead else (_("空缺"), "soon"),
         ("   " + _("值班") + " ", "quiet"), (listed(others) or _("无"), "plain")],
        *[[("  " + _("{name} 班次 {at} 已满，未交班").format(name=one_line(name), at=at(moment)), "soon")]
          for name, moment in shift.not_relieved],
        *[[("  " + _("{name} 应 {at} 到岗，未到").format(name=one_line(name), at=at(moment)), "soon")]
          for name, moment in shift.not_come],
        [],
    ]  # fmt: skip
    until, look = due_check(shift.check_due, now)
    lines += [
        title(_("点名、巡查")),
        [("  " + _("下次") + f" {at(shift.check_due)}  ", "plain"), (until, look)],
    ]
    for check in shift.checks[-3:]:
        who = listed(one_line(name) for name in check.present)
        said = f"{at(check.at)}  {who}  {one_line(check.text)}"
        lines += [[("  " + part, "quiet")] for part in wrap(said, max(width - 3, 10))]
    lines += [[], title(_("值班日志"))]
    if shift.signed:
        said = _("{name} {at} 签阅到第 {n} 号").format(
            name=one_line(shift.signed.by_name), at=at(shift.signed.at), n=shift.signed.upto
        )
        lines.append([("  " + said, "plain")])
    unsigned = _("未签阅 {n} 条").format(n=shift.unsigned) if shift.unsigned else _("已全部签阅")
    lines += [[("  " + unsigned, "soon" if shift.unsigned else "quiet")], [], title(_("未办结的批示"))]
    for order in shift.instructions:
        due = (at(order.due), "late" if order.due < now else "plain") if order.due else ("", "plain")
        said = f"{one_line(order.giver)} → {one_line(order.taker_name)}  {one_line(order.text)}"
        first, *rest = wrap(said, max(width - 20, 10))
        lines.append([(f"  {order.id:>3} ", "accent"), (f"{due[0]:<11} ", due[1]), (first, "plain")])
        lines += [[(" " * 18 + part, "plain")] for part in rest]
    if not shift.instructions:
        lines.append([("  " + _("无"), "quiet")])
    lines += [[], title(_("交接班"))]
    for view, state in ((shift.taken_over, "accepted"), (shift.proposal, "proposed")):
        if view is None:
            continue
        if state == "accepted" and view.accepted:
            said = _("{at} {outgoing} 交 {incoming} 接，{n} 项").format(
                at=at(view.accepted), outgoing=one_line(view.outgoing_name), incoming=one_line(view.incoming_name),
                n=len(view.items),
            )  # fmt: skip
            lines.append([("  " + said, "plain")])
            lines += [[("  " + part, "quiet")] for part in wrap(one_line(view.note), max(width - 3, 10)) if part]
        else:
            said = _("{name} 已签字交班，待 {incoming} 接班").format(
                name=one_line(view.signed_name), incoming=one_line(view.incoming_name)
            )
            lines.append([("  " + said, "soon")])
    if shift.taken_over is None and shift.proposal is None:
        lines.append([("  " + _("还没有交接班记录"), "quiet")])
    return lines
