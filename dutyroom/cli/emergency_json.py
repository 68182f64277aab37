"""An emergency as one JSON document, for other systems. Masked; codes are the plan's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from dutyroom.cli.words import moment, paid
from dutyroom.domain.names import shown_number
from dutyroom.domain.subjects import number_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from dutyroom.domain.plan.plan import Plan
    from dutyroom.services.emergency.panel.views import EmergencyView
    from dutyroom.services.emergency.panel.work_views import RecordView

    At = Callable[[datetime | None], str | None]


def as_document(view: EmergencyView, plan: Plan) -> dict[str, Any]:
    """One emergency as other systems read it. Codes are the plan's; words are Chinese and English."""
    zone = plan.hours.zone

    def at(when: datetime | None) -> str | None:
        return moment(when, zone)

    return {
        **head(view, plan),
        "scope": view.scope,
        "rail": [{"stop": stop, "at": at(when)} for stop, when in view.rail],
        "facts": [{"name": name, "value": value, "at": at(when)} for name, value, when in view.facts],
        "figures": [
            {
                "name": each.name, "place": each.place, "value": each.value, "at": at(each.at), "by": each.by,
                "source": each.source, "stands": each.stands,
            }
            for each in view.figures
        ],
        "complaints": [{"number": row.number, "level": row.level, "status": row.status} for row in view.complaints],
        "workstreams": [
            {
                "code": each.code, "name": each.name, "en": each.en, "state": each.state, "leader": each.leader,
                "done": each.done, "total": each.total, "due": at(each.due),
                "rhythms": [{"code": one.code, "name": one.name, "en": one.en, "due": at(one.due)} for one in each.rhythms],
                "stages": [{"code": one.code, "name": one.name, "en": one.en, "done": at(one.done_at)} for one in each.stages],
                "tasks": [
                    {
                        "number": task.number, "title": task.title, "en": task.en, "owner": task.owner, "state": task.state,
                        "due": at(task.due), "blocked": list(task.blocked),
                    }
                    for task in each.tasks
                ],
            }
            for each in view.workstreams
        ],
        "conditions": [
            {
                "code": each.code, "name": each.name, "en": each.en, "met": each.met, "evidence": each.evidence,
                "evidence_en": each.evidence_en, "clause": each.clause, "source": each.source,
            }
            for each in view.conditions
        ],
        "papers": [
            {
                "number": each.number, "kind": each.kind, "title": each.title, "edition": each.edition, "state": each.state,
                "passed": list(each.passed), "closed": list(each.closed),
                "sum": each.sum, **paid(each.sum, [one.amount for one in each.work]),
            }
            for each in view.papers
        ],
        "decisions": [
            {
                "number": each.id, "subject": each.subject, "gate": each.gate, "edition": each.edition, "outcome": each.outcome,
                "by": each.by_name, "role": each.role, "clause": each.clause, "at": at(each.at),
                "telephone": each.telephone, "unwitnessed": each.unwitnessed,
                "signed": at(each.signed_at), "question": each.question, "options": each.options,
                "choice": each.choice, "reason": each.reason, "facts": each.facts,
                "replaces": each.replaces or None, "replaced_by": each.replaced_by or None,
            }
            for each in view.decisions
        ],
        "notices": [
            {
                "number": each.number, "kind": each.kind, "at": at(each.at),
                "receipts": sum(1 for receipt in each.receipts if receipt[3]), "units": len(each.receipts),
                "missing": [unit for unit, _name, _en, received in each.receipts if received is None],
                "chased": [{"unit": unit, "times": times, "last": at(last)} for unit, times, last in each.chased],
            }
            for each in view.notices
        ],
        **_leading(view, at),
        **_kept(view, at),
    }  # fmt: skip


def _leading(view: EmergencyView, at: At) -> dict[str, Any]:
    """What leaders ask for, decide and send."""
    return {
        "command": [
            {
                "person": each.name, "role": each.role, "state": each.state, "since": at(each.since), "until": at(each.until),
                "offered_by": each.offered_by, "offered": at(each.offered),
            }
            for each in view.posts
        ],
        "reports": [
            {
                "serial": each.serial, "report": each.code, "kind": each.kind, "way": each.way,
                "recipients": list(each.recipients), "place": each.place, "people": each.people, "injured": each.injured,
                "cause": each.cause, "text": each.text, "at": at(each.at), "typed": at(each.typed), "by": each.by_name,
                "corrects": each.corrects or None,
                "changes": [{"figure": name, "before": before, "now": now} for name, before, now in each.changes],
            }
            for each in view.reports
        ],
        "reports_due": [
            {"report": each.code, "way": each.way, "recipient": each.recipient, "since": at(each.since), "due": at(each.due)}
            for each in view.reports_due
        ],
        "requests": [
            {
                "number": each.number, "question": each.question, "role": each.role, "by": each.by_name, "at": at(each.at),
                "state": each.state, "due": at(each.due),
                "decision": number_of("decision", each.decision) if each.decision else None,
            }
            for each in view.requests
        ],
        "instructions": [
            {
                "number": each.number, "giver": each.giver, "text": each.text, "taker": each.taker_name, "due": at(each.due),
                "at": at(each.at), "state": each.state, "outcome": each.outcome, "done": at(each.done_at),
                "notes": [{"kind": kind, "text": text, "by": by, "at": at(when)} for kind, text, by, when in each.notes],
            }
            for each in view.followed
        ],
        "conferences": [
            {
                "number": each.number, "title": each.title, "at": at(each.at), "host": each.host, "state": each.state,
                "invited": list(each.invited), "attended": list(each.attended), "guests": each.guests, "minutes": each.minutes,
            }
            for each in view.conferences
        ],
        "sitreps": [
            {
                "number": each.number, "sitrep": each.code, "serial": each.serial, "edition": each.edition,
                "state": each.state, "at": at(each.at), **dict(each.sections),
                "receipts": each.receipts[0], "receivers": each.receipts[1],
            }
            for each in view.sitreps
        ],
        "sitreps_due": [{"sitrep": code, "due": at(due)} for code, due in view.rhythm],
    }  # fmt: skip


def _kept(view: EmergencyView, at: At) -> dict[str, Any]:
    """What the workstreams keep, what happened when, and what was learned."""
    return {
        "scenes": [
            {
                "number": each.number, "place": each.name, "since": at(each.since), "open": each.open,
                "facts": [{"name": name, "value": value, "at": at(when)} for name, value, when in each.facts],
            }
            for each in view.sites
        ],
        "sightings": [
            {
                "number": each.id, "at": at(each.at), "place": each.place, "reach": each.reach, "tone": each.tone,
                "text": each.text, "link": each.link, "seen_by": each.seen_by, "item": each.item or None,
            }
            for each in view.sightings
        ],
        "records": [_record(each, at) for each in view.records],
        "customers": [
            {
                "complaint": each.number, "name": each.name, "closed": each.closed, "satisfied": each.satisfied,
                "mood": each.mood, "next": at(each.next_at), "next_by": each.next_by, "support": each.support,
                "last": at(each.last_at), "promises": [_record(promise, at) for promise in each.promises],
            }
            for each in view.customers
        ],
        "timeline": [
            {
                "seq": each.seq, "act": each.kind, "subject": each.subject, "by": each.actor_name, "role": each.role,
                "clause": each.clause, "at": at(each.at), "happened": at(each.happened), "late": each.late, "text": each.text,
                "label": each.label, "result": each.result,
            }
            for each in view.timeline
        ],
        "review": dict(view.review) or None,
        "contributions": [
            {"person": name, "acts": acts, "decisions": decisions} for name, acts, decisions in view.contributions
        ],
        "follows": view.follows or None,
        "followed_by": list(view.followed_by),
    }  # fmt: skip


def _record(each: RecordView, at: At) -> dict[str, Any]:
    facts: Mapping[str, Any] = each.facts
    return {
        "number": each.number, "kind": each.kind, "complaint": each.complaint or None, "state": each.state,
        "person": each.person_name, "due": at(each.due), "verdict": each.verdict or None, "at": at(each.at),
        "typed": at(each.typed), "late": each.late, "by": each.by_name, "over": each.over, "facts": dict(facts),
    }  # fmt: skip


def head(view: EmergencyView, plan: Plan) -> dict[str, Any]:
    """What a list of emergencies says of one: where it stands, who commands, what is next."""
    zone = plan.hours.zone
    return {
        "number": view.number, "shown": shown_number(plan, view.number), "title": view.title, "place": view.place,
        "stage": view.stage, "response": view.response, "reported": moment(view.reported, zone),
        "happened": moment(view.happened, zone), "typed": moment(view.typed, zone), "source": view.source,
        "activated": moment(view.activated, zone), "commander": view.commander, "commander_role": view.commander_role,
        "next": [
            {
                "act": line.act, "subject": line.subject, "role": line.role, "person": line.person, "what": line.what,
                "en": line.en, "due": moment(line.due, zone), "why": line.why,
            }
            for line in view.now
        ],
    }  # fmt: skip


