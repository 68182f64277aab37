"""What is known of the scene, and who outside has been told: the first questions of whoever takes command."""

from __future__ import annotations

from datetime import datetime

from dutyroom.console.present.event import Scene, fact_name, fact_value, listed, own, remaining
from dutyroom.console.widgets.parts import Line, Part
from dutyroom.lang import gettext as _
from dutyroom.services.names import choice_name, term
from dutyroom.services.views import DueReportView


def facts(scene: Scene, key: str) -> Line:
    """The latest of each fact with its time; `key` records another."""
    latest: dict[str, tuple[str, datetime]] = {}
    for name, value, at in scene.view.facts:
        latest[name] = (value, at)
    line: list[Part] = [(f" {key} " + _("现场") + " ", "strong")]
    if not latest:
        return [*line, (_("尚无情况，按 {key} 录入").format(key=key), "quiet")]
    for name, (value, at) in latest.items():
        told_at = (f"({scene.at(at)}) ", "quiet")
        line += [(f" {fact_name(name, scene.plan)} ", "quiet"), (fact_value(name, value, scene), "strong"), told_at]
    return line


def told(scene: Scene) -> Line:
    """Who outside has been told and when, and who is to be told by when; empty when nobody need be.

    Each recipient stands once: with the last report it had, or with the first that it is owed.
    """
    names = {each.code: own(each.name, each.en) for each in scene.plan.recipients}
    line: list[Part] = []
    gone: dict[str, datetime] = {to: report.at for report in scene.view.reports for to in report.recipients}
    owed: dict[str, DueReportView] = {}
    for due in scene.view.reports_due:
        owed.setdefault(due.recipient, due)
    if gone:
        told = listed(f"{names.get(to, to)} {scene.at(at)}" for to, at in gone.items())
        line += [(" " + _("已报") + " ", "accent"), (told + " ", "plain")]
    by_moment: dict[tuple[str, str, datetime], list[str]] = {}
    for to, due in owed.items():
        by_moment.setdefault((due.code, due.way, due.due), []).append(to)
    for (code, way, moment), to_whom in by_moment.items():
        what = f"{choice_name(way)}{term(scene.plan.reports, code)}"
        line += [
            (" " + _("待报") + " ", "soon"), (listed(names.get(to, to) for to in to_whom) + " ", "plain"), (what + " ", "quiet"),
            remaining(moment, scene.now), (" ", "plain"),
        ]  # fmt: skip
    return [("  ", "plain"), *line] if line else []
