"""First letters of the pinyin of Chinese words, so that a list is searched by typing `cgzh` for 城关支行."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from itertools import product

# GB2312 keeps its 3,755 everyday characters in the order of their pinyin; here is where each letter begins.
_LETTERS = "abcdefghjklmnopqrstwxyz"
_BEGINS = (
    0xB0A1, 0xB0C5, 0xB2C1, 0xB4EE, 0xB6EA, 0xB7A2, 0xB8C1, 0xB9FE, 0xBBF7, 0xBFA6, 0xC0AC, 0xC2E8,
    0xC4C3, 0xC5B6, 0xC5BE, 0xC6DA, 0xC8BB, 0xC8F6, 0xCBFA, 0xCDDA, 0xCEF4, 0xD1B9, 0xD4D1,
)  # fmt: skip
_ENDS = 0xD7F9
# Read in more than one way, and common in the names of outlets, posts and people.
_SEVERAL = {
    "行": "hx", "重": "zc", "长": "cz", "调": "dt", "厦": "sx", "乐": "ly", "曾": "zc", "单": "ds", "解": "jx",
    "仇": "qc", "区": "qo", "朴": "p", "盛": "sc", "查": "cz", "都": "d", "会": "hk", "车": "cj", "处": "c",
}  # fmt: skip
_ANY = _LETTERS


def letters(character: str) -> str:
    """The letters with which the character's pinyin may begin; of a rare character all, of another sign itself."""
    if character in _SEVERAL:
        return _SEVERAL[character]
    if not "\u4e00" <= character <= "\u9fff":
        return character.lower()
    try:
        high, low = character.encode("gb2312")
    except (UnicodeEncodeError, ValueError):
        return _ANY
    code = high << 8 | low
    return _LETTERS[bisect_right(_BEGINS, code) - 1] if code <= _ENDS else _ANY


@lru_cache(1024)
def initials(words: str) -> tuple[str, ...]:
    """The first letters of the Chinese characters in some words, for each way in which they may be read."""
    each = [letters(character) for character in words if "\u4e00" <= character <= "\u9fff"]
    return tuple("".join(found) for found in product(*each))


def spells(typed: str, name: str, anywhere: bool = False) -> bool:
    """Whether `typed` (lower case) are the first letters of `name`'s characters, from its start or `anywhere`."""
    each = [letters(character) for character in name if not character.isspace()]
    starts = range(len(each) - len(typed) + 1) if anywhere else (0,)
    return any(
        len(typed) <= len(each) - start
        and all(letter in allowed for letter, allowed in zip(typed, each[start:], strict=False))
        for start in starts
    )
