"""The leader's panel as lines: what stage since when, who commands, what must be done now, how each part stands.

Pure: a view, a moment and a size give the same picture. Every part has its key printed in its title.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from dutyroom.console.present.cells import fit, titled, wrap
from dutyroom.console.present.emergency.event import (
    Scene,
    edition,
    len_of,
    listed,
    mark_of,
    outcome,
    over,
    own,
    paper_kind,
    paper_state,
    remaining,
    span,
    stop_name,
    workstream_state,
)
from dutyroom.console.present.emergency.now import now_lines
from dutyroom.console.present.emergency.scene_facts import facts, places, told
from dutyroom.console.present.emergency.timeline import actor, said
from dutyroom.console.present.layout import Picture, beside, clip, shares
from dutyroom.console.present.layout import over as laid_over
from dutyroom.console.present.line import Line, Part
from dutyroom.console.present.safe import lines as safe_lines
from dutyroom.console.present.safe import one_line
from dutyroom.domain.emergency import stage_name
from dutyroom.domain.names import decision_name, shown_number, term
from dutyroom.lang import gettext as _
from dutyroom.services.emergency.panel.views import (
    ConditionView,
    DecisionView,
    PaperView,
    TaskView,
    WorkstreamView,
)
from dutyroom.services.emergency.panel.work_views import RhythmView

COLUMNS_FROM = 100
"""Cells from which the workstreams stand side by side."""
TALL_FROM = 32
ROOMY_FROM = 50
PAPERS, ENDING, RECORD, CASES, FACTS, LEADING = "papers", "ending", "record", "cases", "facts", "leading"
KEYS: dict[str, str] = {FACTS: "F", PAPERS: "7", ENDING: "8", RECORD: "9", CASES: "0", LEADING: "C"}
"""The key of each part; the workstreams have 1 to 6."""


def panel(scene: Scene, width: int, height: int, cursor: str) -> Picture:
    """The whole panel, exactly `width` × `height`. `cursor` names the chosen spot."""
    roomy = height >= ROOMY_FROM
    picture = Picture(width)
    picture.add(*head(scene, width))
    known = _chosen(facts(scene, KEYS[FACTS]), cursor == FACTS, width)
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
    lost = ""
    if scene.lost_since is not None:
        lost = _("数据中断 {at} 起").format(at=f"{scene.lost_since.astimezone(scene.zone):%H:%M:%S}")
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
    return (scene.person(view.commander) + (_("（{role}）").format(role=role) if role else ""), "strong+head")


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


# Workstreams


def columns(scene: Scene, width: int, height: int, cursor: str, roomy: bool) -> Picture:
    """The workstreams side by side, each with its tasks, as high as `height` or less if no one has more to show."""
    streams = scene.view.workstreams
    tiles = [
        _tile(scene, stream, n, size, height, cursor == f"work:{stream.code}", roomy)
        for n, (stream, size) in enumerate(zip(streams, shares(width, len(streams)), strict=True))
    ]
    high = max(len(tile.lines) for tile in tiles)
    for stream, tile in zip(streams, tiles, strict=True):
        tile.lines += [[(" " * tile.width, "tile")] for _n in range(high - len(tile.lines))]
        tile.spots = []
        picture = Picture(tile.width)
        picture.add(*tile.lines, spot=f"work:{stream.code}")
        tile.spots = picture.spots
    return beside(tiles)


def _tile(scene: Scene, stream: WorkstreamView, n: int, width: int, height: int, chosen: bool, roomy: bool) -> Picture:
    tile = Picture(width)
    title: Line = [(f"{'>' if chosen else ' '}{_key(n)}{own(stream.name, stream.en)}", "strong+title")]
    tile.lines.append(clip(title, width, "title") if not chosen else laid_over(clip(title, width, "title"), "cursor"))
    tile.lines.append(_tiled([(" ", "plain"), *_standing(scene, stream, width - 2)], width))
    if stream.leader:
        tile.lines.append(_tiled([(f" {scene.person(stream.leader)}", "quiet")], width))
    if stream.state == "standby":
        return tile
    if roomy:
        tile.lines.append(_tiled([(" ", "plain")], width))
    for each in stream.rhythms:
        if each.due is not None:
            tile.lines.append(_tiled(_round(each, scene, width), width))
    open_tasks = [task for task in stream.tasks if task.state != "done"]
    done = [task for task in stream.tasks if task.state == "done"]
    for task in [*open_tasks, *done]:
        tile.lines.append(_tiled(task_line(task, scene, width), width))
        if roomy and task.state != "done":
            tile.lines.append(_tiled(_task_more(task, scene), width))
    if len(tile.lines) > height:
        left = len(stream.tasks) - (height - 4 if not roomy else (height - 5) // 2)
        del tile.lines[height - 1 :]
        tile.lines.append(_tiled([(" " + _("另有 {n} 项").format(n=max(left, 1)), "quiet")], width))
    return tile


def _tiled(line: Sequence[Part], width: int) -> Line:
    return [(text, look if look == "alarm" else f"{look}+tile") for text, look in clip(line, width)]


def _key(n: int) -> str:
    return f"{n + 1} " if n < 6 else "  "


def _standing(scene: Scene, stream: WorkstreamView, width: int = 99) -> list[Part]:
    """Progress, how many are late, and the worst clock where there is room: a word and a shape with the colour."""
    if stream.state != "active":
        return [(workstream_state(stream.state), "quiet")]
    open_ = [each.due for each in stream.tasks if each.state != "done"] + [each.due for each in stream.rhythms]
    late = sum(due is not None and scene.now > due for due in open_)
    parts: list[Part] = [(f"{stream.done}/{stream.total} ", "strong")]
    if late:
        parts += [(f"! {_('超时')} {late}", "alarm"), (" ", "plain")]
    worst = remaining(stream.due, scene.now)
    used = sum(len_of(text) for text, _look in parts)
    return [*parts, worst] if not late or used + len_of(worst[0]) <= width else parts


def _round(each: RhythmView, scene: Scene, width: int) -> Line:
    """Something that comes round, with when it is due next."""
    left, look = remaining(each.due, scene.now, brief=True)
    mark = mark_of(each.due, scene.now)
    room = max(width - 4 - len_of(left), 4)
    name = fit(own(each.name, each.en), room - 1) + " "
    shape: Part = (" o ", "quiet") if mark == " " else (f" {mark} ", look)
    return [shape, (name, "plain"), (left, look), (" ", "plain")]


def task_line(task: TaskView, scene: Scene, width: int) -> Line:
    """One task on one line: its mark, title, and what is left; blocked ones are quiet."""
    title = own(task.title, task.en)
    if task.state == "done":
        return [(" v ", "quiet"), (title, "quiet")]
    if task.blocked:
        return [(" = ", "quiet"), (title, "quiet")]
    mark = mark_of(task.due, scene.now)
    left, look = remaining(task.due, scene.now, brief=True)
    state = look if mark != " " else "plain"
    if not left:
        return [(f" {mark} ", "plain"), (title, "plain")]
    room = width - 4 - len_of(left)
    return [(f" {mark} ", state), (fit(title, room - 1) + " ", "plain"), (left, look), (" ", "plain")]


def _task_more(task: TaskView, scene: Scene) -> Line:
    if task.blocked:
        return [("   " + _("须先完成：{titles}").format(titles=listed(task.blocked)), "quiet")]
    owner = scene.person(task.owner) if task.owner else _("未指定负责人")
    due = _("限 {at}").format(at=scene.at(task.due)) if task.due else ""
    return [(f"   {owner} {due}", "quiet")]


def rows(scene: Scene, width: int, cursor: str) -> Picture:
    """The workstreams one below the other, each with what is next."""
    picture = Picture(width)
    streams = scene.view.workstreams
    wide = min(max((len_of(own(each.name, each.en)) for each in streams), default=8), width // 3)
    for n, stream in enumerate(streams):
        chosen = cursor == f"work:{stream.code}"
        line: list[Part] = [(f"{'>' if chosen else ' '}{_key(n)}{fit(own(stream.name, stream.en), wide)} ", "strong")]
        standing = _standing(scene, stream)
        line += standing
        used = sum(len_of(text) for text, _look in line)
        line.append((" " * max(wide + 24 - used, 2), "plain"))
        task = next((each for each in stream.tasks if each.state != "done" and not each.blocked), None)
        if task is not None and stream.state == "active":
            owner = _("（{role}）").format(role=scene.person(task.owner)) if task.owner else ""
            line.append((own(task.title, task.en) + owner, "plain"))
        picture.add(_chosen(line, chosen, width), spot=f"work:{stream.code}")
    return picture


def _chosen(line: Line, chosen: bool, width: int) -> Line:
    return laid_over(clip(line, width), "cursor") if chosen else line


def _title(key: str, text: str, chosen: bool, width: int, more: str = "", look: str = "quiet") -> Line:
    line: Line = [(f"{'>' if chosen else ' '}{KEYS[key]} {titled(text)} ", "strong"), (more, look)]
    return _chosen(line, chosen, width)


# What stands below


def ending(scene: Scene, width: int, cursor: str) -> Picture:
    """Each termination condition, met or not, on what evidence."""
    conditions = scene.view.conditions
    picture = Picture(width)
    met = sum(each.met for each in conditions)
    count = _("{met}/{n} 已满足").format(met=met, n=len(conditions))
    picture.add(
        _title(ENDING, _("终止条件"), cursor == ENDING, width, count), *(condition_line(each) for each in conditions), spot=ENDING
    )
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
        _title(PAPERS, _("声明与处理方案"), cursor == PAPERS, width, str(len(found)) if found else _("无"))
    ]
    for paper in found[: max(most - 1, 1)]:
        lines.append(
            [
                (f"   {paper_kind(paper.kind)} {edition(paper.edition)} ", "plain"),
                (_waits(paper, scene) or paper_state(paper.state, paper.kind), "accent" if not paper.closed else "soon"),
                ("  " + one_line(paper.title), "quiet"),
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
    picture.add(_title(CASES, _("相关投诉"), cursor == CASES, width, more, "alarm" if late else "plain"), spot=CASES)
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
    title = _title(LEADING, _("指挥与报告") if most > 1 else _("指挥"), cursor == LEADING, width, said + "  " if said else "")
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
    title = _title(RECORD, _("决定与时间线"), cursor == RECORD, width)
    picture.add(title, *(line for _at, line in lines[-room:]), spot=RECORD)
    return picture


def decision_line(decision: DecisionView, scene: Scene) -> Line:
    """One decision: when, who in which role, what, how; by telephone and not yet signed is said."""
    name = one_line(decision_name(scene.plan, decision))
    parts: list[Part] = [
        (f" * {scene.at(decision.at)} ", "accent"),
        (f"{scene.role(decision.role)} {one_line(decision.by_name)} ", "strong"),
        (f"{name} ", "plain"),
        (outcome(decision.outcome) + " ", "soon" if decision.outcome in ("refuse", "return") else "accent"),
    ]
    if decision.choice and decision.choice not in name:
        parts.append((one_line(decision.choice) + " ", "plain"))
    if decision.edition:
        parts.append((f"{edition(decision.edition)} ", "quiet"))
    if decision.telephone:
        signed = decision.signed_at is not None
        parts.append((_("电话授权，已补签") if signed else _("电话授权，待补签"), "quiet" if signed else "soon"))
        parts.append((" ", "plain"))
    if decision.reason:
        parts.append((one_line(decision.reason), "quiet"))
    return parts


def decision_lines(decision: DecisionView, scene: Scene, width: int) -> list[Line]:
    """One decision whole: the question, its options, what was decided, why, and on which facts."""
    lines: list[Line] = [clip(decision_line(decision, scene), width)]
    for name, text in (
        (_("要决定的事项"), decision.question), (_("可选方案"), decision.options), (_("决定内容"), decision.choice),
        (_("理由"), decision.reason), (_("依据的情况"), decision.facts),
    ):  # fmt: skip
        if text:
            lines.append([(f"   {name}", "quiet")])
            lines += [[("     " + part, "plain")] for part in wrap(safe_lines(text), max(width - 6, 10))]
    return lines
