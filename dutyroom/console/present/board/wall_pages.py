"""The wall while nothing runs: who is here and who comes, today's figures, duties. One under the other, or page by page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from dutyroom.console.present.cells import titled
from dutyroom.console.present.duties import left
from dutyroom.console.present.figures import lines as figure_lines
from dutyroom.console.present.line import Line
from dutyroom.console.present.safe import one_line
from dutyroom.console.present.shift.roster import short
from dutyroom.lang import gettext as _

if TYPE_CHECKING:
    from dutyroom.services.front.wall import WallView
    from dutyroom.services.organisation.views import RoleHolder

_GAP: Line = [(" ", "plain")]


def pages(
    view: WallView, holders: Sequence[RoleHolder], roles: Mapping[str, str], now: datetime, zone: tzinfo, width: int, height: int
) -> list[list[Line]]:
    """Each page at most `height` lines, its title above."""
    made = [
        [_title(_("值守")), *_shifts(view, zone), *_roster(holders, roles, width)],
        [_title(_("今日")), *figure_lines(view.figures, zone, width)],
        [_title(_("定期事项")), *_duties(view, now, zone)],
    ]
    return [page[: max(height, 1)] for page in made]


def stacked(found: Sequence[Sequence[Line]], height: int) -> list[Line]:
    """All pages one under the other, a blank line between; each gets an equal share of what there is, and what others leave."""
    made: list[Line] = []
    for n, page in enumerate(found):
        rest = sum(len(each) + 1 for each in found[n + 1 :])
        fair = max((height - len(made)) // (len(found) - n), height - len(made) - rest, 1)
        made += [*page[: fair - 1], _GAP]
    return made[:height]


def _title(words: str) -> Line:
    return [(titled(words), "strong")]


def _shifts(view: WallView, zone: tzinfo) -> list[Line]:
    made: list[Line] = [[(_("当班") + "  ", "quiet"), (_names(view.on) or _("无人"), "plain" if view.on else "late")]]
    if view.comes is None:
        return [*made, [(_("下一班") + "  ", "quiet"), (_("未排班"), "soon")]]
    at = f"{view.comes.astimezone(zone):%m-%d %H:%M}  "
    return [*made, [(_("下一班") + "  ", "quiet"), (at, "strong"), (_names(view.coming), "plain")]]


def _names(people: Sequence[tuple[str, bool]]) -> str:
    lead = _("（值班长）")
    return "  ".join(one_line(name) + (lead if leads else "") for name, leads in people)


def _roster(holders: Sequence[RoleHolder], roles: Mapping[str, str], width: int) -> list[Line]:
    return [list(short(each, roles.get(each.role, each.role), min(width, 60))) for each in holders]


def _duties(view: WallView, now: datetime, zone: tzinfo) -> list[Line]:
    made: list[Line] = []
    for each in view.duties:
        until, look = left(each.due, now, zone)
        whose = one_line(each.whose) or _("未落实责任人")
        made.append(
            [
                (f"{each.due.astimezone(zone):%m-%d}  ", "strong"), (until + "  ", look),
                (one_line(each.title) + "  ", "plain"), (whose, "quiet" if each.whose else "soon"),
            ]
        )  # fmt: skip
    return made or [[(_("没有定期事项"), "quiet")]]
