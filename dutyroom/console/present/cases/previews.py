"""The clocks that a form would start or move, before it is saved: what, when due, and whose figure that is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, tzinfo

from dutyroom.console.present.cell_widths import cell_len
from dutyroom.console.present.cells import fit, wrap
from dutyroom.console.present.line import Part
from dutyroom.console.present.safe import one_line
from dutyroom.domain.clock.calendar import weekday_name
from dutyroom.domain.names import amount_name, clause_name, named
from dutyroom.lang import gettext as _
from dutyroom.services.clocks.views import ClockPreview


def moment(at: datetime, zone: tzinfo) -> str:
    """`10-13 17:30 周二` in the organisation's zone."""
    local = at.astimezone(zone)
    return f"{local:%m-%d %H:%M} {weekday_name(local.date())}"


def source_word(source: str) -> str:
    """What is said of a figure that the plan's text does not give."""
    return {
        "unit": _("预案未定量，本单位设定"),
        "supplement": _("预案未规定，本单位补充"),
        "regulation": _("监管时限，与预案并行"),
    }.get(source, "")


def brief(previews: Iterable[ClockPreview], zone: tzinfo, width: int) -> list[list[Part]]:
    """One line a clock, for a small terminal."""
    previews = tuple(previews)
    names = min(max((cell_len(named(each)) for each in previews), default=4), 16)
    lines: list[list[Part]] = []
    for each in previews:
        due = moment(each.due, zone)
        line: list[Part] = [(" " + fit(one_line(named(each)), names) + " ", "plain")]
        if each.was is not None and each.was != each.due:
            line += [(moment(each.was, zone), "quiet"), (" -> ", "quiet"), (due, "soon")]
        else:
            line += [(due, "strong"), ("  " + amount_name(each.amount, each.unit), "quiet")]
        if each.provisional:
            line.append(("  " + _("暂估"), "soon"))
        clause = one_line(clause_name(each.clause))
        if clause and sum(cell_len(text) for text, _look in line) + cell_len(clause) + 2 <= width:
            line.append(("  " + clause, "quiet"))
        lines.append(line)
    return lines


def full(previews: Iterable[ClockPreview], zone: tzinfo, width: int) -> list[list[Part]]:
    """Several lines a clock, for the panel at the right."""
    lines: list[list[Part]] = []
    for each in previews:
        if lines:
            lines.append([])
        lines.append([(one_line(named(each)), "strong"), ("  " + amount_name(each.amount, each.unit), "plain")])
        if each.was is not None and each.was != each.due:
            lines.append([("  " + _("原") + " " + moment(each.was, zone), "quiet")])
            lines.append([("  " + _("改为") + " " + moment(each.due, zone), "soon")])
        else:
            lines.append([("  " + moment(each.due, zone) + " " + _("到期"), "plain")])
        if each.provisional:
            lines.append([("  " + _("暂估：官方放假安排未公布"), "soon")])
        said = " ".join(filter(None, [one_line(clause_name(each.clause)), source_word(each.source)]))
        lines += [[("  " + part, "quiet")] for part in wrap(said, max(width - 2, 8)) if said]
    return lines
