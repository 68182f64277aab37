"""同类投诉: how much of each matter is found and how rightly, beside plain trigrams; and what a registration costs by it.

Invented complaints lie in tests/alike. Public texts are measured when ALIKE_PUBLIC names a folder with them, and are no part of
this repository: `messages.xlsx` (citizens' messages to a city, TipDM Cup 2020 C, sheet 3) and `questions.csv` (AFQMC, pairs).
"""

import csv
import json
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter, thread_time
from uuid import uuid4

from sqlalchemy import insert
from sqlmodel import select

from bench.big_room import open_room
from bench.figure import Figure
from dutyroom.domain.act import Command
from dutyroom.domain.alike import Case, Words, amounts, terms
from dutyroom.services.cases.alike import Memory
from dutyroom.services.demo.demo import fill
from dutyroom.services.front.front import Front
from dutyroom.settings.plans import pack_text
from dutyroom.store.engine import open_database
from dutyroom.store.keys import RoomKeys
from dutyroom.store.migrate import upgrade
from dutyroom.store.rows.cases import Complaint
from tests.alike import kept

CASES, ACTS = 10_000, 40
MATTERS = (
    ("滨河苑", "车位|捆绑"), ("丽发新城", "搅拌站"), ("魅力之城", "油烟|餐饮|烧烤|夜宵|门面"), ("58车贷", ""),
    ("经济学院", "实习"),
    ("辉煌国际城", "油烟|餐饮|烟"), ("泉星公园", ""), ("茶场村", "拆迁"), ("长房云时代", "质量|裂|漏|拖"),
)  # fmt: skip
"""Matters among the public messages: the place that they name, and what is wrong there."""
OTHERS = 400
"""Messages about other things, every tenth or so, among which they are sought."""


def main() -> list[Figure]:
    """Peers are given the limit that suits them best on the very texts; ours is the one of the plans, 45."""
    return [*_invented(), *_public(), *_cost()]


def _invented() -> Iterator[Figure]:
    for part, name in (("dev", "first part"), ("held", "second part")):
        told = kept.complaints(part)
        other = [each.case.terms for each in kept.complaints("held" if part == "dev" else "dev")]
        learned = _learned(other, 10)
        peer = kept.best(kept.pairs(told, kept.trigrams))
        before = kept.at(45, kept.pairs(told, kept.bigrams))
        for words, room in ((Words(), "a new room"), (learned, "after some days")):
            yield Figure(
                f"invented complaints, {name}: pairs of one matter, {room}", "",
                kept.at(45, kept.pairs(told, kept.likeness(words))).words,
                f"trigrams at their best {peer.words}; before {before.words}",
            )  # fmt: skip
            groups = kept.grouped(told, words)
            found = kept.members(told, groups)
            yield Figure(
                f"invented complaints, {name}: members of groups, {room}", "precision and recall ≥ 0.85",
                f"{found.words}, {len(groups)} groups", "",
                found.right >= 0.85 * found.found and found.right >= 0.85 * found.there,
            )  # fmt: skip


def _learned(said: list[tuple[str, ...]], each: int = 24) -> Words:
    """Words learned from so many complaints a day."""
    return Words((date.fromordinal(730_000 + at), said[at : at + each]) for at in range(0, len(said), each))


def _public() -> Iterator[Figure]:
    folder = os.environ.get("ALIKE_PUBLIC")
    if not folder:
        return
    yield from _messages(Path(folder) / "messages.xlsx")
    yield from _questions(Path(folder) / "questions.csv")


def _messages(file: Path) -> Iterator[Figure]:
    from dutyroom.services.intake.tabular import read_rows

    rows = [row for _line, row in read_rows(file).rows]
    texts = ["。".join((row["留言主题"].strip(), re.sub(r"\s+", "", row["留言详情"])))[:200] for row in rows]
    moment = datetime(2026, 1, 5, tzinfo=UTC)
    told = [
        kept.Told(Case(f"{n:05}", moment, terms=terms(text), amounts=amounts(text)), _matter(text) or f"alone {n}", text)
        for n, text in enumerate(texts)
    ]
    words = _learned([each.case.terms for each in told])
    sought = [each for each in told if not each.matter.startswith("alone")]
    others = [each for each in told if each.matter.startswith("alone")][:: max(1, (len(told) - len(sought)) // OTHERS)]
    yield _pairs(f"public messages, {len(sought)} of {len(MATTERS)} matters among {len(others):,} others", sought, others, words)


def _pairs(name: str, sought: list[kept.Told], others: list[kept.Told], words: Words) -> Figure:
    def scored(measure: Callable[[kept.Told, kept.Told], float]) -> list[tuple[float, bool]]:
        return [*kept.pairs(sought, measure), *((measure(one, other), False) for one in sought for other in others)]

    ours, peer = scored(kept.likeness(words)), kept.best(scored(kept.trigrams))
    return Figure(
        name, "", f"{kept.at(45, ours).words} at 45, {kept.best(ours).words} at its best", f"trigrams at their best {peer.words}"
    )


def _matter(text: str) -> str:
    return next((place for place, wrong in MATTERS if place in text and re.search(wrong, text)), "")


def _questions(file: Path) -> Iterator[Figure]:
    with file.open(encoding="utf-8", newline="") as source:
        rows = [row for row in csv.DictReader(source) if row["label"] in ("0", "1")]
    moment = datetime(2026, 1, 5, tzinfo=UTC)
    told = [
        [
            kept.Told(Case(f"{n}{side}", moment, terms=terms(row[side])), row["label"], row[side])
            for side in ("sentence1", "sentence2")
        ]
        for n, row in enumerate(rows)
    ]  # fmt: skip
    words = _learned([one.case.terms for one, _other in told])

    def best(measure: Callable[[kept.Told, kept.Told], float]) -> str:
        return kept.best([(measure(one, other), one.matter == "1") for one, other in told]).words

    yield Figure(
        f"public questions, {len(rows):,} pairs, as told by people", "", f"{best(kept.likeness(words))} at its best",
        f"trigrams at their best {best(kept.trigrams)}",
    )  # fmt: skip


def _cost() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="dutyroom-alike-") as folder:
        text = pack_text("bank-branches")
        plain = re.sub(r"(?ms)^# 系统性投诉（四\.2\(2\)）.*?(?=^# )", "", text)
        with_rule, without = (_room(Path(folder) / name, each) for name, each in (("with", text), ("without", plain)))
        try:
            began = perf_counter()
            _register(with_rule, 0)
            first = perf_counter() - began
            ours, floor = ([_register(room, n) for n in range(1, ACTS)] for room in (with_rule, without))
            memory = with_rule.remembered(Memory)
            yield Figure(
                f"registration, {CASES:,} cases in the plan's week", "≤ 50 ms more",
                f"{median(ours) * 1000:.0f} ms of the processor", f"without the rule {median(floor) * 1000:.0f} ms",
                median(ours) - median(floor) <= 0.05,
            )  # fmt: skip
            yield Figure(
                "the first question of a console there", "≤ 2 s", f"{first:.2f} s",
                f"{len(memory.cases):,} cases read", first <= 2,
            )  # fmt: skip
        finally:
            with_rule.close()
            without.close()


def _room(place: Path, text: str) -> Front:
    """A room of that plan with as many cases of the last week, and as many of the weeks before to learn from."""
    place.mkdir()
    url = f"{place}/room.sqlite3"
    RoomKeys.open(place, create=True)
    database = open_database(url)
    upgrade(database)
    database.close()
    room = open_room(place, url)
    fill(room, text, 10, timedelta(0))
    said = [each.text for part in ("dev", "held") for each in kept.complaints(part)]
    now = room.now()
    with room.database.read() as session:
        (seed, *_more) = session.exec(select(Complaint)).all()
        row = seed.model_dump()
    step = timedelta(days=14) / (2 * CASES)
    rows = []
    for n in range(2 * CASES):
        content = f"{said[n % len(said)]}{said[n // 7 % len(said)]}"
        own = {"number": f"X{n:06}", "received": now - n * step, "emergency": "", "summary": content[:60]}
        rows.append({**row, **own, "facts": json.dumps({"content": content})})
    with room.database.write_engine.begin() as connection:
        connection.execute(insert(Complaint), rows)
    return room


def _register(room: Front, n: int) -> float:
    plan = room.plan
    content = f"第{n}号保管箱的钥匙遗失后如何补办"
    values = {"level": plan.levels[-1].code, "channel": plan.channels[0].code, "content": content, "anonymous": "yes"}
    command = Command("complaint.register", "wangmin", "", uuid4().hex, values=values)
    used = thread_time()
    room.perform(command)
    return thread_time() - used
