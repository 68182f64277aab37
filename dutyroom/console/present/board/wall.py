"""The wallboard in lines: few, wide apart, to be read from across the room."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from dutyroom.console.present.board.heading import Counts, Place, alike, freshness, leading, told
from dutyroom.console.present.board.row import NEW, PIN, SHAPES, State, in_charge, moving
from dutyroom.console.present.cell_widths import cell_len
from dutyroom.console.present.cells import fit
from dutyroom.console.present.line import Line, Part
from dutyroom.console.present.safe import one_line
from dutyroom.console.present.words import Words
from dutyroom.domain.board import BoardRow
from dutyroom.lang import gettext as _
from dutyroom.lang import language

if TYPE_CHECKING:
    from dutyroom.domain.clock.calendar import Calendar

MOST = 10
"""Cases on the wall; on a higher one as many as get four lines each."""
_LOOKS: dict[State, str] = {"overdue": "late", "soon": "soon", "paused": "paused", "calm": "strong"}


def counts_line(place: Place, counts: Counts, width: int) -> Line:
    """Organisation, who leads the shift, the counts that matter less. A time is told whole or not at all."""
    more = "+" if counts.loading else ""
    made: Line = [
        ((one_line(place.organisation) or _("值班室")) + "   ", "strong"),
        (_("值班长") + " ", "quiet"),
        *leading(place, "   ", "strong"),
        (_("在办") + f" {counts.open}{more}   ", "plain"),
        *alike(counts, "   "),
        (_("今日") + " " + _("新收") + f" {told(counts, counts.received_today)} ", "plain"),
        (_("已办结") + f" {told(counts, counts.closed_today)}   ", "plain"),
    ]
    room = width - sum(cell_len(text) for text, _look in made)
    return [*made, (place.hours, "quiet")] if cell_len(place.hours) <= room else made


def urgent(
    rows: Sequence[BoardRow],
    words: Words,
    calendar: Calendar | None,
    zone: tzinfo | None,
    now: datetime,
    width: int,
    height: int,
) -> list[Line]:
    """The ten most urgent cases, more on a high wall: a line each, then the summary and blank lines where there is room."""
    shown = rows[: max(MOST, height // 4)]
    if not shown:
        return [((_("没有在办投诉"), "quiet"),)]
    tall = max(1, min(height // len(shown), 4))
    lines: list[Line] = []
    for row in shown:
        lines.append(_first(row, words, calendar, zone, now, width, alone=tall == 1))
        if tall > 1:
            lines.append(((" " * 4 + fit(one_line(row.summary), max(width - 4, 0)), "quiet"),))
        lines += [((" ", "plain"),)] * (tall - 2)
    return lines[: max(height, 1)]


def _first(
    row: BoardRow, words: Words, calendar: Calendar | None, zone: tzinfo | None, now: datetime, width: int, alone: bool
) -> Line:
    english = language() == "en"
    fresh = moving(row, now, calendar, 12)
    look = "alarm" if fresh.state == "overdue" and row.pinned else _LOOKS[fresh.state]
    due = "-" if row.due is None or row.paused else f"{row.due.astimezone(zone):%m-%d %H:%M}"
    owner = in_charge(row, words)
    wide = 8 if width > 150 else 0
    made: list[Part] = [
        (f"{fresh.marks} {fresh.left} {fit(due, 12)}", look),
        (" " + fit(row.number, 10), "strong"),
        (fit(words.of(words.levels, row.level), (12 if english else 8) + wide), "strong"),
        (fit(row.clock_word, (20 if english else 14) + wide), "plain"),
        (fit(words.of(words.units, row.unit), (24 if english else 20) + 2 * wide), "plain"),
        (fit(owner, 14) + " ", "plain" if row.owner else "soon"),
    ]
    return [*made, (fit(one_line(row.summary), width), "quiet")] if alone else made


def foot(place: Place, told: datetime | None, read: bool) -> Line:
    """How fresh the data is: when the last entry came that anybody made, None for none yet. And that it is only to be read."""
    if place.outage is not None:
        return [freshness(place), _keys()]
    if not read:
        return [(_("正在读取，请稍候"), "quiet"), _keys()]
    fresh = freshness(place)[0]
    if told is not None:
        day = "" if told.date() == place.local.date() else f"{told:%m-%d} "
        fresh = _("数据正常，最近一笔 {at}").format(at=f"{day}{told:%H:%M:%S}")
    return [(f"{place.local:%H:%M:%S}  {fresh}  " + _("只读，个人信息已遮蔽"), "quiet"), _keys()]


def _keys() -> Part:
    return ("  Q " + _("退出") + "  ? " + _("记号"), "quiet")


def marks_line() -> Line:
    """What the marks mean."""
    means = ((PIN, _("置顶")), (SHAPES["overdue"], _("已超时")), (SHAPES["soon"], _("将到期")))
    more = ((SHAPES["paused"], _("暂停计时")), (NEW, _("待知悉")))
    return [(f"{mark} {word}   ", "quiet") for mark, word in (*means, *more)]
