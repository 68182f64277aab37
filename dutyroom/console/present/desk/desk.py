"""The telephone desk in words: people and their numbers, tries up the chain, call-backs, notes, wordings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo

from dutyroom.console.present.cell_widths import cell_len
from dutyroom.console.present.cells import fit, wrap
from dutyroom.console.present.line import Line, Part
from dutyroom.console.present.pinyin import spells
from dutyroom.console.present.safe import lines as safe_lines
from dutyroom.console.present.safe import one_line
from dutyroom.domain.names import choice_name, named
from dutyroom.lang import gettext as _
from dutyroom.lang import language
from dutyroom.services.desk.views import CallBackView, TargetView, WatchView
from dutyroom.services.emergency.panel.views import WordingView
from dutyroom.services.organisation.views import CardView, NumberView

STALE = timedelta(days=30)
"""A number last verified longer ago is flagged."""


def number_kind(kind: str) -> str:
    """What a number is."""
    return _("登记号码") if kind == "registered" else choice_name(kind)


def checked(number: NumberView, now: datetime, zone: tzinfo) -> Part:
    """When the number was last answered, flagged when that is too long ago."""
    if number.verified is None:
        return _("未核实"), "soon"
    day = f"{number.verified.astimezone(zone):%m-%d}"
    if now - number.verified > STALE:
        return _("{day}核实，已超30天").format(day=day), "soon"
    return _("{day}核实").format(day=day), "quiet"


def card(each: CardView, now: datetime, zone: tzinfo, width: int) -> tuple[Line, ...]:
    """One person of the directory: who they are, then every number on a line of its own."""
    state = choice_name(each.state) if each.state else ""
    rest = " · ".join(filter(None, (each.role_names, each.unit_name)))
    deputy = _("B角 {name}").format(name=one_line(each.deputy_name)) if each.deputy else ""
    end = "  ".join(filter(None, (deputy, state)))
    room = max(width - 18 - cell_len(end) - 2, 4)
    first: Line = [
        (" " + fit(one_line(named(each)), 16) + " ", "strong"),
        (fit(one_line(rest), room) + " ", "quiet"),
        (end, "soon" if each.state == "away" else "plain"),
    ]
    lines: list[Line] = [first]
    for number in each.numbers:
        kind = fit(number_kind(number.kind), 10 if language() == "zh" else 18)
        lines.append(
            [("   " + kind + " ", "quiet"), (fit(one_line(number.number), 20) + " ", "accent"), checked(number, now, zone)]
        )
    if not each.numbers:
        lines.append([("   " + _("没有号码"), "soon")])
    return tuple(lines)


def matches(typed: str, each: CardView) -> bool:
    """Whether what was typed means this person: name, letters of the pinyin, account, post, unit or part of a number."""
    query = typed.strip().casefold()
    digits = "".join(sign for sign in query if sign.isdigit())
    if digits and not query.strip("0123456789 -+"):
        return any(digits in "".join(s for s in number.number if s.isdigit()) for number in each.numbers)
    words = (each.name, each.en, each.code, each.pinyin, each.unit_name, each.role_names)
    return any(query in word.casefold() for word in words) or spells(query, each.name) or spells(query, each.unit_name, True)


def target(each: TargetView, place: int, at_hand: bool, zone: tzinfo, width: int) -> tuple[Line, ...]:
    """One person of the dialling list, and under them what was tried."""
    state = choice_name(each.state) if each.state else ""
    look = "strong" if at_hand else "quiet" if each.passed else "plain"
    tail = f"  {state}" + ("  " + _("未接通，转下一位") if each.passed and each.tries else "")
    lines: list[Line] = [
        [
            (" > " if at_hand else "   ", "accent"),
            (f"{place + 1} " + fit(one_line(each.name), 14) + " ", look),
            (fit(one_line(each.role_name), max(width - 20 - cell_len(tail), 6)), "quiet"),
            (tail, "soon" if each.state == "away" or each.passed else "quiet"),
        ]
    ]
    for attempt in each.tries:
        good = attempt.result == "reached"
        lines.append(
            [
                (f"       {attempt.at.astimezone(zone):%m-%d %H:%M:%S} ", "quiet"),
                (choice_name(attempt.result), "accent" if good else "soon"),
                (f"  {one_line(attempt.number)}  {one_line(attempt.by_name)}", "quiet"),
            ]
        )
    return tuple(lines)


def call_back(each: CallBackView, now: datetime, zone: tzinfo, width: int, plain: str = "") -> tuple[Line, ...]:
    """One promised call-back: when, how long ago or until then, whom, about what."""
    late = each.at <= now
    minutes = int(abs((now - each.at).total_seconds()) // 60)
    hours = f"{minutes // 60}:{minutes % 60:02}"
    left = _("超 {span}").format(span=hours) if late else _("还有 {span}").format(span=hours)
    who = plain or " ".join(filter(None, (one_line(each.who), one_line(each.number))))
    first: Line = [
        (f" {each.at.astimezone(zone):%m-%d %H:%M} ", "alarm" if late else "strong"),
        (fit(" " + left, 12), "alarm" if late else "soon"),
        (f" {one_line(each.subject)}  ", "accent"),
        (who + "  ", "strong" if plain else "plain"),
        (_("已拨 {n} 次未通").format(n=each.tries) if each.tries else "", "soon"),
    ]
    owner = one_line(each.owner_name) or _("无承办人")
    words = _("{who}承诺，{owner}  {what}").format(who=one_line(each.by_name), owner=owner, what=one_line(each.summary))
    return (first, [("     " + fit(words, max(width - 6, 8)), "quiet")])


def watch(each: WatchView, zone: tzinfo, width: int) -> tuple[Line, ...]:
    """One note on a caller."""
    whom = " ".join(filter(None, (one_line(each.name), one_line(each.number))))
    first: Line = [
        (f" {each.code} ", "accent"),
        (whom + "  ", "strong"),
        (_("至 {at}").format(at=f"{each.until.astimezone(zone):%Y-%m-%d %H:%M}") + "  ", "plain"),
        (one_line(each.by_name), "quiet"),
    ]
    return (first, *([("     " + part, "plain")] for part in wrap(one_line(each.reason), max(width - 6, 8))))


def noted(found: Sequence[WatchView], zone: tzinfo) -> str:
    """The notes on who is on the telephone, for the line under the field."""
    return "；".join(
        _("关注：{reason}（至 {at}）").format(reason=one_line(each.reason), at=f"{each.until.astimezone(zone):%m-%d %H:%M}")
        for each in found
    )


def wording(found: Sequence[WordingView], zone: tzinfo, width: int, most: int) -> list[Line]:
    """The wordings in force, at most that many lines; where one is cut, its title says so."""
    made: list[Line] = []
    for place, each in enumerate(found):
        room = (most - len(made)) // (len(found) - place)
        if room < 2:
            break
        words = [part for row in safe_lines(each.text).split("\n") for part in wrap(row, max(width - 4, 8))]
        cut = len(words) > room - 1
        title = _("统一口径 第 {n} 版 {at}").format(n=each.edition, at=f"{each.at.astimezone(zone):%m-%d %H:%M}")
        more = "  " + _("未完，屏幕加高可看全") if cut else ""
        made.append([(f" {title} ", "title"), (one_line(each.title), "quiet"), (more, "soon")])
        made += [[("   " + part, "plain")] for part in words[: room - 1]]
    return made
