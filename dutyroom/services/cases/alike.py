"""What is alike to a case: the one home of that question, for registration, the pages and the groups.

Cases are compared by their masked words and their facts (``domain/alike.py``). What was read of them is remembered while their
rows are as they were, and the room's common words for the day, so that a question costs the reading of a few columns.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any

from sqlmodel import Session, col, func, select

from dutyroom.domain.alike import Case
from dutyroom.domain.errors import Fault, Refusal
from dutyroom.domain.names import listed, named
from dutyroom.lang import gettext as _
from dutyroom.services.act.frozen import check_frozen
from dutyroom.services.act.work import Work
from dutyroom.services.cases.procedure import open_case
from dutyroom.store.rows.cases import Complaint

if TYPE_CHECKING:
    from dutyroom.domain.plan.handling import Alike
    from dutyroom.services.room.room import Room

MOST = 2000
"""Cases of the plan's days that one is compared with, the newest first."""
LEARN_DAYS, LEARN_FROM = 90, 2000
"""Days before, and cases of them at most, from which the room's common words are learned."""
_TEXT = 2000
"""Signs of a case that are compared: as many as are found by search."""
_STANDS: tuple[Any, ...] = (Complaint.number, Complaint.version)
_SAYS: tuple[Any, ...] = (
    Complaint.number, Complaint.received, Complaint.unit, Complaint.category, Complaint.channel, Complaint.summary,
    Complaint.facts,
)  # fmt: skip


@dataclass
class Memory:
    """What was read of cases, and the common words; one for a room of this process."""

    cases: dict[str, tuple[int, Case]] = field(default_factory=dict)
    words: tuple[tuple[date, int], Words] | None = None
    lock: Lock = field(default_factory=Lock)


class Around:
    """A case among those of the plan's days around it, each with the caller that it shares with the case."""

    def __init__(self, room: Room, session: Session, complaint: Complaint, rule: Alike) -> None:
        self.rule = rule
        self.words = words_of(room, session)
        span = timedelta(days=rule.within_days)
        wanted: list[Any] = [
            col(Complaint.received) >= complaint.received - span, col(Complaint.received) <= complaint.received + span,
            col(Complaint.round) == 1, col(Complaint.number) != complaint.number,
            *(col(getattr(Complaint, fact)) == getattr(complaint, fact) for fact in rule.same),
        ]  # fmt: skip
        # What this very act writes is not remembered: it may not be kept, and its number given again.
        (self.case,) = _read(room, session, [col(Complaint.number) == complaint.number], 1)
        tokens = _tokens(room, session, complaint.number)
        caller = room.keys.blind(tokens[0]) if tokens else ""
        self.case = replace(self.case, caller=caller)
        same = room.vault.holders(session, tokens) if tokens else set()
        found = _read(room, session, wanted, MOST, room.remembered(Memory))
        self.others = [replace(each, caller=caller) if each.number in same else each for each in found] if same else found

    @cached_property
    def near(self) -> dict[str, int]:
        """Those that may be of one matter with it, with their likeness in percent, the most alike first."""
        return near(self.case, self.others, self.rule, self.words)

    @property
    def alike(self) -> dict[str, int]:
        """Those as alike as the plan asks."""
        return {number: likeness for number, likeness in self.near.items() if likeness >= self.rule.likeness}

    @property
    def same_caller(self) -> frozenset[str]:
        """Those that came from the case's own telephone number."""
        return frozenset(each.number for each in self.others if each.caller and each.caller == self.case.caller)


def form(work: Work) -> None:
    """提出同类投诉: a person sees what the program did not find."""
    rule = _rule(work)
    numbers = list(dict.fromkeys(re.split(r"[\s,，、;；]+", str(work.values["complaints"]).strip())))
    if len(numbers) < 2:
        fault = Fault("complaints", _("至少写两件。"))
        raise Refusal("bad_input", _("同类投诉至少两件。"), _("编号用逗号分开。"), (fault,))
    rows = [work.get(Complaint, number, _("投诉")) for number in numbers]
    for row in rows:
        check_frozen(row)
    taken = _groups_of(work.session, set(numbers))
    inside = sorted(number for number, group in taken.items() if group.state != "refused")
    if inside:
        said = _("{numbers} 已在同类投诉 G{id} 中。").format(numbers=listed(inside), id=taken[inside[0]].id)
        raise Refusal("no_change", said, _("请用「加入同类」。"))
    group = CaseGroup(
        id=work.next("group"), plan_version=work.plan_version, by=work.actor, at=work.now,
        reason=json.dumps({"text": work.masked("reason")}, ensure_ascii=False),
    )  # fmt: skip
    work.add(group)
    for row in rows:
        work.add(GroupMember(group_id=group.id, complaint=row.number, at=work.now))
    work.row, work.subject = group, group.number
    work.text = work.masked("reason")
    work.message = _("已提出{name} G{id}，共 {n} 件，待确认。").format(name=named(rule), id=group.id, n=len(rows))


def confirm(work: Work) -> None:
    """确认同类投诉: its open complaints get the plan's level for it, and with it their clocks and who leads."""
    group, rule = _proposed(work)
    group.state = "confirmed"
    _decided(work, group)
    count = 0
    for member in members_of(work.session, group.id):
        case = work.get(Complaint, member.complaint, _("投诉"))
        if case.closed_at is None:
            _raise_level(work, case, rule)
            count += 1
    work.clause = rule.clause or work.clause
    work.message = _("已确认{name} G{id}，在办 {n} 件一并办理。").format(name=named(rule), id=group.id, n=count)


def refuse(work: Work) -> None:
    """不认定同类投诉: the complaints go on one by one, and are not proposed together again."""
    group, rule = _proposed(work)
    group.state = "refused"
    _decided(work, group)
    work.message = _("已记录：G{id} 不认定为{name}。").format(id=group.id, name=named(rule))


def take_in(work: Work) -> None:
    """加入同类."""
    group, rule = _standing(work)
    case = open_case(work, work.get(Complaint, work.values["complaint"], _("投诉")))
    rows = {row.complaint: row for row in members_of(work.session, group.id, left=True)}
    known = _groups_of(work.session, {case.number}).get(case.number)
    if known is not None and known.state != "refused":
        raise Refusal("no_change", _("{number} 已在同类投诉 G{id} 中。").format(number=case.number, id=known.id), _("无需重复。"))
    if case.number in rows:
        rows[case.number].left_at = None
    else:
        work.add(GroupMember(group_id=group.id, complaint=case.number, at=work.now))
    if group.state == "confirmed":
        _raise_level(work, case, rule)
    work.text = work.masked("reason")
    work.data["complaint"] = case.number
    work.touched.add(case.number)
    work.message = _("{number} 已加入 G{id}。").format(number=case.number, id=group.id)


def leave(work: Work) -> None:
    """移出同类: the complaint goes on by itself; a level once given stays until somebody changes it."""
    group = _standing(work)[0]
    number = str(work.values["complaint"])
    row = next((each for each in members_of(work.session, group.id) if each.complaint == number), None)
    if row is None:
        raise Refusal("not_found", _("G{id} 中没有 {number}。").format(id=group.id, number=number), _("请核对编号。"))
    row.left_at = work.now
    work.text = work.masked("reason")
    work.touched.add(number)
    work.message = _("{number} 已移出 G{id}。").format(number=number, id=group.id)


def members_of(session: Session, group: int, left: bool = False) -> list[GroupMember]:
    """The complaints of a group (with ``left`` those taken out too), in the order of their numbers."""
    query = select(GroupMember).where(GroupMember.group_id == group).order_by(col(GroupMember.complaint))
    return [row for row in session.exec(query).all() if left or row.left_at is None]


def group_of(session: Session, number: str) -> CaseGroup | None:
    """The group that the complaint belongs to, proposed or confirmed."""
    found = _groups_of(session, {number}).get(number)
    return found if found is not None and found.state != "refused" else None


def _groups_of(session: Session, numbers: Collection[str]) -> dict[str, CaseGroup]:
    """The last group of each complaint that is or was proposed with others, those taken out left out."""
    found: dict[str, CaseGroup] = {}
    for chunk in _chunks(sorted(numbers)):
        rows = session.exec(
            select(GroupMember, CaseGroup)
            .join(CaseGroup, col(CaseGroup.id) == col(GroupMember.group_id))
            .where(col(GroupMember.complaint).in_(chunk), col(GroupMember.left_at).is_(None))
            .order_by(col(CaseGroup.id))
        ).all()
        found.update({member.complaint: group for member, group in rows})
    return found


def _cases(session: Session, complaint: Complaint, rule: Alike) -> tuple[Case, list[Case]]:
    span = timedelta(days=rule.within_days)
    query = select(Complaint).where(
        Complaint.received >= complaint.received - span, Complaint.received <= complaint.received + span,
        Complaint.round == 1, Complaint.number != complaint.number,
    )  # fmt: skip
    for fact in rule.same:
        query = query.where(getattr(Complaint, fact) == getattr(complaint, fact))
    rows = session.exec(query.order_by(col(Complaint.received).desc()).limit(MOST)).all()
    grams = _grams(session, [complaint.number, *(row.number for row in rows)])
    made = [
        Case(row.number, row.received, row.unit, row.category, row.channel, frozenset(grams.get(row.number, ())))
        for row in (complaint, *rows)
    ]
    made = []
    for each in sorted(found, key=lambda case: case.number):
        tokens = _tokens(room, session, each.number)
        made.append(replace(each, caller=room.keys.blind(tokens[0])) if tokens else each)
    return made


def persons(cases: Iterable[Case]) -> int:
    """How many people complained: several cases from one telephone number are one; who is not known is somebody else."""
    found = list(cases)
    return len({each.caller for each in found if each.caller}) + sum(not each.caller for each in found)


def reason_of(room: Room, session: Session, cases: Sequence[Case], likeness: Collection[int]) -> dict[str, Any]:
    """Why these are taken for alike, in true figures: what people read who confirm it (``queries`` puts it into words)."""
    words = words_of(room, session)
    newest = max(cases, key=lambda each: (each.received, each.number))
    ((_case, text),) = _said(session, [newest.number])
    pieces = words_in_common(text, cases, words)
    sums = Counter(each for case in cases for each in sorted(case.amounts))
    categories = [case.category for case in cases if case.category]
    most = max(sorted(set(categories)), key=categories.count, default="")
    return {
        "cases": len(cases),
        "minutes": int((newest.received - min(each.received for each in cases)).total_seconds() // 60),
        "units": len({each.unit for each in cases if each.unit}),
        "persons": persons(cases),
        "category": [most, categories.count(most)] if categories else [],
        "amounts": [[each, n] for each, n in sums.most_common(2) if n > 1],
        "words": [[piece, sum(set(wanted) <= set(case.terms) for case in cases), words.seen(wanted)] for piece, wanted in pieces],
        "said": [[said_name(term, False), said_name(term, True)] for term in said_in_common(cases)],
        "learned": words.learned,
        "low": min(likeness, default=0),
        "high": max(likeness, default=0),
    }


def words_of(room: Room, session: Session) -> Words:
    """The words of the days before today, by how rare they are; learned once a day, and anew when earlier cases come in."""
    memory = room.remembered(Memory)
    calendar = room.calendar_of(session)
    today = midnight(calendar, room.now())
    before = (col(Complaint.received) < today, col(Complaint.received) >= today - timedelta(days=LEARN_DAYS))
    count = int(session.exec(select(func.count()).select_from(Complaint).where(*before)).one())
    key = (today.date(), count)
    with memory.lock:
        known = memory.words
    if known is not None and known[0] == key:
        return known[1]
    days: dict[date, list[Collection[str]]] = {}
    for each in _read(room, session, list(before), LEARN_FROM):
        days.setdefault(calendar.local(each.received).date(), []).append(each.terms)
    made = Words(days.items())
    with memory.lock:
        memory.words = (key, made)
    return made


def chunks(numbers: list[str]) -> Iterator[list[str]]:
    """As many at once as every database takes."""
    return (numbers[at : at + 200] for at in range(0, len(numbers), 200))


def _read(room: Room, session: Session, wanted: list[Any], most: int, known: Memory | None = None) -> list[Case]:
    """The newest cases of which this is true; read are those alone that ``known`` has not as they are, and kept there."""
    order = (col(Complaint.received).desc(), col(Complaint.number).desc())
    rows = session.connection().execute(select(*_STANDS).where(*wanted).order_by(*order).limit(most)).all()
    held: dict[str, tuple[int, Case]] = {}
    if known is not None:
        with known.lock:
            held = {row[0]: known.cases[row[0]] for row in rows if row[0] in known.cases}
    new = {row[0]: row[1] for row in rows if row[0] not in held or held[row[0]][0] != row[1]}
    held |= {case.number: (new[case.number], case) for case, _text in _said(session, list(new))}
    if known is not None and new:
        with known.lock:
            if len(known.cases) > 4 * MOST:
                known.cases.clear()
            known.cases.update({number: held[number] for number in new})
    return [held[row[0]][1] for row in rows]


def _said(session: Session, numbers: Sequence[str]) -> Iterator[tuple[Case, str]]:
    """Each case with its masked words: its whole content where it has that, else its summary."""
    # One string for a term wherever it stands: thousands of cases share most of theirs.
    shared: dict[str, str] = {}
    for chunk in chunks(list(numbers)):
        rows = session.connection().execute(select(*_SAYS).where(col(Complaint.number).in_(chunk))).all()
        for number, received, unit, category, channel, summary, facts in rows:
            text = str(json.loads(facts).get("content") or summary)[:_TEXT]
            heard = tuple(shared.setdefault(term, term) for term in terms(text))
            yield Case(number, received, unit, category, channel, heard, amounts(text)), text


def _tokens(room: Room, session: Session, number: str) -> list[str]:
    """What the vault finds the case by for the telephone numbers of who complained; for comparing alone."""
    phone = room.vault.value(session, number, "phone")
    return sorted({f"number:{digits_of(each)}" for each in each_number(phone)}) if phone else []
