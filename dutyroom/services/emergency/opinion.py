"""舆情: what publicity sees, where, how far it reaches, in which tone; the same item seen again counts once."""

from __future__ import annotations

from dutyroom.domain.errors import Fault, Refusal
from dutyroom.domain.names import listed
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.emergency import reports as informing
from dutyroom.services.emergency import rhythms
from dutyroom.services.emergency.event import in_place
from dutyroom.store.rows.emergencies import Emergency, Sighting


def sighting(work: Work) -> None:
    """记录舆情. ``item`` names an earlier sighting of the same item: its reach is now that of this one."""
    event: Emergency = work.row
    in_place(work, event)
    reach = int(work.values.get("reach") or 0)
    work.add(
        Sighting(
            id=work.next("sighting"),
            emergency=event.number,
            at=work.happened(),
            place=work.masked("place"),
            reach=reach,
            tone=str(work.values.get("tone") or ""),
            text=work.masked("text"),
            by=work.actor,
            link=work.masked("link"),
            seen_by=str(work.values.get("seen_by") or work.actor),
            item=_item(work, event),
        )
    )
    rhythms.touch(work, event)
    crossed = informing.weigh(work, event, "reach", reach)
    work.message = _("舆情已记录。")
    if crossed:
        work.message = _("已记录；达到阈值：{names}，须按时报告。").format(names=listed(crossed))


def _item(work: Work, event: Emergency) -> int:
    number = int(work.values.get("item") or 0)
    before = work.session.get(Sighting, number) if number else None
    if number and (before is None or before.emergency != event.number):
        said = _("这个事件没有第 {n} 条舆情。").format(n=number)
        raise Refusal("bad_input", said, _("请核对编号。"), (Fault("item", said),))
    return (before.item or before.id) if before else 0
