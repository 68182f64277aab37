"""Writers killed (SIGKILL) at random moments, on both databases: acknowledged acts that are gone afterwards.

python -m bench.kills [COUNT]

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

from bench.live import server
from dutyroom.store import migrate
from dutyroom.store.claim import claim
from dutyroom.store.engine import open_database
from dutyroom.store.keys import RoomKeys
from dutyroom.store.tables import JournalEntry
from dutyroom.store.verify import verify


def main(count: int) -> None:
    """Print kills, acknowledged acts and lost ones."""
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
            chain = "sound" if verify(database, keys).sound else "BROKEN"
            print(
                f"{name}: {count} kills, {len(said)} acts acknowledged, {len(said - kept)} lost, chain {chain}"
            )
            database.close()


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


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
