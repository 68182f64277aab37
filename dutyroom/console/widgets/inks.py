"""How words look: a few names for all screens, coloured by the theme in force.

Taken from the theme's variables and not from component classes: those cost one style sheet pass a class and widget,
which a first paint would wait for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.style import Style

if TYPE_CHECKING:
    from textual.app import App

INKS: dict[str, tuple[str, str, str]] = {
    "plain": ("", "", ""),
    "quiet": ("quiet", "", ""),
    "strong": ("", "", "bold"),
    "accent": ("accent", "", ""),
    "here": ("accent", "", "bold"),
    "soon": ("soon", "", "bold"),
    "alarm": ("alarm", "alarm-back", "bold"),
    "late": ("late", "late-back", "bold"),
    "paused": ("quiet", "", "italic"),
    "exercise": ("exercise", "", "bold"),
    "frame": ("room-side", "exercise", "bold"),
    "cursor": ("", "cursor-back", ""),
    "head": ("", "room-head", ""),
    "tile": ("", "room-side", ""),
    "title": ("accent", "room-side", "bold"),
    "now": ("room-side", "accent", "bold"),
}
"""Name → foreground and background (theme variables) and weight."""


def ink(app: App[Any], name: str) -> Style:
    """The style of a name, or of several laid over each other (`soon+cursor`); only what they add to their ground."""
    style = Style()
    colours = app.theme_variables
    for each in name.split("+"):
        fore, back, weight = INKS[each]
        style += Style(
            color=_hex(colours[fore]) if fore else None,
            bgcolor=_hex(colours[back]) if back else None,
            bold=True if weight == "bold" else None,
            italic=True if weight == "italic" else None,
        )
    return style


def _hex(colour: str) -> str:
    """A colour as Rich reads it, without what follows the six digits."""
    return colour[:7]
