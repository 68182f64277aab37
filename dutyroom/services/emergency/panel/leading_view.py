"""What leaders see of an event beyond its workstreams: scenes, command, reports, questions, instructions, conferences."""

from __future__ import annotations

import json
from datetime import datetime

from sqlmodel import col, select

from dutyroom.domain.emergency import WHOLE
from dutyroom.services.emergency.command import posts_of
from dutyroom.services.emergency.decisions import ANSWER
from dutyroom.services.emergency.instructions import notes_of
from dutyroom.services.emergency.panel.figures import FigureView, SiteView
from dutyroom.services.emergency.panel.scene import Scene
from dutyroom.services.emergency.panel.views import (
    ConferenceView,
    DueReportView,
    FollowedView,
    PostView,
    ReportView,
    RequestView,
    SitrepView,
)
from dutyroom.services.emergency.reports import corrections, limits, reports_of
from dutyroom.services.emergency.sites import SUMMED, history, latest, place_of, site_of
from dutyroom.services.emergency.sitreps import SECTIONS, code_of
from dutyroom.services.room.people import name_of
from dutyroom.store.rows.emergencies import Emergency, Receipt


def sites(scene: Scene) -> tuple[SiteView, ...]:
    """Its scenes, each with its own latest facts."""
    known = latest(scene.event)
    return tuple(
        SiteView(
            row.number, place_of(row), row.at, row.state == "open",
            tuple((each.name, each.value, each.at) for each in known if each.site == site_of(scene.event, row) and each.value),
        )
        for row in scene.kept
        if row.kind == "scene"
    )  # fmt: skip


def figures(scene: Scene) -> tuple[FigureView, ...]:
    """Every count that was entered, by the moment that it is of; what another put right later stands beside it."""
    names = {row.number: place_of(row) for row in scene.kept if row.kind == "scene"}
    newest = latest(scene.event)
    counts = sorted((each for each in history(scene.event) if each.name in SUMMED and each.value), key=lambda each: each.at)
    return tuple(
        FigureView(
            each.name, WHOLE if each.site == WHOLE else names.get(each.site, scene.event.place), each.value, each.at,
            name_of(scene.session, each.by), each.source, any(each is last or each == last for last in newest),
        )
        for each in counts
    )  # fmt: skip


def posts(scene: Scene) -> tuple[PostView, ...]:
    """Who commanded from when to when, and what was offered."""
    return tuple(
        PostView(
            row.person, name_of(scene.session, row.person), row.role, row.state, row.since, row.until,
            name_of(scene.session, row.offered_by) if row.offered_by else "", row.offered, row.reason,
        )
        for row in posts_of(scene.session, scene.event.number)
    )  # fmt: skip


def reports(scene: Scene) -> tuple[ReportView, ...]:
    """The reports that have gone out, oldest first; a later one says what it corrects."""
    rows = reports_of(scene.session, scene.event.number)
    by_serial = {row.serial: row for row in rows}
    return tuple(
        ReportView(
            row.serial, row.code, row.kind, row.way, tuple(row.recipients.split(",")), row.taken_by, row.place, row.people,
            row.injured, row.cause, row.text, row.at, row.typed, name_of(scene.session, row.by), row.corrects,
            tuple(corrections(row, by_serial[row.corrects])) if row.corrects else (),
        )
        for row in rows
    )  # fmt: skip


def reports_due(scene: Scene) -> tuple[DueReportView, ...]:
    """Whatever is owed to whom, first due first."""
    found = []
    for rule in scene.plan.reports:
        for way, recipient, spec in limits(rule):
            clock = scene.clock(scene.event.number, spec.code)
            if clock is not None:
                found.append(DueReportView(rule.code, way, recipient, clock.start, clock.due))
    return tuple(sorted(found, key=lambda each: each.due))


def requests(scene: Scene) -> tuple[RequestView, ...]:
    """请示, the open ones with their limit."""
    made = []
    for row in scene.requests:
        clock = scene.clock(row.number, ANSWER)
        made.append(
            RequestView(
                row.id, row.version, row.question, row.options, row.facts, row.role, name_of(scene.session, row.by), row.at,
                row.state, row.decision, clock.due if clock else None,
            )
        )  # fmt: skip
    return tuple(made)


def followed(scene: Scene) -> tuple[FollowedView, ...]:
    """批示督办 with what was reported back and chased."""
    return tuple(
        FollowedView(
            row.id, row.version, row.giver, row.taker, name_of(scene.session, row.taker), row.text, row.due, row.at, row.state,
            row.outcome, row.done_at,
            tuple((each.kind, each.text, name_of(scene.session, each.by), each.at) for each in notes_of(scene.session, row.id)),
        )
        for row in scene.instructions
    )  # fmt: skip


def conferences(scene: Scene) -> tuple[ConferenceView, ...]:
    """会商 with who took part."""

    def names(codes: str) -> tuple[str, ...]:
        return tuple(name_of(scene.session, code) for code in codes.split(",") if code)

    return tuple(
        ConferenceView(
            row.id, row.version, row.title, row.place, row.at, name_of(scene.session, row.host), names(row.invited),
            row.guests, names(row.attended), row.minutes, row.state,
        )
        for row in scene.conferences
    )  # fmt: skip


def sitreps(scene: Scene) -> tuple[SitrepView, ...]:
    """Situation reports, oldest first, with how many have acknowledged."""
    made = []
    for row in scene.papers:
        if row.kind != "sitrep":
            continue
        text = json.loads(row.text)
        returned = [each.reason for each in scene.decisions if each.subject == row.number and each.outcome == "refuse"]
        made.append(
            SitrepView(
                row.id, row.version, row.code, row.serial, row.title, row.edition, row.state, name_of(scene.session, row.author),
                row.at, tuple((name, text.get(name, "")) for name in SECTIONS),
                returned[-1] if returned and row.state == "returned" else "", _receipts(scene, row.id),
            )
        )  # fmt: skip
    return tuple(made)


def rhythm(scene: Scene) -> tuple[tuple[str, datetime], ...]:
    """When the next situation report of each kind is due."""
    due = []
    for rule in scene.plan.sitreps:
        clock = scene.clock(scene.event.number, code_of(rule.code))
        if clock is not None:
            due.append((rule.code, clock.due))
    return tuple(due)


def followed_by(scene: Scene) -> tuple[str, ...]:
    """Later events in which this one flared up again."""
    later = select(Emergency.number).where(Emergency.follows == scene.event.number).order_by(col(Emergency.reported))
    return tuple(scene.session.exec(later).all())


def _receipts(scene: Scene, paper: int) -> tuple[int, int]:
    notices = [notice.id for notice in scene.notices if notice.paper == paper]
    rows = scene.session.exec(select(Receipt).where(col(Receipt.notice).in_(notices))).all() if notices else ()
    return sum(row.at is not None for row in rows), len(rows)
