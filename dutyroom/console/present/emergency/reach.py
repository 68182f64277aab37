"""Reach and tone of public opinion over time, drawn as bars of signs: one row a moment, one sign a tone.

Signs and not block characters: those are two cells wide in some terminals.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from dutyroom.console.present.cell_widths import cell_len
from dutyroom.console.present.cells import fit
from dutyroom.domain.names import choice_name
from dutyroom.lang import gettext as _

if TYPE_CHECKING:
    from dutyroom.console.present.emergency.event import Scene
    from dutyroom.console.present.line import Line, Part
    from dutyroom.services.emergency.panel.views import SightingView

TONES = (("negative", "#", "soon"), ("neutral", "=", "plain"), ("positive", "+", "accent"), ("", ".", "quiet"))


def over_time(seen: Sequence[SightingView]) -> list[tuple[datetime, dict[str, int]]]:
    """At each moment at which something was seen, the reach by tone: every item counts with what was last known of it."""
    items: dict[int, tuple[int, str]] = {}
    made: list[tuple[datetime, dict[str, int]]] = []
    for each in sorted(seen, key=lambda one: (one.at, one.id)):
        items[each.item or each.id] = (each.reach, each.tone)
        by_tone: dict[str, int] = {}
        for reach, tone in items.values():
            by_tone[tone] = by_tone.get(tone, 0) + reach
        if made and made[-1][0] == each.at:
            made.pop()
        made.append((each.at, by_tone))
    return made


def drawn(seen: Sequence[SightingView], scene: Scene, width: int, most: int = 6) -> list[Line]:
    """The last moments as bars, all to one scale, each with its total; "" when nothing was counted yet."""
    points = over_time(seen)
    points = [point for point in points if sum(point[1].values())][-most:]
    if not points:
        return []
    top = max(sum(by_tone.values()) for _at, by_tone in points)
    stamps = [scene.at(at) for at, _by_tone in points]
    wide = max(map(cell_len, stamps))
    totals = [f"{sum(by_tone.values()):,}" for _at, by_tone in points]
    room = max(width - wide - max(map(len, totals)) - 6, 10)
    lines: list[Line] = []
    for stamp, total, (_at, by_tone) in zip(stamps, totals, points, strict=True):
        bar: list[Part] = []
        for tone, sign, look in TONES:
            reach = by_tone.get(tone, 0)
            if reach:
                bar.append((sign * max(round(room * reach / top), 1), look))
        lines.append([(f"   {fit(stamp, wide)} ", "quiet"), *bar, (f" {total}", "strong")])
    legend: list[Part] = [("   " + _("阅读量") + "  ", "quiet")]
    for tone, sign, look in TONES[:3]:
        legend += [(f"{sign} ", look), (choice_name(tone) + "  ", "quiet")]
    return [*lines, legend]
