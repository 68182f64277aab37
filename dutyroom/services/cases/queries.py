"""What belongs to a complaint, read for screens and papers: papers, charges, rounds, complaints alike, units' plans."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlmodel import Session, col, select

from dutyroom.domain.act import Field
from dutyroom.domain.clock.zone import time_zone
from dutyroom.domain.compensation import compensation, pays_words
from dutyroom.domain.gate import gates_of
from dutyroom.domain.names import aside, field_name, named, post_name, role_name, role_names, term
from dutyroom.domain.result import Naming, fact_in_words
from dutyroom.lang import gettext as _
from dutyroom.services.cases import views
from dutyroom.services.cases.alike import Around
from dutyroom.services.cases.closing import lacking, owing
from dutyroom.services.cases.groups import group_of, members_of, waiting_in
from dutyroom.services.cases.why_alike import why_alike
from dutyroom.services.clocks.clocks import clocks_of
from dutyroom.services.emergency.line_of_command import decides, reach_of
from dutyroom.services.gates.barred import writers
from dutyroom.services.gates.gates import IN_FAVOUR, case_of, decisions_on, first_deciders, measures_of
from dutyroom.services.gates.hands import Hands, Reach
from dutyroom.services.organisation.recusal import aside_in, of_case
from dutyroom.services.organisation.units import in_order, own_plan
from dutyroom.services.room.people import people_of
from dutyroom.store.rows.cases import Complaint
from dutyroom.store.rows.casework import CaseGroup, ChargeRow
from dutyroom.store.rows.emergencies import Emergency, Measure, Paper
from dutyroom.store.rows.room import PlanVersion
from dutyroom.store.rows.staff import Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dutyroom.domain.plan.handling import Gate, Step
    from dutyroom.domain.plan.plan import Plan
    from dutyroom.services.room.room import Room

MOST_ALIKE = 50
"""Complaints alike to one that its page shows, the most alike first."""


class Names:
    """Names for codes, read once for a page."""

    def __init__(self, session: Session, plan: Plan) -> None:
        self.plan = plan
        self.people = people_of(session)
        self.units = {row.code: named(row) for row in session.exec(select(Unit)).all()}

    def person(self, code: str) -> str:
        """A person's name, the code itself for somebody unknown."""
        return self.people.get(code, code)

    def unit(self, code: str) -> str:
        """A unit's name."""
        return self.units.get(code, code)

    def fields(self, declared: tuple[Field, ...], values: dict[str, Any]) -> tuple[tuple[str, str], ...]:
        """Values of a step's or paper's own fields, by their labels, in the plan's order."""
        known = {field.name: field for field in declared}
        known.setdefault("proposals", Field("proposals", "改进建议"))
        out = []
        for name, field in known.items():
            value = values.get(name)
            if value in (None, ""):
                continue
            naming = Naming(self.plan, self.people, self.units, time_zone(self.plan.hours.zone))
            out.append((field_name(field), fact_in_words(field, str(value), naming)))
        return tuple(out)


def casework(room: Room, session: Session, plan: Plan, row: Complaint) -> views.CaseworkView:
    """All that belongs to the complaint."""
    names, now = Names(session, plan), room.now()
    level = plan.level(row.level)
    set_aside = of_case(session, room.vault, row)
    reach = Reach(session, plan, now, [row.number], set_aside)
    lead = reach.hands(reach.posts(plan.succession(level.lead)), roles=(level.lead,)) if level else Hands("", "")
    route = plan.route(row.level, row.off_hours)
    alike: tuple[views.AlikeView, ...] = ()
    if plan.alike is not None:
        around = Around(room, session, row, plan.alike)
        alike = tuple(
            replace(_alike(session, number, likeness, names), same_caller=number in around.same_caller)
            for number, likeness in islice(around.alike.items(), MOST_ALIKE)
        )
    group = group_of(session, row.number)
    return views.CaseworkView(
        lead_role=role_name(plan, level.lead) if level else "",
        lead_post=post_name(plan, level.lead) if level else "",
        lead_name=names.person(lead.person) + aside(lead.why) if lead.person else "",
        off_hours=row.off_hours,
        attend=role_names(plan, route.attend) if route else "",
        tell=role_names(plan, route.tell) if route else "",
        route_clause=route.clause if route else "",
        aside=tuple(names.person(each) for each in sorted(set_aside)),
        round=row.round, round_of=row.round_of, followed_by=row.followed_by,
        papers=papers_of(session, plan, row, names, room),
        charges=charges_of(session, plan, names, now, row.number),
        group=_group(session, plan, group, names) if group else None,
        alike=alike,
        missing=tuple(lacking(session, plan, room.calendar_of(session), row)) if _not_archived(row) else (),
        owing=tuple(owing(session, plan, row)) if row.status == "owing" else (),
    )  # fmt: skip


def _not_archived(row: Complaint) -> bool:
    return row.closed_at is None or row.status == "second_round"


def done_views(plan: Plan, step: Step, mark: dict[str, Any], names: Names) -> tuple[views.DoneView, ...]:
    """Every time that the step was done, the first first."""
    return tuple(
        views.DoneView(
            datetime.fromisoformat(each["at"]), names.person(each["by"]), each.get("text", ""),
            names.fields(step.fields, each.get("fields", {})),
        )
        for each in (mark, *mark.get("again", ()))
    )  # fmt: skip


def papers_of(
    session: Session, plan: Plan, row: Complaint, names: Names, room: Room | None = None
) -> tuple[views.CasePaperView, ...]:
    """The complaint's papers on file, oldest first; with ``room`` each gate says who decides there now."""
    rows = session.exec(
        select(Paper).where(Paper.complaint == row.number, Paper.kind != "statement").order_by(col(Paper.id))
    ).all()
    return tuple(
        paper_view(session, plan, row, paper, names, measures_of(session, paper.id), room) for paper in rows
    )


def _decides(session: Session, plan: Plan, room: Room, paper: Paper, gate: Gate, names: Names) -> str:
    """Who decides there now: nobody who wrote it, nobody complained of, nobody whose authority the sum exceeds."""
    event = session.get(Emergency, paper.emergency) if paper.emergency else None
    now = room.now()
    reach = reach_of(session, plan, now, event) if event is not None else Reach(session, plan, now, [paper.complaint])
    barred = (writers(session, paper) if gate.four_eyes else set()) | first_deciders(session, case_of(session, paper))
    barred |= aside_in(session, room.vault, paper, {})
    hands = decides(reach, event, gate, gate.act, gate.roles, barred, paper.sum)
    return " ".join(filter(None, [role_name(plan, hands.role), names.person(hands.person)])) + aside(hands.why)


def paper_view(
    session: Session, plan: Plan, row: Complaint, paper: Paper, names: Names, measures: Sequence[Measure],
    room: Room | None = None,
) -> views.CasePaperView:  # fmt: skip
    """One paper of the complaint as these rows have it, with what was decided on that edition."""
    step = plan.step(paper.form)
    decisions = [each for each in decisions_on(session, paper.number) if each.edition == paper.edition]
    due = {clock.code: clock.due for clock in clocks_of(session, paper.number) if clock.verdict == "running"}
    gates = []
    for gate in gates_of(plan, paper, row.level):
        last = next((each for each in reversed(decisions) if each.gate == gate.code), None)
        gates.append(
            views.GateView(
                gate.code, gate.name, gate.en, gate.act, role_names(plan, gate.roles), last.outcome if last else "",
                names.person(last.by) if last else "", last.at if last else None, last.reason if last else "", due.get(gate.code),
                _decides(session, plan, room, paper, gate, names) if room is not None and last is None else "",
            )
        )  # fmt: skip
    return views.CasePaperView(
        id=paper.id, version=paper.version, kind=paper.kind, form=paper.form,
        name=step.name if step else "处理方案", en=step.en if step else "Solution",
        title=paper.title, edition=paper.edition, text=paper.text, state=paper.state, author=names.person(paper.author),
        at=paper.at, clause=step.clause if step else "",
        fields=names.fields(step.fields if step else (), json.loads(paper.fields)),
        gates=tuple(gates),
        measures=tuple(
            (each.kind, term(plan.measures, each.kind), each.state, each.proof, each.amount)
            for each in measures
        ),
        sum=paper.sum,
        pays=pays_words(plan, compensation(paper.sum, (each.amount for each in measures))) if paper.kind == "solution" else (),
        final=bool(gates) and all(gate.outcome in IN_FAVOUR for gate in gates),
    )  # fmt: skip


def charges_of(
    session: Session, plan: Plan, names: Names, now: datetime, complaint: str | None = None
) -> tuple[views.ChargeView, ...]:
    """Charges of a complaint; without one every charge that is not done, and those done of the last ones, open first."""
    query = select(ChargeRow).order_by(col(ChargeRow.id))
    if complaint is not None:
        query = query.where(ChargeRow.complaint == complaint)
    return tuple(charge_view(session, plan, names, now, row) for row in session.exec(query).all())


def charge_view(session: Session, plan: Plan, names: Names, now: datetime, row: ChargeRow) -> views.ChargeView:
    """One charge as its row has it."""
    kind = plan.charge(row.kind)
    limits = [clock for clock in clocks_of(session, row.number) if clock.start <= now]
    due = limits[-1].due if limits else None
    late = any(clock.verdict in ("running", "breached") and clock.due < min(clock.met_at or now, now) for clock in limits)
    return views.ChargeView(
        row.id, row.version, row.complaint, row.kind, kind.name if kind else row.kind, kind.en if kind else row.kind,
        names.unit(row.unit), names.person(row.owner) if row.owner else "", row.text, names.person(row.by), row.at,
        row.state, bool(kind and kind.check), due, late, row.report,
        names.person(row.reported_by) if row.reported_by else "", row.reported_at, row.opinion,
        names.person(row.checked_by) if row.checked_by else "", row.checked_at, row.returned, row.clause,
    )  # fmt: skip


def charges(room: Room) -> tuple[views.ChargeView, ...]:
    """Everything departments are charged with: what is not done first, by when it is due; then what is done, newest first."""
    with room.database.read() as session:
        plan = room.plan_of(session, room.plan_in_force(session))
        found = charges_of(session, plan, Names(session, plan), room.now())
    still = sorted((each for each in found if each.state != "done"), key=lambda each: (each.due is None, each.due or each.at))
    return (*still, *sorted((each for each in found if each.state == "done"), key=lambda each: -each.id)[:200])


def _alike(session: Session, number: str, likeness: int, names: Names) -> views.AlikeView:
    row = session.get(Complaint, number)
    assert row is not None
    return views.AlikeView(
        number, likeness, row.received, names.unit(row.unit), row.summary, row.closed_at is None, row.level
    )


def _group(session: Session, plan: Plan, row: CaseGroup, names: Names) -> views.GroupView:
    members, waiting = (
        tuple(_alike(session, each.complaint, each.likeness, names) for each in rows)
        for rows in (members_of(session, row.id), waiting_in(session, row.id))
    )
    return views.GroupView(
        row.id, row.version, row.state, why_alike(json.loads(row.reason or "{}"), len(members), plan),
        names.person(row.by) if row.by else _("程序"), row.at, names.person(row.decided_by) if row.decided_by else "",
        row.decided_at, row.decision, members, named(plan.alike) if plan.alike else "", waiting,
    )  # fmt: skip


def groups(room: Room) -> tuple[views.GroupView, ...]:
    """Every group: proposed ones first, then confirmed, then refused; each newest first."""
    order = ("proposed", "confirmed", "refused")
    with room.database.read() as session:
        plan = room.plan_of(session, room.plan_in_force(session))
        names = Names(session, plan)
        rows = session.exec(select(CaseGroup).order_by(col(CaseGroup.id).desc())).all()
        made = [_group(session, plan, row, names) for row in rows]
    return tuple(sorted(made, key=lambda each: order.index(each.state)))


def unit_plans(room: Room) -> tuple[views.UnitPlanView, ...]:
    """The organisation as a tree, each unit with its own plan or whose it goes by; those that must have one and don't."""
    with room.database.read() as session:
        plan = room.plan_of(session, room.plan_in_force(session))
        titles = {row.id: row for row in session.exec(select(PlanVersion)).all()}
        must = plan.own_plans.kinds if plan.own_plans else ()
        out: list[views.UnitPlanView] = []
        bound: dict[str, str] = {}
        for row, depth in in_order(session, plan):
            mine = own_plan(session, row.code)
            title = room.plan_of(session, mine.plan_version) if mine and mine.plan_version in titles else None
            above = bound.get(row.parent, "")
            bound[row.code] = named(row) if mine else above
            out.append(
                views.UnitPlanView(
                    row.code, row.name, row.en, row.kind, row.parent, depth, named(title) if title else "",
                    mine.plan_version if mine else 0, mine.since if mine else None, above if mine is None else "",
                    mine is None and row.kind in must,
                )
            )  # fmt: skip
    return tuple(out)


def archive(room: Room, limit: int = 500) -> tuple[views.AlikeView, ...]:
    """处理档案: closed complaints, the last closed first; ``open``: a first round that waits for its second to be archived."""
    with room.database.read() as session:
        plan = room.plan_of(session, room.plan_in_force(session))
        names = Names(session, plan)
        rows = session.exec(
            select(Complaint)
            .where(col(Complaint.closed_at).is_not(None))
            .order_by(col(Complaint.closed_at).desc())
            .limit(limit)
        ).all()
        return tuple(
            views.AlikeView(
                row.number, 0, row.closed_at or row.received, names.unit(row.unit), row.summary, _not_archived(row), row.level
            )
            for row in rows
        )

