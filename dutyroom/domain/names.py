"""Names for codes in the language in force: acts, fields, roles, the plan's own words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from dutyroom.domain.clock.units import WORDS, shown_amount
from dutyroom.lang import gettext as _
from dutyroom.lang import language

if TYPE_CHECKING:
    from dutyroom.domain.act import Act, Field
    from dutyroom.domain.plan.plan import Plan


def act_name(act: Act) -> str:
    """What people call the act."""
    return _(act.label)


def field_name(field: Field) -> str:
    """What people call the field; a plan's own field brings both languages."""
    return field.en if field.en and language() == "en" else _(field.label)


def told_name(name: str, fields: Mapping[str, Field]) -> str:
    """What people call something told about a complainant: the field's name; a later text (``text#107``) by its entry."""
    if name in fields:
        return field_name(fields[name])
    _field, sign, seq = name.partition("#")
    if sign:
        return _("办理记录 #{n}").format(n=seq)
    return _("复议理由") if name == "again" else name


def in_words(name: str, en: str) -> str:
    """Of the same words in both languages those in the language in force; the Chinese ones where nobody has put them in
    English.
    """
    return (en or name) if language() == "en" else name


def named(thing: Any) -> str:
    """The name of anything that carries ``name`` and ``en``: a level, term, role, unit, person."""
    return in_words(str(thing.name), str(thing.en or ""))


def term(terms: Iterable[Any], code: str) -> str:
    """The name of the one with that code; the code itself when the plan has none such."""
    return next((named(each) for each in terms if each.code == code), code)


def role_name(plan: Plan, code: str) -> str:
    """What the plan calls a role."""
    return term(plan.roles, code)


def post_name(plan: Plan, code: str) -> str:
    """Which post holds the role by the plan's text (行长), "" where the text names none."""
    return next((in_words(role.post, role.post_en) for role in plan.roles if role.code == code), "")


def role_names(plan: Plan, codes: Iterable[str]) -> str:
    """Several roles in one line, "" when there is none."""
    return listed(role_name(plan, code) for code in codes)


def decision_name(plan: Plan, decision: Any) -> str:
    """What a decision was on: the plan's gate, what the program itself puts on record as one, or its question."""
    gate = plan.gate(decision.gate)
    if gate is not None:
        return named(gate)
    own = {
        "command": _("接管指挥"), "response": _("调整响应级别"), "emergency.cancel": _("撤销启动（误启动）"),
        "sitrep.approve": _("审签态势报告"),
    }  # fmt: skip
    said = decision.question or decision.choice
    return own.get(decision.gate) or (said.splitlines()[0] if said else _("决定"))


def shown_number(plan: Plan, number: str) -> str:
    """An emergency's number as the organisation writes it: 应急〔2026〕3号 for ``2026-3``."""
    year, _dash, serial = number.partition("-")
    return (plan.event_pattern_en if language() == "en" else plan.event_pattern).format(year=int(year), serial=int(serial))


def shown_subject(plan: Plan | None, kind: str, subject: str) -> str:
    """What an act is about, as people write it. What an act on an emergency has made there (P1, T3) has its own number;
    a person has a name and no number, ``LogEntry.thing``.
    """
    from dutyroom.domain.acts import ACTS

    if kind.startswith("person.") and kind in ACTS:
        return ""
    of_event = kind == "emergency.report" or (kind in ACTS and ACTS[kind].subject == "emergency")
    return shown_number(plan, subject) if plan and of_event and subject[:1].isdigit() else subject


def notice_name(kind: str) -> str:
    """What kind of notice: of activation, of termination, or a situation report as it was sent."""
    return {"activation": _("启动通知"), "termination": _("终止通知"), "sitrep": _("态势报告")}.get(kind, kind)


def listed(names: Iterable[str]) -> str:
    """Several things in one line, in the punctuation of the language in force."""
    return ("、" if language() == "zh" else ", ").join(names)


def joined(parts: Iterable[str]) -> str:
    """Several statements in one line, in the punctuation of the language in force."""
    return ("；" if language() == "zh" else "; ").join(parts)


def side_by_side(values: Iterable[str]) -> str:
    """Values of one thing in one line, each of which may be a list itself."""
    return ("，" if language() == "zh" else "; ").join(filter(None, values))


def headed(head: str, what: str) -> str:
    """What is said of something, behind its name."""
    return f"{head}：{what}" if language() == "zh" else f"{head}: {what}"


def quoted(text: str) -> str:
    """A name set off from the words about it."""
    return f"「{text}」" if language() == "zh" else f" “{text}”"


def aside(text: str) -> str:
    """In brackets behind other words, nothing for nothing."""
    return "" if not text else f"（{text}）" if language() == "zh" else f" ({text})"


def clause_name(clause: str) -> str:
    """How a clause is cited: the plan's own numbering, with Roman figures for 一 二 三 where those can't be read."""
    if language() != "zh" and clause in _CITED:
        return _CITED[clause]
    return clause if language() == "zh" else "".join(_ROMAN.get(each, each) for each in clause)


_ROMAN = {
    "一": "I", "二": "II", "三": "III", "四": "IV", "五": "V", "六": "VI", "七": "VII", "八": "VIII", "九": "IX", "十": "X",
    "附": "Annex ",
}  # fmt: skip


def money(amount: object) -> str:
    """A sum in yuan as people read it: ``50,000`` or ``1,200.50``."""
    value = Decimal(str(amount or 0))
    return f"{value:,.0f}" if value == value.to_integral() else f"{value:,.2f}"


_CITED: dict[str, str] = {}


def cite(clause: str, english: str) -> None:
    """From now on this process cites a regulation's article so in English."""
    _CITED[clause] = english


def amount_name(number: int, unit: str) -> str:
    """`5个工作日`: an amount in a clock's unit."""
    words = WORDS.get(unit)
    return (_(words.amount) if words else "{n} " + unit).format(n=shown_amount(number, unit))


def verdict_name(verdict: str) -> str:
    """How a limit ended, or that it has not."""
    words = {
        "met": _("按时"), "breached": _("超时"), "waived": _("已免除"), "withdrawn": _("已撤回"), "void": _("不再适用"),
        "running": _("未结"),
    }  # fmt: skip
    return words.get(verdict, verdict)


def choice_name(code: str) -> str:
    """What people call one of the program's own codes: a result, an outcome, a state."""
    names = _choices()
    return names.get(code, code)


def _choices() -> dict[str, str]:
    return {
        "reached": _("通"), "no_answer": _("无人接"), "agreed": _("约定再拨"), "busy": _("忙线"),
        "wrong": _("号码有误"), "mobile": _("手机"), "office": _("办公"), "home": _("住宅"),
        "aside": _("须回避"), "cleared": _("不必回避"),
        "approve": _("同意"), "refuse": _("不同意"), "pass": _("通过"), "read": _("已审阅"), "return": _("退回"),
        "satisfied": _("满意"), "forgiven": _("谅解"), "dissatisfied": _("不满意"),
        "in_room": _("在岗"), "on_call": _("听班"), "away": _("外出"),
        "customer": _("客户"), "leader": _("领导"), "regulator": _("监管部门"), "journalist": _("媒体"),
        "police": _("公安"), "other": _("其他"),
        "phone": _("电话"), "written": _("书面"), "call": _("登记时的通话"), "in_person": _("当面"), "sent": _("已寄出"),
        "unreached": _("联系不上"), "anonymous": _("匿名"),
        "registered": _("已登记"), "transferred": _("已转办"), "assigned": _("已交办"), "handling": _("办理中"),
        "replied": _("已答复"), "closed": _("已办结"), "owing": _("办结未了"), "second_round": _("已转入复议"),
        "head_office": _("总部"), "branch": _("分支行、分公司"), "outlet": _("网点"), "department": _("部门"),
        "round": _("定期事项"), "improvement": _("改进措施"), "rectification": _("督促整改"), "opinion": _("客户意见"),
        "notice": _("异常通报"),
        "days": _("日"), "weeks": _("周"), "months": _("个月"), "years": _("年"),
        "undisputed": _("双方认可"), "disputed": _("有争议"), "unclear": _("待查明"),
        "negotiation": _("协商"), "mediation": _("调解"), "arbitration": _("仲裁"), "lawsuit": _("诉讼"),
        "administrative": _("行政处理"), "visit": _("上门"), "online": _("网络"),
        "calm": _("平静"), "worried": _("焦虑"), "angry": _("激动"), "desperate": _("言行极端"),
        "accepted": _("接受"), "declined": _("谢绝"), "later": _("以后再说"),
        "self_harm": _("自伤威胁"), "violence": _("暴力威胁"), "crowd": _("拥挤踩踏"), "not_called": _("未报警"),
        "decided": _("决定"), "withdrawn": _("撤回"), "raise": _("上调"), "lower": _("下调"),
        "negative": _("负面"), "neutral": _("中性"), "positive": _("正面"),
        "post": _("网上帖子"), "visitor": _("来访"), "superior": _("上级询问"), "media": _("媒体"), "paper": _("来文"),
        "working": _("上班"), "day_off": _("休息"),
        "scene": _("现场报告"), "strength": _("优点"), "gap": _("不足"), "note": _("随记"),
    }  # fmt: skip
