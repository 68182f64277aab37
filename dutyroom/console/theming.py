"""Palettes: TOML files into themes, every variable with a fallback. A broken file never keeps the others out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textual.color import Color
from textual.theme import Theme

from dutyroom.domain.strict import from_toml
from dutyroom.lang import gettext as _
from dutyroom.settings.paths import theme_folder
from dutyroom.settings.resources import resource

DEFAULT = "night"
EMERGENCY = "emergency"

VARIABLES: dict[str, str] = {
    "room-head": "#1b2129",
    "room-foot": "#1b2129",
    "room-side": "#151a20",
    "quiet": "#7f8b97",
    "soon": "#e6b450",
    "alarm": "#ffffff",
    "alarm-back": "#b3261e",
    "late": "#ff8a80",
    "late-back": "#3b1614",
    "cursor-back": "#2f4a63",
    "exercise": "#a371f7",
}
"""The product's own variables with their fallbacks: CSS that names one without a fallback fails at start."""

_BASE = ("primary", "secondary", "accent", "warning", "error", "success", "foreground", "background", "surface", "panel")


@dataclass(frozen=True, slots=True)
class Loaded:
    """The themes that could be read, and for each that could not a line why."""

    themes: tuple[Theme, ...]
    faults: tuple[str, ...]


def load_themes(folders: Iterable[Path] | None = None) -> Loaded:
    """Read every palette, the shipped ones and the organisation's own unless folders are given.

    A later folder replaces themes of the same name.
    """
    themes: dict[str, Theme] = {}
    faults: list[str] = []
    for folder in folders if folders is not None else [resource("themes"), theme_folder()]:
        for file in sorted(folder.glob("*.toml")):
            try:
                theme = read_theme(file)
                themes[theme.name] = theme
            except (OSError, ValueError) as fault:
                faults.append(f"{file.name}：{fault}")
    return Loaded(tuple(themes.values()), tuple(faults))


def read_theme(file: Path) -> Theme:
    """One palette. Raises ValueError with the field and what is wrong, OSError when it can't be read."""
    data = from_toml(file.read_text(encoding="utf-8"))
    colours, variables = _table(data, "colours"), _table(data, "variables")
    unknown = [*(set(data) - {"colours", "variables", "dark"}), *(set(colours) - set(_BASE)), *(set(variables) - set(VARIABLES))]
    if unknown:
        raise ValueError(_("不认识的项：{names}").format(names="、".join(sorted(unknown))))
    if "primary" not in colours:
        raise ValueError(_("缺少 colours.primary"))
    for name, value in {**colours, **variables}.items():
        try:
            Color.parse(value)
        except Exception as bad:
            raise ValueError(_("{name} 不是颜色：{value}").format(name=name, value=value)) from bad
    base: dict[str, Any] = dict(colours)
    return Theme(name=file.stem, dark=bool(data.get("dark", True)), variables=variables, **base)


def _table(data: dict[str, object], name: str) -> dict[str, str]:
    table = data.get(name, {})
    if not isinstance(table, dict) or not all(isinstance(value, str) for value in table.values()):
        raise ValueError(_("{name} 应为“名称 = 颜色”的表").format(name=name))
    return table


def title(name: str) -> str:
    """A palette's name for people."""
    known = {
        "night": _("夜间"),
        "day": _("日间"),
        "emergency": _("应急"),
        "mono": _("单色"),
        "deuteranopia": _("红绿色弱"),
        "tritanopia": _("蓝黄色弱"),
        "exercise": _("演练"),
    }
    return known.get(name, name)
