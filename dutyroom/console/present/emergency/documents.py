"""The papers of an emergency as a list, each by the kind and number under which it is read and printed."""

from __future__ import annotations

from dutyroom.console.present.emergency.event import Scene, edition, own, paper_kind, paper_state
from dutyroom.console.present.line import Line, Row
from dutyroom.console.present.safe import one_line
from dutyroom.domain.names import choice_name, decision_name, listed, notice_name, term
from dutyroom.lang import gettext as _


def document_rows(scene: Scene) -> list[Row]:
    """Everything that can be read and printed, newest last under each heading; a row's key is ``kind:number``."""
    view = scene.view
    rows = [_row("event", view.number, _("突发事件记录"), one_line(view.title))]
    if view.review:
        rows.append(_row("review", view.number, _("总结评估"), ""))
    for heading, made in (
        (_("声明与处理方案"), _papers(scene)), (_("信息报告"), _reports(scene)), (_("态势报告"), _sitreps(scene)),
        (_("通知"), _notices(scene)), (_("会商纪要"), _minutes(scene)), (_("决定"), _decisions(scene)),
    ):  # fmt: skip
        rows += [Row("", ([(f" {heading}", "quiet")],)), *made] if made else []
    return rows


def _row(kind: str, number: str, name: str, more: str) -> Row:
    line: Line = [("   " + (f"{number}  " if kind != "event" else ""), "accent"), (f"{name}  ", "strong"), (more, "quiet")]
    return Row(f"{kind}:{number}", (line,))


def _papers(scene: Scene) -> list[Row]:
    return [
        _row(
            each.kind, each.number, f"{paper_kind(each.kind)} {one_line(each.title)}",
            f"{edition(each.edition)}  {paper_state(each.state, each.kind)}",
        )
        for each in scene.view.papers
    ]  # fmt: skip


def _reports(scene: Scene) -> list[Row]:
    made = []
    for each in scene.view.reports:
        to = listed(own(one.name, one.en) for one in scene.plan.recipients if one.code in each.recipients)
        name = f"{choice_name(each.way)} {term(scene.plan.reports, each.code)}"
        row = _row("inform", f"{scene.view.number}/{each.serial}", name, f"{scene.at(each.at)}  {to}")
        made.append(row)
    return made


def _sitreps(scene: Scene) -> list[Row]:
    states = {"draft": _("待审签"), "returned": _("退回修改"), "approved": _("待发出"), "sent": _("已发出")}
    found = scene.view.sitreps
    return [_row("sitrep", each.number, one_line(each.title), states.get(each.state, each.state)) for each in found]


def _notices(scene: Scene) -> list[Row]:
    made = []
    for each in scene.view.notices:
        got = sum(at is not None for *_who, at in each.receipts)
        count = _("回执 {got}/{n}").format(got=got, n=len(each.receipts))
        made.append(_row("notice", each.number, notice_name(each.kind), f"{scene.at(each.at)}  {count}"))
    return made


def _minutes(scene: Scene) -> list[Row]:
    made = []
    for each in scene.view.conferences:
        said = scene.at(each.at) + ("" if each.minutes else "  " + _("待写纪要"))
        made.append(_row("conference", each.number, one_line(each.title), said))
    return made


def _decisions(scene: Scene) -> list[Row]:
    made = []
    for each in scene.view.decisions:
        name, when = one_line(decision_name(scene.plan, each)), f"{scene.at(each.at)}  {one_line(each.by_name)}"
        made.append(_row("decision", each.number, name, when))
    return made
