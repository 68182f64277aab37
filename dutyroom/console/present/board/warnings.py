"""Warnings in sight: the gravest first, as many as have one reason in one line, and 紧急 in a line of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from dutyroom.console.present.cell_widths import cell_len
from dutyroom.console.present.cells import fit
from dutyroom.console.present.line import Line
from dutyroom.console.present.safe import one_line
from dutyroom.domain.names import joined, listed, side_by_side
from dutyroom.lang import gettext as _
from dutyroom.services.board.warnings import WarningView

_NAMED = 3


@dataclass(frozen=True, slots=True)
class Group:
    """Warnings with one reason: what is owed and what became of it, all 紧急 or none."""

    views: tuple[WarningView, ...]

    @property
    def key(self) -> str:
        """It in a list."""
        return self.views[0].number

    @property
    def urgent(self) -> bool:
        """Whether it stands out."""
        return self.views[0].rank == 1

    @property
    def said(self) -> str:
        """It in a few words: one by its number, several by how many they are."""
        first = self.views[0]
        if len(self.views) == 1:
            return " ".join(filter(None, [one_line(first.about), first.word]))
        return " ".join(filter(None, [_("{n} 项").format(n=len(self.views)), one_line(first.what), first.word]))

    @property
    def asks(self) -> str:
        """Whom they ask; that nobody can be had for one of them comes before all names."""
        nobody = next((view.asks for view in self.views if not view.told), "")
        names = list(dict.fromkeys(name for view in self.views for name in view.told))
        return one_line(nobody or listed(names[:_NAMED]))


def grouped(views: Iterable[WarningView]) -> list[Group]:
    """In groups, the gravest first, past due before near, in each the one that is due first at the head."""
    found: dict[tuple[bool, str, str], list[WarningView]] = {}
    for view in views:
        found.setdefault((view.rank == 1, view.kind, view.what), []).append(view)
    order = {"empty": 0, "breach": 1, "warn": 2}
    made = [Group(tuple(sorted(each, key=lambda view: view.due))) for each in found.values()]
    return sorted(made, key=lambda group: (not group.urgent, order[group.views[0].kind], group.views[0].due))


def lines(views: Sequence[WarningView], width: int, key: str = "") -> list[Line]:
    """At most two lines: what is 紧急, then all else; none where there is nothing. ``key`` opens the list."""
    groups = grouped(views)
    made = []
    for urgent, head, look in ((True, _("紧急告警"), "alarm"), (False, _("告警"), "soon")):
        mine = [group for group in groups if group.urgent == urgent]
        if mine:
            count = sum(len(group.views) for group in mine)
            made.append(_line(f" {head} {count} ", mine, look, width, key))
    return made


def _line(head: str, groups: Sequence[Group], look: str, width: int, key: str) -> Line:
    end = f"  {key} " if key else " "
    room = max(width - cell_len(head) - cell_len(end), 10)
    lit = "alarm" if look == "alarm" else "plain"
    said = joined(" ".join([group.said, _("请{who}").format(who=group.asks)]) for group in groups)
    return [(head, look), (fit(" " + said, room), lit), (end, "alarm" if look == "alarm" else "quiet")]


def row(group: Group, now: datetime, zone: tzinfo, width: int) -> tuple[Line, ...]:
    """One entry of the list: what, since when or until when, whom it asks; then which they are."""
    first = group.views[0]
    look = "alarm" if group.urgent or first.kind != "warn" else "soon"
    due = f"{first.due.astimezone(zone):%m-%d %H:%M}"
    whose = "  " + group.asks
    room = max(width - 16 - cell_len(whose), 10)
    head: Line = [(f" {due} ", "strong"), (fit(group.said, room), look), (whose, "quiet" if first.told else "alarm")]
    if len(group.views) > 1:
        said = side_by_side(one_line(view.subject) for view in group.views)
    else:
        said = joined(filter(None, [_("{at} 告知").format(at=f"{first.at.astimezone(zone):%m-%d %H:%M}"), *marks(first)]))
    return (head, [("     " + fit(said, max(width - 6, 8)), "quiet")])


def marks(view: WarningView) -> list[str]:
    """How often it was raised, whether late, and what became of its messages."""
    found = [_("迟报")] if view.late else []
    if view.step > 1:
        found.append(_("第 {n} 次").format(n=view.step))
    return [*found, *(f"{one_line(who)} {sent_word(state)}" for who, state, _at in view.sent)]


def sent_word(state: str) -> str:
    """What became of a message."""
    words = {"waiting": _("消息待发"), "sent": _("消息已发"), "failed": _("消息未发出"), "answered": _("消息已回复")}
    return words.get(state, state)


def told(views: Sequence[WarningView], zone: tzinfo, width: int) -> list[Line]:
    """已通知, on the page of what they are about: when, what, whom; who answered. The newest first."""
    found: list[Line] = []
    for view in reversed(views):
        at = f"{view.at.astimezone(zone):%m-%d %H:%M}"
        what = " ".join(filter(None, [one_line(view.what), view.word]))
        parts = [view.asks, *marks(view)]
        if view.state == "answered":
            parts.append(_("{name}已知悉").format(name=one_line(view.by_name)))
        if view.state == "shelved" and view.until is not None:
            until = f"{view.until.astimezone(zone):%m-%d %H:%M}"
            parts.append(_("{name}暂缓到 {at}").format(name=one_line(view.by_name), at=until))
        room = max(width - 15, 8)
        found.append([(f"  {at} ", "quiet"), (fit(joined([what, *parts]), room), "plain" if view.told else "alarm")])
    return found
