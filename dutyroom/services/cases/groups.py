"""系统性投诉: complaints alike are found when one comes in, proposed with the reason, confirmed or refused by a person (8.02)."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from dutyroom.domain.alike import family, fits
from dutyroom.domain.errors import Fault, NotAllowed, Refusal
from dutyroom.domain.names import listed, named, role_names
from dutyroom.lang import gettext as _
from dutyroom.services.act.frozen import check_frozen
from dutyroom.services.act.work import Work
from dutyroom.services.cases.alike import Around, cases_of, chunks, persons, reason_of
from dutyroom.services.cases.at_hand import set_level
from dutyroom.services.cases.procedure import mark_act, open_case
from dutyroom.services.clocks import clocks
from dutyroom.store.rows.cases import Complaint
from dutyroom.store.rows.casework import CaseGroup, GroupMember

if TYPE_CHECKING:
    from dutyroom.domain.plan.handling import Alike

def watch_for(work: Work, complaint: Complaint) -> None:
    """Looks for complaints alike to this one: it joins the group that it is of one matter with, or enough are proposed as one."""
    rule = work.plan.alike
    if rule is None:
        return
    work.session.flush()
    if group_of(work.session, complaint.number) is not None:
        return
    around = Around(work.room, work.session, complaint, rule)
    found = around.alike
    if not found:
        return
    known = _groups_of(work.session, {*found})
    standing = {group.id: group for group in known.values() if group.state != "refused"}
    by_number = {each.number: each for each in around.others}
    fitting: list[tuple[int, int]] = []
    for number in standing:
        rows = members_of(work.session, number, left=True)
        inside = [by_number[row.complaint] for row in rows if row.left_at is None and row.complaint in by_number]
        # Who was taken out of it is not put back by the program.
        if complaint.number not in {row.complaint for row in rows}:
            fitting.append((fits(around.case, inside, rule, around.words), -number))
    likeness, least = max(fitting, default=(0, 0))
    if likeness:
        _join(work, standing[-least], rule, complaint, likeness)
        return
    taken = _groups_of(work.session, {*around.near})
    free = [by_number[number] for number in around.near if number not in taken]
    near = family(around.case, free, rule, around.words)
    several = persons([around.case, *cases_of(work.room, work.session, near)]) if len(near) + 1 >= rule.at_least else 0
    if several >= rule.at_least:
        _propose(work, rule, complaint, near)
    else:
        _tell(work, around, found)


def _join(work: Work, group: CaseGroup, rule: Alike, complaint: Complaint, likeness: int) -> None:
    """A proposed group grows by itself; whether the complaint belongs to a confirmed one, a person says."""
    waiting = group.state == "confirmed"
    work.add(GroupMember(group_id=group.id, complaint=complaint.number, likeness=likeness, at=work.now, waiting=waiting))
    # Others who look at it see that it grew.
    group.version += 1
    work.data["alike"] = group.number
    if waiting:
        work.message += _("与{name} G{id} 相像，请研判是否加入。").format(name=named(rule), id=group.id)
        return
    _reckon(work, group)
    count = len(members_of(work.session, group.id))
    said = _("发现同类投诉 {n} 件，已提出{name} G{id}，待确认。")
    work.message += said.format(n=count, name=named(rule), id=group.id)


def _propose(work: Work, rule: Alike, complaint: Complaint, near: dict[str, int]) -> None:
    group = CaseGroup(id=work.next("group"), plan_version=work.plan_version, by="", at=work.now)
    work.add(group)
    for number, likeness in {**near, complaint.number: max(near.values())}.items():
        work.add(GroupMember(group_id=group.id, complaint=number, likeness=likeness, at=work.now))
    _reckon(work, group)
    work.data["alike"] = group.number
    said = _("发现同类投诉 {n} 件，已提出{name} G{id}，待确认。")
    work.message += said.format(n=len(near) + 1, name=named(rule), id=group.id)


def _tell(work: Work, around: Around, found: dict[str, int]) -> None:
    """Too few for a group, yet whoever registers is told which they are, and which came from the same number."""
    nearest = sorted(found, key=lambda number: (-found[number], number))[:3]
    shown = listed(f"{number} {found[number]}%" for number in nearest)
    work.message += _("相像 {n} 件：{numbers}。").format(n=len(found), numbers=shown)
    again = sorted(around.same_caller & set(found))
    if again:
        work.message += _("同一号码再次投诉：{numbers}。").format(numbers=listed(again[:3]))


def _reckon(work: Work, group: CaseGroup) -> None:
    """The reason in true figures, as the group stands now; what a person wrote stays."""
    work.session.flush()
    rows = members_of(work.session, group.id)
    kept = {name: said for name, said in json.loads(group.reason or "{}").items() if name == "text"}
    if rows:
        cases = cases_of(work.room, work.session, [row.complaint for row in rows])
        kept |= reason_of(work.room, work.session, cases, [row.likeness for row in rows if row.likeness])
    group.reason = json.dumps(kept, ensure_ascii=False)


def form(work: Work) -> None:
    """提出同类投诉: a person sees what the program did not find."""
    rule = _rule(work)
    numbers = work.numbers("complaints")
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
    _reckon(work, group)
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
    """加入同类: one or many at once; all of them or, where one can't, none."""
    group, rule = _standing(work)
    numbers = work.numbers("complaint")
    cases = [open_case(work, work.get(Complaint, number, _("投诉"))) for number in numbers]
    rows = {row.complaint: row for row in members_of(work.session, group.id, left=True)}
    known = _groups_of(work.session, {*numbers})
    inside = sorted(number for number, other in known.items() if other.state != "refused")
    if inside:
        said = _("{numbers} 已在同类投诉 G{id} 中。").format(numbers=listed(inside), id=known[inside[0]].id)
        raise Refusal("no_change", said, _("请从名单中删去。") if len(numbers) > 1 else _("无需重复。"))
    for case in cases:
        row = rows.get(case.number)
        if row is None:
            work.add(GroupMember(group_id=group.id, complaint=case.number, at=work.now))
        else:
            row.left_at, row.waiting = None, False
        if group.state == "confirmed":
            _raise_level(work, case, rule)
    _changed(work, group, numbers)
    work.message = _("{number} 已加入 G{id}。").format(number=listed(numbers), id=group.id)


def leave(work: Work) -> None:
    """移出同类, one or many: each goes on by itself; a level once given stays until somebody changes it."""
    group = _standing(work)[0]
    numbers = work.numbers("complaint")
    rows = {row.complaint: row for row in members_of(work.session, group.id, left=True) if row.left_at is None}
    lost = [number for number in numbers if number not in rows]
    if lost:
        raise Refusal("not_found", _("G{id} 中没有 {number}。").format(id=group.id, number=listed(lost)), _("请核对编号。"))
    for number in numbers:
        rows[number].left_at, rows[number].waiting = work.now, False
    _changed(work, group, numbers)
    work.message = _("{number} 已移出 G{id}。").format(number=listed(numbers), id=group.id)


def _changed(work: Work, group: CaseGroup, numbers: Sequence[str]) -> None:
    _reckon(work, group)
    group.version += 1
    work.text = work.masked("reason")
    work.data["complaint"] = numbers[0] if len(numbers) == 1 else list(numbers)
    work.touched |= {*numbers}


def members_of(session: Session, group: int, left: bool = False) -> list[GroupMember]:
    """The complaints of a group (with ``left`` those taken out, and those that wait to be taken in, too), by their numbers."""
    query = select(GroupMember).where(GroupMember.group_id == group).order_by(col(GroupMember.complaint))
    return [row for row in session.exec(query).all() if left or (row.left_at is None and not row.waiting)]


def waiting_in(session: Session, group: int) -> list[GroupMember]:
    """Complaints alike to a confirmed group, of which nobody has said yet whether they belong to it."""
    wanted = (GroupMember.group_id == group, col(GroupMember.left_at).is_(None), col(GroupMember.waiting).is_(True))
    return list(session.exec(select(GroupMember).where(*wanted).order_by(col(GroupMember.complaint))).all())


def to_judge(session: Session) -> int:
    """Groups on which a person must say something: proposed ones, and confirmed ones that complaints wait to join."""
    proposed = select(CaseGroup.id).where(CaseGroup.state == "proposed")
    waiting = select(GroupMember.group_id).where(col(GroupMember.left_at).is_(None), col(GroupMember.waiting).is_(True))
    return len({*session.exec(proposed).all(), *session.exec(waiting).all()})


def group_of(session: Session, number: str) -> CaseGroup | None:
    """The group that the complaint belongs to, proposed or confirmed."""
    found = _groups_of(session, {number}).get(number)
    return found if found is not None and found.state != "refused" else None


def _groups_of(session: Session, numbers: Collection[str]) -> dict[str, CaseGroup]:
    """The last group of each complaint that is or was proposed with others, those taken out left out."""
    found: dict[str, CaseGroup] = {}
    for chunk in chunks(sorted(numbers)):
        rows = session.exec(
            select(GroupMember, CaseGroup)
            .join(CaseGroup, col(CaseGroup.id) == col(GroupMember.group_id))
            .where(col(GroupMember.complaint).in_(chunk), col(GroupMember.left_at).is_(None), col(GroupMember.waiting).is_(False))
            .order_by(col(CaseGroup.id))
        ).all()
        found.update({member.complaint: group for member, group in rows})
    return found


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
        set_level(work, case, level.code)
        work.session.flush()
        clocks.follow(work, case)
    mark_act(work, case)
    work.session.flush()
    clocks.follow(work, case)
    case.version += 1
