"""What must be decided or done now: who, what, by when, in that order. One bar of all is lit."""

from __future__ import annotations

from dutyroom.console.present.cells import fit
from dutyroom.console.present.emergency.event import Scene, len_of, over, remaining, what
from dutyroom.console.present.layout import Picture
from dutyroom.console.present.line import Line
from dutyroom.lang import gettext as _
from dutyroom.lang import language
from dutyroom.services.emergency.panel.views import NowLine

WIDE_FROM = 100
"""Cells from which a now-line is one line; below, the lit one takes a second for what is to be done."""

_UNTIL = {"zh": 17, "en": 22}
"""Cells for the limit, so that limits line up."""


def now_lines(scene: Scene, width: int, most: int, cursor: str, roomy: bool) -> Picture:
    """The brightest lines of the panel; more than `most` scroll with the cursor."""
    picture = Picture(width)
    lines = scene.lines
    if not lines:
        word = _("事件已结束") if over(scene.view) else _("现在没有待决定、待办理的事项")
        picture.add([(" " + _("现在") + "  ", "strong"), (word, "quiet")])
        return picture
    at = next((n for n in range(len(lines)) if cursor == f"now:{n}"), 0)
    first = max(0, min(at - most + 1, len(lines) - most)) if len(lines) > most else 0
    for n in range(first, min(first + most, len(lines))):
        # One bar is lit: where the cursor is, else the first. A wall of bars would light nothing.
        high = _lit(scene, n, width, cursor == f"now:{n}", roomy) if n == at else [_row(scene, n, width)]
        picture.add(*high, spot=f"now:{n}")
    return picture


def _lit(scene: Scene, n: int, width: int, chosen: bool, roomy: bool) -> list[Line]:
    line = scene.lines[n]
    _left, due_look = remaining(line.due, scene.now)
    look = "alarm" if line.alarm or due_look == "alarm" else "now"
    start = f"{'>' if chosen else ' '}{_('现在')}{_place(scene, n)}  "
    end = "  " + (_("Enter 去办") if chosen else " " * len_of(_("Enter 去办"))) + " "
    until = _until(scene, line, width)
    room = max(width - len_of(start) - len_of(until) - len_of(end), 10)
    if width < WIDE_FROM:
        indent = " " * len_of(start)
        whole = indent + what(line, scene)
        return [
            [(start + fit(_who(scene, line, room - 2), room - 2) + "  " + until + end, look)],
            [(fit(whole, width), look)],
        ]
    wide = _share(_who(scene, line, width), room)
    text = start + fit(_who(scene, line, wide), wide) + "  " + fit(what(line, scene), room - wide - 4) + "  " + until + end
    made: list[Line] = [[(text, look)]]
    blank: Line = [(" " * width, look)]
    return [blank, *made, blank] if roomy else made


def _row(scene: Scene, n: int, width: int) -> Line:
    line = scene.lines[n]
    start = " " + " " * len_of(_("现在")) + _place(scene, n) + "  "
    # The limit stands under the lit line's where there is room for a column of them.
    end = " " * (len_of(_("Enter 去办")) + 3 if width >= WIDE_FROM else 1)
    until = _until(scene, line, width)
    room = max(width - len_of(start) - len_of(until) - len_of(end), 10)
    wide = _share(_who(scene, line, width), room)
    return [
        (start, "plain"),
        (fit(_who(scene, line, wide), wide) + "  ", "strong"),
        (fit(what(line, scene), room - wide - 4) + "  ", "alarm" if line.alarm else "plain"),
        (until, remaining(line.due, scene.now)[1]),
        (end, "plain"),
    ]


def _place(scene: Scene, n: int) -> str:
    count = len(scene.lines)
    return fit(f" {n + 1}/{count}", 6) if count > 1 else ""


def _share(who: str, room: int) -> int:
    return min(max(len_of(who), 16), max(room // 2, room - 24))


def _who(scene: Scene, line: NowLine, width: int) -> str:
    role, person = scene.role(line.role) if line.role else "", scene.person(line.person) or _("空缺")
    if scene.is_mine(line):
        person += _("（您）")
    elif scene.may_do(line):
        person += _("（您可办）")
    both = f"{role} {person}".strip()
    # The name is what one calls out: where there is no room for both, the role is cut.
    return both if len_of(both) <= width else f"{person} {role}"


def _until(scene: Scene, line: NowLine, width: int) -> str:
    text = ""
    if line.due is not None:
        text = _("限 {at} {left}").format(at=scene.at(line.due), left=remaining(line.due, scene.now)[0])
    lined_up = width >= WIDE_FROM and any(each.due for each in scene.lines)
    return fit(text, max(_UNTIL[language()], len_of(text))) if lined_up else text
