"""Stored text made safe to show: control, format and surrogate characters become visible marks, one cell wide each.

The original stays in the store. Escape sequences, direction overrides and invisible characters would otherwise reach
the terminal raw and act there.
"""

from unicodedata import category

_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_MARK = "\ufffd"  # U+FFFD stands for what has no picture of its own.


class _Marks(dict[int, int]):
    """Translation table that learns each character once."""

    def __missing__(self, code: int) -> int:
        if code < 0x20:
            # U+2400.. are the control pictures; their width is one cell everywhere.
            made = 0x2400 + code
        elif code == 0x7F:
            made = 0x2421
        else:
            made = ord(_MARK) if category(chr(code)) in _UNSAFE else code
        self[code] = made
        return made


_marks = _Marks()


def one_line(text: str) -> str:
    """`text` on one line: line breaks and tabs become a space, everything unsafe a visible mark."""
    if text.isprintable():
        return text  # None of what is unsafe counts as printable.
    return text.replace("\r\n", " ").replace("\n", " ").replace("\t", " ").translate(_marks)


def lines(text: str) -> str:
    """`text` with its line breaks kept; tabs become spaces, everything unsafe a visible mark."""
    return "\n".join(one_line(line) for line in text.replace("\r\n", "\n").split("\n"))
