"""The plan's life in words: versions, drafts and what they change, how clauses are read, which laws still hold."""

from __future__ import annotations

from datetime import datetime, tzinfo

from dutyroom.console.present.cells import fit, titled, wrap
from dutyroom.console.present.line import Line, Row
from dutyroom.console.present.safe import one_line
from dutyroom.domain.names import choice_name, clause_name
from dutyroom.lang import gettext as _
from dutyroom.services.plan.views import DraftView, PlansView, VersionView


def page(view: PlansView, zone: tzinfo, width: int) -> list[Row]:
    """The whole page. Versions and drafts can be entered."""
    rows = [_head(_("在办的草案"))]
    rows += [Row(each.number, _draft(each, zone, width)) for each in view.drafts]
    rows += [] if view.drafts else [_none(_("没有草案。按 N 从文件起草"))]
    rows += [Row("", ((),)), _head(_("版本"))]
    rows += [Row(f"v{each.id}", (_version(each, zone),)) for each in view.versions]
    if view.laws:
        rows += [Row("", ((),)), _head(_("预案依据"))]
        for law in view.laws:
            look = "quiet" if law.good else "soon"
            said = f"{fit(law.status, 12)} {one_line(law.name)}  {one_line(law.note)}"
            rows.append(Row("", tuple([("  " + part, look)] for part in wrap(said, max(width - 4, 8)))))
    rows += [Row("", ((),)), _head(_("条款解释"))]
    for each in view.readings:
        who = f"{each.at.astimezone(zone):%Y-%m-%d} {one_line(each.by_name)} {one_line(each.role_name)}"
        clause = ("  " + clause_name(each.clause) + "  ", "accent")
        lines: list[Line] = [[clause, (one_line(each.question) + "  ", "plain"), (who, "quiet")]]
        lines += [[("    " + part, "strong")] for part in wrap(one_line(each.answer), max(width - 6, 8))]
        rows.append(Row("", tuple(lines)))
    rows += [] if view.readings else [_none(_("还没有解释过。按 J 记一条"))]
    return rows


def state_word(state: str) -> str:
    """How far a draft has come."""
    names = {
        "draft": _("起草"), "reviewed": _("已审核"), "returned": _("已退回"), "refused": _("未获批准"), "accepted": _("已施行"),
        "withdrawn": _("已撤回"), "to_come": _("待施行"), "in_force": _("现行"), "past": _("已停用"),
    }  # fmt: skip
    return names.get(state, state)


def draft_lines(each: DraftView, zone: tzinfo, width: int) -> list[Line]:
    """One draft: where it stands, who decided what, and what it changes."""
    made: list[Line] = [[(f" {part}", "plain")] for part in wrap(one_line(each.what), max(width - 3, 8))]
    made.append([(" " + _where(each, zone), "quiet")])
    for said in each.warnings:
        made += [[(" " + part, "soon")] for part in wrap(one_line(said), max(width - 3, 8))]
    made += [[], [(" " + titled(_("审核与批准")), "strong")]]
    for decision in each.decisions:
        good = decision.outcome in ("pass", "approve")
        words = f"  {decision.at.astimezone(zone):%Y-%m-%d %H:%M}  {one_line(decision.gate)}  {choice_name(decision.outcome)}"
        who = f"  {one_line(decision.by_name)} {one_line(decision.role_name)}  {one_line(decision.reason)}"
        edition = "  " + _("第 {n} 稿").format(n=decision.edition)
        made.append([(words, "plain" if good else "soon"), (who, "quiet"), (edition, "quiet")])
    if each.state not in ("accepted", "withdrawn"):
        made.append([("  " + _("待{next}").format(next=one_line(each.waits_for)), "soon")])
    made += [[], [(" " + titled(_("与第 {n} 版相比，改动 {m} 处").format(n=each.base, m=len(each.changes))), "strong")]]
    part_before = ""
    for part, what, particular, was, now in each.changes:
        if part != part_before:
            made.append([("  " + titled(one_line(part)), "title")])
            part_before = part
        head = "    " + "  ".join(filter(None, (one_line(what), one_line(particular))))
        if not particular:
            mark = _("新增") if not was else _("删去") if not now else ""
            head += f"  {mark}" if mark else ""
        made.append([(head, "plain")])
        for sign, text, look in (("-", was, "late"), ("+", now, "accent")):
            made += [[(f"      {sign} {row}", look)] for row in wrap(one_line(text), max(width - 12, 8)) if row]
    return made


def _head(words: str) -> Row:
    return Row("", ([(" " + titled(words), "strong")],))


def _none(words: str) -> Row:
    return Row("", ([("  " + words, "quiet")],))


def _draft(each: DraftView, zone: tzinfo, width: int) -> tuple[Line, ...]:
    waits = _("待{next}").format(next=one_line(each.waits_for)) if each.state not in ("returned", "refused") else ""
    first: Line = [
        (f"  {fit(each.number, 5)}", "accent"),
        (fit(state_word(each.state), 10), "soon" if not waits else "plain"),
        (waits + "  ", "soon"),
        (_where(each, zone), "quiet"),
    ]
    return (first, [("       " + fit(one_line(each.what), max(width - 8, 8)), "plain")])


def _where(each: DraftView, zone: tzinfo) -> str:
    since = _("自 {at} 起施行").format(at=_at(each.since, zone)) if each.since else _("批准时施行")
    return _("第 {n} 稿  {who} {at} 起草  {since}").format(
        n=each.edition, who=one_line(each.author_name), at=_at(each.at, zone), since=since
    )


def _version(each: VersionView, zone: tzinfo) -> Line:
    now = each.state == "in_force"
    said = _("第 {n} 版").format(n=each.id)
    cases = "  " + _("在办 {n} 件").format(n=each.open_cases) if each.open_cases else ""
    return [
        (f"  {fit(said, 10)}", "strong" if now else "plain"),
        (fit(state_word(each.state), 10), "accent" if now else "soon" if each.state == "to_come" else "quiet"),
        (_("自 {at} 起施行").format(at=_at(each.since, zone)) + "  ", "plain"),
        (f"{one_line(each.name)} {one_line(each.written)}", "quiet"),
        (cases, "plain"),
    ]


def _at(moment: datetime, zone: tzinfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"
