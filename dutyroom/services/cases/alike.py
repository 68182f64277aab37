"""系统性投诉: complaints alike are found when one comes in, proposed with the reason, confirmed or refused by a person (8.02)."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from dutyroom.domain.alike import Case, common_words, family
from dutyroom.domain.errors import Fault, NotAllowed, Refusal
from dutyroom.domain.names import listed, named, role_names
from dutyroom.lang import gettext as _
from dutyroom.services.act.frozen import check_frozen
from dutyroom.services.act.work import Work
from dutyroom.services.cases.procedure import mark_act, open_case
from dutyroom.services.clocks import clocks
from dutyroom.store.rows.cases import Complaint
from dutyroom.store.rows.casework import CaseGroup, GroupMember
from dutyroom.store.rows.record import Gram

if TYPE_CHECKING:
    from dutyroom.domain.plan.handling import Alike

MOST = 500
"""Complaints that a new one is compared with, the newest first."""


def watch_for(work: Work, complaint: Complaint) -> None:
    """Looks for complaints alike to the one just registered; enough of them are proposed as a group."""
    rule = work.plan.alike
    if rule is None:
        return
    work.session.flush()
    here, others = _cases(work.session, complaint, rule)
    found = family(here, others, rule)
    known = _groups_of(work.session, {*found})
    settled = {number for number, group in known.items() if group.state == "refused"}
    counted = {number: alike for number, alike in found.items() if number not in settled}
    standing = next((known[number] for number in sorted(counted) if number in known), None)
    if standing is not None and standing.state == "confirmed":
        said = _("与{name} G{id} 相像，请研判是否加入。")
        work.message += said.format(name=named(rule), id=standing.id)
        work.data["alike"] = standing.number
        return
    if standing is None and len(counted) + 1 < rule.at_least:
        return
    by_number = {each.number: each for each in others}
    if standing is None:
        standing = CaseGroup(id=work.next("group"), plan_version=work.plan_version, by="", at=work.now)
        work.add(standing)
    else:
        # Others who look at it see that it grew.
        standing.version += 1
    members = {row.complaint for row in members_of(work.session, standing.id)}
    for number, alike in {**counted, complaint.number: max(counted.values())}.items():
        if number not in members:
            work.add(GroupMember(group_id=standing.id, complaint=number, likeness=alike, at=work.now))
    grams = [here.grams, *(by_number[number].grams for number in counted if number in by_number)]
    reason = {
        "same": list(rule.same), "days": rule.within_days, "low": min(counted.values()), "high": max(counted.values()),
        "words": common_words(complaint.summary, grams),
    }  # fmt: skip
    standing.reason = json.dumps(reason, ensure_ascii=False)
    work.data["alike"] = standing.number
    said = _("发现同类投诉 {n} 件，已提出{name} G{id}，待确认。")
    work.message += said.format(n=len({*members, *counted, complaint.number}), name=named(rule), id=standing.id)


def alike_to(session: Session, complaint: Complaint, rule: Alike) -> dict[str, int]:
    """Complaints alike to this one, with their likeness in percent."""
    here, others = _cases(session, complaint, rule)
    return family(here, others, rule)


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
    return made[0], made[1:]


def _grams(session: Session, numbers: Iterable[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for chunk in _chunks(list(numbers)):
        for gram, subject in session.exec(select(Gram.gram, Gram.subject).where(col(Gram.subject).in_(chunk))).all():
            found.setdefault(subject, set()).add(gram)
    return found


def _chunks(numbers: list[str]) -> Iterable[list[str]]:
    return (numbers[at : at + 200] for at in range(0, len(numbers), 200))


def _rule(work: Work) -> Alike:
    rule = work.plan.alike
    if rule is None:
        raise Refusal("no_groups", _("预案没有规定同类投诉的认定。"), _("各件分别办理。"))
    return rule


def _standing(work: Work) -> tuple[CaseGroup, Alike]:
    group: CaseGroup = work.row
    rule = _rule(work)
    if group.state == "refused":
        raise Refusal("wrong_stage", _("G{id} 已不认定为{name}。").format(id=group.id, name=named(rule)), _("可另行提出。"))
    return group, rule


def _proposed(work: Work) -> tuple[CaseGroup, Alike]:
    group, rule = _standing(work)
    if group.state != "proposed":
        raise Refusal("wrong_stage", _("G{id} 已确认。").format(id=group.id), _("无需重复。"))
    if not set(rule.roles) & set(work.held):
        raise NotAllowed(_("「{name}」由{roles}认定。").format(name=named(rule), roles=role_names(work.plan, rule.roles)))
    return group, rule


def _decided(work: Work, group: CaseGroup) -> None:
    group.decided_by, group.decided_at, group.decision = work.actor, work.now, work.masked("reason")
    work.text = group.decision
    work.touched |= {row.complaint for row in members_of(work.session, group.id)}


def _raise_level(work: Work, case: Complaint, rule: Alike) -> None:
    level, now = work.plan.level(rule.level), work.plan.level(case.level)
    # A complaint graded as more urgent already stays so.
    if level is not None and now is not None and level.rank < now.rank:
        case.level = level.code
        work.session.flush()
        clocks.relevel(work, case)
    mark_act(work, case)
    work.session.flush()
    clocks.open_clocks(work, case)
    case.version += 1
