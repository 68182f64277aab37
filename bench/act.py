"""What one whole act costs through `perform`: milliseconds of the processor, statements, and its transaction's time."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter, thread_time
from uuid import uuid4

from sqlalchemy import event

from bench.big_room import FIRST, copy, open_room
from bench.figure import Figure, percentile
from dutyroom.domain.act import Command
from dutyroom.services.front.front import Front
from dutyroom.store import driver

ACTS = 100
WORDS = "客户反映在柜台办理业务等候时间过长，要求给出说明。"


def main() -> list[Figure]:
    """One act after the other on SQLite, nobody else at work; the floor is a bare INSERT and COMMIT on the same disk."""
    with tempfile.TemporaryDirectory(prefix="dutyroom-act-") as folder:
        floor = _floor(Path(folder))
        room = open_room(Path(folder), copy(FIRST, Path(folder)))
        try:
            return [_figure(room, name, make, floor) for name, make in _commands(room).items()]
        finally:
            room.close()


def _commands(room: Front) -> dict[str, Callable[[], Command]]:
    plan = room.plan
    number = next(row.number for page in room.board() for row in page if not row.emergency)
    values = {"level": plan.levels[-1].code, "channel": plan.channels[0].code, "category": plan.categories[0].code}
    personal = {"name": "张三丰", "phone": "13800138000", "content": WORDS}
    return {
        "log.write": lambda: Command("log.write", "wangmin", "", uuid4().hex, values={"text": "大厅秩序正常"}),
        "call.take": lambda: Command("call.take", "wangmin", "", uuid4().hex, values={"content": WORDS}),
        "complaint.contact": lambda: Command(
            "complaint.contact", "wangmin", "", uuid4().hex, number, {"result": "no_answer", "text": "无人接听"},
            room.complaint(number).version,
        ),
        "complaint.register": lambda: Command(
            "complaint.register", "wangmin", "", uuid4().hex, values={**values, **personal}
        ),
    }  # fmt: skip


def _figure(room: Front, name: str, make: Callable[[], Command], floor: float) -> Figure:
    statements: list[str] = []
    room.perform(make())
    event.listen(room.database.write_engine, "before_cursor_execute", lambda *about: statements.append(about[2]))
    whole, busy = [], []
    for command in [make() for _act in range(ACTS)] if name != "complaint.contact" else _one_by_one(make):
        began, used = perf_counter(), thread_time()
        room.perform(command)
        whole.append(perf_counter() - began)
        busy.append(thread_time() - used)
    told = f"p50 {median(whole) * 1000:.1f}, p95 {percentile(whole, 95) * 1000:.1f} ms; CPU {median(busy) * 1000:.1f} ms"
    return Figure(f"one act, {name}", "", f"{told}; {len(statements) // ACTS} statements", f"bare INSERT {floor:.1f} ms")


def _one_by_one(make: Callable[[], Command]):  # type: ignore[no-untyped-def]
    # Each needs the version that the one before has made.
    for _act in range(ACTS):
        yield make()


def _floor(folder: Path) -> float:
    connection = driver.connect(folder / "floor.sqlite3")
    connection.execute("CREATE TABLE t (n INTEGER PRIMARY KEY, x TEXT)")
    took = []
    for number in range(ACTS):
        began = perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO t VALUES (?, ?)", (number, "x" * 1000))
        connection.execute("COMMIT")
        took.append(perf_counter() - began)
    connection.close()
    return median(took) * 1000
