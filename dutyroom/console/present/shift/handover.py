"""Lines of a handover: what passes on, when it falls due, who takes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo

from dutyroom.console.present.cell_widths import cell_len
from dutyroom.console.present.cells import fit
from dutyroom.console.present.line import Line
from dutyroom.console.present.safe import one_line
from dutyroom.domain.handover import Item
from dutyroom.lang import gettext as _
from dutyroom.services.shift.handover_words import item_text, kind_name


def item_line(item: Item, people: Mapping[str, str], zone: tzinfo, now: datetime, width: int) -> Line:
    """One item in `width` cells; one that nobody takes says so."""
    kind_width, taker_width = (18, 12) if width >= 100 else (11, 9)
    number = "" if item.kind == "draft" or item.number.startswith("+") else item.number
    due = f"{item.due.astimezone(zone):%m-%d %H:%M}" if item.due else ""
    # On a wide screen the taker stays near the words.
    room = min(max(width - kind_width - taker_width - 10 - 11 - 6, 4), 90)
    late = item.due is not None and item.due < now
    taker = one_line(people.get(item.taker, item.taker)) if item.taker else _("无人接手")
    return [
        (" " + fit(kind_name(item.kind), kind_width) + " ", "quiet"),
        (fit(one_line(number), 10) + " ", "plain"),
        (fit(due, 11) + " ", "late" if late else "plain"),
        (fit(one_line(item_text(item)), room) + " ", "plain"),
        (fit(taker, taker_width), "accent" if item.taker else "soon"),
    ]


def candidates_line(candidates: Sequence[str], people: Mapping[str, str], width: int) -> Line:
    """The people who can take something, each with the digit that gives it to them."""
    made: list[tuple[str, str]] = [(" " + _("接手人") + " ", "quiet")]
    used = cell_len(made[0][0])
    for digit, code in enumerate(candidates[:9], 1):
        name = f"{one_line(people.get(code, code))}  "
        used += 2 + cell_len(name)
        if used > width:
            break
        made += [(f"{digit} ", "accent"), (name, "plain")]
    if not candidates:
        made.append((_("先选接班值班长"), "soon"))
    return made
