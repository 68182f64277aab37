"""Who people are: each their own secret (argon2id), with a back-off after wrong ones that outlives a restart.

Wrong ones are counted by person and terminal, as domain/backoff.py says; at their next sign-in the person is told of them.
"""

from __future__ import annotations

import random
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache
from math import ceil
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlmodel import Session, select

from dutyroom.domain.backoff import FREE, Tries, free_tries, next_try
from dutyroom.domain.errors import Refusal, SignedOut
from dutyroom.domain.names import listed, named
from dutyroom.lang import gettext as _
from dutyroom.services.organisation.views import SignedIn
from dutyroom.store.rows.record import Attempt
from dutyroom.store.rows.staff import Person
from dutyroom.store.sealed import secret_subject

if TYPE_CHECKING:
    from dutyroom.services.room.room import Room

SHORTEST_SECRET = 8
_CHECKED_WITHIN = timedelta(seconds=20)
"""Time in which a check that was begun has an answer, on the slowest machine."""
_gates: defaultdict[tuple[str, str], BoundedSemaphore] = defaultdict(lambda: BoundedSemaphore(FREE))
# By room and account: whatever waits for its turn in this process asks the database only when it may be near.


def hash_secret(secret: str, cheap: bool = False) -> str:
    """The argon2id hash of a secret. ``cheap`` is for the demo's well-known secret only."""
    hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1) if cheap else PasswordHasher()
    return hasher.hash(secret.encode("utf-8", "surrogatepass"))


def check_strength(secret: str) -> None:
    """Raises Refusal ``bad_input`` for a secret that is too short."""
    if len(secret) < SHORTEST_SECRET:
        raise Refusal("bad_input", _("口令太短。"), _("至少 {n} 位。").format(n=SHORTEST_SECRET))


def check_stands(stored: str | None, proven: str) -> None:
    """Raises SignedOut unless a session that stands on the secret ``proven`` goes on; ``stored`` is the account's now.

    ``stored`` None: there is no such account, or no longer.
    """
    if stored is None:
        raise SignedOut(_("您的账号已结束，登录随之结束。"), _("已填内容还在，可由他人登录后办理。"))
    if stored != proven:
        raise SignedOut(_("您的口令已更改，原来的登录随之结束。"), _("请用新口令登录；已填内容还在。"))


class Identity:
    """Proves who people are against the room's database. Slow on purpose: never on an event loop."""

    def __init__(self, room: Room) -> None:
        self.room = room

    def prove(self, person: str, secret: str) -> str:
        """The person's stored secret (sealed hash) when ``secret`` is theirs.

        Raises Refusal ``secret`` for a wrong one, or none, which counts as no try, and ``locked`` while this terminal waits.
        """
        if not secret:
            raise Refusal("secret", _("缺少口令。"), _("补齐后再提交。"))
        stored = hashed = ""
        with self.room.database.read() as session:
            row = session.get(Person, person)
            if row is not None and row.active and row.secret:
                stored = row.secret
                hashed = self.room.vault.unseal(session, secret_subject(person), stored)
        if not hashed:
            # As long as for a real account, so that nobody learns who has one.
            _matches(_nobody(), secret)
            raise _wrong(0)
        with _gates[self.room.url, person]:
            self._begin(person)
            right = _matches(hashed, secret)
            more = self._end(person, right)
        if not right:
            raise _wrong(more)
        return stored

    def sign_in(self, person: str, secret: str) -> SignedIn:
        """Who this is, which roles they hold now, and what was tried for their account. Raises Refusal as ``prove`` does."""
        signed = self.again(SignedIn(person, person, (), self.prove(person, secret)))
        return replace(signed, warning=self._told(person)) if self.room.terminal.attended else signed

    def again(self, signed: SignedIn) -> SignedIn:
        """The session as it stands now, with the roles held now. Raises SignedOut when it has ended."""
        now = self.room.now()
        with self.room.database.read() as session:
            facts = self.room.standing(session)
            check_stands(facts.secrets.get(signed.person), signed.proven)
            plan = self.room.plan_of(session, self.room.plan_in_force(session))
            row = session.get_one(Person, signed.person)
            return replace(signed, name=named(row), roles=facts.held(plan, signed.person, now))

    def _begin(self, person: str) -> None:
        # Counted before the answer is known: many tries at once get no more of them than one after the other. Those
        # still being checked may all be right, so they are waited for and never locked out.
        seen, since = 0, time.monotonic()
        while True:
            with self.room.database.read() as session:
                rows = _rows(session, person)
            here, others = self._tries(rows)
            left, free = next_try(here, others, self.room.now())
            if left:
                raise _locked(here, left)
            if seen != (begun := sum(row.begun for row in rows)):
                seen, since = begun, time.monotonic()
            lost = time.monotonic() - since > _CHECKED_WITHIN.total_seconds()
            if (free or lost) and self._counted(person, lost):
                return
            time.sleep(random.uniform(0.02, 0.08))

    def _tries(self, rows: Iterable[Attempt]) -> tuple[Tries, list[Tries]]:
        """Those at this terminal, and at the others."""
        here, others = Tries(), []
        for row in rows:
            tries = Tries(row.failures, row.pending, row.last, row.known)
            if row.terminal == self.room.terminal.id:
                here = tries
            else:
                others.append(tries)
        return here, others

    def _counted(self, person: str, lost: bool) -> bool:
        """Puts down that a check begins, if it may. ``lost``: whoever was checking the others is gone."""

        def once(session: Session) -> bool:
            # Not before: others began and ended while this one waited to write.
            now = self.room.now()
            rows = _rows(session, person)
            for row in rows:
                if row.pending and (lost or abs(now - row.last) > _CHECKED_WITHIN):
                    # What nobody knows the answer of counts as wrong.
                    _count_wrong(row, row.pending)
                    row.pending = 0
            left, free = next_try(*self._tries(rows), now)
            if left or not free:
                return False
            row = self._row(session, person)
            row.pending += 1
            row.begun += 1
            row.last = now
            return True

        return self.room.database.act(once)

    def _end(self, person: str, right: bool) -> int:
        """Puts down how the check came out; how many more may be wrong before the terminal waits."""

        def once(session: Session) -> int:
            row = self._row(session, person)
            row.pending = max(0, row.pending - 1)
            if right:
                row.failures, row.known = 0, True
            else:
                _count_wrong(row, 1)
            return free_tries(*self._tries(_rows(session, person)))

        return self.room.database.act(once)

    def _row(self, session: Session, person: str) -> Attempt:
        terminal = self.room.terminal
        row = session.get(Attempt, (person, terminal.id))
        if row is None:
            row = Attempt(person=person, terminal=terminal.id, place=terminal.place, last=self.room.now())
            session.add(row)
        return row

    def _told(self, person: str) -> str:
        """What the person is to know of wrong secrets since they were last told; from now on it is forgotten."""
        here = self.room.terminal.id
        with self.room.database.read() as session:
            if not [row for row in _rows(session, person) if row.untold or not row.known]:
                return ""

        def once(session: Session) -> str:
            rows = [row for row in _rows(session, person) if row.untold]
            rows.sort(key=lambda row: row.wrong_at or row.last, reverse=True)
            words = ""
            if rows:
                places = dict.fromkeys(_("本终端") if row.terminal == here else row.place or _("不明之处") for row in rows)
                shown = listed([*places][:_PLACES]) + (_("等 {n} 处").format(n=len(places)) if len(places) > _PLACES else "")
                at = self.room.calendar_of(session).local(rows[0].wrong_at or rows[0].last)
                words = _("上次登录后口令错误 {n} 次，最近 {at}，在{places}").format(
                    n=sum(row.untold for row in rows), at=f"{at:%m-%d %H:%M}", places=shown
                )
            for row in _rows(session, person):
                row.untold = 0
                # A right secret of its person ends what was counted for terminals at which they never were.
                if not row.known and not row.pending:
                    session.delete(row)
            return words

        return self.room.database.act(once)


_PLACES = 3


def forget_tries(session: Session, person: str) -> None:
    """The account's secret is another one: what was tried before keeps nobody waiting. Its person is told all the same."""
    for row in _rows(session, person):
        row.failures = 0


def _rows(session: Session, person: str) -> Sequence[Attempt]:
    return session.exec(select(Attempt).where(Attempt.person == person)).all()


def _count_wrong(row: Attempt, count: int) -> None:
    row.failures += count
    row.untold += count
    row.wrong_at = row.last


def _wrong(more: int) -> Refusal:
    hint = _("再错 {n} 次须等候。").format(n=more) if 0 < more < FREE else _("请核对账号和口令。")
    return Refusal("secret", _("账号或口令不对。"), hint)


def _locked(here: Tries, left: timedelta) -> Refusal:
    message = _("此终端口令错误次数过多，{n} 秒后再试。") if here.known else _("口令错误次数过多，{n} 秒后再试。")
    hint = _("忘记口令请找管理人员重设；已登录的终端不受影响。")
    return Refusal("locked", message.format(n=ceil(left.total_seconds())), hint)


def _matches(hashed: str, secret: str) -> bool:
    try:
        return PasswordHasher().verify(hashed, secret.encode("utf-8", "surrogatepass"))
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    return hash_secret("nobody")
