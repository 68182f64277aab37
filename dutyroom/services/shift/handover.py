"""交接班: the outgoing side says who takes what, the incoming side signs, and the shifts change with that signature."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime

from sqlmodel import Session, col, func, or_, select

from dutyroom.domain.emergency import OVER
from dutyroom.domain.errors import Fault, NotAllowed, Refusal
from dutyroom.domain.handover import REST, Item, leavers, read_takers, with_takers, without_taker
from dutyroom.domain.names import headed, listed
from dutyroom.domain.subjects import number_of
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.desk.call_backs import open_ones
from dutyroom.services.room.people import people_of
from dutyroom.services.shift.handover_words import kind_name
from dutyroom.store.rows.board import BoardEntry
from dutyroom.store.rows.cases import Call, CaseClock, Complaint, Contact
from dutyroom.store.rows.emergencies import Emergency
from dutyroom.store.rows.logs import Instruction
from dutyroom.store.rows.record import Draft
from dutyroom.store.rows.staff import Handover, Person, Shift

CLOCKS_NAMED = 500
"""Clocks that a handover names one by one, the next due first; of the others it keeps the number."""
UNSEEN_NAMED = 200
"""Unacknowledged complaints that are handed over one by one, the oldest first; the others as one item."""


def propose(work: Work) -> None:
    """交班: who takes over, who stays, and who takes each open thing; signed with the proposer's own secret.

    A later proposal replaces an open one. Raises Refusal ``same_person``, ``bad_input`` for takers that can't be,
    ``no_taker`` naming everything that nobody takes.
    """
    incoming = str(work.values["incoming"])
    arriving, staying = (tuple(work.values.get(name) or ()) for name in ("arriving", "staying"))
    on = on_shift(work.session, work.now)
    outgoing = next((row.person for row in on if row.lead and row.person != incoming), work.actor)
    if incoming in (work.actor, outgoing):
        fault = Fault("incoming", _("须另选一人。"))
        raise Refusal("same_person", _("交班人和接班人须是两个人。"), _("请选另一位值班长接班。"), (fault,))
    leaving = leavers((row.person for row in on), incoming, arriving, staying)
    items = _taken(work, items_in(work.session, leaving, work.now), leaving, incoming)
    for old in work.session.exec(select(Handover).where(Handover.state == "proposed")).all():
        old.state, old.version = "replaced", old.version + 1
    number = work.next("handover")
    work.add(
        Handover(
            id=number, outgoing=outgoing, signed_by=work.actor, incoming=incoming, arriving=",".join(arriving),
            staying=",".join(staying), items=_stored(items), clocks=clocks_now(work.session, work.now),
            note=work.masked("note"), proposed=work.now,
        )
    )  # fmt: skip
    work.subject = number_of("handover", number)
    names = people_of(work.session)
    work.text = work.masked("note")
    work.came.update(outgoing=outgoing, items=len(items))
    work.message = _("已交班，共 {n} 项；请{name}用本人口令接班。").format(n=len(items), name=names.get(incoming, incoming))


def accept(work: Work) -> None:
    """接班: the one who was named signs with their own secret; from that moment the shifts are changed.

    What has come in since is looked at anew: raises Refusal ``no_taker`` for it, ``closed`` for a proposal that was
    replaced or accepted, NotAllowed for anybody else.
    """
    row: Handover = work.row
    if row.state != "proposed":
        raise Refusal("closed", _("这次交班已被替换或已接班。"), _("请重新打开交接班。"))
    names = people_of(work.session)
    if work.actor != row.incoming:
        raise NotAllowed(_("须由{name}本人接班。").format(name=names.get(row.incoming, row.incoming)))
    if work.actor == row.signed_by:
        raise Refusal("same_person", _("交班人和接班人须是两个人。"))
    arriving, staying = codes(row.arriving), codes(row.staying)
    on = on_shift(work.session, work.now)
    leaving = leavers((each.person for each in on), row.incoming, arriving, staying)
    before = {item.key: item.taker for item in items_of(row)}
    items = _taken(work, items_in(work.session, leaving, work.now), leaving, row.incoming, before)
    _pass_on(work, items)
    _change_shifts(work, on, row.incoming, arriving, leaving)
    row.items, row.clocks = _stored(items), clocks_now(work.session, work.now)
    row.state, row.accepted = "accepted", work.now
    if work.values.get("note"):
        # What who hands over wrote stays theirs.
        own = headed(names.get(work.actor, work.actor), work.masked("note"))
        row.note = "；".join(filter(None, [row.note, own]))
    work.text = work.masked("note")
    work.came.update(outgoing=row.outgoing, incoming=row.incoming, items=len(items))
    work.message = _("已接班，{n} 项在册；{name}离岗。").format(
        n=len(items), name=listed(names.get(each, each) for each in leaving) or _("无人")
    )


def items_in(session: Session, leaving: Sequence[str], now: datetime) -> tuple[Item, ...]:
    """Everything that passes on if these people go off duty, with who holds it now, in the order in which it is read out."""
    return (*_emergencies(session), *_unseen(session, now), *_promises(session), *_instructions(session), *_calls(session),
            *_drafts(session, leaving))  # fmt: skip


def _emergencies(session: Session) -> list[Item]:
    query = select(Emergency).where(col(Emergency.stage).not_in(OVER)).order_by(col(Emergency.reported))
    return [Item("emergency", row.number, row.title) for row in session.exec(query).all()]


def _unseen(session: Session, now: datetime) -> list[Item]:
    # New ones, and those warned of or overdue since somebody saw them.
    lit = select(BoardEntry.number).where(col(BoardEntry.alarm) < now)
    unseen = (col(Complaint.closed_at).is_(None), or_(Complaint.acknowledged_by == "", col(Complaint.number).in_(lit)))
    query = select(Complaint).where(*unseen).order_by(col(Complaint.received), col(Complaint.number))
    made = [Item("unseen", row.number, row.summary) for row in session.exec(query.limit(UNSEEN_NAMED)).all()]
    left = int(session.exec(select(func.count()).select_from(Complaint).where(*unseen)).one()) - len(made)
    return [*made, Item("unseen", f"+{left}")] if left else made


def _promises(session: Session) -> list[Item]:
    rows = session.exec(
        select(Contact)
        .where(col(Contact.id).in_(select(open_ones().subquery().c.id)))
        .order_by(col(Contact.again_at), col(Contact.id))
    ).all()
    made = []
    for row in rows:
        case = session.get(Complaint, row.subject)
        call = session.get(Call, row.subject)
        said, holder = (case.summary, case.owner or row.by) if case else (call.summary if call else "", row.by)
        made.append(Item("promise", row.subject, said, holder, row.again_at))
    return made


def _instructions(session: Session) -> list[Item]:
    query = select(Instruction).where(Instruction.state == "open").order_by(col(Instruction.id))
    return [
        Item("instruction", str(row.id), f"{row.giver}：{row.text}", row.taker, row.due)
        for row in session.exec(query).all()
    ]


def _calls(session: Session) -> list[Item]:
    query = select(Call).where(Call.state != "done").order_by(col(Call.received), col(Call.number))
    return [Item("call", row.number, row.summary, row.taken_by) for row in session.exec(query).all()]


def _drafts(session: Session, leaving: Sequence[str]) -> list[Item]:
    # What was typed of a call that is not done goes with the call.
    calls = select(Call.number).where(Call.state != "done")
    query = (
        select(Draft)
        .where(
            col(Draft.person).in_(["", *leaving]), col(Draft.form).not_like("handover.%"), col(Draft.subject).not_in(calls)
        )
        .order_by(col(Draft.at), col(Draft.id))
    )
    return [Item("draft", row.id, f"{row.form} {row.subject}".strip(), row.person) for row in session.exec(query).all()]


def _taken(
    work: Work, items: Sequence[Item], leaving: Sequence[str], incoming: str, before: dict[str, str] | None = None
) -> tuple[Item, ...]:
    """The items with their takers; those named now come before those named ``before``."""
    named, bad = read_takers(str(work.values.get("takers") or ""))
    faults = [Fault("takers", _("第 {n} 行应为「事项 账号」。").format(n=n)) for n in bad]
    known = set(work.session.exec(select(Person.code).where(Person.active)).all())
    names = people_of(work.session)
    for key, person in named.items():
        if person not in known:
            faults.append(Fault("takers", _("没有账号「{code}」。").format(code=person)))
        elif person in leaving:
            place = "takers" if key == REST else key
            faults.append(Fault(place, _("{name}已离岗，不能接手。").format(name=names[person])))
    if faults:
        raise Refusal("bad_input", _("接手人有 {n} 处需要改正。").format(n=len(faults)), _("改正后再提交。"), tuple(faults))
    taken = with_takers(items, {**(before or {}), **named}, leaving, incoming)
    lacking = without_taker(taken)
    if lacking:
        raise Refusal(
            "no_taker",
            _("还有 {n} 项没有接手人，没有交接。").format(n=len(lacking)),
            _("逐项指定接手人，或先知悉、办结。"),
            tuple(
                Fault(item.key, _("没有接手人：{what} {number}").format(what=kind_name(item.kind), number=item.number))
                for item in lacking
            ),
        )
    return taken


def _pass_on(work: Work, items: Sequence[Item]) -> None:
    """Calls, instructions and drafts change hands; promises and what nobody has seen are the taker's by this record."""
    for item in items:
        if item.taker == item.holder:
            continue
        if item.kind == "call":
            work.get(Call, item.number).taken_by = item.taker
            for draft in work.session.exec(select(Draft).where(Draft.subject == item.number)).all():
                draft.person = item.taker
        elif item.kind == "instruction":
            work.get(Instruction, int(item.number)).taker = item.taker
        elif item.kind == "draft":
            work.get(Draft, item.number).person = item.taker


def _change_shifts(
    work: Work, on: Sequence[Shift], incoming: str, arriving: Sequence[str], leaving: Sequence[str]
) -> None:
    for row in on:
        if row.person in leaving or (row.person == incoming and not row.lead):
            row.until = work.now
        elif row.lead and row.person != incoming:
            row.until = work.now
            work.add(Shift(id=work.next("shift"), person=row.person, since=work.now))
    if not any(row.person == incoming and row.lead for row in on):
        work.add(Shift(id=work.next("shift"), person=incoming, since=work.now, lead=True))
    here = {row.person for row in on}
    for person in dict.fromkeys(arriving):
        if person not in here and person != incoming:
            work.add(Shift(id=work.next("shift"), person=person, since=work.now))


def on_shift(session: Session, now: datetime) -> list[Shift]:
    """The shifts that run at ``now``, those of leads first, then in the order in which they began."""
    there = col(Shift.planned).is_(False)
    query = select(Shift).where(there, Shift.since <= now, or_(col(Shift.until).is_(None), col(Shift.until) > now))
    return sorted(session.exec(query).all(), key=lambda row: (not row.lead, row.since, row.id))


def clocks_now(session: Session, now: datetime) -> str:
    """Every open clock as it stands, as JSON: how many, how many overdue, and (subject, clock, due) the next due first."""
    running = CaseClock.verdict == "running"
    count = int(session.exec(select(func.count(col(CaseClock.id))).where(running)).one())
    late = int(session.exec(select(func.count(col(CaseClock.id))).where(running, CaseClock.due < now)).one())
    rows = session.exec(
        select(CaseClock.subject, CaseClock.code, CaseClock.due)
        .where(running)
        .order_by(col(CaseClock.due), col(CaseClock.id))
        .limit(CLOCKS_NAMED)
    ).all()
    named = [[subject, code, due.astimezone(UTC).isoformat()] for subject, code, due in rows]
    at = now.astimezone(UTC).isoformat()
    return json.dumps({"at": at, "open": count, "overdue": late, "next": named}, ensure_ascii=False)


def items_of(row: Handover) -> tuple[Item, ...]:
    """The items as they were signed."""
    return tuple(
        Item(**{**each, "due": datetime.fromisoformat(each["due"]) if each["due"] else None})
        for each in json.loads(row.items)
    )


def _stored(items: Sequence[Item]) -> str:
    plain = [{**asdict(item), "due": item.due.astimezone(UTC).isoformat() if item.due else None} for item in items]
    return json.dumps(plain, ensure_ascii=False)


def codes(text: str) -> tuple[str, ...]:
    """Codes from a stored list."""
    return tuple(filter(None, text.split(",")))
