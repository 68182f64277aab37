"""Writers killed (SIGKILL) at random moments, on both databases: acknowledged acts that are gone afterwards.

This shows what a killed process loses, not what a power cut does: the machine keeps running.
"""

import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sqlmodel import select

from bench.figure import Figure
from bench.live import server
from dutyroom.store import migrate
from dutyroom.store.claim import claim
from dutyroom.store.engine import open_database
from dutyroom.store.keys import RoomKeys
from dutyroom.store.rows.record import JournalEntry
from dutyroom.store.verify import verify


def main(count: int = 25) -> list[Figure]:
    """Kills, acknowledged acts and lost ones."""
    figures = []
    with tempfile.TemporaryDirectory(prefix="dutyroom-kills-") as folder, server() as address:
        keys = RoomKeys.open(Path(folder), create=True)
        for name, url in (("SQLite", f"{folder}/room.sqlite3"), ("PostgreSQL", address)):
            database = open_database(url)
            migrate.upgrade(database)
            claim(database, keys)
            said: set[str] = set()
            for run in range(count):
                said |= _one(url, folder, f"run{run}-")
            with database.read() as session:
                kept = set(session.exec(select(JournalEntry.command_id)).all())
            sound = verify(database, keys).sound
            lost = len(said - kept)
            told = f"{lost} of {len(said)} lost, chain {'sound' if sound else 'BROKEN'}"
            metric = f"acknowledged acts after {count} kills, {name}"
            figures.append(Figure(metric, "0 lost, chain sound", told, "", sound and not lost))
            database.close()
    return figures


def _one(url: str, folder: str, name: str) -> set[str]:
    words = [sys.executable, "-m", "bench.live", "acknowledged", url, folder, name, "1000000"]
    writer = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert writer.stdout is not None
    assert writer.stdin is not None
    writer.stdout.readline()
    writer.stdin.write(b"go\n")
    writer.stdin.flush()
    time.sleep(random.uniform(0.0, 0.4))
    writer.send_signal(signal.SIGKILL)
    # Whole lines only: the last may have been cut short.
    lines = writer.stdout.read().decode().split("\n")[:-1]
    writer.wait()
    return {line for line in lines if line}

