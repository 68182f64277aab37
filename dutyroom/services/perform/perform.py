"""The only writer: every act of every person passes here, in one transaction with its journal row."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from importlib import import_module
from typing import Any

from sqlalchemy import bindparam, insert
from sqlmodel import Session, select

from dutyroom.domain.act import Act, Command, Done
from dutyroom.domain.acts import ACTS
from dutyroom.domain.errors import Fault, NotAllowed, Refusal, Stale
from dutyroom.domain.names import listed
from dutyroom.domain.permission import may
from dutyroom.lang import gettext as _
from dutyroom.services.act.changed import changes_since
from dutyroom.services.act.readable import make_readable
from dutyroom.services.act.same_words import keep_words
from dutyroom.services.act.values import Reading, clean
from dutyroom.services.act.work import Work
from dutyroom.services.board.board import refresh
from dutyroom.services.organisation.identity import Identity, check_stands
from dutyroom.services.organisation.matter import held_in
from dutyroom.services.organisation.recusal import article, aside_in, check_hands
from dutyroom.services.organisation.standing import check_declared, comes_on
from dutyroom.services.perform.repeated import check_once, digests, is_same, keep_once, known_once
from dutyroom.services.perform.sealing import key_subject, own_values, sealed_values
from dutyroom.services.room.room import Room
from dutyroom.services.room.subjects import load_subject, number_of_row, plan_version_of
from dutyroom.services.room.vocabulary import form_fields, vocabulary, with_own
from dutyroom.store.erased_list import finish
from dutyroom.store.record import append
from dutyroom.store.rows.cases import Complaint
from dutyroom.store.rows.record import CommandResult

_STORED = select(CommandResult.digest, CommandResult.own, CommandResult.outcome).where(CommandResult.id == bindparam("command"))
_TOLD = insert(CommandResult)


def perform(room: Room, command: Command) -> Done:
    """Performs the command and returns what it did; the same ``command_id`` again returns the same answer.

    Raises Refusal (nothing was written): ``unknown_act``, ``reused_command``, ``not_found``, ``bad_input`` with every
    fault, ``not_allowed``, ``secret``, ``stale`` with what changed, or what the act's own rules refuse.
    """
    act = ACTS.get(command.act)
    if act is None:
        raise Refusal("unknown_act", _("没有「{name}」这一事项。").format(name=command.act), _("可用 dutyroom act list 查看。"))
    # Slow on purpose (argon2id), so before the transaction that all writers wait for.
    proven = Identity(room).prove(command.actor, command.secret) if act.grave else ""
    seconded = _prove_second(room, act, command)
    function = performer_of(act)

    def once(session: Session) -> tuple[Done, bool]:
        stored = session.connection().execute(_STORED, {"command": command.command_id}).first()
        if stored is not None:
            if not is_same(room.vault, session, command, stored):
                raise Refusal("reused_command", _("这个办理编号已用于另一事项。"), _("请重新提交。"))
            return Done(**json.loads(stored.outcome)), False
        room.follow_clock(session)
        work = prepare(room, session, act, command)
        permit(work, proven)
        _second(work, seconded)
        _check_seen(work)
        check_once(command, known_once(session, [command]))
        function(work)
        keep_once(session, command, work.subject)
        return _record(work, command), bool(work.erased)

    done, erased = room.database.act(once)
    return replace(done, message=done.message + finish(room.database, room.keys)) if erased else done


def performer_of(act: Act) -> Any:
    """The function that performs the act, imported now."""
    module, name = act.performer.split(":")
    return getattr(import_module(module), name)


def prepare(
    room: Room, session: Session, act: Act, command: Command, at: datetime | None = None, names: Collection[str] | None = None
) -> Work:
    """The work to do (``at`` a moment other than now), its values clean and its texts as everybody may read them.

    ``names``: those that the texts of many acts may mention, looked up together.

    Raises Refusal ``bad_input`` with every fault, ``not_found``.
    """
    now = at or room.now()
    facts = room.standing(session)
    row = load_subject(session, act.subject, command.subject)
    version = plan_version_of(session, act.subject, row) or facts.version
    in_force = version == facts.version
    plan = facts.plan if in_force else room.plan_of(session, version)
    codes = with_own(facts.codes if in_force else vocabulary(session, plan), session, row)
    fields = form_fields(act, plan)
    values = clean(act, fields, command.values, codes, now, Reading.of(plan))
    subject = number_of_row(row) if row is not None else ""
    command = replace(command, subject=subject)
    work = Work(room, session, now, command, act, plan, version, facts.calendar, values, row, subject)
    make_readable(work, fields, names)
    work.before = own_values(work)
    return work


def permit(work: Work, proven: str) -> None:
    """Raises NotAllowed unless the actor holds a role that the plan allows; ``proven`` is their stored secret, if proven.

    Raises Refusal ``recused`` where the actor, or whom the form names for it, should have no hand in the matter.
    """
    facts = work.room.standing(work.session)
    secret = facts.secrets.get(work.actor)
    if work.command.proven:
        check_stands(secret, work.command.proven)
    if secret is None:
        raise NotAllowed(_("没有账号「{code}」。").format(code=work.actor), _("请先登录。"))
    if work.act.grave and secret != proven:
        raise Refusal("secret", _("口令刚被更改。"), _("请重新输入口令。"))
    work.aside = aside_in(work.session, work.room.vault, work.row, work.values)
    held, why = held_in(work.session, facts, work.plan, work.actor, work.now, work.row)
    try:
        take_role(work, held)
    except NotAllowed as no:
        # That the matter is another unit's says more than which roles are left without it.
        raise NotAllowed(why, no.message) if why else no from None
    check_hands(work)


def _prove_second(room: Room, act: Act, command: Command) -> str:
    """The stored secret of the second person whom the form names, once theirs is proven; "" when it names nobody."""
    second = str(command.values.get(act.second) or "") if act.second else ""
    if not second:
        return ""
    if second == command.actor:
        fault = Fault(act.second, _("须另一人会签。"))
        raise Refusal("same_person", _("不能由本人会签自己办理的事项。"), _("请另一人用其本人口令会签。"), (fault,))
    try:
        return Identity(room).prove(second, str(command.values.get(act.second_secret) or ""))
    except Refusal as no:
        raise Refusal(no.code, no.message, no.hint, (Fault(act.second_secret, no.message),)) from None


def _second(work: Work, seconded: str) -> None:
    """The second person has signed, unless their secret became another one since. Raises Refusal ``secret``."""
    second = str(work.values.get(work.act.second) or "") if work.act.second else ""
    if not second:
        return
    if work.room.standing(work.session).secrets.get(second) != seconded:
        fault = Fault(work.act.second_secret, _("请重新输入。"))
        raise Refusal("secret", _("会签人的口令刚被更改。"), _("请会签人重新输入口令。"), (fault,))
    work.second = second


def take_role(work: Work, held: tuple[str, ...]) -> None:
    """The act is done in one of the roles ``held``. Raises NotAllowed when the plan allows it to none of them."""
    work.held = held
    if comes_on(work.session, work.plan, work.act.name, work.actor, str(work.values.get("person") or ""), held, work.now):
        return
    # Who enters a decision taken by telephone needs a place in the room; the decider's own role is checked by the act.
    by_telephone = work.act.telephone and bool(work.values.get("decider"))
    try:
        role = may(work.plan, work.act, held, by_telephone, work.role, work.actor in work.aside)[0]
    except Refusal as no:
        if no.code == "recused":
            no.hint += article(work.session)
        raise
    if role != work.role:
        work.command = replace(work.command, role=role)
    if not work.clause:
        allow = work.plan.allowed(work.act.name)
        work.clause = allow.clause if allow else ""


def _check_seen(work: Work) -> None:
    if not work.act.sees or work.row is None:
        return
    if work.command.seen is None:
        raise Refusal("bad_input", _("没有说明所见的版本。"), faults=(Fault("seen", _("必填。")),))
    if work.row.version != work.command.seen:
        changes = changes_since(work.session, work.row, work.command.seen)
        who = listed(dict.fromkeys(change[3] for change in changes))
        message = _("您打开之后，{who}已作更改，本次没有提交。").format(who=who or _("他人"))
        raise Stale(message, changes, _("请看清更改后再办；已填内容都还在。"), work.row.version)


def _record(work: Work, given: Command) -> Done:
    seq = write_down(work)
    version = getattr(work.row, "version", 0) if work.row is not None else 0
    done = Done(seq, work.subject, version, work.message, work.data)
    told = kept_of(work, given) | {"id": work.command.command_id, "outcome": outcome_of(done)}
    work.session.connection().execute(_TOLD, told)
    return done


def kept_of(work: Work, given: Command) -> dict[str, str]:
    """By what the command ``given`` is known when it comes again."""
    return digests(work.room.vault, work.session, given, key_subject(work))


def outcome_of(done: Done) -> str:
    """What a retry of the command will be told."""
    told = {name: getattr(done, name) for name in Done.__slots__}
    return json.dumps(told, ensure_ascii=False)


def write_down(work: Work) -> int:
    """Makes the subject's next version, the board's rows and the journal's entry; returns its sequence number."""
    session = work.session
    session.flush()
    if work.row is not None and work.subject == work.command.subject:
        # A version counts what somebody may overwrite unseen; a try to call or a 知悉 must not spoil another's form.
        if work.act.sees:
            work.row.version += 1
        if isinstance(work.row, Complaint):
            work.touched.add(work.row.number)
    keep_words(work)
    refresh(work, work.touched)
    session.flush()
    check_declared(work)
    return append(
        session,
        work.room.keys,
        at=work.now,
        actor=work.actor,
        role=work.role,
        clause=work.clause,
        command_id=work.command.command_id,
        subject=work.subject,
        kind=work.act.name,
        values=sealed_values(work),
    )
