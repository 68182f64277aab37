"""The steps of a workstream's own procedure."""

from __future__ import annotations

from sqlmodel import select

from dutyroom.domain.errors import Refusal
from dutyroom.domain.names import term
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.emergency.event import in_place
from dutyroom.services.room.people import name_of
from dutyroom.store.rows.emergencies import Emergency
from dutyroom.store.rows.places import WorkRecord


def step(work: Work) -> None:
    """完成环节 of a workstream's own procedure, in whichever order things happen; each once in an event."""
    event: Emergency = work.row
    in_place(work, event)
    code = work.values["step"]
    name = term(work.plan.stages, code)
    stage = next(each for each in work.plan.stages if each.code == code)
    query = select(WorkRecord).where(WorkRecord.emergency == event.number, WorkRecord.kind == "stage", WorkRecord.state == code)
    done = work.session.exec(query).first()
    if done is not None:
        who, when = name_of(work.session, done.by), work.shown(done.typed)
        said = _("「{step}」已由{name}于 {at} 完成。").format(step=name, name=who, at=when)
        raise Refusal("no_change", said, _("不需要再办。"))
    from dutyroom.services.emergency.records import begin as keep

    keep(work, event, "", state=code)
    work.clause = stage.clause or work.clause
    work.message = _("已完成环节「{step}」。").format(step=name)
