"""安全保卫: scenes with the people there, and what happened; a scene is cleared when nothing there is open."""

from __future__ import annotations

import json
from datetime import UTC

from sqlmodel import select

from dutyroom.domain.errors import Refusal
from dutyroom.lang import gettext as _
from dutyroom.services import informing
from dutyroom.services.event import event_of, facts_of, keep_facts
from dutyroom.services.names import listed
from dutyroom.services.records import add, move, moved, records_of
from dutyroom.services.work import Work
from dutyroom.store.rows.emergencies import Emergency
from dutyroom.store.rows.places import WorkRecord


def tell(work: Work, event: Emergency, figures: dict[str, int]) -> list[str]:
    """Puts figures among the facts of the event, with when they were so; the names of the thresholds they cross."""
    happened, typed = work.happened().astimezone(UTC).isoformat(), work.now.astimezone(UTC).isoformat()
    facts = facts_of(event)
    facts["facts"] += [[name, str(value), happened, typed, work.actor] for name, value in figures.items()]
    keep_facts(event, facts)
    return [name for fact, value in figures.items() for name in informing.weigh(work, event, fact, value)]


def count(work: Work) -> None:
    """清点现场: the people there now. All open scenes together are the event's figure, which may cross a threshold."""
    move(work)
    record: WorkRecord = work.row
    event = event_of(work, record.emergency)
    work.session.flush()
    open_ = [each for each in records_of(work.session, event.number) if each.kind == "scene" and each.state == "open"]
    people = sum(int(json.loads(each.facts).get("people") or 0) for each in open_)
    figures = {"people": people}
    if work.values.get("injured") is not None:
        figures["injured"] = sum(int(json.loads(each.facts).get("injured") or 0) for each in open_)
    crossed = tell(work, event, figures)
    work.message = _("现场共 {n} 人。").format(n=people)
    if crossed:
        work.message = _("已记录；达到阈值：{names}，须按时报告。").format(names=listed(crossed))


def clear(work: Work) -> None:
    """解除现场. Raises Refusal ``not_ready`` while something that happened there is not dealt with, or a post stands."""
    record = moved(work)
    place = json.loads(record.facts).get("place", "")
    rows = work.session.exec(
        select(WorkRecord).where(
            WorkRecord.emergency == record.emergency, WorkRecord.kind == "incident", WorkRecord.state != "over"
        )
    ).all()
    left = [f"R{each.id}" for each in rows if json.loads(each.facts).get("place", "") == place]
    if left:
        raise Refusal(
            "not_ready", _("{place}还有没有处置完毕的事件：{numbers}。").format(place=place, numbers=listed(left)),
            _("处置完毕后再解除。"),
        )  # fmt: skip
    move(work)
    work.message = _("{place}已解除。").format(place=place)


def incident(work: Work) -> None:
    """记录现场事件; somebody injured may cross a threshold."""
    event: Emergency = work.row
    add(work)
    injured = work.values.get("injured")
    crossed = []
    if injured:
        work.session.flush()
        told = [each for each in records_of(work.session, event.number) if each.kind == "incident"]
        crossed = tell(work, event, {"injured": sum(int(json.loads(each.facts).get("injured") or 0) for each in told)})
    if crossed:
        work.message = _("已记录；达到阈值：{names}，须按时报告。").format(names=listed(crossed))
