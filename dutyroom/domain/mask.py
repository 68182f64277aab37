"""Masking of personal data: phone 138****1234, name 张*, ID number first 3 and last 4; also inside free text."""

from __future__ import annotations

import re

_WIDE = {0xFF10 + digit: 0x30 + digit for digit in range(10)} | {0xFF38: 0x58, 0xFF58: 0x78, 0xFF0D: 0x2D}
_GAP = r"[ \-]?"

# Longest first, so that an ID number is not taken for a telephone number within it.
_PATTERNS: tuple[tuple[re.Pattern[str], int, int], ...] = (
    (re.compile(rf"(?<!\d)[1-9]\d{{5}}{_GAP}\d{{8}}{_GAP}\d{{3}}[0-9Xx](?![0-9A-Za-z])"), 3, 4),
    (re.compile(rf"(?<!\d)\d{{4}}(?:{_GAP}\d{{4}}){{3}}(?:{_GAP}\d{{1,3}})?(?!\d)"), 0, 4),
    (re.compile(r"(?<!\d)[1-9]\d{14}(?!\d)"), 3, 4),
    (re.compile(rf"(?<!\d)1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}(?!\d)"), 3, 4),
    (re.compile(rf"(?<!\d)0\d{{2,3}}{_GAP}\d{{7,8}}(?!\d)"), 0, 4),
)


_DIGIT = re.compile(r"\d")


def mask_text(text: str) -> str:
    """The text with telephone, ID and card numbers in it masked; its length does not change."""
    if not _DIGIT.search(text):
        return text
    plain = text.translate(_WIDE)
    for pattern, head, tail in _PATTERNS:
        found = list(pattern.finditer(plain))
        if not found:
            continue
        plain_out = list(plain)
        out = list(text)
        for match in found:
            for at in range(match.start() + head, match.end() - tail):
                plain_out[at] = out[at] = "*"
        plain, text = "".join(plain_out), "".join(out)
    return text


def mask_name(name: str) -> str:
    """A name's first character and one star: 张三丰 → 张*; a name in Latin letters keeps its initial."""
    name = name.strip()
    return f"{name[0]}*" if name else ""


def mask_number(number: str) -> str:
    """A telephone, ID or card number with only its ends left; short numbers keep their last two digits."""
    number = number.strip()
    if len(number) >= 9:
        return number[:3] + "*" * (len(number) - 7) + number[-4:]
    return "*" * max(0, len(number) - 2) + number[-2:]


def masked(kind: str, value: str) -> str:
    """The value of a personal field of that kind as screens may show it before it is revealed."""
    if kind == "name":
        return mask_name(value)
    if kind in ("phone", "id_number"):
        return mask_number(value)
    return mask_text(value)
