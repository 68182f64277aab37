"""Who people are: each their own secret (argon2id), with a back-off after wrong ones that outlives a restart."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from dutyroom.domain.errors import Refusal, SignedOut
from dutyroom.domain.names import named
from dutyroom.lang import gettext as _
from dutyroom.services.organisation.views import SignedIn
from dutyroom.store.rows.record import Attempt
from dutyroom.store.rows.staff import Person
from dutyroom.store.sealed import secret_subject

if TYPE_CHECKING:
    from dutyroom.services.room.room import Room

FREE = 5
"""Wrong secrets before the back-off begins."""
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)
SHORTEST_SECRET = 8
_CHECKED_WITHIN = timedelta(seconds=20)
"""Time in which a check that was begun has an answer, on the slowest machine."""


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

        Raises Refusal ``secret`` for a wrong one and ``locked`` while the back-off runs.
        """
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
        self._begin(person)
        right = _matches(hashed, secret)
        failures = self._end(person, right)
        if not right:
            raise _wrong(failures)
        return stored

    def sign_in(self, person: str, secret: str) -> SignedIn:
        """Who this is and which roles they hold now. Raises Refusal as ``prove`` does."""
        return self.again(SignedIn(person, person, (), self.prove(person, secret)))

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
        give_up = time.monotonic() + _CHECKED_WITHIN.total_seconds()
        while not self._counted(person, time.monotonic() > give_up):
            time.sleep(0.05)

    def _counted(self, person: str, last_time: bool) -> bool:
        now = self.room.now()
        with self.room.database.write() as session:
            row = session.get(Attempt, person)
            if row is None:
                row = Attempt(person=person, failures=0, last=now)
                session.add(row)
            if row.pending and (last_time or not timedelta(0) <= now - row.last <= _CHECKED_WITHIN):
                # Whoever was checking them is gone: what nobody knows the answer of counts as wrong.
                row.failures, row.pending = row.failures + row.pending, 0
            wait = _wait(row.failures)
            left = (row.last + wait - now).total_seconds()
            if timedelta(0) < timedelta(seconds=left) <= wait:
                message = _("口令错误次数过多，{n} 秒后再试。").format(n=int(left) + 1)
                raise Refusal("locked", message, _("忘记口令请找管理人员重设。"))
            if row.pending and row.failures + row.pending >= FREE:
                return False
            row.pending += 1
            row.last = now
            return True

    def _end(self, person: str, right: bool) -> int:
        """Puts down how the check came out; how many were wrong in a row now."""
        with self.room.database.write() as session:
            row = session.get(Attempt, person)
            if row is None:
                row = Attempt(person=person, failures=0, last=self.room.now())
                session.add(row)
            row.pending = max(0, row.pending - 1)
            row.failures = 0 if right else row.failures + 1
            failures = row.failures
            if right and not row.pending:
                session.delete(row)
            return failures


def _wait(failures: int) -> timedelta:
    if failures < FREE:
        return timedelta(0)
    doublings: int = min(failures - FREE, 10)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def _wrong(failures: int) -> Refusal:
    left = FREE - failures
    hint = _("再错 {n} 次须等候。").format(n=left) if 0 < left < FREE else _("请核对账号和口令。")
    return Refusal("secret", _("账号或口令不对。"), hint)


def _matches(hashed: str, secret: str) -> bool:
    try:
        return PasswordHasher().verify(hashed, secret.encode("utf-8", "surrogatepass"))
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    return hash_secret("nobody")
