"""The versions of plans that this room has adopted, as they are read: each stays readable for the cases opened under it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from dutyroom.domain.emergency import OVER
from dutyroom.domain.errors import Refusal
from dutyroom.domain.plan.plan import Plan
from dutyroom.domain.plan.reader import reread_plan
from dutyroom.lang import gettext as _
from dutyroom.store.rows.cases import Complaint
from dutyroom.store.rows.casework import ChargeRow, UnitPlan
from dutyroom.store.rows.emergencies import Emergency
from dutyroom.store.rows.room import PlanVersion


def version_in_force(session: Session, now: datetime) -> int:
    """The plan version under which new cases are opened: of those whose date has come by ``now`` the one accepted last.

    Raises Refusal ``no_plan`` when none was ever accepted.
    """
    found: int | None = session.exec(select(func.max(PlanVersion.id)).where(PlanVersion.since <= now, of_room())).first()
    # A clock that was set back does not take the room's first plan away.
    found = found or session.exec(select(func.min(PlanVersion.id)).where(of_room())).first()
    if found is None:
        raise Refusal("no_plan", _("值班室还没有启用预案。"), _("请先运行 dutyroom 完成设立，或用 dutyroom demo 看演示。"))
    return found


def of_room() -> Any:
    """The condition that a version is the room's: a unit's own plan (8.06) is never in force for the others."""
    return col(PlanVersion.id).not_in(select(UnitPlan.plan_version))


def next_version_from(session: Session, now: datetime) -> datetime | None:
    """When the next version that is accepted already comes into force, None if there is none."""
    return session.exec(select(func.min(PlanVersion.since)).where(PlanVersion.since > now, of_room())).first()


def binding(session: Session) -> tuple[int, ...]:
    """The versions by which something is decided beside the one in force, the newest first: units' own, and those under
    which a complaint, an emergency or a charge is open."""
    found = {
        *session.exec(select(UnitPlan.plan_version).where(col(UnitPlan.until).is_(None))).all(),
        *session.exec(select(Complaint.plan_version).where(col(Complaint.closed_at).is_(None)).distinct()).all(),
        *session.exec(select(Emergency.plan_version).where(col(Emergency.stage).not_in(OVER)).distinct()).all(),
        *session.exec(select(ChargeRow.plan_version).where(ChargeRow.state != "done").distinct()).all(),
    }
    return tuple(sorted(found, reverse=True))


def load_version(session: Session, version: int) -> Plan:
    """The plan of that version.

    Raises Refusal ``not_found``; ``unreadable_plan`` or ``newer_format`` when this program can't read it, by its number and
    code, with what to do.
    """
    row = session.get(PlanVersion, version)
    if row is None:
        raise Refusal("not_found", _("没有第 {n} 版预案。").format(n=version))
    try:
        return reread_plan(row.text, row.plan)
    except Refusal as no:
        raise unreadable(version, row.plan, no) from no


def unreadable(version: int, code: str, no: Refusal) -> Refusal:
    """The refusal ``no`` of a plan's text, said of that version: which one, why, that all data is there, what to do."""
    why = no.message + (no.faults[0].message if no.faults else "")
    said = _("第 {n} 版预案（{code}）读不出：{why}").format(n=version, code=code, why=why)
    way = _("数据都在：dutyroom db export 文件夹 可全部导出；dutyroom db replan 文件 可换上读得出的预案。")
    return Refusal(no.code, said, " ".join(filter(None, [no.hint, way])))
