"""What screens and the command line ask: one complaint, calls, people, roles, counts. Masked."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, func, or_, select

from dutyroom.domain.emergency import OVER
from dutyroom.domain.emergency import why_not as misplaced
from dutyroom.domain.errors import Refusal
from dutyroom.domain.names import act_name, named, role_names
from dutyroom.domain.permission import entering_roles, roles_for, roles_of
from dutyroom.lang import gettext as _
from dutyroom.lang import language
from dutyroom.services.board.views import Summary
from dutyroom.services.cases.procedure import applies, done_steps, step_blocked, unfinished
from dutyroom.services.cases.queries import Names, casework, done_views
from dutyroom.services.cases.recusal import why_recused
from dutyroom.services.cases.views import ComplaintView, ContactView, StepView
from dutyroom.services.clocks.clocks import clocks_of, open_pause, pausable, running, spec_of
from dutyroom.services.clocks.views import ClockView
from dutyroom.services.desk.call_backs import promised
from dutyroom.services.desk.views import CallView
from dutyroom.services.duties.duties import why_not_yours
from dutyroom.services.duties.queries import due_moments
from dutyroom.services.front.why_not import why_not_part
from dutyroom.services.log.entries import entries_in
from dutyroom.services.organisation.roster import holdings, shifts, with_handover
from dutyroom.services.organisation.views import PersonView, RoleHolder, SignedIn, UnitView
from dutyroom.services.room.people import people_of
from dutyroom.services.room.standing import standing
from dutyroom.services.room.subjects import event_number, load_subject, plan_version_of
from dutyroom.store.erasure import was_erased
from dutyroom.store.rows.board import BoardEntry
from dutyroom.store.rows.cases import Call, CaseClock, Complaint, Contact
from dutyroom.store.rows.casework import CaseGroup, ChargeRow
from dutyroom.store.rows.command import Conference, Request
from dutyroom.store.rows.duties import Duty
from dutyroom.store.rows.emergencies import Decision, Emergency, Notice, Paper, Task
from dutyroom.store.rows.logs import Instruction
from dutyroom.store.rows.places import WorkRecord
from dutyroom.store.rows.staff import Person

if TYPE_CHECKING:
    from dutyroom.domain.plan.plan import Plan
    from dutyroom.services.room.room import Room

_ANYTIME = ("complaint.reveal", "complaint.correct", "complaint.satisfied")
_OF_PERSON = ("complaint.reveal", "complaint.correct", "personal.erase")


def complaint(room: Room, number: str) -> ComplaintView:
    """One complaint, masked. Raises Refusal ``not_found``."""
    with room.database.read() as session:
        row: Complaint = load_subject(session, "complaint", number)
        plan = room.plan_of(session, row.plan_version)
        people = people_of(session)
        tries = session.exec(select(Contact).where(Contact.subject == number).order_by(col(Contact.id))).all()
        calls = session.exec(select(Call.number).where(Call.complaint == number).order_by(col(Call.received))).all()
        shown = session.get(BoardEntry, number)
        return ComplaintView(
            number=row.number, version=row.version, status=row.status, level=row.level, channel=row.channel,
            category=row.category, unit=row.unit, owner=row.owner, owner_name=people.get(row.owner, row.owner),
            received=row.received, typed=row.typed, happened=row.happened, late=row.late, closed_at=row.closed_at,
            acknowledged_by=row.acknowledged_by, acknowledged_at=row.acknowledged_at, satisfied=row.satisfied, danger=row.danger,
            emergency=row.emergency, facts=tuple(json.loads(row.facts).items()),
            clocks=tuple(_clock(session, plan, row, clock) for clock in clocks_of(session, number)),
            contacts=tuple(
                ContactView(
                    each.at, people.get(each.by, each.by), each.purpose, people.get(each.person, each.person),
                    each.number, each.result, each.again_at, each.text,
                )
                for each in tries
            ),
            steps=_steps(session, plan, row),
            record=entries_in(session, subject=number), calls=tuple(calls), work=casework(room, session, plan, row),
            alarm=shown.alarm if shown else None,
        )  # fmt: skip


def _clock(session: Session, plan: Plan, row: Complaint, clock: CaseClock) -> ClockView:
    spec = spec_of(plan, clock.code, row.level) or next((each for each in plan.clocks if each.code == clock.code), None)
    paused = clock.verdict == "running" and open_pause(session, clock) is not None
    return ClockView(
        clock.id, clock.code, clock.kind, spec.name if spec else clock.code, spec.en if spec else clock.code, clock.unit,
        clock.amount, clock.start, clock.due, clock.provisional, clock.verdict, clock.met_at, paused, clock.clause,
        clock.source, spec.stop if spec else (),
    )  # fmt: skip


def _steps(session: Session, plan: Plan, row: Complaint) -> tuple[StepView, ...]:
    done, names = done_steps(row), Names(session, plan)
    people = names.people
    out = []
    for step in plan.steps:
        if not applies(step, row):
            continue
        mark = done.get(step.code)
        out.append(
            StepView(
                step.code, step.name, step.en, step.clause, step.source,
                datetime.fromisoformat(mark["at"]) if mark else None,
                people.get(mark["by"], mark["by"]) if mark else "", mark["text"] if mark else "",
                step_blocked(session, plan, row, step), done_views(plan, step, mark, names) if mark else (),
                unfinished(session, plan, row, step.code) if mark else "",
            )
        )  # fmt: skip
    return tuple(out)


def calls(room: Room, all_day: bool = False) -> tuple[CallView, ...]:
    """Calls that are open or parked (with ``all_day`` those received today too), oldest first."""
    with room.database.read() as session:
        query = select(Call).order_by(col(Call.received), col(Call.number))
        if all_day:
            query = query.where(or_(Call.state != "done", Call.received >= midnight(room, session)))
        else:
            query = query.where(Call.state != "done")
        people = people_of(session)
        return tuple(_call(row, people) for row in session.exec(query).all())


def call(room: Room, number: str, session: SignedIn | None = None) -> CallView:
    """One call; what was typed in plain for the person who took it, while it is not done."""
    with room.database.read() as reading:
        row: Call = load_subject(reading, "call", number)
        people = people_of(reading)
        raw: tuple[tuple[str, str], ...] = ()
        if session is not None and session.person == row.taken_by and row.state != "done":
            raw = tuple(room.vault.plain(reading, number).items())
        return _call(row, people, raw)


def _call(row: Call, people: dict[str, str], raw: tuple[tuple[str, str], ...] = ()) -> CallView:
    return CallView(
        row.number, row.version, row.taken_by, people.get(row.taken_by, row.taken_by), row.received, row.caller,
        row.state, row.summary, row.complaint, row.outcome, raw,
    )  # fmt: skip


def people(room: Room) -> tuple[PersonView, ...]:
    """Active staff in the order of their names, with the roles that they hold now."""
    now = room.now()
    with room.database.read() as session:
        plan = room.plan_of(session, room.plan_in_force(session))
        held, on = holdings(session, now), shifts(session, now)
        rows = session.exec(select(Person).where(Person.active).order_by(col(Person.pinyin), col(Person.code))).all()
        return tuple(
            PersonView(
                row.code, row.name, row.en, row.phone, row.unit, roles_of(plan, row.code, held, on, now),
                any(each.person == row.code and each.covers(now) for each in on), row.pinyin,
            )
            for row in rows
        )  # fmt: skip


def units(room: Room) -> tuple[UnitView, ...]:
    """The organisation as a tree from the top, in the plan's order."""
    from dutyroom.services.organisation.units import in_order

    with room.database.read() as session:
        rows = in_order(session, room.plan_of(session, room.plan_in_force(session)))
        return tuple(UnitView(row.code, row.name, row.en, row.parent, row.kind) for row, _depth in rows)


def roster(room: Room) -> tuple[RoleHolder, ...]:
    """Who holds which role of the plan now, in the plan's order; a vacant role has no person."""
    now = room.now()
    with room.database.read() as session:
        plan = room.plan_of(session, room.plan_in_force(session))
        held, on = holdings(session, now), shifts(session, now)
        known = {row.code: row for row in session.exec(select(Person)).all()}
    out: list[RoleHolder] = []

    def appointed(by: str) -> str:
        return named(known[by]) if by in known else ""

    for role in plan.roles:
        if role.by_shift:
            here = [
                (each.person, "in_room", each.since, "")
                for each in on
                if each.covers(now) and (each.lead if role.shift_lead else not each.lead)
            ]
        else:
            mine = [each for each in held if each.role == role.code and each.covers(now)]
            here = [(each.person, each.state, each.since, each.by) for each in mine]
        for code, state, since, by in here:
            who = known.get(code)
            if who is not None:
                out.append(
                    RoleHolder(role.code, code, who.name, who.en, who.phone, state, since, who.verified, appointed(by))
                )
        if not here:
            out.append(RoleHolder(role.code))
    return tuple(out)


def summary(room: Room) -> Summary:
    """The counts of the header."""
    with room.database.read() as session:
        now = room.now()
        today = midnight(room, session)
        on = [each for each in shifts(session, now) if each.covers(now)]
        names = people_of(session)
        waiting, first = promised(session)
        running = session.exec(
            select(Emergency.number, Emergency.title, Emergency.stage)
            .where(col(Emergency.stage).not_in(OVER))
            .order_by(col(Emergency.reported))
        ).all()
        return Summary(
            received_today=_count(session, Complaint.number, Complaint.received >= today),
            closed_today=_count(session, Complaint.number, col(Complaint.closed_at) >= today),
            open_calls=_count(session, Call.number, Call.state != "done"),
            call_backs=waiting,
            call_back_first=first,
            emergencies=tuple((number, title, stage) for number, title, stage in running),
            shift_lead=next((names.get(each.person, "") for each in on if each.lead), ""),
            on_duty=tuple(names.get(each.person, each.person) for each in on),
            duties=due_moments(session),
        )


def _count(session: Session, what: Any, condition: Any) -> int:
    return int(session.exec(select(func.count(what)).where(condition)).one())


def midnight(room: Room, session: Session) -> datetime:
    """The start of today in the organisation's zone, aware UTC."""
    zone = ZoneInfo(room.plan_of(session, room.plan_in_force(session)).hours.zone)
    return datetime.combine(room.now().astimezone(zone).date(), time(), zone).astimezone(UTC)


def why_not(room: Room, session: SignedIn | None, act: str, subject: str = "") -> str:
    """"" when the person may do the act now, else why not, in words for the screen."""
    from dutyroom.domain.acts import ACTS

    if session is None:
        return _("请先说明您是谁（登录）。")
    wanted = ACTS[act]
    now = room.now()
    with room.database.read() as reading:
        try:
            row = load_subject(reading, wanted.subject, subject) if subject else None
            version = plan_version_of(reading, wanted.subject, row) if row is not None else 0
            plan = room.plan_of(reading, version or room.plan_in_force(reading))
        except Refusal as no:
            return no.message
        held = with_handover(plan, session.person, standing(room, reading).held(plan, session.person, now), row)
        by_telephone = wanted.field("decider") is not None and entering_roles(plan, held)
        if not roles_for(plan, act, held) and not by_telephone:
            allow = plan.allowed(act)
            who = role_names(plan, allow.roles) if allow else _("无")
            return _("「{act}」由{roles}办理。").format(act=act_name(wanted), roles=who)
        if isinstance(row, Emergency):
            return misplaced(row.stage, act)
        if isinstance(row, (Task, Notice, Paper, WorkRecord, Request, Decision, Instruction, Conference)):
            event = reading.get(Emergency, event_number(reading, row))
            return misplaced(event.stage, act) if event is not None else ""
        if isinstance(row, Complaint):
            recused = why_recused(reading, room.vault, row.number, act, session.person)
            return recused or _why_not_complaint(reading, plan, row, act, now)
        if isinstance(row, Duty) and act == "duty.done":
            return why_not_yours(plan, row, session.person, held)
        if isinstance(row, (Paper, ChargeRow, CaseGroup)):
            return why_not_part(reading, room, plan, row, act, session.person, held)
        if isinstance(row, Call) and row.state == "done" and act != "call.reveal":
            if act == "call.contact" and not row.complaint:
                return ""
            return _("来电 {number} 已办结。").format(number=row.number)
    return ""


def _why_not_complaint(session: Session, plan: Plan, row: Complaint, act: str, now: datetime) -> str:
    from dutyroom.services.cases.procedure import obstacles

    if row.followed_by and act != "complaint.reveal":
        return _("{number} 已进入复议，第一轮的记录不再更改。").format(number=row.number)
    if act == "complaint.reconsider":
        return _("预案没有规定复议。") if plan.second_round is None or row.round > 1 else ""
    if act == "complaint.charge" and not plan.charges:
        return _("预案没有规定交办种类。")
    if act in _OF_PERSON and was_erased(session, row.number):
        return _("{number} 的个人信息已删除。").format(number=row.number)
    if act == "personal.erase":
        return "" if row.closed_at is not None else _("办结后再删除。")
    if row.closed_at is not None and act not in _ANYTIME:
        return _("{number} 已办结。").format(number=row.number)
    if act == "complaint.close" and row.status != "replied":
        return _("尚未{reply}").format(reply=plan.word("reply", language() == "en") or _("答复"))
    if act == "complaint.acknowledge":
        from dutyroom.services.board.board import as_row

        shown = session.get(BoardEntry, row.number)
        return "" if shown is None or as_row(shown).lit(now) else _("已知悉。")
    if act in ("complaint.pause", "complaint.resume"):
        return _why_no_pause(session, plan, row, act, now)
    if act == "complaint.satisfied":
        return ""
    found = obstacles(session, plan, row, act)
    return found[0][1] if found else ""


def _why_no_pause(session: Session, plan: Plan, row: Complaint, act: str, now: datetime) -> str:
    clocks = running(session, row.number)
    if act == "complaint.resume":
        return "" if any(open_pause(session, clock) for clock in clocks) else _("没有暂停的时限。")
    may = any(pausable(session, plan, row, clock, now) for clock in clocks)
    return "" if may else _("没有可以暂停的时限。")
