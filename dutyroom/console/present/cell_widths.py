"""How many cells of a terminal a text takes, as Textual measures it when it paints, without loading Textual.

A test compares it with Textual's own measure for every character that can be shown.
"""

from __future__ import annotations

from functools import lru_cache
from unicodedata import category, east_asian_width

_NO_CELL = frozenset({"Mn", "Me", "Mc", "Cc", "Cf", "Zl", "Zp"})
_NONE_THOUGH_LETTERS = ((0x1160, 0x11FF), (0x3164, 0x3164), (0xD7B0, 0xD7FF), (0xFFA0, 0xFFA0), (0x1F3FB, 0x1F3FF))
"""Parts of Korean syllables, and tones of skin: written on what stands before them."""
_WIDE_LATELY = ((0x2630, 0x2637), (0x268A, 0x268F), (0x4DC0, 0x4DFF), (0x1D300, 0x1D356), (0x1D360, 0x1D376))
"""Trigrams, hexagrams and counting rods: wide since Unicode 16, which not every Python knows."""

_JOINS, _AS_PICTURE = "\u200d", "\ufe0f"
_WIDE_AS_PICTURE = frozenset(
    "#*0123456789©®‼⁉™ℹ↔↕↖↗↘↙↩↪⌨⏏⏭⏮⏯⏱⏲⏸⏹⏺Ⓜ▪▫▶◀◻◼☀☁☂☃☄☎☑☘☝☠☢"
    "☣☦☪☮☯☸☹☺♀♂♟♠♣♥♦♨♻♾⚒⚔⚕⚖⚗⚙⚛⚜⚠⚧⚰⚱⛈⛏⛑⛓⛩⛰⛱⛴⛷⛸⛹✂✈✉✌✍✏✒✔✖✝✡✳✴"
    "❄❇❣❤➡⤴⤵⬅⬆⬇🅰🅱🅾🅿🌡🌤🌥🌦🌧🌨🌩🌪🌫🌬🌶🍽🎖🎗🎙🎚🎛🎞🎟🏋🏌🏍🏎🏔🏕🏖🏗🏘🏙🏚🏛🏜🏝🏞🏟🏳🏵🏷🐿👁"
    "📽🕉🕊🕯🕰🕳🕴🕵🕶🕷🕸🕹🖇🖊🖋🖌🖍🖐🖥🖨🖱🖲🖼🗂🗃🗄🗑🗒🗓🗜🗝🗞🗡🗣🗨🗯🗳🗺🛋🛍🛎🛏🛠🛡🛢🛣🛤🛥🛩🛰🛳"
)
"""One cell wide as text, two where the mark for a picture follows."""


@lru_cache(4096)
def width_of(character: str) -> int:
    """The cells of one character: 0, 1 or 2."""
    code = ord(character)
    if category(character) in _NO_CELL or any(first <= code <= last for first, last in _NONE_THOUGH_LETTERS):
        return 0
    wide = east_asian_width(character) in "WF" or any(first <= code <= last for first, last in _WIDE_LATELY)
    return 2 if wide else 1


def cell_len(text: str) -> int:
    """The cells of a text."""
    if text.isascii() and text.isprintable():
        return len(text)
    return _measured(text) if len(text) < 512 else _measure(text)


def _measure(text: str) -> int:
    if _JOINS in text or _AS_PICTURE in text:
        return sum(cells for _piece, cells in _pieces(text))
    return sum(map(width_of, text))


_measured = lru_cache(4096)(_measure)


def cropped(text: str, width: int) -> str:
    """As much of a text, from its beginning, as fills at most `width` cells."""
    if text.isascii() and text.isprintable():
        return text[: max(width, 0)]
    end = used = 0
    for piece, cells in _pieces(text):
        used += cells
        if used > width:
            break
        end += len(piece)
    return text[:end]


def _pieces(text: str) -> list[tuple[str, int]]:
    """What stands together, each with its cells: a character with all that is written on it or joined to it."""
    made: list[tuple[str, int]] = []
    pictured, joined = "", False
    for character in text:
        width = 0 if joined else width_of(character)
        if width:
            made.append((character, width))
            pictured = character
            continue
        before, cells = made.pop() if made else ("", 0)
        if character == _AS_PICTURE and not joined:
            cells += pictured in _WIDE_AS_PICTURE
            pictured = ""
        made.append((before + character, cells))
        joined = character == _JOINS and not joined and bool(before)
    return made
