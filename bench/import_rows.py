"""`dutyroom complaint import` of many rows beside a bare executemany of all the rows that it wrote, table by table."""

import csv
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from bench.big_room import KEYS, fill, open_room
from bench.figure import Figure
from dutyroom.services.demo.sample import SECRET
from dutyroom.store import driver
from dutyroom.store.engine import open_database
from dutyroom.store.migrate import upgrade

ROWS = int(os.environ.get("DUTYROOM_BENCH_ROWS", "100000"))
"""Rows of the file; the goal is for 100,000."""
WORDS = "客户反映在柜台办理业务等候时间过长，工作人员态度生硬，要求给出说明。"


def main() -> list[Figure]:
    """A room with nobody's complaints takes in the file; the floor writes the same rows into empty tables."""
    with tempfile.TemporaryDirectory(prefix="dutyroom-import-") as folder:
        place = Path(folder)
        url = f"{folder}/room.sqlite3"
        fill(place, url, 0)
        words = ("complaint", "import", _file(place, url), "--as", "wangmin", "--json", "--database", url)
        signed = os.environ | {KEYS: folder, "DUTYROOM_SECRET": SECRET}
        began = perf_counter()
        told = subprocess.run([sys.executable, "-m", "dutyroom", *words], env=signed, stdout=subprocess.PIPE, check=True)
        took = perf_counter() - began
        accepted = json.loads(told.stdout)["accepted"]
        floor, written = _bare(url, f"{folder}/floor.sqlite3")
    ratio = took / floor
    return [
        Figure(
            f"import of {accepted:,} rows", "≤ 4×", f"{ratio:.1f}× ({took:.1f} s, {accepted / took:.0f} rows/s)",
            f"executemany of the {written:,} rows it wrote {floor:.2f} s", ratio <= 4 and accepted == ROWS,
        )
    ]  # fmt: skip


def _file(place: Path, url: str) -> str:
    room = open_room(place, url)
    plan = room.plan
    room.close()
    fixed = {"level": plan.levels[-1].code, "channel": plan.channels[0].code, "category": plan.categories[0].code}
    with open(place / "rows.csv", "w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, [*fixed, "name", "phone", "content"])
        writer.writeheader()
        for number in range(ROWS):
            more = {"name": "张三丰", "phone": f"138{number:08}", "content": f"{WORDS}（第{number}件）"}
            writer.writerow({**fixed, **more})
    return f"{place}/rows.csv"


def _bare(url: str, floor: str) -> tuple[float, int]:
    """Seconds for the same rows, and how many there were."""
    database = open_database(floor)
    upgrade(database)
    database.close()
    full, empty = driver.connect(Path(url), readonly=True), driver.connect(Path(floor))
    empty.execute("PRAGMA foreign_keys=OFF")
    names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name != 'alembic_version'"
    tables = [(name, full.execute(f'SELECT * FROM "{name}"').fetchall()) for (name,) in full.execute(names).fetchall()]
    began = perf_counter()
    empty.execute("BEGIN IMMEDIATE")
    for name, rows in tables:
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            empty.executemany(f'INSERT OR REPLACE INTO "{name}" VALUES ({marks})', rows)
    empty.execute("COMMIT")
    took = perf_counter() - began
    full.close()
    empty.close()
    return took, sum(len(rows) for _name, rows in tables)
