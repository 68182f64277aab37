"""A complaint as one JSON document, for other systems. Masked; codes are the plan's, words are in the language in force."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from dutyroom.cli.words import moment, paid

if TYPE_CHECKING:
    from collections.abc import Callable

    from dutyroom.services.cases.views import CasePaperView, CaseworkView, ComplaintView, StepView

    At = Callable[[datetime | None], str | None]


def as_document(view: ComplaintView, zone: str) -> dict[str, Any]:
    """One complaint with all that its page shows: facts, clocks, contacts, steps, papers, charges, rounds, those alike."""

    def at(when: datetime | None) -> str | None:
        return moment(when, zone)

    return {
        "number": view.number, "version": view.version, "level": view.level, "status": view.status,
        "channel": view.channel, "category": view.category, "unit": view.unit, "handling": view.handling, "owner": view.owner,
        "received": at(view.received), "typed": at(view.typed), "happened": at(view.happened), "late": view.late,
        "acknowledged": at(view.acknowledged_at), "acknowledged_by": view.acknowledged_by, "closed": at(view.closed_at),
        "told": view.told,
        "satisfied": view.satisfied, "emergency": view.emergency, "calls": list(view.calls), "facts": dict(view.facts),
        "clocks": [
            {
                "id": clock.id, "kind": clock.kind, "name": clock.name, "unit": clock.unit, "amount": clock.amount,
                "start": at(clock.start), "due": at(clock.due), "provisional": clock.provisional,
                "verdict": clock.verdict, "met": at(clock.met_at), "paused": clock.paused, "stops": list(clock.stops),
                "waived_by": clock.waived_by, "why": clock.waived_why, "clause": clock.clause, "source": clock.source,
            }
            for clock in view.clocks
        ],
        "contacts": [
            {
                "at": at(each.at), "by": each.by_name, "purpose": each.purpose, "person": each.person,
                "result": each.result, "again_at": at(each.again_at), "text": each.text,
            }
            for each in view.contacts
        ],
        "steps": [_step(each, at) for each in view.steps],
        **_work(view.work, at),
        "record": [
            {
                "seq": line.seq, "at": at(line.at), "by": line.actor_name, "act": line.kind, "label": line.label,
                "result": line.result, "text": line.text, "late": line.late,
            }
            for line in view.record
        ],
    }  # fmt: skip


def _step(step: StepView, at: At) -> dict[str, Any]:
    return {
        "code": step.code, "name": step.name, "clause": step.clause, "source": step.source, "done": at(step.done_at),
        "by": step.by_name, "text": step.text, "blocked": step.blocked, "waiting": step.waiting,
        "times": [
            {"at": at(each.at), "by": each.by_name, "text": each.text, "fields": dict(each.fields)} for each in step.times
        ],
    }  # fmt: skip


def _work(work: CaseworkView, at: At) -> dict[str, Any]:
    group = work.group
    return {
        "lead": {"role": work.lead_role, "post": work.lead_post, "person": work.lead_name}, "off_hours": work.off_hours,
        "route": {"attend": work.attend, "tell": work.tell, "clause": work.route_clause},
        "round": work.round, "round_of": work.round_of, "followed_by": work.followed_by, "missing": list(work.missing),
        "owing": list(work.owing),
        "papers": [_paper(each, at) for each in work.papers],
        "charges": [
            {
                "number": each.number, "kind": each.kind, "name": each.name, "unit": each.unit, "owner": each.owner_name,
                "text": each.text, "by": each.by_name, "at": at(each.at), "state": each.state, "due": at(each.due),
                "late": each.late, "report": each.report, "reported_by": each.reported_by, "reported": at(each.reported_at),
                "opinion": each.opinion, "checked_by": each.checked_by, "checked": at(each.checked_at),
                "returned": each.returned, "clause": each.clause,
            }
            for each in work.charges
        ],
        "group": None if group is None else {
            "number": group.number, "name": group.name, "state": group.state, "why": group.why, "by": group.by_name,
            "at": at(group.at), "decided_by": group.decided_by, "decided": at(group.decided_at), "decision": group.decision,
        },
        "alike": [
            {
                "number": each.number, "likeness": each.likeness, "received": at(each.received), "level": each.level,
                "unit": each.unit, "open": each.open, "same_caller": each.same_caller,
            }
            for each in work.alike
        ],
    }  # fmt: skip


def _paper(paper: CasePaperView, at: At) -> dict[str, Any]:
    return {
        "number": paper.number, "kind": paper.kind, "form": paper.form, "name": paper.name, "title": paper.title,
        "edition": paper.edition, "text": paper.text, "state": paper.state, "author": paper.author, "at": at(paper.at),
        "clause": paper.clause, "fields": dict(paper.fields), "final": paper.final, "sum": paper.sum,
        **paid(paper.sum, [amount for *_rest, amount in paper.measures]),
        "gates": [
            {
                "code": each.code, "name": each.name, "roles": each.roles, "outcome": each.outcome, "by": each.by_name,
                "at": at(each.at), "reason": each.reason, "due": at(each.due),
            }
            for each in paper.gates
        ],
        "measures": [
            {"code": code, "name": name, "state": state, "proof": proof, "amount": amount}
            for code, name, state, proof, amount in paper.measures
        ],
    }  # fmt: skip
