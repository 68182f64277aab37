"""What the terminal sends: every byte leads to something that can be heard, and nothing takes the keyboard with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events

from dutyroom.console.engine import keyboard
from dutyroom.console.engine.keyboard import Reader
from tests.console.at_desk import at_desk, until


def heard(*pieces: bytes, encoding: str = "utf-8") -> tuple[str, bool]:
    """Characters, pastes in brackets, and whether something was no character."""
    reader, said, wrong = Reader(encoding), list[object](), False
    for piece in pieces:
        more, lost = reader.read(piece)
        said += more
        wrong = wrong or lost
    text = (f"[{each.text}]" if isinstance(each, events.Paste) else getattr(each, "character", "") or "" for each in said)
    return "".join(text), wrong


def test_a_character_in_two_reads_is_whole() -> None:
    assert heard(*(bytes([byte]) for byte in "张三".encode())) == ("张三", False)


@pytest.mark.parametrize("byte", [b"\xff", b"\xc3(", b"\xed\xa0\x80", b"\xf8\x88"])
def test_what_is_no_character_is_marked_and_told(byte: bytes) -> None:
    said, wrong = heard(b"1", byte, b"380")
    assert wrong
    assert keyboard.WRONG in said
    assert said.startswith("1")
    assert said.endswith("380")


def test_a_gbk_terminal() -> None:
    assert heard("张三来电".encode("gbk"), encoding="gbk") == ("张三来电", False)
    assert heard("张三".encode("gbk"))[1]


@pytest.mark.parametrize("sequence", [b"\x1b[1114112u", b"\x1b[99999999999999999999u", b"\x1b[M\xff\xff"])
def test_a_sequence_that_can_not_be_read_takes_nothing_along(sequence: bytes) -> None:
    """The control: Textual's parser alone is dead after the first of them."""
    reader = Reader()
    reader.read(b"1" + sequence + "李".encode())
    assert [each.character for each in reader.read(b"2")[0] if isinstance(each, events.Key)] == ["2"]
    assert heard(b"1" + sequence + "李四".encode())[0].endswith("四")


async def test_a_capital_does_what_its_small_letter_does(tmp_path: Path) -> None:
    """「A 告警」 stands on the board, and A did nothing."""
    async with at_desk(tmp_path) as (app, pilot):
        for key in ("A", "Ａ"):
            await pilot.press(key)
            await until(pilot, lambda: type(app.screen).__name__ == "WarningsScreen")
            await pilot.press("escape")
            await until(pilot, lambda: type(app.screen).__name__ == "BoardScreen")


@pytest.mark.parametrize(
    ("key", "plain"),
    [
        ("A", "a"), ("Ａ", "a"), ("ａ", "a"), ("１", "1"), ("fullwidth_question_mark", "question_mark"), ("f2", "f2"),
        ("ctrl+a", "ctrl+a"),
    ],
)  # fmt: skip
def test_capital_and_full_width_keys_are_the_small_ones(key: str, plain: str) -> None:
    assert keyboard.plain_key(key) == plain


@pytest.mark.parametrize("size", [3, 5000])
def test_a_paste_without_its_end_is_over_after_a_while(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    reader = Reader()
    assert reader.read(b"\x1b[200")[0] == []
    for _piece in range(size):
        assert reader.read(b"~x" if not _piece else b"y")[0] == []
    assert reader.rest() == []
    monkeypatch.setattr(keyboard, "PASTE_ENDS", 0.0)
    (paste,) = reader.rest()
    assert isinstance(paste, events.Paste)
    assert paste.text == "x" + "y" * (size - 1)
    assert [each.character for each in reader.read(b"2")[0] if isinstance(each, events.Key)] == ["2"]


def test_what_nobody_can_have_typed_is_a_paste(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal that marks no pastes: a thousand signs are not a thousand commands, and Ctrl+S behind them is a key."""
    reader, pasted = Reader(), "来电人\r\n0930-001\t" * 100
    data = pasted.encode()
    said = [key for at in range(0, len(data), 700) for key in (*reader.read(data[at : at + 700])[0], *reader.rest())]
    assert said == []
    paste, sent = reader.read(b"\x13")[0]
    assert isinstance(paste, events.Paste)
    assert paste.text == pasted
    assert isinstance(sent, events.Key)
    assert sent.key == "ctrl+s"
    assert reader.read(b"x" * keyboard.FLOOD)[0] == []
    monkeypatch.setattr(keyboard, "FLOOD_ENDS", 0.0)
    assert [each.text for each in reader.rest() if isinstance(each, events.Paste)] == ["x" * keyboard.FLOOD]


def test_what_somebody_may_have_typed_ahead_is_keys() -> None:
    assert heard(b"n" + b"a" * (keyboard.FLOOD - 2))[0] == "n" + "a" * (keyboard.FLOOD - 2)
    # In brackets, and behind them, as the terminal says it.
    assert heard(b"\x1b[200~" + b"a" * 300 + b"\x1b[201~b")[0] == f"[{'a' * 300}]b"
