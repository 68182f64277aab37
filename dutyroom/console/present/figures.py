"""The figures of a period as lines and bars."""

from __future__ import annotations

from datetime import tzinfo

from dutyroom.console.present.cell_widths import cell_len
from dutyroom.console.present.cells import fit, titled, wrap
from dutyroom.console.present.line import Line
from dutyroom.console.present.safe import one_line
from dutyroom.domain.names import choice_name, listed
from dutyroom.domain.ways_out import way_name
from dutyroom.lang import gettext as _
from dutyroom.services.documents.figure_sheets import rate_name, warned, ways_name
from dutyroom.services.documents.figures import Figures, Row
from dutyroom.services.telling.rates import AIM, FLOOD

BAR = "="
"""Bars are drawn with a sign that is one cell wide in every terminal."""


def lines(found: Figures, zone: tzinfo, width: int) -> list[Line]:
    """The whole page: sums, the trend, then table by table with bars."""
    total = found.total
    decided = total.kept + total.broken
    share = f"{total.kept * 100 // decided}%" if decided else "-"
    made: list[Line] = [
        [
            (" " + _("新收") + f" {total.received}  ", "strong"),
            (_("已办结") + f" {total.closed}  ", "plain"),
            (_("在办") + f" {found.open}  ", "plain"),
            (_("时限内") + f" {total.kept}" + _("（{label}）").format(label=share) + "  ", "plain"),
            (_("超时") + f" {total.broken}", "late" if total.broken else "quiet"),
        ],
        [
            (f" {rate_name(found)} {found.rate:.2f}  ", "plain"),
            (_("满意 {n}/{m}").format(n=found.satisfied, m=found.asked) + "  ", "plain"),
            (_("工作日 {n} 天").format(n=found.working_days), "quiet"),
            *((f"  {choice_name(status)} {count}", "plain") for status, count in found.neither),
        ],
        *([_warned(found)] if found.warned.raised else []),
        [],
        [(" " + titled(_("趋势")), "strong"), ("  " + _("新收 / 已办结"), "quiet")],
    ]
    most = max((came for _label, came, _closed in found.trend), default=0)
    for label, came, closed in found.trend:
        made.append([(f"  {label:<8} ", "quiet"), (f"{came:>5}/{closed:<5} ", "plain"), (_bar(came, most, width - 26), "accent")])
    for table in found.tables:
        made += [[], [(" " + titled(table.title), "strong"), ("  " + _("新收、已办结、时限内、超时"), "quiet")]]
        names = min(max((cell_len(row.name) for row in table.rows), default=8), max(width // 3, 10))
        most = max((row.received for row in table.rows), default=0)
        made += [_row(row, names, most, width) for row in table.rows]
        if not table.rows:
            made.append([("  " + _("无"), "quiet")])
    return [*made, *_ways(found, width)]


def _warned(found: Figures) -> Line:
    """How many warnings one person gets: about one in ten minutes is the aim, above ten a flood."""
    flood = found.warned.worst > FLOOD
    parts: Line = [(f" {name} {value}  ", "plain") for name, value in warned(found)[:-1]]
    name, value = warned(found)[-1]
    return [*parts, (f"{name} {value}", "late" if flood else "plain"), ("  " + _("目标约 {n} 条").format(n=AIM), "quiet")]


def _ways(found: Figures, width: int) -> list[Line]:
    """Who took which way out, month by month, with every case."""
    made: list[Line] = [[], [(" " + titled(ways_name()), "strong"), ("  " + _("月份、经办人、种类、次数、编号"), "quiet")]]
    names = min(max((cell_len(each.by) for each in found.ways), default=8), max(width // 4, 8))
    kinds = max((cell_len(way_name(each.way)) for each in found.ways), default=0)
    for each in found.ways:
        head = f"  {each.month} {fit(one_line(each.by), names)} {fit(way_name(each.way), kinds)} {each.times:>4}  "
        cases = wrap(listed(each.cases), max(width - cell_len(head), 12))
        made.append([(head, "plain"), (cases[0], "quiet")])
        made += [[(" " * cell_len(head) + more, "quiet")] for more in cases[1:]]
    return made if found.ways else [*made, [("  " + _("无"), "quiet")]]


def _row(row: Row, names: int, most: int, width: int) -> Line:
    return [
        ("  " + fit(one_line(row.name), names) + " ", "plain"),
        (f"{row.received:>5} {row.closed:>5} {row.kept:>5} ", "plain"),
        (f"{row.broken:>5}  ", "late" if row.broken else "quiet"),
        (_bar(row.received, most, width - names - 32), "accent"),
    ]


def _bar(number: int, most: int, width: int) -> str:
    return BAR * max(1, round(number * max(width, 1) / most)) if number and most else ""
