"""The plans that this room has adopted: each version stays readable for the cases opened under it."""

from __future__ import annotations

import hashlib

from sqlmodel import Session

from dutyroom.domain.errors import Refusal
from dutyroom.domain.plan import Plan
from dutyroom.domain.plan_reader import read_plan
from dutyroom.lang import gettext as _
from dutyroom.services.duties import bring_plan
from dutyroom.services.own_words import use_plan_words
from dutyroom.services.settings import read_setting, write_setting
from dutyroom.services.work import Work
from dutyroom.store.rows.room import PlanVersion


def version_in_force(session: Session) -> int:
    """The plan version under which new cases are opened. Raises Refusal ``no_plan`` when none is adopted."""
    found = read_setting(session, "plan")
    if found is None:
        raise Refusal("no_plan", _("值班室还没有启用预案。"), _("请先运行 dutyroom 完成设立，或用 dutyroom demo 看演示。"))
    return int(found)


def load_version(session: Session, version: int) -> Plan:
    """The plan of that version; the one in force gives this process its words.

    Raises Refusal ``not_found``, or ``bad_plan`` when this program can't read it.
    """
    row = session.get(PlanVersion, version)
    if row is None:
        raise Refusal("not_found", _("没有第 {n} 版预案。").format(n=version))
    plan = read_plan(row.text, row.plan)
    if version == read_setting(session, "plan"):
        use_plan_words(plan)
    return plan


def adopt(work: Work) -> None:
    """启用预案: new cases are opened under it from now on; open cases stay under theirs."""
    put_in_force(work, str(work.values["text"]))


def put_in_force(work: Work, text: str) -> int:
    """Stores the plan as a version of its own and puts it in force. Raises Refusal ``bad_plan`` with every fault."""
    plan = read_plan(text, _("预案文本"))
    version = work.next("plan")
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    work.add(PlanVersion(id=version, plan=plan.code, digest=digest, text=text, since=work.now))
    write_setting(work.session, "plan", version)
    bring_plan(work, plan)
    work.message = _("已启用预案：{name}").format(name=plan.name)
    work.data.update({"version": version, "plan": plan.code, "digest": digest})
    return version
