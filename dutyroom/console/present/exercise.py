"""The facilitator's page and the evaluation in lines: injects with their state, objectives as bars, who did what when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo

from dutyroom.console.present.cells import fit, titled, wrap
from dutyroom.console.present.injects import method_name, state_name
from dutyroom.console.present.safe import one_line
from dutyroom.console.widgets.parts import Line
from dutyroom.domain.acts import ACTS
from dutyroom.domain.evaluation import Judged, Score
from dutyroom.lang import gettext as _
from dutyroom.services.exercise_views import ExerciseView, InjectView
from dutyroom.services.exercise_words import expected_text, verdict_name
from dutyroom.services.names import act_name, named

_LOOK = {"met": "accent", "late": "soon", "missed": "alarm", "open": "plain", "not_asked": "quiet"}
_STATE = {"waiting": "plain", "held": "soon", "sent": "accent", "skipped": "quiet"}


def inject_row(each: InjectView, now: datetime, zone: tzinfo, width: int, roles: Mapping[str, str]) -> list[Line]:
    """One inject on the facilitator's page: when, how it stands, what it is, what the players still owe for it."""
    when = each.sent_at or each.due
    at = f"{when.astimezone(zone):%H:%M}" if when else "--:--"
    if each.state == "waiting" and each.waits_for:
        at = _("待触发")
    head = f"{each.no:>3} {fit(at, 6)} "
    said = f"{fit(method_name(each.method), 8)} {fit(one_line(each.sender), 14)} {fit(roles.get(each.to, each.to), 12)} "
    used = 3 + 1 + 6 + 1 + 6 + 1 + 8 + 1 + 14 + 1 + 12 + 1
    owed = " ".join(f"{act_name(ACTS[one.expected.act])}{verdict_name(one.verdict)}" for one in each.expected)
    look = "alarm" if any(one.verdict in ("missed",) for one in each.expected) else "plain"
    text = one_line(each.text)
    first: Line = [
        (f" {head}", "quiet"), (fit(state_name(each.state), 6) + " ", _STATE.get(each.state, "plain")),
        (said, "strong" if each.state == "sent" else "plain"), (fit(text, max(width - used - 2, 8)), "quiet"),
    ]  # fmt: skip
    if not owed or each.state != "sent":
        return [first]
    return [first, [(" " * 18 + fit(owed, max(width - 20, 10)), look if look == "alarm" else "quiet")]]


def bar(percent: int | None, cells: int) -> str:
    """A score as a bar of that many cells, drawn with characters that no terminal draws double."""
    filled = 0 if percent is None else round(percent * cells / 100)
    return "#" * filled + "." * (cells - filled)


def evaluation_lines(view: ExerciseView, zone: tzinfo, width: int) -> list[Line]:
    """The whole evaluation: score by objective, every expected act, observations, the timeline."""
    names = {each.code: named(each) for each in view.scenario.objectives}
    total = "-" if view.percent is None else f"{view.percent}%"
    lines: list[Line] = [[(f" {titled(_('总评'))} ", "strong"), (total, "accent")], []]
    wide = max((len(name) * 2 for name in names.values()), default=10)
    lines += [_score(each, names, min(wide, 36), width) for each in view.scores]
    lines += [[], [(f" {titled(_('应办事项'))}", "strong")]]
    lines += [_judged(each, zone, width) for each in view.judged]
    if view.observations:
        lines += [[], [(f" {titled(_('观察记录'))}", "strong")]]
        for one in view.observations:
            owner = _("（{owner}，{due}）").format(owner=one.owner, due=one.due) if one.owner else ""
            said = f"{observation_name(one.kind)}  {one_line(one.text)}{owner}  {one.by}"
            lines += [[("   " + part, "plain")] for part in wrap(said, max(width - 4, 20))]
    lines += [[], [(f" {titled(_('时间线'))}", "strong")]]
    for happened, what, who in view.timeline:
        at = f"{happened.at.astimezone(zone):%m-%d %H:%M:%S}"
        look = "exercise" if happened.act.startswith(("inject.", "exercise.")) else "plain"
        lines.append([(f"   {at}  ", "quiet"), (fit(who, 10) + " ", "plain"), (f"{what} {happened.subject}", look)])
    return lines


def observation_name(code: str) -> str:
    """What kind of observation it is."""
    return {"strength": _("优点"), "gap": _("不足"), "improvement": _("改进"), "note": _("随记")}.get(code, code)


def _score(score: Score, names: Mapping[str, str], wide: int, width: int) -> Line:
    percent = "  -" if score.percent is None else f"{score.percent:>3}%"
    counted = _("按时 {met}，迟 {late}，未办 {missed}").format(met=score.met, late=score.late, missed=score.missed)
    cells = max(min(width - wide - 34, 40), 10)
    look = "accent" if (score.percent or 0) >= 80 else "soon" if (score.percent or 0) >= 50 else "late"
    return [
        ("   " + fit(names.get(score.objective, score.objective), wide) + " ", "plain"),
        (bar(score.percent, cells), look if score.percent is not None else "quiet"),
        (f" {percent}  ", "strong"), (counted, "quiet"),
    ]  # fmt: skip


def _judged(each: Judged, zone: tzinfo, width: int) -> Line:
    due = f"{each.due.astimezone(zone):%H:%M}" if each.due else "--:--"
    taken = length(each.taken) if each.taken is not None else ""
    what = one_line(expected_text(each))
    limit = _("限 {n} 分").format(n=each.expected.within)
    return [
        (f"   {fit(verdict_name(each.verdict), 6)} ", _LOOK[each.verdict]), (f"#{each.inject:<3}", "quiet"),
        (fit(what, max(width - 53, 16)) + " ", "plain"), (f"{due}  {fit(limit, 10)} {taken}", "quiet"),
    ]  # fmt: skip


def length(taken: timedelta) -> str:
    """How long something took, in minutes and seconds."""
    seconds = max(int(taken.total_seconds()), 0)
    return _("用时 {m} 分 {s} 秒").format(m=seconds // 60, s=seconds % 60)
