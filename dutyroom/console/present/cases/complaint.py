"""One complaint in lines: facts, clocks, steps, contacts, record. Pure; times in the organisation's zone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from dutyroom.console.present.board.time_left import left
from dutyroom.console.present.board.warnings import told
from dutyroom.console.present.cases.previews import moment, source_word
from dutyroom.console.present.cell_widths import cell_len
from dutyroom.console.present.cells import fit, titled, wrap
from dutyroom.console.present.line import Line
from dutyroom.console.present.safe import one_line
from dutyroom.console.present.shift.log import said
from dutyroom.domain.act import Field
from dutyroom.domain.acts import ACTS
from dutyroom.domain.names import (
    amount_name,
    choice_name,
    clause_name,
    headed,
    listed,
    named,
    quoted,
    shown_number,
    told_name,
    verdict_name,
)
from dutyroom.domain.result import Naming as Telling
from dutyroom.domain.result import fact_in_words
from dutyroom.domain.same_words import Again, mark
from dutyroom.lang import gettext as _
from dutyroom.lang import language
from dutyroom.services.cases.views import ComplaintView, DoneView
from dutyroom.services.clocks.views import ClockView
from dutyroom.services.log.views import LogEntry

if TYPE_CHECKING:
    from dutyroom.domain.clock.calendar import Calendar
    from dutyroom.domain.plan.plan import Plan

_INDENT = "  "
_STATE = 13
"""Cells of what is left, where clocks stand one under the other."""


@dataclass(frozen=True, slots=True)
class Naming:
    """What the lines need besides the complaint: its plan, names of units and people, calendar, zone."""

    plan: Plan | None
    units: Mapping[str, str]
    people: Mapping[str, str]
    calendar: Calendar | None
    zone: tzinfo

    @property
    def english(self) -> bool:
        """Whether names are shown in English."""
        return language() == "en"

    def term(self, vocabulary: str, code: str) -> str:
        """The plan's word for a code."""
        terms = getattr(self.plan, vocabulary, ()) if self.plan else ()
        return next((one_line(named(each)) for each in terms if each.code == code), one_line(code))

    def event(self, number: str) -> str:
        """An event's number as the organisation writes it."""
        return shown_number(self.plan, number) if self.plan else number

    def at(self, when: datetime | None, seconds: bool = False) -> str:
        """A moment of this or the last days, "-" for none."""
        return f"{when.astimezone(self.zone):{'%m-%d %H:%M:%S' if seconds else '%m-%d %H:%M'}}" if when else "-"


@dataclass(frozen=True, slots=True)
class Timed:
    """What `left` reads of a clock."""

    paused: bool
    due: datetime | None
    clock_unit: str


def head_line(view: ComplaintView, naming: Naming, now: datetime) -> Line:
    """Number, level, state, where, who."""
    passed_to = naming.units.get(view.handling, view.handling)
    return [
        (f" {view.number} ", "strong"),
        *([(f" {headed(_('危险'), choice_name(view.danger))} ", "alarm"), ("  ", "plain")] if view.danger else []),
        (naming.term("levels", view.level), "accent"),
        ("  " + choice_name(view.status), "plain"),
        ("  " + (one_line(naming.units.get(view.unit, view.unit)) or _("未填机构")), "plain"),
        *([("  " + _("承办单位") + " ", "quiet"), (one_line(passed_to), "plain")] if passed_to else []),
        ("  " + _("承办人") + " ", "quiet"),
        (one_line(view.owner_name) or _("待交办"), "plain" if view.owner else "soon"),
        *([("  " + _("复议"), "soon")] if view.work.round > 1 else []),
        *([("  " + _("补记"), "soon")] if view.late else []),
        *([("  " + _("突发事件") + " " + one_line(naming.event(view.emergency)), "alarm")] if view.emergency else []),
        *([("  " + _("待知悉"), "soon")] if view.lit(now) else []),
    ]


def facts(view: ComplaintView, naming: Naming, width: int, plain: Mapping[str, str]) -> list[Line]:
    """What is known, in the order of the form; `plain` values stand unmasked in place of the masked ones."""
    fields = {field.name: field for field in ACTS["complaint.register"].fields}
    for form in naming.plan.forms if naming.plan else ():
        fields.update({field.name: field for field in form.fields})
    shown = {
        **dict(view.facts),
        "unit": view.unit,
        "channel": view.channel,
        "category": view.category,
        "happened": moment(view.happened, naming.zone) if view.happened else "",
        "received": naming.at(view.received, seconds=True),
        **{name: value for name, value in plain.items() if value},
    }
    rows: list[tuple[str, str, str]] = []
    for name in dict.fromkeys([*fields, *shown]):
        value = shown.get(name, "")
        if not value or name in ("call", "level"):
            continue
        said = _value(fields.get(name), name, value, naming)
        rows.append((told_name(name, fields), said, "accent" if name in plain else "plain"))
    if view.calls:
        rows.append((_("来电"), listed(view.calls), "plain"))
    if view.told:
        rows.append((_("告知方式"), choice_name(view.told), "plain"))
    if view.satisfied:
        rows.append((_("投诉人态度"), choice_name(view.satisfied), "plain"))
    if view.acknowledged_by:
        who = naming.people.get(view.acknowledged_by, view.acknowledged_by)
        rows.append((_("知悉"), f"{who} {naming.at(view.acknowledged_at)}", "plain"))
    labels = min(max((cell_len(label) for label, _value_, _look in rows), default=8), 24)
    lines: list[Line] = [_title(_("投诉情况") + ("  " + _("原文，已留痕") if plain else ""))]
    for label, value, look in rows:
        parts = wrap(value, max(width - labels - 4, 8))
        lines.append([(_INDENT + fit(titled(one_line(label)), labels) + " ", "quiet"), (parts[0], look)])
        lines += [[(" " * (labels + 3), "plain"), (part, look)] for part in parts[1:]]
    return lines


def _value(field: Field | None, name: str, value: str, naming: Naming) -> str:
    if field is None or naming.plan is None or name in ("happened", "received"):
        return one_line(value)
    told = Telling(naming.plan, naming.people, naming.units, naming.zone)
    return one_line(fact_in_words(field, value, told))


def clocks(view: ComplaintView, now: datetime, naming: Naming, width: int, brief: bool = False) -> list[Line]:
    """Each clock: what is left, when due, what stops it, by whose figure. Those that run come first.

    `brief`: one line a clock; the rest stands on the page that explains it.
    """
    lines: list[Line] = [_title(_("各项时限"))]
    names = min(max((cell_len(named(clock)) for clock in view.clocks), default=8), 16)
    for clock in running_first(view.clocks):
        lines += clock_lines(clock, now, naming, width, names, brief)
    if not view.clocks:
        lines.append([(_INDENT + _("没有时限"), "quiet")])
    return lines


def running_first(clocks: tuple[ClockView, ...]) -> list[ClockView]:
    """Clocks that run, the next due first, then the others."""
    return sorted(clocks, key=lambda clock: (clock.verdict != "running", clock.due))


def clock_lines(
    clock: ClockView, now: datetime, naming: Naming, width: int, names: int = 16, brief: bool = False
) -> list[Line]:
    """One clock; its name takes `names` cells."""
    running = clock.verdict == "running"
    if clock.paused:
        state, look = _("暂停计时"), "paused"
    elif running:
        state = left(Timed(False, clock.due, clock.unit), now, naming.calendar)
        late = now > clock.due
        look = "alarm" if late else "soon" if (clock.due - now).total_seconds() < 3600 else "strong"
    else:
        state = verdict_name(clock.verdict)
        state += f" {naming.at(clock.met_at)}" if clock.met_at else ""
        look = "quiet" if clock.verdict != "breached" else "soon"
    mark = "!" if look == "alarm" else "^" if look == "soon" and running else "=" if clock.paused else " "
    first: Line = [
        (f"{mark} ", look),
        (fit(one_line(named(clock)), names) + " ", "plain" if running else "quiet"),
        (state, look),
        *([(" " * max(_STATE - cell_len(state), 0), "plain")] if brief else []),
    ]
    second: Line = [
        (_INDENT, "plain"),
        (moment(clock.due, naming.zone) + " " + _("到期"), "plain" if running else "quiet"),
        ("  " + amount_name(clock.amount, clock.unit), "quiet"),
        *([("  " + _("暂估"), "soon")] if clock.provisional else []),
    ]
    stops = listed(stop_name(stop, naming) for stop in clock.stops)
    if brief:
        used = sum(cell_len(text) for text, _look in first)
        due = f"  {moment(clock.due, naming.zone)}" + (" " + _("暂估") if clock.provisional else "")
        rest = max(width - used - cell_len(due), 0)
        said_stops = fit("  " + _("停止：{acts}").format(acts=stops), rest) if running and stops else ""
        return [[*first, (due, "plain" if running else "quiet"), (said_stops, "quiet")]]
    said_stops = _("停止：{acts}").format(acts=stops) if running and stops else ""
    waived = headed(_("免除：{name}").format(name=clock.waived_by), clock.waived_why) if clock.waived_by else ""
    said = [said_stops, one_line(waived), one_line(clause_name(clock.clause)), source_word(clock.source)]
    under = "  ".join(filter(None, said))
    return [first, second, *([(_INDENT + part, "quiet")] for part in wrap(under, max(width - 2, 8)) if under)]


def stop_name(stop: str, naming: Naming) -> str:
    """What meets a clock: an act, or one of its values (`complaint.step=reply`)."""
    act, _equals, value = stop.partition("=")
    label = _(ACTS[act].label) if act in ACTS else act
    if not value:
        return label
    return label + quoted(naming.term("steps", value) if act == "complaint.step" else choice_name(value))


def steps(view: ComplaintView, naming: Naming, width: int) -> list[Line]:
    """The plan's procedure: done, can be done, not yet and why."""
    found = view.steps
    if not found:
        return []
    done = sum(step.done_at is not None for step in found)
    lines: list[Line] = [_title(_("办理步骤") + f" {done}/{len(found)}")]
    for step in found:
        name = one_line(named(step))
        if step.done_at is not None:
            for time in step.times or (DoneView(step.done_at, step.by_name, step.text),):
                mark = "[~]" if step.waiting else "[-]" if step.waived else "[x]"
                lines.append([(f"  {mark} ", "quiet"), (f"{name}  {naming.at(time.at)} {one_line(time.by_name)}", "quiet")])
                said = [(time.text, time.text), *((headed(one_line(label), value), value) for label, value in time.fields)]
                for each, text in said:
                    lines += [[("      " + part, "quiet")] for part in wrap(one_line(each), max(width - 6, 8)) if each]
                    lines += same_words(view.again, text, width)
            if step.waiting:
                lines += [[("      " + part, "soon")] for part in wrap(one_line(step.waiting), max(width - 6, 8))]
        elif step.blocked:
            lines.append([("  [ ] ", "quiet"), (name, "quiet")])
            lines += [[("      " + part, "quiet")] for part in wrap(one_line(step.blocked), max(width - 6, 8))]
        else:
            when = _("办结后") if step.after_close else _("视情况") if step.if_needed else ""
            under = "".join(f"  {each}" for each in (one_line(clause_name(step.clause)), when) if each)
            lines.append([("  [ ] ", "accent"), (name, "plain"), (under, "quiet")])
    return lines


def warned(view: ComplaintView, naming: Naming, width: int) -> list[Line]:
    """已通知: what the keeper raised about it, with whom and when; nothing where it raised nothing."""
    if not view.warned:
        return []
    return [_title(_("已通知")), *told(view.warned, naming.zone, width)]


def same_words(again: Mapping[str, Again], text: str, width: int) -> list[Line]:
    """Beneath a text that it is the same words again, nothing where it is not."""
    said = mark(again, text)
    return [[("      " + part, "soon")] for part in wrap(said, max(width - 6, 8)) if said]


def contacts(view: ComplaintView, naming: Naming, width: int) -> list[Line]:
    """Every try to reach somebody, the last first."""
    found = view.contacts
    if not found:
        return []
    lines: list[Line] = [_title(_("联系情况") + f" {len(found)}")]
    for each in reversed(found):
        who = " ".join(filter(None, [one_line(each.person), one_line(each.number)]))
        again = "  " + _("约定再拨") + " " + naming.at(each.again_at) if each.again_at else ""
        look = "soon" if each.result != "reached" else "plain"
        lines.append(
            [
                (f"  {naming.at(each.at)} ", "quiet"),
                (one_line(each.by_name) + " ", "accent"),
                (choice_name(each.result), look),
                (again, "soon"),
                (f"  {who}" if who else "", "plain"),
            ]
        )
        lines += [[("    " + part, "plain")] for part in wrap(one_line(each.text), max(width - 4, 8)) if each.text]
        lines += same_words(view.again, each.text, width)
    return lines


def record(found: tuple[LogEntry, ...], naming: Naming, width: int) -> list[Line]:
    """What was done, the last first."""
    lines: list[Line] = [_title(_("办理记录"))]
    for entry in reversed(found):
        head = f"  {naming.at(entry.at)} "
        who = one_line(entry.actor_name) + " "
        parts = wrap(said(entry), max(width - cell_len(head + who), 8))
        lines.append([(head, "quiet"), (who, "accent"), (parts[0], "plain")])
        lines += [[("    " + part, "plain")] for part in parts[1:]]
    if not found:
        lines.append([(_INDENT + _("还没有记录"), "quiet")])
    return lines


def _title(text: str) -> Line:
    return [(text, "strong")]
