"""What would strand a complaint: papers nobody can pass, a round that never comes, charges nobody can give or judge."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from dutyroom.domain.acts import ACTS
from dutyroom.domain.plan.fault import Problem
from dutyroom.domain.plan.plan import Plan
from dutyroom.domain.shapes import did_you_mean, listed
from dutyroom.lang import gettext as _

Document = Mapping[str, Any]
Found = Iterator[Problem]

INCLUDES = ("facts", "clocks", "contacts", "steps", "charges")
"""Parts of the case that a paper may show."""
SAME = ("unit", "category", "channel")
"""What may have to be the same in complaints that are taken for alike."""
WORDING = (
    "reply", "transfer", "assign", "close", "unit", "feedback", "headquarters", "office", "centre", "commander", "workstream",
    "archive", "case_form", "fast_lane", "progress", "second_round",
)  # fmt: skip
"""The plan's own words that the program knows of."""
REGISTER = "complaint.register"
_KINDS = ("head_office", "branch", "outlet", "department")


def case_problems(plan: Plan, document: Document, acts: Collection[str]) -> Found:
    """Everything about papers, charges, routes, rounds and groups by which a complaint would never come to its end."""
    checks = (
        _papers, _ends, _clocks, _charges, _routes, _rounds, _alike, _appointed, _forms, _units, _words, _recurring,
    )  # fmt: skip
    for check in checks:
        yield from check(plan, document)


def _rows(document: Document, key: str) -> Iterator[tuple[tuple[str, int], Document]]:
    return (((key, at), row) for at, row in enumerate(document.get(key, ())))


def _among(value: Collection[str], known: Collection[str], path: tuple[str | int, ...]) -> Found:
    for at, each in enumerate(value):
        if each not in known:
            mend = _("可用：{codes}。").format(codes=listed(known))
            yield Problem((*path, at), _("不能是 {value}。").format(value=each), mend)


def _papers(plan: Plan, document: Document) -> Found:
    for path, row in _rows(document, "step"):
        yield from _among(row.get("includes", ()), INCLUDES, (*path, "includes"))
        if row.get("includes") and not row.get("paper"):
            yield Problem((*path, "includes"), _("只有材料才写 includes。"), _("加 paper = true，或删去 includes。"))
        if row.get("paper") and row.get("act", "complaint.step") not in ("complaint.step", "complaint.register"):
            said = _("{act} 不能形成材料。").format(act=row["act"])
            yield Problem((*path, "act"), said, _("删去 act，材料用「完成步骤」填写。"))
    for path, row in _rows(document, "gate"):
        step = plan.step(row.get("step", ""))
        if (row["applies_to"] == "paper") != ("step" in row):
            yield Problem(path, _("step 与 applies_to 不符。"), _('applies_to = "paper" 须写 step，别的不写。'))
        elif step is not None and not step.paper:
            said = _("步骤「{name}」不形成材料，无从审核。").format(name=step.name)
            yield Problem((*path, "step"), said, _("在该步骤加 paper = true。"))
        elif step is not None and row.get("four_eyes", True) and set(row["roles"]) == set(step.roles):
            lone = plan.role(row["roles"][0]) if len(row["roles"]) == 1 else None
            if lone is not None and lone.single:
                mend = _("给步骤或审批环节另写一个角色。")
                yield Problem((*path, "roles"), _("提请人与决定人须不同，却只有一个角色可办。"), mend)


def _ends(plan: Plan, document: Document) -> Found:
    for path, row in _rows(document, "step"):
        act = row.get("act", "complaint.step")
        if row.get("after_close") and act != "complaint.step":
            said = _("办结之后只办「完成步骤」，不办 {act}。").format(act=act)
            yield Problem((*path, "after_close"), said, _("删去 after_close 或 act。"))
        if row.get("after_close") and "complaint.close" in row.get("blocks", ()):
            yield Problem((*path, "after_close"), _("办结之后才办，却挡住办结。"), _("删去其一。"))
        if "charge" in row and act != "complaint.charge":
            yield Problem((*path, "charge"), _("只有交办的步骤才写 charge。"), _('加 act = "complaint.charge"，或删去 charge。'))
        name, sign, _value = row.get("done_when", "").partition("=")
        if "done_when" in row and (not sign or name not in {each["name"] for each in row.get("fields", ())}):
            yield Problem((*path, "done_when"), _("fields 里没有 {name}。").format(name=name), _("写 项=答案，如 again=no。"))
    for path, row in _rows(document, "level"):
        if row.get("closes") and not _able(plan, "complaint.close", row["closes"]):
            mend = _("在 [[allow]] 的 {act} 里写上这些角色之一。").format(act="complaint.close")
            yield Problem((*path, "closes"), _("所列角色都不可办 {act}。").format(act="complaint.close"), mend)


def _forms(plan: Plan, document: Document) -> Found:
    for path, row in _rows(document, "form"):
        if row.get("either") and row["act"] != REGISTER:
            said = _("either 只用于 {act}。").format(act=REGISTER)
            yield Problem((*path, "either"), said, _("删去 either，必填的写 required = true。"))
            continue
        if row.get("either"):
            known = {each.name for each in ACTS[REGISTER].fields} | {each["name"] for each in row["fields"]}
            yield from _among(row["either"], known, (*path, "either"))
    for name in ("form", "step"):
        for path, row in _rows(document, name):
            for at, each in enumerate(row.get("fields", ())):
                if "most" in each and each.get("kind") != "number":
                    yield Problem((*path, "fields", at, "most"), _("只有数才有 most。"), _('写 kind = "number"，或删去 most。'))
                if "least" in each and each.get("kind") != "choices":
                    said = _("只有选几项的一栏才有 least。")
                    yield Problem((*path, "fields", at, "least"), said, _('写 kind = "choices"，或删去 least。'))


def _units(plan: Plan, document: Document) -> Found:
    asked = {each["name"]: each for _path, row in _rows(document, "step") for each in row.get("fields", ())}
    for path, row in _rows(document, "step"):
        if "kinds" in row and row.get("act") != "complaint.transfer":
            yield Problem((*path, "kinds"), _("只有转办的步骤才写 kinds。"), _('加 act = "complaint.transfer"，或删去 kinds。'))
        yield from _among(row.get("kinds", ()), _KINDS, (*path, "kinds"))
        if "each_of" not in row:
            continue
        if "charge" not in row:
            yield Problem((*path, "each_of"), _("只有交办的步骤才写 each_of。"), _("加 charge，或删去 each_of。"))
        field = asked.get(row["each_of"], {})
        if (field.get("kind"), field.get("choices")) != ("choices", "units"):
            said = _("没有哪一步的 {name} 是选几个部门的一栏。").format(name=row["each_of"])
            yield Problem((*path, "each_of"), said, _('在某一步的 fields 里写 kind = "choices"、choices = "units" 的一栏。'))


def _clocks(plan: Plan, document: Document) -> Found:
    for path, row in _rows(document, "clock"):
        if "until" in row and not row.get("restarting"):
            mend = _("加 restarting = true，或删去 until。")
            yield Problem((*path, "until"), _("不重新起算的时限没有 until。"), mend)
        if "until" in row and not any(_possible(plan, each) for each in row["until"]):
            mend = _("在 [[allow]] 里写明谁可以办 {acts}。").format(acts=listed(row["until"]))
            yield Problem((*path, "until"), _("这个时限永远重新起算：没有人可以办它所等的事项。"), mend)


def _possible(plan: Plan, stop: str) -> bool:
    act, _sign, value = stop.partition("=")
    if act == "complaint.step" and value:
        return any(step.code == value and step.act == act for step in plan.steps)
    return plan.allowed(act) is not None


def _able(plan: Plan, act: str, roles: Collection[str]) -> bool:
    allow = plan.allowed(act)
    return allow is not None and bool(set(roles) & set(allow.roles))


def _charges(plan: Plan, document: Document) -> Found:
    for path, row in _rows(document, "charge"):
        needed = {"complaint.charge": True, "charge.record": row.get("alone"), "charge.check": row.get("check")}
        for act in (each for each, wanted in needed.items() if wanted):
            if not _able(plan, act, row["roles"]):
                mend = _("在 [[allow]] 的 {act} 里写上这些角色之一。").format(act=act)
                yield Problem((*path, "roles"), _("所列角色都不可办 {act}。").format(act=act), mend)
        for at, act in enumerate(row.get("blocks", ())):
            if not act.startswith("complaint.") or act == "complaint.charge":
                mend = _("写 complaint. 开头的事项，如 complaint.close。")
                yield Problem((*path, "blocks", at), _("交办事项挡不住 {act}。").format(act=act), mend)


def _routes(plan: Plan, document: Document) -> Found:
    for path, row in _rows(document, "route"):
        if not row.get("attend") and not row.get("tell"):
            yield Problem(path, _("没有写由谁到场、向谁报告。"), _("写 attend 或 tell。"))
    # The first that fits is the way: what others before it cover is never gone.
    taken: set[tuple[str, bool]] = set()
    for (path, _row), route in zip(_rows(document, "route"), plan.routes, strict=True):
        mine = {(level.code, off) for level in plan.levels for off in (False, True) if route.applies(level.code, off)}
        if mine and mine <= taken:
            said = _("「{name}」永远走不到：前面的已包括它的级别和时间。").format(name=route.name)
            yield Problem(path, said, _("改 levels 或 when，或移到前面。"), warning=True)
        taken |= mine


def _words(plan: Plan, document: Document) -> Found:
    for key in plan.wording:
        if key not in WORDING:
            mend = did_you_mean(key, WORDING) or _("可用：{codes}。").format(codes=listed(WORDING))
            yield Problem(("wording", key), _("不认识的用词：{key}，不起作用。").format(key=key), mend, warning=True)


def _recurring(plan: Plan, document: Document) -> Found:
    for path, row in _rows(document, "duty"):
        most = {"days": 36_500, "weeks": 5_200, "months": 1_200, "years": 100}[row["unit"]]
        if row["every"] > most:
            said = _("周期长得推算不了：{value}。").format(value=row["every"])
            yield Problem((*path, "every"), said, _("这个单位最多写 {n}。").format(n=most))


def _rounds(plan: Plan, document: Document) -> Found:
    second = plan.second_round
    for key in ("step", "clock"):
        for path, row in _rows(document, key):
            if "round" in row and second is None:
                yield Problem((*path, "round"), _("预案没有第二轮。"), _("加 [second_round]，或删去 round。"))
    if second is None:
        return
    if not _able(plan, "complaint.reconsider", second.roles):
        mend = _("在 [[allow]] 的 {act} 里写上这些角色之一。").format(act="complaint.reconsider")
        yield Problem(("second_round", "roles"), _("所列角色都不可办 {act}。").format(act="complaint.reconsider"), mend)
    for at, code in enumerate(second.after):
        step = plan.step(code)
        if step is not None and step.round == "second":
            said = _("第一轮没有步骤「{name}」，复议永远提不出来。").format(name=step.name)
            yield Problem(("second_round", "after", at), said, _("改写第一轮的步骤。"))


def _alike(plan: Plan, document: Document) -> Found:
    rule = plan.alike
    if rule is None:
        return
    yield from _among(rule.same, SAME, ("alike", "same"))
    if rule.at_least < 2 or rule.likeness > 100:
        said = _("at_least 至少为 2，likeness 至多为 100。")
        yield Problem(("alike", "at_least" if rule.at_least < 2 else "likeness"), said, _("改数。"))
    if not _able(plan, "group.confirm", rule.roles):
        mend = _("在 [[allow]] 的 {act} 里写上这些角色之一。").format(act="group.confirm")
        yield Problem(("alike", "roles"), _("所列角色都不可办 {act}。").format(act="group.confirm"), mend)


def _appointed(plan: Plan, document: Document) -> Found:
    for path, row in _rows(document, "role"):
        if row.get("appointed_by") and not _able(plan, "roster.appoint", row["appointed_by"]):
            mend = _("在 [[allow]] 的 {act} 里写上这些角色之一。").format(act="roster.appoint")
            yield Problem((*path, "appointed_by"), _("所列角色都不可办 {act}。").format(act="roster.appoint"), mend)
        if row.get("appointed_by") and row.get("by_shift"):
            yield Problem((*path, "appointed_by"), _("随班次产生的角色不用任命。"), _("删去 appointed_by。"))
    if plan.own_plans is not None:
        yield from _among(plan.own_plans.kinds, _KINDS, ("own_plans", "kinds"))
