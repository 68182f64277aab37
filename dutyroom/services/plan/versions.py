"""The plans that this room has adopted: each version stays readable for the cases opened under it."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from dutyroom.domain.errors import Refusal
from dutyroom.domain.gate import closed_gates
from dutyroom.domain.names import listed, named
from dutyroom.domain.plan.plan import Plan
from dutyroom.domain.plan.reader import read_plan, reread_plan
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.duties.duties import bring_plan
from dutyroom.services.room.settings import write_setting
from dutyroom.store.rows.casework import UnitPlan
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


def load_version(session: Session, version: int) -> Plan:
    """The plan of that version.

    Raises Refusal ``not_found``, or ``bad_plan`` when this program can't read it.
    """
    row = session.get(PlanVersion, version)
    if row is None:
        raise Refusal("not_found", _("没有第 {n} 版预案。").format(n=version))
    return reread_plan(row.text, row.plan)


def adopt(work: Work) -> None:
    """启用预案: new cases are opened under it from now on; open cases stay under theirs."""
    closed = closed_gates(work.plan, work.act.name, ())
    if closed:
        raise Refusal(
            "gate_closed",
            _("现行预案要求先经：{gates}。").format(gates=listed(named(gate) for gate in closed)),
            _("请先办「起草预案」，再依次审核、批准。"),
        )
    put_in_force(work, str(work.values["text"]), work.now)


def put_in_force(work: Work, text: str, since: datetime) -> int:
    """Stores the plan as a version of its own that holds from ``since``. Raises Refusal ``bad_plan`` with every fault."""
    plan = read_plan(text, _("预案文本"))
    version = work.next("plan")
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    work.add(PlanVersion(id=version, plan=plan.code, digest=digest, text=text, since=since))
    write_setting(work.session, "plan", version)
    bring_plan(work, plan, since)
    work.message = _("已启用预案：{name}").format(name=named(plan))
    work.data.update({"version": version, "plan": plan.code, "digest": digest})
    return version
