"""Real processes that keep the clocks of one room and are killed, and one that keeps them as most would write it first."""

from __future__ import annotations

import json
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from secrets import token_hex
from typing import Any

from sqlmodel import Session, col, select

from dutyroom.domain.errors import Refusal
from dutyroom.services.front.front import Front
from dutyroom.services.room.clock import WallClock
from dutyroom.services.telling.keeper import Keeper
from dutyroom.store import lease
from dutyroom.store.keys import RoomKeys
from dutyroom.store.numbers import next_number
from dutyroom.store.record import append
from dutyroom.store.rows.cases import CaseClock
from dutyroom.store.rows.record import JournalEntry
from tests.loaded import processes

LEASE_S = 0.4
"""Seconds of a lease in these processes: what takes twenty in a room, a thousand times over."""

Keeps = Callable[[Front], None]


def keep(room: Front) -> None:
    """As a console does."""
    lease.LEASE_S, lease.RENEW_S = LEASE_S, LEASE_S / 4
    keeper = Keeper(room)
    while True:
        try:
            keeper.beat()
            time.sleep(min(keeper.wait_s, 0.05))
        except Refusal:
            time.sleep(0.05)


def keep_naively(room: Front) -> None:
    """Looks what is past due and untold, tells it, then notes that it is told: no lease, nothing unique."""
    while True:
        with room.database.read() as session:
            told = {entry.subject for entry in _entries(session, "naive.noted")}
            clocks = session.exec(select(CaseClock).where(CaseClock.due <= room.now(), CaseClock.verdict == "running")).all()
        for clock in clocks:
            if str(clock.id) not in told:
                values = {"ref": clock.id, "clock": clock.code}
                _write(room, "keeper.breach", str(clock.id), values)
                # Telling takes its while, as sending does: whoever looks meanwhile finds it untold.
                time.sleep(0.1)
                _write(room, "naive.noted", str(clock.id), values)
        time.sleep(0.02)


def _write(room: Front, kind: str, subject: str, values: dict[str, Any]) -> None:
    def once(session: Session) -> None:
        append(
            session, room.keys, at=room.now(), actor="", role="", kind=kind, command_id=token_hex(8), subject=subject,
            values=values,
        )  # fmt: skip

    room.database.act(once)


def _entries(session: Session, kind: str) -> list[JournalEntry]:
    return list(session.exec(select(JournalEntry).where(JournalEntry.kind == kind).order_by(col(JournalEntry.seq))).all())


def _work(url: str, folder: Path, naively: bool) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    (keep_naively if naively else keep)(Front(url, RoomKeys.open(folder), WallClock()))


def fall_due(room: Front, subject: str, count: int, within: float) -> None:
    """So many limits of the complaint that fall due one after the other within so many seconds from now."""

    def once(session: Session) -> None:
        now = room.now()
        for n in range(count):
            session.add(
                CaseClock(
                    id=next_number(session, "clock"), subject=subject, code=f"due-{n}", kind="reply", unit="minutes", amount=1,
                    start=now, due=now + timedelta(seconds=within * (n + 1) / count),
                )
            )  # fmt: skip
        append(session, room.keys, at=now, actor="", role="", kind="test.clocks", command_id=token_hex(8), subject=subject)

    room.database.act(once)


@dataclass
class Outcome:
    """What became of it: kills made, limits told more than once, and those not told."""

    kills: int = 0
    doubled: dict[str, int] = field(default_factory=dict)
    missed: set[str] = field(default_factory=set)


def storm(room: Front, folder: Path, count: int, kills: int, keepers: int = 3, naively: bool = False) -> Outcome:
    """Keeps with so many processes and kills one of them at random moments while ``count`` limits fall due.

    Afterwards two are left alone until nothing is missing, at most twenty leases.
    """
    dice = random.Random(kills)
    alive = [_start(room.url, folder, naively) for _n in range(keepers)]
    outcome = Outcome()
    try:
        while outcome.kills < kills:
            time.sleep(dice.uniform(0, LEASE_S / 4))
            victim = alive.pop(dice.randrange(len(alive)))
            victim.kill()
            victim.join()
            outcome.kills += 1
            alive.append(_start(room.url, folder, naively))
        give_up = time.monotonic() + 30 * LEASE_S
        while time.monotonic() < give_up and len(_told(room)) < count:
            time.sleep(0.05)
    finally:
        for process in alive:
            process.kill()
            process.join()
    told = _told(room)
    outcome.doubled = {code: n for code, n in told.items() if n > 1}
    outcome.missed = {f"due-{n}" for n in range(count)} - set(told)
    return outcome


def _start(url: str, folder: Path, naively: bool) -> BaseProcess:
    process = processes.Process(target=_work, args=(url, folder, naively))
    process.start()
    return process


def _told(room: Front) -> Counter[str]:
    """How often each of the limits stands as past due on the journal."""
    with room.database.read() as session:
        values = [json.loads(entry.payload)["values"] for entry in _entries(session, "keeper.breach")]
    return Counter(each["clock"] for each in values if each["clock"].startswith("due-"))


