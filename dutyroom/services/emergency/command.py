"""指挥: who commands from when to when, handing over by both, taking over, and what members say where a quorum is asked."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from dutyroom.domain.acts import ACTS
from dutyroom.domain.emergency import COMMAND, behind
from dutyroom.domain.errors import Fault, NotAllowed, Refusal
from dutyroom.domain.names import field_name, named, role_name, role_names
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.emergency import line_of_command, sites
from dutyroom.services.emergency.event import in_place, mark
from dutyroom.services.gates import authority
from dutyroom.services.gates.authority import Decider
from dutyroom.services.room.people import name_of
from dutyroom.services.room.subjects import load_subject
from dutyroom.services.room.vocabulary import form_fields
from dutyroom.store.rows.command import CommandPost, Concurrence
from dutyroom.store.rows.emergencies import Emergency, Paper


def begin(work: Work, event: Emergency, decider: Decider) -> None:
    """Who decided on activation commands from now."""
    _hold(work, event, decider.person, decider.role, "")


def end(work: Work, event: Emergency) -> None:
    """The emergency state is over: nobody commands any more, and an offer that nobody took is void."""
    for post in posts_of(work.session, event.number):
        if post.state == "held":
            post.state, post.until = "ended", work.now
        elif post.state == "offered":
            post.state = "withdrawn"


def offer(work: Work) -> None:
    """移交指挥: the commander offers it with their own secret; nothing changes until the other one takes it with theirs."""
    event: Emergency = work.row
    in_place(work, event)
    if event.commander != work.actor:
        who = name_of(work.session, event.commander)
        raise NotAllowed(_("现在由{name}指挥，由其本人移交。").format(name=who), _("联系不上的，由有权的人「接管指挥」。"))
    person = str(work.values["to"])
    if person == work.actor:
        raise Refusal("no_change", _("现在就由您指挥。"), _("请另选接替人。"), (Fault("to", _("须是另一个人。")),))
    able = work.roster.able(person, "emergency.command")
    if not able:
        allow = work.plan.allowed("emergency.command")
        raise NotAllowed(
            _("{name}现在不担任可指挥的角色。").format(name=name_of(work.session, person)),
            _("可由{roles}指挥。").format(roles=role_names(work.plan, allow.roles) if allow else _("无")),
        )
    for post in posts_of(work.session, event.number):
        if post.state == "offered":
            post.state = "withdrawn"
    work.add(
        CommandPost(
            id=work.next("commandpost"), emergency=event.number, person=person, role=able[0], state="offered",
            offered_by=work.actor, offered=work.now, reason=work.masked("reason"),
        )
    )  # fmt: skip
    work.text = work.masked("reason")
    work.message = _("已向{role}{name}移交指挥，等候本人接管；接管前仍由您指挥。").format(
        role=role_name(work.plan, able[0]), name=name_of(work.session, person)
    )


def take(work: Work) -> None:
    """接管指挥: what was offered, signed by both; or, without an offer, by whoever may, and the one before signs afterwards.

    Refused for the one who commands already, and for a role that only stands in for a commander who is there.
    """
    event: Emergency = work.row
    in_place(work, event)
    before = event.commander
    if before == work.actor:
        raise Refusal("no_change", _("现在就由您指挥。"), _("不需要再办。"))
    offered = offer_to(work.session, event.number, work.actor)
    if offered is None:
        line_of_command.check_line(work, event, work.plan.roles_for(work.act.name), Decider(work.actor, work.role))
    old = line_of_command.commander_role(work.session, work.plan, event)
    decision = authority.record(work, event.number, COMMAND, "approve", Decider(work.actor, work.role, "", before))
    decision.facts = facts_now(work, event)
    if offered is not None:
        decision.signed_at = work.now
    elif behind(work.plan, work.role, old):
        decision.choice = _("{role}联系不上，按预案代行。").format(role=role_name(work.plan, old))
    event.commander = work.actor
    work.came["commander"], work.was["commander"] = work.actor, before
    mark(work, event, COMMAND)
    _hold(work, event, work.actor, work.role, before, offered)
    who = {"role": role_name(work.plan, work.role), "name": name_of(work.session, work.actor)}
    if offered is not None:
        work.message = _("{role}{name}已接管指挥，双方均已签字。").format(**who)
    else:
        work.message = _("{role}{name}接管指挥；请{before}补签交接。").format(**who, before=name_of(work.session, before))


def concur(work: Work) -> None:
    """会签: a member's word on a gate for which the plan asks a quorum, with their own secret; the last word counts."""
    event: Emergency = work.row
    in_place(work, event)
    gate = next(each for each in work.plan.gates if each.code == work.values["gate"])
    members = gate.members or gate.roles
    if gate.quorum <= 1:
        raise Refusal("no_change", _("「{gate}」不要求会签。").format(gate=named(gate)), _("由有权的人直接决定。"))
    if not set(members) & set(work.held):
        raise NotAllowed(_("「{gate}」由{roles}会签。").format(gate=named(gate), roles=role_names(work.plan, members)))
    subject, edition = event.number, 0
    if gate.applies_to != "emergency":
        paper: Paper = load_subject(work.session, gate.applies_to, str(work.values.get("paper") or ""))
        if paper.emergency != event.number:
            raise Refusal("not_found", _("这个事件没有 {key}。").format(key=paper.number), _("请核对编号。"))
        subject, edition = paper.number, paper.edition
    if work.values["outcome"] == "refuse":
        authority.check_reason(work, _("不同意须写明意见。"))
    work.add(
        Concurrence(
            id=work.next("concurrence"), subject=subject, gate=gate.code, edition=edition, by=work.actor, role=work.role,
            outcome=work.values["outcome"], reason=work.masked("reason"), at=work.now,
        )
    )  # fmt: skip
    work.session.flush()
    agreed = [each for each in authority.concurrences(work.session, subject, gate.code, edition) if each.outcome == "approve"]
    work.text = work.masked("reason")
    work.message = _("已会签「{gate}」：同意 {n} 人，须 {need} 人（含决定人）。").format(
        gate=named(gate), n=len(agreed), need=gate.quorum
    )


def posts_of(session: Session, number: str) -> Sequence[CommandPost]:
    """Who commanded an event, and to whom command was offered, in order."""
    return session.exec(select(CommandPost).where(CommandPost.emergency == number).order_by(col(CommandPost.id))).all()


def offer_to(session: Session, number: str, person: str) -> CommandPost | None:
    """The open offer of command to that person, None when there is none."""
    return next((each for each in posts_of(session, number) if (each.state, each.person) == ("offered", person)), None)


def facts_now(work: Work, event: Emergency) -> str:
    """What is known of the scene at this moment, each fact with its time: what a decision was taken on."""
    fields = form_fields(ACTS["emergency.fact"], work.plan)
    names = {field.name: field_name(field) for field in fields}
    known = [each for each in sites.overall(event) if each.name != "text"]
    return sites.in_words(known, names, lambda moment: work.shown(moment))


def _hold(work: Work, event: Emergency, person: str, role: str, before: str, offered: CommandPost | None = None) -> None:
    for post in posts_of(work.session, event.number):
        if post.state == "held":
            post.state, post.until = "ended", work.now
        elif post.state == "offered" and post is not offered:
            post.state = "withdrawn"
    if offered is not None:
        offered.state, offered.since, offered.role = "held", work.now, role
        return
    work.add(
        CommandPost(
            id=work.next("commandpost"), emergency=event.number, person=person, role=role, state="held", since=work.now,
            offered_by=before, reason=work.masked("reason"),
        )
    )  # fmt: skip
