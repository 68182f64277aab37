"""A refusal in lines: what happened, what to do, and for one that came too late what others changed meanwhile."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from dutyroom.console.present.cell_widths import cell_len
from dutyroom.console.present.cells import fit, wrap
from dutyroom.console.present.line import Part
from dutyroom.console.present.safe import one_line
from dutyroom.domain.acts import ACTS
from dutyroom.domain.errors import Refusal, Stale
from dutyroom.domain.names import choice_name, field_name
from dutyroom.lang import gettext as _

if TYPE_CHECKING:
    from dutyroom.console.present.choices import Choice
    from dutyroom.domain.act import Field

_MOST = 8
_WIDE = 40
"""Cells of a value: a long text begins with what tells which it is."""
_MOMENTS = {"acknowledged_at", "closed_at", "activated", "due", "happened", "received"}


class Spoken(Protocol):
    """What knows how people read the values of a form."""

    def offered(self, field: Field) -> tuple[Choice, ...]: ...
    def local(self, moment: datetime) -> str: ...


def refusal_lines(refusal: Refusal, words: Spoken, width: int) -> list[list[Part]]:
    """At most some eight lines of `width` cells."""
    width = max(width - 2, 10)
    lines: list[list[Part]] = [[(f" {text} ", "alarm")] for text in wrap(one_line(refusal.message), width)]
    if isinstance(refusal, Stale):
        for said in filter(None, (_changed(*change, words) for change in refusal.changes)):
            lines += [[(f" {part}", "soon")] for part in wrap(said, width)]
        return [*lines[: _MOST - 1], [(" " + _("按 Ctrl+S 在此基础上提交，按 Esc 留待以后"), "plain")]]
    if refusal.code == "reused_command":
        lines = [[(f" {text} ", "alarm")] for text in wrap(_("这份表单先前已经提交成功，之后改动的内容没有保存。"), width)]
        lines += [[(f" {text}", "plain")] for text in wrap(_("请打开该记录，用「更正」补充；按 Esc 离开。"), width)]
    elif refusal.hint:
        lines += [[(f" {text}", "plain")] for text in wrap(one_line(refusal.hint), width)]
    return lines[:_MOST]


def _changed(column: str, before: str, now: str, who: str, words: Spoken) -> str:
    """One change in words, "" for what the program keeps for itself."""
    label = _label(column)
    if not label:
        return ""
    if column == "steps":
        return one_line(_("{field}有变化（{who}）").format(field=label, who=who))
    said = [_short(_named(column, value, words)) for value in (before, now)]
    return one_line(_("{field}：{before} 改为 {now}（{who}）").format(field=label, before=said[0], now=said[1], who=who))


def _short(text: str) -> str:
    return fit(one_line(text), _WIDE) if cell_len(one_line(text)) > _WIDE else one_line(text)


def _label(column: str) -> str:
    """What people call a stored value; "" for one that they never see."""
    own = {
        "status": _("状态"), "owner": _("承办人"), "summary": _("摘要"), "acknowledged_by": _("知悉人"),
        "acknowledged_at": _("知悉时间"), "satisfied": _("投诉人态度"), "closed_at": _("办结时间"), "emergency": _("突发事件"),
        "steps": _("步骤"), "stage": _("阶段"), "response": _("响应级别"), "commander": _("指挥"), "activated": _("启动时间"),
        "edition": _("版本"), "text": _("正文"), "title": _("标题"), "state": _("状态"), "late": _("补记"),
        "scope": _("影响范围"), "place": _("地点"), "due": _("办理期限"), "taker": _("承办"), "minutes": _("纪要"),
        "danger": _("危险情形"),
    }  # fmt: skip
    if column in own:
        return own[column]
    field = ACTS["complaint.register"].field(column)
    return field_name(field) if field else ""


def _named(column: str, value: str, words: Spoken) -> str:
    """A stored value as people read it."""
    from dutyroom.console.present.emergency.event import paper_state
    from dutyroom.domain.act import Field
    from dutyroom.domain.emergency import stage_name

    if column == "stage":
        return stage_name(value) or value
    if column == "state":
        return paper_state(value) or value
    vocabulary = {
        "level": "levels", "channel": "channels", "category": "categories", "unit": "units", "owner": "persons",
        "acknowledged_by": "persons", "commander": "persons", "taker": "persons",
    }.get(column, "")  # fmt: skip
    if vocabulary:
        known = {choice.code: choice.name for choice in words.offered(Field(column, column, "choice", choices=vocabulary))}
        return known.get(value, value)
    if column in _MOMENTS:
        with suppress(ValueError):
            return words.local(datetime.fromisoformat(value))
    return choice_name(value)
