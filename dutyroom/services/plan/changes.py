"""What changes between two versions of a plan, in words: 「上报」重大：15 分钟 → 30 分钟."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dutyroom.domain.clock.clock import ClockSpec
from dutyroom.domain.names import (
    act_name,
    choice_name,
    clause_name,
    field_name,
    listed,
    named,
    role_names,
    term,
)
from dutyroom.domain.plan.diff import Change, differences
from dutyroom.domain.plan.statutes import basis_status
from dutyroom.lang import gettext as _
from dutyroom.services.plan.told import limit_words, source_words

if TYPE_CHECKING:
    from dutyroom.domain.plan.plan import Plan


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One difference for people: in which part of the plan, of what, which of its particulars, before and after.

    ``was`` is "" for what was added, ``now`` for what was taken out.
    """

    part: str
    what: str
    particular: str
    was: str
    now: str


def changes(old: Plan, new: Plan) -> tuple[ChangeLine, ...]:
    """Everything in which ``new`` asks something else than ``old``, in the language in force."""
    return tuple(_line(change, old, new) for change in differences(old, new))


def _line(change: Change, old: Plan, new: Plan) -> ChangeLine:
    what = _what(change, new if change.now is not None else old)
    if change.field:
        return ChangeLine(
            part_name(change.part), what, _particular(change.field), _value(change, change.was, old) or _("无"),
            _value(change, change.now, new) or _("无"),
        )  # fmt: skip
    return ChangeLine(part_name(change.part), what, "", _whole(change, change.was, old), _whole(change, change.now, new))


def part_name(part: str) -> str:
    """What a part of the plan file is called."""
    names = {
        "plan": _("预案"), "hours": _("工作时间"), "stand_in": _("代行规则"), "unusual": _("异常通报"),
        "routine": _("值班节奏"), "levels": _("级别"), "channels": _("渠道"),
        "categories": _("类别"), "measures": _("处理措施"), "grounds": _("启动情形"),
        "roles": _("角色"), "allows": _("谁可以办"), "clocks": _("时限"),
        "steps": _("步骤"), "gates": _("审批环节"), "workstreams": _("工作组"), "tasks": _("任务"), "conditions": _("终止条件"),
        "notices": _("通知"), "reports": _("对外报告"), "thresholds": _("报告门槛"), "forms": _("表单"), "duties": _("定期事项"),
        "basis": _("预案依据"), "units": _("机构"), "charges": _("交办事项"), "recipients": _("报告对象"),
        "sitreps": _("态势报告"), "routes": _("到场和告知"), "wording": _("用词"),
        "text": _("预案原文"), "authorities": _("金额权限"), "stages": _("环节"), "rhythms": _("定时工作"),
    }  # fmt: skip
    return names.get(part, part)


def _particular(field: str) -> str:
    names = {
        "name": _("名称"), "version": _("版本"), "organisation": _("单位"), "number_pattern": _("编号样式"),
        "event_pattern": _("事件编号样式"), "rank": _("次序"), "lead": _("牵头"), "meaning": _("含义"), "pinned": _("置顶"),
        "activates": _("直接启动"), "single": _("一人担任"), "by_shift": _("随班次"), "shift_lead": _("值班长"),
        "of_unit": _("只办本机构的事"), "closes": _("由谁办结"), "if_needed": _("视情况办"), "unless": _("代替的步骤"),
        "after_close": _("办结后办"), "done_when": _("怎样算完成"), "charge": _("交办种类"), "spoken": _("登记即告知"),
        "tries": _("拨几次算联系不上"), "words": _("至少几个字"),
        "move_days": _("自己改期至多几日"), "ask_days": _("客户要求的时间几日以后会签"),
        "kinds": _("转到哪类机构"), "each_of": _("各部门各一件"),
        "either": _("至少填一项"), "most": _("至多几"), "least": _("至少几项"),
        "post": _("职务"), "succession": _("代行顺序"), "appointed_by": _("由谁任命"),
        "workstream": _("工作组"), "duties": _("职责"), "roles": _("由谁办"),
        "role": _("由谁办"), "limit": _("时限"), "start": _("起算"), "stop": _("办结事项"), "warn": _("预警"),
        "restarting": _("重新计时"), "pausable": _("可暂停"), "customer_time": _("可按客户要求的时间"), "act": _("事项"),
        "after": _("先办"), "gate": _("审批环节"), "blocks": _("批准前不能办"), "fields": _("填写内容"),
        "four_eyes": _("提出和决定须两人"), "hours": _("时长（小时）"), "text": _("内容"), "every": _("每隔"),
        "unit": _("周期单位"), "status": _("状态"), "note": _("说明"), "recipient": _("报告对象"), "required": _("必填"),
        "at_least": _("达到"), "parent": _("上级"), "clause": _("条款"), "source": _("出处"), "week": _("每周"),
        "makeup": _("调休补班"), "zone": _("时区"), "default": _("默认启用"), "fact": _("指标"), "report": _("对外报告"),
        "applies_to": _("适用于"), "phone": _("电话"), "written": _("书面"), "levels": _("级别"), "step": _("步骤"),
        "attend": _("到场"), "tell": _("告知"), "check": _("须验收"), "alone": _("可单独交办"), "paper": _("须有文书"),
        "includes": _("包含"), "repeats": _("可重复"), "round": _("轮次"), "when": _("何时"),
        "up_to": _("金额上限（元）"),
        "check_minutes": _("点名间隔（分钟）"), "sign_hours": _("补签时限（小时）"),
        "records": _("记录"), "recipients": _("报告对象"), "to": _("发给"),
        "reports": _("对外报告"), "quorum": _("须几人同意"), "members": _("由谁办"), "level": _("级别"), "kind": _("类别"),
    }  # fmt: skip
    return names.get(field, field)


def _what(change: Change, plan: Plan) -> str:
    thing = change.thing
    if change.part == "plan":
        return named(thing)
    if change.part in ("allows", "forms"):
        return _act(thing.act)
    if change.part == "authorities":
        return f"{_act(thing.act)} {role_names(plan, (thing.role,))}"
    if change.part in ("text", "wording"):
        return clause_name(str(thing))
    name = named(thing) if hasattr(thing, "name") else ""
    return " ".join(filter(None, (name, term(plan.levels, change.level) if change.level else "")))


def _whole(change: Change, thing: Any, plan: Plan) -> str:
    """What a thing that was added or taken out says in one line."""
    if thing is None:
        return ""
    if isinstance(thing, ClockSpec):
        return limit_words(thing)
    roles = getattr(thing, "roles", None) or ((thing.role,) if getattr(thing, "role", "") else ())
    if change.part in ("text", "wording"):
        return _value(change, thing, plan)
    said = [role_names(plan, roles), clause_name(getattr(thing, "clause", ""))]
    return " ".join(filter(None, said)) or _("有")


def _value(change: Change, value: Any, plan: Plan) -> str:
    if isinstance(value, ClockSpec):
        return limit_words(value)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if change.field in ("roles", "role", "lead", "closes", "succession", "appointed_by", "attend", "tell", "to", "members"):
        return role_names(plan, (value,) if isinstance(value, str) else value or ())
    if change.field == "recipients":
        return listed(term(plan.recipients, each) for each in value or ())
    if change.field == "reports":
        return listed(term(plan.reports, each) for each in value or ())
    if change.field == "source":
        return source_words(value) or _("预案原文")
    if change.field == "status":
        return basis_status(value)
    if change.field in ("stop", "blocks"):
        return listed(_act(each) for each in value or ())
    if change.field == "act":
        return _act(value)
    if change.field == "if_needed":
        return listed(term(plan.levels, each) for each in value or ())
    if change.field in ("after", "unless", "gate", "workstream") and change.part in ("steps", "gates", "roles"):
        terms: Any = {"steps": plan.steps, "gates": plan.gates, "roles": plan.workstreams}[change.part]
        terms = plan.gates if change.field == "gate" else terms
        return listed(term(terms, each) for each in ((value,) if isinstance(value, str) else value or ()))
    if change.field == "kinds":
        return listed(choice_name(each) for each in value or ())
    if change.field in ("either", "each_of"):
        called = _fields(plan)
        return listed(called.get(each, each) for each in ((value,) if isinstance(value, str) else value or ()))
    if change.field == "fields":
        return listed(each.label for each in value or ())
    if change.field == "clause":
        return clause_name(value or "")
    return _plain(value)


def _fields(plan: Plan) -> dict[str, str]:
    """What the fields are called that a plan may refer to."""
    from dutyroom.domain.acts import ACTS

    asked = [each.fields for each in plan.forms] + [each.fields for each in plan.steps]
    return {field.name: field_name(field) for fields in (ACTS["complaint.register"].fields, *asked) for field in fields}


def _act(written: str) -> str:
    from dutyroom.domain.acts import ACTS

    name, sign, code = written.partition("=")
    return (act_name(ACTS[name]) if name in ACTS else name) + sign + code


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return listed(f"{key} {_plain(each)}" for key, each in value.items())
    if isinstance(value, Collection) and not isinstance(value, str):
        return listed(filter(None, (_plain(each) for each in value)))
    return str(value)
