"""The end of an event in lines: conditions with their evidence, notices with their receipts, the review."""

from __future__ import annotations

from dutyroom.console.present.cells import titled, wrap
from dutyroom.console.present.emergency.event import Scene, listed, own
from dutyroom.console.present.line import Line, Row
from dutyroom.console.present.safe import lines as safe_lines
from dutyroom.console.present.safe import one_line
from dutyroom.domain.acts import ACTS
from dutyroom.domain.names import notice_name
from dutyroom.lang import gettext as _
from dutyroom.services.emergency.panel.views import ConditionView, NoticeView


def rows(scene: Scene, width: int) -> list[Row]:
    """Everything that stands between the event and its end; an entry with a key can be worked on."""
    view = scene.view
    met = sum(each.met for each in view.conditions)
    made = [Row("", (_heading(_("终止条件"), _("{met}/{n} 已满足").format(met=met, n=len(view.conditions))),))]
    made += [_condition(each, scene, width) for each in view.conditions]
    for heading, look, said in ((_("申请终止之后的新情况"), "soon", view.news), (_("终止时还没有了结的"), "plain", view.left)):
        if said:
            made += [Row("", (_heading(heading, ""),)), *(Row("", tuple(_wrapped(one_line(each), width, look))) for each in said)]
    for notice in view.notices:
        made += _notice(notice, scene, width)
    if view.review:
        made.append(Row("", (_heading(_("总结评估"), ""),)))
        for name, text in view.review:
            field = ACTS["review.write"].field(name)
            label = _(field.label) if field else name
            made.append(Row("", ([(f"   {label}", "quiet")], *_wrapped(safe_lines(text), width, "plain"))))
    return made


def _heading(text: str, more: str) -> Line:
    return [(f" {titled(text)}  ", "strong"), (more, "quiet")]


def _wrapped(text: str, width: int, look: str) -> list[Line]:
    return [[("     " + line, look)] for line in wrap(text, max(width - 6, 10))]


def _condition(condition: ConditionView, scene: Scene, width: int) -> Row:
    word, look = (_("已满足"), "accent") if condition.met else (_("未满足"), "soon")
    mark = " v " if condition.met else " - "
    first: Line = [(mark, look), (own(condition.name, condition.en) + "  ", "strong"), (word, look)]
    rule = next((each for each in scene.plan.conditions if each.code == condition.code), None)
    evidence = _wrapped(own(condition.evidence, condition.evidence_en), width, "plain")
    # Only a person's word can show a stated condition; the others are judged by the facts of the cases, where there are any.
    by_hand = rule is None or rule.kind == "stated" or (rule.kind != "no_new_for" and not scene.view.complaints)
    key = f"condition:{condition.code}" if by_hand else ""
    return Row(key, (first, *evidence))


def _notice(notice: NoticeView, scene: Scene, width: int) -> list[Row]:
    got = sum(at is not None for _code, _name, _en, at in notice.receipts)
    count = _("回执 {got}/{n}").format(got=got, n=len(notice.receipts))
    title = f"{notice_name(notice.kind)} N{notice.id}"
    made = [
        Row("", ([(" ", "plain")],)),
        Row("", (_heading(title, f"{scene.at(notice.at)}  {count}"), *_wrapped(one_line(notice.text), width, "quiet"))),
    ]
    missing = [each for each in notice.receipts if each[3] is None]
    for code, name, en, _at in missing:
        line: Line = [(" - ", "soon"), (own(name, en) + "  ", "strong"), (_("未回执"), "soon")]
        made.append(Row(f"receipt:{notice.id}:{code}", (line,)))
    there = [f"{own(name, en)} {scene.at(at)}" for _code, name, en, at in notice.receipts if at is not None]
    if there:
        made.append(Row("", tuple(_wrapped(_("已回执：{units}").format(units=listed(there)), width, "quiet"))))
    return made
