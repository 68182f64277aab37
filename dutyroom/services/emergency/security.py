"""安全保卫: scenes with the people there, and what happened; a scene is cleared when nothing there is open."""

from __future__ import annotations

import json

from sqlmodel import select

from dutyroom.domain.errors import Refusal
from dutyroom.domain.names import listed
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.emergency import reports as informing
from dutyroom.services.emergency import sites
from dutyroom.services.emergency.event import event_of
from dutyroom.services.emergency.records import add, move, moved, records_of
from dutyroom.store.rows.emergencies import Emergency
from dutyroom.store.rows.places import WorkRecord


def tell(work: Work, event: Emergency, figures: dict[str, int], site: str = "") -> list[str]:
    """Puts figures of a scene, or of the whole event, among its facts; the names of the thresholds that are crossed."""
    sites.keep(work, event, [(name, str(value)) for name, value in figures.items()], site)
    return [name for fact in figures for name in informing.weigh(work, event, fact, sites.total(event, fact))]


def count(work: Work) -> None:
    """清点现场: the people there now. All open scenes together are the event's figure, which may cross a threshold."""
    move(work)
    record: WorkRecord = work.row
    event = event_of(work, record.emergency)
    figures = {name: work.values[name] for name in ("people", "injured") if work.values.get(name) is not None}
    crossed = tell(work, event, figures, sites.site_of(event, record))
    work.message = _("现场共 {n} 人。").format(n=sites.total(event, "people"))
    if crossed:
        work.message = _("已记录；达到阈值：{names}，须按时报告。").format(names=listed(crossed))


def clear(work: Work) -> None:
    """解除现场. Raises Refusal ``not_ready`` while something that happened there is not dealt with; posts may stay."""
    record = moved(work)
    place = json.loads(record.facts).get("place", "")
    rows = work.session.exec(
        select(WorkRecord).where(
            WorkRecord.emergency == record.emergency, WorkRecord.kind == "incident", WorkRecord.state != "over"
        )
    ).all()
    left = [each.number for each in rows if json.loads(each.facts).get("place", "") == place]
    if left:
        raise Refusal(
            "not_ready", _("{place}还有没有处置完毕的事件：{numbers}。").format(place=place, numbers=listed(left)),
            _("处置完毕后再解除。"),
        )  # fmt: skip
    move(work)
    sites.left(work, event_of(work, record.emergency), record)
    work.message = _("{place}已解除。").format(place=place)


def incident(work: Work) -> None:
    """记录现场事件; somebody injured may cross a threshold."""
    event: Emergency = work.row
    add(work)
    injured = work.values.get("injured")
    crossed = []
    if injured:
        work.session.flush()
        place = work.masked("place")
        there = [each for each in records_of(work.session, event.number) if sites.place_of(each) == place]
        site = next((sites.site_of(event, each) for each in there if each.kind == "scene"), "")
        hurt = sum(int(json.loads(each.facts).get("injured") or 0) for each in there if each.kind == "incident")
        # Somebody counted there may know of more.
        known = [int(each.value) for each in sites.latest(event) if (each.site, each.name) == (site, "injured")]
        crossed = tell(work, event, {"injured": max([hurt, *known])}, site)
    if crossed:
        work.message = _("已记录；达到阈值：{names}，须按时报告。").format(names=listed(crossed))
