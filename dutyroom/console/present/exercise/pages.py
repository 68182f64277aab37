"""The facilitator's page and the evaluation in lines: injects with their state, objectives as bars, who did what when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo

from dutyroom.console.present.cell_widths import cell_len
from dutyroom.console.present.cells import fit, titled, wrap
from dutyroom.console.present.exercise.injects import method_name, state_name
from dutyroom.console.present.line import Line
from dutyroom.console.present.safe import one_line
from dutyroom.domain.acts import ACTS
from dutyroom.domain.names import act_name, choice_name, listed, named
from dutyroom.domain.scenario.evaluation import Judged, Score
from dutyroom.lang import gettext as _
from dutyroom.services.exercise.views import ExerciseView, InjectView
from dutyroom.services.exercise.words import expected_text, verdict_name

_LOOK = {"met": "accent", "late": "soon", "missed": "alarm", "open": "plain", "not_asked": "quiet"}
_STATE = {"waiting": "plain", "held": "soon", "sent": "accent", "skipped": "quiet"}


def inject_row(each: InjectView, now: datetime, zone: tzinfo, width: int, roles: Mapping[str, str]) -> list[Line]:
    """One inject on the facilitator's page: when and after what, how it stands, what it is, what the players owe for it."""
    when = each.sent_at or each.due
    at = f"{when.astimezone(zone):%H:%M}" if when else _("待触发") if each.state == "waiting" else "--:--"
    head = f"{each.no:>3} {fit(at, 6)} "
    said = f"{fit(method_name(each.method), 8)} {fit(one_line(each.sender), 14)} {fit(roles.get(each.to, each.to), 12)} "
    used = 3 + 1 + 6 + 1 + 7 + 1 + 8 + 1 + 14 + 1 + 12 + 1
    text = "  ".join(filter(None, [_condition(each), one_line(each.text)]))
    first: Line = [
        (f" {head}", "quiet"), (fit(state_name(each.state), 7) + " ", _STATE.get(each.state, "plain")),
        (said, "strong" if each.state == "sent" else "plain"), (fit(text, max(width - used - 2, 8)), "quiet"),
    ]  # fmt: skip
    if not each.expected or each.state != "sent":
        return [first]
    return [first, _owed(each, width)]


def _owed(each: InjectView, width: int) -> Line:
    """What was asked for, what needs somebody first."""
    line: list[tuple[str, str]] = [(" " * 19, "quiet")]
    left = max(width - 20, 10)
    for verdict in ("missed", "late", "open", "met"):
        acts = listed(act_name(ACTS[one.expected.act]) for one in each.expected if one.verdict == verdict)
        if acts and left > 2:
            said = fit(f"{verdict_name(verdict)} {acts}   ", min(cell_len(f"{verdict_name(verdict)} {acts}   "), left))
            line.append((said, _LOOK[verdict] if verdict != "met" else "quiet"))
            left -= cell_len(said)
    return line


def _condition(each: InjectView) -> str:
    """After what and on what condition one that has not been sent comes; nothing for one that time alone brings."""
    if each.trigger is None or each.state == "sent":
        return ""
    after = each.trigger.after
    said = []
    if after.startswith("inject.") and each.due is None:
        said.append(_("第 {n} 号之后").format(n=after.removeprefix("inject.")))
    elif after in ACTS and each.due is None:
        said.append(_("「{act}」之后").format(act=act_name(ACTS[after])))
    said += [_("未「{act}」才发").format(act=act_name(ACTS[act])) for act in each.trigger.unless]
    said += [_("已「{act}」才发").format(act=act_name(ACTS[act])) for act in each.trigger.needs]
    return listed(said)


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
            said = f"{choice_name(one.kind)}  {one_line(one.text)}{owner}  {one.by}"
            lines += [[("   " + part, "plain")] for part in wrap(said, max(width - 4, 20))]
    lines += [[], [(f" {titled(_('时间线'))}", "strong")]]
    for happened, entry in view.timeline:
        at = f"{happened.at.astimezone(zone):%m-%d %H:%M:%S}"
        look = "exercise" if happened.act.startswith(("inject.", "exercise.")) else "plain"
        words = wrap(one_line(entry.line), max(width - 31, 20))
        lines.append([(f"   {at}  ", "quiet"), (fit(one_line(entry.actor_name), 10) + " ", "plain"), (words[0], look)])
        lines += [[(" " * 30 + part, look)] for part in words[1:]]
    return lines


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
