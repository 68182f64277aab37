"""What a workstream keeps, in lines: each record with its state first, then what it says, then who and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from dutyroom.console.present.cells import wrap
from dutyroom.console.present.emergency.event import Scene, listed, remaining
from dutyroom.console.present.line import Line, Part
from dutyroom.console.present.safe import one_line
from dutyroom.domain.acts import ACTS
from dutyroom.domain.names import act_name, choice_name, field_name
from dutyroom.domain.result import Naming, value_in_words
from dutyroom.lang import gettext as _
from dutyroom.services.emergency.panel.work_views import RecordView, StepOfRecord
from dutyroom.services.room.vocabulary import form_fields

_NEEDS = {"disputed", "unclear", "open", "manned", "handled"}
_MAIN = ("text", "place", "firm", "reason", "person")


def state_word(kind: str, state: str) -> str:
    """Where a record stands, in a word."""
    words = {
        ("fact", "undisputed"): _("双方认可"), ("fact", "disputed"): _("有争议"), ("fact", "unclear"): _("待查明"),
        ("finding", "stated"): _("结论"), ("finding", "revised"): _("已修改"),
        ("rumour", "open"): _("待回应"), ("rumour", "answered"): _("已回应"),
        ("speaker", "in_force"): _("在任"), ("speaker", "over"): _("已免去"),
        ("question", "open"): _("待答复"), ("question", "answered"): _("已答复"),
        ("exhibit", "held"): _("在管"), ("exhibit", "released"): _("已退还"),
        ("hold", "in_force"): _("冻结中"), ("hold", "over"): _("已解除"),
        ("dispute", "open"): _("进行中"), ("dispute", "over"): _("已了结"),
        ("lawyer", "engaged"): _("委托中"), ("lawyer", "over"): _("已结束"),
        ("promise", "open"): _("待兑现"), ("promise", "kept"): _("已兑现"), ("promise", "failed"): _("未兑现"),
        ("scene", "open"): _("在控"), ("scene", "clear"): _("已解除"),
        ("post", "manned"): _("在岗"), ("post", "over"): _("已撤"),
        ("incident", "open"): _("待处置"), ("incident", "handled"): _("处置中"), ("incident", "over"): _("已处置"),
    }  # fmt: skip
    return words.get((kind, state), choice_name(state) if state else "")


def waits(record: RecordView) -> bool:
    """Whether somebody still has to do something about it."""
    return not record.over and record.state in _NEEDS


def record_lines(record: RecordView, scene: Scene, width: int) -> tuple[Line, ...]:
    """One record in a list: what it says, where it stands, and beneath it the rest in a line."""
    late = record.due is not None and not record.over and record.verdict == "running" and scene.now > record.due
    look = "quiet" if record.over else "alarm" if late else "soon" if waits(record) else "accent"
    mark = "!" if late else "v" if record.over else "-" if waits(record) else " "
    first: list[Part] = [(f" {mark} ", look), (state_word(record.kind, record.state) + "  ", look)]
    main = one_line(_main(record))
    first.append((main, "quiet" if record.over else "strong"))
    if record.late:
        first.append((f"  {_('补记')}", "soon"))
    if record.due and not record.over and record.verdict == "running":
        left, its = remaining(record.due, scene.now)
        first += [(f"  {_('限 {at}').format(at=scene.at(record.due))} ", "plain"), (left, its)]
    if record.verdict == "breached":
        first.append((f"  {_('已超时')}", "alarm"))
    lines: list[Line] = [*_answer(record, width)]
    lines += [[("     " + line, "quiet")] for line in wrap(_rest(record, scene), max(width - 6, 10))]
    return (first, *lines)


def _main(record: RecordView) -> str:
    if record.kind in ("scene", "post", "incident"):
        return "  ".join(filter(None, [str(record.facts.get("place", "")), _figures(record)]))
    if record.kind in ("rumour", "question", "dispute"):
        return str(record.steps[0].facts.get("text", "")) if record.steps else str(record.facts.get("text", ""))
    if record.kind == "speaker":
        return record.person_name
    if record.kind == "hold":
        return record.complaint or _("整个事件")
    return next((str(record.facts[name]) for name in _MAIN if record.facts.get(name)), "")


def _figures(record: RecordView) -> str:
    facts = record.facts
    if record.kind == "scene" and facts.get("people") is not None:
        return _("{n} 人").format(n=facts["people"])
    if record.kind == "post" and facts.get("count") is not None:
        return _("{n} 人").format(n=facts["count"])
    if record.kind == "incident":
        hurt = _("受伤 {n}").format(n=facts["injured"]) if facts.get("injured") else ""
        told = str(record.steps[0].facts.get("text", ""))
        return "  ".join(filter(None, [hurt, _("已报警") if facts.get("police") else "", told]))
    return ""


def _answer(record: RecordView, width: int) -> list[Line]:
    """What was said or done last, where that is not what the record is about: an answer, the handling."""
    last = record.steps[-1] if len(record.steps) > 1 else None
    if last is None or record.kind not in ("rumour", "question", "dispute", "incident", "promise"):
        return []
    text = one_line(str(last.facts.get("text", "")))
    return [[("     " + line, "plain")] for line in wrap(text, max(width - 6, 10))] if text else []


def _rest(record: RecordView, scene: Scene) -> str:
    facts = record.facts
    who = {"exhibit": _("持有 {name}"), "promise": _("承办 {name}"), "question": _("请 {name} 答复"), "dispute": _("承办 {name}")}
    parts = [
        one_line(str(facts.get("source", ""))) and _("来源 {source}").format(source=one_line(str(facts["source"]))),
        who[record.kind].format(name=one_line(record.person_name)) if record.person_name and record.kind in who else "",
        one_line(str(facts.get("place", ""))) if record.kind in ("exhibit", "rumour") else "",
        choice_name(str(facts["way"])) if facts.get("way") else "",
        listed(scene.person(str(each)) for each in facts["people"]) if record.kind == "post" and facts.get("people") else "",
        record.complaint if record.kind not in ("hold", "promise") else "",
        record.number,
        scene.at(record.at),
        one_line(record.by_name),
    ]
    return "  ".join(part for part in parts if part)


def history(record: RecordView, scene: Scene, width: int) -> list[Line]:
    """Everything that was done with a record, oldest first: for an exhibit, who held it when."""
    lines: list[Line] = []
    for step in record.steps:
        head: list[Part] = [
            (f" {_stamp(step.at, scene)} ", "quiet"),
            (act_name(ACTS[step.act]) + "  ", "plain"),
            (one_line(step.by_name) + "  ", "quiet"),
        ]
        if step.late:
            head.append((_("补记，{at} 录入").format(at=scene.at(step.typed)), "soon"))
        lines.append(head)
        lines += [[("       " + line, "strong")] for line in wrap(_said(step, scene), max(width - 8, 10))]
    return [*lines, [(" ", "plain")]]


def _stamp(at: datetime, scene: Scene) -> str:
    return scene.at(at)


def _said(step: StepOfRecord, scene: Scene) -> str:
    labels = {field.name: field for field in form_fields(ACTS[step.act], scene.plan)}
    naming = Naming(scene.plan, scene.words.people, scene.words.units, scene.zone)
    parts = []
    for name, value in step.facts.items():
        field = labels.get(name)
        if field is None:
            continue
        parts.append(f"{field_name(field)} {one_line(value_in_words(field, value, step.at, naming))}")
    return "  ".join(parts)


def moves_of(record: RecordView, moves: Mapping[str, str] | Sequence[str]) -> list[str]:
    """The acts that go on with a record, none once it has come to its end."""
    return [] if record.over else list(moves)
