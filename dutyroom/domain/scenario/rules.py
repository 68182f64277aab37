"""What makes a well-formed scenario unplayable: an inject to nobody, an act that nobody may do, no way to its end."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from dutyroom.domain.acts import ACTS
from dutyroom.domain.plan.fault import Path, Problem
from dutyroom.domain.plan.plan import Plan
from dutyroom.domain.scenario.form import LONGEST
from dutyroom.domain.scenario.scenario import BEGIN, NUMBERED, Scenario, Trigger
from dutyroom.domain.shapes import did_you_mean, has_chinese, listed, shown
from dutyroom.lang import gettext as _

Document = Mapping[str, Any]
Found = Iterator[Problem]

_MEANT = re.compile(
    rf"\$(complaint|emergency|call|{'|'.join(NUMBERED)})(\.[1-9]\d?)?|\$units|\$task\.[a-z0-9_-]+|\$person\.[a-z0-9_-]+"
)
_INVENTED = re.compile(r"1\d\d ?0000 ?\d{4}")
_VOCABULARIES = (
    "levels", "channels", "categories", "workstreams", "roles", "posts", "steps", "conditions", "measures", "grounds",
    "reports", "units",
)  # fmt: skip


def problems(scenario: Scenario, document: Document, plan: Plan) -> list[Problem]:
    """Everything that would keep people from playing the scenario under its plan to its end."""
    checks: tuple[Callable[[Scenario, Document, Plan], Found], ...] = (
        _doubles, _cast, _roles, _triggers, _circles, _expected, _moves, _ending,
    )  # fmt: skip
    return [problem for check in checks for problem in check(scenario, document, plan)]


def _rows(document: Document, *keys: str) -> Iterable[tuple[Path, Document]]:
    return (((key, at), row) for key in keys for at, row in enumerate(document.get(key, ())))


def _expects(document: Document) -> Iterable[tuple[Path, Document]]:
    for path, row in _rows(document, "inject"):
        for at, each in enumerate(row.get("expect", ())):
            yield (*path, "expect", at), each


def _doubles(scenario: Scenario, document: Document, plan: Plan) -> Found:
    for key, name in (("objective", "code"), ("cast", "code"), ("inject", "no")):
        seen: set[Any] = set()
        for path, row in _rows(document, key):
            if row[name] in seen:
                yield Problem((*path, name), _("{value} 写了两次。").format(value=shown(row[name])), _("改为不同的。"))
            seen.add(row[name])


def _cast(scenario: Scenario, document: Document, plan: Plan) -> Found:
    known = [member.code for member in scenario.cast]
    for path, row in _rows(document, "inject"):
        if row["from"] not in known:
            add = _("在 [[cast]] 里写上，或改为其中一人：{known}。").format(known="、".join(known))
            mend = did_you_mean(row["from"], known) or add
            yield Problem((*path, "from"), _("[[cast]] 里没有这个人：{value}。").format(value=shown(row["from"])), mend)
    for path, row in _rows(document, "cast"):
        if row.get("phone") and not _INVENTED.fullmatch(row["phone"]):
            mend = _("写编造的手机号，中间四位为 0000，如 138 0000 4321。")
            yield Problem((*path, "phone"), _("可能是真的号码：{value}。").format(value=shown(row["phone"])), mend)


def _roles(scenario: Scenario, document: Document, plan: Plan) -> Found:
    known = [role.code for role in plan.roles]

    def unknown(value: str, path: Path) -> Found:
        if value not in known:
            mend = did_you_mean(value, known) or _("预案的角色：{known}。").format(known=listed(known))
            yield Problem(path, _("预案没有这个角色：{value}。").format(value=shown(value)), mend)

    for at, role in enumerate(document["scenario"]["plays"]):
        yield from unknown(role, ("scenario", "plays", at))
    for path, row in _rows(document, "cast"):
        for at, role in enumerate(row.get("roles", ())):
            yield from unknown(role, (*path, "roles", at))
    held = _held(scenario, plan)
    for path, key, role in _meant(document):
        yield from unknown(role, (*path, key))
        if role in known and role not in held:
            mend = _("在 [[cast]] 里让一人担任，或改给有人的角色。")
            yield Problem((*path, key), _("角色 {value} 无人担任。").format(value=role), mend)


def _meant(document: Document) -> Iterable[tuple[Path, str, str]]:
    yield from ((path, "to", row["to"]) for path, row in _rows(document, "inject"))
    yield from ((path, "role", row["role"]) for path, row in _rows(document, "start", "move"))
    yield from ((path, "role", row["role"]) for path, row in _expects(document) if row.get("role"))


def _held(scenario: Scenario, plan: Plan) -> set[str]:
    """The roles that somebody of the cast holds; without staff in the cast everybody's role is taken."""
    if not scenario.staff:
        return {role.code for role in plan.roles}
    held = {role for member in scenario.staff for role in member.roles}
    shifts = [member.shift for member in scenario.staff if member.shift]
    by_shift = (role for role in plan.roles if role.by_shift)
    return held | {role.code for role in by_shift if (shifts and not role.shift_lead) or "lead" in shifts}


def _triggers(scenario: Scenario, document: Document, plan: Plan) -> Found:
    numbers = {f"inject.{row['no']}" for _path, row in _rows(document, "inject")}
    last = document["scenario"]["ends_at"]
    for path, row in _rows(document, "inject", "move", "jump"):
        if ("at" in row) == ("after" in row):
            yield Problem(path, _("没有写清何时来。"), _("写 at（第几分钟）或 after（在何事之后），只写一个。"))
            continue
        after = row.get("after", "")
        if after.startswith("inject.") and after not in numbers:
            yield Problem((*path, "after"), _("没有第 {n} 号情景信息。").format(n=after[7:]), _("改为已有的编号。"))
        if row.get("at", row.get("delay", 0)) >= last:
            yield Problem(path, _("在演练结束之后才来。"), _("提前，或把 ends_at 写晚。"))
        for act in sorted(set(row.get("needs", ())) & set(row.get("unless", ()))):
            yield Problem((*path, "unless"), _("needs 与 unless 都写了 {act}，永远来不了。").format(act=act), _("删去一处。"))
        for key in ("after", "needs"):
            for act in [row[key]] if isinstance(row.get(key), str) else row.get(key, ()):
                if act in ACTS and plan.allowed(act) is None:
                    no = _("按预案无人办理 {act}，等不到。").format(act=act)
                    yield Problem((*path, key), no, _("改为预案允许的事项。"))


def _circles(scenario: Scenario, document: Document, plan: Plan) -> Found:
    after = {inject.no: inject.trigger.after for inject in scenario.injects}
    for at, inject in enumerate(scenario.injects):
        seen, no = {inject.no}, _inject_before(inject.trigger)
        while no is not None and no not in seen:
            seen.add(no)
            no = _inject_before(Trigger(after=after.get(no, "")))
        if no == inject.no:
            yield Problem(("inject", at, "after"), _("情景信息互相等待，谁也来不了。"), _("让其中一条按时间来（at）。"))


def _inject_before(trigger: Trigger) -> int | None:
    return int(trigger.after[7:]) if trigger.after.startswith("inject.") else None


def _expected(scenario: Scenario, document: Document, plan: Plan) -> Found:
    objectives = [each.code for each in scenario.objectives]
    for path, row in _expects(document):
        if row["objective"] not in objectives:
            mend = did_you_mean(row["objective"], objectives) or _("可用：{choices}。").format(choices=listed(objectives))
            yield Problem((*path, "objective"), _("没有这个目标：{value}。").format(value=row["objective"]), mend)
        yield from _allowed(path, row, plan)
        yield from _values(path, row, plan, "values")
    shown_by = {each.objective for inject in scenario.injects for each in inject.expected}
    for at, code in enumerate(objectives):
        if code not in shown_by:
            no = _("没有一件应办之事能体现目标 {value}。").format(value=code)
            yield Problem(("objective", at), no, _("在 [[inject.expect]] 里写上，或删去这个目标。"))


def _allowed(path: Path, row: Document, plan: Plan) -> Found:
    allow = plan.allowed(row["act"])
    if allow is None:
        yield Problem((*path, "act"), _("按预案无人办理 {act}。").format(act=row["act"]), _("改为预案允许的事项。"))
    elif row.get("role") and row["role"] not in allow.roles and plan.role(row["role"]) is not None:
        no = _("角色 {role} 不能办理 {act}。").format(role=row["role"], act=row["act"])
        yield Problem((*path, "role"), no, _("可用：{choices}。").format(choices=listed(allow.roles)))


def _moves(scenario: Scenario, document: Document, plan: Plan) -> Found:
    for path, row in _rows(document, "start", "move"):
        yield from _allowed(path, row, plan)
        act = ACTS[row["act"]]
        said = row.get("subject", "")
        if bool(act.subject) != bool(said):
            no = _("subject 与事项 {act} 不符。").format(act=act.name)
            yield Problem(path, no, _("针对某件事的事项写 subject，别的不写。"))
        elif said.startswith("$") and not _MEANT.fullmatch(said):
            no = _("看不懂：{value}。").format(value=shown(said))
            yield Problem((*path, "subject"), no, _("写法如 $complaint、$task.speaker。"))
        for key in ("values", "values_en"):
            yield from _values(path, row, plan, key)
        english = row.get("values_en", {})
        for name, value in row.get("values", {}).items():
            if has_chinese(value) and name not in english:
                yield Problem((*path, "values", name), _("这一项没有英文。"), _("在 values_en 里写上。"))


def _values(path: Path, row: Document, plan: Plan, key: str) -> Found:
    """Names of fields that the act has, and codes that the plan has."""
    own = [field for form in plan.forms if form.act == row["act"] for field in form.fields]
    own += [field for step in plan.steps if row["act"] == "complaint.step" for field in step.fields]
    fields = {field.name: field for field in (*own, *ACTS[row["act"]].fields)}
    for name, value in row.get(key, {}).items():
        field = fields.get(name)
        if field is None:
            mend = did_you_mean(name, fields) or _("可用：{choices}。").format(choices=listed(fields))
            yield Problem((*path, key, name), _("{act} 没有这一栏：{value}。").format(act=row["act"], value=name), mend)
            continue
        codes = _codes(field.choices, plan)
        for each in value if isinstance(value, list) else [value]:
            if codes is not None and isinstance(each, str) and not each.startswith("$") and each not in codes:
                mend = did_you_mean(each, codes) or _("可用：{choices}。").format(choices=listed(sorted(codes)))
                yield Problem((*path, key, name), _("不能是 {value}。").format(value=shown(each)), mend)


def _codes(choices: str, plan: Plan) -> Collection[str] | None:
    if choices.startswith("="):
        return choices[1:].split("|")
    return [each.code for each in getattr(plan, choices)] if choices in _VOCABULARIES else None


def _ending(scenario: Scenario, document: Document, plan: Plan) -> Found:
    last, act = scenario.ending.at, scenario.ending.act
    if last > LONGEST:
        yield Problem(("scenario", "ends_at"), _("演练太长。"), _("至多 {n} 分钟。").format(n=LONGEST))
    if act and plan.allowed(act) is None:
        no = _("按预案无人办理 {act}，演练结束不了。").format(act=act)
        yield Problem(("scenario", "ends_with"), no, _("改为预案允许的事项，或删去这一键。"))
    if all(inject.trigger.at is None and inject.trigger.after != BEGIN for inject in scenario.injects):
        yield Problem(("inject",), _("没有一条情景信息按时间来，演练开不了头。"), _("至少一条写 at = 0。"))
