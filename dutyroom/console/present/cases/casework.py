"""What belongs to a complaint in lines: who leads and goes, papers and their gates, departments' charges, complaints alike."""

from __future__ import annotations

from datetime import datetime

from dutyroom.console.present.cases.complaint import Naming, same_words
from dutyroom.console.present.cell_widths import cell_len
from dutyroom.console.present.cells import fit, wrap
from dutyroom.console.present.line import Line
from dutyroom.console.present.safe import one_line
from dutyroom.domain.names import aside, choice_name, clause_name, headed, listed, money, named, quoted
from dutyroom.lang import gettext as _
from dutyroom.services.cases.views import CaseworkView, ChargeView, ComplaintView, GroupView, UnitPlanView
from dutyroom.services.documents.case import charge_state

_DEEP = "      "


def leading(work: CaseworkView, naming: Naming, width: int) -> list[Line]:
    """Who leads the handling, who must go there and who must be told; the other round; what the file still lacks."""
    lines: list[Line] = []
    if work.round_of:
        lines.append([("  " + _("复议") + " ", "soon"), (_("第一轮") + " " + one_line(work.round_of), "plain")])
    if work.followed_by:
        said = _("已进入复议，记录固定；请到 {number} 办理").format(number=work.followed_by)
        lines.append([("  ! " + one_line(said), "alarm")])
    if work.lead_role:
        lines.append(
            [
                ("  " + _("牵头") + " ", "quiet"),
                (one_line(work.lead_role) + one_line(aside(work.lead_post)) + " ", "plain"),
                (one_line(work.lead_name) or _("空缺"), "strong" if work.lead_name else "soon"),
            ]
        )
    if work.aside:
        lines += _hung("  " + _("应回避") + " ", listed(one_line(each) for each in work.aside), width, "soon")
    if work.attend or work.tell:
        hours = _("非工作时间") if work.off_hours else _("工作时间")
        parts = [(_("到场"), work.attend), (_("报告"), work.tell)]
        said = "  ".join(headed(word, who) for word, who in parts if who)
        head = f"  {hours} "
        lines += _hung(head, said + "  " + clause_name(work.route_clause), width, "plain")
    for missing in (*work.missing, *work.owing):
        lines += _hung("  - ", missing, width, "soon")
    if not lines:
        return []
    title = _("牵头与尚缺") if work.missing else _("办结未了") if work.owing else _("牵头")
    return [[(title, "strong")], *lines]


def papers(view: ComplaintView, naming: Naming, width: int) -> list[Line]:
    """Every paper on file: its edition, what is in it, every gate passed or still closed, every measure."""
    found = view.work.papers
    if not found:
        return []
    lines: list[Line] = [[(_("材料") + f" {len(found)}", "strong")]]
    for paper in found:
        closed = [gate for gate in paper.gates if gate.outcome not in ("approve", "pass", "read")]
        title = quoted(one_line(paper.title)) if paper.kind == "solution" else ""
        lines.append(
            [
                ("  [x] " if not closed else "  [~] ", "accent" if not closed else "soon"),
                (f"P{paper.id} {one_line(named(paper))}{title} ", "plain"),
                (_("第 {n} 版").format(n=paper.edition), "quiet"),
                (f"  {naming.at(paper.at)} {one_line(paper.author)}", "quiet"),
            ]
        )
        for part in paper.text.splitlines():
            lines += [[(_DEEP + piece, "plain")] for piece in wrap(one_line(part), max(width - 6, 8))]
        lines += same_words(view.again, paper.text, width)
        for label, value in paper.fields:
            lines += _hung(f"{_DEEP}{one_line(label)} ", value, width, "plain")
            lines += same_words(view.again, value, width)
        for said in paper.pays:
            lines += _hung(_DEEP, said, width, "strong")
        for _code, name, state, proof, amount in paper.measures:
            done = state == "done"
            paid = _("{sum} 元").format(sum=money(amount)) if amount else ""
            said = " ".join(filter(None, [one_line(name), paid, _("已落实") if done else _("未落实"), one_line(proof)]))
            lines += _hung(_DEEP + ("v " if done else "- "), said, width, "quiet" if done else "soon")
        for gate in paper.gates:
            if gate.outcome:
                said = f"{choice_name(gate.outcome)} {gate.by_name} {naming.at(gate.at)} {gate.reason}"
                good = gate.outcome in ("approve", "pass", "read")
                lines += _hung(_DEEP + ("v " if good else "! "), headed(named(gate), said), width, "quiet" if good else "soon")
            else:
                due = "  " + _("限 {at}").format(at=naming.at(gate.due)) if gate.due else ""
                said = _("{gate}：待{roles}").format(gate=named(gate), roles=one_line(gate.who) or gate.roles)
                lines += _hung(_DEEP + "- ", said + due, width, "soon")
    return lines


def charges(view: ComplaintView, naming: Naming, now: datetime, width: int) -> list[Line]:
    """What each department is charged with, how it stands, what it reported and how that was judged."""
    found = view.work.charges
    if not found:
        return []
    done = sum(each.state == "done" for each in found)
    lines: list[Line] = [[(_("部门办理") + f" {done}/{len(found)}", "strong")]]
    for each in found:
        lines += [*charge_lines(each, naming, now, width), *same_words(view.again, each.report, width)]
    return lines


def charge_lines(each: ChargeView, naming: Naming, now: datetime, width: int, brief: bool = False) -> list[Line]:
    """One charge; `brief`: without what was asked and reported."""
    late = each.state == "open" and each.late
    look = "quiet" if each.state == "done" else "alarm" if late else "soon"
    mark = "[x]" if each.state == "done" else "[!]" if late else "[~]" if each.state == "reported" else "[ ]"
    due = _("限 {at}").format(at=naming.at(each.due)) if each.due else ""
    over = _("超时") if each.late else ""
    returned = _("退回 {n} 次").format(n=each.returned) if each.returned else ""
    head: Line = [
        (f"  {mark} ", look),
        (f"C{each.id} {one_line(each.unit)} ", "plain"),
        (one_line(named(each)) + " ", "accent"),
        (charge_state(each.state) + "  ", look),
        ("  ".join(filter(None, [due, over, returned, one_line(each.owner_name), one_line(each.complaint)])), "quiet"),
    ]
    if brief:
        asked = fit(one_line(each.text), max(width - 6, 8))
        return [head, [(_DEEP + asked, "quiet")]]
    lines = [head, *([(_DEEP + part, "plain")] for part in wrap(one_line(each.text), max(width - 6, 8)))]
    if each.report:
        said = f"{naming.at(each.reported_at)} {each.reported_by} "
        lines += _hung(_DEEP + said, each.report, width, "plain")
    if each.checked_by:
        said = f"{_('核验')} {naming.at(each.checked_at)} {each.checked_by} "
        lines += _hung(_DEEP + said, each.opinion or _("通过"), width, "quiet")
    return lines


def alike(work: CaseworkView, naming: Naming, width: int) -> list[Line]:
    """The group that the complaint belongs to, and others like it."""
    lines: list[Line] = []
    if work.group is not None:
        lines += group_lines(work.group, naming, width)
    for each in work.alike:
        lines.append(
            [
                (f"  {each.number} ", "accent"),
                (f"{each.likeness}% ", "strong"),
                (f"{naming.at(each.received)} {one_line(each.unit)} ", "quiet"),
                (_("同一号码") + " " if each.same_caller else "", "soon"),
                (one_line(each.summary), "plain"),
            ]
        )
    return [[(_("同类投诉") + f" {len(work.alike)}", "strong")], *lines] if lines else []


def group_lines(group: GroupView, naming: Naming, width: int) -> list[Line]:
    """A group: proposed, confirmed or refused, and why."""
    look = {"proposed": "alarm", "confirmed": "strong"}.get(group.state, "quiet")
    states = {"proposed": _("待确认"), "confirmed": _("已确认"), "refused": _("不认定")}
    head = f"  G{group.id} {one_line(group.name)} {states[group.state]}  "
    count = _("{n} 件，在办 {m} 件").format(n=len(group.members), m=sum(each.open for each in group.members))
    if group.waiting:
        count += _("，另有 {n} 件待研判是否加入").format(n=len(group.waiting))
    lines: list[Line] = [[(head, look), (count, "plain"), (f"  {naming.at(group.at)} {one_line(group.by_name)}", "quiet")]]
    lines += _hung(_DEEP, group.why, width, "plain")
    if group.decided_by:
        lines += _hung(_DEEP + f"{group.decided_by} {naming.at(group.decided_at)} ", group.decision, width, "quiet")
    return lines


def unit_line(unit: UnitPlanView, naming: Naming, width: int) -> Line:
    """One unit of the tree, with its own plan, or whose it goes by, or that it must have one and has none."""
    name = "  " * unit.depth + one_line(unit.en if unit.en and naming.english else unit.name)
    if unit.plan:
        since = naming.at(unit.since)
        said, look = _("本机构预案 {plan}").format(plan=one_line(unit.plan)) + aside(since), "accent"
    elif unit.lacking:
        said, look = _("缺本机构预案"), "alarm"
        said += "  " + _("现按{unit}").format(unit=one_line(unit.from_unit)) if unit.from_unit else ""
    else:
        said, look = _("按{unit}").format(unit=one_line(unit.from_unit)) if unit.from_unit else _("按值班室预案"), "quiet"
    names = max(24, width // 3)
    return [(" " + fit(name, names), "plain"), (fit(choice_name(unit.kind), 16) + " ", "quiet"), (said, look)]


def _hung(head: str, said: str, width: int, look: str) -> list[Line]:
    """A text behind its head, its further lines under its first."""
    left = cell_len(head)
    parts = wrap(one_line(said), max(width - left, 8)) or [""]
    return [[(head, "quiet"), (parts[0], look)], *([(" " * left + part, look)] for part in parts[1:])]
