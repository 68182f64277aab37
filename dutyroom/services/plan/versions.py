"""A plan is put in force as a version of its own."""

from __future__ import annotations

import hashlib
from datetime import datetime

from dutyroom.domain.errors import Refusal
from dutyroom.domain.gate import closed_gates
from dutyroom.domain.names import listed, named
from dutyroom.domain.plan.reader import read_plan
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.duties.duties import bring_plan
from dutyroom.services.organisation.standing import signed_by_second
from dutyroom.services.room.settings import write_setting
from dutyroom.store.rows.room import PlanVersion


def adopt(work: Work) -> None:
    """启用预案: new cases are opened under it from now on; open cases stay under theirs.

    Who may do what follows from the plan, so two persons put one in force. Raises Refusal ``gate_closed``,
    ``second_needed``, ``bad_plan``.
    """
    closed = closed_gates(work.plan, work.act.name, ())
    if closed:
        raise Refusal(
            "gate_closed",
            _("现行预案要求先经：{gates}。").format(gates=listed(named(gate) for gate in closed)),
            _("请先办「起草预案」，再依次审核、批准。"),
        )
    put_in_force(work, str(work.values["text"]), work.now)
    signed_by_second(work, "", _("启用预案须两人签字。"))


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
