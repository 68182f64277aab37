"""The workstreams on the leader's panel: side by side where it is wide, else one below the other."""

from __future__ import annotations

from collections.abc import Sequence

from dutyroom.console.present.cells import fit
from dutyroom.console.present.emergency.event import (
    Scene,
    len_of,
    listed,
    mark_of,
    own,
    remaining,
    workstream_state,
)
from dutyroom.console.present.emergency.panel_titles import chosen_line
from dutyroom.console.present.layout import Picture, beside, clip, shares
from dutyroom.console.present.layout import over as laid_over
from dutyroom.console.present.line import Line, Part
from dutyroom.lang import gettext as _
from dutyroom.services.emergency.panel.views import TaskView, WorkstreamView
from dutyroom.services.emergency.panel.work_views import RhythmView


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
        picture.add(chosen_line(line, chosen, width), spot=f"work:{stream.code}")
    return picture
