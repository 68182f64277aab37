"""Hostile text by keys, by paste and by import: shown with visible marks, inert, nothing of it acts on the terminal.

And personal data: in no file in plain, on no terminal whose person did not type it, in no window title.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dutyroom.console.present.safe import one_line
from dutyroom.services.demo.sample import SECRET
from dutyroom.services.front.front import Front
from tests.e2e import room as rooms
from tests.faults.desk import Desk
from tests.whole import few

PAYLOADS = {
    "[/]甲": "[/]甲",
    "[ @click=app.quit]乙[/]": "[ @click=app.quit]乙[/]",
    "[link=http://e]丙": "[link=http://e]丙",
    "\x1b]52;c;ZXZpbA==\x1b\\丁": "␛]52;c;ZXZpbA==␛\\丁",
    "\x1b]0;evil\x07戊": "␛]0;evil␇戊",
    "\x9b2J己": "�2J己",
    "\u202e庚": "�庚",
    "a\u200bb辛": "a�b辛",
    "壬\U000e0041": "壬�",
    "'; DROP TABLE journal; --癸": "'; DROP TABLE journal; --癸",
}
"""What is typed, and how it must stand on the screen."""
MARKS = "甲乙丙丁戊己庚辛壬癸"

RAW = (b"\xc2\x9b", "\u202e".encode(), "\u200b".encode(), "\U000e0041".encode(), b"evil\x07")
"""Bytes that the console must never send."""
OSC = re.compile(rb"\x1b\](?!22;)")
"""Window titles, links, the clipboard: the console sends none of them, only the mouse pointer's shape."""

NAME, PHONE, ID = "欧阳震华", "13987654321", "110101199003078515"
CANARIES = (NAME, "震华", PHONE, ID)


def _import(address: str, folder: Path, rows: list[dict[str, str]]) -> str:
    file = folder / "in.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    words = [sys.executable, "-m", "dutyroom", "--database", address, "complaint", "import", str(file), "--as", "wangmin"]
    signed = os.environ | {"DUTYROOM_SECRET": SECRET}
    done = subprocess.run(words, check=False, capture_output=True, text=True, env=signed)
    file.unlink()
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


def _paste(desk: Desk, text: str) -> None:
    """As a terminal that filters nothing hands over the clipboard."""
    desk.type(f"\x1b[200~{text}\x1b[201~")


def _click(desk: Desk, text: str) -> None:
    """Press and release the left button in the middle of ``text`` as it stands on the screen."""
    rows = desk.screen().splitlines()
    y = next(y for y, row in enumerate(rows) if text in row)
    before = rows[y][: rows[y].index(text)]
    x = sum(2 if ord(c) > 0x2E80 else 1 for c in before) + len(text) // 2
    desk.type(f"\x1b[<0;{x + 1};{y + 1}M\x1b[<0;{x + 1};{y + 1}m")


@pytest.mark.whole
@pytest.mark.parametrize("marks", few([MARKS, "乙丁癸"], "乙丁癸"))
def test_hostile_text_is_shown_and_does_nothing(
    address: str, opened: Callable[[str], Front], tmp_path: Path, marks: str
) -> None:
    payloads = {text: shown for text, shown in PAYLOADS.items() if any(mark in text for mark in marks)}
    room = opened(address)
    before = {row.number for page in room.board() for row in page}
    rows = [{"content": text, "name": f"客户{n}", "demand": text, "persons": text} for n, text in enumerate(payloads)]
    said = _import(address, tmp_path, [{**row, "level": "urgent", "channel": "phone"} for row in rows])
    assert not any(ord(c) < 32 and c != "\n" for c in said)
    new = sorted({row.number for page in room.board() for row in page} - before)
    assert len(new) == len(payloads) == len(marks)
    with Desk(address, cols=160, rows=60).start() as desk:
        for text in payloads:
            desk.log_form()
            _paste(desk, text)
            desk.wait_quiet(0.1)
            desk.press("ctrl+s")
            desk.wait_gone("内容存为草稿")
        # A field keeps nothing that acts on a terminal; what is harmless stands as it was pasted.
        kept = [line.text for line in room.log(limit=len(payloads))]
        assert [mark for mark, text in zip(marks, kept, strict=True) if mark not in text] == []
        assert [text for text in kept if one_line(text) != text] == []
        desk.press("ctrl+l")
        screen = desk.wait_for("癸")
        for text in kept:
            assert text in screen
        for bait in ("@click=app.quit", "link=http")[: 1 + ("丙" in marks)]:
            desk.press("ctrl+l")
            desk.wait_for("癸")
            _click(desk, bait)
            desk.wait_quiet(0.3)
            # A click on a line may open the case that it is about, and does nothing else.
            desk.press("esc", "esc")
            desk.wait_for("记一笔")
        # Every field of the longest form takes each of them, and gives none of them to the terminal.
        desk.form("登记", "n")
        for text in payloads:
            _paste(desk, text)
            desk.press("tab")
        desk.wait_quiet(0.3)
        desk.press("esc", "esc")
        # What came by import stands in the store as it was in the file, on the screen with its marks.
        for number, shown in zip(new, payloads.values(), strict=True):
            for _attempt in range(4):
                desk.press("g")
                desk.type(number)
                desk.press("enter")
                desk.wait_quiet(0.5)
                desk.press("enter")
                desk.wait_for("投诉情况")
                if number in desk.wait_quiet(0.2).splitlines()[0]:
                    break
                desk.press("esc")
                desk.wait_gone("投诉情况")
            desk.wait_for(shown)
            desk.press("esc")
            desk.wait_gone("投诉情况")
        assert desk.alive
        desk.wait_for("数据正常")
        assert [each for each in RAW if each in desk.raw] == []
        assert not OSC.search(bytes(desk.raw))
        desk.press("ctrl+q")
        assert desk.wait_exit() == 0
    assert rooms.replay_faults(address) == []


@pytest.mark.whole
def test_personal_data_is_in_no_file_and_on_no_terminal_but_the_typists(address: str, tmp_path: Path) -> None:
    told = f"{NAME}来电，电话{PHONE}，证件{ID}"
    with Desk(address, cols=160).start() as desk, Desk(address, "liwei", cols=160).start() as other:
        desk.form("来电", "f2")
        for value in (PHONE, NAME):
            desk.type(value)
            desk.press("enter")
        desk.type(told)
        desk.wait_for("草稿已存")
        desk.press("esc")
        desk.wait_for("已暂存")
        desk.log_form()
        # Whose name it is, a line of its own can't know: numbers are known by their form.
        desk.type(f"电话{PHONE}，证件{ID}")
        desk.press("ctrl+s")
        desk.wait_gone("内容存为草稿")
        # Half typed, in a draft, when the machine stops.
        desk.form("登记", "n")
        desk.type(NAME)
        desk.wait_for("草稿已存")
        _import(address, tmp_path, [{"content": told, "name": NAME, "phone": PHONE, "level": "urgent", "channel": "phone"}])
        other.wait_for("0930-004")
        other.press("ctrl+l")
        other.wait_for("139****4321")
        seen = bytes(other.raw)
        files = _holding(tmp_path)
        desk.kill()
        files |= _holding(tmp_path)
    assert not [canary for canary in CANARIES if canary.encode() in seen]
    assert files == set()
    assert NAME.encode() in desk.raw, "the person who types sees it"
    assert not OSC.search(bytes(desk.raw) + seen), "no window title and no clipboard"


def _holding(folder: Path) -> set[tuple[str, str]]:
    found = set()
    for file in folder.rglob("*"):
        if file.is_file():
            raw = file.read_bytes()
            found |= {(file.name, canary) for canary in CANARIES if canary.encode() in raw}
    return found
