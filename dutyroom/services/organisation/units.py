"""机构: the organisation tree, and units' own plans, which override their parents' (8.01, 8.06)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from sqlmodel import Session, col, select

from dutyroom.domain.errors import Fault, Refusal
from dutyroom.domain.names import joined, listed, named
from dutyroom.domain.plan.plan import Plan
from dutyroom.domain.plan.reader import read_plan
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.organisation.standing import signed_by_second
from dutyroom.store.rows.casework import UnitPlan
from dutyroom.store.rows.room import PlanVersion
from dutyroom.store.rows.staff import Unit

_CODE = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_SHARED = ("levels", "channels", "categories", "roles")
"""What a unit's own plan must have from the plan it overrides: the same room works by both."""


_HANDLING = ("steps", "clocks", "gates", "charges", "workstreams", "routes", "duties", "reports")
"""Parts of a plan by which a unit handles what happens to it: with all of them the same it has none of its own."""


def keep(work: Work) -> None:
    """登记机构: a new node of the tree, or another name, place or kind for one that is there.

    Who heads a unit answers for those below it, so a unit that is moved takes two who don't gain by it. Raises Refusal
    ``bad_input``, ``second_needed``, ``same_person`` or NotAllowed.
    """
    code = str(work.values["code"])
    if not _CODE.fullmatch(code):
        why = _("代码用小写英文字母开头，可有数字、- 和 _，至多 40 字。")
        raise Refusal("bad_input", _("机构代码不合要求。"), why, (Fault("code", why),))
    parent = str(work.values.get("parent") or "")
    if parent and code in (parent, *_above(work.session, parent)):
        fault = Fault("parent", _("上级不能是自己或下级。"))
        raise Refusal("bad_input", _("机构不能隶属于自己。"), _("请另选上级机构。"), (fault,))
    row = work.session.get(Unit, code)
    if row is not None and row.parent != parent:
        _check_moved(work, code, parent)
    given = {"name": str(work.values["name"]), "en": str(work.values.get("en") or work.values["name"])}
    given |= {"parent": parent, "kind": work.values["kind"]}
    if row is None:
        work.add(Unit(code=code, **given))
    else:
        for name, value in given.items():
            if getattr(row, name) != value:
                work.was[name] = getattr(row, name)
            setattr(row, name, value)
    work.data["unit"] = code
    work.message = _("已登记机构：{name}。").format(name=given["name"])


def adopt(work: Work) -> None:
    """定本机构预案: complaints about the unit, and units below it without one, are opened under it from now on.

    It has the levels, channels, categories and roles of the room's plan; all else is its own, also who may do what, so
    two persons put it in force. Without a text the unit goes by its parent's again. Raises Refusal ``bad_plan``,
    ``second_needed``.
    """
    unit = work.get(Unit, work.values["unit"], _("机构"))
    text = str(work.values.get("text") or "")
    before = own_plan(work.session, unit.code)
    if not text and before is None:
        raise Refusal("no_change", _("{unit}没有本机构预案。").format(unit=named(unit)), _("请填预案文本。"))
    plan = read_plan(text, _("预案文本")) if text else None
    if plan is not None:
        _fits(work.plan, plan)
        _own(work.plan, plan, unit)
    signed_by_second(work, "", _("定本机构预案须两人签字。"))
    if before is not None:
        before.until = work.now
    if plan is None:
        work.message = _("{unit}改按上级机构的预案办理。").format(unit=named(unit))
        return
    version = work.next("plan")
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    work.add(PlanVersion(id=version, plan=plan.code, digest=digest, text=text, since=work.now))
    work.add(UnitPlan(id=work.next("unitplan"), unit=unit.code, plan_version=version, since=work.now, by=work.actor))
    work.came["plan"] = plan.name
    work.data.update(unit=unit.code, version=version)
    work.message = _("{unit}启用本机构预案：{plan}。").format(unit=named(unit), plan=plan.name)


def in_order(session: Session, plan: Plan) -> list[tuple[Unit, int]]:
    """The organisation as a tree, each unit with its depth: as the plan's file has them, what was added since behind."""
    place = {unit.code: at for at, unit in enumerate(plan.units)}
    rows = sorted(session.exec(select(Unit)).all(), key=lambda row: (place.get(row.code, len(place)), row.code))
    known = {row.code for row in rows}
    below: dict[str, list[Unit]] = {}
    for row in rows:
        below.setdefault(row.parent if row.parent in known else "", []).append(row)
    out: list[tuple[Unit, int]] = []

    def walk(parent: str, depth: int) -> None:
        for row in below.get(parent, ()):
            out.append((row, depth))
            walk(row.code, depth + 1)

    walk("", 0)
    return out


def own_plan(session: Session, unit: str) -> UnitPlan | None:
    """The plan that the unit itself has, None when it goes by its parent's."""
    query = select(UnitPlan).where(UnitPlan.unit == unit, col(UnitPlan.until).is_(None))
    return session.exec(query.order_by(col(UnitPlan.id).desc())).first()


def plan_for(session: Session, unit: str) -> int:
    """The plan version that binds complaints about the unit: its own, or that of the nearest above; 0 for the room's."""
    for code in (unit, *_above(session, unit)):
        row = own_plan(session, code)
        if row is not None:
            return row.plan_version
    return 0


def _check_moved(work: Work, code: str, parent: str) -> None:
    """Raises Refusal unless another signs; neither heads the unit above only from now on."""
    facts = work.room.standing(work.session)
    heads = {role.code for role in work.plan.roles if role.of_unit}
    for person, field in ((work.actor, "parent"), (work.second, work.act.second)):
        gains = facts.heads(person, parent) and not facts.heads(person, code)
        if gains and heads & set(facts.held(work.plan, person, work.now)):
            said = _("机构归到本人负责的机构之下，须由他人办理和会签。")
            raise Refusal("same_person", said, _("请另一位有权的人办理。"), (Fault(field, said),))
    signed_by_second(work, "", _("机构改变隶属须两人签字。"))


def _above(session: Session, unit: str) -> Iterator[str]:
    seen = {unit}
    row = session.get(Unit, unit)
    while row is not None and row.parent and row.parent not in seen:
        seen.add(row.parent)
        yield row.parent
        row = session.get(Unit, row.parent)


def _fits(room: Plan, plan: Plan) -> None:
    lacking = []
    for part in _SHARED:
        have = {each.code for each in getattr(plan, part)}
        gone = [named(each) for each in getattr(room, part) if each.code not in have]
        if gone:
            lacking.append(listed(gone))
    if lacking:
        said = _("本机构预案缺少值班室预案中的：{what}。").format(what=joined(lacking))
        raise Refusal("bad_plan", said, _("级别、渠道、类别、角色须沿用值班室的预案，其余可自定。"))


def _own(room: Plan, plan: Plan, unit: Unit) -> None:
    """Raises Refusal ``bad_plan`` where the unit must have a plan of its own and this is the room's under another name (8.06)."""
    rule = room.own_plans
    if rule is None or unit.kind not in rule.kinds:
        return
    if all(getattr(room, part) == getattr(plan, part) for part in _HANDLING):
        said = _("这份预案与值班室的预案相同，不是{unit}自己的。").format(unit=named(unit))
        raise Refusal("bad_plan", said, _("写明本机构自己的步骤、时限、职责或分工。"), (Fault("text", said),))
