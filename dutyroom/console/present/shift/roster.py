"""The roster in words: role, who holds it, how they can be reached; a vacant role is said aloud."""

from __future__ import annotations

from datetime import datetime, timedelta

from dutyroom.console.present.cells import fit, fit_ends
from dutyroom.console.present.line import Line
from dutyroom.console.present.safe import one_line
from dutyroom.lang import gettext as _
from dutyroom.lang import language
from dutyroom.services.organisation.views import RoleHolder

STALE = timedelta(days=30)
"""A number last verified longer ago is flagged."""


def states() -> dict[str, str]:
    """How a person can be found: here, on call by telephone, away."""
    return {"in_room": _("在岗"), "on_call": _("听班"), "away": _("外出")}


def holder_name(holder: RoleHolder) -> str:
    """Who holds the role, or that nobody does."""
    name = holder.en or holder.name if language() == "en" else holder.name
    return one_line(name) if holder.person else _("空缺")


def short(holder: RoleHolder, role: str, width: int) -> Line:
    """One line of the side panel."""
    state = states().get(holder.state, "") if holder.person else ""
    state_width = 4
    name_width = max(width // 4, 6) if language() == "zh" else max(width // 3, 6)
    role_width = width - state_width - 2 - name_width - 1
    return (
        (" " + fit_ends(one_line(role), role_width) + " ", "quiet"),
        (fit(holder_name(holder), name_width) + " ", "plain" if holder.person else "soon"),
        (fit(state, state_width), "quiet" if holder.state != "away" else "soon"),
    )


def verified(holder: RoleHolder, now: datetime) -> tuple[str, bool]:
    """When the number was last tried, and whether that is too long ago."""
    if holder.verified is None:
        return _("未核实"), True
    return f"{holder.verified:%m-%d}", now - holder.verified > STALE
