"""Duties and supplies in words: by when, what, whose; what was done about it; what is kept where."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo

from dutyroom.console.present.board.heading import DUTY_SOON
from dutyroom.console.present.cell_widths import cell_len
from dutyroom.console.present.cells import fit, wrap
from dutyroom.console.present.line import Line
from dutyroom.console.present.safe import one_line
from dutyroom.domain.names import choice_name, clause_name
from dutyroom.lang import gettext as _
from dutyroom.lang import language
from dutyroom.services.duties.views import DutyView, RecordView, SupplyView


def left(due: datetime, now: datetime, zone: tzinfo) -> tuple[str, str]:
    """How long until the date, or since, in days (hours on the last one), and its look."""
    if due <= now:
        days = (now.astimezone(zone).date() - due.astimezone(zone).date()).days
        return (_("超期 {n} 天").format(n=days) if days else _("已超期")), "alarm"
    days = (due.astimezone(zone).date() - now.astimezone(zone).date()).days
    look = "soon" if due - now <= DUTY_SOON else "quiet"
    return (_("还有 {n} 天").format(n=days) if days else _("今日{at}前").format(at=f"{due.astimezone(zone):%H:%M}")), look


def rhythm(each: DutyView) -> str:
    """每 3 个月, 每周; "" for what is done once."""
    if not each.every:
        return ""
    if language() == "en":
        unit = each.period if each.every > 1 else each.period[:-1]
        return f"every {each.every} {unit}" if each.every > 1 else f"every {unit}"
    return _("每{n}{unit}").format(n=each.every if each.every > 1 else "", unit=choice_name(each.period))


def duty(each: DutyView, now: datetime, zone: tzinfo, width: int) -> tuple[Line, ...]:
    """One duty of the list: its date, what, whose; then its rhythm, clause and last entry."""
    until, look = left(each.due, now, zone)
    if each.state != "open":
        until, look = (_("已完成") if each.state == "done" else _("已撤销")), "quiet"
    whose = one_line(each.whose) or _("未落实责任人")
    room = max(width - 42 - cell_len(whose), 10)
    first: Line = [
        (f" {each.due.astimezone(zone):%Y-%m-%d} ", "strong" if each.state == "open" else "quiet"),
        (fit(until, 14) + " ", look),
        (fit(each.number, 6), "accent"),
        (fit(one_line(each.title), room) + "  ", "plain"),
        (whose, "quiet" if each.whose else "soon"),
    ]
    said = [choice_name(each.kind), rhythm(each), clause_name(each.clause), one_line(each.about)]
    if each.source in ("unit", "supplement"):
        said.append(_("周期由本单位设定") if each.source == "unit" else _("本单位补充"))
    if each.records:
        said.append(_last(each.records[0], zone))
    elif each.every:
        said.append(_("还没有办过"))
    if each.state == "open" and each.missed > 1:
        said.append(_("已漏 {n} 次").format(n=each.missed))
    chased = sum(record.kind == "chased" and record.due == each.due for record in each.records)
    if chased:
        said.append(_("已催 {n} 次").format(n=chased))
    return (first, [("     " + fit(" · ".join(filter(None, said)), max(width - 6, 8)), "quiet")])


def particulars(each: DutyView, now: datetime, zone: tzinfo, width: int, most: int) -> list[Line]:
    """All of one duty, its history newest first, in at most so many lines."""
    made: list[Line] = [list(line) for line in duty(each, now, zone, width)]
    made += [[("     " + part, "plain")] for part in wrap(one_line(each.text), max(width - 6, 8)) if part]
    for record in each.records:
        late = "  " + _("超期") if record.late else ""
        made.append(
            [
                (f"   {record.happened.astimezone(zone):%Y-%m-%d %H:%M} ", "quiet"),
                (fit(record_kind(record.kind), 12), "plain"),
                (" ".join(filter(None, (one_line(record.by_name), one_line(record.role_name)))) + "  ", "quiet"),
                (late, "late"),
            ]
        )
        said = "  ".join(filter(None, (one_line(record.text), one_line(record.reference))))
        made += [[("     " + part, "plain")] for part in wrap(said, max(width - 6, 8)) if part]
    if len(made) > most:
        made = [*made[: most - 1], [("     " + _("更早的见值班日志"), "quiet")]]
    return made


def record_kind(kind: str) -> str:
    """What was done about it."""
    names = {
        "done": _("已完成"), "missed": _("漏办"), "chased": _("催办"), "moved": _("改期"), "assigned": _("落实责任人"),
        "dropped": _("已撤销"),
    }  # fmt: skip
    return names.get(kind, kind)


def _last(record: RecordView, zone: tzinfo) -> str:
    kind = record_kind(record.kind) + (_("（超期）") if record.late else "")
    return f"{record.happened.astimezone(zone):%m-%d} {one_line(record.by_name)} {kind}"


def count(found: Sequence[DutyView], now: datetime) -> str:
    """How many there are, late ones first."""
    late, soon = sum(each.due <= now for each in found), sum(now < each.due <= now + DUTY_SOON for each in found)
    said = [f"{len(found)}"]
    if late:
        said.append(_("超期") + f" {late}")
    if soon:
        said.append(_("临期") + f" {soon}")
    return "  ".join(said)


def supply(each: SupplyView, zone: tzinfo, width: int) -> tuple[Line, ...]:
    """One kind of supplies: how many, where, who keeps it, when counted."""
    number = f"{each.count}{' ' if language() == 'en' else ''}{one_line(each.measure)}"
    short = "  " + _("低于最低储备 {n}").format(n=each.least) if each.short else ""
    first: Line = [
        (f" {fit(each.number, 5)}", "accent"),
        (fit(one_line(each.name), max(min(width // 3, 30), 10)) + " ", "strong"),
        (fit(number, 12, right=True) + "  ", "alarm" if each.short else "plain"),
        (one_line(each.place), "plain"),
        (short, "alarm"),
    ]
    counted = _("{at} 清点").format(at=f"{each.counted.astimezone(zone):%Y-%m-%d}")
    said = "  ".join(filter(None, (_("保管人 {name}").format(name=one_line(each.keeper_name)), counted, one_line(each.note))))
    return (first, [("      " + fit(said, max(width - 7, 8)), "quiet")])
