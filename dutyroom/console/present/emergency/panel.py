"""The leader's panel as lines: what stage since when, who commands, what must be done now, how each part stands.

Pure: a view, a moment and a size give the same picture. Every part has its key printed in its title.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from dutyroom.console.present.emergency.decisions import decision_line
from dutyroom.console.present.emergency.event import (
    Scene,
    edition,
    listed,
    over,
    own,
    paper_kind,
    paper_state,
    remaining,
    span,
    stop_name,
)
from dutyroom.console.present.emergency.now import now_lines
from dutyroom.console.present.emergency.panel_titles import (
    CASES,
    ENDING,
    FACTS,
    KEYS,
    LEADING,
    PAPERS,
    RECORD,
    chosen_line,
    panel_title,
)
from dutyroom.console.present.emergency.panel_workstreams import columns, rows
from dutyroom.console.present.emergency.scene_facts import facts, places, told
from dutyroom.console.present.emergency.timeline import actor, said
from dutyroom.console.present.layout import Picture, beside, clip, shares
from dutyroom.console.present.line import Line, Part
from dutyroom.console.present.safe import one_line
from dutyroom.domain.emergency import stage_name
from dutyroom.domain.names import shown_number, term
from dutyroom.lang import gettext as _
from dutyroom.services.emergency.panel.views import ConditionView, PaperView

COLUMNS_FROM = 100
"""Cells from which the workstreams stand side by side."""
TALL_FROM = 32
ROOMY_FROM = 50


def panel(scene: Scene, width: int, height: int, cursor: str) -> Picture:
    """The whole panel, exactly `width` × `height`. `cursor` names the chosen spot."""
    roomy = height >= ROOMY_FROM
    picture = Picture(width)
    picture.add(*head(scene, width))
    known = chosen_line(facts(scene, KEYS[FACTS]), cursor == FACTS, width)
    several = height >= TALL_FROM or len(scene.view.sites) > 1
    picture.add(known, *filter(None, [places(scene) if several else [], told(scene, width)]), spot=FACTS)
    if scene.view.scope and (roomy or height >= TALL_FROM or not scene.view.activated):
        picture.add([("   " + _("性质和影响范围") + " ", "quiet"), (one_line(scene.view.scope), "plain")])
    picture.add(rail(scene))
    picture.below(now_lines(scene, width, 2 if height < TALL_FROM else 8 if roomy else 5, cursor, roomy))
    gap = [((" ", "plain"),)] if height >= TALL_FROM else []
    picture.add(*gap)
    if width >= COLUMNS_FROM and scene.view.workstreams:
        picture.below(columns(scene, width, _column_height(height), cursor, roomy))
    else:
        picture.below(rows(scene, width, cursor))
    picture.add(*gap)
    _lower(picture, scene, width, height - len(picture.lines), cursor, bool(gap))
    del picture.lines[height:]
    picture.spots = [spot for spot in picture.spots if spot.y < height]
    return picture


def _column_height(height: int) -> int:
    return max(5, height * 2 // 5)


def _lower(picture: Picture, scene: Scene, width: int, room: int, cursor: str, gap: bool) -> None:
    """Conditions and papers above, decisions and timeline below; side by side where it is wide."""
    if width >= COLUMNS_FROM:
        left, right = shares(width, 2, 2)
        first = Picture(left)
        first.below(ending(scene, left, cursor))
        first.add(*([((" ", "plain"),)] if gap else []))
        first.below(papers(scene, left, max(room - len(first.lines) - 3, 2), cursor))
        first.add(*([((" ", "plain"),)] if gap else []))
        first.below(cases(scene, left, cursor))
        first.add(*([((" ", "plain"),)] if gap else []))
        first.below(leading(scene, left, max(room - len(first.lines), 1), cursor))
        second = record(scene, right, room, cursor)
        picture.below(beside([first, second], 2))
    else:
        picture.below(ending(scene, width, cursor))
        picture.below(papers(scene, width, 2 if room < 12 else 4, cursor))
        picture.below(beside([cases(scene, width // 3, cursor), leading(scene, width - width // 3 - 1, 1, cursor)], 1))
        used = len(scene.view.conditions) + 1 + 2 + 1
        picture.below(record(scene, width, max(room - used, 2), cursor))


# The head: which event, where it stands, who commands


def head(scene: Scene, width: int) -> list[Line]:
    """Two lines: the event, its stage, its commander; the present time and whether the data is fresh."""
    view = scene.view
    local = scene.now.astimezone(scene.zone)
    lost = scene.outage.words(scene.zone) if scene.outage else ""
    response = _("{level}级响应").format(level=view.response) if view.response else ""
    first: list[Part] = [
        (f" {local:%H:%M:%S}  ", "strong+head"),
        (f"{lost} " if lost else "", "alarm"),
        (shown_number(scene.plan, view.number) + "  ", "strong+accent+head"),
        (f"{response}  " if response else "", "strong+head"),
        (one_line(view.title), "strong+head"),
        (f" · {one_line(view.place)}" if view.place else "", "head"),
    ]
    since = _since(scene)
    lasting = ""
    if since and not over(view):
        lasting = _("{at} 起，已 {span}").format(at=scene.at(since), span=span(scene.now - since))
    second: list[Part] = [
        (f" {stage_name(view.stage)} ", "strong+head"),
        (lasting, "head"),
        ("   " + _("指挥") + " ", "quiet+head"),
        _commander(scene),
        ("   " + _("投诉 {n} 件").format(n=len(view.complaints)), "head"),
        (_linked(scene), "head"),
        ("   " + _("数据正常") if not lost else "", "quiet+head"),
    ]
    return [_headed(first, width), _headed(second, width)]


def _linked(scene: Scene) -> str:
    """The event that this one goes on from, and those that go on from it."""
    view = scene.view
    before = _("前次 {number}").format(number=shown_number(scene.plan, view.follows)) if view.follows else ""
    after = [shown_number(scene.plan, number) for number in view.followed_by]
    later = _("后续 {numbers}").format(numbers=listed(after)) if after else ""
    return "".join(f"   {each}" for each in (before, later) if each)


def _headed(line: Sequence[Part], width: int) -> Line:
    return clip(line, width, "head")


def _since(scene: Scene) -> datetime | None:
    return max((at for _stop, at in scene.view.rail if at is not None), default=None)


def _commander(scene: Scene) -> Part:
    view = scene.view
    if not view.commander:
        return (_("未定"), "head")
    role = scene.role(view.commander_role) if view.commander_role else ""
    who = scene.person(view.commander) + (_("（{role}）").format(role=role) if role else "")
    if view.commander_lost:
        return f"{who} {one_line(view.commander_lost)}", "alarm"
    return who, "strong+head"


def rail(scene: Scene) -> Line:
    """The stops of the event with their times; the present one in brackets."""
    reached = [stop for stop, at in scene.view.rail if at is not None]
    present = reached[-1] if reached and not over(scene.view) else ""
    line: list[Part] = [(" ", "plain")]
    for n, (stop, at) in enumerate(scene.view.rail):
        if n:
            line.append((" > ", "quiet"))
        name = stop_name(stop)
        if at is None:
            line.append((name, "quiet"))
        elif stop == present:
            line.append((f"[{name} {scene.at(at)}]", "strong+accent"))
        else:
            line.append((f"{name} {scene.at(at)}", "plain"))
    return line


# What stands below


def ending(scene: Scene, width: int, cursor: str) -> Picture:
    """Each termination condition, met or not, on what evidence."""
    conditions = scene.view.conditions
    picture = Picture(width)
    met = sum(each.met for each in conditions)
    count = _("{met}/{n} 已满足").format(met=met, n=len(conditions))
    title = panel_title(ENDING, _("终止条件"), cursor == ENDING, width, count)
    picture.add(title, *(condition_line(each) for each in conditions), spot=ENDING)
    return picture


def condition_line(condition: ConditionView) -> Line:
    """One condition: a mark, its name, met or not in a word, the evidence."""
    word, look = (_("已满足"), "accent") if condition.met else (_("未满足"), "soon")
    return [
        (" v " if condition.met else " - ", look),
        (own(condition.name, condition.en) + " ", "plain"),
        (word + "  ", look),
        (own(condition.evidence, condition.evidence_en), "quiet"),
    ]


def papers(scene: Scene, width: int, most: int, cursor: str) -> Picture:
    """Statements and solutions, the latest first, each with its edition and where it stands."""
    picture = Picture(width)
    found = sorted(scene.view.papers, key=lambda paper: paper.at, reverse=True)
    lines: list[Line] = [
        panel_title(PAPERS, _("声明与处理方案"), cursor == PAPERS, width, str(len(found)) if found else _("无"))
    ]
    for paper in found[: max(most - 1, 1)]:
        lines.append(
            [
                (f"   {paper_kind(paper.kind)} {edition(paper.edition)} ", "plain"),
                (_waits(paper, scene) or paper_state(paper.state, paper.kind), "accent" if not paper.closed else "soon"),
                ("  " + one_line(paper.title), "quiet"),
                ("  " + one_line(paper.pays[0]) if paper.sum and paper.pays else "", "plain"),
            ]
        )
    picture.add(*lines, spot=PAPERS)
    return picture


def _waits(paper: PaperView, scene: Scene) -> str:
    """The gate that a paper waits at; "" while it is being revised or when all are passed."""
    if paper.state in ("returned", "refused"):
        return ""
    gate = next((g for g in scene.plan.gates if g.code in paper.closed and not set(g.after) & set(paper.closed)), None)
    return _("待{gate}").format(gate=own(gate.name, gate.en)) if gate else ""


def cases(scene: Scene, width: int, cursor: str) -> Picture:
    """How many complaints the event has, and how many are late."""
    rows_ = scene.view.complaints
    late = sum(row.overdue(scene.now) for row in rows_)
    more = _("{n} 件").format(n=len(rows_)) + (f"   {_('超时')} {late}" if late else "")
    picture = Picture(width)
    picture.add(panel_title(CASES, _("相关投诉"), cursor == CASES, width, more, "alarm" if late else "plain"), spot=CASES)
    return picture


def leading(scene: Scene, width: int, most: int, cursor: str) -> Picture:
    """Questions, instructions and conferences that are open, and when the next situation report is due; at most `most` lines."""
    view = scene.view
    asked = [each for each in view.requests if each.state == "open"]
    told = [each for each in view.followed if each.state != "done"]
    called = [each for each in view.conferences if each.state == "called"]
    counts = ((_("请示待批复"), len(asked)), (_("督办"), len(told)), (_("会商"), len(called)))
    said = "  ".join(f"{name} {n}" for name, n in counts if n) or _("无待批复、督办、会商")
    report = _next_report(scene)
    if most < 2 and report:
        said = "  ".join(f"{name} {n}" for name, n in counts if n)
    words = _("指挥与报告") if most > 1 else _("指挥")
    title = panel_title(LEADING, words, cursor == LEADING, width, said + "  " if said else "")
    picture = Picture(width)
    if most < 2:
        picture.add(clip([*title, *report], width), spot=LEADING)
        return picture
    lines: list[Line] = [title]
    if report:
        lines.append([("   ", "plain"), *report])
    for each in asked:
        lines.append([(f"   Q{each.id} ", "accent"), (one_line(each.question) + "  ", "plain"), remaining(each.due, scene.now)])
    for one in told:
        who = f"{one_line(one.taker_name)} {one_line(one.text)}  "
        lines.append([(f"   I{one.id} ", "accent"), (who, "plain"), remaining(one.due, scene.now)])
    for held in called:
        lines.append([(f"   M{held.id} ", "accent"), (f"{one_line(held.title)}  {scene.at(held.at)}", "plain")])
    picture.add(*lines[:most], spot=LEADING)
    return picture


def _next_report(scene: Scene) -> list[Part]:
    """The situation report that is due first."""
    if not scene.view.rhythm:
        return []
    code, due = min(scene.view.rhythm, key=lambda pair: pair[1])
    name = one_line(term(scene.plan.sitreps, code))
    return [(_("下一期") + f" {name} {scene.at(due)} ", "quiet"), remaining(due, scene.now)]


def record(scene: Scene, width: int, height: int, cursor: str) -> Picture:
    """The last decisions and the last lines of the timeline, newest at the bottom."""
    picture = Picture(width)
    lines: list[tuple[datetime, Line]] = [(each.at, decision_line(each, scene)) for each in scene.view.decisions]
    decided = {(each.at, each.subject) for each in scene.view.decisions}
    for entry in scene.view.timeline:
        if (entry.at, entry.subject) not in decided:
            line: Line = [(f"   {scene.at(entry.at)} ", "quiet"), (f"{actor(entry, scene)} {said(entry, scene)}", "plain")]
            lines.append((entry.at, line))
    lines.sort(key=lambda pair: pair[0])
    room = max(height - 1, 1)
    title = panel_title(RECORD, _("决定与时间线"), cursor == RECORD, width)
    picture.add(title, *(line for _at, line in lines[-room:]), spot=RECORD)
    return picture


