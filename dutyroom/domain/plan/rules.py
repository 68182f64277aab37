"""What makes a well-formed plan unworkable: words without a source, codes that mean nothing, dead ends, cycles."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from string import Formatter
from typing import Any

from dutyroom.domain.catalogue.exercise import OF_EXERCISES
from dutyroom.domain.clock.clock import STARTS
from dutyroom.domain.clock.spans import parse_hours
from dutyroom.domain.clock.statutory import CHINA
from dutyroom.domain.clock.zone import time_zone
from dutyroom.domain.errors import Refusal
from dutyroom.domain.plan.authority_rules import authority_problems
from dutyroom.domain.plan.basis_rules import basis_problems
from dutyroom.domain.plan.case_rules import case_problems
from dutyroom.domain.plan.fault import Path, Problem
from dutyroom.domain.plan.plan import Plan
from dutyroom.domain.plan.shapes import ALONE, LISTS, WEEK
from dutyroom.domain.plan.stranding import strandings
from dutyroom.domain.plan.walk import ASKS
from dutyroom.domain.records import RHYTHM_STOPS
from dutyroom.domain.shapes import did_you_mean, listed
from dutyroom.lang import gettext as _
from dutyroom.lang import language

Document = Mapping[str, Any]

_DECIDES = {
    "emergency": ("emergency.activate", "emergency.decide_end"),
    "solution": ("solution.decide",),
    "statement": ("statement.check", "statement.approve"),
    "paper": ("paper.review", "paper.read"),
    "plan": ("plan.review", "plan.approve"),
}

def problems(plan: Plan, document: Document, acts: Collection[str]) -> list[Problem]:
    """Everything that would strand people who follow the plan. ``document`` gives the places, ``plan`` the meaning."""
    checks = (
        _sources, _doubles, _names, _patterns, _hours, _levels, _clocks, _orders, _steps, _gates, _allowed, _rhythms,
        _ending, _outside, basis_problems,
    )  # fmt: skip
    more = (case_problems, strandings, authority_problems)
    return [problem for check in (*checks, *more) for problem in check(plan, document, acts)]


Found = Iterator[Problem]


def _rows(document: Document, key: str) -> Iterable[tuple[Path, Document]]:
    return (((key, at), row) for at, row in enumerate(document.get(key, ())))


def _tasks(document: Document) -> Iterable[tuple[Path, Document]]:
    for path, row in _rows(document, "workstream"):
        for part in ("task", "stage", "rhythm"):
            for at, each in enumerate(row.get(part, ())):
                yield (*path, part, at), each


def _sources(plan: Plan, document: Document, acts: Collection[str]) -> Found:
    sourced = [key for key, shape in LISTS.items() if "source" in shape]
    rows = [each for key in sourced for each in _rows(document, key)]
    rows += [((key,), document[key]) for key in ALONE if key in document]
    for path, row in (*rows, *_tasks(document)):
        if "clause" not in row and row.get("source") != "supplement":
            mend = _('写明 clause = "四.2"；预案没有规定的写 source = "supplement"。')
            yield Problem(path, _("没有写明出自预案哪一条。"), mend)


def _doubles(plan: Plan, document: Document, acts: Collection[str]) -> Found:
    lists = [
        (key, list(_rows(document, key)))
        for key, shape in LISTS.items()
        if "code" in shape and key != "clock"
    ]
    for path, row in _rows(document, "workstream"):
        lists.append(("task", [((*path, "task", at), task) for at, task in enumerate(row.get("task", ()))]))
    # Rhythms and stages are known by their code alone, in whichever workstream they stand.
    for part in ("stage", "rhythm"):
        lists.append((part, [(path, row) for path, row in _tasks(document) if path[2] == part]))
    lists.append(("notice", [(path, {"code": row["kind"]}) for path, row in _rows(document, "notice")]))
    for key, rows in lists:
        seen: set[str] = set()
        for path, row in rows:
            if row["code"] in seen:
                message = _("{part} 的代码 {code} 写了两次。").format(part=key, code=row["code"])
                yield Problem((*path, "kind" if key == "notice" else "code"), message, _("改名或删去其一。"))
            seen.add(row["code"])
    timed: set[tuple[str, str]] = set()
    for path, row in _rows(document, "clock"):
        mine = {(row["code"], level) for level in row.get("limits", ("",))}
        if mine & timed or any(
            code == row["code"] and "" in (level, *row.get("limits", ("",))) for code, level in timed
        ):
            said = _("时限 {code} 对同一级别写了两次。").format(code=row["code"])
            yield Problem((*path, "code"), said, _("一个级别只留一处。"))
        timed |= mine
    stated: set[str] = set()
    for path, row in _rows(document, "allow"):
        for at, act in enumerate(row["acts"]):
            if act in stated:
                yield Problem(
                    (*path, "acts", at), _("{act} 已在另一处写过。").format(act=act), _("合并到一处。")
                )
            stated.add(act)


def _names(plan: Plan, document: Document, acts: Collection[str]) -> Found:
    clear = {
        key: {row["code"]: _called(row) for _path, row in _rows(document, key)}
        for key in ("role", "level", "gate", "workstream", "step", "charge", "report", "recipient", "unit")
    }
    roles = clear["role"]
    one = {
        "level": (("lead", "role"), ("closes", "role")),
        "role": (("succession", "role"), ("appointed_by", "role"), ("workstream", "workstream")),
        "allow": (("roles", "role"),), "clock": (("limits", "level"),),
        "step": (
            ("roles", "role"), ("to", "role"), ("after", "step"), ("gate", "gate"), ("levels", "level"), ("if_needed", "level"),
            ("unless", "step"), ("charge", "charge"),
        ),
        "gate": (("roles", "role"), ("members", "role"), ("after", "gate"), ("step", "step"), ("levels", "level")),
        "charge": (("roles", "role"), ("levels", "level")),
        "route": (("attend", "role"), ("tell", "role"), ("step", "step"), ("levels", "level")),
        "workstream": (("role", "role"),), "duty": (("role", "role"),), "authority": (("role", "role"),),
        "threshold": (("reports", "report"),), "report": (("recipients", "recipient"),), "sitrep": (("to", "role"),),
        "unit": (("parent", "unit"),),
    }  # fmt: skip
    for key, references in one.items():
        for path, row in _rows(document, key):
            for field, kind in references:
                if field in row:
                    yield from _known(row[field], clear[kind], (*path, field))
    alone = {
        "second_round": (("roles", "role"), ("after", "step")), "alike": (("roles", "role"), ("level", "level")),
        "unusual": (("role", "role"),),
    }  # fmt: skip
    for key, references in alone.items():
        for field, kind in references:
            if field in document.get(key, {}):
                yield from _known(document[key][field], clear[kind], (key, field))
    for path, row in _rows(document, "workstream"):
        own = {task["code"]: _called(task) for task in row.get("task", ())}
        for at, task in enumerate(row.get("task", ())):
            yield from _known(task["role"], roles, (*path, "task", at, "role"))
            yield from _known(task.get("after", []), own, (*path, "task", at, "after"))
    for path, row in _rows(document, "clock"):
        if row["start"].startswith("step:"):
            yield from _known(row["start"].removeprefix("step:"), clear["step"], (*path, "start"))


def _called(row: Document) -> str:
    return str(row["name"] if language() == "zh" else row["en"])


def _known(value: Any, codes: Mapping[str, str], path: Path) -> Found:
    if isinstance(value, str):
        if value not in codes:
            known = [f"{code} {name}" for code, name in list(codes.items())[:12]]
            mend = did_you_mean(value, codes) or _("可用：{codes}。").format(codes=listed(known) or "—")
            yield Problem(path, _("没有这个代码：{code}。").format(code=value), mend)
        return
    for at, each in enumerate(value):
        yield from _known(each, codes, (*path, each if isinstance(value, dict) else at))


def _patterns(plan: Plan, document: Document, acts: Collection[str]) -> Found:
    for key in ("number", "number_en", "event", "event_en"):
        written = document["plan"].get(key)
        if written is None:
            continue
        try:
            names = {name for _text, name, _spec, _sign in Formatter().parse(written) if name is not None}
            fine = "serial" in names and names <= {"year", "month", "day", "serial"}
            written.format(year=2026, month=1, day=1, serial=1)
        except (ValueError, LookupError, AttributeError):
            fine = False
        if not fine:
            mend = _("写法如 {month:02}{day:02}-{serial:03}，其中 {serial} 不可少。")
            yield Problem(("plan", key), _("看不懂的编号样式：{text}").format(text=written), mend)


def _hours(plan: Plan, document: Document, acts: Collection[str]) -> Found:
    try:
        time_zone(plan.hours.zone)
    except Refusal as no:
        said, mend = _("没有这个时区：{zone}。").format(zone=plan.hours.zone), _("中国写 Asia/Shanghai。")
        yield Problem(("hours", "zone"), *((said, mend) if no.code == "bad_zone" else (no.message, no.hint)))
    for day in (*WEEK, "make_up"):
        try:
            parse_hours(document["hours"].get(day, "00:00-24:00"))
        except Refusal as wrong:
            yield Problem(("hours", day), wrong.message, wrong.hint)
    if plan.hours.zone not in CHINA:
        said = _("时区不在中国：不按国务院的放假安排推算，休息日只按每周营业时间。")
        mend = _("当地的休息日用 dutyroom calendar import 导入，或逐日登记「本单位工作日」。")
        yield Problem(("hours", "zone"), said, mend, warning=True)
    if not any(plan.hours.week):
        yield Problem(("hours",), _("一周没有一天上班。"), _('至少写一天，如 monday = "09:00-17:30"。'))


def _levels(plan: Plan, document: Document, acts: Collection[str]) -> Found:
    ranks: set[int] = set()
    for path, row in _rows(document, "level"):
        if row["rank"] in ranks:
            yield Problem((*path, "rank"), _("两个级别的次序相同。"), _("0 为最紧急，依次加 1，不重复。"))
        ranks.add(row["rank"])
    if 0 not in ranks:
        yield Problem(("level",), _("没有次序为 0 的级别。"), _("最紧急的级别写 rank = 0。"))
    for key in ("channel", "category"):
        if all(row["code"] != "other" for _path, row in _rows(document, key)):
            mend = _('加一项 code = "other"，name = "其他（注明）"。')
            yield Problem((key,), _("{part} 没有「其他（注明）」。").format(part=key), mend)


def _clocks(plan: Plan, document: Document, acts: Collection[str]) -> Found:
    for path, row in _rows(document, "clock"):
        if row["start"] not in STARTS and not row["start"].startswith("step:"):
            mend = _("可用：{codes}。").format(codes=listed((*STARTS, "step:…")))
            yield Problem((*path, "start"), _("没有这种起算方式：{start}。").format(start=row["start"]), mend)
        if not any(_can_stop(plan, stop) for stop in row["stop"]):
            mend = _("在 [[allow]] 里写明谁可以办 {acts}。").format(acts=listed(row["stop"]))
            yield Problem((*path, "stop"), _("这个时限停不下来：没有人可以办它所等的事项。"), mend)
        if ("limit" in row) == ("limits" in row):
            yield Problem(
                path, _("limit 与 limits 须写一个，只写一个。"), _("各级别相同写 limit，不同写 limits。")
            )
    replies = {level for spec in plan.clocks if spec.kind == "reply" for level in spec.levels or ("*",)}
    for path, row in _rows(document, "level"):
        if "*" not in replies and row["code"] not in replies:
            mend = _('在 kind = "reply" 的时限里写上这一级。')
            yield Problem(path, _("级别「{name}」没有答复时限。").format(name=row["name"]), mend)


def _can_stop(plan: Plan, stop: str) -> bool:
    act, _sign, value = stop.partition("=")
    if act == "complaint.step" and value:
        return any(step.code == value and step.act == act for step in plan.steps)
    return plan.allowed(act) is not None


def _orders(plan: Plan, document: Document, acts: Collection[str]) -> Found:
    yield from _cycle(list(_rows(document, "step")), "after")
    yield from _cycle(list(_rows(document, "gate")), "after")
    yield from _cycle(list(_rows(document, "unit")), "parent")
    for path, row in _rows(document, "workstream"):
        yield from _cycle(
            [((*path, "task", at), task) for at, task in enumerate(row.get("task", ()))], "after"
        )


def _cycle(rows: list[tuple[Path, Document]], key: str) -> Found:
    """Whatever can never come to its turn, because it waits for itself in the end."""
    codes = {row["code"] for _path, row in rows}
    waits = {row["code"]: (_several(row.get(key, ())) & codes) | _blockers(row, rows) for _path, row in rows}
    done: set[str] = set()
    while ready := {code for code, after in waits.items() if code not in done and after <= done}:
        done |= ready
    for path, row in rows:
        if row["code"] not in done:
            message = _("{code} 永远轮不到：前后相互等待。").format(code=row["code"])
            yield Problem((*path, key), message, _("去掉其中一个先后关系。"))


def _blockers(row: Document, rows: list[tuple[Path, Document]]) -> set[str]:
    """Steps or gates that must be done before the act of this one is possible."""
    act = row.get("act")
    return {other["code"] for _path, other in rows if act in other.get("blocks", ())}


def _several(value: Any) -> set[str]:
    return {value} if isinstance(value, str) else set(value)


def _steps(plan: Plan, document: Document, acts: Collection[str]) -> Found:
    for path, row in _rows(document, "step"):
        act = row.get("act", "complaint.step")
        allow = plan.allowed(act)
        if not allow or not set(row["roles"]) & set(allow.roles):
            mend = _("在 [[allow]] 的 {act} 里写上这些角色之一。").format(act=act)
            yield Problem(
                (*path, "roles"), _("这一步没有人能办：所列角色都不可办 {act}。").format(act=act), mend
            )
        if (act == "complaint.report_up") != ("to" in row):
            mend = _('act = "complaint.report_up" 须写 to（接通谁才算报告），别的步骤不写。')
            yield Problem((*path, "to"), _("to 与 act 不符。"), mend)


def _gates(plan: Plan, document: Document, acts: Collection[str]) -> Found:
    for path, row in _rows(document, "gate"):
        allow = plan.allowed(row["act"])
        if not allow or not set(row["roles"]) & set(allow.roles):
            mend = _("在 [[allow]] 的 {act} 里写上这些角色之一。").format(act=row["act"])
            yield Problem((*path, "roles"), _("这个审批环节没有人有权决定。"), mend)
        decides = _DECIDES[row["applies_to"]]
        if row["act"] not in decides:
            said = _("{act} 不能决定这个环节。").format(act=row["act"])
            yield Problem((*path, "act"), said, _("可用：{codes}。").format(codes=listed(decides)))
        asks = plan.allowed(ASKS.get(row["act"], ""))
        lone = plan.role(row["roles"][0]) if len(row["roles"]) == 1 else None
        if row.get("four_eyes", True) and lone and lone.single and asks and asks.roles == (lone.code,):
            mend = _("在 [[allow]] 的 {act} 里另写一个角色。").format(act=asks.act)
            yield Problem((*path, "roles"), _("提请人与决定人须不同，却只有一个角色可办。"), mend)
        limited = {each.role for each in plan.authorities if each.act == row["act"]}
        if limited and limited >= set(row["roles"]):
            mend = _("让其中一个角色不受金额限制：不为它写 [[authority]]。")
            yield Problem((*path, "roles"), _("金额再大就没有人能批。"), mend)
        yield from _quorum(plan, path, row)
        if row["act"] in row.get("blocks", ()):
            yield Problem(
                (*path, "blocks"),
                _("审批环节挡住了自己。"),
                _("从 blocks 删去 {act}。").format(act=row["act"]),
            )


def _quorum(plan: Plan, path: Path, row: Document) -> Found:
    """Who is asked to concur must be allowed to, and there must be enough of them."""
    need = row.get("quorum", 1)
    if need == 1:
        return
    members = row.get("members", row["roles"])
    allow = plan.allowed("emergency.concur")
    able = [code for code in members if allow and code in allow.roles]
    found = [plan.role(code) for code in able]
    if not able or (all(role and role.single for role in found) and len({*able, *row["roles"]}) < need):
        mend = _("减少 quorum，或在 members 里写上可办 emergency.concur 的角色。")
        yield Problem((*path, "quorum"), _("凑不齐 {n} 人会签。").format(n=need), mend)


def _allowed(plan: Plan, document: Document, acts: Collection[str]) -> Found:
    missing = [act for act in acts if not plan.allowed(act) and act not in OF_EXERCISES]
    if missing:
        mend = _("在 [[allow]] 里写明由哪些角色办。")
        yield Problem(("allow",), _("没有人可以办：{acts}。").format(acts=listed(missing)), mend)
    for path, row in _rows(document, "role"):
        if row.get("shift_lead") and not row.get("by_shift"):
            yield Problem((*path, "shift_lead"), _("值班长须随班次产生。"), _("加 by_shift = true。"))
        if row["code"] in row.get("succession", ()):
            mend = _("从 succession 删去 {code}。").format(code=row["code"])
            yield Problem((*path, "succession"), _("不能由自己代行自己。"), mend)
        does = any(row["code"] in allow.roles for allow in plan.allows)
        if not does:
            mend = _("在 [[allow]] 里给它事项，或删去这个角色。")
            yield Problem(path, _("角色「{name}」什么也不能办。").format(name=row["name"]), mend)
    for code, flag in (("duty_officer", "by_shift"), ("shift_lead", "shift_lead")):
        role = plan.role(code)
        if role is None or not getattr(role, flag):
            mend = _("加上 [[role]]：code = {code}，{flag} = true。").format(code=f'"{code}"', flag=flag)
            yield Problem(("role",), _("没有随班次产生的 {code}。").format(code=code), mend)


def _rhythms(plan: Plan, document: Document, acts: Collection[str]) -> Found:
    for path, row in _tasks(document):
        if path[2] == "rhythm" and not set(row["stop"]) & set(RHYTHM_STOPS):
            mend = _("可用：{codes}。").format(codes=listed(RHYTHM_STOPS))
            yield Problem((*path, "stop"), _("这些事项不会使下一轮重新起算。"), mend)


def _ending(plan: Plan, document: Document, acts: Collection[str]) -> Found:
    decide = plan.allowed("emergency.decide_end")
    gate = next((gate for gate in plan.gates if gate.act == "emergency.decide_end"), None)
    if gate is None or decide is None:
        mend = _('加一个 act = "emergency.decide_end" 的审批环节。')
        yield Problem(("gate",), _("没有人可以决定终止，应急永远不会结束。"), mend)
    if not any(gate.act == "emergency.activate" for gate in plan.gates):
        yield Problem(
            ("gate",), _("没有启动预案的审批环节。"), _('加一个 act = "emergency.activate" 的审批环节。')
        )
    for path, row in _rows(document, "condition"):
        if (row["kind"] == "no_new_for") != ("hours" in row):
            mend = _('kind = "no_new_for" 写 hours，别的不写。')
            yield Problem(path, _("hours 与条件的种类不符。"), mend)
    if not any(notice.kind == "termination" for notice in plan.notices):
        yield Problem(("notice",), _("没有终止通知。"), _('加一个 kind = "termination" 的 [[notice]]。'))


def _outside(plan: Plan, document: Document, acts: Collection[str]) -> Found:
    for path, row in _rows(document, "report"):
        if "phone" not in row and "written" not in row:
            yield Problem(path, _("这个报告没有时限。"), _("写 phone 或 written。"))
        named = any(row["code"] in threshold.reports for threshold in plan.thresholds)
        if row["kind"] == "first" and row.get("start", "threshold") == "threshold" and not named:
            mend = _('写 start = "received" 或 "activated"，或加 [[threshold]]，在它的 reports 里写上 {code}。')
            yield Problem(path, _("这个报告永远不会到期：没有一个门槛写着它。"), mend.format(code=row["code"]))
    for path, row in _rows(document, "sitrep"):
        if "limit" not in row:
            yield Problem(path, _("这个态势报告没有间隔。"), _('写 limit，如 limit = "2 hours"。'))
