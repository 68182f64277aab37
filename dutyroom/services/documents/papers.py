"""The single papers of an emergency in lines: statement, solution, decision, situation report, report, notice, minutes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from dutyroom.domain.acts import ACTS
from dutyroom.domain.errors import Refusal
from dutyroom.domain.names import (
    aside,
    choice_name,
    clause_name,
    decision_name,
    field_name,
    headed,
    in_words,
    listed,
    money,
    notice_name,
    role_name,
    term,
)
from dutyroom.lang import gettext as _
from dutyroom.services.emergency.panel.views import DecisionView, EmergencyView, PaperView

if TYPE_CHECKING:
    from dutyroom.domain.plan.plan import Plan


@dataclass(frozen=True, slots=True)
class Desk:
    """What every paper is written from: the event, its plan, moments as people write them, units by code."""

    view: EmergencyView
    plan: Plan
    at: Callable[[datetime | None], str]
    units: Mapping[str, str]


Part = tuple[str, list[str]]


def missing(subject: str) -> Refusal:
    """There is no such paper."""
    return Refusal("not_found", _("找不到 {key}。").format(key=subject), _("请核对编号。"))


def text_lines(text: str, indent: str = "") -> list[str]:
    """The lines of a text, as they were written."""
    return [indent + line for line in text.splitlines()] if text else []


def who(desk: Desk, role: str, name: str) -> str:
    """Somebody in a role."""
    return " ".join(filter(None, [role_name(desk.plan, role) if role else "", name]))


# Papers that pass gates


def gated(desk: Desk, subject: str) -> Part:
    """A statement or solution with its text, its measures, and what was decided on each edition."""
    paper = next((each for each in desk.view.papers if each.number == subject), None)
    if paper is None:
        raise missing(subject)
    kind = _("声明") if paper.kind == "statement" else _("处理方案")
    title = f"{kind}  {paper.title}  {subject}  {_('第{n}版').format(n=paper.edition)}"
    return title, [*_paper(desk, paper), "", *_decided_on(desk, subject)]


def _paper(desk: Desk, paper: PaperView) -> list[str]:
    lines = [headed(_("起草"), f"{paper.author} {desk.at(paper.at)}"), headed(_("状态"), _paper_state(paper)), ""]
    lines += text_lines(paper.text)
    if paper.pays:
        lines += ["", *paper.pays]
    if paper.work:
        lines += ["", _("处理措施")]
    for each in paper.work:
        done = each.state == "done"
        said = [term(desk.plan.measures, each.kind), _("已落实") if done else _("未落实")]
        said += [each.owner_name, _("{sum} 元").format(sum=money(each.amount)) if each.amount else ""]
        said += [f"{each.done_by_name} {desk.at(each.done_at)}" if done else "", each.proof]
        lines.append("  " + "  ".join(filter(None, said)))
    return lines


def _paper_state(paper: PaperView) -> str:
    words = {
        "draft": _("草稿") if paper.kind == "statement" else _("已提交"), "checked": _("审核通过"), "returned": _("退回修改"),
        "approved": _("已批准"), "refused": _("未批准"), "published": _("已发布"), "carried_out": _("已落实"),
    }  # fmt: skip
    return words.get(paper.state, paper.state)


def _decided_on(desk: Desk, subject: str) -> list[str]:
    found = [each for each in desk.view.decisions if each.subject == subject]
    return [_("审核与审批"), *("  " + decision_line(desk, each) for each in found)] if found else []


def decision_line(desk: Desk, each: DecisionView) -> str:
    """One decision on a line."""
    name = decision_name(desk.plan, each)
    about = _("第{n}版").format(n=each.edition) if each.edition else ""
    parts = [
        desk.at(each.at), each.number, who(desk, each.role, each.by_name), name, about,
        choice_name(each.outcome), "" if each.choice in name else each.choice, each.reason, _signature(desk, each),
        aside(clause_name(each.clause)),
    ]  # fmt: skip
    return "  ".join(filter(None, parts))


def _signature(desk: Desk, each: DecisionView) -> str:
    alone = _("无见证") if each.unwitnessed else ""
    if each.signed_at is None:
        return "  ".join(filter(None, [alone, _("待{name}补签").format(name=each.signer)]))
    signed = _("电话授权，{at} 补签").format(at=desk.at(each.signed_at)) if each.telephone else ""
    return "  ".join(filter(None, [alone, signed]))


def one_decision(desk: Desk, subject: str) -> Part:
    """A decision with its question, its options and the facts it was taken on."""
    each = next((one for one in desk.view.decisions if one.number == subject), None)
    if each is None:
        raise missing(subject)
    lines = [decision_line(desk, each)]
    for name, text in (
        (_("要决定的事项"), each.question), (_("可选方案"), each.options), (_("决定内容"), each.choice), (_("理由"), each.reason),
        (_("依据的情况"), each.facts),
    ):  # fmt: skip
        lines += ["", name, *text_lines(text, "  ")] if text else []
    if each.replaces:
        lines += ["", _("撤回 J{n}").format(n=each.replaces)]
    if each.replaced_by:
        lines += ["", _("已由 J{n} 撤回").format(n=each.replaced_by)]
    return f"{_('决定')}  {subject}", lines


# What leaders send and keep


def sitrep(desk: Desk, subject: str) -> Part:
    """A situation report with its signature and receipts."""
    paper = next((each for each in desk.view.sitreps if each.number == subject), None)
    if paper is None:
        raise missing(subject)
    words = {"situation": _("总体情况"), "actions": _("已采取措施和进展"), "needs": _("需协调事项和下一步")}
    states = {"draft": _("待审签"), "returned": _("退回修改"), "approved": _("待发出"), "sent": _("已发出")}
    lines = [headed(_("起草"), f"{paper.author} {desk.at(paper.at)}"), headed(_("状态"), states.get(paper.state, paper.state))]
    for name, text in paper.sections:
        lines += ["", words.get(name, name), *text_lines(text, "  ")]
    got, of = paper.receipts
    if of:
        lines += ["", _("回执 {got}/{n}").format(got=got, n=of)]
    return f"{paper.title}  {subject}", [*lines, "", *_decided_on(desk, subject)]


def inform(desk: Desk, serial: str) -> Part:
    """A report to the outside, and what it corrects."""
    report = next((each for each in desk.view.reports if str(each.serial) == serial), None)
    if report is None:
        raise missing(f"{desk.view.number}/{serial}")
    name = term(desk.plan.reports, report.code)
    told = (
        (_("报告对象"), listed(term(desk.plan.recipients, each) for each in report.recipients)),
        (_("方式"), choice_name(report.way)), (_("报告时间"), desk.at(report.at)),
        (_("录入"), f"{report.by_name} {desk.at(report.typed)}"),
        (_("对方接收人"), report.taken_by), (_("地点"), report.place),
        (_("现场人数"), "" if report.people is None else str(report.people)),
        (_("受伤人数"), "" if report.injured is None else str(report.injured)), (_("原因"), report.cause),
    )  # fmt: skip
    lines = [headed(what, said) for what, said in told if said]
    lines += ["", *text_lines(report.text)] if report.text else []
    if report.corrects:
        changes = listed(f"{_figure(what)} {was} → {now}" for what, was, now in report.changes)
        lines += ["", _("更正第 {n} 报：{changes}").format(n=report.corrects, changes=changes)]
    return f"{_('信息报告')}  {name}  {_('第 {n} 报').format(n=report.serial)}", lines


def _figure(name: str) -> str:
    found = ACTS["emergency.inform"].field(name)
    return field_name(found) if found else name


def notice(desk: Desk, subject: str) -> Part:
    """A notice with the receipts that are in and those that are missing."""
    told = next((each for each in desk.view.notices if each.number == subject), None)
    if told is None:
        raise missing(subject)
    lines = [headed(_("发出"), desk.at(told.at)), "", *text_lines(told.text), ""]
    got = sum(received is not None for *_who, received in told.receipts)
    lines.append(_("回执 {got}/{n}").format(got=got, n=len(told.receipts)))
    chased = {unit: (times, last) for unit, times, last in told.chased}
    for code, name, en, received in told.receipts:
        said = _("已签收 {at}").format(at=desk.at(received)) if received else _("未回执")
        again = ""
        if code in chased:
            times, last = chased[code]
            again = _("催收 {n} 次，最近 {at}").format(n=times, at=desk.at(last))
        lines.append("  " + "  ".join(filter(None, [in_words(name, en), said, again])))
    return f"{notice_name(told.kind)}  {subject}", lines


def minutes(desk: Desk, subject: str) -> Part:
    """A conference: who took part, what was said, what was decided."""
    held = next((each for each in desk.view.conferences if each.number == subject), None)
    if held is None:
        raise missing(subject)
    told = (
        (_("议题"), held.title), (_("会商时间"), desk.at(held.at)), (_("地点或方式"), held.place), (_("主持"), held.host),
        (_("参加人员"), listed(held.invited)), (_("到会人员"), listed(held.attended)), (_("外请人员"), held.guests),
    )  # fmt: skip
    lines = [headed(what, said) for what, said in told if said]
    lines += ["", _("纪要"), *(text_lines(held.minutes, "  ") or ["  " + _("待写纪要")])]
    decided = [each for each in desk.view.decisions if each.conference == held.id]
    lines += ["", _("会商决定"), *("  " + decision_line(desk, each) for each in decided)] if decided else []
    return f"{_('会商纪要')}  {subject}", lines
