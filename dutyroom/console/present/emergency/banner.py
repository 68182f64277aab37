"""The banner of the board: which emergency, its stage, who commands or who must decide, and the key to its panel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo

from dutyroom.console.present.cells import fit
from dutyroom.console.present.emergency.event import Scene, len_of, remaining
from dutyroom.console.present.line import Line
from dutyroom.console.present.safe import one_line
from dutyroom.console.present.words import Words
from dutyroom.domain.emergency import RUNNING, stage_name
from dutyroom.domain.names import headed, shown_number
from dutyroom.domain.plan.plan import Plan
from dutyroom.lang import gettext as _
from dutyroom.lang import language
from dutyroom.services.emergency.panel.views import EmergencyView

_MOST = 3


def banner(
    views: Sequence[EmergencyView], plan: Plan, words: Words, now: datetime, zone: tzinfo, width: int, key: bool = True
) -> list[Line]:
    """One line an emergency, at most three; ``key`` where F9 opens its panel."""
    lines = [_line(Scene(view, plan, now, words, zone), width, key) for view in views[:_MOST]]
    if len(views) > _MOST:
        lines[-1] = [(fit(" " + _("另有 {n} 起突发事件，F9 查看").format(n=len(views) - _MOST + 1), width), "alarm")]
    return lines


def _line(scene: Scene, width: int, key: bool) -> Line:
    view = scene.view
    # The English number begins with the word already.
    word = "" if language() == "en" else f" {_('突发事件')}"
    number = f"{word} {shown_number(scene.plan, view.number)} "
    stage, stands = f"  {stage_name(view.stage)}", ""
    if view.stage in RUNNING and view.commander:
        who = " ".join(filter(None, [scene.person(view.commander), one_line(view.commander_lost)]))
        stands = "  " + _("指挥 {name}").format(name=who)
    elif view.now:
        line = view.now[0]
        who = " ".join(filter(None, [scene.role(line.role) if line.role else "", scene.person(line.person) or _("空缺")]))
        stands = f"  {_('待')} {headed(who, one_line(line.told))} {remaining(line.due, scene.now)[0]}"
    end = "  " + _("F9 应急") + " " if key else " "
    # Who must decide is never cut for a long title or the stage.
    room = max(width - len_of(number) - len_of(end), 1)
    if len_of(stage + stands) <= room:
        stands = stage + stands
    title = one_line(view.title)
    title = fit(title, min(len_of(title), max(room - len_of(stands), 0)))
    return [(number, "alarm"), (fit(title + stands, room), "alarm"), (end, "alarm")]
