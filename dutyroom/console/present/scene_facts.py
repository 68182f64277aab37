"""What is known of the scene, and who outside has been told: the first questions of whoever takes command."""

from __future__ import annotations

from datetime import datetime

from dutyroom.console.present.event import Scene, fact_name, own, remaining
from dutyroom.console.present.safe import one_line
from dutyroom.console.widgets.parts import Line, Part
from dutyroom.lang import gettext as _
from dutyroom.services.names import choice_name, named

INFORM = "emergency.inform"


def facts(scene: Scene, key: str) -> Line:
    """The latest of each fact with its time; `key` records another."""
    latest: dict[str, tuple[str, datetime]] = {}
    for name, value, at in scene.view.facts:
        latest[name] = (value, at)
    line: list[Part] = [(f" {key} " + _("现场") + " ", "strong")]
    if not latest:
        return [*line, (_("尚无情况，按 {key} 录入").format(key=key), "quiet")]
    for name, (value, at) in latest.items():
        line += [(f" {fact_name(name, scene.plan)} ", "quiet"), (one_line(value), "strong"), (f"({scene.at(at)}) ", "quiet")]
    return line


def told(scene: Scene) -> Line:
    """Reports that have gone out and those that are due; empty when the event has neither."""
    line: list[Part] = []
    gone: dict[tuple[str, str], tuple[str, datetime]] = {}
    for entry in scene.view.timeline:
        if entry.kind == INFORM:
            given = dict(entry.values)
            gone[given.get("report", ""), given.get("way", "")] = (given.get("recipient", ""), entry.at)
    for (code, way), (recipient, at) in gone.items():
        report = next((each for each in scene.plan.reports if each.code == code), None)
        name = one_line(named(report)) if report else one_line(code)
        line += [
            (" " + _("已报") + " ", "accent"),
            (f"{name} {choice_name(way)} ", "plain"),
            (f"{one_line(recipient)}({scene.at(at)}) ", "quiet"),
        ]
    for due in (each for each in scene.view.now if each.act == INFORM):
        # Whom it goes to stands on the now-line itself.
        what = own(due.what, due.en).partition("：")[0].partition(":")[0]
        line += [(" " + _("待报") + " ", "soon"), (f"{what} ", "plain"), remaining(due.due, scene.now), (" ", "plain")]
    return [("  ", "plain"), *line] if line else []
