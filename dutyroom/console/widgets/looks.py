"""Looks of a widget, each worked out once until the theme changes."""

from __future__ import annotations

from rich.style import Style
from textual.widget import Widget

from dutyroom.console.widgets.inks import ink


def look(widget: Widget, known: dict[str, Style], name: str) -> Style:
    """The look of that name on the widget's ground; several names are joined by `+`."""
    style = known.get(name)
    if style is None:
        style = known[name] = widget.rich_style + ink(widget.app, name)
    return style
