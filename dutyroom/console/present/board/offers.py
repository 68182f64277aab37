"""What the board's view can be chosen from: for each facet its codes and their names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from dutyroom.console.present.board.groups import state_name
from dutyroom.console.present.words import names
from dutyroom.domain.board import BoardRow
from dutyroom.domain.board_view import STATES
from dutyroom.lang import gettext as _
from dutyroom.lang import language

if TYPE_CHECKING:
    from dutyroom.console.present.words import Named


def names_of(named: Named | None) -> dict[str, Mapping[str, str]]:
    """Facet → code → name, all that the plan and the organisation have. Clocks by what they are for."""
    states = {state: state_name(state) for state in STATES}
    if named is None:
        return {"state": states}
    words = named.words
    clocks: dict[str, list[str]] = {}
    for spec in getattr(named.plan, "clocks", ()):
        name = spec.en if language() == "en" else spec.name
        if name not in clocks.setdefault(spec.kind, []):
            clocks[spec.kind].append(name)
    return {
        "level": words.levels,
        "state": states,
        "channel": words.channels,
        "unit": names(named.units),
        "owner": {"": _("待交办"), **words.people},
        "clock": {kind: "/".join(found) for kind, found in clocks.items()},
    }


def with_found(offered: Mapping[str, str], facet: str, rows: Iterable[BoardRow]) -> dict[str, tuple[str, int]]:
    """Code → (name, how many open complaints), those that have any first; a code of another plan's stays as it is."""
    counts: dict[str, int] = {}
    for row in rows:
        code = getattr(row, facet)
        counts[code] = counts.get(code, 0) + 1
    every = {**offered, **{code: offered.get(code) or code or _("未填") for code in counts}}
    held = {code: (name, counts.get(code, 0)) for code, name in every.items()}
    if facet == "level":
        return held
    return dict(sorted(held.items(), key=lambda each: not each[1][1]))
