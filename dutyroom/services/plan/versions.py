"""A plan is put in force as a version of its own."""

from __future__ import annotations

import hashlib
from datetime import datetime

from dutyroom.domain.names import named
from dutyroom.domain.plan.reader import carried_over, read_plan
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.duties.duties import bring_plan
from dutyroom.services.room.settings import write_setting
from dutyroom.store.rows.room import PlanVersion


def put_in_force(work: Work, text: str, since: datetime) -> int:
    """Stores the plan as a version of its own that holds from ``since``. Raises Refusal ``bad_plan`` with every fault."""
    plan = read_plan(text, _("预案文本"))
    version = work.next("plan")
    digest = digest_of(text)
    work.add(PlanVersion(id=version, plan=plan.code, digest=digest, text=text, since=since))
    write_setting(work.session, "plan", version)
    bring_plan(work, plan, since)
    work.message = _("已启用预案：{name}。").format(name=named(plan))
    if told := carried_over(text, plan.code):
        work.message += _("它按旧格式写成，{n} 处按今天的格式读。").format(n=len(told))
    work.came.update(edition=version, plan=plan.name)
    work.data.update({"version": version, "plan": plan.code, "digest": digest})
    return version


def digest_of(text: str) -> str:
    """What tells one text of a plan from another."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
