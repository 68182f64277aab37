"""An emergency as the leading group's screen and the command line show it: made from its rows, masked."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlmodel import Session, col, select

from dutyroom.domain.board import BoardRow
from dutyroom.domain.compensation import compensation, pays_words
from dutyroom.domain.emergency import OVER, RAIL, RUNNING, gravity
from dutyroom.domain.errors import Refusal
from dutyroom.domain.names import headed, in_words
from dutyroom.domain.tasks import in_order, waiting_for
from dutyroom.lang import gettext as _
from dutyroom.services.board.board import as_row
from dutyroom.services.emergency import before_end
from dutyroom.services.emergency.ending import REVIEW, judged
from dutyroom.services.emergency.event import complaints_of, facts_of, ground_of
from dutyroom.services.emergency.lessons import contributions
from dutyroom.services.emergency.panel import leading_view as leading
from dutyroom.services.emergency.panel import place_views
from dutyroom.services.emergency.panel.now_lines import now_lines
from dutyroom.services.emergency.panel.scene import Scene
from dutyroom.services.emergency.panel.views import (
    ConditionView,
    DecisionView,
    EmergencyView,
    NoticeView,
    PaperView,
    SightingView,
    TaskView,
    WorkstreamView,
)
from dutyroom.services.emergency.sites import overall
from dutyroom.services.emergency.workstreams import order_of
from dutyroom.services.gates.authority import activation_gate, signer, unwitnessed
from dutyroom.services.gates.gates import gates_for, measures_of, passed_gates
from dutyroom.services.log.entries import entries_of
from dutyroom.services.log.views import LogEntry
from dutyroom.services.room.people import name_of
from dutyroom.store.rows.board import BoardEntry
from dutyroom.store.rows.cases import Complaint
from dutyroom.store.rows.emergencies import Decision, Emergency, Paper, Receipt, Sighting
from dutyroom.store.rows.record import JournalEntry
from dutyroom.store.rows.staff import Person, Unit

if TYPE_CHECKING:
    from dutyroom.domain.plan.plan import Plan
    from dutyroom.domain.plan.response import Workstream
    from dutyroom.services.room.room import Room

_TIMELINE = 300


def emergencies(room: Room, over: bool) -> tuple[EmergencyView, ...]:
    """Emergencies that are not over, the gravest first; with ``over`` also those that are, the newest first behind them."""
    with room.database.read() as session:
        query = select(Emergency).order_by(col(Emergency.reported).desc(), col(Emergency.number).desc())
        found = session.exec(query if over else query.where(col(Emergency.stage).not_in(OVER))).all()
        going = [event for event in found if event.stage not in OVER]
        going.sort(key=lambda event: gravity(event.stage, event.response, event.reported))
        ended = [event for event in found if event.stage in OVER]
        return tuple(_view(_scene(room, session, event)) for event in (*going, *ended))


def emergency(room: Room, number: str) -> EmergencyView:
    """One emergency. Raises Refusal ``not_found``."""
    with room.database.read() as session:
        event = session.get(Emergency, number)
        if event is None:
            raise Refusal("not_found", _("找不到突发事件 {number}。").format(number=number), _("请核对编号。"))
        return _view(_scene(room, session, event))


def _scene(room: Room, session: Session, event: Emergency) -> Scene:
    return Scene(session, room.plan_of(session, event.plan_version), room.calendar_of(session), event, room.now(), room.vault)


def _view(scene: Scene) -> EmergencyView:
    event = scene.event
    rail, told = json.loads(event.rail), facts_of(event)
    kept = place_views.records(scene)

    def at(moment: datetime) -> str:
        return scene.calendar.local(moment).strftime("%m-%d %H:%M")

    stops = tuple((stop, datetime.fromisoformat(rail[stop][0]) if stop in rail else None) for stop, _name in RAIL)
    return EmergencyView(
        number=event.number,
        version=event.version,
        title=event.title,
        place=event.place,
        stage=event.stage,
        response=event.response,
        reported=event.reported,
        activated=event.activated,
        commander=name_of(scene.session, event.commander) if event.commander else "",
        commander_role=scene.commander_role if event.commander else "",
        scope=event.scope,
        rail=stops,
        now=now_lines(scene),
        commander_lost=scene.reach.lost(event.commander) if event.commander and event.stage in RUNNING else "",
        facts=tuple((each.name, each.value, each.at) for each in overall(event) if each.value),
        figures=leading.figures(scene),
        happened=datetime.fromisoformat(told["happened"]) if told.get("happened") else None,
        typed=datetime.fromisoformat(told["typed"]) if told.get("typed") else None,
        source=told.get("source", ""),
        news=tuple(before_end.since_asked(scene.session, scene.plan, event, at)),
        left=tuple(before_end.left(scene.session, scene.plan, event)) if event.stage in RUNNING else (),
        complaints=_complaints(scene),
        workstreams=tuple(_workstream(scene, stream) for stream in scene.plan.workstreams),
        papers=tuple(_paper(scene, paper) for paper in scene.papers if paper.kind in ("statement", "solution")),
        decisions=tuple(_decision(scene, each) for each in scene.decisions),
        conditions=_conditions(scene),
        notices=_notices(scene),
        sightings=_sightings(scene),
        timeline=_timeline(scene),
        review=_review(scene),
        records=kept,
        customers=place_views.customers(scene, kept),
        sites=leading.sites(scene),
        posts=leading.posts(scene),
        reports=leading.reports(scene),
        reports_due=leading.reports_due(scene),
        requests=leading.requests(scene),
        followed=leading.followed(scene),
        conferences=leading.conferences(scene),
        sitreps=leading.sitreps(scene),
        rhythm=leading.rhythm(scene),
        follows=event.follows,
        followed_by=leading.followed_by(scene),
        contributions=_contributions(scene),
    )


def _complaints(scene: Scene) -> tuple[BoardRow, ...]:
    cases = complaints_of(scene.session, scene.event.number)
    numbers = [case.number for case in cases]
    found = {row.number: as_row(row) for row in scene.session.exec(select(BoardEntry).where(col(BoardEntry.number).in_(numbers)))}
    rows = [found.get(case.number) or _closed(scene.plan, case) for case in cases]
    return tuple(sorted(rows, key=lambda row: (row.status == "closed", row.order)))


def _closed(plan: Plan, case: Complaint) -> BoardRow:
    """A closed complaint, which has left the board."""
    level = plan.level(case.level)
    return BoardRow(
        case.number, case.version, False, case.level, level.rank if level else 99, case.channel, case.category, case.unit,
        case.owner, case.status, case.summary, case.received, case.late, "", "", "", "", None, None, None, False, False,
        bool(case.acknowledged_by), case.emergency, None, case.handling,
    )  # fmt: skip


def _workstream(scene: Scene, stream: Workstream) -> WorkstreamView:
    row = scene.workstreams.get(stream.code)
    every = [order_of(task) for task in scene.tasks]
    rows = {task.id: task for task in scene.tasks}
    mine = []
    for each in every:
        if rows[each.id].workstream == stream.code:
            clocks = scene.clocks(each.number)
            mine.append(replace(each, due=clocks[0].due if clocks else None))
    tasks = []
    for each in in_order(mine):
        task = rows[each.id]
        clocks = scene.clocks(task.number)
        tasks.append(
            TaskView(
                id=task.id,
                version=task.version,
                code=task.code,
                title=task.title,
                en=task.en or task.title,
                owner=task.owner,
                owner_name=name_of(scene.session, task.owner) if task.owner else "",
                state=task.state,
                due=each.due,
                provisional=clocks[0].provisional if clocks else False,
                clause=task.clause,
                blocked=() if each.done else waiting_for(each, every),
                evidence=task.evidence,
                done_at=task.done_at,
                stand_in=task.stand_in,
                stand_in_name=name_of(scene.session, task.stand_in) if task.stand_in else "",
                offered=task.offered,
                offered_name=name_of(scene.session, task.offered) if task.offered else "",
                offered_by_name=name_of(scene.session, task.offered_by) if task.offered_by else "",
                offer=task.offer,
            )
        )
    leader = scene.roster.holder(stream.role)
    parts, rhythms, stages = place_views.place(scene, stream)
    return WorkstreamView(
        code=stream.code,
        name=stream.name,
        en=stream.en,
        state=row.state if row else "standby",
        leader=name_of(scene.session, leader) if leader else "",
        done=sum(task.state == "done" for task in tasks),
        total=len(tasks),
        due=min((due for due in (*(each.due for each in tasks), *(each.due for each in rhythms)) if due), default=None),
        tasks=tuple(tasks),
        duties=in_words(stream.duties, stream.duties_en),
        clause=stream.clause,
        parts=parts,
        rhythms=rhythms,
        stages=stages,
    )


def _paper(scene: Scene, paper: Paper) -> PaperView:
    work = place_views.measures(scene, paper)
    passed = passed_gates(scene.session, paper)
    last = [each for each in scene.decisions if each.subject == paper.number and each.reason]
    return PaperView(
        id=paper.id,
        version=paper.version,
        kind=paper.kind,
        title=paper.title,
        edition=paper.edition,
        text=paper.text,
        state=paper.state,
        author=name_of(scene.session, paper.author),
        at=paper.at,
        passed=passed,
        closed=tuple(gate.code for gate in gates_for(scene.plan, paper.kind) if gate.code not in passed),
        reason=last[-1].reason if last else "",
        measures=tuple((each.kind, each.state, each.proof) for each in measures_of(scene.session, paper.id)),
        sum=paper.sum,
        work=work,
        pays=pays_words(scene.plan, compensation(paper.sum, (each.amount for each in work))) if paper.kind == "solution" else (),
    )


def _decision(scene: Scene, each: Decision) -> DecisionView:
    return DecisionView(
        id=each.id,
        gate=each.gate,
        subject=each.subject,
        edition=each.edition,
        outcome=each.outcome,
        by_name=name_of(scene.session, each.by),
        role=each.role,
        reason=each.reason,
        clause=each.clause,
        at=each.at,
        telephone=bool(each.telephone),
        unwitnessed=unwitnessed(each),
        signed_at=each.signed_at,
        question=each.question,
        options=each.options,
        choice=each.choice or _on_ground(scene, each),
        facts=each.facts,
        request=each.request,
        conference=each.conference,
        replaces=each.replaces,
        replaced_by=next((later.id for later in scene.decisions if later.replaces == each.id), 0),
        signer=name_of(scene.session, signer(each)),
    )


def _on_ground(scene: Scene, each: Decision) -> str:
    begins = each.gate == activation_gate(scene.plan) and each.outcome == "approve"
    return ground_of(scene.plan, scene.event) if begins else ""


def _conditions(scene: Scene) -> tuple[ConditionView, ...]:
    return tuple(
        ConditionView(
            each.condition.code, each.condition.name, each.condition.en, each.met, each.evidence, each.evidence_en,
            each.condition.clause, each.condition.source,
        )
        for each in judged(scene.session, scene.plan, scene.calendar, scene.event, scene.now)
    )


def _notices(scene: Scene) -> tuple[NoticeView, ...]:
    units: dict[str, Any] = {unit.code: unit for unit in scene.session.exec(select(Unit)).all()}
    people: dict[str, Any] = {person.code: person for person in scene.session.exec(select(Person)).all()}
    out = []
    for notice in scene.notices:
        rule = next((each for each in scene.plan.notices if each.kind == notice.kind and each.text == notice.text), None)
        rows = scene.session.exec(select(Receipt).where(Receipt.notice == notice.id).order_by(col(Receipt.unit))).all()
        owners = units if notice.to == "units" else people
        receipts = tuple((row.unit, owners[row.unit].name, owners[row.unit].en, row.at) for row in rows if row.unit in owners)
        chased = tuple((row.unit, row.chased, row.chased_at) for row in rows if row.chased_at is not None)
        text = in_words(notice.text, rule.text_en if rule else "")
        if notice.kind == "activation" and (ground := ground_of(scene.plan, scene.event)):
            text = f"{headed(_('启动情形'), ground)}\n{text}"
        clocks = scene.clocks(notice.number)
        due = clocks[0].due if clocks else None
        out.append(NoticeView(notice.id, notice.kind, text, notice.at, receipts, chased, due))
    return tuple(out)


def _sightings(scene: Scene) -> tuple[SightingView, ...]:
    rows = scene.session.exec(select(Sighting).where(Sighting.emergency == scene.event.number).order_by(col(Sighting.at))).all()
    return tuple(
        SightingView(
            row.id, row.at, row.place, row.reach, row.tone, row.text, row.link, name_of(scene.session, row.seen_by), row.item
        )
        for row in rows
    )


def _timeline(scene: Scene) -> tuple[LogEntry, ...]:
    rows = scene.session.exec(
        select(JournalEntry)
        .where(col(JournalEntry.subject).in_(scene.subjects))
        .order_by(col(JournalEntry.seq).desc())
        .limit(_TIMELINE)
    ).all()
    return entries_of(scene.session, reversed(rows), lambda _subject: scene.plan, scene.calendar.tz, every=True)


def _contributions(scene: Scene) -> tuple[tuple[str, int, int], ...]:
    """Who did how much, by the journal; while the event runs nobody needs it and it would be read at every change."""
    if scene.event.ended is None:
        return ()
    subjects = [*scene.subjects, *(case.number for case in complaints_of(scene.session, scene.event.number))]
    found = contributions(scene.session, subjects)
    return tuple((name_of(scene.session, person), acts, decided) for person, acts, decided in found if person)


def _review(scene: Scene) -> tuple[tuple[str, str], ...]:
    paper = next((each for each in scene.papers if each.kind == "review"), None)
    if paper is None:
        return ()
    text = json.loads(paper.text)
    return tuple((name, text.get(name, "")) for name in REVIEW)
