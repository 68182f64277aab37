"""What is known of the scene, and who outside has been told: the first questions of whoever takes command."""

from __future__ import annotations

from datetime import datetime

from dutyroom.console.present.emergency.event import Scene, fact_name, fact_value, listed, own, remaining
from dutyroom.console.present.line import Line, Part
from dutyroom.console.present.safe import one_line
from dutyroom.domain.emergency import WHOLE
from dutyroom.domain.names import choice_name, term
from dutyroom.lang import gettext as _
from dutyroom.lang import language
from dutyroom.services.emergency.panel.views import DueReportView

_CHANGES = 5
"""How many of the latest figures stand on the line; the record has all."""

WIDE_FROM = 100
"""Cells from which everything that is owed is written out."""


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
    return [*line, *_changes(scene)]


def _changes(scene: Scene) -> Line:
    """How the number of people at each place came to what it is; after all else, for where there is room."""
    at_place: dict[str, list[str]] = {}
    for each in scene.view.figures:
        if each.name == "people":
            at_place.setdefault(each.place, []).append(each.value)
    several = len(at_place) > 1
    said = [
        (f"{one_line(place)} " if several and place != WHOLE else "") + " → ".join(counts[-_CHANGES:])
        for place, counts in at_place.items()
        if len(counts) > 1
    ]
    return [(f" {_('人数变化')} {listed(said)}", "quiet")] if said else []


def places(scene: Scene) -> Line:
    """Each scene with the people there and since when that is known; empty where the event has none of its own."""
    line: list[Part] = []
    at_first = [each for each in scene.view.figures if (each.name, each.place) == ("people", scene.view.place) and each.stands]
    if scene.view.sites and at_first and all(site.name != scene.view.place for site in scene.view.sites):
        (*_earlier, first) = at_first
        people = _("{n} 人").format(n=first.value)
        line += [(f" {one_line(first.place)} ", "plain"), (people, "strong"), (f"({scene.at(first.at)}) ", "quiet")]
    for site in scene.view.sites:
        known = {name: (value, at) for name, value, at in site.facts}
        value, at = known.get("people", ("", site.since))
        people = _("{n} 人").format(n=value) if value else _("未清点")
        if not site.open:
            people = _("已解除")
        look = "strong" if site.open and value else "quiet"
        line += [(f" {one_line(site.name)} ", "plain"), (people, look), (f"({scene.at(at)}) ", "quiet")]
    return [("  ", "plain"), *line] if line else []


def told(scene: Scene, width: int) -> Line:
    """Who outside has been told and when, and who is to be told by when; empty when nobody need be.

    Each recipient stands once: with the last report it had, or with the first that it is owed. Where it is narrow, only
    what is due first is written out, and how much more is owed.
    """
    names = {each.code: own(each.name, each.en) for each in scene.plan.recipients}
    line: list[Part] = []
    gone: dict[str, datetime] = {to: report.at for report in scene.view.reports for to in report.recipients}
    owed: dict[str, DueReportView] = {}
    for due in scene.view.reports_due:
        owed.setdefault(due.recipient, due)
    by_moment: dict[tuple[str, str, datetime], list[str]] = {}
    for to, due in owed.items():
        by_moment.setdefault((due.code, due.way, due.due), []).append(to)
    shown = list(by_moment.items())[: 9 if width >= WIDE_FROM else 1]
    for (code, way, moment), to_whom in shown:
        gap = "" if language() == "zh" else " "
        what = f"{choice_name(way)}{gap}{term(scene.plan.reports, code)}"
        # What is owed comes first, and its limit before the names: on a narrow screen the end of the line is lost.
        line += [
            (" " + _("待报") + " ", "soon"), (what + " ", "plain"), remaining(moment, scene.now), (" ", "plain"),
            (listed(names.get(to, to) for to in to_whom) + " ", "quiet"),
        ]  # fmt: skip
    if len(shown) < len(by_moment):
        line.append((_("另有 {n} 项").format(n=len(by_moment) - len(shown)) + " ", "soon"))
    if gone:
        told = listed(f"{names.get(to, to)} {scene.at(at)}" for to, at in gone.items())
        line += [(" " + _("已报") + " ", "accent"), (told + " ", "plain")]
    return [("  ", "plain"), *line] if line else []
