"""A telephone number in digits three lines high, to be read across a desk. Plain ASCII, so that every terminal shows it."""

from __future__ import annotations

_SEGMENTS = {
    "0": (" _ ", "| |", "|_|"), "1": ("   ", "  |", "  |"), "2": (" _ ", " _|", "|_ "), "3": (" _ ", " _|", " _|"),
    "4": ("   ", "|_|", "  |"), "5": (" _ ", "|_ ", " _|"), "6": (" _ ", "|_ ", "|_|"), "7": (" _ ", "  |", "  |"),
    "8": (" _ ", "|_|", "|_|"), "9": (" _ ", "|_|", " _|"), "-": ("   ", " _ ", "   "),
}  # fmt: skip
_GROUPS = {11: (3, 4, 4), 12: (4, 4, 4), 8: (4, 4), 10: (3, 3, 4)}
HEIGHT = 3


def large(number: str) -> tuple[str, str, str] | None:
    """The number on three lines, grouped as it is read out; None when it has other signs than digits and blanks."""
    digits = "".join(sign for sign in number if not sign.isspace())
    if not digits or set(digits) - set(_SEGMENTS):
        return None
    if digits.isdigit() and len(digits) in _GROUPS:
        ends, at = set(), 0
        for size in _GROUPS[len(digits)]:
            at += size
            ends.add(at)
    else:
        ends = set()
    rows = ["", "", ""]
    for place, digit in enumerate(digits, 1):
        for n in range(HEIGHT):
            rows[n] += _SEGMENTS[digit][n] + " " + ("  " if place in ends else "")
    return rows[0].rstrip(), rows[1].rstrip(), rows[2].rstrip()
