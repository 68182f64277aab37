"""统计: what came in between two moments, by level, unit, category and channel, how clocks were kept, and the trend."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlmodel import Session, col, select

from dutyroom.domain.errors import Refusal
from dutyroom.domain.names import named, term
from dutyroom.domain.subjects import number_of
from dutyroom.lang import gettext as _
from dutyroom.services.documents.ways_out import WayOut, ways_out
from dutyroom.services.telling.rates import Rate, rate
from dutyroom.store.rows.cases import CaseClock, Complaint
from dutyroom.store.rows.casework import ChargeRow
from dutyroom.store.rows.staff import Unit

if TYPE_CHECKING:
    from dutyroom.domain.clock.calendar import Calendar
    from dutyroom.domain.plan.plan import Plan
    from dutyroom.services.room.room import Room

_BY_DAY, _BY_WEEK = 31, 120
"""Days up to which the trend is drawn by days, and by weeks; longer ones by months."""


_AT_ONCE = 500
"""Subjects in one question."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line: how many came in under that name and were closed, and how many of their clocks were kept and broken."""

    name: str
    received: int
    closed: int
    kept: int
    broken: int


@dataclass(frozen=True, slots=True)
class Table:
    """Lines of one kind, the largest first."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of a period, both moments aware UTC, ``until`` not counted.

    ``rate`` is the complaint rate: complaints a working day (``working_days`` of them), or a thousand of ``base`` where the
    organisation gives one (customers, contracts). ``satisfied`` counts those who said so or forgave, of ``asked``. ``ways`` are
    the ways out taken in the period, whenever the complaint came in; ``neither`` counts by their status those that are neither
    open nor closed for good; ``warned`` is how much the people on duty were asked to look at.
    """

    since: datetime
    until: datetime
    total: Row
    open: int
    satisfied: int
    asked: int
    working_days: int
    base: int
    rate: float
    tables: tuple[Table, ...]
    trend: tuple[tuple[str, int, int], ...]  # (day, week or month, received, closed)
    ways: tuple[WayOut, ...]
    neither: tuple[tuple[str, int], ...]
    warned: Rate


def figures(room: Room, since: datetime, until: datetime, base: int = 0) -> Figures:
    """The figures of complaints received from ``since`` until ``until``. Raises Refusal ``bad_input`` for no period."""
    if since >= until:
        raise Refusal("bad_input", _("统计的起点须早于终点。"), _("请改期间。"))
    now = room.now()
    with room.database.read() as session:
        plan = room.plan_of(session, room.plan_in_force(session))
        calendar = room.calendar_of(session)
        rows = session.exec(select(Complaint).where(Complaint.received >= since, Complaint.received < until)).all()
        units = {each.code: named(each) for each in session.exec(select(Unit)).all()}
        verdicts = _verdicts(session, since, until, now)
        ways = ways_out(room, session, calendar, since, until)
        warned = rate(session, since, until)
    kept: Counter[str] = Counter()
    broken: Counter[str] = Counter()
    by_clock: dict[str, list[int]] = {}
    for subject, code, good in verdicts:
        (kept if good else broken)[subject] += 1
        pair = by_clock.setdefault(code, [0, 0])
        pair[0 if good else 1] += 1

    def group(title: str, of: Callable[[Complaint], str], name: Callable[[str], str]) -> Table:
        found: dict[str, list[Complaint]] = {}
        for row in rows:
            found.setdefault(of(row), []).append(row)
        made = [_row(name(code) if code else _("未填"), cases, kept, broken) for code, cases in found.items()]
        return Table(title, tuple(sorted(made, key=lambda each: (-each.received, each.name))))

    clocks = Table(
        _("时限"),
        tuple(Row(_clock(plan, code), good + bad, 0, good, bad) for code, (good, bad) in sorted(by_clock.items())),
    )
    days = _working_days(calendar, since, until)
    answers = [row.satisfied for row in rows if row.satisfied]
    return Figures(
        since, until, _row(_("合计"), rows, kept, broken), sum(row.closed_at is None for row in rows),
        sum(each in ("satisfied", "forgiven") for each in answers), len(answers), days, base,
        len(rows) * 1000 / base if base else len(rows) / max(days, 1),
        (
            group(_("级别"), lambda row: row.level, lambda code: term(plan.levels, code)),
            group(_("被投诉机构"), lambda row: row.unit, lambda code: units.get(code, code)),
            group(_("承办单位"), lambda row: row.handling, lambda code: units.get(code, code)),
            group(_("类别"), lambda row: row.category, lambda code: term(plan.categories, code)),
            group(_("渠道"), lambda row: row.channel, lambda code: term(plan.channels, code)),
            clocks,
        ),
        _trend(calendar, rows, since, until),
        ways,
        tuple(sorted(Counter(row.status for row in rows if row.closed_at is not None and row.status != "closed").items())),
        warned,
    )  # fmt: skip


def _row(name: str, cases: Sequence[Complaint], kept: Counter[str], broken: Counter[str]) -> Row:
    return Row(
        name, len(cases), sum(each.status == "closed" for each in cases), sum(kept[each.number] for each in cases),
        sum(broken[each.number] for each in cases),
    )  # fmt: skip


def _verdicts(session: Session, since: datetime, until: datetime, now: datetime) -> list[tuple[str, str, bool]]:
    """(complaint, clock, kept) of each clock that is decided, or past its due moment and still running; those of what
    departments are charged with in it count with the complaint."""
    in_time: Any = (Complaint.received >= since, Complaint.received < until)
    clock: Any = select(CaseClock.subject, CaseClock.code, CaseClock.verdict, CaseClock.due)
    charged: Any = select(ChargeRow.id, ChargeRow.complaint).join(Complaint, col(Complaint.number) == col(ChargeRow.complaint))
    of_charge = {number_of("charge", each): number for each, number in session.exec(charged.where(*in_time)).all()}
    found = list(session.exec(clock.join(Complaint, col(Complaint.number) == col(CaseClock.subject)).where(*in_time)).all())
    subjects = sorted(of_charge)
    for at in range(0, len(subjects), _AT_ONCE):
        found += session.exec(clock.where(col(CaseClock.subject).in_(subjects[at : at + _AT_ONCE]))).all()
    return [
        (of_charge.get(subject, subject), code, verdict == "met")
        for subject, code, verdict, due in found
        if verdict in ("met", "breached") or (verdict == "running" and due < now)
    ]


def _clock(plan: Plan, code: str) -> str:
    return term((*plan.clocks, *plan.charges), code)


def _working_days(calendar: Calendar, since: datetime, until: datetime) -> int:
    day, last = calendar.local(since).date(), calendar.local(until - timedelta(microseconds=1)).date()
    return sum(bool(calendar.spans(day + timedelta(days=n))) for n in range((last - day).days + 1))


def _trend(calendar: Calendar, rows: Sequence[Complaint], since: datetime, until: datetime) -> tuple[tuple[str, int, int], ...]:
    first, last = calendar.local(since).date(), calendar.local(until - timedelta(microseconds=1)).date()
    length = (last - first).days + 1

    def label(day: date) -> str:
        if length <= _BY_DAY:
            return f"{day:%m-%d}"
        if length <= _BY_WEEK:
            return f"{day - timedelta(days=day.weekday()):%m-%d}"
        return f"{day:%Y-%m}"

    came = Counter(label(calendar.local(row.received).date()) for row in rows)
    closed = Counter(label(calendar.local(row.closed_at).date()) for row in rows if row.closed_at and row.closed_at < until)
    order = dict.fromkeys(label(first + timedelta(days=n)) for n in range(length))
    return tuple((each, came[each], closed[each]) for each in order)
