"""What would strand somebody although every part of the plan is well-formed: found by walking it to its ends."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from dutyroom.domain.clock.clock import ClockSpec
from dutyroom.domain.plan.fault import Path, Problem
from dutyroom.domain.plan.plan import Plan
from dutyroom.domain.plan.walk import ASKS, DONE_BY, Walk, kinds, walk, walk_event
from dutyroom.domain.shapes import listed
from dutyroom.lang import gettext as _

Document = Mapping[str, Any]
Found = Iterator[Problem]

LONGEST_QUIET = 8760
"""Hours without a new complaint that a termination may wait for: a year."""


def strandings(plan: Plan, document: Document, acts: Collection[str]) -> Found:
    """Steps, clocks, cases and emergencies that never come to their end, and duties and stand-ins that nobody can do."""
    from dutyroom.domain.acts import ACTS

    able = frozenset(act for act in acts if plan.allowed(act))
    walks = [walk(plan, kind, able) for kind in kinds(plan)]
    yield from _steps(plan, document, walks)
    yield from _closing(plan, document, walks)
    values = {name: _choices(act.fields) for name, act in ACTS.items()}
    yield from _clocks(plan, document, walks, values)
    yield from _ending(plan, document, walks, able)
    yield from _succession(document)
    yield from _doers(plan, document)


def _rows(document: Document, key: str) -> Iterator[tuple[Path, Document]]:
    return (((key, at), row) for at, row in enumerate(document.get(key, ())))


def _choices(fields: Collection[Any]) -> frozenset[str]:
    return frozenset(
        code for each in fields if each.choices.startswith("=") for code in each.choices[1:].split("|")
    )


def _steps(plan: Plan, document: Document, walks: list[Walk]) -> Found:
    for path, row in _rows(document, "step"):
        having = [each for each in walks if row["code"] in each.has]
        if not row.get("act", "complaint.step").startswith(DONE_BY):
            mend = _("删去 act，或写 complaint. 开头的事项。")
            yield Problem(
                (*path, "act"), _("{act} 不是一件投诉的事项，这一步永远办不了。").format(act=row["act"]), mend
            )
        elif not having:
            said = _("没有一件投诉会有步骤「{name}」。").format(name=row["name"])
            yield Problem(path, said, _("核对 levels、round 和 when。"))
        elif not any(row["code"] in each.done for each in having):
            said = _("步骤「{name}」永远轮不到。").format(name=row["name"])
            yield Problem(path, said, _("核对它的 after、gate 和挡住它的步骤、审批环节。"))


def _closing(plan: Plan, document: Document, walks: list[Walk]) -> Found:
    for path, row in _rows(document, "level"):
        stuck = [each for each in walks if each.kind.level == row["code"] and not each.closed]
        if not stuck:
            continue
        names = {step.code: step.name for step in plan.steps}
        left = dict.fromkeys(names[code] for each in stuck for code in names if code in each.has - each.done)
        gates = dict.fromkeys(
            gate.name for each in stuck for gate in plan.gates
            if gate.code not in each.gates and gate.applies_to in ("solution", "paper")
        )  # fmt: skip
        what = listed([*left, *gates]) or _("答复")
        said = _("级别「{name}」的投诉永远办不结，卡在：{what}。").format(name=row["name"], what=what)
        yield Problem(path, said, _("核对这些步骤和审批环节的 after、gate、blocks。"))


def _clocks(plan: Plan, document: Document, walks: list[Walk], values: Mapping[str, frozenset[str]]) -> Found:
    names = {level.code: level.name for level in plan.levels}
    for path, row in _rows(document, "clock"):
        for at, stop in enumerate(row["stop"]):
            act, sign, value = stop.partition("=")
            if sign and act != "complaint.step" and value not in values.get(act, ()):
                known = listed(sorted(values.get(act, ()))) or "—"
                said = _("{act} 没有这种结果：{value}。").format(act=act, value=value)
                yield Problem((*path, "stop", at), said, _("可用：{codes}。").format(codes=known))
        specs = [
            spec
            for spec in plan.clocks
            if spec.code == row["code"] and set(spec.levels) <= set(row.get("limits", spec.levels))
        ]
        for level in names if "limit" in row else row.get("limits", ()):
            spec = next((each for each in specs if each.applies(level)), None)
            here = [
                each for each in walks if each.kind.level == level and spec is not None and _runs(spec, each)
            ]
            if spec is None or not here:
                continue
            name = _("级别「{name}」").format(name=names.get(level, level))
            step = spec.start.removeprefix("step:") if spec.start.startswith("step:") else ""
            if step and not any(step in each.done for each in here):
                yield Problem(
                    (*path, "start"),
                    _("这个时限永远不会起算（{level}）。").format(level=name),
                    _("改 start，或删去这一级。"),
                )
            elif not any(each.can_stop(stop) for each in here for stop in spec.stop):
                said = _("这个时限停不下来（{level}）：它所等的事项轮不到。").format(level=name)
                yield Problem((*path, "stop"), said, _("改 stop，或删去这一级。"))


def _runs(spec: ClockSpec, each: Walk) -> bool:
    return spec.fits(each.kind.round_no, each.kind.off_hours)


def _ending(plan: Plan, document: Document, walks: list[Walk], able: frozenset[str]) -> Found:
    from dutyroom.domain.acts import ACTS

    missing = walk_event(plan, able)
    if missing and {"emergency.decide_end", "emergency.activate"} <= able:
        said = _("突发事件走不到终点，卡在：{what}。").format(
            what=_(ACTS[missing[0]].label) if missing[0] in ACTS else missing[0]
        )
        yield Problem(("gate",), said, _("核对审批环节的 after 和 blocks。"))
    for path, row in _rows(document, "condition"):
        if row["kind"] == "all_satisfied" and not any("complaint.satisfied" in each.acts for each in walks):
            yield Problem(
                path,
                _("这个终止条件永远不满足：满意度办不了。"),
                _("核对挡住 complaint.satisfied 的步骤和审批环节。"),
            )
        if row["kind"] == "complaints_closed" and not any(each.closed for each in walks):
            yield Problem(
                path,
                _("这个终止条件永远不满足：投诉办不结。"),
                _("核对挡住 complaint.close 的步骤和审批环节。"),
            )
        if row["kind"] == "stated" and "evidence.add" not in able:
            yield Problem(
                path,
                _("这个终止条件永远不满足：没有人可以佐证。"),
                _("在 [[allow]] 里写明谁可以办 {acts}。").format(acts="evidence.add"),
            )
        if row.get("hours", 0) > LONGEST_QUIET:
            said = _("要等 {n} 小时没有新投诉，超过一年，实际等不到。").format(n=row["hours"])
            yield Problem((*path, "hours"), said, _("改为至多 {n} 小时。").format(n=LONGEST_QUIET))


def _succession(document: Document) -> Found:
    after = {
        row["code"]: [each for each in row.get("succession", ()) if each != row["code"]]
        for _path, row in _rows(document, "role")
    }
    for path, row in _rows(document, "role"):
        seen: list[str] = []
        wanted = list(after[row["code"]])
        while wanted:
            code = wanted.pop()
            if code == row["code"]:
                said = _("角色「{name}」的代行转了一圈又回到自己。").format(name=row["name"])
                yield Problem((*path, "succession"), said, _("去掉其中一个代行关系。"))
                break
            if code not in seen:
                seen.append(code)
                wanted += after.get(code, ())


def _doers(plan: Plan, document: Document) -> Found:
    for path, row in _rows(document, "duty"):
        allow = plan.allowed("duty.done")
        if allow and row["role"] not in allow.roles:
            mend = _("在 [[allow]] 的 {act} 里写上这些角色之一。").format(act="duty.done")
            yield Problem(
                (*path, "role"),
                _("定期事项「{name}」没有人能签：{act} 不含这个角色。").format(
                    name=row["name"], act="duty.done"
                ),
                mend,
            )
    for path, row in _rows(document, "gate"):
        asks = ASKS.get(row["act"], "")
        if asks and asks in row.get("blocks", ()):
            said = _("审批环节挡住了提请它的事项 {act}。").format(act=asks)
            yield Problem((*path, "blocks"), said, _("从 blocks 删去 {act}。").format(act=asks))
