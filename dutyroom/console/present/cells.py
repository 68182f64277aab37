"""Text measured in terminal cells: a Chinese character takes two, so columns line up only when counted so."""

from dutyroom.console.present.cell_widths import cell_len, cropped, width_of

CUT = "~"
"""Ends a text that did not fit. An ellipsis (…) is double-width in some terminals and would shift the column."""
_NEVER_FIRST = frozenset("，。、；：！？）」』〕》”’.,;:!?)")
"""No line begins with one of these: what stands before it comes along."""
_NEVER_LAST = frozenset("（「『〔《“‘(")
"""No line ends with one of these: it goes on to the next."""


def fit(text: str, width: int, right: bool = False) -> str:
    """`text` in exactly `width` cells: filled with blanks, or cut and ended with `CUT`; `right` moves it right."""
    if width <= 0:
        return ""
    size = cell_len(text)
    if size > width:
        text, size = cropped(text, width - 1).rstrip() + CUT, width
        size = cell_len(text)
    blanks = " " * (width - size)
    return blanks + text if right else text + blanks


def fit_ends(text: str, width: int) -> str:
    """`text` in exactly `width` cells, cut in its middle: names that begin alike differ at their ends (组长, 副组长)."""
    if cell_len(text) <= width or width < 9:
        return fit(text, width)
    end = text.rsplit(" ", 1)[-1] if text.isascii() else ""
    if not end or len(end) > width - 4:
        end = ""
        for character in reversed(text):
            if cell_len(character + end) > width // 2 - 1:
                break
            end = character + end
        end = end.lstrip()
    return fit(fit(text, width - cell_len(end)).rstrip() + end, width)


def titled(words: str) -> str:
    """A heading begins with a capital, where the script has them."""
    return words[:1].upper() + words[1:]


def wrap(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` cells: Chinese broken anywhere, words of letters and digits between them."""
    made, line, used = [], "", 0
    for character in text:
        size = width_of(character)
        if character == "\n":
            made.append(line)
            line, used = "", 0
            continue
        if used + size > width:
            cut = _word(line) if character.isascii() and character != " " else len(line)
            while cut > 1 and _clings(line[cut - 1], (line[cut:] + character)[0]) and cell_len(line[cut - 1 :]) + size <= width:
                cut -= 1
            made.append(line[:cut].rstrip(" ") if line[:cut].strip() else line[:cut])
            line = line[cut:]
            used = cell_len(line)
            if character == " " and not line:
                continue
        line += character
        used += size
    return [*made, line]


def _clings(last: str, first: str) -> bool:
    """Whether a line must not end between these two."""
    return first in _NEVER_FIRST or last in _NEVER_LAST


def _word(line: str) -> int:
    """Where the word at the end of `line` begins; its end when the whole line is one word."""
    at = len(line)
    while at and line[at - 1].isascii() and line[at - 1] != " ":
        at -= 1
    return at or len(line)
