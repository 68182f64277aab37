"""A plan as lines to read and as data: everything it says, and where each thing comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from dutyroom.domain.clock.clock import ClockSpec
from dutyroom.domain.clock.spans import parse_hours, write_hours
from dutyroom.domain.clock.units import WORDS, shown_amount
from dutyroom.domain.names import act_name, choice_name, clause_name, field_name, listed, named, term
from dutyroom.domain.plan.plan import Plan
from dutyroom.domain.plan.statutes import basis_status
from dutyroom.lang import gettext as _
from dutyroom.lang import language


def source_words(source: str) -> str:
    """What the console says of something that isn't the plan's own text; empty for what is."""
    if source == "unit":
        return _("预案未定量，本单位设定")
    return _("预案未规定，本单位补充") if source == "supplement" else ""


def as_data(plan: Plan) -> dict[str, Any]:
    """The whole plan as plain data, for JSON."""
    return {each.name: _plain(getattr(plan, each.name)) for each in fields(plan)}


def as_lines(plan: Plan) -> list[str]:
    """The whole plan for people, one thing a line, its clause or its label behind."""
    lines = [f"{named(plan)}  ({plan.code}, {_('第 {n} 版').format(n=plan.version)})", *_hours(plan)]
    clocks = [(_clock(spec, plan), spec) for spec in plan.clocks]
    parts: list[tuple[str, Iterable[tuple[str, Any]]]] = [
        (_("级别"), [(_level(each, plan), each) for each in plan.levels]),
        (_("渠道"), [(named(each), each) for each in plan.channels]),
        (_("类别"), [(named(each), each) for each in plan.categories]),
        (_("处理措施"), [(named(each), each) for each in plan.measures]),
        (_("启动情形"), [(named(each), each) for each in plan.grounds]),
        (_("角色"), [(_role(each, plan), each) for each in plan.roles]),
        (_("时限"), clocks),
        (_("步骤"), [(_step(each, plan), each) for each in plan.steps]),
        (
            _("审批环节"),
            [(f"{named(each)} [{_roles(each.roles, plan)}]{_own_limit(each)}", each) for each in plan.gates],
        ),
        (_("终止条件"), [(_condition(each), each) for each in plan.conditions]),
        (_("金额权限"), [(_authority(each, plan), each) for each in plan.authorities]),
        (_("交办事项"), [(f"{named(each)} [{_roles(each.roles, plan)}]{_own_limit(each)}", each) for each in plan.charges]),
        (_("到场和告知"), [(_route(each, plan), each) for each in plan.routes]),
        (_("通知"), [(f"{named(each)}: {_text(each, 'text')}", each) for each in plan.notices]),
        (_("报告门槛"), [(f"{named(each)}: {each.at_least}", each) for each in plan.thresholds]),
        (_("报告对象"), [(named(each), each) for each in plan.recipients]),
        (_("信息报告"), [(_report(each, plan), each) for each in plan.reports]),
        (_("态势报告"), [(f"{named(each)} [{_roles(each.to, plan)}]{_own_limit(each)}", each) for each in plan.sitreps]),
        (_("定期事项"), [(_duty(each), each) for each in plan.duties]),
        (_("复议"), [(f"{named(each)} [{_roles(each.roles, plan)}]", each) for each in filter(None, [plan.second_round])]),
        (_("机构与预案"), [(_own_plans(each), each) for each in filter(None, [plan.own_plans])]),
        (_("异常通报"), [(_unusual(each, plan), each) for each in filter(None, [plan.unusual])]),
        (_("同类投诉"), [(_alike(each, plan), each) for each in filter(None, [plan.alike])]),
        (_("代行规则"), [(_stand_in(each), each) for each in filter(None, [plan.stand_in])]),
        (_("值班节奏"), [(_routine(plan), plan.routine)]),
        (_("另填内容"), [(_form(each), each) for each in plan.forms]),
        (_("谁可以办"), _allowed(plan)),
    ]
    for title, rows in parts:
        told = [f"  {words}{_whence(thing)}" for words, thing in rows]
        lines += ["", title, *told] if told else []
    for stream in plan.workstreams:
        lines += ["", f"{named(stream)} [{_roles((stream.role,), plan)}]{_whence(stream)}"]
        lines += [f"  {named(each)}{_own_limit(each)}{_whence(each)}" for each in (*stream.tasks, *stream.rhythms)]
        lines += [f"  {named(stage)}{_whence(stage)}" for stage in stream.stages]
    if plan.units:
        lines += ["", _("机构"), "  " + listed(named(unit) for unit in plan.units)]
    if plan.basis:
        told = [
            f"  {named(each)}: {basis_status(each.status)} {_text(each, 'note')}".rstrip() for each in plan.basis
        ]
        lines += ["", _("预案依据"), *told]
    return lines


def _hours(plan: Plan) -> list[str]:
    days = (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))
    told = [
        f"{day} {write_hours(parse_hours(','.join(spans)))}"
        for day, spans in zip(days, plan.hours.week, strict=True)
        if spans
    ]
    return [_("工作时间"), *(f"  {each}" for each in told)]


def _clock(spec: ClockSpec, plan: Plan) -> str:
    levels = "/".join(named(level) for level in plan.levels if level.code in spec.levels)
    return " ".join(filter(None, [f"{named(spec)}:", levels, limit_words(spec)]))


def limit_words(spec: ClockSpec) -> str:
    """How long: `15 分钟`."""
    words = _(WORDS[spec.unit].limit).format(n=shown_amount(spec.amount, spec.unit))
    return words.removesuffix("s") if spec.amount == 1 and language() == "en" else words


def _own_limit(thing: Any) -> str:
    if thing.clock is None:
        return ""
    label = source_words(thing.clock.source) if thing.clock.source != thing.source else ""
    return f" {limit_words(thing.clock)}" + (_("（{label}）").format(label=label) if label else "")


def _role(role: Any, plan: Plan) -> str:
    post = _text(role, "post")
    after = f" → {_roles(role.succession, plan)}" if role.succession else ""
    return f"{named(role)}{f' = {post}' if post else ''}{after}"


def _roles(codes: Iterable[str], plan: Plan) -> str:
    wanted = tuple(codes)
    return ", ".join(named(role) for role in plan.roles if role.code in wanted)


def _condition(condition: Any) -> str:
    return (
        f"{named(condition)} {_('{n} 小时').format(n=condition.hours)}"
        if condition.hours
        else named(condition)
    )


def _duty(duty: Any) -> str:
    units = {
        "days": _("每 {n} 天"),
        "weeks": _("每 {n} 周"),
        "months": _("每 {n} 个月"),
        "years": _("每 {n} 年"),
    }
    return f"{named(duty)}: {units[duty.unit].format(n=duty.every)}"


def _text(thing: Any, name: str) -> str:
    return str(getattr(thing, name if language() == "zh" else f"{name}_en"))


def _step(step: Any, plan: Plan) -> str:
    said = f"{named(step)} [{_roles(step.roles, plan)}]"
    if step.to:
        said += " " + _("接通 {roles} 才算").format(roles=_roles(step.to, plan))
    return f"{said} {_('填写')} {listed(field_name(field) for field in step.fields)}" if step.fields else said


def _level(level: Any, plan: Plan) -> str:
    return f"{named(level)}: {_text(level, 'meaning')} [{_roles((level.lead,), plan)}]"


def _authority(authority: Any, plan: Plan) -> str:
    from dutyroom.domain.acts import ACTS

    most = _("至多 {n} 元").format(n=authority.up_to)
    return f"{_(ACTS[authority.act].label)}: {_roles((authority.role,), plan)} {most}"


def _route(route: Any, plan: Plan) -> str:
    parts = ((_("到场"), route.attend), (_("告知"), route.tell))
    return f"{named(route)}: " + " ".join(f"{said} [{_roles(codes, plan)}]" for said, codes in parts if codes)


def _report(report: Any, plan: Plan) -> str:
    to = listed(term(plan.recipients, code) for code in report.recipients)
    ways = ((_("电话"), report.phone), (_("书面"), report.written))
    return " ".join([f"{named(report)}: {to}", *(f"{way} {limit_words(spec)}" for way, spec in ways if spec)])


def _alike(rule: Any, plan: Plan) -> str:
    said = _("{days} 日内 {n} 件以上").format(days=rule.within_days, n=rule.at_least)
    level = f" → {term(plan.levels, rule.level)}" if rule.level else ""
    return f"{named(rule)}: {said}{level} [{_roles(rule.roles, plan)}]"


def _own_plans(rule: Any) -> str:
    return _("须有本机构预案：{kinds}").format(kinds=listed(choice_name(kind) for kind in rule.kinds))


def _unusual(rule: Any, plan: Plan) -> str:
    return f"{_roles((rule.role,), plan)} {limit_words(rule.clock)}"


def _form(form: Any) -> str:
    from dutyroom.domain.acts import ACTS

    told = f"{act_name(ACTS[form.act])}: {listed(field_name(field) for field in form.fields)}"
    known = {field.name: field_name(field) for field in (*ACTS[form.act].fields, *form.fields)}
    either = _("至少填一项：{fields}").format(fields=listed(known[name] for name in form.either)) if form.either else ""
    return " ".join(filter(None, [told, either]))


def _allowed(plan: Plan) -> list[tuple[str, Any]]:
    """The acts that the same roles may do by the same clause stand in one line."""
    from dutyroom.domain.acts import ACTS

    alike: dict[tuple[tuple[str, ...], str, str], list[Any]] = {}
    for each in plan.allows:
        alike.setdefault((each.roles, each.clause, each.source), []).append(each)
    return [
        (f"[{_roles(roles, plan)}]: {listed(act_name(ACTS[each.act]) for each in rows)}", rows[0])
        for (roles, _clause, _source), rows in alike.items()
    ]


def _stand_in(rule: Any) -> str:
    return _("{minutes} 分钟内 {n} 次未接，由下一位代行").format(minutes=rule.minutes, n=rule.failed_calls)


def _routine(plan: Plan) -> str:
    rule = plan.routine
    return _("每 {minutes} 分钟点名，口头决定 {hours} 小时内补签").format(minutes=rule.check_minutes, hours=rule.sign_hours)


def _whence(thing: Any) -> str:
    parts = [clause_name(thing.clause), source_words(thing.source)]
    return "  " + _("〔{where}〕").format(where=" ".join(filter(None, parts))) if any(parts) else ""


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, tuple) else value
