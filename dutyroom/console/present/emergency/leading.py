"""Command, questions, instructions, conferences, situation and information reports of an event, as one page of lines."""

from __future__ import annotations

from dutyroom.console.present.cells import wrap
from dutyroom.console.present.emergency.event import Scene, own, remaining
from dutyroom.console.present.line import Line, Row
from dutyroom.console.present.safe import lines as safe_lines
from dutyroom.console.present.safe import one_line
from dutyroom.domain.names import choice_name, listed, term
from dutyroom.lang import gettext as _


def rows(scene: Scene, width: int) -> list[Row]:
    """Every part under its heading; an entry with a key (``Q3``, ``I2``, ``2026-3/1`` …) can be worked on or read."""
    parts = (
        (_("指挥"), _posts(scene)),
        (_("请示与批复"), _requests(scene, width)),
        (_("批示督办"), _followed(scene, width)),
        (_("会商"), _conferences(scene, width)),
        (_("态势报告"), _sitreps(scene, width)),
        (_("信息报告"), _reports(scene, width)),
    )
    made = []
    for title, entries in parts:
        made.append(Row("", ([(f" {title}  ", "strong"), (f"{len(entries)}" if entries else _("无"), "quiet")],)))
        made += entries
    return made


def _more(text: str, width: int, look: str = "quiet") -> list[Line]:
    return [[("     " + line, look)] for line in wrap(safe_lines(text), max(width - 6, 10))] if text else []


def _posts(scene: Scene) -> list[Row]:
    states = {"offered": _("待接管"), "held": _("现任"), "withdrawn": _("未接管"), "ended": _("已交出")}
    made = []
    for post in scene.view.posts:
        span = f"{scene.at(post.since)}" if post.since else ""
        until = f" – {scene.at(post.until)}" if post.until else ""
        line: Line = [
            ("   " + states.get(post.state, post.state) + "  ", "accent" if post.state == "held" else "quiet"),
            (f"{scene.role(post.role)} {one_line(post.name)}  ", "strong"), (span + until, "plain"),
        ]  # fmt: skip
        made.append(Row("", (line,)))
    return made


def _requests(scene: Scene, width: int) -> list[Row]:
    made = []
    for each in scene.view.requests:
        answer = next((d for d in scene.view.decisions if d.id == each.decision), None)
        line: Line = [
            (f"   Q{each.id} ", "accent"), (f"{scene.at(each.at)} {one_line(each.by_name)} → {scene.role(each.role)}  ", "plain"),
            (one_line(each.question) + "  ", "strong"), remaining(each.due, scene.now),
        ]  # fmt: skip
        said = f"{choice_name(answer.outcome)} J{answer.id} {one_line(answer.by_name)} {answer.choice}" if answer else _("待批复")
        made.append(Row(each.number, (line, *_more(each.facts, width), *_more(said, width, "plain" if answer else "soon"))))
    return made


def _followed(scene: Scene, width: int) -> list[Row]:
    made = []
    for each in scene.view.followed:
        done = each.state == "done"
        line: Line = [
            (f"   I{each.id} ", "accent"), (f"{one_line(each.giver)} → {one_line(each.taker_name)}  ", "plain"),
            (one_line(each.text) + "  ", "quiet" if done else "strong"),
            (_("已办结"), "quiet") if done else remaining(each.due, scene.now),
        ]  # fmt: skip
        kinds = {"report": _("反馈"), "chase": _("催办")}
        notes = [f"{scene.at(at)} {kinds.get(kind, kind)} {by} {text}" for kind, text, by, at in each.notes]
        made.append(Row(each.number, (line, *(more for note in notes for more in _more(note, width)))))
    return made


def _conferences(scene: Scene, width: int) -> list[Row]:
    made = []
    for each in scene.view.conferences:
        who = listed(each.attended or each.invited)
        line: Line = [
            (f"   M{each.id} ", "accent"), (f"{scene.at(each.at)} ", "plain"), (one_line(each.title) + "  ", "strong"),
            (one_line(who), "quiet"),
        ]  # fmt: skip
        made.append(Row(each.number, (line, *_more(each.minutes or _("待写纪要"), width))))
    return made


def _sitreps(scene: Scene, width: int) -> list[Row]:
    states = {"draft": _("待审签"), "returned": _("退回修改"), "approved": _("待发出"), "sent": _("已发出")}
    made = []
    for each in scene.view.sitreps:
        got, of = each.receipts
        line: Line = [
            (f"   P{each.id} ", "accent"), (one_line(each.title) + "  ", "strong"),
            (states.get(each.state, each.state) + "  ", "plain"),
            (_("回执 {got}/{n}").format(got=got, n=of) if of else "", "quiet"),
        ]  # fmt: skip
        made.append(Row(each.number, (line, *(more for _name, text in each.sections for more in _more(text, width)))))
    for code, due in scene.view.rhythm:
        name = term(scene.plan.sitreps, code)
        made.append(Row("", ([(f"   {_('下一期')} {one_line(name)} {scene.at(due)} ", "quiet"), remaining(due, scene.now)],)))
    return made


def _reports(scene: Scene, width: int) -> list[Row]:
    names = {each.code: own(each.name, each.en) for each in scene.plan.recipients}
    made = []
    for each in scene.view.reports:
        to = listed(names.get(code, code) for code in each.recipients)
        people = "" if each.people is None else str(each.people)
        what = f"{scene.at(each.at)} {choice_name(each.way)} {term(scene.plan.reports, each.code)} "
        line: Line = [
            (f"   {each.serial} ", "accent"), (what, "plain"), (to + "  ", "strong"),
            (one_line("；".join(filter(None, (each.place, people, each.cause)))), "quiet"),
        ]  # fmt: skip
        changes = "；".join(f"{was} → {now}" for _name, was, now in each.changes)
        said = _("更正第 {n} 报：{changes}").format(n=each.corrects, changes=changes) if each.corrects else ""
        key = f"{scene.view.number}/{each.serial}"
        made.append(Row(key, (line, *_more(each.text, width), *_more(said, width, "soon"))))
    for due in scene.view.reports_due:
        what = f"{choice_name(due.way)} {term(scene.plan.reports, due.code)} {names.get(due.recipient, due.recipient)}"
        line = [(f"   {_('待报')} ", "soon"), (what + f" {scene.at(due.due)} ", "plain"), remaining(due.due, scene.now)]
        made.append(Row("", (line,)))
    return made
