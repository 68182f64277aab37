"""The keeper of clocks: from due to the outbox at many open limits, its cost while nothing happens, how soon it is followed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import insert
from sqlmodel import Session, select

from bench.big_room import KEYS, copy, open_room
from bench.figure import Figure, spread
from dutyroom.services.front.front import Front
from dutyroom.services.telling.keeper import Keeper
from dutyroom.settings.channels import Channel
from dutyroom.store import lease
from dutyroom.store.numbers import next_number
from dutyroom.store.record import append
from dutyroom.store.rows.cases import CaseClock, Complaint
from dutyroom.store.rows.room import Setting
from dutyroom.store.rows.telling import Message

SIZES = (1_000, 10_000, 100_000)
DUE = 60
EVERY_S = 0.1
IDLE_S = 20.0


def main() -> list[Figure]:
    """On SQLite: so many limits run that fall due next month, and every tenth of a second one falls due."""
    figures = []
    p99 = dict[int, float]()
    for count in SIZES:
        with TemporaryDirectory() as folder:
            url = copy(1_000, Path(folder))
            room = open_room(Path(folder), url)
            subject = _fill(room, count)
            times = sorted(_due_to_outbox(room, subject))
            p99[count] = times[-1]
            goal = "p99 ≤ 1 s" if count == 100_000 else ""
            met = times[-1] <= 1 if goal else None
            about = f"{count // 1000}k open limits"
            figures.append(Figure(f"due → on the outbox, {about}", goal, spread(times, 50, 99), f"{DUE} limits", met))
            if count == SIZES[-1]:
                figures += _processes(Path(folder), url, about)
            room.close()
    grown = p99[SIZES[-1]] / p99[SIZES[0]]
    figures.append(Figure("due → on the outbox, 100k over 1k", "", f"{grown:.1f}×"))
    return figures


def _fill(room: Front, count: int) -> str:
    """So many limits that fall due next month; a demo's mark is taken off, for a demo sends nothing."""
    with room.database.read() as session:
        subject = session.exec(select(Complaint.number).where(Complaint.status != "closed")).first() or ""
    later = room.now() + timedelta(days=30)
    rows = [_limit(100_000 + n, subject, later + timedelta(seconds=n), room) for n in range(count)]
    with room.database.write_engine.begin() as connection:
        connection.execute(insert(CaseClock), rows)

    def once(session: Session) -> None:
        session.delete(session.get_one(Setting, "clock_offset"))
        append(session, room.keys, at=room.now(), actor="", role="", kind="bench", command_id="bench")

    room.database.act(once)
    return subject


def _limit(number: int, subject: str, due: object, room: Front) -> dict[str, object]:
    return {
        "id": number, "subject": subject, "code": "bench", "kind": "reply", "unit": "minutes", "amount": 1, "start": room.now(),
        "due": due, "provisional": False, "warn": None, "met_at": None, "verdict": "running", "waived_by": "", "waived_why": "",
        "clause": "", "source": "plan",
    }  # fmt: skip


def _due_to_outbox(room: Front, subject: str) -> list[float]:
    ways = (Channel("bench", "", "shift_lead", "json://127.0.0.1:9/"),)
    keeper = Keeper(room, lambda: ways)
    keeper.beat()
    first = room.now() + timedelta(seconds=1)
    moments = {1_000_000 + n: first + timedelta(seconds=EVERY_S * n) for n in range(DUE)}

    def once(session: Session) -> None:
        for number, due in moments.items():
            session.add(CaseClock(**{**_limit(number, subject, due, room), "code": f"bench-{number}"}))
        next_number(session, "bench")
        append(session, room.keys, at=room.now(), actor="", role="", kind="bench", command_id="bench-due")

    room.database.act(once)
    found: dict[int, float] = {}
    give_up = time.monotonic() + DUE * EVERY_S + 60
    while len(found) < DUE and time.monotonic() < give_up:
        for row in keeper.beat():
            if row.ref in moments:
                found[row.ref] = (room.now() - moments[row.ref]).total_seconds()
        time.sleep(keeper.wait_s)
    with room.database.read() as session:
        told = len(session.exec(select(Message.id)).all())
    assert len(found) == DUE, f"{len(found)} of {DUE}"
    assert told, "nothing on the outbox"
    keeper.end()
    return list(found.values())


def _processes(folder: Path, url: str, about: str) -> list[Figure]:
    """`dutyroom watch` as a process: what it costs while nothing happens; killed, how soon another keeps."""
    environment = {**os.environ, KEYS: str(folder), "DUTYROOM_DATABASE": url, "DUTYROOM_CHANNELS": str(folder / "none.toml")}
    words, nowhere = [sys.executable, "-m", "dutyroom", "watch"], subprocess.DEVNULL
    first, second = (subprocess.Popen(words, env=environment, stdout=nowhere, stderr=nowhere) for _n in range(2))
    room = open_room(folder, url)
    try:
        by = {str(process.pid): process for process in (first, second)}
        give_up = time.monotonic() + 120
        while (keeps := by.get(_holder(room).split(":")[1])) is None and time.monotonic() < give_up:
            time.sleep(0.2)
        assert keeps is not None, "nobody keeps"
        time.sleep(10)
        before = _cpu(keeps.pid)
        time.sleep(IDLE_S)
        cpu = (_cpu(keeps.pid) - before) / IDLE_S * 100
        keeps.send_signal(signal.SIGKILL)
        keeps.wait()
        died, was = time.monotonic(), _holder(room)
        while _holder(room) == was and time.monotonic() - died < 60:
            time.sleep(0.1)
        taken = time.monotonic() - died
        return [
            Figure(f"an idle keeper, {about}", "≤ 0.6 % CPU", f"{cpu:.2f} % CPU", "", cpu <= 0.6),
            Figure("killed → another keeps", "≤ 30 s", f"{taken:.1f} s", f"lease {lease.LEASE_S:.0f} s", taken <= 30),
        ]
    finally:
        for process in (first, second):
            process.kill()
            process.wait()
        room.close()


def _holder(room: Front) -> str:
    with room.database.read() as session:
        return lease.look(session).holder


def _cpu(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
