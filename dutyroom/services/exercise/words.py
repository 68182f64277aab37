"""An evaluation as plain text, and two runs of one scenario side by side."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from dutyroom.domain.acts import ACTS
from dutyroom.domain.errors import Refusal
from dutyroom.domain.names import act_name, named
from dutyroom.domain.scenario.evaluation import Judged
from dutyroom.lang import gettext as _
from dutyroom.lang import language
from dutyroom.services.demo.sample import SECRET
from dutyroom.services.exercise.views import ExerciseView

if TYPE_CHECKING:
    from dutyroom.services.room.room import Room


def join_words(room: Room, number: str) -> str:
    """What a player types to take part: by the number on this machine, by the address where the exercise is on a server."""
    if room.database.path is None:
        there = _("参演人员在各自电脑：dutyroom --database {url}，口令都是 {secret}")
        return there.format(url=room.database.shown, secret=SECRET)
    return _("参演人员另开终端：dutyroom exercise join {number}，口令都是 {secret}").format(number=number, secret=SECRET)


def verdict_name(code: str) -> str:
    """How an expected act is judged."""
    return {
        "met": _("按时"),
        "late": _("迟"),
        "missed": _("未办"),
        "open": _("待办"),
        "not_asked": _("未发"),
    }.get(code, code)


def expected_text(each: Judged) -> str:
    """What was expected, in words."""
    text = each.expected.en if language() == "en" else each.expected.text
    return text or act_name(ACTS[each.expected.act])


def minutes(taken: timedelta | None) -> str:
    """A length in minutes and seconds, a dash for none."""
    if taken is None:
        return "-"
    seconds = max(int(taken.total_seconds()), 0)
    return f"{seconds // 60}:{seconds % 60:02}"


def local(view: ExerciseView, moment: datetime | None) -> str:
    """A moment in the zone of the scenario's plan."""
    return f"{moment.astimezone(view.scenario.at.tzinfo):%m-%d %H:%M}" if moment else "-"


def evaluation_text(view: ExerciseView) -> str:
    """Score by objective, then every expected act. The first line says that it is an exercise."""
    names = {each.code: named(each) for each in view.scenario.objectives}
    lines = [f"【{_('演练')}】{named(view.scenario)}  {local(view, view.began)} – {local(view, view.ended)}"]
    lines.append(_("总评") + f" {'-' if view.percent is None else f'{view.percent}%'}")
    for score in view.scores:
        percent = "-" if score.percent is None else f"{score.percent}%"
        counted = _("按时 {met}，迟 {late}，未办 {missed}").format(met=score.met, late=score.late, missed=score.missed)
        lines.append(f"  {percent:>4}  {names[score.objective]}  {counted}")
    for each in view.judged:
        lines.append(f"  #{each.inject:<3} {verdict_name(each.verdict)}  {expected_text(each)}  {minutes(each.taken)}")
    return "\n".join(lines)


def comparison(one: ExerciseView, other: ExerciseView) -> str:
    """Two runs side by side: the score by objective, and what each expected act took.

    Raises Refusal ``other_scenario`` when they are not of the same scenario.
    """
    if one.scenario.code != other.scenario.code:
        no = _("两场演练的方案不同：{one}、{other}。").format(one=named(one.scenario), other=named(other.scenario))
        raise Refusal("other_scenario", no, _("选同一方案的两场。"))
    lines = [f"【{_('演练')}】{named(one.scenario)}"]
    lines.append(f"  {one.number:>10}  {other.number:>10}")

    def row(name: str, left: str, right: str) -> None:
        lines.append(f"  {left:>10}  {right:>10}  {name}")

    row(_("总评"), _percent(one.percent), _percent(other.percent))
    for objective, left, right in zip(one.scenario.objectives, one.scores, other.scores, strict=True):
        row(named(objective), _percent(left.percent), _percent(right.percent))
    theirs = {(each.inject, each.expected.act): each for each in other.judged}
    for each in one.judged:
        found = theirs.get((each.inject, each.expected.act))
        row(f"#{each.inject} {expected_text(each)}", _took(each), _took(found) if found else "-")
    return "\n".join(lines)


def _percent(percent: int | None) -> str:
    return "-" if percent is None else f"{percent}%"


def _took(each: Judged) -> str:
    return minutes(each.taken) if each.taken is not None else verdict_name(each.verdict)
