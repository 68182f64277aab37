"""What comes from the keyboard: no byte ends the console, and no broken line of bytes makes it deaf.

Textual's reader dies of the first byte that is not UTF-8, waits for ever for the end of a paste that was cut off, and runs
in circles when the terminal has gone away. And it makes a task of every key: some hundreds of them fill the pipe by which the
loop hears of signals, and these are lost.
"""

from __future__ import annotations

import codecs
import os
import re
import select
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import groupby
from time import monotonic
from typing import Any
from unicodedata import normalize

from textual import events
from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.driver import Driver
from textual.message import Message

WRONG = "\ufffd"
"""Stands where something came that is no character in the terminal's encoding: what lacks it must not look whole."""
_TEXT = "[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
_PIECES = re.compile(f"\x1b\\[[0-?]*[ -/]*[@-~]|{_TEXT}+|\x1b{_TEXT}?|[\x00-\x1f\x7f]")
"""A sequence, text, or one control: of what can't be read, no more is lost."""
_CONTROL = {chr(code) for code in (*range(32), 127)} - set("\t\n\r")
FLOOD = 256
"""Signs of text in one read that nobody has typed: a paste on a terminal that does not say where one begins and ends."""
FLOOD_ENDS = 0.05
"""Seconds of silence after which such a paste is over."""
STEP = 0.1
"""Seconds of one wait for keys: how soon the end of reading is noticed."""
PASTE_ENDS = 1.0
"""Seconds of silence after which a paste has ended, whether its end was told or not."""


def terminal_encoding() -> str:
    """What the terminal writes its characters in, as the locale says it: UTF-8, or that of a GBK terminal."""
    return str(getattr(sys.__stdin__, "encoding", None) or "utf-8")


class Reader:
    """Bytes in, keys and pastes out. One thread."""

    def __init__(self, encoding: str = "utf-8", debug: bool = False) -> None:
        self._debug = debug
        self._decode = codecs.getincrementaldecoder(encoding)("replace").decode
        self._parser = XTermParser(debug)
        self._pasting, self._tail, self._heard = False, "", 0.0
        self._flood: list[str] = []

    def read(self, data: bytes) -> tuple[list[Message], bool]:
        """What these bytes say, and whether some of them were no characters."""
        self._heard = monotonic()
        text = self._decode(data)
        # A mark may lie in two reads, and never whole in what is left of the one before.
        seen = self._tail + text
        begins, ends = seen.rfind(BRACKETED_PASTE_START), seen.rfind(BRACKETED_PASTE_END)
        marked = self._pasting or begins != ends
        if begins != ends:
            self._pasting = begins > ends
        self._tail = seen[1 - len(BRACKETED_PASTE_START) :]
        said: list[Message] = []
        for piece in _PIECES.findall(text):
            if not marked and piece[0] not in _CONTROL and len(piece) >= (1 if self._flood else FLOOD):
                self._flood.append(piece)
            else:
                said += self._flooded() + self._said(self._parser.feed(piece))
        return said, WRONG in text

    def rest(self) -> list[Message]:
        """What follows from nothing having come for a moment: a lone Esc is a key, a paste without an end is over."""
        silence = monotonic() - self._heard
        if self._pasting and silence > PASTE_ENDS:
            self._pasting = False
            return self._said(self._parser.feed(BRACKETED_PASTE_END))
        return (self._flooded() if silence > FLOOD_ENDS else []) + self._said(self._parser.tick())

    def _flooded(self) -> list[Message]:
        text, self._flood = "".join(self._flood), []
        return [events.Paste(text)] if text else []

    def _said(self, messages: Iterable[Message]) -> list[Message]:
        said: list[Message] = []
        try:
            said.extend(messages)
        except Exception:
            # A sequence that Textual can't read must not take the keyboard with it.
            before, self._parser = self._parser, XTermParser(self._debug)
            self._parser.mouse_pixels = before.mouse_pixels
            self._parser.terminal_size, self._parser.terminal_pixel_size = before.terminal_size, before.terminal_pixel_size
        return said


class Typed(Message, bubble=False):
    """Keys and pastes of one read: one task of the loop, however many they are."""

    def __init__(self, keys: Sequence[Any]) -> None:
        super().__init__()
        self.keys = keys


def outlasting_bytes(driver: type[Driver]) -> type[Driver]:
    """That driver, whose reading thread lives as long as the program."""

    # Which driver it is, Textual finds out at run time; that of Windows reads no bytes.
    class Reading(driver):  # type: ignore[misc, valid-type]
        # One for all its threads: a stop in the middle of a paste must not make keys of the rest.
        reader: Reader | None = None

        def run_input_thread(self) -> None:
            """Hands on what is typed until input is disabled."""
            reader = self.reader = self.reader or Reader(terminal_encoding(), self._debug)
            while not self.exit_event.is_set():
                said = reader.rest()
                if select.select([self.fileno], [], [], STEP)[0]:
                    data = self._data()
                    if not data:
                        # The terminal is gone: there is nothing more to come, and the app is told by another way.
                        self.exit_event.wait(STEP)
                        continue
                    more, wrong = reader.read(data)
                    said += more
                    if wrong:
                        self._app.call_later(self._app.heard_wrong)
                for typed, messages in groupby(said, lambda each: isinstance(each, (events.Key, events.Paste))):
                    for message in [Typed(list(messages))] if typed else messages:
                        self.process_message(message)

        def _data(self) -> bytes:
            with suppress(OSError):
                return os.read(self.fileno, 4096)
            return b""

    return Reading


def plain_key(key: str) -> str:
    """The name of the plain small key for a capital letter or what an input method sends in full width."""
    if len(key) == 1:
        return normalize("NFKC", key).lower()
    return key.removeprefix("fullwidth_")
