"""Words of an emergency: its number, stops, states and times, as every screen of the event writes them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from dutyroom.console.present.cell_widths import cell_len
from dutyroom.console.present.safe import one_line
from dutyroom.console.present.words import Words
from dutyroom.domain.acts import ACTS
from dutyroom.domain.emergency import OVER, TRANSITIONS, check_within, next_stage
from dutyroom.domain.errors import Refusal
from dutyroom.domain.names import field_name, in_words, named
from dutyroom.domain.names import listed as in_one_line
from dutyroom.lang import gettext as _
from dutyroom.services.emergency.panel.views import EmergencyView, NowLine

if TYPE_CHECKING:
    from dutyroom.console.present.line import Part
    from dutyroom.console.present.outage import Outage
    from dutyroom.domain.plan.plan import Plan

HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Scene:
    """What a picture of an event is made from. ``me`` is the person signed in."""

    view: EmergencyView
    plan: Plan
    now: datetime
    words: Words = field(default_factory=Words)
    zone: tzinfo = UTC
    me: str = ""
    outage: Outage | None = None

    @property
    def lines(self) -> tuple[NowLine, ...]:
        """What must be done now, in the room's order: whoever sits here, another's twelve minutes go before one's own hours."""
        return self.view.now

    @property
    def first_own(self) -> int:
        """Which of the lines the cursor starts on: the first that falls to the person signed in, else that they may do."""
        lines = self.lines
        mine = [n for n, line in enumerate(lines) if self.is_mine(line)]
        able = [n for n, line in enumerate(lines) if self.may_do(line)]
        return next(iter([*mine, *able]), 0)

    def is_mine(self, line: NowLine) -> bool:
        """Whether a thing to be done falls to the person signed in."""
        return bool(self.me) and self.person(line.person) == self.person(self.me)

    def may_do(self, line: NowLine) -> bool:
        """Whether the person signed in could do it, as permission says."""
        return bool(self.me) and self.me in line.may

    def at(self, moment: datetime) -> str:
        """A moment: the time alone today, with the day otherwise."""
        local = moment.astimezone(self.zone)
        same = local.date() == self.now.astimezone(self.zone).date()
        return f"{local:%H:%M}" if same else f"{local:%m-%d %H:%M}"

    def person(self, code: str) -> str:
        """A person's name, safe to show."""
        return one_line(self.words.people.get(code, code))

    def role(self, code: str) -> str:
        """What the plan calls a role."""
        found = self.plan.role(code)
        return named(found) if found else code


def own(name: str, en: str) -> str:
    """The name in the language in force, safe to show."""
    return one_line(in_words(name, en))


def stop_name(stop: str) -> str:
    """A stop of the rail in words."""
    names = {
        "reported": _("报告"),
        "assessed": _("研判"),
        "activated": _("启动"),
        "responding": _("处置"),
        "end_requested": _("终止申请"),
        "ended": _("终止"),
        "reviewed": _("总结"),
        "finished": _("恢复正常"),
        "declined": _("不启动"),
    }
    return names.get(stop, stop)


def paper_kind(kind: str) -> str:
    """What kind of text a paper is."""
    return {"statement": _("声明"), "solution": _("处理方案")}.get(kind, kind)


def paper_state(state: str, kind: str = "statement") -> str:
    """Where a paper stands between its gates; a solution is submitted from the first."""
    names = {
        "draft": _("草稿") if kind == "statement" else _("已提交"),
        "checked": _("审核通过"),
        "returned": _("退回修改"),
        "approved": _("已批准"),
        "refused": _("未批准"),
        "published": _("已发布"),
        "carried_out": _("已落实"),
    }
    return names.get(state, state)


def edition(number: int) -> str:
    """Which edition of a paper."""
    return _("第{n}版").format(n=number)


def workstream_state(state: str) -> str:
    """Whether a workstream is at work."""
    return {"active": _("应急中"), "stood_down": _("已撤收"), "standby": _("未启用")}.get(state, state)


def fact_name(name: str, plan: Plan) -> str:
    """A fact of the scene in a word or two."""
    short = {
        "people": _("现场人数"),
        "injured": _("受伤"),
        "media": _("媒体"),
        "stopped": _("停业"),
        "text": _("情况"),
    }
    # Loaded by now: the event was read from the database.
    from dutyroom.services.room.vocabulary import form_fields

    asked = next((field for field in form_fields(ACTS["emergency.fact"], plan) if field.name == name), None)
    return short.get(name) or one_line(field_name(asked) if asked else name)


def fact_value(name: str, value: str, scene: Scene) -> str:
    """A fact's value as people read it: how long business has been stopped, a number, words."""
    if name != "stopped":
        return one_line(value)
    since = datetime.fromisoformat(value)
    return _("{at} 起 {span}").format(at=scene.at(since), span=span(scene.now - since))


def span(length: timedelta) -> str:
    """How long something has lasted."""
    minutes = int(length.total_seconds()) // 60
    if minutes < 60:
        return _("{m}分").format(m=max(minutes, 0))
    return _("{h}时{m:02}分").format(h=minutes // 60, m=minutes % 60)


def remaining(due: datetime | None, now: datetime, brief: bool = False) -> Part:
    """What is left until `due`, with its look: late ones by a word, the last hour to the second; `brief` without 剩."""
    if due is None:
        return ("", "plain")
    rest = due - now
    if rest < timedelta(0):
        late = -rest
        if late < HOUR:
            return (_("超{n}分").format(n=max(1, int(late.total_seconds()) // 60)), "alarm")
        hours, minutes = divmod(int(late.total_seconds()) // 60, 60)
        return (_("超{h}时{m:02}分").format(h=hours, m=minutes), "alarm")
    if rest < 2 * _DAY:
        seconds = int(rest.total_seconds())
        left = f"{seconds // 60:02}:{seconds % 60:02}" if rest < HOUR else span(rest)
        return (left if brief else _("剩{left}").format(left=left), "soon" if rest < HOUR else "plain")
    return (_("剩{n}天").format(n=rest.days), "plain")


def mark_of(due: datetime | None, now: datetime) -> str:
    """A shape beside the colour: late, near, or neither."""
    if due is None:
        return " "
    return "!" if now > due else "^" if due - now < HOUR else " "


def over(view: EmergencyView) -> bool:
    """Whether nothing is left to do in the event."""
    return view.stage in OVER


def misplaced(act: str, stage: str) -> str:
    """Why an act of an event has no place in its present stage, "" when it has."""
    steps = [step for at, step in TRANSITIONS if at == stage and step.partition(":")[0] == act]
    if steps:
        return ""
    try:
        if any(step.partition(":")[0] == act for _at, step in TRANSITIONS):
            next_stage(stage, act)
        else:
            check_within(stage, act)
    except Refusal as refusal:
        return refusal.message
    except KeyError:
        return ""
    return ""


def version_of(view: EmergencyView, subject: str) -> int | None:
    """The version of a subject of the event as this picture shows it; None when it is not in the picture."""
    if subject == view.number:
        return view.version
    for stream in view.workstreams:
        for task in stream.tasks:
            if subject == task.number:
                return task.version
    numbered: tuple[tuple[str, int], ...] = (
        *((each.number, each.version) for each in view.papers),
        *((each.number, each.version) for each in view.sitreps),
        *((each.number, each.version) for each in view.requests),
        *((each.number, each.version) for each in view.followed),
        *((each.number, each.version) for each in view.conferences),
    )
    for number, version in numbered:
        if subject == number:
            return version
    return next((row.version for row in view.complaints if row.number == subject), None)


def what(line: NowLine, scene: Scene) -> str:
    """What a now-line asks for, with the paper's title where it is about one."""
    text = one_line(line.told)
    paper = next((each for each in scene.view.papers if line.subject == each.number), None)
    title = one_line(paper.title) if paper else ""
    return text if not title or title in text else f"{text} {title}"


def listed(names: Iterable[str]) -> str:
    """Several names in one line, safe to show."""
    return in_one_line(map(one_line, names))


def len_of(text: str) -> int:
    """Cells that a text takes."""
    return cell_len(text)
