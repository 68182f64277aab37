"""An event on the wall: what it is, how many people and hurt, who commands, what is owed now and by whom, how near its end is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from dutyroom.console.present.cell_widths import cell_len
from dutyroom.console.present.emergency.banner import banner
from dutyroom.console.present.emergency.event import Scene
from dutyroom.console.present.emergency.now import now_lines
from dutyroom.console.present.emergency.panel import condition_line, head
from dutyroom.console.present.emergency.scene_facts import facts, places, told
from dutyroom.console.present.layout import Picture, clip
from dutyroom.console.present.line import Line
from dutyroom.console.present.safe import one_line
from dutyroom.domain.emergency import TERMINATED, stage_name
from dutyroom.domain.names import named, shown_number
from dutyroom.lang import gettext as _

if TYPE_CHECKING:
    from dutyroom.console.present.outage import Outage
    from dutyroom.console.present.words import Named
    from dutyroom.services.emergency.panel.views import EmergencyView

ROOMY_FROM = 24
"""Lines from which conditions are told one by one."""


def over_the_wall(
    views: Sequence[EmergencyView], known: Named | None, now: datetime, width: int, height: int, outage: Outage | None
) -> list[Line]:
    """Every event that is not over, the gravest whole and first, the others a line each: none is hidden.

    At most `height` lines, and more only where the events alone are more.
    """
    if not views or known is None:
        return []
    plan, words, zone = known.plan, known.words, known.calendar.tz
    if len(views) - 1 > height // 4:
        others = _briefly(views[1:], known, width)
    else:
        others = [line for view in views[1:] for line in banner([view], plan, words, now, zone, width, key=False)]
    first = _event(Scene(views[0], plan, now, words, zone, outage=outage), width, max(height - len(others), 4))
    return [*first, *others]


def _event(scene: Scene, width: int, height: int) -> list[Line]:
    view = scene.view
    picture = Picture(width)
    picture.add(_name(scene, width), head(scene, width)[1])
    picture.add(facts(scene, ""))
    picture.add(*filter(None, [places(scene) if len(view.sites) > 1 else [], told(scene, width)]))
    below = [line for line in (_workstreams(scene), _ending(scene)) if line]
    whole = view.stage not in TERMINATED and height >= ROOMY_FROM
    conditions = [condition_line(each) for each in view.conditions] if whole else []
    room = height - len(picture.lines) - len(below) - len(conditions)
    picture.below(now_lines(scene, width, max(room, 1), "", False))
    picture.add(*below, *conditions)
    return picture.lines[:height]


def _briefly(views: Sequence[EmergencyView], known: Named, width: int) -> list[Line]:
    """Number and stage of each, as many to a line as there is room for."""
    lines = [" " + _("另有 {n} 起").format(n=len(views))]
    for view in views:
        said = f"  {shown_number(known.plan, view.number)} {stage_name(view.stage)}"
        if cell_len(lines[-1] + said) > width:
            lines.append("")
        lines[-1] += said
    return [clip([(line, "alarm")], width, "alarm") for line in lines]


def _name(scene: Scene, width: int) -> Line:
    view = scene.view
    response = _("{level}级响应").format(level=view.response) if view.response else ""
    said = [shown_number(scene.plan, view.number), response, one_line(view.title), one_line(view.place)]
    return clip([("  ".join(["", *filter(None, said)]), "alarm")], width, "alarm")


def _workstreams(scene: Scene) -> Line:
    active = [each for each in scene.view.workstreams if each.state == "active"]
    told = "   ".join(f"{named(each)} {each.done}/{each.total}" for each in active)
    return [(" " + told, "plain")] if told else []


def _ending(scene: Scene) -> Line:
    conditions = scene.view.conditions
    if not conditions:
        return []
    met = _("{met}/{n} 已满足").format(met=sum(each.met for each in conditions), n=len(conditions))
    return [(" " + _("终止条件") + " ", "quiet"), (met, "plain")]
